"""The laws of the triage, proved for every person there could be.

Each law is stated as its opposite, and the solver shows that no person, or no pair of persons, fulfils it.
Where a law says that something is possible, the solver's example is tried on the running triage.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from eutonia.knowledge.vocabulary import (
    ABSENT,
    NOT_SURE,
    PRESENT,
    FindingKind,
    Issue,
    IssueLevel,
    Person,
    Urgency,
)
from eutonia.reasoning.triage.encoding import CaseSpace, Formula
from eutonia.reasoning.triage.pairs import CasePair
from eutonia.reasoning.triage.rules import CompiledRule, Rulebook, Triage
from eutonia.reasoning.triage.truth import OLDEST_PREGNANCY, Truth

LONGEST_PERMUTED = 6


type Example = tuple[dict[str, str], Person]


@dataclass(frozen=True, slots=True)
class Law:
    """A sentence about the triage and whether it holds; ``remark`` counts, or names who breaks it."""

    sentence: str
    holds: bool
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ProofReport:
    """What was proved, over how large a space (as a power of ten), and in how many seconds, if measured."""

    laws: tuple[Law, ...]
    findings: int = 0
    rules: int = 0
    magnitude: float = 0.0
    seconds: float | None = None
    issues: tuple[Issue, ...] = ()

    @property
    def holds(self) -> bool:
        """True where every law was proved."""
        return not self.issues and bool(self.laws) and all(law.holds for law in self.laws)

    def lines(self) -> list[str]:
        """Return the report for a terminal."""
        said = [f"{'proved' if law.holds else 'FAILED'}: {law.sentence}{_tail(law.remark)}" for law in self.laws]
        space = (
            f"{self.rules} rules over {self.findings} findings: 10^{self.magnitude:.0f} different people and answers"
        )
        took = "" if self.seconds is None else f", in {self.seconds:.1f} s"
        verdict = "All laws hold." if self.holds else "The triage must not be used until this is mended."
        return [*said, *map(str, self.issues), *([space + took] if self.rules else []), verdict]


def _tail(remark: str) -> str:
    return f" ({remark})" if remark else ""


def prove(rulebook: Rulebook, clock: Callable[[], float] | None = None) -> ProofReport:
    """Prove the laws of the triage. ``clock`` measures seconds; without it no time is reported.

    Where z3 is not installed the report holds an issue and no law.
    """
    try:
        z3 = import_module("z3")
    except ImportError:
        return ProofReport((), issues=(_MISSING,))
    began = clock() if clock else None
    prover = _Prover(z3, rulebook)
    report = ProofReport(
        laws=tuple(prover.laws()),
        findings=len(prover.space.answers),
        rules=len(prover.triage.rules),
        magnitude=prover.space.magnitude,
    )
    return replace(report, seconds=clock() - began) if clock and began is not None else report


_MISSING = Issue(
    IssueLevel.ERROR,
    "The solver z3 is not installed, so nothing was proved.",
    "Install the developers' tools: ./run installs them, z3-solver among them.",
)


class _Prover:
    def __init__(self, z3: Any, rulebook: Rulebook) -> None:
        self.z3 = z3
        self.triage = Triage(rulebook)
        self.space = CaseSpace(self.triage, rulebook.findings)
        self.two = CasePair(z3, self.space)
        self.one, self.other = self.two.one, self.two.other
        self.alone = z3.Solver()
        self.alone.add(*self.one.possible())
        self.pair = z3.Solver()
        self.pair.add(*self.one.possible(), *self.other.possible())
        self.cases: dict[str, Example] = {}

    def laws(self) -> Iterator[Law]:
        yield self._silence()
        yield self._never(
            "A further sign never lowers the level, however many are added.",
            [self.two.same_person(), self.two.truer()],
            self.two.lower(),
        )
        yield self._present_is_truest()
        yield self._every_rule_counts()
        yield self._order()
        yield self._never(
            "Turning any answers into 'not sure' lowers a level of same-day or above by one at most.",
            [self.two.same_person(), self.two.some_become_not_sure()],
            self.two.lower_by_two(),
        )
        yield self._never(
            "Turning 'no' or silence into 'not sure' never lowers the level.",
            [self.two.same_person(), self.two.silence_or_no_becomes_not_sure()],
            self.two.lower(),
        )
        yield self._deciders()
        yield self._screen_first()
        yield self._screen_questions_count()
        yield self._never(
            "Leaving out age, sex or pregnancy never lowers the level. "
            f"(But who is over {OLDEST_PREGNANCY} and pregnant must say so: it is not assumed there.)",
            [self.two.same_answers(), self.two.less_is_known()],
            self.two.lower(),
        )

    # ---- laws of the form "there is no such person" ----------------------------------------------------------

    def _never(self, sentence: str, given: Sequence[Formula], broken: Formula) -> Law:
        breaker = self._find_pair(*given, broken)
        return Law(sentence, breaker is None, f"broken by {breaker}" if breaker else "")

    def _silence(self) -> Law:
        silent = [self.one.said[finding, None] for finding in self.space.answers]
        speaks = self.z3.Or([self.one.rule(rule, Truth.MAYBE) for rule in self.triage.rules])
        found = self._find(*silent, speaks)
        return Law("Nobody gets a level from age, sex or pregnancy alone.", found is None)

    def _deciders(self) -> Law:
        """One rule at a time, since a finding may decide in one rule and only count in another."""
        broken, count = [], 0
        for rule in self.triage.rules:
            deciding = {sign.finding for sign in rule.deciding}
            if not deciding:
                continue
            count += 1
            become = self.two.may_become(deciding, lambda answer: answer not in (None, ABSENT), NOT_SURE)
            worse = self.z3.And(self.one.rule(rule, Truth.YES), self.z3.Not(self.other.rule(rule, Truth.YES)))
            # Answers that did not match may change too; that can only bring the rule nearer to firing.
            if self._find_pair(self.two.same_person(), become, worse):
                broken.append(rule.rule.id)
        sentence = "Where a finding decides between two levels, 'not sure' keeps the higher."
        return Law(sentence, not broken, ", ".join(broken) or f"{count} rules")

    def _screen_first(self) -> Law:
        one, z3 = self.one, self.z3
        given = z3.Or(one.level(Urgency.EMERGENCY_NOW), one.screen_complete())
        screen = [finding.id for finding in self.space.findings.values() if finding.screen is not None]
        open_question = z3.Or([z3.And(one.concerns(name), one.said[name, None]) for name in screen])
        found = self._find(given, open_question, z3.Not(one.level(Urgency.EMERGENCY_NOW)))
        example = self._find(open_question, one.level(Urgency.SAME_DAY), z3.Not(one.level(Urgency.EMERGENCY_NOW)))
        silent = example is not None and self.triage.level(*example) is None
        sentence = "Below emergency-now nothing is decided before the emergency screen was asked."
        return Law(sentence, found is None and silent, f"{len(screen)} questions")

    # ---- laws of the form "there is such a person" -------------------------------------------------------------

    def _every_rule_counts(self) -> Law:
        """A rule that never changes a level or an advice is a mistake, or hides one."""
        idle, by_level = [], 0
        for rule in self.triage.rules:
            case = self._deciding_case(rule)
            by_level += rule.level is not Urgency.SELF_CARE
            if case is None or not self._really_decides(rule, *case):
                idle.append(rule.rule.id)
            else:
                self.cases[rule.rule.id] = case
        advising = len(self.triage.rules) - by_level
        remark = ", ".join(idle) or f"{by_level} decide a level, {advising} only an advice; each tried on the triage"
        return Law("Every rule can fire and changes the level or the advice of some person.", not idle, remark)

    def _deciding_case(self, rule: CompiledRule) -> Example | None:
        one, z3 = self.one, self.z3
        rest = [other for other in self.triage.rules if other is not rule]
        if rule.level is not Urgency.SELF_CARE:
            return self._find(one.rule(rule, Truth.YES), z3.Not(one.level(rule.level, rest)))
        others = [other for other in rest if set(other.rule.advice) & set(rule.rule.advice)]
        alone = [z3.Not(one.rule(other, Truth.YES)) for other in others]
        return self._find(one.rule(rule, Truth.YES), z3.Not(one.level(Urgency.ROUTINE, rest)), *alone)

    def _really_decides(self, rule: CompiledRule, answers: dict[str, str], person: Person) -> bool:
        result = self.triage.result(answers, person)
        fired = {one.rule.id for one in result.reasons}
        rest = [other.level_of(answers, person) for other in self.triage.rules if other is not rule]
        without = max((level for level in rest if level is not None), default=Urgency.SELF_CARE)
        lower = without < rule.level or rule.level is Urgency.SELF_CARE
        return rule.rule.id in fired and result.reasons[0].level is rule.level and lower

    def _order(self) -> Law:
        """The triage is a function of a mapping; every order of the answers that fire each rule is tried."""
        tried, broken = 0, []
        for name, (answers, person) in self.cases.items():
            few = self._fewest(name, answers, person)
            results = set()
            for order in itertools.permutations(few.items()):
                tried += 1
                result = self.triage.result(dict(order), person)
                results.add((result.urgency, tuple((one.rule.id, one.level) for one in result.fired)))
            if len(results) != 1:
                broken.append(name)
        remark = ", ".join(broken) or f"every order of the answers that fire each rule, {tried} orders"
        return Law("The order of the answers does not matter.", not broken and tried > 0, remark)

    def _fewest(self, name: str, answers: dict[str, str], person: Person) -> dict[str, str]:
        """Return answers that still fire the rule, as few as can be, and at most a handful."""
        rule = next(rule for rule in self.triage.rules if rule.rule.id == name)
        few = dict(answers)
        for finding in answers:
            without = {key: value for key, value in few.items() if key != finding}
            if rule.test(without, person) is Truth.YES:
                few = without
        return dict(list(few.items())[:LONGEST_PERMUTED])

    def _screen_questions_count(self) -> Law:
        screen = [f.id for f in self.space.findings.values() if f.screen is not None or f.room == "emergency-detail"]
        idle = [name for name in screen if not self._can_raise(name)]
        sentence = "Every question of the emergency screen, and every follow-up to it, can raise somebody's level."
        return Law(sentence, not idle, ", ".join(idle) or f"{len(screen)} questions")

    def _can_raise(self, name: str) -> bool:
        """Look for two people who differ in this answer only, one of them at a higher level."""
        if name not in self.space.answers:
            return False
        same = [
            self.one.said[finding, answer] == self.other.said[finding, answer]
            for finding, answers in self.space.answers.items()
            for answer in answers
            if finding != name
        ]
        stated = self.z3.Not(self.z3.Or(self.one.said[name, None], self.other.said[name, None]))
        return self._find_pair(self.two.same_person(), stated, *same, self.two.lower()) is not None

    def _present_is_truest(self) -> Law:
        """Read from the tables: "yes" makes every sign of a yes-no finding as true as any other answer does."""
        tables = [t for t in self.space.signs if self.space.findings[t.sign.finding].kind is FindingKind.YES_NO]
        weak = [
            str(table.sign)
            for table in tables
            if any(table.of(answer) > table.of(PRESENT) for answer in (None, NOT_SURE, ABSENT))
        ]
        sentence = "For every yes-no finding, 'yes' speaks at least as strongly for every rule as any other answer."
        return Law(sentence, not weak, ", ".join(weak) or f"{len(tables)} signs")

    def _find(self, *formulas: Formula) -> Example | None:
        """Return somebody of whom all this is true, or None where there can be nobody."""
        return self._solve(self.alone, formulas)

    def _find_pair(self, *formulas: Formula) -> Example | None:
        """Return the one of two people of whom all this is true, or None."""
        return self._solve(self.pair, formulas)

    def _solve(self, solver: Any, formulas: Sequence[Formula]) -> Example | None:
        solver.push()
        solver.add(*formulas)
        answer = solver.check()
        case = self.one.read(solver.model()) if answer == self.z3.sat else None
        solver.pop()
        if answer == self.z3.unknown:
            raise RuntimeError("the solver gave up: nothing can be said about this law")
        return case
