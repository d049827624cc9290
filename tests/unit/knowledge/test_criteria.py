"""The grammar of a rule's condition: what can be written, and what is refused with a remedy."""

from typing import Any

import pytest

from eutonia.knowledge.criteria import (
    AgeIs,
    AllOf,
    AnyOf,
    AtLeast,
    ClinicianJudges,
    IsPregnant,
    Match,
    SexIs,
    Sign,
    parse_criterion,
    words,
)
from eutonia.knowledge.load import Knowledge, load
from eutonia.knowledge.rules import ADVICE_KINDS, literals_of, read_advice, read_rule, unsatisfiable
from eutonia.knowledge.vocabulary import KnowledgeError, Sex, Urgency


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


# ---- what can be written -------------------------------------------------------------------------------------


def test_every_word_is_read() -> None:
    when = {
        "all": ["jaw-stiff", "fit-kind=first-ever|usual-for-me", "severity>=moderate", "lab-calcium<=low"],
    }
    assert parse_criterion(when) == AllOf(
        (
            Sign("jaw-stiff"),
            Sign("fit-kind", Match.IS, ("first-ever", "usual-for-me")),
            Sign("severity", Match.AT_LEAST, ("moderate",)),
            Sign("lab-calcium", Match.AT_MOST, ("low",)),
        )
    )
    assert parse_criterion({"any": ["age>=60", "age<16", "sex=female", "pregnant"]}) == AnyOf(
        (AgeIs(">=", 60), AgeIs("<", 16), SexIs(Sex.FEMALE), IsPregnant())
    )


def test_tables_nest_and_count() -> None:
    read = parse_criterion({"at_least": 2, "of": ["fever", {"all": ["jaw-stiff", "recent-wound"]}, "age>65"]})
    assert read == AtLeast(2, (Sign("fever"), AllOf((Sign("jaw-stiff"), Sign("recent-wound"))), AgeIs(">", 65)))
    assert [str(word) for word in words(read)] == ["fever", "jaw-stiff", "recent-wound", "age>65"]


def test_marks_reach_the_words_of_inner_tables_and_no_others() -> None:
    read = parse_criterion({"all": ["fever", {"any": ["fever", "jaw-stiff"], "decides": ["fever"]}]})
    assert read == AllOf((Sign("fever"), AnyOf((Sign("fever", decides=True), Sign("jaw-stiff")))))
    outer = parse_criterion({"all": ["fever", {"any": ["jaw-stiff"]}], "presumed": ["jaw-stiff"]})
    assert outer == AllOf((Sign("fever"), AnyOf((Sign("jaw-stiff", presumed=True),))))


def test_what_only_a_clinician_can_judge_is_kept_as_text() -> None:
    assert parse_criterion({"clinician": "QTc above 500 ms"}) == ClinicianJudges("QTc above 500 ms")


# ---- what is refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "remedy"),
    [
        ({}, "exactly one of all, any"),
        ({"all": ["fever"], "any": ["fever"]}, "exactly one of all, any"),
        ({"none": ["fever"]}, "exactly one of all, any"),
        ({"all": ["fever"], "of": ["fever"]}, "exactly one of all, any"),
        ({"all": []}, "at least one word"),
        ({"all": "fever"}, "needs a list"),
        ({"at_least": 3, "of": ["fever", "jaw-stiff"]}, "give 1 to 2"),
        ({"at_least": True, "of": ["fever"]}, "give 1 to 1"),
        ({"all": ["Fever!"]}, "is no word of a rule"),
        ({"all": ["not fever"]}, "is no word of a rule"),
        ({"all": ["age>=sixty"]}, "is no word of a rule"),
        ({"all": ["age=60"]}, "is no word of a rule"),
        ({"all": ["pregnant=yes"]}, "is no word of a rule"),
        ({"all": ["sex=other"]}, "female or male"),
        ({"all": ["severity>=mild|severe"]}, "take one value"),
        ({"all": ["when=night|"]}, "take one value"),
        ({"all": ["fever"], "decides": ["jaw-stiff"]}, "does not hold"),
        ({"all": ["fever"], "decides": "fever"}, "list of words"),
        ({"all": [7]}, "a word or a table"),
    ],
)
def test_a_condition_that_cannot_be_is_refused_with_its_remedy(when: Any, remedy: str) -> None:
    with pytest.raises(KnowledgeError, match=remedy):
        parse_criterion(when)


@pytest.mark.parametrize(
    ("word", "problem"),
    [
        ("no-such-finding", "there is no finding"),
        ("fit-kind=never", "has the values"),
        ("fit-kind", "has the values"),
        ("fit-kind>=first-ever", "has no order"),
        ("fever=absent", "may not ask for absence"),
        ("fever", None),
        ("severity>=moderate", None),
    ],
)
def test_a_sign_says_why_it_cannot_be_asked(word: str, problem: str | None, knowledge: Knowledge) -> None:
    [sign] = literals_of({"all": [word]})
    said = sign.problem(knowledge.findings)
    assert said is None if problem is None else said is not None and problem in said


