"""Mains in the spectrum of a segment followed in time and taken off.

To lower its lines is not enough: what stays of them, under the noise and activity of the whole segment, all lies where
the segment begins and ends, and there it looks like a burst. So the lines around each harmonic are turned back into its
course, size and phase some eight times a second. A straight line through what is near, the quiet counting most, is
mains; where a muscle is active, other frequencies are loud, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from eutonia.emg.mains import HIGHEST_HZ, LINE, Spectrum, strength
from eutonia.emg.speed import compiled

type Course = NDArray[np.complex64]
type Weights = NDArray[np.float32]

_HALF_HZ = 4.0  # on either side of a harmonic: beyond it the ends of mains leave nothing
_REACH_S = 4.0  # estimate; 2 to 8: over which size and phase change in a straight line
_BESIDE_HZ = 5.0  # from the first harmonic up, and as far from the second: no mains
_TIMES = 3  # bands as wide as that of a harmonic


@dataclass(frozen=True, slots=True)
class Padded:
    """What a spectrum was made of: ``count`` samples after ``pad``, which are carried on for ``pad`` on either side.

    ``size``: with what is empty after them; ``missing``: which of the samples were no numbers.
    """

    pad: int
    count: int
    size: int
    missing: NDArray[np.bool_] | None


def follow(spectrum: Spectrum, step_hz: float, mains_hz: float, padded: Padded) -> None:
    """Take mains and those harmonics that stand out off, in place. ``step_hz``: from line to line."""
    size = fft.next_fast_len(max(8, round(2 * _HALF_HZ / step_hz)))
    share = _taper(size, padded.pad / padded.size, (padded.count + 2 * padded.pad) / padded.size)
    if padded.missing is not None:
        share = share * _recorded(size, padded, padded.missing)
    reach = max(2, round(_REACH_S * step_hz * size))
    trust: Weights | None = None
    for harmonic in range(1, int(HIGHEST_HZ / mains_hz) + 1):
        centre = mains_hz * harmonic / step_hz
        first = round(centre) - size // 2
        if first < 1 or first + size > len(spectrum) or strength(spectrum, step_hz, mains_hz * harmonic)[0] < LINE:
            continue
        if trust is None:  # before mains is taken off, which changes nothing there
            trust = _trust(spectrum, round((mains_hz + _BESIDE_HZ) / step_hz), share)
        lines = spectrum[first : first + size]
        turning, back = _turning(size, (centre - first) / size)
        lines -= fft.fft(smoothed(fft.ifft(lines) * turning, trust, share, reach) * back)


@lru_cache(maxsize=64)
def _turning(size: int, turns: float) -> tuple[Course, Course]:
    """Return what stops a wave that turns so often from place to place, and what sets it going again."""
    wave = np.exp(-2j * np.pi * turns * np.arange(size)).astype(np.complex64)
    return wave, wave.conj()


@lru_cache(maxsize=8)
def _taper(size: int, fade: float, filled: float) -> Weights:
    """Return by how much the samples fade, at so many places of a segment; ``fade``, ``filled``: parts of it."""
    place = np.arange(size) / size
    inside = np.clip(np.minimum(place, filled - place) / max(fade, 1e-9), 0, 1)
    found: Weights = (0.5 - 0.5 * np.cos(np.pi * inside)).astype(np.float32)
    return found


def _recorded(size: int, padded: Padded, missing: NDArray[np.bool_]) -> Weights:
    """Return how much was recorded around each place: where nothing was there is no mains either."""
    at = ((padded.pad + np.flatnonzero(missing)) * size / padded.size).round().astype(np.int64)
    found: Weights = (1 - np.bincount(at, minlength=size)[:size] * (size / padded.size)).clip(0, 1).astype(np.float32)
    return found


def _trust(spectrum: Spectrum, first: int, share: Weights) -> Weights:
    """Return how quiet each place is, by what lies beside mains; none where not all of it was recorded."""
    size = len(share)
    if first + _TIMES * size > len(spectrum):
        whole: Weights = (share == 1).astype(np.float32)
        return whole
    beside = fft.ifft(spectrum[first : first + _TIMES * size].reshape(_TIMES, size), axis=1)
    power = (beside.real**2 + beside.imag**2).sum(axis=0)
    level = float(power.mean())
    found: Weights = np.where(share == 1, level / (power + 1e-6 * level + 1e-30), 0).astype(np.float32)
    return found


def _loop(values: Course, trust: Weights, share: Weights, reach: int) -> Course:
    size = len(values)
    out, sums = np.zeros(size, np.complex64), np.zeros((size + 1, 7))  # up to each place, so that each costs alike
    for k in range(size):
        place, heard = float(k), float(trust[k])
        before, after = sums[k], sums[k + 1]
        real, imag = heard * values[k].real, heard * values[k].imag
        after[0], after[1], after[2] = before[0] + heard, before[1] + heard * place, before[2] + heard * place * place
        after[3], after[4] = before[3] + real, before[4] + imag
        after[5], after[6] = before[5] + real * place, before[6] + imag * place
    for at in range(size):
        low, high, place = sums[max(0, at - reach)], sums[min(size, at + reach + 1)], float(at)
        s0, s1, s2 = high[0] - low[0], high[1] - low[1], high[2] - low[2]
        real0, imag0, real1, imag1 = high[3] - low[3], high[4] - low[4], high[5] - low[5], high[6] - low[6]
        s2 += place * (place * s0 - 2 * s1)
        s1 -= place * s0
        real1 -= place * real0
        imag1 -= place * imag0
        under = s0 * s2 - s1 * s1
        if under > 1e-6 * s0 * s2 > 0:
            real, imag = (s2 * real0 - s1 * real1) / under, (s2 * imag0 - s1 * imag1) / under
            out[at] = complex(np.float32(real * share[at]), np.float32(imag * share[at]))
    return out


def _plain(values: Course, trust: Weights, share: Weights, reach: int) -> Course:
    """Return at each place a line through those up to ``reach`` off, by trust, in proportion to what is there."""
    place = np.arange(-reach, reach + 1, dtype=np.float64)

    def sums(of: NDArray[np.complex128], power: int) -> NDArray[np.complex128]:
        return np.asarray(np.convolve(np.pad(of, reach), place[::-1] ** power, "valid"), np.complex128)

    heard = trust.astype(np.complex128)
    s0, s1, s2 = (sums(heard, k).real for k in range(3))
    t0, t1 = (sums(heard * values, k) for k in range(2))
    under = s0 * s2 - s1 * s1
    known = (under > 1e-6 * s0 * s2) & (s0 * s2 > 0)
    out = np.zeros(len(values), np.complex64)
    out[known] = ((s2 * t0 - s1 * t1)[known] / under[known] * share[known]).astype(np.complex64)
    return out


smoothed = compiled(_loop, _plain)
