"""How a train fires: its rate, how regular it is, whether in groups, and how rate and size change on the way.

All measures are local and robust: a missed potential, or one of another unit, changes them little.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from eutonia.emg.sorting.groups import Groups, groups_of

type Row = NDArray[np.float64]

_PAUSE = 4.0  # times the usual interval: there a run ends
_LEAST_PAUSE_S = 0.05
_TO_CV = 0.954  # median difference of neighbours, as a share, of intervals with a coefficient of variation of 1
_FEWEST_PAIRS = 2  # of neighbouring intervals: one that is alike is an accident
_SMOOTH = 7  # neighbours
_MOST_SHORT = 0.15  # share of intervals under half the usual: a rhythm has 0.02, chance 0.3


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a train fires.

    ``rate_hz``: 1 over the usual interval inside a run. ``cv``: coefficient of variation of intervals, from
    neighbours, so that a slow change of rate does not count. ``rate_change`` and ``height_change``: largest over
    smallest, smoothed, within runs. ``fall``: height at the end of runs over that at their beginning.
    """

    count: int
    mean_rate_hz: float
    rate_hz: float
    cv: float
    rate_change: float
    height_change: float
    fall: float
    longest_run_s: float
    groups: Groups | None


def runs_of(times_s: Row) -> list[slice]:
    """Return the stretches of a train without a pause of more than four usual intervals."""
    if len(times_s) < 3:
        return [slice(0, len(times_s))]
    spans = np.diff(times_s)
    usual = ndimage.median_filter(spans, size=min(9, len(spans)), mode="mirror")
    around = np.minimum(usual, np.median(spans) * 3)
    breaks = np.flatnonzero(spans > np.maximum(_PAUSE * around, _LEAST_PAUSE_S)) + 1
    edges = [0, *breaks.tolist(), len(times_s)]
    return [slice(a, b) for a, b in pairwise(edges)]


def rhythm_of(times_s: Row, heights: NDArray[np.floating]) -> Rhythm:
    """Return how a train fires. ``times_s`` in order; ``heights``: one per potential."""
    count = len(times_s)
    span = float(times_s[-1] - times_s[0]) if count > 1 else 0.0
    if count < 3:
        return Rhythm(count, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, span, None)
    groups = groups_of(times_s)
    runs = [run for run in runs_of(times_s) if run.stop - run.start >= 3] or [slice(0, count)]
    spans = [np.diff(times_s[run]) for run in runs]
    every = np.concatenate(spans)
    usual = float(np.median(every))
    longest = max(runs, key=lambda run: times_s[run.stop - 1] - times_s[run.start])
    changes = [_changes(np.diff(times_s[run]), np.asarray(heights[run], np.float64)) for run in runs]
    weights = [run.stop - run.start for run in runs]
    rate_change, height_change, fall = (float(np.average([c[k] for c in changes], weights=weights)) for k in range(3))
    return Rhythm(
        count,
        count / max(span, 1e-9),
        1 / usual,
        _local_cv(spans),
        rate_change,
        height_change,
        fall,
        float(times_s[longest.stop - 1] - times_s[longest.start]),
        groups,
    )


def _local_cv(spans: list[Row]) -> float:
    """Return the coefficient of variation from neighbouring intervals that are nearly alike; 1 where there are none."""
    pairs, short = [], []
    for row in spans:
        if len(row) < 2:
            continue
        usual = _local(row)
        short.append(row < 0.5 * usual)
        near = (row > 0.5 * usual) & (row < 1.6 * usual)
        steps = 2 * np.abs(np.diff(row)) / (row[1:] + row[:-1])
        pairs.append(steps[near[1:] & near[:-1]])
    every = np.concatenate(pairs) if pairs else np.empty(0)
    if short and np.mean(np.concatenate(short)) > _MOST_SHORT:
        return 1.0
    if len(every) < max(0.5 * sum(len(row) - 1 for row in spans), _FEWEST_PAIRS):
        return 1.0
    return float(np.median(every)) / _TO_CV


def _local(row: Row) -> Row:
    return np.asarray(ndimage.median_filter(row, size=min(_SMOOTH, len(row)), mode="nearest"), np.float64)


def _changes(spans: Row, heights: Row) -> tuple[float, float, float]:
    """Return largest over smallest rate and height of a run, smoothed, and the last height over the first."""
    smooth = _local(spans)
    tall = _local(heights)
    if len(tall) < 2 * _SMOOTH:
        return 1.0, 1.0, 1.0
    cut = len(tall) // 20
    rates, talls = np.sort(1 / np.maximum(smooth, 1e-9)), np.sort(tall)
    edge = max(3, len(heights) // 6)
    first, last = float(np.median(heights[:edge])), float(np.median(heights[-edge:]))
    return (
        float(rates[-1 - min(cut, len(rates) - 1)] / rates[min(cut, len(rates) - 1)]),
        float(talls[-1 - cut] / max(talls[cut], 1e-9)),
        last / max(first, 1e-9),
    )
