"""How two people can differ, as formulas: the laws of the triage compare a person with a changed one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, Urgency
from eutonia.reasoning.triage.encoding import CaseSpace, Formula, SymbolicCase
from eutonia.reasoning.triage.truth import OLDEST_PREGNANCY, Truth

RED = tuple(level for level in Urgency if level >= Urgency.SAME_DAY)
RAISED = tuple(level for level in Urgency if level > Urgency.SELF_CARE)


class CasePair:
    """One person and an other."""

    def __init__(self, z3: Any, space: CaseSpace) -> None:
        self.z3, self.space = z3, space
        self.one, self.other = SymbolicCase(z3, space, "one"), SymbolicCase(z3, space, "other")

    def lower(self) -> Formula:
        """Say that the other has a lower level."""
        return self.z3.Or(
            [self.z3.And(self.one.level(level), self.z3.Not(self.other.level(level))) for level in RAISED]
        )

    def lower_by_two(self) -> Formula:
        """Say that a level of same-day or above is lower by two or more for the other."""
        return self.z3.Or(
            [self.z3.And(self.one.level(level), self.z3.Not(self.other.level(Urgency(level - 1)))) for level in RED]
        )

    def truer(self) -> Formula:
        """Say that every sign holds for the other at least as far as for the one."""
        return self.z3.And(
            [
                self.z3.Implies(self.one.sign(table, truth), self.other.sign(table, truth))
                for table in self.space.signs
                for truth in (Truth.MAYBE, Truth.YES)
            ]
        )

    def some_become_not_sure(self) -> Formula:
        """Say that the other is not sure of some things that the one could answer."""
        return self.may_become(set(self.space.answers), lambda answer: answer is not None, NOT_SURE)

    def silence_or_no_becomes_not_sure(self) -> Formula:
        """Say that the other is not sure of some things that the one denied or did not state."""
        return self.may_become(set(self.space.answers), lambda answer: answer in (None, ABSENT), NOT_SURE)

    def may_become(self, names: set[str], changes: Callable[[str | None], bool], into: str) -> Formula:
        """Say that the other gave the same answers, save that some of those may have become another."""
        one, other, z3 = self.one.said, self.other.said, self.z3
        parts = []
        for finding, answers in self.space.answers.items():
            for answer in answers:
                same = other[finding, answer]
                free = finding in names and changes(answer)
                allowed = z3.Or(same, other[finding, into]) if free else same
                parts.append(z3.Implies(one[finding, answer], allowed))
        return z3.And(parts)

    def same_answers(self) -> Formula:
        """Say that both gave the same answers."""
        return self.may_become(set(), lambda _answer: False, NOT_SURE)

    def same_person(self) -> Formula:
        """Say that age, sex and pregnancy are the same, known or not."""
        one, other, z3 = self.one, self.other, self.z3
        same = [one.age_known == other.age_known, one.age == other.age]
        same += [one.sex[key] == other.sex[key] for key in one.sex]
        same += [one.pregnant[key] == other.pregnant[key] for key in one.pregnant]
        return z3.And(same)

    def less_is_known(self) -> Formula:
        """Say that each fact about the other person is the same or not stated."""
        one, other, z3 = self.one, self.other, self.z3
        facts = [z3.Or(z3.Not(other.age_known), z3.And(one.age_known, one.age == other.age))]
        facts.append(z3.Not(z3.And(one.pregnant[True], one.age_known, one.age > OLDEST_PREGNANCY)))
        facts += [z3.Or(one.sex[key] == other.sex[key], other.sex[None]) for key in one.sex]
        facts += [z3.Or(one.pregnant[key] == other.pregnant[key], other.pregnant[None]) for key in one.pregnant]
        return z3.And(facts)