@pytest.mark.parametrize(
    ("when", "never"),
    [
        ({"all": ["fever", "age<12", "age>60"]}, True),
        ({"all": ["when=night", "when=day"]}, True),
        ({"all": ["severity>=severe", "severity<=mild"]}, True),
        ({"all": ["sex=male", "pregnant"]}, True),
        ({"at_least": 2, "of": ["when=night", "when=day", "when=both"]}, True),
        ({"all": ["severity>=moderate", "severity<=moderate"]}, False),
        ({"any": [{"all": ["when=night", "when=day"]}, "fever"]}, False),
        ({"at_least": 2, "of": ["when=night", "when=day", "fever"]}, False),
        ({"clinician": "only a clinician knows"}, False),
    ],
)
def test_a_condition_that_nobody_can_fulfil_is_found(when: dict[str, Any], never: bool, knowledge: Knowledge) -> None:
    assert unsatisfiable(when, knowledge.findings) is never


# ---- rules and advice ----------------------------------------------------------------------------------------

RULE: dict[str, Any] = {
    "urgency": "same-day",
    "criterion": 61,
    "patient": "A cramp that will not let go should be seen today.",
    "clinician": "Cramp over 10 minutes.",
    "source": "NHScramp",
    "advice": ["same-day"],
    "when": {"all": ["spasm-not-stopping"]},
}
ADVICE: dict[str, Any] = {"title": "Be seen today", "kind": "see-someone", "source": "estimate", "steps": ["Call."]}


def test_a_rule_is_read_whole() -> None:
    rule = read_rule("spasm-not-settling", RULE)
    assert (rule.urgency, rule.criterion, rule.advice) == (Urgency.SAME_DAY, 61, ("same-day",))
    assert dict(rule.when) == {"all": ["spasm-not-stopping"]}


@pytest.mark.parametrize(
    ("change", "remedy"),
    [
        ({"urgency": "soon"}, "choose from"),
        ({"criterion": "61"}, "row of the evidence table"),
        ({"patient": " "}, "patient must be text"),
        ({"advice": "same-day"}, "list of texts"),
        ({"level": "same-day"}, "unknown entries level"),
        ({"when": {"clinician": "QTc"}}, "rests on answers"),
        ({"when": {"all": []}}, "at least one word"),
    ],
)
def test_a_broken_rule_is_refused(change: dict[str, Any], remedy: str) -> None:
    with pytest.raises(KnowledgeError, match=remedy):
        read_rule("some-rule", {**RULE, **change})


@pytest.mark.parametrize(
    ("change", "remedy"),
    [({"kind": "urgent"}, "choose from"), ({"steps": []}, "no step"), ({"step": ["a"]}, "unknown entries step")],
)
def test_broken_advice_is_refused(change: dict[str, Any], remedy: str) -> None:
    with pytest.raises(KnowledgeError, match=remedy):
        read_advice("some-advice", {**ADVICE, **change})


def test_advice_is_read_whole() -> None:
    block = read_advice("same-day", ADVICE)
    assert (block.title, block.steps, block.kind) == ("Be seen today", ("Call.",), "see-someone")


# ---- the rules and the advice that we ship ---------------------------------------------------------------------


def test_every_emergency_tells_how_to_call_for_help_and_every_level_says_where_to_go(knowledge: Knowledge) -> None:
    route = {
        Urgency.EMERGENCY_NOW: {"call-999"},
        Urgency.EMERGENCY_DEPARTMENT: {"go-to-emergency-department", "maternity-now"},
        Urgency.SAME_DAY: {"same-day"},
        Urgency.URGENT_2_WEEKS: {"two-weeks"},
        Urgency.ROUTINE: {"routine-visit"},
    }
    for rule in knowledge.rules:
        assert rule.urgency is Urgency.SELF_CARE or route[rule.urgency] & set(rule.advice), rule.id
        without_speaking = "reach-999-without-speaking" in rule.advice
        assert without_speaking == (rule.urgency is Urgency.EMERGENCY_NOW), rule.id


def test_999_can_be_reached_without_speaking(knowledge: Knowledge) -> None:
    said = " ".join(knowledge.advice["reach-999-without-speaking"].steps)
    for way in ("Relay UK", "18000", "999 BSL", "Text 999", "register"):
        assert way in said


def test_self_harm_and_abuse_get_an_answer_of_their_own(knowledge: Knowledge) -> None:
    advice, rules = knowledge.advice, {rule.id: rule for rule in knowledge.rules}
    assert {block.kind for block in advice.values()} == set(ADVICE_KINDS)
    harm = [advice[name] for name in rules["overdose-or-self-harm"].advice]
    assert harm[0].kind == "self-harm"
    said = " ".join(step for block in harm for step in block.steps)
    for number in ("999", "116 123", "85258", "option 2"):
        assert number in said
    abuse = advice[rules["abuse-or-harm"].advice[0]]
    assert abuse.kind == "abuse"
    for number in ("999", "0808 2000 247", "0800 1111"):
        assert number in " ".join(abuse.steps)


def test_no_emergency_suggests_a_medicine_at_home(knowledge: Knowledge) -> None:
    """The exceptions are a person's own emergency injection and sugar for a low blood sugar."""
    words_of_medicine = ("tablet", "paracetamol", "ibuprofen", "painkiller", "aspirin", "quinine", "magnesium")
    for rule in knowledge.rules:
        if rule.urgency.is_emergency:
            steps = " ".join(step for name in rule.advice for step in knowledge.advice[name].steps).lower()
            for medicine in words_of_medicine:
                assert f"take {medicine}" not in steps, rule.id
                assert f"take a {medicine}" not in steps, rule.id
