"""Frames: the power of each 5 ms of a segment, and how it stands out of its surroundings."""

from __future__ import annotations

import numpy as np

from eutonia.emg.paddings import Samples32
from eutonia.emg.spectra import INNER_HZ
from eutonia.emg.speed import compiled
from eutonia.emg.surface.floors import Frames, Silent
from eutonia.emg.surface.paths import Path, Ratio

FRAME_S = 0.005
PER_FRAME = round(INNER_HZ * FRAME_S)
_PAUSE = 100  # frames
_LONE = 6.0  # times what is around: left out of the course


def without_spikes(frames: Frames, around: Frames, floor: float) -> Ratio:
    """Return power over the floor, lone peaks (both sides far lower) lowered to their surroundings.

    Muscle fills 20 ms at least; what fills one frame is a switch, a stimulus or a loose lead.
    """
    return tamed(frames, around, np.float32(floor), np.float32(_LONE))


def cut(path: Path, silent: Silent) -> Path:
    """Return a course at rest where nothing was recorded for half a second or more: nobody knows what went on."""
    if not silent.any():
        return path
    change = np.flatnonzero(np.diff(silent.astype(np.int8), prepend=0, append=0))
    found = path.copy()
    for start, stop in zip(change[::2], change[1::2], strict=True):
        if stop - start >= _PAUSE:
            found[start:stop] = 0
    return found


# ---- one pass each ---------------------------------------------------------------------------------------------------


def _powers_loop(row: Samples32, size: int) -> Frames:
    out = np.zeros(-(-len(row) // size), np.float32)
    whole, by = len(row) // size, np.float32(1) / np.float32(size)
    if size == PER_FRAME:  # a length known beforehand goes many frames at once
        for index in range(whole):
            total = np.float32(0)
            for k in range(PER_FRAME):
                value = row[index * PER_FRAME + k]
                total += value * value
            out[index] = total * by
    else:
        for index in range(whole):
            for value in row[index * size : (index + 1) * size]:
                out[index] += value * value * by
    for value in row[whole * size :]:
        out[whole] += value * value / np.float32(len(row) - whole * size)
    return out


def _powers_plain(row: Samples32, size: int) -> Frames:
    whole = len(row) // size
    pieces = row[: whole * size].reshape(whole, size)
    found: Frames = np.einsum("ij,ij->i", pieces, pieces) / np.float32(size)
    if len(row) % size:
        rest = row[whole * size :]
        found = np.append(found, np.float32(np.mean(rest * rest)))
    return found


def _around_loop(frames: Frames) -> Frames:
    last = len(frames) - 1
    out = np.empty(len(frames), np.float32)
    for k in range(len(frames)):
        a, b, c = frames[max(k - 4, 0)], frames[max(k - 3, 0)], frames[max(k - 2, 0)]
        x, y, z = frames[min(k + 2, last)], frames[min(k + 3, last)], frames[min(k + 4, last)]
        left = max(min(a, b), min(max(a, b), c))
        out[k] = max(left, max(min(x, y), min(max(x, y), z)))
    return out


def _around_plain(frames: Frames) -> Frames:
    if not len(frames):
        return frames
    padded = np.pad(frames, 4, mode="edge")
    size = len(frames)
    a, b, c, x, y, z = (padded[k : k + size] for k in (0, 1, 2, 6, 7, 8))
    left = np.maximum(np.minimum(a, b), np.minimum(np.maximum(a, b), c))
    right = np.maximum(np.minimum(x, y), np.minimum(np.maximum(x, y), z))
    return np.maximum(left, right)


def _tamed_loop(frames: Frames, around: Frames, floor: np.float32, lone: np.float32) -> Ratio:
    out, by = np.empty(len(frames), np.float32), np.float32(1) / floor
    for k in range(len(frames)):
        level = max(around[k], floor)
        out[k] = (level if frames[k] > lone * level else frames[k]) * by
    return out


def _tamed_plain(frames: Frames, around: Frames, floor: np.float32, lone: np.float32) -> Ratio:
    level = np.maximum(around, floor)
    kept: Frames = np.where(frames > lone * level, level, frames)
    return kept / floor


powers = compiled(_powers_loop, _powers_plain)
surroundings = compiled(_around_loop, _around_plain)
tamed = compiled(_tamed_loop, _tamed_plain)
