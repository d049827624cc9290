"""How alike a signal is to itself a little later."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import fft

type Row = NDArray[np.float64]


def alike_later(samples: NDArray[np.float32], far: int) -> Row:
    """Return how alike some samples are to themselves after 0, 1, 2 … samples, ``far`` values: 1 at most.

    The correlation of what overlaps, the mean of all taken off.
    """
    row = samples.astype(np.float64) - float(np.mean(samples))
    size, lags = len(row), np.arange(far)
    lines = fft.rfft(row, fft.next_fast_len(size + far))
    course = fft.irfft(lines.real**2 + lines.imag**2, fft.next_fast_len(size + far))[:far]
    energy = np.concatenate([[0.0], np.cumsum(row * row)])
    found: Row = course / np.maximum(np.sqrt(energy[size - lags] * (energy[size] - energy[lags])), 1e-12)
    return found
