"""The next most useful test: what it would tell, what it costs the person, and what to mind."""

from types import MappingProxyType

import pytest

from eutonia.knowledge.care import Test as Investigation
from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, PRESENT, Person, Sex
from eutonia.reasoning.answers import Case
from eutonia.reasoning.assess import Assessor
from eutonia.reasoning.differential import Belief, Engine
from eutonia.reasoning.workup import Suggestion, suggest_tests
from tests.factories import make_condition, make_figure, make_knowledge, make_yes_no
from tests.unit.assess.people import made_case

MAN = Person(58, Sex.MALE)
PEOPLE = {
    "wasting hand": {
        "weakness": PRESENT,
        "wasting": PRESENT,
        "visible_twitch": PRESENT,
        "twitches_move_about": PRESENT,
    },
    "cramps on a water tablet": {"chief_complaint": "cramp", "takes_thiazide_or_loop": PRESENT, "when": "night"},
    "tingling hands": {"numb_or_tingling": PRESENT, "thumb_to_ring_tingling": PRESENT, "site_hand": PRESENT},
    "calves on walking": {"walking_brings_on": PRESENT, "rest_relieves_standing": PRESENT, "site_calf": PRESENT},
}


@pytest.fixture(scope="module", params=PEOPLE)
def case(request: pytest.FixtureRequest, knowledge: Knowledge) -> Case:
    return made_case(knowledge, MAN, **PEOPLE[request.param])


def _suggested(assessor: Assessor, case: Case, **more: str) -> dict[str, Suggestion]:
    answers = {**case.answers, **{name.replace("_", "-"): value for name, value in more.items()}}
    return {found.test: found for found in suggest_tests(assessor.engine.believe(case.person, answers), limit=60)}


# ---- on the knowledge that we ship ---------------------------------------------------------------------------


def test_a_test_whose_results_are_known_is_not_suggested_again(
    assessor: Assessor, knowledge: Knowledge, case: Case
) -> None:
    first, *_ = _suggested(assessor, case)
    results = {name: knowledge.findings[name].value_ids()[0] for name in knowledge.tests[first].findings}
    assert results
    assert first not in _suggested(assessor, case, **results)


def test_the_most_useful_come_first_and_useless_ones_not_at_all(assessor: Assessor, case: Case) -> None:
    belief = assessor.engine.believe(case.person, case.answers)
    suggested = suggest_tests(belief, limit=4)
    uses = [found.use for found in suggested]
    assert uses == sorted(uses, reverse=True)
    assert 1 <= len(suggested) <= 4
    assert uses[-1] > 0.0


def test_a_meaning_is_what_that_result_would_do_and_a_tenth_at_least(assessor: Assessor, case: Case) -> None:
    belief = assessor.engine.believe(case.person, case.answers)
    meanings = [meaning for found in suggest_tests(belief) for meaning in found.meanings]
    assert meanings
    for meaning in meanings:
        assert meaning.after >= meaning.before + 0.1
        assert meaning.finding not in case.answers
        then = assessor.engine.believe(case.person, {**case.answers, meaning.finding: meaning.value})
        assert meaning.before == pytest.approx(_share(belief, meaning.condition))
        assert meaning.after == pytest.approx(_share(then, meaning.condition))


def _share(belief: Belief, condition: str) -> float:
    return next(ranked.probability for ranked in belief.ranking() if ranked.condition == condition)


def test_a_test_names_the_likely_conditions_that_call_for_it(
    assessor: Assessor, knowledge: Knowledge, case: Case
) -> None:
    belief = assessor.engine.believe(case.person, case.answers)
    named = 0
    for found in suggest_tests(belief):
        shares = [_share(belief, name) for name in found.called_for_by]
        assert shares == sorted(shares, reverse=True)
        for name, share in zip(found.called_for_by, shares, strict=True):
            named += 1
            assert found.test in knowledge.conditions[name].tests
            assert share >= 0.02
    assert named


@pytest.mark.parametrize(("answer", "minded"), [(PRESENT, True), (ABSENT, False), (NOT_SURE, False)])
def test_a_needle_in_someone_on_a_blood_thinner_comes_with_a_caution(
    assessor: Assessor, knowledge: Knowledge, answer: str, minded: bool
) -> None:
    case = made_case(knowledge, MAN, **PEOPLE["wasting hand"])
    found = _suggested(assessor, case, takes_anticoagulant=answer)["emg"]
    assert any("blood thinner" in caution for caution in found.cautions) is minded
    assert _suggested(assessor, case)["emg"].cautions == ()


@pytest.mark.parametrize(
    ("person", "asked_for"),
    [
        ("wasting hand", "emg"),
        ("cramps on a water tablet", "blood-electrolytes"),
        ("tingling hands", "nerve-conduction"),
        ("calves on walking", "ankle-brachial-index"),
    ],
)
def test_the_test_that_a_clinician_would_ask_for_is_among_the_first_six(
    assessor: Assessor, knowledge: Knowledge, person: str, asked_for: str
) -> None:
    assert asked_for in list(_suggested(assessor, made_case(knowledge, MAN, **PEOPLE[person])))[:6]


# ---- on tests that differ in one thing only ------------------------------------------------------------------


def _investigation(name: str, **more: object) -> Investigation:
    plain: dict[str, object] = {
        "name": name.capitalize(),
        "lay_name": name.capitalize(),
        "group": "blood",
        "why": "To know.",
        "what_happens": "Somebody looks.",
        "feels_like": "Nothing.",
        "preparation": "None.",
        "results": ("Either way.",),
        "findings": ("sign",),
        "burden": 1,
        "risk": 0,
        "minutes": make_figure(5.0),
        "turnaround_days": make_figure(1.0),
    }
    return Investigation(id=name, **{**plain, **more})  # type: ignore[arg-type]


def _ranked(*tests: Investigation, calls_for: tuple[str, ...] = ()) -> list[str]:
    made = make_knowledge(
        [make_yes_no("sign", 0.3), make_yes_no("other-sign", 0.3)],
        [
            make_condition("one", {"sign": 0.9, "other-sign": 0.4}, tests=calls_for),
            make_condition("two", {"sign": 0.05}),
        ],
        tests=MappingProxyType({test.id: test for test in tests}),
    )
    return [found.test for found in suggest_tests(Engine(made).believe(Person(), {}))]


def test_of_two_tests_that_tell_the_same_the_lighter_comes_first() -> None:
    assert _ranked(_investigation("a-stay-in-hospital", burden=5), _investigation("drop-of-blood")) == [
        "drop-of-blood",
        "a-stay-in-hospital",
    ]


def test_of_two_tests_that_tell_the_same_the_safer_comes_first() -> None:
    assert _ranked(_investigation("a-risky-one", risk=3), _investigation("safe-one")) == ["safe-one", "a-risky-one"]


def test_a_test_that_tells_more_comes_first() -> None:
    assert _ranked(_investigation("a-weak-one", findings=("other-sign",)), _investigation("telling"))[0] == "telling"


def test_a_test_that_a_likely_condition_calls_for_comes_before_one_that_tells_the_same() -> None:
    ranked = _ranked(_investigation("a-test"), _investigation("called-for"), calls_for=("called-for",))
    assert ranked[0] == "called-for"


def test_a_test_that_tells_nothing_and_that_nobody_calls_for_is_left_out() -> None:
    assert _ranked(_investigation("idle", findings=())) == []
