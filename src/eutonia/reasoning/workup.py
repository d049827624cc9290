"""Which test would help most next, and why.

A test is useful for what its findings would tell about the cause and for how likely it is that somebody
has a condition that calls for it; it is dear for its burden and its risk. The order is an aid: a clinician
decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eutonia.knowledge.care import Test
from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, FindingKind
from eutonia.reasoning.differential import Belief

CALLED_FOR_NATS = 0.5  # what it is worth to do a test that a certain condition calls for
BURDEN_COST = 0.35  # each step of burden above the least makes a test dearer by this share
RISK_COST = 0.5
LEAST_USE = 0.04


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a result would mean: the condition that it makes most likely, before and after."""

    finding: str
    value: str
    condition: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A test with its use, the conditions that call for it, what results would mean, and what to mind."""

    test: str
    use: float
    information: float
    called_for_by: tuple[str, ...]
    meanings: tuple[Meaning, ...]
    cautions: tuple[str, ...]


def suggest_tests(belief: Belief, limit: int = 6) -> list[Suggestion]:
    """Return the most useful tests, the best first."""
    knowledge = belief.engine.knowledge
    worth = belief.worth()
    probability = {ranked.condition: ranked.probability for ranked in belief.ranking()}
    ranked = sorted(
        ((_use(test, worth, probability, belief), test) for test in knowledge.tests.values()),
        key=lambda pair: (-pair[0], pair[1].id),
    )
    return [_suggestion(test, use, worth, probability, belief) for use, test in ranked[:limit] if use >= LEAST_USE]


def _use(test: Test, worth: Mapping[str, float], probability: Mapping[str, float], belief: Belief) -> float:
    if test.findings and all(finding in belief.answers for finding in test.findings):
        return 0.0
    called_for = sum(
        probability[name] / (1 + condition.tests.index(test.id))
        for name, condition in belief.engine.knowledge.conditions.items()
        if test.id in condition.tests
    )
    gain = _information(test, worth) + CALLED_FOR_NATS * called_for
    return gain / ((1 + BURDEN_COST * (test.burden - 1)) * (1 + RISK_COST * test.risk))


def _information(test: Test, worth: Mapping[str, float]) -> float:
    """The findings of one test overlap, so the best counts in full and each further one by half of the last."""
    values = sorted((worth.get(finding, 0.0) for finding in test.findings), reverse=True)
    return sum(value * 0.5**place for place, value in enumerate(values))


def _suggestion(
    test: Test, use: float, worth: Mapping[str, float], probability: Mapping[str, float], belief: Belief
) -> Suggestion:
    conditions = belief.engine.knowledge.conditions
    calling = [name for name in probability if test.id in conditions[name].tests and probability[name] >= 0.02]
    return Suggestion(
        test=test.id,
        use=use,
        information=_information(test, worth),
        called_for_by=tuple(sorted(calling, key=lambda name: -probability[name])[:3]),
        meanings=tuple(meaning for finding in test.findings for meaning in _meanings(finding, belief, probability)),
        cautions=tuple(
            reason
            for finding, reason in test.not_if.items()
            if belief.answers.get(finding, ABSENT) not in {ABSENT, NOT_SURE}
        ),
    )


def _meanings(finding: str, belief: Belief, probability: Mapping[str, float]) -> list[Meaning]:
    """Return what the results of a finding would do, where they would move a cause by a tenth or more."""
    if finding in belief.answers:
        return []
    asked = belief.engine.knowledge.findings[finding]
    values = [value.id for value in asked.values if value.id not in {ABSENT, asked.normal}]
    if asked.kind is not FindingKind.YES_NO and not asked.normal:
        values = list(asked.value_ids())
    found = []
    for value in values:
        after = belief.given(finding, value).likeliest(5)
        moved = max(after, key=lambda ranked: ranked.probability - probability[ranked.condition])
        before = probability[moved.condition]
        if moved.probability - before >= 0.1:
            found.append(Meaning(finding, value, moved.condition, before, moved.probability))
    return found
