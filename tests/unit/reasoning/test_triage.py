"""The triage, step by step: three values, the emergency screen, reasons and follow-up questions."""

from dataclasses import replace
from typing import Any

import pytest

from eutonia.knowledge.criteria import parse_criterion
from eutonia.knowledge.load import Knowledge, load
from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, PRESENT, KnowledgeError, Person, Rule, Sex, Urgency
from eutonia.reasoning.triage import Triage, TriageResult, triage
from eutonia.reasoning.triage.truth import Truth, compile_criterion, may_be_pregnant


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture(scope="module")
def whole(knowledge: Knowledge) -> Triage:
    return Triage(knowledge)


@pytest.fixture(scope="module")
def screen(knowledge: Knowledge) -> dict[str, str]:
    return {finding.id: ABSENT for finding in knowledge.findings.values() if finding.screen is not None}


def rule(identifier: str, urgency: Urgency, when: dict[str, Any]) -> Rule:
    return Rule(identifier, urgency, when, "You.", "They.", "estimate", advice=(f"advice-of-{identifier}",))


def book(knowledge: Knowledge, *rules: Rule) -> Knowledge:
    return replace(knowledge, rules=rules)


# ---- three values --------------------------------------------------------------------------------------------

YES, MAYBE, NO = {"fever": PRESENT}, {"fever": NOT_SURE}, {"fever": ABSENT}


@pytest.mark.parametrize(
    ("when", "answers", "expected"),
    [
        ({"all": ["fever"]}, YES, Truth.YES),
        ({"all": ["fever"]}, MAYBE, Truth.MAYBE),
        ({"all": ["fever"]}, NO, Truth.NO),
        ({"all": ["fever"]}, {}, Truth.NO),
        ({"all": ["fever", "jaw-stiff"]}, {**YES, "jaw-stiff": NOT_SURE}, Truth.MAYBE),
        ({"all": ["fever", "jaw-stiff"]}, {**MAYBE, "jaw-stiff": ABSENT}, Truth.NO),
        ({"any": ["fever", "jaw-stiff"]}, {**MAYBE, "jaw-stiff": PRESENT}, Truth.YES),
        ({"any": ["fever", "jaw-stiff"]}, MAYBE, Truth.MAYBE),
        ({"at_least": 2, "of": ["fever", "jaw-stiff", "tired"]}, {**YES, "jaw-stiff": PRESENT}, Truth.YES),
        ({"at_least": 2, "of": ["fever", "jaw-stiff", "tired"]}, {**YES, "jaw-stiff": NOT_SURE}, Truth.MAYBE),
        ({"at_least": 2, "of": ["fever", "jaw-stiff", "tired"]}, YES, Truth.NO),
        ({"all": ["fever"], "decides": ["fever"]}, MAYBE, Truth.YES),
        ({"all": ["fever"], "decides": ["fever"]}, {}, Truth.NO),
        ({"all": ["fever"], "presumed": ["fever"]}, {}, Truth.YES),
        ({"all": ["fever"], "presumed": ["fever"]}, MAYBE, Truth.YES),
        ({"all": ["fever"], "presumed": ["fever"]}, NO, Truth.NO),
        ({"all": ["severity>=moderate"]}, {"severity": "severe"}, Truth.YES),
        ({"all": ["severity>=moderate"]}, {"severity": "mild"}, Truth.NO),
        ({"all": ["severity>=moderate"]}, {"severity": NOT_SURE}, Truth.MAYBE),
        ({"all": ["lab-calcium<=low"]}, {"lab-calcium": "very-low"}, Truth.YES),
        ({"all": ["when=night|both"]}, {"when": "both"}, Truth.YES),
        ({"all": ["when=night|both"]}, {"when": "day"}, Truth.NO),
    ],
)
def test_a_condition_holds_as_far_as_its_answers_do(
    knowledge: Knowledge, when: Any, answers: dict[str, str], expected: Truth
) -> None:
    assert compile_criterion(parse_criterion(when), knowledge.findings).test(answers, Person()) is expected


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (Person(), True),
        (Person(30, Sex.FEMALE), True),
        (Person(30, Sex.FEMALE, False), False),
        (Person(30, Sex.MALE), False),
        (Person(60, Sex.FEMALE), True),
        (Person(61, Sex.FEMALE), False),
        (Person(61, Sex.FEMALE, True), True),
    ],
)
def test_who_may_be_pregnant(person: Person, expected: bool) -> None:
    assert may_be_pregnant(person) is expected


