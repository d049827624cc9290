"""How soon: the triage decides, a likely cause may raise it to the same day, and nothing lowers it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import ABSENT, PRESENT, Person, Sex, Urgency
from eutonia.reasoning.answers import Case, screen_findings
from eutonia.reasoning.assess import Assessment, Assessor
from eutonia.reasoning.differential import Engine
from tests.factories import make_condition, make_knowledge, make_model, make_yes_no
from tests.unit.assess.people import cases, made_case, none_of_these

# ---- laws on the knowledge that we ship --------------------------------------------------------------------


@settings(max_examples=40)
@given(data=st.data())
def test_the_ranking_raises_to_the_same_day_at_most_and_lowers_nothing(
    assessor: Assessor, knowledge: Knowledge, data: st.DataObject
) -> None:
    case = data.draw(cases(knowledge))
    triaged = assessor.triage.level(case.answers, case.person)
    assessment = assessor.assess(case)
    if triaged is None:
        assert assessment.urgency is None
        assert assessment.unasked
        return
    assert assessment.urgency is not None
    assert assessment.urgency >= triaged
    if assessment.urgency > triaged:
        assert assessment.urgency <= Urgency.SAME_DAY
        assert assessment.in_scope
        assert any(reason.origin in {*knowledge.conditions, "nothing-fits"} for reason in assessment.reasons)
    assert all(reason.level <= assessment.urgency for reason in assessment.reasons)
    if assessment.urgency > Urgency.SELF_CARE:
        assert assessment.reasons[0].level is assessment.urgency


# ---- a likely cause, on a knowledge small enough to do by hand -----------------------------------------------
#
# Two causes, one of which is at work ("none" and pairs next to never): the prior is the probability.


ALWAYS_ASKED = ("chief-complaint", "severity", "when", "duration", "since")


def _likely(share: float, **more: object) -> Assessment:
    made = make_knowledge(
        [make_yes_no(name) for name in ALWAYS_ASKED],
        [
            make_condition("grave", {"severity": 0.1}, prior=share, **more),
            make_condition("harmless", {"severity": 0.1}, prior=1.0 - share, urgency=Urgency.SELF_CARE),
        ],
        make_model(causes=(1e-12, 1.0 - 2e-12, 1e-12)),
    )
    return Assessor(Engine(made)).assess(Case())


@pytest.mark.parametrize(
    ("share", "dangerous", "deserves", "gets"),
    [
        (0.16, True, Urgency.SAME_DAY, Urgency.SAME_DAY),
        (0.14, True, Urgency.SAME_DAY, Urgency.SELF_CARE),
        (0.16, True, Urgency.EMERGENCY_NOW, Urgency.SAME_DAY),
        (0.99, True, Urgency.EMERGENCY_DEPARTMENT, Urgency.SAME_DAY),
        (0.41, False, Urgency.URGENT_2_WEEKS, Urgency.URGENT_2_WEEKS),
        (0.39, False, Urgency.URGENT_2_WEEKS, Urgency.SELF_CARE),
        (0.41, False, Urgency.ROUTINE, Urgency.ROUTINE),
        (0.99, False, Urgency.SELF_CARE, Urgency.SELF_CARE),
    ],
)
def test_from_15_per_cent_a_dangerous_cause_and_from_40_any_other_is_seen_as_soon_as_it_deserves(
    share: float, dangerous: bool, deserves: Urgency, gets: Urgency
) -> None:
    assert _likely(share, dangerous=dangerous, urgency=deserves).urgency is gets


def test_who_is_seen_sooner_for_a_likely_cause_is_told_which_by_its_gentle_name() -> None:
    assessment = _likely(0.5, dangerous=True, urgency=Urgency.SAME_DAY, gentle_name="A nerve condition")
    (reason,) = assessment.reasons
    assert (reason.origin, reason.level) == ("grave", Urgency.SAME_DAY)
    assert "A nerve condition" in reason.patient
    assert "grave" not in reason.patient.lower()
    assert "Grave has a probability of 0.50." in reason.clinician


def _three(shares: tuple[float, float, float], urgencies: tuple[Urgency, Urgency, Urgency], none: float) -> Assessment:
    """Three causes, of which one or none is at work with these probabilities."""
    made = make_knowledge(
        [make_yes_no(name) for name in ALWAYS_ASKED],
        [
            make_condition(name, {"severity": 0.1}, prior=share, urgency=urgency)
            for name, share, urgency in zip(("one", "other", "third"), shares, urgencies, strict=True)
        ],
        make_model(causes=(none, 1.0 - none - 1e-12, 1e-12)),
    )
    return Assessor(Engine(made)).assess(Case())


def test_causes_that_are_unlikely_each_count_together() -> None:
    """0.25 deserves two weeks and 0.20 routine: neither alone reaches 0.40, but 0.45 deserves routine at least."""
    levels = (Urgency.URGENT_2_WEEKS, Urgency.ROUTINE, Urgency.SELF_CARE)
    assessment = _three((0.25, 0.20, 0.55), levels, none=1e-12)
    assert assessment.urgency is Urgency.ROUTINE
    (reason,) = assessment.reasons
    assert reason.origin == "one"
    assert "such as: " in reason.patient
    assert "probability of 0.25" in reason.clinician
    assert "it is 0.45" in reason.clinician


def test_nobody_is_told_to_look_after_what_nothing_explains() -> None:
    levels = (Urgency.SELF_CARE, Urgency.SELF_CARE, Urgency.SELF_CARE)
    assert _three((0.5, 0.3, 0.2), levels, none=0.39).urgency is Urgency.SELF_CARE
    assessment = _three((0.5, 0.3, 0.2), levels, none=0.41)
    assert assessment.nothing_fits
    assert assessment.urgency is Urgency.ROUTINE
    assert [reason.origin for reason in assessment.reasons] == ["nothing-fits"]


# ---- the screen --------------------------------------------------------------------------------------------


def test_nothing_is_said_about_how_soon_while_emergency_questions_are_open(
    assessor: Assessor, knowledge: Knowledge
) -> None:
    all_but_one = none_of_these(knowledge)
    del all_but_one["dark-urine"]
    assessment = assessor.assess(Case(Person(40, Sex.MALE), {**all_but_one, "when": "night"}))
    assert assessment.urgency is None
    assert assessment.unasked == ("dark-urine",)


def test_an_emergency_is_said_at_once_though_the_screen_is_open(assessor: Assessor) -> None:
    assessment = assessor.assess(Case(Person(40, Sex.MALE), {"not-responding": PRESENT}))
    assert assessment.urgency is Urgency.EMERGENCY_NOW
    assert assessment.unasked
    assert assessment.next_page is None


def test_what_has_fired_already_is_shown_though_the_level_is_not_decided(assessor: Assessor) -> None:
    assessment = assessor.assess(Case(Person(40, Sex.MALE), {"saddle-numbness": PRESENT}))
    assert assessment.urgency is None
    assert assessment.reasons


# ---- scope -------------------------------------------------------------------------------------------------


def test_outside_what_we_are_for_only_the_rules_speak(assessor: Assessor, knowledge: Knowledge) -> None:
    low_potassium = {"lab_potassium": "low", "takes_thiazide_or_loop": PRESENT, "weakness_in_attacks": PRESENT}
    ours = made_case(knowledge, Person(60, Sex.FEMALE), chief_complaint="cramp", **low_potassium)
    other = made_case(knowledge, Person(60, Sex.FEMALE), chief_complaint="something-else", **low_potassium)
    inside, outside = assessor.assess(ours), assessor.assess(other)
    assert inside.in_scope
    assert any(reason.origin in knowledge.conditions for reason in inside.reasons)
    assert not outside.in_scope
    assert not any(reason.origin in knowledge.conditions for reason in outside.reasons)
    assert outside.urgency is assessor.triage.level(other.answers, other.person)


def test_an_emergency_outside_what_we_are_for_is_still_one(assessor: Assessor, knowledge: Knowledge) -> None:
    case = made_case(knowledge, Person(58, Sex.MALE), chief_complaint="something-else", tearing_chest_back_pain=PRESENT)
    assessment = assessor.assess(case)
    assert not assessment.in_scope
    assert assessment.urgency is Urgency.EMERGENCY_NOW


# ---- what is not stated hides no emergency -------------------------------------------------------------------

EMERGENCIES_THAT_LOOK_AT_THE_PERSON = [
    (Person(29, Sex.FEMALE, True), {"pregnant-warning-signs": PRESENT}),
    (Person(72, Sex.MALE), {"sudden-severe-back-or-belly-pain": PRESENT}),
    (Person(16, Sex.MALE), {"eyes-neck-tongue-stuck": PRESENT, "medicine-can-cause-stuck-posture": PRESENT}),
]


@pytest.mark.parametrize(("whole", "told"), EMERGENCIES_THAT_LOOK_AT_THE_PERSON)
def test_a_missing_age_sex_or_pregnancy_hides_no_emergency(
    assessor: Assessor, knowledge: Knowledge, whole: Person, told: dict[str, str]
) -> None:
    answers = {**none_of_these(knowledge), **told}
    stated = assessor.assess(Case(whole, answers)).urgency
    assert stated is not None
    assert stated.is_emergency
    for less in (
        Person(None, whole.sex, whole.pregnant),
        Person(whole.age, None, whole.pregnant),
        Person(whole.age, whole.sex, None),
        Person(),
    ):
        urgency = assessor.assess(Case(less, answers)).urgency
        assert urgency is not None
        assert urgency >= stated


def test_the_screen_is_complete_for_a_man_without_the_question_that_is_only_for_women(
    assessor: Assessor, knowledge: Knowledge
) -> None:
    answers = {name: ABSENT for name in screen_findings(knowledge) if name != "pregnant-warning-signs"}
    assert assessor.assess(Case(Person(40, Sex.MALE), answers)).urgency is not None
    assert assessor.assess(Case(Person(40, Sex.FEMALE), answers)).urgency is None
    assert assessor.assess(Case(Person(40, None), answers)).urgency is None
