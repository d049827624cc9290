"""What the spectrum of a second shows: its power in the band of EMG and below it, and mains with its harmonics."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.mains import NEAR_HZ, Spectrum
from eutonia.emg.speed import compiled

type Places = NDArray[np.int64]
type Powers = NDArray[np.float32]
type Sums = NDArray[np.float64]  # (seconds, 4): the columns below

TOTAL, SLOW, MAINS, LINE = range(4)
"""Power from 20 to 450 Hz, below 10 Hz, and of mains and its harmonics where a line stands out (LINE: 1, else 0)."""

_HIGHEST_HZ = 453.0
_STANDS_OUT = 25.0  # times the power around it
_SHORTEST_S = 0.9


@lru_cache(maxsize=4)
def lines_of(size: int, rate_hz: float) -> tuple[Places, Places, Places]:
    """Return which lines of the spectrum of so many samples tell what.

    First where the band begins and ends, where what is slow ends, and where all ends; then for each frequency of mains
    the lines around it, its own lines and those of its harmonics one after the other, and where each of these ends.
    """
    seconds = size / rate_hz
    hz = np.arange(size // 2 + 1) / seconds
    hz = hz[: int(np.searchsorted(hz, _HIGHEST_HZ))]
    bounds = [np.searchsorted(hz, 20), np.searchsorted(hz, 450, "right"), np.searchsorted(hz, 10), len(hz)]
    places, ends = [np.empty(0, np.int64)], []
    for near in NEAR_HZ if seconds >= _SHORTEST_S else ():
        off = np.abs(hz - near)
        around, at = np.flatnonzero((off <= 9) & (off > 2.5)), np.flatnonzero(off <= 1.6)
        harmonics = np.any([np.abs(hz - near * k) <= 1.6 for k in range(1, int(450 / near) + 1)], axis=0)
        if len(around) and len(at):
            for found in (around, at, np.flatnonzero(harmonics)):
                places.append(found)
                ends.append(sum(map(len, places)))
    return np.array(bounds, np.int64), np.concatenate(places), np.array(ends, np.int64).reshape(-1, 3)


def _middle_loop(power: Powers, places: Places, near: Powers) -> np.float32:
    """Return the median of the powers at these places, which are put in order in ``near``."""
    for k in range(len(places)):  # a dozen, so to put them in order one by one is the quickest way
        value, at = power[places[k]], k
        while at > 0 and near[at - 1] > value:
            near[at] = near[at - 1]
            at -= 1
        near[at] = value
    return np.float32((near[(len(places) - 1) // 2] + near[len(places) // 2]) / 2)


def _loop(spectrum: Spectrum, bounds: Places, places: Places, ends: Places) -> Sums:
    out, power = np.zeros((len(spectrum), 4)), np.empty(bounds[3], np.float32)
    near = np.empty(len(places), np.float32)
    for row in range(len(spectrum)):
        lines = spectrum[row]
        for k in range(len(power)):
            power[k] = lines[k].real * lines[k].real + lines[k].imag * lines[k].imag
        for k in range(bounds[0], bounds[1]):
            out[row, TOTAL] += power[k]
        for k in range(bounds[2]):
            out[row, SLOW] += power[k]
        first = 0
        for one in range(len(ends)):
            level, peak, harmonics = _middle_loop(power, places[first : ends[one, 0]], near), np.float32(0), 0.0
            for place in places[ends[one, 0] : ends[one, 1]]:
                peak = max(peak, power[place])
            for place in places[ends[one, 1] : ends[one, 2]]:
                harmonics += power[place]
            first = ends[one, 2]
            if peak > _STANDS_OUT * level:
                out[row, MAINS], out[row, LINE] = max(out[row, MAINS], harmonics), 1
    return out


def _plain(spectrum: Spectrum, bounds: Places, places: Places, ends: Places) -> Sums:
    lines = spectrum[:, : bounds[3]]
    power = (lines.real**2 + lines.imag**2).astype(np.float64)
    out = np.zeros((len(spectrum), 4))
    out[:, TOTAL], out[:, SLOW] = power[:, bounds[0] : bounds[1]].sum(axis=1), power[:, : bounds[2]].sum(axis=1)
    first = 0
    for around, at, end in ends.tolist():
        level = np.median(power[:, places[first:around]], axis=1)
        stands = power[:, places[around:at]].max(axis=1) > _STANDS_OUT * level
        harmonics = power[:, places[at:end]].sum(axis=1)
        out[:, MAINS] = np.maximum(out[:, MAINS], np.where(stands, harmonics, 0))
        out[:, LINE] = np.maximum(out[:, LINE], stands)
        first = end
    return out


line_sums = compiled(_loop, _plain, uses=(_middle_loop,))
