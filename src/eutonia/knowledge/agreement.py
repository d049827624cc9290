"""Whether the numbers agree with each other.

The background of a finding should be near what the priors and likelihoods of the conditions imply for the
people who come; and each condition should differ enough from its nearest neighbour.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import Condition, Finding

TWOFOLD = 2.0
ENOUGH = 5


def implied_background(knowledge: Knowledge, finding: Finding) -> list[float] | None:
    """Return the distribution that the listers of a finding imply, or None where nobody lists it.

    With one main cause a lister shows its own numbers and everyone else the background; the background that
    agrees with itself is therefore the average over the listers, weighted by their priors. It is taken only
    over listers that together make up a tenth of all: a few rare listers say nothing of the rest.
    """
    total = sum(condition.prior.value for condition in knowledge.conditions.values())
    listed = [
        (condition.prior.value, likelihood.values)
        for condition in knowledge.conditions.values()
        for likelihood in condition.likelihoods
        if likelihood.finding == finding.id
    ]
    weight = sum(prior for prior, _ in listed)
    if not listed or total == 0.0:
        return None
    share = weight / total
    stated = [value.background.value for value in finding.values]
    average = [sum(prior * values[i].value for prior, values in listed) / weight for i in range(len(stated))]
    return [share * theirs + (1.0 - share) * ours for theirs, ours in zip(average, stated, strict=True)]


def background_disagreements(knowledge: Knowledge) -> Iterator[tuple[str, str, float, float]]:
    """Yield (finding, value, stated, implied) where the two differ more than twofold."""
    for finding in knowledge.findings.values():
        implied = implied_background(knowledge, finding)
        if implied is None:
            continue
        for value, number in zip(finding.values, implied, strict=True):
            stated = value.background.value
            if max(stated, number) > TWOFOLD * min(stated, number):
                yield finding.id, value.id, stated, number


def thin_conditions(knowledge: Knowledge) -> Iterator[tuple[str, str, int]]:
    """Yield (condition, neighbour, count) where fewer than five findings tell the two apart."""
    tables = {name: _likelihoods(condition) for name, condition in knowledge.conditions.items()}
    for name, table in tables.items():
        counts = {other: _telling(table, theirs, knowledge) for other, theirs in tables.items() if other != name}
        if counts:
            nearest = min(counts, key=lambda other: counts[other])
            if counts[nearest] < ENOUGH:
                yield name, nearest, counts[nearest]


def _likelihoods(condition: Condition) -> dict[str, tuple[float, ...]]:
    return {
        likelihood.finding: tuple(figure.value for figure in likelihood.values) for likelihood in condition.likelihoods
    }


def _telling(one: dict[str, tuple[float, ...]], other: dict[str, tuple[float, ...]], knowledge: Knowledge) -> int:
    """Return how many findings differ twofold in some value between two conditions."""
    count = 0
    for finding in one.keys() | other.keys():
        background = tuple(value.background.value for value in knowledge.findings[finding].values)
        pairs = zip(one.get(finding, background), other.get(finding, background), strict=True)
        count += any(abs(math.log(mine / theirs)) >= math.log(TWOFOLD) for mine, theirs in pairs)
    return count