@pytest.mark.parametrize(
    ("urgency", "sure", "not_sure"),
    [
        (Urgency.EMERGENCY_NOW, Urgency.EMERGENCY_NOW, Urgency.EMERGENCY_DEPARTMENT),
        (Urgency.EMERGENCY_DEPARTMENT, Urgency.EMERGENCY_DEPARTMENT, Urgency.SAME_DAY),
        (Urgency.SAME_DAY, Urgency.SAME_DAY, Urgency.URGENT_2_WEEKS),
        (Urgency.URGENT_2_WEEKS, Urgency.URGENT_2_WEEKS, Urgency.SELF_CARE),
        (Urgency.ROUTINE, Urgency.ROUTINE, Urgency.SELF_CARE),
    ],
)
def test_not_sure_counts_one_level_lower_from_same_day_up_and_as_no_below(
    knowledge: Knowledge, urgency: Urgency, sure: Urgency, not_sure: Urgency
) -> None:
    one = Triage(book(knowledge, rule("one", urgency, {"all": ["tired"]})))
    assert one.highest({"tired": PRESENT}) is sure
    assert one.highest({"tired": NOT_SURE}) is not_sure


# ---- the emergency screen -------------------------------------------------------------------------------------


def test_nothing_is_decided_before_the_screen_and_the_open_questions_are_named(
    whole: Triage, screen: dict[str, str]
) -> None:
    result = whole.result({"takes-statin": PRESENT, "weakness-near": PRESENT})
    assert result.urgency is None
    assert result.unasked == tuple(screen)
    assert not result.screen_complete
    assert result.fired[0].rule.id == "statin-near-weakness"


def test_an_ambulance_does_not_wait_for_the_screen(whole: Triage) -> None:
    result = whole.result({"jaw-stiff": PRESENT})
    assert result.urgency is Urgency.EMERGENCY_NOW
    assert result.unasked
    assert whole.level({"jaw-stiff": PRESENT}) is Urgency.EMERGENCY_NOW


def test_a_doubtful_ambulance_waits_for_the_screen_but_is_reported(whole: Triage) -> None:
    result = whole.result({"jaw-stiff": NOT_SURE})
    assert result.urgency is None
    assert [(one.rule.id, one.level, one.maybe) for one in result.fired] == [
        ("jaw-locked", Urgency.EMERGENCY_DEPARTMENT, True)
    ]


def test_a_complete_screen_without_signs_is_self_care(whole: Triage, screen: dict[str, str]) -> None:
    result = whole.result(screen, Person(40, Sex.FEMALE))
    assert (result.urgency, result.fired, result.reasons, result.advice) == (Urgency.SELF_CARE, (), (), ())


def test_not_sure_is_an_answer_to_the_screen(whole: Triage, screen: dict[str, str]) -> None:
    assert whole.result(dict.fromkeys(screen, NOT_SURE)).screen_complete


@pytest.mark.parametrize(
    ("sex", "unasked"),
    [(Sex.MALE, ()), (Sex.FEMALE, ("pregnant-warning-signs",)), (None, ("pregnant-warning-signs",))],
)
def test_a_question_that_concerns_one_sex_is_open_unless_the_other_is_stated(
    whole: Triage, screen: dict[str, str], sex: Sex | None, unasked: tuple[str, ...]
) -> None:
    asked = {name: answer for name, answer in screen.items() if name != "pregnant-warning-signs"}
    assert whole.unasked(asked, Person(30, sex)) == unasked


# ---- reasons and follow-up questions ----------------------------------------------------------------------------


