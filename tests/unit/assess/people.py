"""People for whom whole assessments are made."""

from hypothesis import strategies as st

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, Person, Sex
from eutonia.reasoning.answers import Case, screen_findings

persons = st.builds(
    Person, st.none() | st.integers(12, 100), st.sampled_from([None, Sex.FEMALE]), st.sampled_from([None, False, True])
) | st.builds(Person, st.none() | st.integers(12, 100), st.just(Sex.MALE), st.sampled_from([None, False]))


def none_of_these(knowledge: Knowledge) -> dict[str, str]:
    """The emergency screen, every question answered with no."""
    return dict.fromkeys(screen_findings(knowledge), ABSENT)


def made_case(knowledge: Knowledge, person: Person | None = None, **told: str) -> Case:
    """Somebody whose emergency screen is clear but for what is told; an underscore stands for a hyphen."""
    answers = {name.replace("_", "-"): value for name, value in told.items()}
    return Case(person or Person(), {**none_of_these(knowledge), **answers})


@st.composite
def cases(draw: st.DrawFn, knowledge: Knowledge) -> Case:
    """Somebody with the typical signs of one cause, some answers that fit nothing, and perhaps an open screen."""
    screened = draw(st.booleans())
    answers = dict(none_of_these(knowledge)) if screened else {}
    condition = knowledge.conditions[draw(st.sampled_from(sorted(knowledge.conditions)))]
    for likelihood in draw(st.lists(st.sampled_from(tuple(condition.likelihoods)), max_size=12)):
        values = knowledge.findings[likelihood.finding].value_ids()
        shares = [figure.value for figure in likelihood.values]
        answers[likelihood.finding] = values[shares.index(max(shares))]
    for finding in draw(st.lists(st.sampled_from(sorted(knowledge.findings)), max_size=6)):
        answers[finding] = draw(st.sampled_from([*knowledge.findings[finding].value_ids(), NOT_SURE]))
    return Case(draw(persons), answers)
