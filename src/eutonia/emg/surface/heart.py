"""Beats of the heart in EMG: found by their sameness, and taken out by their mean shape.

A QRS complex comes again with the same shape; muscle never does. Beats are looked for where they are strong, from 8
to 45 Hz, and believed only where enough of them resemble one template and follow each other at a human pace.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from eutonia.emg.segments import Segment
from eutonia.emg.spectra import INNER_HZ, Cleaned, Samples32

_RATE = 250
_HALF = 15  # samples at 250 Hz either side of a beat: 60 ms
_ALIKE = 0.8
_ALIKE_LATER = 0.6
_FEWEST = 5
_SHORTEST_S, _LONGEST_S = 0.33, 2.0
_HALF_BEAT, _SHIFT = 70, 5  # samples at 1000 Hz
_EDGE = _HALF_BEAT + _SHIFT
_STANDS_OUT = 5.0  # times the median size around


def find_beats(cleaned: Cleaned, segment: Segment) -> NDArray[np.int64]:
    """Return where beats are, in samples at 1000 Hz; none where what is there does not behave like a heart."""
    none = np.empty(0, np.int64)
    row = cleaned.at(_RATE, _band(len(cleaned.hz), float(cleaned.hz[-1])), segment)
    size = np.abs(row)
    middle = float(np.median(size))
    if len(row) < 4 * _RATE or middle <= 0:
        return none
    peaks, _ = signal.find_peaks(size, height=_STANDS_OUT * middle, distance=int(0.28 * _RATE))
    peaks = peaks[(peaks >= _HALF) & (peaks < len(row) - _HALF)]
    if len(peaks) < _FEWEST:
        return none
    shapes = row[peaks[:, None] + np.arange(-_HALF, _HALF + 1)]
    norms = np.linalg.norm(shapes, axis=1, keepdims=True)
    alike = (shapes / norms) @ (shapes / norms).T > _ALIKE
    leader = int(alike.sum(axis=1).argmax())
    template = shapes[alike[leader]].mean(axis=0)
    beats = peaks[(shapes / norms) @ template > _ALIKE * np.linalg.norm(template)]
    if not _like_a_heart(beats / _RATE, len(row) / _RATE):
        return none
    return _everywhere(row, template) * (INNER_HZ // _RATE)


@lru_cache(maxsize=8)
def _band(count: int, highest_hz: float) -> NDArray[np.float32]:
    """Return the weight of each frequency: 1 from 8 to 45 Hz, soft edges."""
    hz = np.linspace(0, highest_hz, count)
    return (1 / (1 + (8 / np.maximum(hz, 1e-3)) ** 6) / (1 + (hz / 45) ** 8)).astype(np.float32)


def _everywhere(row: Samples32, template: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return all places that look like the template and are about as large; a believed heart beats on in noise."""
    energy = float(template @ template)
    fit = np.convolve(row, template[::-1], "same")
    local = np.convolve(row * row, np.ones_like(template), "same")
    likeness = fit / np.sqrt(np.maximum(local, 1e-9 * energy) * energy)
    fits = (likeness > _ALIKE_LATER) & (fit > 0.4 * energy) & (fit < 2 * energy)
    peaks, _ = signal.find_peaks(np.where(fits, fit, 0), distance=int(0.28 * _RATE))
    found: NDArray[np.int64] = peaks.astype(np.int64)
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
        wide = row[beats[:, None] + np.arange(-_HALF_BEAT - _SHIFT, _HALF_BEAT + _SHIFT + 1)]
        template = np.median(wide[:, _SHIFT:-_SHIFT], axis=0)
        views = np.lib.stride_tricks.sliding_window_view(wide, 2 * _HALF_BEAT + 1, axis=1)
        beats = beats + (views @ template).argmax(axis=1) - _SHIFT
        beats = np.clip(beats, _EDGE, len(row) - _EDGE - 1)
    return beats


def without_beats(row: Samples32, at: NDArray[np.int64]) -> Samples32:
    """Return the row at 1000 Hz with the mean beat taken out at each (aligned) place, scaled to fit there."""
    if len(at) < _FEWEST:
        return row
    window = np.arange(-_HALF_BEAT, _HALF_BEAT + 1)
    shapes = row[at[:, None] + window]
    taper = np.minimum(1, (_HALF_BEAT + 1 - np.abs(window)) / 15)
    template = (np.median(shapes, axis=0) * taper).astype(np.float32)
    energy = float(template @ template)
    if energy <= 0:
        return row
    gains = np.clip(shapes @ template / energy, 0.5, 1.5).astype(np.float32)
    out = row.copy()
    for place, gain in zip(at.tolist(), gains, strict=True):
        out[place - _HALF_BEAT : place + _HALF_BEAT + 1] -= gain * template
    return out