def test_the_highest_rule_stands_first_and_alone_gives_the_advice(knowledge: Knowledge) -> None:
    low = rule("low", Urgency.ROUTINE, {"all": ["tired"]})
    high = rule("high", Urgency.SAME_DAY, {"any": ["fever", "tired"]})
    doubtful = rule("doubtful", Urgency.EMERGENCY_DEPARTMENT, {"all": ["tired", "jaw-stiff"]})
    result = Triage(book(knowledge, low, doubtful, high)).result({"tired": PRESENT, "jaw-stiff": NOT_SURE})
    assert [one.rule.id for one in result.fired] == ["high", "doubtful", "low"]
    assert [one.rule.id for one in result.reasons] == ["high", "doubtful"]
    assert result.advice == ("advice-of-high", "advice-of-doubtful")


def test_because_names_the_answers_that_count_and_no_others(knowledge: Knowledge) -> None:
    when = {"all": ["recent-wound", {"any": ["severe-stiffness", "trunk-stiff"]}, "age>60"]}
    one = Triage(book(knowledge, rule("one", Urgency.EMERGENCY_NOW, when)))
    answers = {"recent-wound": PRESENT, "trunk-stiff": PRESENT, "severe-stiffness": ABSENT, "fever": PRESENT}
    [fired] = one.result(answers, Person(70)).fired
    assert fired.because == ("recent-wound", "trunk-stiff")


def test_because_of_a_full_yes_leaves_out_what_is_only_perhaps(knowledge: Knowledge) -> None:
    one = Triage(book(knowledge, rule("one", Urgency.SAME_DAY, {"any": ["fever", "tired"]})))
    [fired] = one.result({"fever": NOT_SURE, "tired": PRESENT}).fired
    assert fired.because == ("tired",)
    [perhaps] = one.result({"fever": NOT_SURE, "tired": ABSENT}).fired
    assert (perhaps.because, perhaps.maybe) == (("fever",), True)


def test_a_presumed_answer_is_reported_and_its_question_stays_open(whole: Triage, screen: dict[str, str]) -> None:
    result = whole.result({**screen, "stroke-signs": PRESENT})
    assert result.urgency is Urgency.EMERGENCY_NOW
    assert result.reasons[0].presumed == ("stroke-signs-when",)
    assert result.undecided == ("stroke-signs-when",)
    told = whole.result({**screen, "stroke-signs": PRESENT, "stroke-signs-when": "gone-longer-ago"})
    assert told.urgency is Urgency.SAME_DAY
    assert told.undecided == ()


def test_the_questions_that_would_decide_between_two_levels_are_named(whole: Triage, screen: dict[str, str]) -> None:
    result = whole.result({**screen, "recent-head-injury": PRESENT})
    assert result.urgency is Urgency.SAME_DAY
    assert set(result.undecided) == {"head-injury-red-flags", "head-injury-amber-flags"}
    assert whole.result({**screen, "fever": PRESENT}).undecided == ()


# ---- bad input ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "remedy"),
    [
        ({"feverish": PRESENT}, "there is no finding 'feverish'"),
        ({"fever": "yes"}, "give one of absent, not-sure, present"),
        ({"severity": PRESENT}, "give one of mild"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(whole: Triage, answers: dict[str, str], remedy: str) -> None:
    with pytest.raises(KnowledgeError, match=remedy):
        whole.result(answers)


@pytest.mark.parametrize(
    "when", [{"all": ["age>60"]}, {"any": ["pregnant", "fever"]}, {"all": ["fever"], "presumed": ["fever"]}]
)
def test_a_rule_that_rests_on_silence_is_refused(knowledge: Knowledge, when: dict[str, Any]) -> None:
    with pytest.raises(KnowledgeError, match="must ask for at least one finding"):
        Triage(book(knowledge, rule("silent", Urgency.ROUTINE, when)))


def test_a_rule_about_an_unknown_finding_is_refused_by_name(knowledge: Knowledge) -> None:
    with pytest.raises(KnowledgeError, match="rule odd: 'no-such-thing'"):
        Triage(book(knowledge, rule("odd", Urgency.ROUTINE, {"all": ["no-such-thing"]})))


def test_one_person_can_be_triaged_in_one_call(knowledge: Knowledge) -> None:
    result = triage({"possible-poison": PRESENT}, Person(35), knowledge)
    assert isinstance(result, TriageResult)
    assert result.advice[0] == "call-999"
