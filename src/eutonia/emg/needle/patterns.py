"""What the motor units of a muscle resemble: normal, neurogenic or myopathic, or that it cannot be said.

The mean of each measure is set against published means and standard deviations of healthy muscles. How far disease
moves them is published too, or an estimate with a range (`data/motor_unit_limits.toml`). The three patterns are
weighed by how well each explains duration and amplitude; the interval comes from the ranges of those numbers and
from how few units were measured. Nothing was fitted to patients. It names a pattern, never a disease.

Single units count too: outliers are as sensitive as means in neuropathy, and more in myopathy, and both together may
be best (Stålberg, Bischoff and Falck 1994). So where the means are normal and single units are not, it is not called
normal.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri, ndtri

from eutonia.emg.needle.limits import MEASURES, LimitTable, MuscleLimits, normal_limits
from eutonia.emg.needle.motor_units import MotorUnit
from eutonia.emg.recording import refuse

FEWEST_UNITS = 20  # published: 20 units found 9 of 10 myopathies, 5 units 2 of 10
PATTERNS = ("normal", "neurogenic", "myopathic")
CANNOT_SAY = "cannot say"
ASSUMED = "biceps brachii"  # where no muscle is given: the one whose limits are best known
_WEIGHED = ("duration_ms", "amplitude_uv")
_DRAWS = 512
OLDEST = 130
_HEALTHY_PEOPLE = 20  # about as many as the published limits rest on; it makes the interval, not the verdict
_OUTLIERS, _OF = 2, 20  # more single units than this, of so many, beyond the bounds of single units: abnormal


@dataclass(frozen=True, slots=True)
class MotorUnitMeasures:
    """Mean and standard deviation over the motor units of one muscle, by measure, and how many units there were."""

    count: int
    mean: Mapping[str, float]
    sd: Mapping[str, float]
    singles: Mapping[str, tuple[float, ...]] | None = None

    @classmethod
    def of(cls, units: Sequence[MotorUnit]) -> MotorUnitMeasures:
        """Return the means of measured units."""
        singles = {name: tuple(float(getattr(unit, name)) for unit in units) for name in MEASURES}
        known = len(units) > 0
        return cls(
            len(units),
            {name: float(np.mean(values)) for name, values in singles.items() if known},
            {name: float(np.std(values, ddof=1)) if len(values) > 1 else 0.0 for name, values in singles.items()},
            singles,
        )


@dataclass(frozen=True, slots=True)
class MeasureAgainstLimit:
    """A mean beside its limits. ``z``: how many standard deviations of the healthy it lies off."""

    measure: str
    mean: float
    low: float
    high: float
    z: float
    outliers_low: int | None
    outliers_high: int | None

    def too_many(self, units: int) -> tuple[str, ...]:
        """Return on which sides of ``units`` units more are outliers than in health: more than two of 20."""
        most = _OUTLIERS * max(units / _OF, 1)
        sides = (("below", self.outliers_low), ("above", self.outliers_high))
        return tuple(side for side, count in sides if count is not None and count > most)


@dataclass(frozen=True, slots=True)
class PatternVerdict:
    """What the motor units resemble. ``probability`` and ``interval`` (central 90 %) for each of the three patterns.

    ``verdict``: the pattern that is likelier than the two others together, or ``cannot say`` with ``reasons``.
    ``count``: how many motor units were measured; means of fewer than 20 mean little beside the limits.
    """

    verdict: str
    probability: Mapping[str, float]
    interval: Mapping[str, tuple[float, float]]
    measures: tuple[MeasureAgainstLimit, ...]
    reasons: tuple[str, ...]
    muscle: str
    source: str
    count: int


def motor_unit_pattern(
    measures: MotorUnitMeasures | Sequence[MotorUnit],
    muscle: str | None = None,
    age: float | None = None,
    limits: LimitTable | None = None,
) -> PatternVerdict:
    """Return what the motor units of a muscle resemble, against the normal limits of that muscle and age.

    ``muscle``: None compares with the limits of the biceps, and the first of the reasons says so. ``age``: in years;
    None compares with the first limits of the muscle, whatever their age. Raises EmgError for an age that nobody has.
    """
    if muscle is not None:
        return _verdict(measures, muscle, age, limits)
    verdict = _verdict(measures, ASSUMED, age, limits)
    beside = f"it was compared with the limits of {verdict.muscle}" if verdict.source else f"it was taken for {ASSUMED}"
    told = f"No muscle was given, so {beside}. Limits differ from muscle to muscle: name the one that was examined."
    return replace(verdict, reasons=(told, *verdict.reasons))


def _verdict(
    measures: MotorUnitMeasures | Sequence[MotorUnit], muscle: str, age: float | None, limits: LimitTable | None
) -> PatternVerdict:
    if age is not None and not 0 <= age <= OLDEST:
        raise refuse(f"An age of {age:g} years is not possible.", f"Give 0 to {OLDEST} years, or leave it out.")
    table = limits or normal_limits()
    found = measures if isinstance(measures, MotorUnitMeasures) else MotorUnitMeasures.of(measures)
    normal = table.find(muscle, age)
    if normal is None:
        return _unknown(_no_limits(table, muscle, age), found.count, muscle)
    beside = tuple(_against(found, normal, name) for name in normal.measures if name in found.mean)
    if found.count < FEWEST_UNITS:
        few = f"Motor units measured: {found.count}; a verdict needs at least {FEWEST_UNITS}."
        return _unknown(few, found.count, normal.muscle, beside, normal.source.title)
    missing = [MEASURES[name] for name in _WEIGHED if name not in found.mean or name not in normal.measures]
    if missing:
        return _unknown(f"Not known: {', '.join(missing)}.", found.count, normal.muscle, beside, normal.source.title)
    draws = _probabilities(found, normal, table)
    chances = dict(zip(PATTERNS, draws[0].tolist(), strict=True))
    interval = {
        name: (round(float(np.quantile(draws[1:, k], 0.05)), 3), round(float(np.quantile(draws[1:, k], 0.95)), 3))
        for k, name in enumerate(PATTERNS)
    }
    best = max(PATTERNS, key=lambda name: chances[name])
    verdict = best if chances[best] > 0.5 else CANNOT_SAY
    if verdict == "normal" and any(one.too_many(found.count) for one in beside):
        verdict = CANNOT_SAY
    rounded = {name: round(value, 3) for name, value in chances.items()}
    return PatternVerdict(
        verdict,
        rounded,
        interval,
        beside,
        _reasons(beside, verdict, found.count, chances[best]),
        normal.muscle,
        normal.source.title,
        found.count,
    )


def _no_limits(table: LimitTable, muscle: str, age: float | None) -> str:
    """Say that there are none, and what there is instead."""
    other = table.find(muscle, None)
    if age is not None and other is not None:
        there = f"There are some from {other.age_from} to {other.age_to} years."
        return f"There are no normal limits for {muscle} at {age:g} years. {there}"
    known = ", ".join(dict.fromkeys(one.muscle for one in table.limits))
    return f"There are no normal limits for {muscle}. There are some for: {known}."


def _unknown(
    why: str, count: int, muscle: str, beside: tuple[MeasureAgainstLimit, ...] = (), source: str = ""
) -> PatternVerdict:
    third, any_chance = dict.fromkeys(PATTERNS, round(1 / 3, 3)), dict.fromkeys(PATTERNS, (0.0, 1.0))
    return PatternVerdict(CANNOT_SAY, third, any_chance, beside, (why,), muscle, source, count)


def _against(found: MotorUnitMeasures, normal: MuscleLimits, name: str) -> MeasureAgainstLimit:
    limit = normal.measures[name]
    low = high = None
    if limit.outliers is not None and found.singles is not None:
        values = np.array(found.singles[name])
        low, high = int(np.sum(values < limit.outliers[0])), int(np.sum(values > limit.outliers[1]))
    mean = found.mean[name]
    z = (mean - limit.mean) / limit.sd
    return MeasureAgainstLimit(name, round(mean, 3), round(limit.low, 3), round(limit.high, 3), round(z, 2), low, high)


def _probabilities(found: MotorUnitMeasures, normal: MuscleLimits, table: LimitTable) -> NDArray[np.float64]:
    """Return the probability of each pattern: first with the published numbers, then with draws from their ranges."""
    effects = {(one.pattern, one.measure): one for one in table.effects}
    points = _even_draws(_DRAWS, 5 * len(_WEIGHED))
    draws = np.vstack([np.full(points.shape[1], 0.5), points])
    logs = np.zeros((len(draws), len(PATTERNS)))
    for index, name in enumerate(_WEIGHED):
        u = draws[:, 5 * index : 5 * index + 5]
        limit = normal.measures[name]
        n = _HEALTHY_PEOPLE
        centre = limit.mean + ndtri(u[:, 0]) * limit.sd / math.sqrt(n)
        sd = limit.sd * np.sqrt(chdtri(n - 1, 0.5) / chdtri(n - 1, u[:, 1]))
        own = found.mean[name] + ndtri(u[:, 2]) * found.sd.get(name, 0.0) / math.sqrt(found.count)
        z = (own - centre) / sd
        for k, pattern in enumerate(PATTERNS):
            place, spread = np.zeros(len(z)), np.ones(len(z))
            if pattern != "normal":
                effect = effects[pattern, name]
                place, spread = _between(effect.centre, u[:, 3]), _between(effect.spread, u[:, 4])
            logs[:, k] += _log_density((z - place) / spread) - np.log(spread)
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    result: NDArray[np.float64] = weights / weights.sum(axis=1, keepdims=True)
    return result


def _log_density(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logarithm of Student's density with 8 degrees of freedom, but for a constant: tails like people's."""
    density: NDArray[np.float64] = -4.5 * np.log1p(z**2 / 8)
    return density


