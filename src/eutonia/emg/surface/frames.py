"""Frames: the power of each 5 ms of a segment, how it stands out of its surroundings, and what it is at rest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.mains import middle
from eutonia.emg.paddings import Samples32
from eutonia.emg.spectra import INNER_HZ
from eutonia.emg.speed import compiled
from eutonia.emg.surface.paths import Path, Ratio

type Frames = NDArray[np.float32]  # mean squares
type Silent = NDArray[np.bool_]  # frames in which nothing was recorded

FRAME_S = 0.005
PER_FRAME = round(INNER_HZ * FRAME_S)
NOTHING = np.int8(-1)  # in a course: nothing was recorded here, so it is neither rest nor activity
_PAUSE = 100  # frames
_WINDOW = 20  # frames of a short average: 100 ms
_ALIKE = 6  # frames
_LONE = 6.0  # times what is around: left out of the course
_SPIKE = 12.0  # times what is around: reported


def without_spikes(frames: Frames, around: Frames, floor: float) -> Ratio:
    """Return power over the floor, lone peaks (both sides far lower) lowered to their surroundings.

    Muscle fills 20 ms at least; what fills one frame is a switch, a stimulus or a loose lead.
    """
    return tamed(frames, around, np.float32(floor), np.float32(_LONE))


def spikes(frames: Frames, around: Frames, floor: float) -> NDArray[np.int64]:
    """Return the frames that stand far out of the floor and of their surroundings."""
    if floor <= 0:
        return np.empty(0, np.int64)
    return np.flatnonzero(frames > _SPIKE * np.maximum(around, np.float32(floor)))


def first_floor(frames: Frames, silent: Silent) -> float:
    """Return the power at rest, from the quiet short averages of what was recorded; ``silent``: where nothing was."""
    if np.count_nonzero(~silent) < 3 * _WINDOW:
        return _low(frames, silent)
    windows = np.sort(quiet_averages(frames, silent.astype(np.int8), _WINDOW))
    floor = float(windows[int(0.05 * len(windows))]) / 0.77  # the 5 % point of an average of 20 frames
    for _ in range(4):
        quiet = windows[: int(np.searchsorted(windows, 1.4 * floor))]
        if len(quiet):  # in order, so the median stands in the middle
            floor = (float(quiet[(len(quiet) - 1) // 2]) + float(quiet[len(quiet) // 2])) / 2
    return floor


def floor_of(frames: Frames, path: Path, silent: Silent) -> float:
    """Return the power at rest, from the frames at rest of a known course; from all recorded where they are too few."""
    known = heard(path, silent)
    if np.count_nonzero(known == 0) <= 200:
        known = silent.astype(np.int8)
    windows = quiet_averages(frames, known, _WINDOW)
    return _low(frames, silent) if len(windows) < 3 else middle(windows)


def cut(path: Path, silent: Silent) -> Path:
    """Return a course at rest where nothing was recorded for half a second or more: nobody knows what went on."""
    change = np.flatnonzero(np.diff(silent.astype(np.int8), prepend=0, append=0))
    found = path.copy()
    for start, stop in zip(change[::2], change[1::2], strict=True):
        if stop - start >= _PAUSE:
            found[start:stop] = 0
    return found


def heard(path: Path, silent: Silent) -> Path:
    """Return a course with nothing where nothing was recorded: neither rest nor activity."""
    return np.where(silent, NOTHING, path) if silent.any() else path


def _low(frames: Frames, silent: Silent) -> float:
    kept = frames[~silent]
    return float(np.quantile(kept, 0.2)) if len(kept) else 0.0


def shape_at_rest(ratio: Ratio, path: Path) -> float:
    """Return the shape of the gamma distribution of power at rest, from its spread there, outliers left aside.

    The spread is that of averages over 30 ms, so that frames which say the same thing twice count once.
    """
    count, mean, variance = quiet_spread(ratio, path, _ALIKE)
    if count < 50:
        return 1.0
    return float(min(max(mean**2 / max(_ALIKE * variance, 1e-6), 0.3), 3.0))


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
    if whole < len(out):
        out[whole] = np.mean(row[whole * size :] ** 2)
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


def _averages_loop(frames: Frames, path: Path, size: int) -> Frames:
    out = np.empty(len(frames) // size, np.float32)
    total, held, made = 0.0, 0, 0
    for k in range(len(frames)):
        if path[k] != 0:
            continue
        total += frames[k]
        held += 1
        if held == size:
            out[made] = total / size
            total, held, made = 0.0, 0, made + 1
    return out[:made]


def _averages_plain(frames: Frames, path: Path, size: int) -> Frames:
    quiet = frames[path == 0]
    whole = len(quiet) // size
    found: Frames = quiet[: whole * size].reshape(whole, size).mean(axis=1, dtype=np.float64).astype(np.float32)
    return found


def _spread_loop(ratio: Ratio, path: Path, size: int) -> tuple[int, float, float]:
    count, total, squares = 0, 0.0, 0.0
    for index in range(len(ratio) // size):
        sum_of, resting = 0.0, True
        for k in range(index * size, index * size + size):
            sum_of += ratio[k]
            resting = resting and path[k] == 0
        average = sum_of / size
        if resting and average < 2.5:
            count += 1
            total += average
            squares += average * average
    mean = total / max(count, 1)
    return count, mean, max(squares / max(count, 1) - mean * mean, 0.0)


def _spread_plain(ratio: Ratio, path: Path, size: int) -> tuple[int, float, float]:
    whole = len(ratio) // size
    averages = ratio[: whole * size].reshape(whole, size).mean(axis=1, dtype=np.float64)
    at_rest = (path[: whole * size].reshape(whole, size) == 0).all(axis=1)
    quiet = averages[at_rest & (averages < 2.5)]
    return (len(quiet), float(np.mean(quiet)), float(np.var(quiet))) if len(quiet) else (0, 0.0, 0.0)


powers = compiled(_powers_loop, _powers_plain)
surroundings = compiled(_around_loop, _around_plain)
tamed = compiled(_tamed_loop, _tamed_plain)
quiet_averages = compiled(_averages_loop, _averages_plain)
quiet_spread = compiled(_spread_loop, _spread_plain)
