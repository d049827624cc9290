"""Whether two channels carry one and the same signal: cross-talk, a common electrode, the heart or movement.

Muscles that share a drive do not share their potentials: what the drive has in common lies below 60 Hz, the potentials
above it differ. A signal that reaches both electrodes is the same at all frequencies, whatever a different distance
makes of its size and shape at each. So the share of power in common is taken from the coherence of the signals
themselves, not rectified, above 60 Hz. Too little in common to be told from chance is no proof that there is none.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from eutonia.emg.spectra import HIGH_HZ

type Windows = NDArray[np.float64]  # (windows, samples)

COMMON = 0.1
"""From this share of their power on, two signals are said to be one in part; estimate; 0.05 to 0.2.

Cross-talk has a sixth of the size of its muscle at the most (De Luca and Merletti 1988), which in a muscle that is as
active itself is a share of 0.03; so from here on a channel shows little but what reached it from elsewhere."""
_FROM_HZ = 60.0  # drives end near 50 Hz, and what synchronous units share of their potentials with them
_FEWEST = 8  # windows: of fewer, chance alone makes too much


def common_share(first: Windows, second: Windows, rate_hz: float) -> float | None:
    """Return the share of power (0 to 1) that the same windows of two channels have in common, beyond chance.

    None where there are fewer than eight windows, or nothing above 60 Hz.
    """
    count, size = first.shape
    hz = np.arange(size // 2 + 1) * rate_hz / size
    inside = (hz >= _FROM_HZ) & (hz <= HIGH_HZ)
    if count < _FEWEST or not inside.any():
        return None
    taper = np.hanning(size)
    one, other = (fft.rfft(_even(windows) * taper, axis=1)[:, inside] for windows in (first, second))
    powers = [np.mean(np.abs(spectra) ** 2, axis=0) for spectra in (one, other)]
    weights = np.sqrt(powers[0] * powers[1])  # where neither has power there is nothing to share
    if not weights.sum() > 0:
        return None
    coherent = np.abs(np.mean(one * np.conj(other), axis=0)) ** 2 / np.maximum(powers[0] * powers[1], 1e-300)
    found = float(np.average(coherent, weights=weights))
    return float(np.clip((found - 1 / count) / (1 - 1 / count), 0, 1))


def _even(windows: Windows) -> Windows:
    """Return windows of one size, or a strong one would count for many."""
    return np.asarray(windows / np.maximum(windows.std(axis=1, keepdims=True), 1e-30))


def in_words(share: float) -> str:
    """Return what a share in common means, as a sentence."""
    return (
        f"Above {_FROM_HZ:g} Hz, where no drive is, {100 * share:.0f} % of the power of the two signals is the same: "
        "one signal reaches both channels (cross-talk, a shared electrode, or one channel twice)."
    )
