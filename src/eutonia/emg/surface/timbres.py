"""How muscle sounds: what tells it from rest where it cannot stand out, as no rest was recorded.

From the middle to the high frequencies muscle falls by 14 dB and more, noise as 1/f by 6; below, muscle rises by up to
3 times, and what moves slowly (1/f² and steeper) by 6 times and more. A muscle deep under fat may sound lower: then it
cannot be told.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.spectra import HIGH_HZ

NOISE_HZ = 200.0  # estimate: muscle on the skin has its median at 50 to 150 Hz, flat noise above 220
# ``_FALLS``: times what noise as 1/f falls, from the middle to the high frequencies (4 times up to 450 Hz); 2 to 3.5.
_FALLS, _RISES = 2.4, 4.0  # estimates; the second 3 to 5
_DEEP, _LOWER, _MIDDLE = slice(25, 40), slice(60, 100), slice(50, 110)  # hertz
_HIGH = 0.56, 0.93  # of the end of the band
_SLOWEST_HZ = 450.0  # samples a second: below, the high frequencies are the middle ones


def unlike_muscle(power: NDArray[np.float64], rate_hz: float) -> str:
    """Return what speaks against muscle in the power of each hertz; nothing where it sounds like muscle.

    ``rate_hz``: of the recorder.
    """
    if rate_hz < _SLOWEST_HZ:
        return f"{rate_hz:g} samples a second are too few to tell muscle from noise by its frequencies"
    first, stop = (round(share * min(HIGH_HZ, 0.45 * rate_hz)) for share in _HIGH)
    deep, lower, middle, high = (float(power[p].mean()) for p in (_DEEP, _LOWER, _MIDDLE, slice(first, stop)))
    least = _FALLS * (first + stop) / (_MIDDLE.start + _MIDDLE.stop)
    if high <= 0 or middle < least * high or deep > _RISES * lower:
        return "what was recorded does not surely sound like muscle"
    return ""


def median_hz(power: NDArray[np.float64], hz: NDArray[np.float64]) -> float:
    """Return the frequency below which half of the power lies; above `NOISE_HZ` it sounds like noise."""
    below = np.cumsum(power)
    return float(hz[int(np.argmax(below >= below[-1] / 2))])
