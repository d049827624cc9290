"""The uncertainty of our numbers, carried through to the result.

Every number has a range. Each is drawn ``DRAWS`` times: probabilities on the logit scale, weights and
factors on the logarithmic scale, with the range as the central 90 %. The draws are fixed: for each number
the mid-points of equal slices of the normal distribution, in an order that depends on the number's name
alone (a Latin hypercube), so the same answers always give the same interval.

The interval of a condition is the central 90 % of its probability over the draws. It says how far our
numbers can be trusted, not how people differ.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from eutonia.knowledge.vocabulary import NOT_SURE, Condition, Figure, FindingKind, Person
from eutonia.reasoning.differential import Belief, Engine
from eutonia.reasoning.space import applicable, prior_over_sets
from eutonia.reasoning.tables import FindingTable, combine

Array = NDArray[np.float64]
Index = NDArray[np.int32]

DRAWS = 64
_Z90 = NormalDist().inv_cdf(0.95)
_SLICES = np.array([NormalDist().inv_cdf((place + 0.5) / DRAWS) for place in range(DRAWS)])
_LEAST_MASS = 1e-5  # sets below this share of the posterior are left out of the draws


def deviates(name: str) -> Array:
    """Return the fixed standard normal deviates of the number with that name."""
    order = np.random.default_rng(zlib.crc32(name.encode())).permutation(DRAWS)
    return _SLICES[order]


def draw_logit(figure: Figure, name: str) -> Array:
    """Return draws of a probability."""
    middle, low, high = (np.log(p / (1.0 - p)) for p in (figure.value, figure.low, figure.high))
    drawn: Array = 1.0 / (1.0 + np.exp(-_spread(middle, low, high, deviates(name))))
    return drawn


def draw_log(figure: Figure, name: str) -> Array:
    """Return draws of a weight or factor above 0; a factor of 0 stays 0."""
    if figure.value <= 0.0:
        return np.zeros(DRAWS)
    least = figure.value / 1000.0
    middle, low, high = (np.log(max(v, least)) for v in (figure.value, figure.low, figure.high))
    drawn: Array = np.exp(_spread(middle, low, high, deviates(name)))
    return drawn


def _spread(middle: float, low: float, high: float, z: Array) -> Array:
    """Return the middle moved by z, so that low and high are the ends of the central 90 %."""
    return middle + z / _Z90 * np.where(z < 0.0, middle - low, high - middle)


def intervals(belief: Belief, person: Person) -> dict[str, tuple[float, float]]:
    """Return for each condition the central 90 % of its probability over the draws."""
    engine = belief.engine
    sets = _sets_that_matter(belief)
    weights = _draw_log_prior(engine, person)[:, sets]
    counts: dict[str, int] = {}
    for finding in belief.answers:
        cluster = engine.cluster_of.get(finding)
        if cluster is not None and belief.answers[finding] != NOT_SURE:
            counts[cluster.id] = counts.get(cluster.id, 0) + 1
    for finding, value in belief.answers.items():
        table = engine.tables[finding]
        if value != NOT_SURE and len(table.listers):
            logs = np.log(_draw_column(engine, table, value, sets))
            weights += logs * _draw_temper(engine, finding, counts)
    posterior = np.exp(weights - weights.max(axis=1, keepdims=True))
    posterior /= posterior.sum(axis=1, keepdims=True)
    return _percentiles(engine, posterior, sets)


def _sets_that_matter(belief: Belief) -> Index:
    """Return none, every single cause, and the pairs that hold any mass to speak of."""
    pairs = belief.engine.space.pairs
    chosen = belief.posterior >= _LEAST_MASS
    chosen[: pairs.start] = True
    return np.flatnonzero(chosen).astype(np.int32)


def _draw_log_prior(engine: Engine, person: Person) -> Array:
    model, conditions = engine.knowledge.model, engine.knowledge.conditions
    weights = np.stack([_draw_weight(condition, person) for condition in conditions.values()], axis=-1)
    causes = np.stack(
        [draw_logit(getattr(model, share), f"causes {share}") for share in ("none", "one", "two")], axis=-1
    )
    causes /= causes.sum(axis=-1, keepdims=True)
    none, one, two = causes.T
    prior = prior_over_sets(engine.space, weights, (none, one, two))
    logs: Array = np.log(prior)
    return logs


def _draw_weight(condition: Condition, person: Person) -> Array:
    drawn = draw_log(condition.prior, f"{condition.id} prior")
    for place, factor in enumerate(applicable(condition, person)):
        drawn = drawn * draw_log(factor, f"{condition.id} modifier {place}")
    return drawn


def _draw_column(engine: Engine, table: FindingTable, value: str, sets: Index) -> Array:
    """Return draws of the probability of an answer under each of the sets."""
    space, place = engine.space, table.position(value)
    rows = _draw_rows(engine, table)
    local = np.zeros(len(space.conditions) + 1, dtype=np.int32)
    local[table.listers] = np.arange(1, len(table.listers) + 1, dtype=np.int32)
    first, second = local[space.first[sets]], local[space.second[sets]]
    column: Array = rows[:, np.maximum(first, second), place]
    both = np.flatnonzero((first > 0) & (second > 0))
    if len(both):
        together = combine(table.finding.kind, rows[:, :1], rows[:, first[both]], rows[:, second[both]])
        column[:, both] = together[..., place]
    return column


def _draw_rows(engine: Engine, table: FindingTable) -> Array:
    """Return draws of the background and of each lister's distribution: (draw, 0 or lister + 1, value)."""
    finding = table.finding
    rows = [_draw_distribution(finding.kind, [value.background for value in finding.values], finding.id)]
    for lister in table.listers:
        condition = engine.space.conditions[lister]
        figures = engine.figures[condition, finding.id]
        rows.append(_draw_distribution(finding.kind, figures, f"{condition} {finding.id}"))
    return np.stack(rows, axis=1)


def _draw_distribution(kind: FindingKind, figures: Sequence[Figure], name: str) -> Array:
    if kind is FindingKind.YES_NO:
        present = draw_logit(figures[1], name)
        return np.stack([1.0 - present, present], axis=-1)
    drawn = np.stack([draw_logit(figure, f"{name} {place}") for place, figure in enumerate(figures)], axis=-1)
    normalised: Array = drawn / drawn.sum(axis=-1, keepdims=True)
    return normalised


def _draw_temper(engine: Engine, finding: str, counts: dict[str, int]) -> Array:
    """Return draws of the factor on one answer, a column over the draws."""
    cluster = engine.cluster_of.get(finding)
    if cluster is None:
        return np.ones((DRAWS, 1))
    count = counts[cluster.id]
    further = draw_logit(cluster.further, f"cluster {cluster.id}")
    factor: Array = ((1.0 + (count - 1) * further) / count)[:, None]
    return factor


def _percentiles(engine: Engine, posterior: Array, sets: Index) -> dict[str, tuple[float, float]]:
    space = engine.space
    count = len(space.conditions)
    members = np.zeros((len(sets), count + 1))
    members[np.arange(len(sets)), space.first[sets]] = 1.0
    members[np.arange(len(sets)), space.second[sets]] = 1.0
    low, high = np.percentile(posterior @ members[:, :count], [5.0, 95.0], axis=0)
    return {name: (float(low[i]), float(high[i])) for i, name in enumerate(space.conditions)}