def _even_draws(count: int, wide: int) -> NDArray[np.float64]:
    """Return points spread evenly over the unit cube, the same each time (multiples of square roots of primes)."""
    primes = [p for p in range(2, 200) if all(p % q for q in range(2, p))][:wide]
    steps = np.arange(1, count + 1, dtype=np.float64)[:, None] * np.sqrt(np.array(primes, dtype=np.float64))
    points: NDArray[np.float64] = np.asarray(steps % 1.0, dtype=np.float64)
    return 0.001 + 0.998 * points


def _between(figure: tuple[float, float, float], u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return draws from a figure whose low and high bound its central 90 %, each half a normal distribution."""
    value, low, high = figure
    steps = ndtri(u) / 1.645
    drawn: NDArray[np.float64] = value + np.where(steps < 0, value - low, high - value) * steps
    return drawn


def _reasons(beside: tuple[MeasureAgainstLimit, ...], verdict: str, units: int, likeliest: float) -> tuple[str, ...]:
    found = []
    for one in beside:
        if one.mean > one.high or one.mean < one.low:
            side = "above" if one.mean > one.high else "below"
            found.append(f"Mean {MEASURES[one.measure]}: {one.mean:g}, {side} the limits {one.low:g} to {one.high:g}.")
    if not found:
        found.append("Every mean lies within its limits.")
    for one in beside:
        for side in one.too_many(units):
            count = one.outliers_low if side == "below" else one.outliers_high
            found.append(f"{count} single units are {side} the bounds of single units: {MEASURES[one.measure]}.")
    if verdict == CANNOT_SAY:
        found.append(
            "The means speak for normal, single units do not."
            if likeliest > 0.5
            else "No pattern is likelier than the two others together."
        )
    return tuple(found)
