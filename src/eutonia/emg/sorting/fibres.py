"""Units that are several: told apart by their looks, and by their rhythms where they look the same.

Sorting by shape takes units that look much alike for one, which then has no rhythm. How each of its potentials looks is
known to within the noise: where they lie in heaps, and each heap fires at a rhythm, every heap is a unit. That the
rhythm comes out of it, which looks alone know nothing of, is what it is believed for.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from eutonia.emg.sorting.interleaved import ONE_UNIT, rhythmic, rows_of
from eutonia.emg.sorting.needles import NeedlePart
from eutonia.emg.sorting.rhythm import rhythm_of
from eutonia.emg.sorting.sorted_units import Row, Unit, windows, without

type Looks = NDArray[np.float64]
type Times = NDArray[np.float64]
type Chosen = NDArray[np.int64]

_FEWEST = 8
_HALF_S = 0.004
_MEASURES = 4  # main ways in which the potentials differ
_OWN_CHANGE = 0.04  # how much a unit's potential changes from one to the next, as a share of its size (estimate)
_WIDTHS = (2.5, 4.0, 6.0, 9.0)  # of a heap: what other units leave behind widens it
_MOST = 8
_MOST_SEEN = 1000  # potentials in which heaps are looked for
_SMALLEST = 0.1  # of all: where two units fall on each other, a few potentials look alike, too
_TOLD = 0.75  # share of the potentials that must lie in units with a rhythm


def told_apart(units: list[Unit], part: NeedlePart) -> list[Unit]:
    """Return the units, each that is several as those."""
    residual = without(part.sharp, units)
    return [one for unit in units for one in _told_apart(unit, part, residual)]


def _told_apart(unit: Unit, part: NeedlePart, residual: Row) -> list[Unit]:
    times = unit.places / part.rate_hz
    if len(unit) < 2 * _FEWEST or rhythmic(times):
        return [unit]
    looks = _looks(unit, part, residual)
    heaps = [_heaps(looks, width) for width in _WIDTHS]
    ways = [[np.arange(len(unit))], *(way for way in heaps if way)]
    told = [[one for heap in way for one in _rows(times, heap)] for way in ways]
    shares = [sum(len(one) for one in way if _steady(times[one])) / len(unit) for way in told]
    best = told[int(np.argmax(shares))]
    if max(shares) < _TOLD or len(best) < 2:
        return [unit]
    return [unit.only(one) for one in best]


def _steady(times_s: Times) -> bool:
    return len(times_s) >= _FEWEST and rhythm_of(times_s, np.ones(len(times_s))).cv < ONE_UNIT


def _rows(times_s: Times, heap: Chosen) -> list[Chosen]:
    """Return a heap as the units in it that only rhythm tells apart; mostly it is one."""
    if _steady(times_s[heap]):
        return [heap]
    rows = [heap[row] for row in rows_of(times_s[heap])]
    if not rows:
        return [heap]
    rest = np.setdiff1d(heap, np.concatenate(rows))
    return [*rows, rest] if len(rest) >= 3 else rows


def _looks(unit: Unit, part: NeedlePart, residual: Row) -> Looks:
    """Return how each potential differs from the others, in the main ways; chance alone makes 1 of each."""
    half = round(_HALF_S * part.rate_hz)
    own = len(unit.mean) // 2
    inside = np.pad(unit.mean, max(0, half - own))
    centre = len(inside) // 2
    sizes = unit.heights_uv / max(float(np.abs(unit.mean[own])), 1e-9)
    stack = windows(residual, unit.places, half) + inside[centre - half : centre + half + 1] * sizes[:, None]
    around = (stack - np.median(stack, axis=0)).astype(np.float64)
    size = float(np.linalg.norm(np.median(stack, axis=0)))
    around *= np.minimum(1, size / np.maximum(np.linalg.norm(around, axis=1), 1e-9))[:, None]  # no heap is so far off
    ways = np.linalg.eigh(around.T @ around)[1][:, -_MEASURES:]
    looks: Looks = around @ ways / np.hypot(part.noise_uv, _OWN_CHANGE * size)
    return looks


def _heaps(looks: Looks, width: float) -> list[Chosen]:
    """Return which potentials lie in each heap, what lies in none with the nearest; nothing where there are not two."""
    some = looks[np.linspace(0, len(looks) - 1, min(len(looks), _MOST_SEEN)).astype(int)]
    apart = cdist(some, some)
    free = np.ones(len(some), np.bool_)
    middles: list[int] = []
    while len(middles) < _MOST and free.any():
        near = ((apart < width) & free).sum(axis=1)
        middle = int(np.argmax(np.where(free, near, -1)))
        if near[middle] < max(_FEWEST, _SMALLEST * len(some)):
            break
        middles.append(middle)
        free &= apart[middle] > 2 * width
    if len(middles) < 2:
        return []
    nearest = np.argmin(cdist(looks, some[middles]), axis=1)
    return [np.flatnonzero(nearest == one) for one in range(len(middles))]
