"""The uncertainty of our numbers, carried through to the result.

Every number has a range. Each is drawn ``DRAWS`` times: probabilities on the logit scale, weights and
factors on the logarithmic scale, with the range as the central 90 %. The draws are fixed: for each number
the mid-points of equal slices of the normal distribution, in the order of a rank-1 lattice whose generator
depends on the number's name alone, so the same answers always give the same interval.

The interval of a condition is the central 90 % of its probability over the draws. It says how far our
numbers can be trusted, not how people differ.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence

import numpy as np

from eutonia.knowledge.vocabulary import NOT_SURE, Condition, Figure, FindingKind, Person
from eutonia.reasoning.differential.arrays import Array, Index
from eutonia.reasoning.differential.engine import Belief, Engine, temper
from eutonia.reasoning.differential.space import applicable, stated_affinities
from eutonia.reasoning.differential.tables import FindingTable, combine


def normal_quantile(share: float) -> float:
    """Return the number below which that share of the standard normal distribution lies, by Newton's method.

    Not from `statistics`, which loads a hundredth of a second of decimals and fractions at every start.
    """
    z = 0.0
    for _ in range(60):
        step = (0.5 * math.erfc(-z / math.sqrt(2.0)) - share) * math.sqrt(2.0 * math.pi) * math.exp(z * z / 2.0)
        z -= max(-1.0, min(1.0, step))  # the tails are so flat that a whole step would fly away
        if abs(step) < 1e-15:
            break
    return z


DRAWS = 67  # a prime, so that every generator of the lattice runs through all slices
_Z90 = normal_quantile(0.95)
_SLICES = np.array([normal_quantile((place + 0.5) / DRAWS) for place in range(DRAWS)])
_STEPS = np.arange(DRAWS)[:, None]
_LEAST_MASS = 1e-5  # sets below this share of the posterior are left out of the draws


def deviates(names: Sequence[str]) -> Array:
    """Return the fixed standard normal deviates of the numbers with these names: (draw, number)."""
    keys = np.array([zlib.crc32(name.encode()) for name in names], dtype=np.int64)
    generator, shift = 1 + keys % (DRAWS - 1), keys // (DRAWS - 1) % DRAWS
    drawn: Array = _SLICES[(_STEPS * generator + shift) % DRAWS]
    return drawn


def draw_logits(figures: Sequence[Figure], names: Sequence[str]) -> Array:
    """Return draws of probabilities: (draw, number)."""
    ends = np.array([(figure.value, figure.low, figure.high) for figure in figures])
    middle, low, high = np.log(ends / (1.0 - ends)).T
    drawn: Array = 1.0 / (1.0 + np.exp(-_spread(middle, low, high, deviates(names))))
    return drawn


def draw_logs(figures: Sequence[Figure], names: Sequence[str]) -> Array:
    """Return draws of weights or factors: (draw, number). A factor of 0 stays 0."""
    ends = np.array([(figure.value, figure.low, figure.high) for figure in figures])
    least = np.maximum(ends[:, :1] / 1000.0, 1e-300)
    middle, low, high = np.log(np.maximum(ends, least)).T
    drawn: Array = np.exp(_spread(middle, low, high, deviates(names))) * (ends[:, 0] > 0.0)
    return drawn


def _spread(middle: Array, low: Array, high: Array, z: Array) -> Array:
    """Return the middle moved by z, so that low and high are the ends of the central 90 %."""
    moved: Array = middle + z / _Z90 * np.where(z < 0.0, middle - low, high - middle)
    return moved


def intervals(belief: Belief, person: Person) -> dict[str, tuple[float, float]]:
    """Return for each condition the central 90 % of its probability over the draws."""
    engine = belief.engine
    sets = _sets_that_matter(belief)
    weights = _draw_log_prior(engine, person, sets)
    for finding, value in belief.answers.items():
        table = engine.tables[finding]
        if value != NOT_SURE and len(table.listers):
            logs = np.log(_draw_column(engine, table, value, sets))
            weights += logs * _draw_temper(belief, finding)
    posterior = np.exp(weights - weights.max(axis=1, keepdims=True))
    posterior /= posterior.sum(axis=1, keepdims=True)
    return _percentiles(engine, posterior, sets)


def _sets_that_matter(belief: Belief) -> Index:
    """Return none, every single cause, and the pairs that hold any mass to speak of."""
    pairs = belief.engine.space.pairs
    chosen = belief.posterior >= _LEAST_MASS
    chosen[: pairs.start] = True
    return np.flatnonzero(chosen).astype(np.int32)


def _draw_log_prior(engine: Engine, person: Person, sets: Index) -> Array:
    """Return draws of the logarithm of the prior of each of the sets: (draw, set)."""
    model, conditions = engine.knowledge.model, list(engine.knowledge.conditions.values())
    weights = draw_logs([c.prior for c in conditions], [f"{c.id} prior" for c in conditions])
    for place, condition in enumerate(conditions):
        weights[:, place] *= _draw_factor(condition, person)
    shares = draw_logits((model.none, model.one, model.two), ("causes none", "causes one", "causes two"))
    shares = shares / shares.sum(axis=1, keepdims=True)
    mass, pairs_mass = _draw_masses(engine, weights, sets)
    totals = np.stack([np.ones(DRAWS), weights.sum(axis=1), np.where(pairs_mass > 0.0, pairs_mass, 1.0)], axis=1)
    sizes = (sets > 0).astype(int) + (sets >= engine.space.pairs.start)
    logs: Array = np.log(mass * (shares / totals)[:, sizes])
    return logs


def _draw_masses(engine: Engine, weights: Array, sets: Index) -> tuple[Array, Array]:
    """Return draws of the mass of each of the sets, and of all pairs together.

    Of ten thousand pairs few matter, so the others are met only in their sum, which is a quadratic form: a pair
    counts for the product of its weights times how much more often than chance it is met.
    """
    space, count = engine.space, len(engine.space.conditions)
    drawn = _draw_affinities(engine)
    alike = np.zeros((count, count))
    alike[space.first[space.pairs], space.second[space.pairs]] = space.affinity[space.pairs]
    pairs_mass = np.einsum("di,di->d", weights @ alike, weights)
    padded = np.concatenate([weights, np.ones((DRAWS, 1))], axis=1)
    first, second = space.first[sets], space.second[sets]
    mass = padded[:, first] * padded[:, second] * space.affinity[sets]
    place_of = {pair: place for place, pair in enumerate(zip(first.tolist(), second.tolist(), strict=True))}
    for (one, other), times in drawn.items():
        together = weights[:, one] * weights[:, other]
        pairs_mass += together * (times - alike[one, other])
        if (one, other) in place_of:
            mass[:, place_of[one, other]] = together * times
    return mass, pairs_mass


def _draw_affinities(engine: Engine) -> dict[tuple[int, int], Array]:
    """Return draws of each stated affinity, by pair of positions; pairs that exclude each other have none."""
    space = engine.space
    met = set(zip(space.first.tolist(), space.second.tolist(), strict=True))
    stated = {pair: f for pair, f in stated_affinities(engine.knowledge.conditions).items() if pair in met}
    if not stated:
        return {}
    names = [f"{space.conditions[one]} with {space.conditions[other]}" for one, other in stated]
    return dict(zip(stated, draw_logs(list(stated.values()), names).T, strict=True))


def _draw_factor(condition: Condition, person: Person) -> Array | float:
    factors = applicable(condition, person)
    if not factors:
        return 1.0
    names = [f"{condition.id} modifier {place}" for place in range(len(factors))]
    drawn: Array = draw_logs(factors, names).prod(axis=1)
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
    finding, listers = table.finding, [engine.space.conditions[lister] for lister in table.listers]
    figures = [[value.background for value in finding.values]]
    said = (engine.knowledge.conditions[condition].likelihoods.of(finding.id) for condition in listers)
    figures += [list(likelihood.values) for likelihood in said if likelihood]
    yes_no = finding.kind is FindingKind.YES_NO
    if yes_no:
        figures = [row[1:] for row in figures]
    width = len(figures[0])
    names = [f"{owner} {finding.id} {place}" for owner in ("background", *listers) for place in range(width)]
    drawn = draw_logits([figure for row in figures for figure in row], names).reshape(DRAWS, len(figures), width)
    if yes_no:
        return np.concatenate([1.0 - drawn, drawn], axis=-1)
    normalised: Array = drawn / drawn.sum(axis=-1, keepdims=True)
    return normalised


def _draw_temper(belief: Belief, finding: str) -> Array:
    """Return draws of the factor on one answer, a column over the draws."""
    cluster = belief.engine.cluster_of.get(finding)
    if cluster is None:
        return np.ones((DRAWS, 1))
    strengths, _ = belief.clusters[cluster.id]
    further = draw_logits((cluster.further,), (f"cluster {cluster.id}",))
    return np.array([[temper(float(share), strengths)] for share in further[:, 0]])


def _percentiles(engine: Engine, posterior: Array, sets: Index) -> dict[str, tuple[float, float]]:
    space = engine.space
    count = len(space.conditions)
    members = np.zeros((len(sets), count + 1))
    members[np.arange(len(sets)), space.first[sets]] = 1.0
    members[np.arange(len(sets)), space.second[sets]] = 1.0
    low, high = _central_90(posterior @ members[:, :count])
    return {name: (float(low[i]), float(high[i])) for i, name in enumerate(space.conditions)}


def _central_90(drawn: Array) -> tuple[Array, Array]:
    """Return the 5th and 95th percentile over the draws, by linear interpolation between neighbours.

    Written out, because numpy's percentile loads a fifth of a second of modules at its first call.
    """
    ordered = np.sort(drawn, axis=0)
    place = 0.05 * (DRAWS - 1)
    whole, part = int(place), place - int(place)
    low: Array = ordered[whole] + part * (ordered[whole + 1] - ordered[whole])
    high: Array = ordered[-1 - whole] - part * (ordered[-1 - whole] - ordered[-2 - whole])
    return low, high
