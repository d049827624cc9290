"""Butterworth filters of the second order as sections: the two that the envelope needs.

By the bilinear transform with both edges bent beforehand, as in any textbook. scipy.signal gives the same numbers (a
test compares them), but takes seconds to load.
"""

from __future__ import annotations

import cmath
import math

import numpy as np
from numpy.typing import NDArray

type Sections = NDArray[np.float64]  # (sections, b0 b1 b2 a1 a2)

_POLE = cmath.exp(0.75j * math.pi)  # of the prototype; the other is its mirror


def low_pass(edge_hz: float, rate_hz: float) -> Sections:
    """Return the one section that lets pass what is below an edge (half the power)."""
    bent = _bent(edge_hz, rate_hz)
    return np.array([[*_scaled((1, 2, 1), _turned(_POLE * bent), 1.0), *_poles(_turned(_POLE * bent))]])


def band_pass(low_hz: float, high_hz: float, rate_hz: float) -> Sections:
    """Return the two sections that let pass what is between two edges (half the power at each)."""
    low, high = _bent(low_hz, rate_hz), _bent(high_hz, rate_hz)
    half, centre = _POLE * (high - low) / 2, cmath.sqrt(low * high)
    apart = cmath.sqrt(half * half - centre * centre)
    first, second = _turned(half + apart), _turned(half - apart)
    upper, lower = sorted((first, second), key=lambda pole: -abs(cmath.phase(pole)))
    middle = cmath.exp(2j * math.atan(centre.real))  # where the gain is one
    sections = [[*_scaled((1, 2, 1), upper, middle), *_poles(upper)], [*_scaled((1, -2, 1), lower, middle)]]
    sections[1] += _poles(lower)
    gain = sections[1][0]  # all of it in the first section: the second then subtracts exactly
    sections[0][:3] = [value * gain for value in sections[0][:3]]
    sections[1][:3] = [1.0, -2.0, 1.0]
    return np.array(sections)


def _bent(hz: float, rate_hz: float) -> float:
    return math.tan(math.pi * hz / rate_hz)


def _turned(pole: complex) -> complex:
    return (1 + pole) / (1 - pole)


def _poles(pole: complex) -> list[float]:
    return [-2 * pole.real, abs(pole) ** 2]


def _scaled(zeros: tuple[int, int, int], pole: complex, at: complex) -> list[float]:
    """Return the coefficients of the zeros, scaled so that the size at a point of the circle is one."""
    above = zeros[0] * at * at + zeros[1] * at + zeros[2]
    below = at * at - 2 * pole.real * at + abs(pole) ** 2
    return [zero * abs(below / above) for zero in zeros]
