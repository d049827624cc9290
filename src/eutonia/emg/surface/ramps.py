"""Where activity begins that grows slowly.

A sudden beginning is what most bursts have, and what `edges` takes for granted; where one grows over a tenth of a
second or more, that is found too late. So ramps of some lengths are held against the frames around each onset, each
with its most probable beginning, by the likelihood of the power over the floor (gamma distributed). A slow ramp is
believed only where the frames speak for it so clearly that chance seldom does.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.speed import compiled
from eutonia.emg.surface.paths import Ratio

type Starts = NDArray[np.float64]  # of runs: first frame, one past the last, onset in frames

LENGTHS = np.array([4, 12, 24, 40])  # frames: 20 ms as in `edges`, then 60, 120 and 200 ms
_CLEARLY = 6.0  # natural logarithms, for a slow ramp against the sudden one; estimate, 4 to 8
_TENTH = 0.1  # of the plateau: where activity is said to begin
_BACK, _ON = 50, 12  # frames before and after an onset in which the ramp may begin
_STEP = 2  # frames between beginnings that are tried
_AROUND = 60  # frames before and after it that are asked
_GUARD = 6  # frames at either end of a run, where it may not yet have its own power
_FEWEST = 20  # frames of a run from which its power is taken; up to five times as many are
_LATER = 14  # frames that are left to a ramp where there are many
_LEAST, _MOST = 1.3, 1e4  # of that power over the floor
_FLATTEST = 1.5  # shape: frames are not wholly independent, so they may not say more than this


def slow_onsets(ratio: Ratio, starts: Starts, shape: float, silent: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the onsets of runs, in frames, moved to where a slow ramp began where there was one.

    ``ratio``: power over the floor; ``shape``: of its gamma distribution in activity; ``silent``: frames that say
    nothing.
    """
    return moved(ratio, starts, min(shape, _FLATTEST), silent, LENGTHS)


def _about_loop(starts: Starts, run: int) -> tuple[int, int, int, int, int, int]:
    """Return which frames give the power of a run (from, to), where its ramp may begin, and which frames are asked."""
    first, stop, near = int(starts[run, 0]), int(starts[run, 1]), int(starts[run, 2])
    begin, end = first + _GUARD, min(stop - _GUARD, first + _GUARD + 5 * _FEWEST)
    if end - begin > 2 * _FEWEST:
        begin += _LATER
    low = max(near - _AROUND, int(starts[run - 1, 1]) + 4 if run > 0 else 0, 0)
    high = min(stop - 2, near + _AROUND)
    return begin, end, max(low, near - _BACK), min(near + _ON, high), low, high


def _loop(  # noqa: C901 - what is known of one run is asked for all ramps while it is near
    ratio: Ratio, starts: Starts, shape: float, silent: NDArray[np.bool_], lengths: NDArray[np.int64]
) -> NDArray[np.float64]:
    out, says = starts[:, 2].copy(), np.empty((_BACK + _ON) // _STEP + 1)
    after, slope, price = np.empty(2 * _AROUND + 1), np.empty(lengths.max()), np.empty(lengths.max())
    for run in range(len(starts)):
        begin, end, earliest, latest, low, high = _about_loop(starts, run)
        if starts[run, 0] == 0 or starts[run, 1] - starts[run, 0] < _FEWEST + 2 * _GUARD or latest <= earliest:
            continue
        level = 0.0
        for k in range(begin, end):
            level += min(float(ratio[k]), _MOST)
        level = max(level / (end - begin), _LEAST)
        after[high - low] = 0.0
        for k in range(high - 1, low - 1, -1):  # what the frames from here on say for the whole power, against rest
            said = min(float(ratio[k]), _MOST) * (1 - 1 / level) - math.log(level)
            after[k - low] = after[k - low + 1] + (1 - int(silent[k])) * shape * said
        best = -math.inf
        for length in lengths:
            for k in range(length):
                power = 1 + (level - 1) * ((k + 0.5) / length) ** 2
                slope[k], price[k] = shape * (1 - 1 / power), shape * math.log(power)
            most = -math.inf
            for at in range(earliest, latest, _STEP):
                until = min(at + length, high)
                said = after[until - low]
                for k in range(at, until):
                    heard = 1 - int(silent[k])
                    said += heard * (min(float(ratio[k]), _MOST) * slope[k - at] - price[k - at])
                says[(at - earliest) // _STEP] = said
                most = max(most, said)
            clear = most - (_CLEARLY if length > lengths[0] else 0.0)
            if clear > best:
                best = clear
                out[run] = (
                    _STEP * _middle_loop(says[: (latest - earliest + _STEP - 1) // _STEP], most)
                    + earliest
                    + _TENTH * length
                )
                if length == lengths[0]:
                    out[run] = starts[run, 2]
    return out


def _middle_loop(says: NDArray[np.float64], most: float) -> int:
    total, so_far, place = 0.0, 0.0, 0
    for said in says:
        total += math.exp(said - most)
    while place < len(says) - 1:
        so_far += math.exp(says[place] - most)
        if so_far >= total / 2:
            break
        place += 1
    return place


def _plain(
    ratio: Ratio, starts: Starts, shape: float, silent: NDArray[np.bool_], lengths: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the onsets, each where the ramp that fits best begins, if that is slow and fits so much better."""
    out = starts[:, 2].copy()
    held = np.minimum(ratio.astype(np.float64), _MOST)
    for run in range(len(starts)):
        begin, end, earliest, latest, low, high = _about_loop(starts, run)
        if starts[run, 0] == 0 or starts[run, 1] - starts[run, 0] < _FEWEST + 2 * _GUARD or latest <= earliest:
            continue
        level = max(float(held[begin:end].mean()), _LEAST)
        asked = np.arange(low, high)
        best = -math.inf
        for length in lengths.tolist():
            since = asked - np.arange(earliest, latest, _STEP)[:, None]
            grown = np.where(since >= length, 1, np.clip((since + 0.5) / length, 0, None))
            power = 1 + (level - 1) * grown**2
            said = shape * ((held[low:high] * (1 - 1 / power) - np.log(power)) * ~silent[low:high]).sum(axis=1)
            most = float(said.max())
            clear = most - (_CLEARLY if length > lengths[0] else 0.0)
            if clear > best:
                best = clear
                sums = np.cumsum(np.exp(said - most))
                place = earliest + _STEP * int(np.searchsorted(sums, sums[-1] / 2))
                out[run] = place + _TENTH * length if length > lengths[0] else starts[run, 2]
    return out


moved = compiled(_loop, _plain, uses=(_about_loop, _middle_loop))
