"""Trains of single potentials on the skin: of one or few motor units, each potential with rest around it.

A single potential is so much like a spike that it makes no burst unless it is large. A train is not: its potentials
come back, alike. So trains are looked for in the whole row, not only in bursts. Interference has tall potentials too,
and some alike; but nothing rests between them. Jerks have rest between them, but no two are alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from eutonia.emg.surface.bursting import Burst
from eutonia.emg.surface.contracting import Places, outside, touching
from eutonia.emg.surface.surfaces import ROW_HZ, Row

PAUSE_S = 0.5  # a longer one ends a train
_SMOOTH_S = 0.004  # shorter than a potential
_STANDS = 2.5  # times the rest: noise smoothed so gets there less than once an hour
_RESTS = 2.0  # times the rest: between potentials the row falls below
_HALF_S = 0.02  # to either side of its middle a potential is over
_SHIFT_S = 0.01
_ALIKE = 0.85  # correlation; estimate, 0.8 to 0.95: noise of a sixth of a potential leaves 0.97
_SAME_SIZE = 1.7  # times the size of the shape, or its part
_MOST_SHAPES = 3  # "one or few"
_FEWEST = 3  # potentials of one shape
_FEW = 5  # fewer than these must all be of one shape
_MOST = 0.6  # of the potentials are of the shapes; others fall together
_HEART_HZ = 3.5  # no grown heart beats so fast at rest: a slower train is one of a muscle only within bursts
_UNEVEN = 0.02  # intervals of a motor unit vary by 0.1 to 0.2; what is more even is a stimulator


@dataclass(frozen=True, slots=True)
class Train:
    """Potentials of one or few shapes, in seconds."""

    onset_s: float
    offset_s: float
    times_s: tuple[float, ...]
    shapes: int

    @property
    def rate_hz(self) -> float:
        """How many a second."""
        return (len(self.times_s) - 1) / (self.times_s[-1] - self.times_s[0])


def trains(bursts: Sequence[Burst], row: Row) -> list[Train]:
    """Return the trains of single potentials of a row; ``bursts``: its bursts."""
    quiet = outside(len(row), bursts)
    envelope = np.sqrt(ndimage.gaussian_filter1d(row**2, _SMOOTH_S * ROW_HZ)) if len(row) else row
    rest = float(np.median(envelope[quiet])) if quiet.any() else 0.0
    if not rest:
        return []
    signal = import_module("scipy.signal")  # late: it takes seconds to load
    tops, _ = signal.find_peaks(envelope, height=_STANDS * rest, distance=round(_HALF_S * ROW_HZ))
    groups = np.split(tops, np.flatnonzero(np.diff(tops) >= PAUSE_S * ROW_HZ) + 1)
    found = [_train(group, envelope, row, rest) for group in groups if len(group) >= _FEWEST]
    return [train for train in found if train is not None and _of_muscle(train, bursts)]


def _train(tops: Places, envelope: Row, row: Row, rest: float) -> Train | None:
    between = [envelope[one:other].min() for one, other in pairwise(tops.tolist())]
    if float(np.median(between)) > _RESTS * rest:
        return None
    counts = _shapes(tops, row)
    share = sum(counts) / len(tops)
    if not counts or share < (1.0 if len(tops) < _FEW else _MOST) or (len(tops) < _FEW and len(counts) > 1):
        return None
    onset, offset = max(0.0, tops[0] / ROW_HZ - _HALF_S), min(len(row), tops[-1] + _HALF_S * ROW_HZ) / ROW_HZ
    return Train(round(onset, 3), round(offset, 3), tuple((tops / ROW_HZ).tolist()), len(counts))


def _shapes(tops: Places, row: Row) -> list[int]:
    """Return how many potentials are of the most frequent shape, of the next, and so on; three of one make a shape."""
    reach = round(_HALF_S * ROW_HZ) + round(_SHIFT_S * ROW_HZ)
    begin, end = int(tops[0]) - reach, int(tops[-1]) + reach + 1  # no more of the row, which may last for hours
    piece = np.pad(row[max(0, begin) : end], (max(0, -begin), max(0, end - len(row))))
    wide = piece[(tops - tops[0])[:, None] + np.arange(2 * reach + 1)]
    left, counts = np.ones(len(tops), np.bool_), []
    for _ in range(_MOST_SHAPES):
        alike = max((_like(wide, left, seed) for seed in _seeds(wide, left)), key=np.count_nonzero, default=~left)
        if np.count_nonzero(alike) < _FEWEST:
            break
        counts.append(int(np.count_nonzero(alike)))
        left &= ~alike
    return counts


def _seeds(wide: Row, left: NDArray[np.bool_]) -> list[int]:
    """Return some potentials to begin a shape with: small, middle and large ones of those left."""
    if not left.any():
        return []
    by_size = np.flatnonzero(left)[np.argsort(np.linalg.norm(wide[left], axis=1))]
    return [int(by_size[round(part * (len(by_size) - 1))]) for part in (0.2, 0.35, 0.5, 0.65, 0.8)]


def _like(wide: Row, left: NDArray[np.bool_], seed: int) -> NDArray[np.bool_]:
    """Return which of those left are like one of them, and then like the median of these."""
    size = wide.shape[1] - 2 * round(_SHIFT_S * ROW_HZ)
    windows = np.lib.stride_tricks.sliding_window_view(wide, size, axis=1)
    shape = windows[seed, windows.shape[1] // 2]
    alike = np.zeros(len(wide), np.bool_)
    for _ in range(2):
        shift = np.argmax(windows @ shape, axis=1)
        aligned = windows[np.arange(len(wide)), shift]
        norms, norm = np.linalg.norm(aligned, axis=1), float(np.linalg.norm(shape)) or 1.0
        correlated = aligned @ shape / np.maximum(norms * norm, 1e-12) >= _ALIKE
        alike = left & correlated & (norms < _SAME_SIZE * norm) & (norms > norm / _SAME_SIZE)
        if not alike.any():
            break
        shape = np.median(aligned[alike], axis=0)
    return alike


def _of_muscle(train: Train, bursts: Sequence[Burst]) -> bool:
    """Return whether a train can be no heart and no stimulator; what makes bursts has been told from a heart."""
    times = np.array(train.times_s)
    near = touching(bursts, float(times[0]), float(times[-1]))
    inside = sum(np.count_nonzero((times >= one.onset_s) & (times <= one.offset_s)) for one in near)
    if 2 * inside >= len(times):
        return True
    gaps = np.diff(times)
    return len(times) >= _FEW and train.rate_hz >= _HEART_HZ and float(gaps.std() / gaps.mean()) >= _UNEVEN
