"""Units that are one: parts of one long potential, and one unit whose potentials were shared out among several."""

from __future__ import annotations

from importlib import import_module
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from eutonia.emg.sorting.needles import NeedlePart
from eutonia.emg.sorting.sorted_units import Places, Unit

_INSIDE_S = 0.008  # between spikes of one potential
_INSIDE_LONG_S = 0.02  # the same, where all are of a few lengths
_EQUAL_S, _LENGTHS = 0.0002, 4  # intervals in groups of a unit vary by a millisecond
_BETWEEN = 4.0  # times that to the next potential
_MOST_INSIDE = 8
_NEAR_S = 0.015
_FAR_S = 0.03
_JITTER_S = 0.0008
_LAGS = 4  # delays that are looked for, after each larger unit
_LOCKED = 0.6  # share of firings at the usual delays after larger units
_BESIDE = 0.9  # share of firings near a far larger potential
_LARGER, _FAR_LARGER = 4.0, 8.0
_AFTER_S = 0.035  # as long as a positive sharp wave lasts
_COVERED = 0.5  # share of the time beside larger potentials: where it is less, to fire there only is no accident
_FEWEST_EACH = 3
_TWO_HEIGHTS = 0.1  # on a logarithmic scale
_RAGGED = 0.8  # unevenness of intervals: chance has about 0.9
_ALIKE = 0.9  # correlation of two shapes, without the noise that is left in them
_MOST_NOISE = 0.5  # share of the energy of a shape (estimate, 0.3 to 0.7); of more nothing is known
_FINE = 8  # parts of a sample
_FITTING = 0.7  # share of intervals between two units that are as long as those of one
_EVEN = 0.35  # unevenness of the joint train
_REFRACTORY_S = 0.0016
_TWICE = 0.1  # share of the intervals that are shorter than that


def linked(units: list[Unit], part: NeedlePart) -> list[Unit]:
    """Return the units without those that are parts or remainders of others, and joined where two are one."""
    kept: list[Unit] = []
    whole = [unit.only(one_each(unit.places, unit.heights_uv, part.rate_hz)[1]) for unit in units if len(unit)]
    for unit in sorted(whole, key=lambda unit: -unit.height_uv):
        if not (_locked(unit, kept, part) or _remainder(unit, kept, part)):
            kept.append(unit)
    joined = _joined([piece for unit in kept for piece in _parted(unit)], part)
    count = len(part.sharp)  # a peak that was moved to where it truly is may lie beyond an end
    return [unit.only((unit.places >= 0) & (unit.places < count)) for unit in joined]


def _parted(unit: Unit) -> list[Unit]:
    """Return a unit as two (or more) where its potentials are of two heights, each with a rhythm of its own.

    Fibres look so much alike that one shape may take up the potentials of several.
    """
    if len(unit) < 2 * _FEWEST_EACH:
        return [unit]
    heights = np.log(np.maximum(unit.heights_uv.astype(np.float64), 1e-9))
    order = np.sort(heights)
    steps = np.diff(order)[_FEWEST_EACH - 1 : len(order) - _FEWEST_EACH]
    widest = int(np.argmax(steps)) + _FEWEST_EACH - 1
    low, high = order[: widest + 1], order[widest + 1 :]
    apart = float(np.median(high) - np.median(low))
    spread = max(float(np.median(np.abs(side - np.median(side)))) for side in (low, high)) * 1.4826
    upper = heights > 0.5 * (order[widest] + order[widest + 1])
    sides = [unit.only(side) for side in (upper, ~upper)]
    if min(map(len, sides)) < _FEWEST_EACH or apart < max(_TWO_HEIGHTS, 4 * spread):
        return [unit]
    if max(unevenness(side.places) for side in sides) > _EVEN or _take_turns(unit.places, upper):
        return [unit]
    return [piece for side in sides for piece in _parted(side)]


