"""The triage as formulas: one Boolean for every answer that a finding can have, and the same tables of truth.

The encoding is built from the very `SignTruth` tables that the running triage uses, so that what is proved
of the formulas holds for it. ``z3`` is a tool of developers and is passed in by `eutonia.reasoning.triage.proof`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import log10
from typing import Any

from eutonia.knowledge.criteria import AgeIs, AllOf, AnyOf, AtLeast, Criterion, IsPregnant, SexIs, Sign, signs
from eutonia.knowledge.vocabulary import NOT_SURE, Finding, Person, Sex, Urgency
from eutonia.reasoning.triage.rules import CompiledRule, Triage
from eutonia.reasoning.triage.truth import OLDEST_PREGNANCY, SignTruth, Truth, needed, sign_truth

OLDEST = 120
_COMPARE = {
    ">=": lambda age, years: age >= years,
    "<=": lambda age, years: age <= years,
    ">": lambda age, years: age > years,
    "<": lambda age, years: age < years,
}

type Answer = str | None
type Formula = Any  # z3 has no types


@dataclass(frozen=True)
class CaseSpace:
    """Everyone there could be: every answer of every finding that a rule or the screen looks at."""

    triage: Triage
    findings: Mapping[str, Finding]

    @cached_property
    def answers(self) -> Mapping[str, tuple[Answer, ...]]:
        """Return what can be said to each finding that matters; None stands for not stated."""
        asked = {sign.finding for rule in self.triage.rules for sign in signs(rule.criterion)}
        screen = {finding.id for finding in self.findings.values() if finding.screen is not None}
        return {name: (None, NOT_SURE, *self.findings[name].value_ids()) for name in sorted(asked | screen)}

    @cached_property
    def signs(self) -> tuple[SignTruth, ...]:
        """Return every sign of every rule with its table of truth, each once."""
        every = {sign for rule in self.triage.rules for sign in signs(rule.criterion)}
        return tuple(sign_truth(sign, self.findings) for sign in sorted(every, key=str))

    @property
    def magnitude(self) -> float:
        """Return the decimal logarithm of the number of different people and answers."""
        people = (OLDEST + 2) * (3 * 3 - 1)
        return log10(people) + sum(log10(len(answers)) for answers in self.answers.values())


class SymbolicCase:
    """One person with answers, as formulas. ``name`` keeps the variables of two states apart."""

    def __init__(self, z3: Any, space: CaseSpace, name: str) -> None:
        self.z3, self.space = z3, space
        self.said = {
            (finding, answer): z3.Bool(f"{name}:{finding}={answer}")
            for finding, answers in space.answers.items()
            for answer in answers
        }
        self.age, self.age_known = z3.Int(f"{name}:age"), z3.Bool(f"{name}:age-known")
        self.sex = {sex: z3.Bool(f"{name}:sex={sex}") for sex in (None, *Sex)}
        self.pregnant = {known: z3.Bool(f"{name}:pregnant={known}") for known in (None, True, False)}
        self._rules: dict[tuple[str, Truth], Formula] = {}

    def possible(self) -> Iterator[Formula]:
        """Yield what makes this a person who could exist."""
        for finding, answers in self.space.answers.items():
            yield self._one_of([self.said[finding, answer] for answer in answers])
        yield self._one_of(list(self.sex.values()))
        yield self._one_of(list(self.pregnant.values()))
        yield self.z3.And(self.age >= 0, self.age <= OLDEST)
        yield self.z3.Not(self.z3.And(self.pregnant[True], self.sex[Sex.MALE]))

    def sign(self, table: SignTruth, truth: Truth) -> Formula:
        """Say that the sign holds at least that far."""
        answers = self.space.answers[table.sign.finding]
        return self.z3.Or([self.said[table.sign.finding, a] for a in answers if table.of(a) >= truth])

    def holds(self, criterion: Criterion, truth: Truth) -> Formula:
        """Say that the condition holds at least that far."""
        if isinstance(criterion, Sign):
            return self.sign(sign_truth(criterion, self.space.findings), truth)
        if isinstance(criterion, AllOf | AnyOf | AtLeast):
            parts = [self.holds(part, truth) for part in criterion.parts]
            return self.z3.PbGe([(part, 1) for part in parts], needed(criterion))
        return self._person(criterion)

    def rule(self, rule: CompiledRule, truth: Truth) -> Formula:
        """Say that the rule holds at least that far."""
        key = (rule.rule.id, truth)
        if key not in self._rules:
            self._rules[key] = self.holds(rule.criterion, truth)
        return self._rules[key]

    def level(self, level: Urgency, rules: Iterable[CompiledRule] | None = None) -> Formula:
        """Say that some of the rules (all of them, if none are given) call for this level or a higher one."""
        if level is Urgency.SELF_CARE:
            return self.z3.BoolVal(True)
        fires = []
        for rule in self.space.triage.rules if rules is None else rules:
            if rule.lower is not None and rule.lower >= level:
                fires.append(self.rule(rule, Truth.MAYBE))
            elif rule.level >= level:
                fires.append(self.rule(rule, Truth.YES))
        return self.z3.Or(fires)

    def asked(self, finding: str) -> Formula:
        """Say that the finding has an answer, be it "not sure"."""
        return self.z3.Not(self.said[finding, None])

    def concerns(self, finding: str) -> Formula:
        """Say that the finding is asked of a person of this sex."""
        of = self.space.findings[finding].asked_of
        return self.z3.BoolVal(True) if of is None else self.z3.Or(self.sex[None], self.sex[of])

    def screen_complete(self) -> Formula:
        """Say that every question of the emergency screen that concerns the person has an answer."""
        screen = [f.id for f in self.space.findings.values() if f.screen is not None]
        return self.z3.And([self.z3.Or(self.z3.Not(self.concerns(name)), self.asked(name)) for name in screen])

    def read(self, model: Any) -> tuple[dict[str, str], Person]:
        """Return the answers and the person of a model of these formulas."""
        answers = {
            finding: answer
            for (finding, answer), said in self.said.items()
            if answer is not None and self.z3.is_true(model.eval(said, model_completion=True))
        }
        age_known = self.z3.is_true(model.eval(self.age_known, model_completion=True))
        age = model.eval(self.age, model_completion=True).as_long() if age_known else None
        return answers, Person(age, _chosen(self.z3, model, self.sex), _chosen(self.z3, model, self.pregnant))

    def is_case(self, answers: Mapping[str, str], person: Person) -> Formula:
        """Say that this is exactly that person with those answers."""
        said = [self.said[finding, answers.get(finding)] for finding in self.space.answers]
        age = self.z3.Not(self.age_known) if person.age is None else self.age == person.age
        known = self.age_known == (person.age is not None)
        return self.z3.And(*said, age, known, self.sex[person.sex], self.pregnant[person.pregnant])

    def _person(self, word: object) -> Formula:
        z3 = self.z3
        if isinstance(word, AgeIs):
            return z3.Or(z3.Not(self.age_known), _COMPARE[word.how](self.age, word.years))
        if isinstance(word, SexIs):
            return z3.Or(self.sex[None], self.sex[word.sex])
        assert isinstance(word, IsPregnant)
        young_enough = z3.Or(z3.Not(self.age_known), self.age <= OLDEST_PREGNANCY)
        unknown = z3.And(self.pregnant[None], z3.Not(self.sex[Sex.MALE]), young_enough)
        return z3.Or(self.pregnant[True], unknown)

    def _one_of(self, options: list[Formula]) -> Formula:
        return self.z3.PbEq([(option, 1) for option in options], 1)


def _chosen[T](z3: Any, model: Any, options: Mapping[T, Formula]) -> T:
    return next(value for value, said in options.items() if z3.is_true(model.eval(said, model_completion=True)))
