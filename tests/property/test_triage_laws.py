"""The laws of the triage: proved, sampled on the running code, and the proof shown to be about that code.

Three accounts of the same rules are compared on random people: the compiled triage, the formulas that are
proved, and a plain reading of the TOML written here, which shares no code with either.
"""

import itertools
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
import z3
from hypothesis import given
from hypothesis import strategies as st

from eutonia.knowledge.criteria import signs
from eutonia.knowledge.documents import DATA_FOLDER
from eutonia.knowledge.load import Knowledge, load
from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, PRESENT, Person, Sex, Urgency
from eutonia.reasoning.triage import Triage, encoding, truth
from eutonia.reasoning.triage.encoding import CaseSpace, SymbolicCase
from eutonia.reasoning.triage.proof import ProofReport, prove
from eutonia.reasoning.triage.truth import SignTruth, Truth

KNOWLEDGE = load()
TRIAGE = Triage(KNOWLEDGE)
SPACE = CaseSpace(TRIAGE, KNOWLEDGE.findings)
NAMES = sorted(SPACE.answers)
YES_NO = [name for name in NAMES if KNOWLEDGE.findings[name].value_ids() == (ABSENT, PRESENT)]
NONE_OF_THESE = {f.id: ABSENT for f in KNOWLEDGE.findings.values() if f.screen is not None}


# ---- people ------------------------------------------------------------------------------------------------


@st.composite
def people(draw: st.DrawFn) -> Person:
    sex = draw(st.sampled_from([None, *Sex]))
    pregnant = draw(st.sampled_from([None, False] if sex is Sex.MALE else [None, False, True]))
    age = draw(st.none() | st.integers(0, 120))
    return Person(age, sex, None if pregnant and age is not None and age > 60 else pregnant)


@st.composite
def said(draw: st.DrawFn) -> dict[str, str]:
    """Answers, with or without the screen; often those that one or two rules ask for."""
    answers = dict(NONE_OF_THESE) if draw(st.booleans()) else {}
    for rule in draw(st.lists(st.sampled_from(TRIAGE.rules), max_size=2)):
        for table in SPACE.signs:
            if table.sign in _signs_of(rule.rule.id) and draw(st.booleans()):
                answers[table.sign.finding] = draw(st.sampled_from(sorted(a for a in table.by_answer if a)))
    for name in draw(st.lists(st.sampled_from(NAMES), max_size=12)):
        answers[name] = draw(st.sampled_from([NOT_SURE, *KNOWLEDGE.findings[name].value_ids()]))
    return answers


@cache
def _signs_of(rule: str) -> frozenset[object]:
    return frozenset(signs(next(one.criterion for one in TRIAGE.rules if one.rule.id == rule)))


# ---- a plain reading of the TOML -----------------------------------------------------------------------------


@cache
def _tables() -> tuple[tuple[int, dict[str, Any]], ...]:
    order = ["self-care", "routine", "urgent-2-weeks", "same-day", "emergency-department", "emergency-now"]
    files = [tomllib.loads(path.read_text("utf-8")) for path in sorted((DATA_FOLDER / "triage").glob("*.toml"))]
    return tuple((order.index(rule["urgency"]), rule["when"]) for file in files for rule in file["rule"].values())


def plainly(when: Any, answers: Mapping[str, str], person: Person, marks: Mapping[str, set[str]]) -> int:
    """0, 1 or 2: how far the condition holds, read straight from the TOML."""
    if isinstance(when, dict):
        below = {mark: marks[mark] | set(when.get(mark, [])) for mark in ("decides", "presumed")}
        parts = when.get("all") or when.get("any") or when["of"]
        number = len(parts) if "all" in when else when.get("at_least", 1)
        return sorted((plainly(part, answers, person, below) for part in parts), reverse=True)[number - 1]
    if when == "pregnant":
        unknown = person.pregnant is None and person.sex is not Sex.MALE and (person.age or 0) <= 60
        return 2 if person.pregnant or unknown else 0
    if found := re.fullmatch(r"age(>=|<)(\d+)", when):
        limit = int(found[2])
        return 2 if person.age is None or ((person.age >= limit) == (found[1] == ">=")) else 0
    finding, how, values = re.fullmatch(r"([^<>=]+)(>=|<=|=)?(.*)", when).groups()  # type: ignore[union-attr]
    answer = answers.get(finding)
    if answer is None:
        return 2 if when in marks["presumed"] else 0
    if answer == NOT_SURE:
        return 2 if when in marks["decides"] | marks["presumed"] else 1
    if how is None:
        return 2 * (answer == PRESENT)
    if how == "=":
        return 2 * (answer in values.split("|"))
    order = [value.id for value in KNOWLEDGE.findings[finding].values]
    distance = order.index(answer) - order.index(values)
    return 2 * (distance >= 0 if how == ">=" else distance <= 0)


