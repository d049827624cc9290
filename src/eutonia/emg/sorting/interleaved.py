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

from eutonia.emg.sorting.rhythm import rhythm_of

type Times = NDArray[np.float64]
type Row = NDArray[np.int64]

_QUICKEST_S, _SLOWEST_S = 0.025, 2.2  # intervals of fibres: 0.5 to 30 a second, and a little more
_STEP = 0.08  # by how much an interval differs from the next (logarithm; of fibres 0.01 to 0.08)
_MOST_STEP = 0.3
_MISSED = 1.2  # what a potential that is missing costs, of which one that is there brings 1
_FEWEST = 8  # potentials of a row
_MOST_ROWS = 4
_BACK = 40  # potentials before one: between two of a row are no more of other rows
_LEFT = 0.17  # estimate; of chance a third and more is left (0.34 to 1), of two or three fibres 0 to 0.15
_UNEVEN = 0.1  # coefficient of variation of a row's intervals
ONE_UNIT = 0.27  # coefficient of variation: a motor unit has 0.09 to 0.27, as in the definitions; fibres together more
_LOCKED = 0.06  # spread of the delay between two rows, as a share of the interval: those are groups


def rows_of(times_s: Times) -> list[Row]:
    """Return which potentials belong to each of two to four even rows; empty where they are not told apart so.

    ``times_s`` in order. Potentials of no row are in none.
    """
    if len(times_s) < 2 * _FEWEST or rhythmic(times_s):
        return []
    left = np.arange(len(times_s))
    rows: list[Row] = []
    while len(left) >= _FEWEST and len(rows) < _MOST_ROWS:
        path = _evenest(times_s[left])
        if len(path) * (_MOST_ROWS - len(rows)) < len(left) - _LEFT * len(times_s):
            break  # later rows are hardly ever longer, and too much would be left
        if len(path) < _FEWEST or rhythm_of(times_s[left[path]], np.ones(len(path))).cv > _UNEVEN:
            break
        rows.append(left[path])
        left = np.delete(left, path)
    told = len(rows) > 1 and len(left) <= _LEFT * len(times_s)
    return rows if told and not _in_groups(times_s, rows) else []


def rhythmic(times_s: Times) -> bool:
    """True where the whole has a rhythm already: that of one unit, or groups."""
    found = rhythm_of(times_s, np.ones(len(times_s)))
    return found.groups is not None or found.cv < ONE_UNIT


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


def _evenest(times_s: Times) -> Row:
    """Return the places of the row with most potentials whose intervals change least, one in between may be missed.

    Each potential with one before it, at one interval or at two, is a state; the best way to each is kept.
    """
    count, wide = len(times_s), 2 * _BACK
    logs = np.full((count, wide), np.inf)  # of the interval; infinite where there is no such state
    score = np.full((count, wide), -np.inf)
    came = np.full((count, wide), -1)  # which state of the potential before
    for at in range(1, count):
        first = max(0, at - _BACK)
        before = np.concatenate([np.arange(first, at)] * 2)
        missed = np.arange(len(before)) >= at - first
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
        score[at, known] = np.where(longer, gone, 2.0) - _MISSED * missed[known]
        came[at, known] = np.where(longer, best, -1)
    return _back(score, came)


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
