"""What power is at rest, and how much it varies there: loops over the frames, each with its plain equivalent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.mains import middle
from eutonia.emg.speed import compiled
from eutonia.emg.surface.paths import Path, Ratio

type Frames = NDArray[np.float32]  # mean squares
type Silent = NDArray[np.bool_]  # frames in which nothing was recorded

NOTHING = np.int8(-1)  # in a course: nothing was recorded here, so it is neither rest nor activity
_WINDOW = 20  # frames of a short average: 100 ms
_ALIKE = 6  # frames
_FEWEST = 200  # frames at rest, or all that was recorded is asked
_FEWEST_AVERAGES = 3
_QUIETEST = 0.2  # of the frames, where they are too few for averages
# Noise that is flat from 20 to 450 Hz has the shape 2.2 in averages of 6 frames; what is measured keeps within these.
_LEAST_SHAPE, _MOST_SHAPE = 0.3, 3.0
_FEWEST_TOLD = 50  # averages at rest, from which a shape is taken
_LOW, _LOW_LIES = 0.05, 0.77  # of the averages of 20 frames of such noise; of their mean
_NEAR = 1.4  # times the power at rest, 2.6 standard deviations of those averages: still rest
_OUTLIER = 2.5  # times the power at rest, over five standard deviations of averages of 6 frames
_TIMES = 4  # that the power at rest is found anew; the last two hardly change it


def first_floor(frames: Frames, silent: Silent) -> float:
    """Return the power at rest, from the quiet short averages of what was recorded; ``silent``: where nothing was."""
    if np.count_nonzero(~silent) < _FEWEST_AVERAGES * _WINDOW:
        return _low(frames, silent)
    return settled(np.sort(quiet_averages(frames, silent.astype(np.int8), _WINDOW)))


def floor_of(frames: Frames, path: Path, silent: Silent) -> float:
    """Return the power at rest, from the frames at rest of a known course; from all recorded where they are too few."""
    windows = known_averages(frames, path, silent)
    return _low(frames, silent) if len(windows) < _FEWEST_AVERAGES else middle(windows)


def _low(frames: Frames, silent: Silent) -> float:
    kept = frames[~silent]
    return float(np.quantile(kept, _QUIETEST)) if len(kept) else 0.0


def shape_at_rest(ratio: Ratio, path: Path) -> float:
    """Return the shape of the gamma distribution of power at rest, from its spread there, outliers left aside.

    The spread is that of averages over 30 ms, so that frames which say the same thing twice count once.
    """
    count, mean, variance = quiet_spread(ratio, path, _ALIKE)
    if count < _FEWEST_TOLD:
        return 1.0
    return float(min(max(mean**2 / max(_ALIKE * variance, 1e-6), _LEAST_SHAPE), _MOST_SHAPE))


def heard(path: Path, silent: Silent) -> Path:
    """Return a course with nothing where nothing was recorded: neither rest nor activity."""
    return np.where(silent, NOTHING, path) if silent.any() else path


def _settled_loop(windows: Frames) -> float:
    floor = np.float64(windows[int(_LOW * len(windows))]) / _LOW_LIES
    for _ in range(_TIMES):
        count = 0
        for value in windows:
            count += int(value < _NEAR * floor)
        if count > 0:
            floor = (np.float64(windows[(count - 1) // 2]) + np.float64(windows[count // 2])) / 2
    return floor


def _settled_plain(windows: Frames) -> float:
    """Return the median of those averages, which are in order, that are not far above it."""
    floor = float(windows[int(_LOW * len(windows))]) / _LOW_LIES
    for _ in range(_TIMES):
        quiet = windows[: int(np.searchsorted(windows, _NEAR * floor))]
        if len(quiet):  # in order, so the median stands in the middle
            floor = (float(quiet[(len(quiet) - 1) // 2]) + float(quiet[len(quiet) // 2])) / 2
    return floor


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
        if resting and average < _OUTLIER:
            count += 1
            total += average
            squares += average * average
    mean = total / max(count, 1)
    return count, mean, max(squares / max(count, 1) - mean * mean, 0.0)


def _spread_plain(ratio: Ratio, path: Path, size: int) -> tuple[int, float, float]:
    whole = len(ratio) // size
    averages = ratio[: whole * size].reshape(whole, size).mean(axis=1, dtype=np.float64)
    at_rest = (path[: whole * size].reshape(whole, size) == 0).all(axis=1)
    quiet = averages[at_rest & (averages < _OUTLIER)]
    return (len(quiet), float(np.mean(quiet)), float(np.var(quiet))) if len(quiet) else (0, 0.0, 0.0)


def _known_loop(frames: Frames, path: Path, silent: Silent) -> Frames:
    known, resting = np.empty(len(path), np.int8), 0
    for k in range(len(path)):
        known[k] = NOTHING if silent[k] else path[k]
        resting += int(known[k] == 0)
    return _averages_loop(frames, known if resting > _FEWEST else silent.astype(np.int8), _WINDOW)


def _known_plain(frames: Frames, path: Path, silent: Silent) -> Frames:
    """Return the short averages of the frames at rest, or of all that was recorded where these are too few."""
    known = heard(path, silent)
    if np.count_nonzero(known == 0) <= _FEWEST:
        known = silent.astype(np.int8)
    return _averages_plain(frames, known, _WINDOW)


settled = compiled(_settled_loop, _settled_plain)
quiet_averages = compiled(_averages_loop, _averages_plain)
quiet_spread = compiled(_spread_loop, _spread_plain)
known_averages = compiled(_known_loop, _known_plain, uses=(_averages_loop,))