def plain_level(answers: Mapping[str, str], person: Person) -> int:
    level = 0
    for urgency, when in _tables():
        holds = plainly(when, answers, person, {"decides": set(), "presumed": set()})
        if holds == 2:
            level = max(level, urgency)
        elif holds == 1 and urgency >= 3:
            level = max(level, urgency - 1)
    return level


# ---- the three accounts agree ----------------------------------------------------------------------------------


@given(said(), people())
def test_the_triage_agrees_with_a_plain_reading_of_the_rules(answers: dict[str, str], person: Person) -> None:
    expected = plain_level(answers, person)
    assert TRIAGE.highest(answers, person) == expected
    result = TRIAGE.result(answers, person)
    assert max((one.level for one in result.fired), default=0) == expected
    assert result.urgency == TRIAGE.level(answers, person)


@pytest.fixture(scope="module")
def formulas() -> tuple[z3.Solver, SymbolicCase, list[Any]]:
    state = SymbolicCase(z3, SPACE, "sampled")
    solver = z3.Solver()
    solver.add(*state.possible())
    return solver, state, [state.level(level) for level in Urgency if level > Urgency.SELF_CARE]


@given(st.data())
def test_the_triage_agrees_with_the_formulas_that_are_proved(
    formulas: tuple[z3.Solver, SymbolicCase, list[Any]], data: st.DataObject
) -> None:
    solver, state, thresholds = formulas
    answers, person = data.draw(said()), data.draw(people())
    solver.push()
    solver.add(state.is_case(answers, person))
    assert solver.check() == z3.sat
    model = solver.model()
    reached = [z3.is_true(model.eval(formula, model_completion=True)) for formula in thresholds]
    complete = z3.is_true(model.eval(state.screen_complete(), model_completion=True))
    solver.pop()
    assert reached == [TRIAGE.highest(answers, person) >= level for level in Urgency if level > 0]
    assert complete == (not TRIAGE.unasked(answers, person))


# ---- the laws, sampled on the running triage -------------------------------------------------------------------


@given(said(), people(), st.sampled_from(YES_NO), st.sampled_from([None, ABSENT, NOT_SURE]))
def test_a_further_yes_never_lowers_the_level(
    answers: dict[str, str], person: Person, name: str, instead: str | None
) -> None:
    before = {key: value for key, value in answers.items() if key != name}
    if instead is not None:
        before[name] = instead
    assert TRIAGE.highest({**answers, name: PRESENT}, person) >= TRIAGE.highest(before, person)


@given(said(), people(), st.data())
def test_not_sure_never_hides_an_emergency(answers: dict[str, str], person: Person, data: st.DataObject) -> None:
    before = TRIAGE.highest(answers, person)
    doubtful = data.draw(st.sets(st.sampled_from(sorted(answers) or NAMES)))
    after = TRIAGE.highest({**answers, **dict.fromkeys(doubtful, NOT_SURE)}, person)
    if before >= Urgency.SAME_DAY:
        assert after >= before - 1


@given(said(), people(), st.sampled_from(NAMES))
def test_not_sure_is_never_less_than_no_or_silence(answers: dict[str, str], person: Person, name: str) -> None:
    silent = {key: value for key, value in answers.items() if key != name}
    doubtful = TRIAGE.highest({**answers, name: NOT_SURE}, person)
    assert doubtful >= TRIAGE.highest(silent, person)
    if name in YES_NO:
        assert doubtful >= TRIAGE.highest({**answers, name: ABSENT}, person)


