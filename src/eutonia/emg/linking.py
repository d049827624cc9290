"""Units that are one: parts of one long potential, and one fibre whose potentials grow larger or smaller."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.needles import NeedlePart
from eutonia.emg.sorted_units import Places, Row, Unit

_NEAR_S = 0.015
_FAR_S = 0.03
_JITTER_S = 0.0008
_LOCKED = 0.6  # share of firings at the usual delays after larger units
_BESIDE = 0.9  # share of firings near a far larger potential
_LARGER = 4.0
_RAGGED = 0.8  # unevenness of intervals: chance has about 0.9
_ALIKE = 0.9  # correlation of two shapes
_GAIN = 0.03  # by how much joint firing must be more regular
_REFRACTORY_S = 0.0016


def linked(units: list[Unit], part: NeedlePart) -> list[Unit]:
    """Return the units without those that are parts or remainders of others, and joined where two are one."""
    kept: list[Unit] = []
    for unit in sorted((unit for unit in units if len(unit)), key=lambda unit: -unit.height_uv):
        if not (_locked(unit, kept, part) or _remainder(unit, kept, part)):
            kept.append(unit)
    return _joined(kept, part.rate_hz)


def _locked(unit: Unit, larger: list[Unit], part: NeedlePart) -> bool:
    """True where a unit fires at fixed delays after (or before) larger ones: it is a part of their potentials."""
    explained = np.zeros(len(unit), bool)
    for other in larger:
        lags = nearest(unit.places, other.places) / part.rate_hz
        ordered = np.sort(lags[np.abs(lags) <= _FAR_S])
        if len(ordered) < 2:
            continue
        inside = np.searchsorted(ordered, ordered + 2 * _JITTER_S, "right") - np.arange(len(ordered))
        most = int(np.argmax(inside))
        by_chance = 2 * _JITTER_S * len(other) / part.seconds * len(unit)
        if inside[most] > max(0.12 * len(unit), 3 * by_chance + 2):
            explained |= (lags >= ordered[most]) & (lags <= ordered[most] + 2 * _JITTER_S)
    return bool(explained.mean() > _LOCKED)


def _remainder(unit: Unit, larger: list[Unit], part: NeedlePart) -> bool:
    """True where a unit fires at no rhythm of its own, and nearly always beside far larger ones."""
    beside = np.zeros(len(unit), bool)
    for other in larger:
        if other.height_uv > _LARGER * unit.height_uv:
            beside |= np.abs(nearest(unit.places, other.places)) <= _NEAR_S * part.rate_hz
    return bool(beside.mean() > _BESIDE) and unevenness(unit.places) > _RAGGED


def nearest(places: Places, others: Places) -> NDArray[np.int64]:
    """Return for each place how far it lies after the nearest of the others (before: negative)."""
    if not len(others):
        return np.full(len(places), np.iinfo(np.int64).max // 4)
    after = np.searchsorted(others, places)
    left = places - others[np.maximum(after - 1, 0)]
    right = places - others[np.minimum(after, len(others) - 1)]
    return np.where(np.abs(left) <= np.abs(right), left, right)


def _joined(units: list[Unit], rate_hz: float) -> list[Unit]:
    """Join units of one shape while their joint firing is more regular than that of either."""
    units = list(units)
    again = True
    while again:
        again = False
        for first in range(len(units)):
            for second in range(first + 1, len(units)):
                both = _one(units[first], units[second], rate_hz)
                if both is not None:
                    units[first] = both
                    del units[second]
                    again = True
                    break
            if again:
                break
    return units


def _one(first: Unit, second: Unit, rate_hz: float) -> Unit | None:
    if min(len(first), len(second)) < 2:
        return None
    moved = _likeness(first.mean, second.mean, round(0.004 * rate_hz))
    if moved is None:
        return None
    places = np.concatenate([first.places, second.places + moved])
    order = np.argsort(places, kind="stable")
    places = places[order]
    heights = np.concatenate([first.heights_uv, second.heights_uv])[order]
    if np.mean(np.diff(places) < _REFRACTORY_S * rate_hz) > 0.02:
        return None
    apart = min(unevenness(first.places), unevenness(second.places))
    if unevenness(places) > min(apart - _GAIN, 0.35):
        return None
    larger = first if first.height_uv >= second.height_uv else second
    return Unit(places, heights, larger.mean)


def _likeness(one: Row, other: Row, reach: int) -> int | None:
    """Return by how many samples the peak of the other shape lies off where the two fit, or None where they differ."""
    half = max(len(one), len(other)) // 2 + reach
    a, b = (np.pad(row, half - len(row) // 2) for row in (one, other))
    products = np.correlate(np.pad(a, reach), b, "valid")
    best = int(np.argmax(products))
    if products[best] < _ALIKE * float(np.sqrt((a @ a) * (b @ b))):
        return None
    return reach - best


def unevenness(places: Places) -> float:
    """Return how much an interval differs from the next, in the median, as a share of them; 1 where unknown."""
    spans = np.diff(places).astype(np.float64)
    if len(spans) < 2:
        return 1.0
    pairs = np.abs(spans[1:] - spans[:-1]) / np.maximum(spans[1:] + spans[:-1], 1e-9) * 2
    return float(np.median(pairs))