def one_each(places: Places, heights: NDArray[np.floating], rate_hz: float) -> tuple[Places, NDArray[np.bool_]]:
    """Return one place of each potential, and which those are, where spikes of one long potential look alike.

    Then a few places follow each other within milliseconds, and a far longer interval comes after them.
    """
    keep = np.ones(len(places), bool)
    spans = np.diff(places) / rate_hz
    short = spans < _INSIDE_S
    if not short.any():
        short = _locked_spans(spans)
    if not short.any() or short.all() or np.median(spans[~short]) < _BETWEEN * np.median(spans[short]):
        return places, keep
    edges = np.concatenate([[0], np.flatnonzero(~short) + 1, [len(places)]])
    if np.max(np.diff(edges)) > _MOST_INSIDE:
        return places, keep
    for first, stop in pairwise(edges.tolist()):
        keep[first:stop] = False
        keep[first + int(np.argmax(heights[first:stop]))] = True
    return places[keep], keep


def _locked_spans(spans: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Flag the intervals that lie inside a long potential: of a few lengths, far more equal than those of groups."""
    near = spans < _INSIDE_LONG_S
    each = np.sort(spans[near])
    if len(each) < _FEWEST_EACH:
        return np.zeros(len(spans), np.bool_)
    alike = np.searchsorted(each, each + _EQUAL_S, "right") - np.searchsorted(each, each - _EQUAL_S)
    return near & bool(np.mean(alike > len(each) / _LENGTHS) > _BESIDE)


def _locked(unit: Unit, larger: list[Unit], part: NeedlePart) -> bool:
    """True where a unit fires at fixed delays after (or before) larger ones: it is a part of their potentials."""
    explained = np.zeros(len(unit), bool)
    for other in larger:
        lags = nearest(unit.places, other.places) / part.rate_hz
        by_chance = 2 * _JITTER_S * len(other) / part.seconds * len(unit)
        least = max(0.12 * len(unit), 1.5 * by_chance + 3 * by_chance**0.5 + 2)
        for _ in range(_LAGS):
            ordered = np.sort(lags[(np.abs(lags) <= _FAR_S) & ~explained])
            inside = np.searchsorted(ordered, ordered + 2 * _JITTER_S, "right") - np.arange(len(ordered))
            if not len(ordered) or inside.max() < least:
                break
            begin = ordered[int(np.argmax(inside))]
            explained |= (lags >= begin) & (lags <= begin + 2 * _JITTER_S)
    return bool(explained.mean() > _LOCKED)


def _remainder(unit: Unit, larger: list[Unit], part: NeedlePart) -> bool:
    """True where a unit fires nearly always beside far larger ones, without its own rhythm or while they are rare.

    What is left of the low wave of a sharp one comes later than what is left of other potentials, and is lower still.
    """
    beside = np.zeros(len(unit), bool)
    covered = 0.0
    for other in larger:
        if other.height_uv > _LARGER * unit.height_uv:
            after = _AFTER_S if other.height_uv > _FAR_LARGER * unit.height_uv else _NEAR_S
            lags = nearest(unit.places, other.places) / part.rate_hz
            beside |= (lags >= -_NEAR_S) & (lags <= after)
            covered += (_NEAR_S + after) * len(other) / part.seconds
    return bool(beside.mean() > _BESIDE) and (covered < _COVERED or unevenness(unit.places) > _RAGGED)


def nearest(places: Places, others: Places) -> NDArray[np.int64]:
    """Return for each place how far it lies after the nearest of the others (before: negative)."""
    if not len(others):
        return np.full(len(places), np.iinfo(np.int64).max // 4)
    after = np.searchsorted(others, places)
    left = places - others[np.maximum(after - 1, 0)]
    right = places - others[np.minimum(after, len(others) - 1)]
    return np.where(np.abs(left) <= np.abs(right), left, right)


def _joined(units: list[Unit], part: NeedlePart) -> list[Unit]:
    """Join units of one shape while together they fire as one."""
    units = list(units)
    again = True
    while again:
        again = False
        for first in range(len(units)):
            for second in range(first + 1, len(units)):
                both = _one(units[first], units[second], part)
                if both is not None:
                    units[first] = both
                    del units[second]
                    again = True
                    break
            if again:
                break
    return units


def _one(first: Unit, second: Unit, part: NeedlePart) -> Unit | None:
    if min(len(first), len(second)) < 2:
        return None
    moved = _likeness(first, second, part)
    if moved is None:
        return None
    whole = round(moved)
    places = np.concatenate([first.places, second.places + whole])
    order = np.argsort(places, kind="stable")
    places = places[order]
    heights = np.concatenate([first.heights_uv, second.heights_uv])[order]
    shifts = np.concatenate([first.shifts, second.shifts + np.float32(moved - whole)])[order]
    whose = np.concatenate([np.zeros(len(first), bool), np.ones(len(second), bool)])[order]
    twice = np.diff(places) < _REFRACTORY_S * part.rate_hz
    if np.mean(twice) > _TWICE:
        return None
    keep = np.ones(len(places), bool)  # what one mean left of a potential that was too large for it, the other took
    keep[np.flatnonzero(twice) + np.where(heights[1:] < heights[:-1], 1, 0)[twice]] = False
    if unevenness(places[keep]) > _EVEN or not _take_turns(places[keep], whose[keep]):
        return None
    larger = first if first.height_uv >= second.height_uv else second
    return Unit(places, heights, larger.mean, shifts).only(keep)


def _take_turns(places: Places, whose: NDArray[np.bool_]) -> bool:
    """True where the intervals from one unit to the other are as long as those around them: one train, shared out."""
    spans = np.diff(places).astype(np.float64)
    usual = ndimage.median_filter(spans, size=min(9, len(spans)), mode="nearest")
    between = whose[1:] != whose[:-1]
    near = between & (spans < 3 * usual)
    if not near.any() or near.sum() < 0.3 * between.sum():
        return False
    ratio = spans[near] / usual[near]
    return bool(np.mean((ratio > 0.6) & (ratio < 1.6)) >= _FITTING)


def _likeness(one: Unit, other: Unit, part: NeedlePart) -> float | None:
    """Return by how many samples the peak of the other shape lies off where the two fit, or None where they differ.

    By parts of a sample: at 4000 Hz half a sample makes one shape two. The mean of a few potentials still holds noise,
    which is not alike in two means of one shape.
    """
    reach = round(0.004 * part.rate_hz)
    half = max(len(one.mean), len(other.mean)) // 2 + reach
    a, b = (np.pad(unit.mean, half - len(unit.mean) // 2) for unit in (one, other))
    products = np.correlate(np.pad(a, reach), b, "valid")
    signal = import_module("scipy.signal")  # late: it takes longer to load than all else
    fine = signal.resample(np.pad(products, reach), _FINE * (len(products) + 2 * reach))
    best = int(np.argmax(fine))
    if fine[best] < _ALIKE * float(np.sqrt(_energy(one, part) * _energy(other, part))):
        return None
    return 2 * reach - best / _FINE


def _energy(unit: Unit, part: NeedlePart) -> float:
    """Return the energy of a unit's shape without that of the noise left in it."""
    whole = float(unit.mean @ unit.mean)
    return max(whole - part.noise_uv**2 * len(unit.mean) / len(unit), _MOST_NOISE * whole)


def unevenness(places: Places) -> float:
    """Return how much an interval differs from the next, in the median, as a share of them; 1 where unknown."""
    spans = np.diff(places).astype(np.float64)
    if len(spans) < 2:
        return 1.0
    pairs = np.abs(spans[1:] - spans[:-1]) / np.maximum(spans[1:] + spans[:-1], 1e-9) * 2
    return float(np.median(pairs))
