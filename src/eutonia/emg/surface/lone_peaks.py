"""Lone peaks: a switch, a stimulus or a loose lead, told from muscle by how quick they are.

A frame far above its surroundings need not be a spike: the power of muscle goes up and down, and a potential of one
motor unit fills hardly more than a frame. But a spike has all frequencies of the band, and all its change from sample
to sample is over within some five milliseconds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.paddings import Samples32
from eutonia.emg.speed import compiled
from eutonia.emg.surface.floors import Frames
from eutonia.emg.surface.frames import PER_FRAME

type Places = NDArray[np.int64]

_TIMES = 12.0  # what is around, in power
_MOMENT = 5  # samples at 1000 Hz
_REACH = 27  # samples on either side, over which no other moment may be nearly as quick: estimate; 20 to 40
# Estimates, from simulated muscle, clonus and units at rates of 500 to 4000 Hz. ``_QUICK``: power of the change from
# sample to sample over power; muscle and its potentials have 0.2 to 0.4 where they peak, a spike of 1 or 2 ms 1 to 2.
# ``_ALONE`` (2.5 to 5): that, times how far the moment stands above any other. ``_FAR`` (30 to 60): so far above any
# other lies no potential that lasts eight milliseconds, so a slow recorder may show it less quick.
_QUICK, _ALONE, _FAR = 0.45, 3.5, 40.0


def spikes(row: Samples32, frames: Frames, around: Frames, floor: float) -> Places:
    """Return the frames of a row at 1000 Hz that hold a spike; ``frames``: its power, ``around``: surroundings."""
    if floor <= 0:
        return np.empty(0, np.int64)
    return lone(row, frames, around, np.float32(floor), np.float32(_TIMES))


def _lone_loop(row: Samples32, frames: Frames, around: Frames, floor: np.float32, times: np.float32) -> Places:
    found, count = np.empty(len(frames), np.int64), 0
    for k in range(len(frames)):
        found[count] = k
        if frames[k] > times * max(around[k], floor):
            count += int(_sharp_loop(row, k * PER_FRAME))
    return found[:count].copy()


def _sharp_loop(row: Samples32, place: int) -> bool:
    first, stop = max(0, place - _REACH), min(len(row) - 1, place + PER_FRAME + _REACH)
    count = stop - first - _MOMENT + 1
    if count < 1:
        return False
    changes = np.zeros(count)
    for k in range(count):
        for at in range(first + k, first + k + _MOMENT):
            change = np.float64(row[at + 1]) - np.float64(row[at])
            changes[k] += change * change
    best = max(0, min(place - first - _MOMENT + 1, count - 1))
    for k in range(best, max(0, min(place - first + PER_FRAME, count))):
        if changes[k] > changes[best]:
            best = k
    other, power = 0.0, 0.0
    for k in range(count):
        if abs(k - best) > _MOMENT:
            other = max(other, changes[k])
    for k in range(first + best, first + best + _MOMENT + 1):
        power += np.float64(row[k]) * np.float64(row[k])
    most = changes[best]
    return bool(most > _FAR * other or (most > _QUICK * power and most * most > _ALONE * other * power))


def _lone_plain(row: Samples32, frames: Frames, around: Frames, floor: np.float32, times: np.float32) -> Places:
    found = np.flatnonzero(frames > times * np.maximum(around, floor))
    return np.array([frame for frame in found.tolist() if _sharp_plain(row, frame * PER_FRAME)], np.int64)


def _sharp_plain(row: Samples32, place: int) -> bool:
    """Return whether a moment in a frame stands alone: far quicker than any other near, and than potentials are."""
    first, stop = max(0, place - _REACH), min(len(row) - 1, place + PER_FRAME + _REACH)
    part = row[first : stop + 1].astype(np.float64)
    if len(part) <= _MOMENT:
        return False
    changes = np.convolve(np.diff(part) ** 2, np.ones(_MOMENT), "valid")
    low = max(0, min(place - first - _MOMENT + 1, len(changes) - 1))
    best = low + int(np.argmax(changes[low : max(low + 1, place - first + PER_FRAME)]))
    most = float(changes[best])
    other = float(np.max(changes[np.abs(np.arange(len(changes)) - best) > _MOMENT], initial=0.0))
    power = float(np.sum(part[best : best + _MOMENT + 1] ** 2))
    return most > _FAR * other or (most > _QUICK * power and most * most > _ALONE * other * power)


lone = compiled(_lone_loop, _lone_plain, uses=(_sharp_loop,))
