"""Mains in a spectrum: whether it is there, at 50 or 60 Hz, and its harmonics lowered to what is around them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.speed import compiled

type Spectrum = NDArray[np.complex64]
type Values = NDArray[np.float32]
type Frequencies = NDArray[np.float64]
type Strengths = NDArray[np.float64]  # (frequencies, 2): times what is around, and hertz

NEAR_HZ = (50.0, 60.0)
HIGHEST_HZ = 450.0  # of the harmonics that are looked at
_WANDERS_HZ = 0.5
_BESIDE_HZ = 5.0  # on either side: what a line is held against
LINE = 60.0  # times the power around it: noise of muscle exceeds this in one of 10^26 bins
_SHORTEST_S = 2.0
_MEDIAN = math.log(2)  # of the power of lines of noise, times its mean: it is distributed exponentially
_STANDS_OUT = 6.0  # times the mean power around: lowered
_SURELY_OUT = LINE * _MEDIAN  # times that mean: so far out stands no line of muscle
_MANY_OUT = 0.025  # of the lines; noise has a tenth as many that stand out. Estimate; 0.015 to 0.05
_HALF_HZ, _HALF_MORE_HZ = 1.2, 0.2  # of the window of mains, and for each harmonic: it wanders as many times as far
_AROUND_HZ = 4.0  # beyond the window of a harmonic on either side
_SIGN = 0x7FFFFFFF
_LOW = 20  # bits that are not counted: eight of the exponent and three more are left, 2048 counts
_COUNTS = 1 << 11
_HALF = (1 << _LOW // 2) - 1


def middle(values: Values) -> float:
    """Return the median of the sizes of some values, at least one, all of them numbers."""
    return middle_of(values)


def mains_of(spectrum: Spectrum, step_hz: float, seconds: float) -> float | None:
    """Return the frequency of the mains to a thousandth hertz where it stands out, or None.

    ``step_hz``: from line to line.
    """
    if seconds < _SHORTEST_S:
        return None
    strength, hz = max(strengths(spectrum, step_hz, np.array(NEAR_HZ)).tolist())
    return round(between_lines(spectrum, hz / step_hz) * step_hz, 3) if strength >= LINE else None


def between_lines(spectrum: Spectrum, peak: float) -> float:
    """Return where a wave lies between the lines of a spectrum, in lines, given the highest of them.

    From the two highest under a Hann window, of which a wave between them has known shares (Grandke 1983, IEEE Trans
    Instrum Meas 32:350); the window hides how the samples were carried on past their ends.
    """
    first = round(peak) - 2
    near = spectrum[first - 1 : first + 6].astype(np.complex128)
    sizes = np.abs(near[1:-1] / 2 - (near[:-2] + near[2:]) / 4)
    at = 1 + int(sizes[1:-1].argmax())
    side = 1 if sizes[at + 1] > sizes[at - 1] else -1
    ratio = float(sizes[at + side] / sizes[at])
    return first + at + side * (2 * ratio - 1) / (ratio + 1)


def _middle_loop(values: Values) -> float:
    """By counting, bits from high to low: those of a number without its sign are in its own order."""
    bits, size = values.view(np.int32), len(values)
    counts, near = np.zeros(_COUNTS, np.int64), np.empty(size, np.int32)
    left, kept = (size - 1) // 2, size
    for k in range(size):
        near[k] = bits[k] & _SIGN
    for shift in (_LOW, _LOW // 2, 0):
        counts[:] = 0
        for k in range(kept):
            counts[(near[k] >> shift) & (_COUNTS - 1 if shift == _LOW else _HALF)] += 1
        at, held = 0, 0
        while counts[at] <= left:
            left -= counts[at]
            at += 1
        for k in range(kept):
            value = near[k]
            near[held] = value
            held += int((value >> shift) & (_COUNTS - 1 if shift == _LOW else _HALF) == at)
        kept = held
    ends = np.empty(2, np.int32)
    ends[:] = near[0]  # all that are left are equal
    if size % 2 == 0 and left == kept - 1:  # and none of them is the upper one of the two in the middle
        upper, none = np.int32(_SIGN), np.int32(_SIGN)
        for k in range(size):
            value = bits[k] & none
            upper = min(upper, value if value > near[0] else none)
        ends[1] = upper
    two = ends.view(np.float32)
    return (np.float64(two[0]) + np.float64(two[1])) / 2


def _middle_plain(values: Values) -> float:
    low, high = (len(values) - 1) // 2, len(values) // 2
    parted = np.partition(np.abs(values), (low, high))
    return (float(parted[low]) + float(parted[high])) / 2


def _strengths_loop(spectrum: Spectrum, step_hz: float, near_hz: Frequencies) -> Strengths:
    end, out = len(spectrum), np.zeros((len(near_hz), 2))
    for one in range(len(near_hz)):
        near = near_hz[one]
        out[one, 1] = near
        if (end - 1) * step_hz < near + _BESIDE_HZ:
            continue
        first, last = max(1, int((near - _BESIDE_HZ) / step_hz)), min(end, int((near + _BESIDE_HZ) / step_hz) + 2)
        powers = np.empty(last - first, np.float32)
        for k in range(len(powers)):
            line = spectrum[first + k]
            powers[k] = line.real * line.real + line.imag * line.imag
        start, stop = max(1, int((near - _WANDERS_HZ) / step_hz)), min(end, int((near + _WANDERS_HZ) / step_hz) + 2)
        peak = start
        for k in range(start, stop):
            if powers[k - first] > powers[peak - first]:
                peak = k
        level = _middle_loop(powers)
        out[one, 0], out[one, 1] = powers[peak - first] / level if level > 0 else 0.0, peak * step_hz
    return out


def _strengths_plain(spectrum: Spectrum, step_hz: float, near_hz: Frequencies) -> Strengths:
    """Return for each frequency how far a line near it stands out of 5 Hz on either side, and where that line is."""
    out = np.stack([np.zeros(len(near_hz)), near_hz], axis=1)
    for one, near in enumerate(near_hz.tolist()):
        if (len(spectrum) - 1) * step_hz < near + _BESIDE_HZ:
            continue
        wide = _window(len(spectrum), step_hz, near, _BESIDE_HZ)
        around = _powers(spectrum[wide])
        narrow = _window(len(spectrum), step_hz, near, _WANDERS_HZ)
        peak = narrow.start + int(around[narrow.start - wide.start : narrow.stop - wide.start].argmax())
        level = _middle_plain(around)
        out[one] = float(around[peak - wide.start]) / level if level > 0 else 0.0, peak * step_hz
    return out


def _window(count: int, step_hz: float, centre: float, half: float) -> slice:
    return slice(max(1, int((centre - half) / step_hz)), min(count, int((centre + half) / step_hz) + 2))


def _powers(lines: Spectrum) -> NDArray[np.float32]:
    found: NDArray[np.float32] = lines.real**2 + lines.imag**2
    return found


def take_out(spectrum: Spectrum, step_hz: float, mains_hz: float, highest_hz: float, *, even: bool) -> None:
    """Lower the mains and its harmonics up to a frequency, in place; ``even``: whether the noise is, in time.

    One line in four hundred of noise stands out by chance. To lower it puts it into the whole segment; where muscle is
    loud for a part of it, that is far above the noise of the rest. So there lines are lowered only where many stand
    out, or one so far that it is surely mains.
    """
    count = int(min((len(spectrum) - 1) * step_hz, highest_hz) / mains_hz)
    lower(spectrum, step_hz, mains_hz, count, 0.0 if even else _MANY_OUT)


def _loop(spectrum: Spectrum, step_hz: float, mains_hz: float, count: int, fewest: float) -> None:
    end = len(spectrum)
    for harmonic in range(1, count + 1):
        centre, half = mains_hz * harmonic, _HALF_HZ + _HALF_MORE_HZ * harmonic
        wide = half + _AROUND_HZ
        first = max(1, int((centre - wide) / step_hz))
        powers = np.empty(max(0, min(end, int((centre + wide) / step_hz) + 2) - first), np.float32)
        for k in range(len(powers)):
            line = spectrum[first + k]
            powers[k] = line.real * line.real + line.imag * line.imag
        if not len(powers):
            continue
        level = _middle_loop(powers) / _MEDIAN
        if level <= 0:
            continue
        start, stop = max(1, int((centre - half) / step_hz)), min(end, int((centre + half) / step_hz) + 2)
        out = 0
        for k in range(start, stop):
            out += int(powers[k - first] > _STANDS_OUT * level)
        bound = level * (_STANDS_OUT if out >= fewest * (stop - start) else _SURELY_OUT)
        for k in range(start, stop):
            power = powers[k - first]
            if power > bound:
                spectrum[k] *= np.float32(math.sqrt(level / power))


def _plain(spectrum: Spectrum, step_hz: float, mains_hz: float, count: int, fewest: float) -> None:
    for harmonic in range(1, count + 1):
        centre, half = mains_hz * harmonic, _HALF_HZ + _HALF_MORE_HZ * harmonic
        lines = spectrum[_window(len(spectrum), step_hz, centre, half)]
        around = spectrum[_window(len(spectrum), step_hz, centre, half + _AROUND_HZ)]
        level = float(np.median(_powers(around))) / _MEDIAN if len(around) else 0.0
        power = _powers(lines)
        high = power > _STANDS_OUT * level
        if np.count_nonzero(high) < fewest * len(power):
            high = power > _SURELY_OUT * level
        if high.any() and level > 0:
            lines[high] *= np.sqrt(level / power[high]).astype(np.float32)


middle_of = compiled(_middle_loop, _middle_plain)
strengths = compiled(_strengths_loop, _strengths_plain, uses=(_middle_loop,))
lower = compiled(_loop, _plain, uses=(_middle_loop,))
