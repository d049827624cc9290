"""Runs of 140 to 320 potentials a second, found by their period.

So quick, potentials run into each other, and as they grow smaller no one shape fits them all. But each looks like the
one before it. So the run is found where the signal is like itself one period later, and its potentials by going from
one to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.sorting.needles import NeedlePart
from eutonia.emg.sorting.repeats import alike_later
from eutonia.emg.sorting.sorted_units import Places, windows

type Row = NDArray[np.float64]

_QUICKEST_HZ, _SLOWEST_HZ = 320.0, 140.0  # neuromyotonic: 150 to 300; a little more to see where it ends
_WINDOW_S, _STEP_S = 0.06, 0.02  # eight periods and more; a third of it
_LOOK_S, _MIDDLE_S = 0.06, 0.2  # a longer period that fits better, in the middle: slower potentials of several spikes
# at one period: where a run is sure, and where it goes on; muscle of many units, and noise, come to 0.3 (estimates)
_ALIKE, _GOES_ON = 0.7, 0.5
_DEEP = 0.5  # by how much it is less alike in between: what is slow is alike all the time
_BETTER = 0.08  # a likeness that is no more than so much higher is as high
_LOUD = 4.0  # times the power of the noise
_GLIDE = 0.15  # from one window to the next, as a share of the period
_GAP = 4  # windows in which it may not be seen
_ONE_SHAPE = 0.7  # correlation with the mean, in the median (estimate, 0.6 to 0.8)
_CLEAR = 3.0  # times the noise
_KEPT = 0.7  # of the shape so far, from one potential to the next
_SHORTEST_S = 0.15


@dataclass(frozen=True, slots=True)
class QuickRun:
    """A run: where it begins and is over, and where its potentials peak (samples of the part)."""

    start: int
    stop: int
    places: Places


def quick_runs(part: NeedlePart) -> list[QuickRun]:
    """Return the runs of a part in order of time; none begins before the last is over."""
    size, step = round(_WINDOW_S * part.rate_hz), round(_STEP_S * part.rate_hz)
    seen: list[tuple[int, float, float]] = []
    for start in range(0, max(0, len(part.sharp) - size + 1), step):
        window = part.sharp[start : start + size]
        if np.mean(window**2) > _LOUD * part.noise_uv**2:
            alike, period = _period(window, part.rate_hz)
            if alike > _GOES_ON:
                seen.append((start, alike, period))
    runs: list[QuickRun] = []
    for first, stop in _stretches(seen, step):
        at, alikes, periods = np.array(seen[first:stop]).T
        begin, end = seen[first][0], seen[stop - 1][0] + size
        if end - begin >= _SHORTEST_S * part.rate_hz and alikes.max() >= _ALIKE:
            course = np.interp(np.arange(begin, end), at + size / 2, periods)
            surest = int(at[int(alikes.argmax())]) - begin  # at its ends a run may run into another
            runs += _run(part, begin, course, slice(surest, surest + size), runs[-1].stop if runs else 0)
    return runs


def _run(part: NeedlePart, begin: int, periods: Row, surest: slice, free: int) -> list[QuickRun]:
    """Return the run that begins at a sample, from the first that is ``free`` on; none where it is no run.

    ``periods``: in samples, one for each sample of the run; ``surest``: which of them hold it most surely.
    """
    places = _heard(part, begin + _peaks(part.sharp[begin : begin + len(periods)], periods, surest))
    places = places[places >= free]
    period = float(np.median(periods))
    longer = _at_a_longer_period(part, begin, begin + len(periods), period)
    if len(places) < 3 or longer or not _of_one_shape(part, places):
        return []
    half = round(period / 2)
    return [QuickRun(max(free, int(places[0]) - half), min(len(part.sharp), int(places[-1]) + half + 1), places)]


def _stretches(seen: list[tuple[int, float, float]], step: int) -> list[tuple[int, int]]:
    """Return the first and the stop of each row of windows whose period glides."""
    breaks = [
        k
        for k in range(1, len(seen))
        if seen[k][0] - seen[k - 1][0] > _GAP * step or abs(seen[k][2] / seen[k - 1][2] - 1) > _GLIDE
    ]
    return list(pairwise([0, *breaks, len(seen)])) if seen else []


def _heard(part: NeedlePart, places: Places) -> Places:
    """Return the places from the first to the last potential: windows reach beyond the run."""
    heard = np.flatnonzero(np.abs(part.sharp[places]) > _CLEAR * part.noise_uv)
    return places[heard[0] : heard[-1] + 1] if len(heard) else places[:0]


def _of_one_shape(part: NeedlePart, places: Places) -> bool:
    """True where the potentials are alike: parts of longer potentials, which are not, may come as evenly."""
    stack = windows(part.sharp, places, round(0.4 * float(np.median(np.diff(places))))).astype(np.float64)
    mean = stack.mean(axis=0)
    sizes = np.linalg.norm(stack, axis=1) * np.linalg.norm(mean)
    return float(np.median(stack @ mean / np.maximum(sizes, 1e-9))) > _ONE_SHAPE


def silenced(part: NeedlePart, runs: list[QuickRun]) -> NDArray[np.float32]:
    """Return the sharp signal of a part with nothing where the runs are."""
    row = part.sharp.copy()
    for run in runs:
        row[run.start : run.stop] = 0
    return row


def _period(samples: NDArray[np.float32], rate_hz: float) -> tuple[float, float]:
    """Return how alike a window is to itself, and after how many samples; (0, 0) where it is alike all the time."""
    low, high = int(rate_hz / _QUICKEST_HZ), int(rate_hz / _SLOWEST_HZ) + 1
    alike = alike_later(samples, high + 2)
    tops = [k for k in range(low, high + 1) if alike[k - 1] < alike[k] >= alike[k + 1]]
    highest = max((alike[k] for k in tops), default=0.0)
    best = next((k for k in tops if alike[k] >= highest - _BETTER), 0)  # two periods are as alike as one
    if not best or alike[best] - alike[:best].min() < _DEEP:
        return 0.0, 0.0
    before, peak, after = alike[best - 1 : best + 2].tolist()
    return peak, best + 0.5 * (before - after) / (before - 2 * peak + after)


def _at_a_longer_period(part: NeedlePart, begin: int, end: int, period: float) -> bool:
    """True where the middle of a run is more like itself after a longer time: then those are spikes of slower ones."""
    half, middle = round(_MIDDLE_S * part.rate_hz / 2), (begin + end) // 2
    alike = alike_later(part.sharp[max(begin, middle - half) : min(end, middle + half)], round(_LOOK_S * part.rate_hz))
    one = round(period)
    return bool(alike[round(1.3 * one) :].max(initial=0.0) > alike[one - 1 : one + 2].max() + _BETTER)


def _peaks(row: NDArray[np.float32], periods: Row, surest: slice) -> Places:
    """Return the peaks of a run, from the highest where it is surest to both sides, by one period each.

    Each where it is most like those before it, of which only potentials count.
    """
    top = surest.start + int(np.argmax(np.abs(row[surest])))
    near = max(1, round(0.15 * float(periods.min())))
    half = round(0.4 * float(periods[top]))
    around = np.lib.stride_tricks.sliding_window_view(np.pad(row, half), 2 * half + 1)
    found = [top]
    for way in (1, -1):
        place, shape = top, around[top]
        while 0 <= (ahead := place + way * round(float(periods[place]))) < len(around):
            first = max(0, ahead - near)
            fits = around[first : ahead + near + 1] @ shape
            place = first + int(np.argmax(fits))
            found.append(place)
            size, own = float(np.linalg.norm(shape)), max(float(np.linalg.norm(around[place])), 1e-9)
            if float(fits.max()) > _GOES_ON * size * own:
                shape = np.float32(_KEPT) * shape + np.float32((1 - _KEPT) * size / own) * around[place]
    return np.unique(found)
