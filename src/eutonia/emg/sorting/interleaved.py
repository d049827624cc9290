"""Several fibres of one shape, told apart by their rhythms.

Potentials of neighbouring fibres look alike, so that sorting by shape takes two or three of them for one unit, which
then has no rhythm at all. But fibres without nerve fire evenly. So the evenest row of potentials is looked for, taken
out, and the next one looked for, as radars are told apart by their pulses. Only where hardly anything is left is it
believed: of chance, much is left.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from eutonia.emg.sorting.rhythm import TO_CV, rhythm_of

type Times = NDArray[np.float64]
type Row = NDArray[np.int64]

_QUICKEST_S, _SLOWEST_S = 0.025, 2.2  # intervals of fibres: 0.5 to 30 a second, and a little more
_STEP = 0.08  # by how much an interval differs from the next (logarithm; of fibres 0.01 to 0.08)
_MOST_STEP = 0.3
_MOST_MISSED = 2  # in a row
_MISSED = 1.2  # what a potential that is missing costs, of which one that is there brings 1
_FEWEST = 8  # potentials of a row
_MOST_ROWS = 4
_MOST_ROWS_BY_LOOKS = 8
_MIDDLE_HALF = 1.349 * 2**0.5  # of the difference of two values by chance
_TELLING = 1.0  # natural logarithm
_UNLIKE = 1.5  # what a potential that looks wholly different costs at most: two on each other look like neither
_BACK = 40  # potentials before one: between two of a row are no more of other rows
_LEFT = 0.17  # estimate; of chance a third and more is left (0.34 to 1), of two or three fibres 0 to 0.15
_UNEVEN = 0.1  # coefficient of variation of a row's intervals
_ONE_UNIT = 0.25  # coefficient of variation: a motor unit has 0.1 to 0.25, and fibres together more
_LOCKED = 0.06  # spread of the delay between two rows, as a share of the interval: those are groups


def rows_of(times_s: Times, looks: Times | None = None) -> list[Row]:
    """Return which potentials belong to each of two to four even rows; empty where they are not told apart so.

    ``times_s`` in order. ``looks``: how each potential looks, measures in columns, of each of which chance makes 1;
    where they tell something, up to eight rows are told apart. Potentials of no row are in none.
    """
    if len(times_s) < 2 * _FEWEST or _rhythmic(times_s):
        return []
    seen = np.zeros((len(times_s), 0)) if looks is None else looks
    most = _MOST_ROWS_BY_LOOKS if np.sum(np.log(_wider(seen))) > _TELLING else _MOST_ROWS
    left = np.arange(len(times_s))
    rows: list[Row] = []
    most_left = _LEFT * len(times_s)
    while len(left) >= _FEWEST and len(rows) < most:
        path = _evenest(times_s[left], seen[left])
        enough = len(path) * (most - len(rows)) >= len(left) - most_left  # later rows are hardly ever longer
        if not enough or len(path) < _FEWEST or _variation(times_s[left[path]]) > _UNEVEN:
            break
        rows.append(left[path])
        left = np.delete(left, path)
    told = len(rows) > 1 and len(left) <= most_left
    return rows if told and not _in_groups(times_s, rows) else []


def _rhythmic(times_s: Times) -> bool:
    """True where the whole has a rhythm already: that of one unit, or groups."""
    found = rhythm_of(times_s, np.ones(len(times_s)))
    return found.groups is not None or found.cv < _ONE_UNIT


def _in_groups(times_s: Times, rows: list[Row]) -> bool:
    """True where two rows keep to a delay: then they are the first and the next of groups."""
    for one, other in combinations(rows, 2):
        first, second = times_s[one], times_s[other]
        spans = [float(np.median(np.diff(each))) for each in (first, second)]
        after = np.searchsorted(second, first)
        inside = after < len(second)
        lags = (second[after[inside]] - first[inside]) / spans[0]
        if abs(np.log(spans[0] / spans[1])) < _LOCKED and len(lags) > 2:
            low, high = np.quantile(lags, [0.25, 0.75])
            if high - low < _LOCKED:
                return True
    return False


def _evenest(times_s: Times, looks: Times) -> Row:
    """Return the places of the row with most potentials that change least, and their intervals; one may be missed.

    Each potential with one before it, at one interval or at two, is a state; the best way to each is kept.
    """
    count, wide = len(times_s), _MOST_MISSED * _BACK + _BACK
    wider = _wider(looks)
    logs = np.full((count, wide), np.inf)  # of the interval; infinite where there is no such state
    score = np.full((count, wide), -np.inf)
    came = np.full((count, wide), -1)  # which state of the potential before
    for at in range(1, count):
        first = max(0, at - _BACK)
        before = np.tile(np.arange(first, at), 1 + _MOST_MISSED)
        missed = np.arange(len(before)) // (at - first)
        spans = (times_s[at] - times_s[before]) / (1 + missed)
        known = np.flatnonzero((spans >= _QUICKEST_S) & (spans <= _SLOWEST_S))
        if not len(known):
            continue
        own = np.log(spans[known])
        step = own[:, None] - logs[before[known]]
        way = np.where(np.abs(step) < _MOST_STEP, score[before[known]] - step**2 / (2 * _STEP**2), -np.inf)
        best = np.argmax(way, axis=1)
        gone = way[np.arange(len(known)), best] + 1
        longer = gone > 2
        logs[at, known] = own
        same = _alike(looks[at], looks[before[known]], wider)
        score[at, known] = np.where(longer, gone, 2.0) - _MISSED * missed[known] + same
        came[at, known] = np.where(longer, best, -1)
    return _back(score, came)


def _wider(looks: Times) -> Times:
    """Return for each measure how much wider it spreads over all potentials than chance alone makes it; from 1 on."""
    if not looks.size:
        return np.ones(looks.shape[1])
    low, high = np.quantile(looks, [0.25, 0.75], axis=0)
    return np.asarray(np.maximum((high - low) / _MIDDLE_HALF, 1.0), np.float64)


def _variation(times_s: Times) -> float:
    """Return the coefficient of variation of the intervals of a row, those that are a multiple taken as that."""
    spans = np.diff(times_s)
    single = spans / np.maximum(np.round(spans / ndimage.median_filter(spans, size=9, mode="nearest")), 1)
    return float(np.median(2 * np.abs(np.diff(single)) / (single[1:] + single[:-1]))) / TO_CV


def _alike(one: Times, others: Times, wider: Times) -> Times:
    """Return what the looks of a potential say for it being of one fibre with each of some others (natural logarithm).

    A measure that spreads no wider than by chance says nothing.
    """
    said = np.sum(np.log(wider) - (others - one) ** 2 / 4 * (1 - 1 / wider**2), axis=1)
    return np.asarray(np.maximum(said, -_UNLIKE), np.float64)


def _back(score: Times, came: Row) -> Row:
    """Return the potentials on the best way, in order of time."""
    at, state = (int(one) for one in np.unravel_index(int(np.argmax(score)), score.shape))
    if not np.isfinite(score[at, state]):
        return np.empty(0, np.int64)
    path = [at]
    while state >= 0:
        before = min(at, _BACK)
        earlier = max(0, at - _BACK) + state % before
        state, at = int(came[at, state]), earlier
        path.append(at)
    return np.array(path[::-1], np.int64)
