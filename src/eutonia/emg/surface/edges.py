"""Where in time activity begins and ends: the median of what is probable, not the first frame that stands out.

The most probable course says that there is activity; the costs of its ladder pull its edges about. So each edge is
asked for again, with the power that this very activity has there: how probable is a change from rest at each frame
within 0.3 s, up to where it is surely there? The answer is the median of that probability (Tenan et al. 2017 found
Bayesian change points the best of six families). Activity does not jump but rises: a sudden change fits a ramp best
where its power speaks as much for rest as for activity, and the ramp began a share of its length before. Onset and
offset are where the size passes a tenth of its plateau.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.speed import compiled
from eutonia.emg.surface.frames import FRAME_S
from eutonia.emg.surface.paths import Path, Ratio

type Runs = NDArray[np.float64]  # (runs, 4): first frame and the one past the last, then onset and offset in frames

JOIN_S = 0.06  # a shorter pause does not part two bursts
RISE_S = 0.02  # estimate; 0.005 to 0.04
FALL_S = 0.07  # estimate; 0.02 to 0.12
_REACH = round(0.3 / FRAME_S)
_GUARD = round(0.03 / FRAME_S)  # at either end of a run, where it may not yet have its own power
_NEAR = round(0.5 / FRAME_S)  # over which its power near an edge is taken
_SURE = 10.0  # natural logarithms: activity that was seen so surely did not begin later
_TENTH = 0.1
_LEAST, _MOST = 1.2, 1e6  # of a power over the floor that counts as activity


def edges(ratio: Ratio, path: Path, shape: float, cap: float, silent: NDArray[np.bool_] | None) -> Runs:
    """Return the runs of activity of a course with their edges, in frames; pauses of under 60 ms are closed.

    ``ratio``: power over the floor, without spikes; ``shape``: of its gamma distribution at rest; ``cap``: the most
    that one frame may say; ``silent``: frames that say nothing. A run that is there in the first or last frame keeps
    that edge.
    """
    runs = joined(path, round(JOIN_S / FRAME_S))
    if not len(runs):
        return np.empty((0, 4))
    quiet = np.zeros(len(ratio), np.bool_) if silent is None else silent
    begins = onsets(ratio, runs, shape, cap, quiet, RISE_S / FRAME_S)
    turned = np.ascontiguousarray((len(ratio) - runs)[::-1, ::-1])
    ends = onsets(ratio[::-1].copy(), turned, shape, cap, quiet[::-1].copy(), FALL_S / FRAME_S)
    return np.column_stack([runs, begins, len(ratio) - ends[::-1]])


def joined(path: Path, pause: int) -> NDArray[np.int64]:
    """Return the runs of active frames as (first, stop), those less than ``pause`` frames apart as one."""
    active = np.concatenate([[False], path > 0, [False]])
    found = np.flatnonzero(active[1:] != active[:-1]).reshape(-1, 2)
    if len(found) < 2:
        return found
    apart = found[1:, 0] - found[:-1, 1] >= pause
    return np.column_stack([found[np.append(True, apart), 0], found[np.append(apart, True), 1]])


def _loop(
    ratio: Ratio, runs: NDArray[np.int64], shape: float, cap: float, silent: NDArray[np.bool_], ramp: float
) -> NDArray[np.float64]:
    out = np.zeros(len(runs))
    chances = np.empty(2 * _REACH + 2)
    for run in range(len(runs)):
        first, stop = runs[run, 0], runs[run, 1]
        if first == 0:
            continue
        guard = min(_GUARD, (stop - first) // 3)
        outer = max((runs[run - 1, 1] + first) // 2 if run > 0 else 0, first - _REACH)
        inner = min((first + stop) // 2 + 1, first + _REACH)
        level, low, high = 0.0, first + guard, min(stop - guard, first + guard + _NEAR)
        for k in range(low, high):
            level += ratio[k]
        level = min(max(level / (high - low), _LEAST), _MOST)
        even = math.log(level) / (1 - 1 / level)  # the power that speaks as much for rest as for activity
        said, most, seen, count = 0.0, 0.0, 0.0, 0
        chances[0] = 0.0
        for k in range(outer, inner):
            says = 0.0 if silent[k] else min(max(shape * (1 - 1 / level) * (ratio[k] - even), -cap), cap)
            said -= says
            count += 1
            chances[count] = said
            most = max(most, said)
            if k >= first:
                seen += says
                if seen >= _SURE:
                    break
        total = 0.0
        for j in range(count + 1):
            chances[j] = math.exp(chances[j] - most)
            total += chances[j]
        at, so_far = 0, chances[0]
        while so_far < total / 2:
            at += 1
            so_far += chances[at]
        place = at + 0.5 - (so_far - total / 2) / chances[at]
        lead = (math.sqrt(max(even - 1, 0.0) / (level - 1)) - _TENTH) * ramp
        out[run] = outer + max(place - lead, 0.0)
    return out


def _plain(
    ratio: Ratio, runs: NDArray[np.int64], shape: float, cap: float, silent: NDArray[np.bool_], ramp: float
) -> NDArray[np.float64]:
    before = [0, *((runs[:-1, 1] + runs[1:, 0]) // 2).tolist()][: len(runs)]
    return np.array(
        [
            _onset(ratio, first, stop, max(half, first - _REACH), shape, cap, silent, ramp) if first else 0.0
            for (first, stop), half in zip(runs.tolist(), before, strict=True)
        ]
    )


def _onset(
    ratio: Ratio,
    first: int,
    stop: int,
    outer: int,
    shape: float,
    cap: float,
    silent: NDArray[np.bool_],
    ramp: float,
) -> float:
    guard = min(_GUARD, (stop - first) // 3)
    inner = min((first + stop) // 2 + 1, first + _REACH)
    level = float(np.mean(ratio[first + guard : min(stop - guard, first + guard + _NEAR)], dtype=np.float64))
    level = min(max(level, _LEAST), _MOST)
    even = math.log(level) / (1 - 1 / level)
    says = np.clip(shape * (1 - 1 / level) * (ratio[outer:inner].astype(np.float64) - even), -cap, cap)
    says = np.where(silent[outer:inner], 0, says)
    sure = np.flatnonzero(np.cumsum(says[first - outer :]) >= _SURE)
    if len(sure):
        says = says[: first - outer + int(sure[0]) + 1]
    said = -np.cumsum(np.append(0.0, says))
    chances = np.exp(said - said.max())
    so_far, half = np.cumsum(chances), chances.sum() / 2
    at = int(np.searchsorted(so_far, half))
    place = at + 0.5 - (float(so_far[at]) - half) / float(chances[at])
    lead = (math.sqrt(max(even - 1, 0.0) / (level - 1)) - _TENTH) * ramp
    return outer + max(float(place) - lead, 0.0)


onsets = compiled(_loop, _plain)
