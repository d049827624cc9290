"""Every typical person gets an urgency and causes that a clinician would expect."""

import pytest

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import ABSENT, Group
from eutonia.reasoning.answers import Case, contradictions, screen_findings
from eutonia.reasoning.assess import Assessor
from tests.spec.reasoning.vignettes import VIGNETTES, Vignette

FEWEST = 25


@pytest.mark.parametrize("vignette", VIGNETTES, ids=str)
def test_a_typical_person_gets_what_a_clinician_would_expect(
    vignette: Vignette, assessor: Assessor, knowledge: Knowledge
) -> None:
    answers = {**dict.fromkeys(screen_findings(knowledge), ABSENT), **vignette.told()}
    assert not contradictions(vignette.person, answers, knowledge)
    assessment = assessor.assess(Case(vignette.person, answers))
    assert assessment.urgency is not None
    lowest, highest = vignette.urgency
    levels = [(reason.origin, reason.level.slug) for reason in assessment.reasons]
    assert lowest <= assessment.urgency <= highest, (assessment.urgency.slug, levels)
    assert assessment.in_scope is vignette.in_scope
    if vignette.causes:
        first = [(cause.condition, round(cause.probability, 2)) for cause in assessment.causes[:3]]
        assert {name for name, _ in first} & set(vignette.causes), first


def test_every_answer_is_one_that_the_vocabulary_has(knowledge: Knowledge) -> None:
    for vignette in VIGNETTES:
        for name, value in vignette.told().items():
            assert value == "not-sure" or value in knowledge.findings[name].value_ids(), (vignette.title, name, value)


def test_every_group_of_causes_has_a_typical_person(knowledge: Knowledge) -> None:
    covered = {knowledge.conditions[name].group for vignette in VIGNETTES for name in vignette.causes}
    assert covered == set(Group)
    assert len({vignette.title for vignette in VIGNETTES}) == len(VIGNETTES) >= FEWEST
