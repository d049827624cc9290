"""What to do now: the steps of the level that won, kinds that are always answered, and tips that fit."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import PRESENT, Person, Sex
from eutonia.reasoning.advice import advice_for, self_help, tips_for
from eutonia.reasoning.answers import Case
from eutonia.reasoning.assess import Assessment, Assessor
from tests.unit.assess.people import made_case

ADULT = Person(63, Sex.FEMALE)
NIGHT_CRAMP = {"chief_complaint": "cramp", "site_calf": PRESENT, "when": "night", "stretch_relieves": PRESENT}


def _ids(assessment: Assessment, knowledge: Knowledge) -> list[str]:
    return [advice.id for advice in advice_for(assessment, knowledge)]


def test_in_danger_to_life_999_comes_first_with_a_way_that_needs_no_voice(
    assessor: Assessor, knowledge: Knowledge
) -> None:
    chosen = _ids(assessor.assess(made_case(knowledge, ADULT, breathing_difficulty=PRESENT)), knowledge)
    assert chosen[:2] == ["call-999", "reach-999-without-speaking"]
    assert not {"pharmacist", "routine-visit", "safety-net", "same-day"} & set(chosen)


def test_an_emergency_department_is_named_first_where_one_is_needed(assessor: Assessor, knowledge: Knowledge) -> None:
    chosen = _ids(assessor.assess(made_case(knowledge, ADULT, saddle_numbness=PRESENT)), knowledge)
    assert chosen[0] == "go-to-emergency-department"
    assert chosen[-1] == "safety-net"


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"calf_swollen_warm": PRESENT}, "same-day"),
        ({"weakness": PRESENT, "wasting": PRESENT, "weakness_slowly_worse": PRESENT}, "two-weeks"),
        ({**NIGHT_CRAMP, "takes_thiazide_or_loop": PRESENT}, "routine-visit"),
        (NIGHT_CRAMP, "pharmacist"),
    ],
)
def test_each_level_says_whom_to_turn_to_and_what_to_look_out_for(
    assessor: Assessor, knowledge: Knowledge, told: dict[str, str], named: str
) -> None:
    chosen = _ids(assessor.assess(made_case(knowledge, ADULT, **told)), knowledge)
    assert named in chosen
    assert "call-999" not in chosen
    assert chosen[-1] == "safety-net"


@pytest.mark.parametrize("beside", [{}, {"not_responding": PRESENT}, {"calf_swollen_warm": PRESENT}])
def test_being_harmed_is_answered_whatever_else_is_there(
    assessor: Assessor, knowledge: Knowledge, beside: dict[str, str]
) -> None:
    assessment = assessor.assess(made_case(knowledge, ADULT, abuse_or_harm=PRESENT, **beside))
    assert "keep-safe" in _ids(assessment, knowledge)


def test_an_overdose_is_an_emergency_and_gets_words_of_its_own(assessor: Assessor, knowledge: Knowledge) -> None:
    chosen = _ids(assessor.assess(made_case(knowledge, ADULT, overdose_or_self_harm=PRESENT)), knowledge)
    assert chosen[0] == "call-999"
    assert {"self-harm-now", "someone-to-talk-to"} <= set(chosen)


@pytest.mark.parametrize(("age", "young"), [(12, True), (17, True), (18, False), (None, False)])
def test_a_young_person_gets_a_word_for_young_people(
    assessor: Assessor, knowledge: Knowledge, age: int | None, young: bool
) -> None:
    assessment = assessor.assess(made_case(knowledge, Person(age, Sex.MALE), **NIGHT_CRAMP))
    assert ("young-person" in _ids(assessment, knowledge)) is young


def test_no_advice_is_given_twice(assessor: Assessor, knowledge: Knowledge) -> None:
    assessment = assessor.assess(
        made_case(knowledge, ADULT, not_responding=PRESENT, fit_today=PRESENT, abuse_or_harm=PRESENT)
    )
    chosen = _ids(assessment, knowledge)
    assert len(chosen) == len(set(chosen))


def test_self_help_is_that_of_the_likely_and_harmless_causes(assessor: Assessor, knowledge: Knowledge) -> None:
    (helped,) = self_help(assessor.assess(made_case(knowledge, ADULT, **NIGHT_CRAMP)), knowledge)
    assert helped.condition.id == "nocturnal-leg-cramp"
    assert any("stretch" in step.lower() for step in helped.steps)


@pytest.mark.parametrize("sign", ["breathing_difficulty", "saddle_numbness"])
def test_nobody_in_an_emergency_is_told_to_help_themselves(assessor: Assessor, knowledge: Knowledge, sign: str) -> None:
    assessment = assessor.assess(made_case(knowledge, ADULT, **NIGHT_CRAMP, **{sign: PRESENT}))
    assert self_help(assessment, knowledge) == ()


def test_a_dangerous_cause_is_never_left_to_self_help(assessor: Assessor, knowledge: Knowledge) -> None:
    cramp = replace(knowledge.conditions["nocturnal-leg-cramp"], dangerous=True)
    grave = replace(knowledge, conditions=MappingProxyType({**knowledge.conditions, cramp.id: cramp}))
    assert self_help(assessor.assess(made_case(knowledge, ADULT, **NIGHT_CRAMP)), grave) == ()


def test_before_the_screen_is_done_there_is_neither_self_help_nor_a_level_to_act_on(
    assessor: Assessor, knowledge: Knowledge
) -> None:
    assessment = assessor.assess(Case(ADULT, {"when": "night", "site-calf": PRESENT, "chief-complaint": "cramp"}))
    assert assessment.urgency is None
    assert self_help(assessment, knowledge) == ()
    assert _ids(assessment, knowledge) == []


def test_tips_that_fit_the_triggers_come_before_tips_for_everybody(assessor: Assessor, knowledge: Knowledge) -> None:
    assessment = assessor.assess(made_case(knowledge, ADULT, heat_or_sweating=PRESENT))
    tips = tips_for(assessment, knowledge)
    fitting = [tip for tip in tips if tip.triggers]
    assert "drink-enough" in [tip.id for tip in fitting]
    assert tips[: len(fitting)] == tuple(fitting)
    assert all("heat-or-sweating" in tip.triggers for tip in fitting)
    assert [tip.id for tip in tips[len(fitting) :]] == [tip.id for tip in knowledge.tips if not tip.triggers]


def test_no_advice_leans_on_the_page_where_it_stands(knowledge: Knowledge) -> None:
    """A block stands on pages with questions and on pages without, and for people who take medicines or none."""
    for advice in knowledge.advice.values():
        assert not any("these questions" in step.lower() for step in advice.steps), advice.id
    assert knowledge.advice["pharmacist"].title.startswith("If ")
