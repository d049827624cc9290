"""Where in time activity begins and ends: the median of what is probable, not the first frame that stands out.

The most probable course says that there is activity; the costs of its ladder pull its edges about. So each edge is
asked for again: how probable is a change from rest at each frame within 0.3 s, up to where activity was surely seen,
given the power that follows that frame? The answer is the median of that probability (Tenan et al. 2017 found
Bayesian change points the best of six families). What a frame says allows for how much muscle fluctuates (`saying`).
Activity does not jump but rises: a sudden change fits a ramp best where its power speaks as much for rest as for
activity, and the ramp began a share of its length before. Onset and offset are where the size passes a tenth of its
plateau.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.speed import compiled
from eutonia.emg.surface.frames import FRAME_S
from eutonia.emg.surface.paths import Path, Ratio
from eutonia.emg.surface.ramps import slow_onsets
from eutonia.emg.surface.saying import LEAST, MOST, STEP, Says, lines, shape_in_activity

type Runs = NDArray[np.float64]  # (runs, 4): first frame and the one past the last, then onset and offset in frames

JOIN_S = 0.06  # a shorter pause does not part two bursts
JOIN = round(JOIN_S / FRAME_S)
RISE_S = 0.02  # estimate; 0.005 to 0.04
FALL_S = 0.07  # estimate; 0.02 to 0.12
_REACH = round(0.3 / FRAME_S)
_GUARD = round(0.03 / FRAME_S)  # at either end of a run, where it may not yet have its own power
_NEAR = round(0.5 / FRAME_S)  # over which its power near an edge is taken
_DRIFT = 2.0  # so many times that power, or its part, may follow a frame near the edge
_FEWEST = 3  # frames, from which alone a power is taken
_SURE = 10.0  # natural logarithms: activity that was seen so surely did not begin later
_HARDLY = 40.0  # natural logarithms: so much less probable counts nothing
_TENTH = 0.1


def edges(ratio: Ratio, path: Path, shape: float, cap: float, silent: NDArray[np.bool_] | None) -> Runs:
    """Return the runs of activity of a course with their edges, in frames; pauses of under 60 ms are closed.

    ``ratio``: power over the floor, without spikes; ``shape``: of its gamma distribution at rest; ``cap``: the most
    that one frame may say; ``silent``: frames that say nothing. A run that is there in the first or last frame keeps
    that edge.
    """
    runs = joined(path, JOIN)
    if not len(runs):
        return np.empty((0, 4))
    quiet = np.zeros(len(ratio), np.bool_) if silent is None else silent
    active = shape_in_activity(ratio, path, quiet, shape)
    found = with_edges(ratio, runs, lines(shape, active), cap, quiet, RISE_S / FRAME_S, FALL_S / FRAME_S)
    found[:, 2] = slow_onsets(ratio, found[:, :3].copy(), active, quiet)
    return _recorded(found, quiet) if quiet.any() else found


def _recorded(runs: Runs, silent: NDArray[np.bool_]) -> Runs:
    """Return the runs without the frames at their edges in which nothing was recorded.

    There every place is as probable as another, so the median would lie half of the reach away from what was seen.
    """
    heard = np.flatnonzero(~silent)
    if not len(heard):
        return runs
    last = len(silent) - 1
    starts = np.clip(runs[:, 2].astype(np.int64), 0, last)
    ends = np.clip(np.ceil(runs[:, 3]).astype(np.int64) - 1, 0, last)
    after = heard[np.minimum(np.searchsorted(heard, starts), len(heard) - 1)]
    before = heard[np.maximum(np.searchsorted(heard, ends, side="right") - 1, 0)] + 1
    some = after < before  # else nothing of it was recorded, and there is no better place
    runs[:, 2] = np.where(silent[starts] & some, after, runs[:, 2])
    runs[:, 3] = np.where(silent[ends] & some, before, runs[:, 3])
    return runs


def _joined_loop(path: Path, pause: int) -> NDArray[np.int64]:
    runs, count, last = np.empty((len(path) // 2 + 1, 2), np.int64), 0, 0
    for k in range(len(path)):
        active = int(path[k] > 0)
        if active > last:
            if count == 0 or k - runs[count - 1, 1] >= pause:
                runs[count, 0] = k
                count += 1
        elif active < last:
            runs[count - 1, 1] = k
        last = active
    if last > 0:
        runs[count - 1, 1] = len(path)
    return runs[:count].copy()


def _joined_plain(path: Path, pause: int) -> NDArray[np.int64]:
    """Return the runs of active frames as (first, stop), those less than ``pause`` frames apart as one."""
    active = np.concatenate([[False], path > 0, [False]])
    found = np.flatnonzero(active[1:] != active[:-1]).reshape(-1, 2)
    if len(found) < 2:
        return found
    apart = found[1:, 0] - found[:-1, 1] >= pause
    return np.column_stack([found[np.append(True, apart), 0], found[np.append(apart, True), 1]])


def _loop(
    ratio: Ratio, runs: NDArray[np.int64], says: Says, cap: float, silent: NDArray[np.bool_], ramp: float
) -> NDArray[np.float64]:
    out = np.zeros(len(runs))
    size = 2 * _REACH + _GUARD + _NEAR + 2
    chances, level, even = np.empty(size), np.empty(size), np.empty(size)
    for run in range(len(runs)):
        first, stop = runs[run, 0], runs[run, 1]
        if first == 0:
            continue
        guard = min(_GUARD, (stop - first) // 3)
        outer = max((runs[run - 1, 1] + first) // 2 if run > 0 else 0, first - _REACH)
        end = min(stop - guard, first + guard + _NEAR)
        near = 0.0
        for k in range(first + guard, end):
            near += ratio[k]
        near = min(max(near / (end - first - guard), LEAST), MOST)
        least, largest = max(near / _DRIFT, LEAST), min(near * _DRIFT, MOST)
        place = math.log(near) / STEP
        at, share = int(place), place - int(place)
        slope = says[0, at] + share * (says[0, at + 1] - says[0, at])
        middle = says[1, at] + share * (says[1, at + 1] - says[1, at])
        low, high = middle - cap / slope, middle + cap / slope
        seen, last = 0.0, max(outer, end - _FEWEST)
        for k in range(first, last):
            seen += (1 - int(silent[k])) * slope * (min(max(ratio[k], low), high) - middle)
            if seen >= _SURE:
                last = k + 1
                break
        total, held, count, most = 0.0, 0.0, 0.0, -math.inf
        for k in range(end - 1, outer - 1, -1):
            heard = 1.0 - int(silent[k])
            total += heard * ratio[k]
            held += heard * min(max(ratio[k], low), high)
            count += heard
            if k > last:
                continue
            j = k - outer
            level[j] = min(max(total / max(count, 1.0), least), largest)
            place = math.log(level[j]) / STEP
            at, share = int(place), place - int(place)
            slope = says[0, at] + share * (says[0, at + 1] - says[0, at])
            even[j] = says[1, at] + share * (says[1, at + 1] - says[1, at])
            chances[j] = slope * (held - count * even[j])
            most = max(most, chances[j])
        total = 0.0
        for j in range(last - outer + 1):
            chances[j] = math.exp(chances[j] - most) if chances[j] > most - _HARDLY else 0.0
            total += chances[j]
        at, so_far = 0, chances[0]
        while so_far < total / 2:
            at += 1
            so_far += chances[at]
        lead = (math.sqrt(max(even[at] - 1, 0.0) / (level[at] - 1)) - _TENTH) * ramp
        out[run] = outer + max(at + 0.5 - (so_far - total / 2) / chances[at] - lead, 0.0)
    return out


def _plain(
    ratio: Ratio, runs: NDArray[np.int64], says: Says, cap: float, silent: NDArray[np.bool_], ramp: float
) -> NDArray[np.float64]:
    before = [0, *((runs[:-1, 1] + runs[1:, 0]) // 2).tolist()][: len(runs)]
    return np.array(
        [
            _onset(ratio, first, stop, max(half, first - _REACH), says, cap, silent, ramp) if first else 0.0
            for (first, stop), half in zip(runs.tolist(), before, strict=True)
        ]
    )


def _onset(
    ratio: Ratio, first: int, stop: int, outer: int, says: Says, cap: float, silent: NDArray[np.bool_], ramp: float
) -> float:
    guard = min(_GUARD, (stop - first) // 3)
    end = min(stop - guard, first + guard + _NEAR)
    near = np.clip(np.mean(ratio[first + guard : end], dtype=np.float64), LEAST, MOST)
    slope, middle = (float(one) for one in _between(says, near))
    counts = ~silent[outer:end]
    power = np.where(counts, ratio[outer:end].astype(np.float64), 0)
    held = np.where(counts, np.clip(power, middle - cap / slope, middle + cap / slope), 0)
    last = max(0, end - _FEWEST - outer)
    sure = np.flatnonzero(np.cumsum(slope * (held - middle * counts)[first - outer : last]) >= _SURE)
    if len(sure):
        last = first - outer + int(sure[0]) + 1
    total, kept, count = (np.cumsum(one[::-1])[::-1][: last + 1] for one in (power, held, counts.astype(np.int64)))
    level = np.clip(total / np.maximum(count, 1), max(near / _DRIFT, LEAST), min(near * _DRIFT, MOST))
    slopes, even = _between(says, level)
    said = slopes * (kept - count * even)
    chances = np.exp(said - said.max())
    so_far, half = np.cumsum(chances), chances.sum() / 2
    at = int(np.searchsorted(so_far, half))
    lead = (math.sqrt(max(float(even[at]) - 1, 0.0) / (float(level[at]) - 1)) - _TENTH) * ramp
    return outer + max(at + 0.5 - float(so_far[at] - half) / float(chances[at]) - lead, 0.0)


def _between(says: Says, level: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    """Return slope and middle at a level or at each of several, between those of the table."""
    place = np.log(level) / STEP
    at = place.astype(np.int64)
    found: NDArray[np.float64] = says[:, at] + (place - at) * (says[:, at + 1] - says[:, at])
    return found


def _both_loop(
    ratio: Ratio,
    runs: NDArray[np.int64],
    says: Says,
    cap: float,
    silent: NDArray[np.bool_],
    rise: float,
    fall: float,
) -> Runs:
    size, out = len(ratio), np.empty((len(runs), 4))
    out[:, 0], out[:, 1] = runs[:, 0], runs[:, 1]
    out[:, 2] = _loop(ratio, runs, says, cap, silent, rise)
    turned = np.empty_like(runs)
    turned[:, 0], turned[:, 1] = size - runs[::-1, 1], size - runs[::-1, 0]
    out[:, 3] = size - _loop(ratio[::-1].copy(), turned, says, cap, silent[::-1].copy(), fall)[::-1]
    return out


def _both_plain(
    ratio: Ratio,
    runs: NDArray[np.int64],
    says: Says,
    cap: float,
    silent: NDArray[np.bool_],
    rise: float,
    fall: float,
) -> Runs:
    """Return the runs with the onsets, and the offsets, which are the onsets of the time turned about."""
    begins = _plain(ratio, runs, says, cap, silent, rise)
    ends = _plain(ratio[::-1], (len(ratio) - runs)[::-1, ::-1], says, cap, silent[::-1], fall)
    return np.column_stack([runs, begins, len(ratio) - ends[::-1]])


def _cut_out_loop(runs: Runs, first: int, count: int) -> Runs:
    out, kept = np.empty((len(runs), 4)), 0
    for run in range(len(runs)):
        begin, stop = runs[run, 0] - first, runs[run, 1] - first
        if begin >= count or stop <= 0:
            continue
        out[kept, 0], out[kept, 2] = (0.0, 0.0) if begin < 0 else (begin, runs[run, 2] - first)
        out[kept, 1], out[kept, 3] = (count, count) if stop > count else (stop, runs[run, 3] - first)
        kept += 1
    return out[:kept]


def _cut_out_plain(runs: Runs, first: int, count: int) -> Runs:
    """Return the runs within ``count`` frames, in frames from the ``first`` of them; an edge outside is moved there."""
    found = runs - first
    found = found[(found[:, 0] < count) & (found[:, 1] > 0)]
    begun, goes_on = found[:, 0] < 0, found[:, 1] > count
    found[begun, 0] = found[begun, 2] = 0
    found[goes_on, 1] = found[goes_on, 3] = count
    return found


cut_out = compiled(_cut_out_loop, _cut_out_plain)
joined = compiled(_joined_loop, _joined_plain)
with_edges = compiled(_both_loop, _both_plain, uses=(_loop,))
