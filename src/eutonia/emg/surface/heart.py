"""Beats of the heart in EMG: where they are, looked for from 8 to 45 Hz.

What counts as a beat stands in `surface/beats.py`, how it is taken out in `surface/mean_beats.py`; what comes too
often to be one stands here, too.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.mains import middle
from eutonia.emg.paddings import Samples32
from eutonia.emg.segments import Segment
from eutonia.emg.spectra import INNER_HZ, Cleaned
from eutonia.emg.surface.beats import APART, FEWEST, HALF, RATE, Places, beats_in, likeness, tops

_SOON = round(0.6 * RATE)  # samples: of four potentials a second, those that may be beats come at least so soon
_NEXT = 8  # samples between potentials of one unit, at least
_SIDES = ((1 - APART, 1 - _NEXT), (_NEXT, APART))
_ALIKE = 0.6
_ASKED = 16  # beats
_BETWEEN = 0.3  # of those asked: hearts amid activity had 0.06 at most, units of 5 to 22 a second 0.56 at least


def find_beats(cleaned: Cleaned, segment: Segment) -> NDArray[np.int64]:
    """Return where beats are, in samples at 1000 Hz; none where what is there does not behave like a heart."""
    none = np.empty(0, np.int64)
    kept = min(round(cleaned.seconds * RATE) // 2 + 1, len(cleaned.spectrum))
    row = cleaned.at(RATE, _band(kept, segment.rate_hz / cleaned.count), segment)
    if len(row) < 4 * RATE:
        return none
    usual = middle(row)
    found = beats_in(row, usual) if usual > 0 else none
    return none if too_often(row, found) else found * (INNER_HZ // RATE)


def too_often(row: Samples32, beats: Places) -> bool:
    """Return whether the shape of the beats comes before and after them, too, sooner than a heart beats again.

    Then it is a motor unit: of ten potentials a second, those a third of a second apart follow each other like beats.
    Asked are the beats with the least around them, for much resembles a beat where muscle is active.
    """
    if len(beats) < FEWEST or np.sort(np.diff(beats))[len(beats) // 2] > _SOON:
        return False
    wide = APART + HALF
    inside = beats[(beats >= wide) & (beats < len(row) - wide)]
    if len(inside) < FEWEST:
        return False
    near = row[inside[:, None] + np.arange(-wide, wide + 1)]
    beside = np.abs(np.arange(-wide, wide + 1)) > HALF
    near = near[np.argsort(np.einsum("ij,ij,j->i", near, near, beside))[:_ASKED]]
    template = near[:, APART : APART + 2 * HALF + 1].mean(axis=0)
    width = near.shape[1]
    alike = tops(likeness(near.ravel(), template, _ALIKE), 0.0, _NEXT)
    off = alike % width - wide
    before, after = ({*(alike[(off >= low) & (off < high)] // width).tolist()} for low, high in _SIDES)
    return len(before & after) > _BETWEEN * len(near)


@lru_cache(maxsize=8)
def _band(count: int, step_hz: float) -> NDArray[np.float32]:
    """Return the weight of each frequency: 1 from 8 to 45 Hz, soft edges."""
    hz = np.arange(count) * step_hz
    weight: NDArray[np.float32] = (1 / (1 + (8 / np.maximum(hz, 1e-3)) ** 6) / (1 + (hz / 45) ** 8)).astype(np.float32)
    return weight
