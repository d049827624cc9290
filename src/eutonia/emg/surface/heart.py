"""Beats of the heart in EMG: found by their sameness, and taken out by their mean shape.

A QRS complex comes again with the same shape; muscle never does. Beats are looked for where they are strong, from 8
to 45 Hz, and believed only where enough of them resemble one template and follow each other at a human pace.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.mains import middle
from eutonia.emg.segments import Segment
from eutonia.emg.spectra import INNER_HZ, Cleaned, Samples32
from eutonia.emg.surface.beats import best_places, leader, likeness, mean_beat, subtract, tops

_RATE = 250
_HALF = 15  # samples at 250 Hz either side of a beat: 60 ms
_APART = int(0.28 * _RATE)
_ALIKE = 0.8
_ALIKE_LATER = 0.6
_FEWEST = 5
_SHORTEST_S, _LONGEST_S = 0.33, 2.0
_HALF_BEAT, _SHIFT = 70, 5  # samples at 1000 Hz
_EDGE = _HALF_BEAT + _SHIFT
_STANDS_OUT = 5.0  # times the median size around
_TAPER = np.minimum(1, (_HALF_BEAT + 1 - np.abs(np.arange(-_HALF_BEAT, _HALF_BEAT + 1))) / 15).astype(np.float32)


def find_beats(cleaned: Cleaned, segment: Segment) -> NDArray[np.int64]:
    """Return where beats are, in samples at 1000 Hz; none where what is there does not behave like a heart."""
    none = np.empty(0, np.int64)
    kept = min(round(cleaned.seconds * _RATE) // 2 + 1, len(cleaned.spectrum))
    row = cleaned.at(_RATE, _band(kept, segment.rate_hz / cleaned.count), segment)
    if len(row) < 4 * _RATE:
        return none
    size = np.abs(row)
    usual = middle(size)
    if usual <= 0:
        return none
    peaks = tops(size, _STANDS_OUT * usual, _APART)
    peaks = peaks[(peaks >= _HALF) & (peaks < len(row) - _HALF)]
    if len(peaks) < _FEWEST:
        return none
    template = _template(row[peaks[:, None] + np.arange(-_HALF, _HALF + 1)])
    beats = peaks[_resembling(row, peaks, template) > _ALIKE]
    if not _like_a_heart(beats / _RATE, len(row) / _RATE):
        return none
    # all places that look like the template and are about as large: a believed heart beats on in noise
    return tops(likeness(row, template, _ALIKE_LATER), 0.0, _APART) * (INNER_HZ // _RATE)


@lru_cache(maxsize=8)
def _band(count: int, step_hz: float) -> NDArray[np.float32]:
    """Return the weight of each frequency: 1 from 8 to 45 Hz, soft edges."""
    hz = np.arange(count) * step_hz
    weight: NDArray[np.float32] = (1 / (1 + (8 / np.maximum(hz, 1e-3)) ** 6) / (1 + (hz / 45) ** 8)).astype(np.float32)
    return weight


def _template(shapes: Samples32) -> Samples32:
    """Return the mean of those shapes that resemble the one which resembles most."""
    units = shapes / np.sqrt(np.einsum("ij,ij->i", shapes, shapes))[:, None]
    alike = np.einsum("ik,k->i", units, units[leader(units, _ALIKE)]) > _ALIKE
    mean: Samples32 = shapes[alike].mean(axis=0)
    return mean


def _resembling(row: Samples32, peaks: NDArray[np.int64], template: Samples32) -> Samples32:
    shapes = row[peaks[:, None] + np.arange(-_HALF, _HALF + 1)]
    sizes = np.sqrt(np.einsum("ij,ij->i", shapes, shapes) * np.sum(template**2))
    found: Samples32 = np.einsum("ij,j->i", shapes, template) / np.maximum(sizes, np.float32(1e-30))
    return found


def _like_a_heart(beats_s: NDArray[np.float64], seconds: float) -> bool:
    if len(beats_s) < _FEWEST:
        return False
    steps = np.diff(beats_s)
    near = steps[(steps >= _SHORTEST_S) & (steps <= _LONGEST_S)]
    if len(near) < max(_FEWEST - 1, 0.6 * len(steps)):
        return False
    usual = float(np.median(near))
    regular = np.mean(np.abs(near - usual) < 0.25 * usual)
    return bool(regular > 0.6 and len(beats_s) > 0.25 * seconds / usual)


def aligned(row: Samples32, beats: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the beats, each moved by up to 5 ms to where it fits the mean of all best; none where too few are whole.

    ``row``: at 1000 Hz. Twice, as the mean then sharpens.
    """
    beats = beats[(beats >= _EDGE) & (beats < len(row) - _EDGE)]
    if len(beats) < _FEWEST:
        return np.empty(0, np.int64)
    for _ in range(2):
        beats = best_places(row, beats, mean_beat(row, beats, _HALF_BEAT), _SHIFT)
        beats = np.clip(beats, _EDGE, len(row) - _EDGE - 1)
    return beats


def without_beats(row: Samples32, at: NDArray[np.int64]) -> Samples32:
    """Return the row at 1000 Hz with the mean beat taken out at each (aligned) place, scaled to fit there."""
    if len(at) < _FEWEST:
        return row
    template = mean_beat(row, at, _HALF_BEAT) * _TAPER
    return subtract(row, at, template) if np.any(template) else row
