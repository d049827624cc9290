"""Whether the numbers agree with each other.

The background of a finding should be near what the priors and likelihoods of the conditions imply for the
people who come; and each condition should differ enough from its nearest neighbour.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import Condition, Figure, Finding

TWOFOLD = 2.0
ENOUGH = 5


_Voice = tuple[float, tuple[Figure, ...]]  # the prior of a lister and what it says


def implied_background(finding: Finding, listed: Sequence[_Voice], total: float) -> list[float]:
    """Return the distribution that the listers of a finding imply; ``total`` is the sum of all priors.

    With one main cause a lister shows its own numbers and everyone else the background; the background that
    agrees with itself is therefore the average over all conditions, weighted by their priors. A few rare
    listers cannot move it far.
    """
    others = total - sum(prior for prior, _ in listed)
    return [
        (sum(prior * values[i].value for prior, values in listed) + others * value.background.value) / total
        for i, value in enumerate(finding.values)
    ]


def background_disagreements(knowledge: Knowledge) -> Iterator[tuple[str, str, float, float]]:
    """Yield (finding, value, stated, implied) where the two differ more than twofold."""
    total = sum(condition.prior.value for condition in knowledge.conditions.values())
    listed: dict[str, list[_Voice]] = {}
    for condition in knowledge.conditions.values():
        for likelihood in condition.likelihoods:
            listed.setdefault(likelihood.finding, []).append((condition.prior.value, likelihood.values))
    for name, voices in listed.items():
        finding = knowledge.findings[name]
        for value, number in zip(finding.values, implied_background(finding, voices, total), strict=True):
            stated = value.background.value
            if max(stated, number) > TWOFOLD * min(stated, number):
                yield finding.id, value.id, stated, number


def thin_conditions(knowledge: Knowledge) -> Iterator[tuple[str, str, int]]:
    """Yield (condition, neighbour, count) where fewer than five findings tell the two apart."""
    tables = {name: _likelihoods(condition) for name, condition in knowledge.conditions.items()}
    backgrounds = {
        name: tuple(value.background.value for value in finding.values) for name, finding in knowledge.findings.items()
    }
    for name, table in tables.items():
        counts = {other: _telling(table, theirs, backgrounds) for other, theirs in tables.items() if other != name}
        if counts:
            nearest = min(counts, key=lambda other: counts[other])
            if counts[nearest] < ENOUGH:
                yield name, nearest, counts[nearest]


_Numbers = Mapping[str, tuple[float, ...]]


def _likelihoods(condition: Condition) -> _Numbers:
    return {
        likelihood.finding: tuple(figure.value for figure in likelihood.values) for likelihood in condition.likelihoods
    }


def _telling(one: _Numbers, other: _Numbers, backgrounds: _Numbers) -> int:
    """Return how many findings differ twofold in some value between two conditions, counted up to ENOUGH."""
    count = 0
    for finding in (*one, *(name for name in other if name not in one)):
        background = backgrounds[finding]
        pairs = zip(one.get(finding, background), other.get(finding, background), strict=True)
        if any(mine >= TWOFOLD * theirs or theirs >= TWOFOLD * mine for mine, theirs in pairs):
            count += 1
            if count == ENOUGH:
                break
    return count