@given(said(), people(), st.data())
def test_leaving_out_who_it_is_never_lowers_the_level(
    answers: dict[str, str], person: Person, data: st.DataObject
) -> None:
    keep_age, keep_sex, keep_pregnant = (data.draw(st.booleans()) for _ in range(3))
    less = Person(
        person.age if keep_age else None,
        person.sex if keep_sex else None,
        person.pregnant if keep_pregnant else None,
    )
    assert TRIAGE.highest(answers, less) >= TRIAGE.highest(answers, person)


@given(said(), people(), st.randoms(use_true_random=False))
def test_the_order_of_the_answers_does_not_matter(answers: dict[str, str], person: Person, dice: Any) -> None:
    shuffled = list(answers.items())
    dice.shuffle(shuffled)
    one, other = TRIAGE.result(answers, person), TRIAGE.result(dict(shuffled), person)
    assert one == other


@given(said(), people())
def test_nothing_below_an_ambulance_is_decided_before_the_screen(answers: dict[str, str], person: Person) -> None:
    result = TRIAGE.result(answers, person)
    if result.unasked:
        assert result.urgency in (None, Urgency.EMERGENCY_NOW)
    else:
        assert result.urgency is not None


# ---- the proof --------------------------------------------------------------------------------------------------


def test_every_law_is_proved() -> None:
    ticks = itertools.count()
    report = prove(KNOWLEDGE, clock=lambda: float(next(ticks)))
    assert report.holds, "\n".join(report.lines())
    assert len(report.laws) == 11
    assert report.rules == len(KNOWLEDGE.rules)
    assert report.findings == len(NAMES)
    assert report.magnitude > 100
    assert report.lines()[-1] == "All laws hold."
    assert "in 1.0 s" in report.lines()[-2]


def _some(knowledge: Knowledge, keep: Callable[[str], bool]) -> Knowledge:
    return replace(knowledge, rules=tuple(rule for rule in knowledge.rules if keep(rule.id)))


def _broken(report: ProofReport) -> dict[str, str]:
    return {law.sentence: law.remark for law in report.laws if not law.holds}


FEW = _some(KNOWLEDGE, lambda name: name in {"jaw-locked", "stiff-after-wound", "severe-stiffness", "ordinary-cramp"})


def test_the_proof_names_a_rule_that_changes_nothing() -> None:
    twin = replace(FEW.rules[0], id="jaw-locked-twin")
    broken = _broken(prove(replace(FEW, rules=(*FEW.rules, twin))))
    sentence = "Every rule can fire and changes the level or the advice of some person."
    assert broken[sentence] == "jaw-locked, jaw-locked-twin"


def test_the_proof_names_a_question_that_serves_nothing() -> None:
    broken = _broken(prove(FEW))
    [remark] = [remark for sentence, remark in broken.items() if sentence.startswith("Every question of the emergency")]
    assert "fever" in remark
    assert "jaw-stiff" not in remark
    assert list(broken) == [sentence for sentence in broken if sentence.startswith("Every question")]


@pytest.mark.parametrize(
    ("fault", "law"),
    [
        ({NOT_SURE: Truth.NO}, "Turning any answers into 'not sure'"),
        ({NOT_SURE: Truth.NO}, "Where a finding decides"),
        ({NOT_SURE: Truth.NO, None: Truth.MAYBE}, "Turning 'no' or silence into 'not sure'"),
        ({PRESENT: Truth.NO, ABSENT: Truth.YES}, "For every yes-no finding"),
    ],
)
def test_the_proof_finds_a_planted_fault(
    monkeypatch: pytest.MonkeyPatch, fault: dict[str | None, Truth], law: str
) -> None:
    """Breaks the tables of truth that code and formulas share, and expects the law to fail."""
    sound = truth.sign_truth

    def faulty(sign: Any, findings: Any) -> SignTruth:
        table = sound(sign, findings)
        return SignTruth(table.sign, {**table.by_answer, **fault})

    few = _some(KNOWLEDGE, lambda name: name in {"stiff-after-wound", "severe-stiffness", "bite-or-sting"})
    monkeypatch.setattr(encoding, "sign_truth", faulty)
    assert any(sentence.startswith(law) for sentence in _broken(prove(few)))


def test_without_the_solver_the_proof_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> None:
        raise ImportError

    monkeypatch.setattr("eutonia.reasoning.triage.proof.import_module", missing)
    report = prove(FEW)
    assert not report.holds
    assert any("z3-solver" in line for line in report.lines())
