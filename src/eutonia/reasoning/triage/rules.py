"""How soon a person must be seen: rules over findings, the highest level that fires wins.

The table is compiled once and is then a pure function of answers and person. A rule of ``same-day`` or above
that holds only maybe (see `eutonia.reasoning.triage.truth`) counts one level lower; a lower rule must hold fully.
Below ``emergency-now`` nothing is decided before every question of the emergency screen has been asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from eutonia.knowledge.criteria import Criterion, Sign, parse_criterion, signs
from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, Finding, KnowledgeError, Person, Rule, Urgency
from eutonia.reasoning.triage.truth import Answers, Truth, compile_criterion, sign_truth, support

NOBODY = Person()


class Rulebook(Protocol):
    """What the triage needs of the knowledge."""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every triage rule."""

    @property
    def findings(self) -> Mapping[str, Finding]:
        """Every finding by its id."""


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule that holds for a person.

    ``level`` is one below the level of the rule where it holds only ``maybe``. ``because`` are the answered
    findings that make it hold; ``presumed`` the follow-up questions whose answer is still presumed.
    """

    rule: Rule
    level: Urgency
    maybe: bool
    because: tuple[str, ...]
    presumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TriageResult:
    """The level and its reasons, the highest first.

    ``urgency`` is None while the emergency screen is not complete and nothing calls for an ambulance.
    ``unasked`` are the findings of the screen that are still open. ``undecided`` are the follow-up questions
    whose answer could change the level of a rule that holds or would hold.
    """

    urgency: Urgency | None
    fired: tuple[FiredRule, ...]
    unasked: tuple[str, ...]
    undecided: tuple[str, ...] = ()

    @property
    def screen_complete(self) -> bool:
        """True where every question of the emergency screen that concerns the person was asked."""
        return not self.unasked

    @property
    def reasons(self) -> tuple[FiredRule, ...]:
        """The rules that hold at the highest level."""
        return tuple(fired for fired in self.fired if fired.level == self.fired[0].level)

    @property
    def advice(self) -> tuple[str, ...]:
        """The ids of the advice of the reasons, each once. Rules of a lower level stay silent."""
        return tuple(dict.fromkeys(name for fired in self.reasons for name in fired.rule.advice))


class CompiledRule:
    """A rule with its condition as a function."""

    __slots__ = ("compiled", "criterion", "deciding", "level", "lower", "rule", "test")

    def __init__(self, rule: Rule, findings: Mapping[str, Finding]) -> None:
        self.rule = rule
        self.criterion: Criterion = parse_criterion(rule.when)
        try:
            self.compiled = compile_criterion(self.criterion, findings)
        except KnowledgeError as problem:
            raise KnowledgeError(f"rule {rule.id}: {problem}") from None
        self.test = self.compiled.test
        if self.test({}, NOBODY) is not Truth.NO:
            raise KnowledgeError(f"rule {rule.id} fires with no answer at all: it must ask for at least one finding")
        self.level = rule.urgency
        self.lower = Urgency(rule.urgency - 1) if rule.urgency >= Urgency.SAME_DAY else None
        self.deciding: tuple[Sign, ...] = tuple(sign for sign in signs(self.criterion) if sign.decides or sign.presumed)

    def level_of(self, answers: Answers, person: Person) -> Urgency | None:
        """Return the level at which the rule fires, or None."""
        truth = self.test(answers, person)
        if truth is Truth.YES:
            return self.level
        return self.lower if truth is Truth.MAYBE else None

    def fired(self, answers: Answers, person: Person, level: Urgency) -> FiredRule:
        """Return the rule with what made it fire."""
        return FiredRule(
            rule=self.rule,
            level=level,
            maybe=level is not self.level,
            because=support(self.compiled, answers, person),
            presumed=tuple(sign.finding for sign in self.deciding if sign.presumed and sign.finding not in answers),
        )

    def undecided(self, answers: Answers, person: Person) -> Iterator[str]:
        """Yield the deciding questions not yet answered whose answer could make or unmake this rule."""
        holds = self.test(answers, person) is not Truth.NO
        for sign in self.deciding:
            if sign.finding in answers:
                continue
            if sign.presumed:
                if holds:
                    yield sign.finding
            elif not holds and self.test({**answers, sign.finding: sign.values[0]}, person) is not Truth.NO:
                yield sign.finding


class Triage:
    """The compiled rules. Safe to share between threads."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rules = tuple(CompiledRule(rule, rulebook.findings) for rule in rulebook.rules)
        self._answers_of = {
            finding.id: frozenset((*finding.value_ids(), NOT_SURE)) for finding in rulebook.findings.values()
        }
        self._findings = rulebook.findings
        self._screen = tuple(finding for finding in rulebook.findings.values() if finding.screen is not None)
        self._touched = _index(self.rules, rulebook.findings)

    def result(self, answers: Answers, person: Person = NOBODY) -> TriageResult:
        """Return the level and its reasons. Raises KnowledgeError for a finding or answer that does not exist."""
        self._refuse_strangers(answers)
        places = self._candidates(answers)
        found = [(rule, level) for rule in places if (level := rule.level_of(answers, person)) is not None]
        fired = [rule.fired(answers, person, level) for rule, level in found]
        fired.sort(key=lambda one: (-one.level, one.maybe))
        unasked = self.unasked(answers, person)
        highest = fired[0].level if fired else Urgency.SELF_CARE
        undecided = dict.fromkeys(
            name for rule in places for name in rule.undecided(answers, person) if self._is_due(name, answers)
        )
        return TriageResult(
            urgency=None if unasked and highest is not Urgency.EMERGENCY_NOW else highest,
            fired=tuple(fired),
            unasked=unasked,
            undecided=tuple(undecided),
        )

    def level(self, answers: Answers, person: Person = NOBODY) -> Urgency | None:
        """Return only the level of `result`, faster."""
        highest = self.highest(answers, person)
        if highest is Urgency.EMERGENCY_NOW or not self.unasked(answers, person):
            return highest
        return None

    def highest(self, answers: Answers, person: Person = NOBODY) -> Urgency:
        """Return the highest level that fires, whether or not the emergency screen is complete."""
        highest = Urgency.SELF_CARE
        for rule in self._candidates(answers):
            if rule.level > highest:
                level = rule.level_of(answers, person)
                if level is not None and level > highest:
                    highest = level
        return highest

    def unasked(self, answers: Answers, person: Person = NOBODY) -> tuple[str, ...]:
        """Return the questions of the emergency screen that concern the person and have no answer yet."""
        return tuple(
            finding.id
            for finding in self._screen
            if finding.id not in answers
            and (finding.asked_of is None or person.sex is None or person.sex is finding.asked_of)
        )

    def _candidates(self, answers: Answers) -> list[CompiledRule]:
        """Return the rules that an answer speaks for; no other rule can fire, since none rests on silence."""
        touched: set[int] = set()
        for pair in answers.items():
            touched.update(self._touched.get(pair, ()))
        return [self.rules[place] for place in sorted(touched)]

    def _is_due(self, name: str, answers: Answers) -> bool:
        """Return True where a follow-up question is to be asked: a sign that leads to it is ticked or not sure."""
        parents = self._findings[name].asked_if
        return not parents or any(answers.get(parent, ABSENT) != ABSENT for parent in parents)

    def _refuse_strangers(self, answers: Answers) -> None:
        for name, answer in answers.items():
            if name not in self._answers_of:
                raise KnowledgeError(f"there is no finding {name!r}: correct the id")
            if answer not in self._answers_of[name]:
                choices = ", ".join(sorted(self._answers_of[name]))
                raise KnowledgeError(f"{answer!r} is no answer to {name}: give one of {choices}")


def triage(answers: Answers, person: Person, rulebook: Rulebook) -> TriageResult:
    """Compile the rules and triage one person; keep a `Triage` where there are more."""
    return Triage(rulebook).result(answers, person)


def _index(rules: Iterable[CompiledRule], findings: Mapping[str, Finding]) -> dict[tuple[str, str], tuple[int, ...]]:
    """Return, for each finding and answer, the places of the rules that it speaks for."""
    places: dict[tuple[str, str], list[int]] = {}
    for place, rule in enumerate(rules):
        for sign in signs(rule.criterion):
            for answer in sign_truth(sign, findings).by_answer:
                if answer is not None:
                    places.setdefault((sign.finding, answer), []).append(place)
    return {pair: tuple(dict.fromkeys(found)) for pair, found in places.items()}
