"""Beats of the heart in EMG: where they are, looked for from 8 to 45 Hz.

What counts as a beat stands in `surface/beats.py`, how it is taken out in `surface/mean_beats.py`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.mains import middle
from eutonia.emg.segments import Segment
from eutonia.emg.spectra import INNER_HZ, Cleaned
from eutonia.emg.surface.beats import RATE, beats_in


def find_beats(cleaned: Cleaned, segment: Segment) -> NDArray[np.int64]:
    """Return where beats are, in samples at 1000 Hz; none where what is there does not behave like a heart."""
    none = np.empty(0, np.int64)
    kept = min(round(cleaned.seconds * RATE) // 2 + 1, len(cleaned.spectrum))
    row = cleaned.at(RATE, _band(kept, segment.rate_hz / cleaned.count), segment)
    if len(row) < 4 * RATE:
        return none
    usual = middle(row)
    return beats_in(row, usual) * (INNER_HZ // RATE) if usual > 0 else none


@lru_cache(maxsize=8)
def _band(count: int, step_hz: float) -> NDArray[np.float32]:
    """Return the weight of each frequency: 1 from 8 to 45 Hz, soft edges."""
    hz = np.arange(count) * step_hz
    weight: NDArray[np.float32] = (1 / (1 + (8 / np.maximum(hz, 1e-3)) ** 6) / (1 + (hz / 45) ** 8)).astype(np.float32)
    return weight
