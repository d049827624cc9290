"""Mains in the spectrum of a segment followed in time and taken off.

To lower its lines is not enough: what stays of them, under the noise and activity of the whole segment, all lies where
the segment begins and ends, and there it looks like a burst. So the lines around each harmonic are turned back into its
course, size and phase some eight times a second. A straight line through what is near, the quiet counting most, is
mains; where a muscle is active, other frequencies are loud, too.

Where muscle is far louder than the rest of a segment, what it leaves in the lines is loud against that rest. There the
line is a short one, so that nothing need be lowered that noise, too, may be, and what is near in time is told apart
better: bands with soft edges are short in time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from eutonia.emg.mains import HIGHEST_HZ, LINE, Spectrum, strengths
from eutonia.emg.speed import compiled

type Courses = NDArray[np.complex64]  # (harmonics, places)
type Weights = NDArray[np.float32]

_HALF_HZ = 4.0  # on either side of a harmonic: beyond it the ends of mains leave nothing
_REACH_S = 4.0  # estimate; 2 to 8: over which size and phase change in a straight line
_NEAR_S = 1.5  # estimate; 1 to 2: the same beside muscle that is far above the rest
# Estimate; 8 to 30: the mean power beside mains over that of the quiet. Of even noise it is 1.5; at 10 dB bursts of a
# fifth to a half of the time make it 5 to 9, at 13 dB 15 to 18.
_UNEVEN = 15.0
_FLAT_HZ = 1.5  # on either side of a harmonic, within which a band with soft edges is whole
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


def follow(spectrum: Spectrum, step_hz: float, mains_hz: float, padded: Padded) -> bool:
    """Take mains and those harmonics that stand out off, in place, and return whether the noise is even in time.

    ``step_hz``: from line to line.
    """
    size = fft.next_fast_len(max(8, round(2 * _HALF_HZ / step_hz)))
    lines = np.arange(1.0, int(HIGHEST_HZ / mains_hz) + 1) * (mains_hz / step_hz)
    first = np.rint(lines).astype(np.int64) - size // 2
    within = (first >= 1) & (first + size <= len(spectrum))
    loud = np.flatnonzero(within & (strengths(spectrum, step_hz, step_hz * lines)[:, 0] >= LINE))
    if not len(loud):
        return True
    share = _taper(size, padded.pad / padded.size, (padded.count + 2 * padded.pad) / padded.size)
    if padded.missing is not None:
        share = share * _recorded(size, padded, padded.missing)
    beside = _beside(spectrum, round((mains_hz + _BESIDE_HZ) / step_hz), size)
    trust = _trust(beside, share)
    even = bool(trust.sum() <= _UNEVEN * np.count_nonzero(trust))
    near = [spectrum[one : one + size] for one in first[loud].tolist()]
    bands = np.stack(near)
    if not even:
        soft = _soft(size, step_hz)
        bands, trust = bands * soft, _trust(beside * soft, share)
    courses = fft.ifft(bands, axis=1, overwrite_x=True)
    turns = (lines - first)[loud] / size
    reach = max(2, round((_REACH_S if even else _NEAR_S) * step_hz * size))
    for one, taken in zip(near, fft.fft(smoothed(courses, turns, trust, share, reach), axis=1), strict=True):
        one -= taken
    return even


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


@lru_cache(maxsize=8)
def _soft(size: int, step_hz: float) -> Weights:
    """Return by how much each line of a band around a harmonic counts, if its edges are to be soft."""
    off = np.abs(np.arange(size) - size // 2) * step_hz
    found: Weights = (0.5 + 0.5 * np.cos(np.pi * np.clip((off - _FLAT_HZ) / (_HALF_HZ - _FLAT_HZ), 0, 1))).astype(
        np.float32
    )
    return found


def _beside(spectrum: Spectrum, first: int, size: int) -> Spectrum:
    """Return bands from a line on, none of them if they are not all there."""
    found: Spectrum = spectrum[first : first + _TIMES * size]
    return found.reshape(_TIMES, size) if len(found) == _TIMES * size else found[:0].reshape(0, size)


def _trust(beside: Spectrum, share: Weights) -> Weights:
    """Return how quiet each place is, by what lies beside mains; none where not all of it was recorded."""
    if not len(beside):
        whole: Weights = (share == 1).astype(np.float32)
        return whole
    return quiet(fft.ifft(beside, axis=1), share)


def _quiet_loop(beside: Courses, share: Weights) -> Weights:
    out, total = np.zeros(len(share), np.float32), 0.0
    for k in range(len(share)):
        for row in range(len(beside)):
            value = beside[row, k]
            out[k] += value.real * value.real + value.imag * value.imag
        total += out[k]
    level = np.float32(total / len(share))
    for k in range(len(share)):
        out[k] = level / (out[k] + np.float32(1e-6) * level + np.float32(1e-30)) if share[k] == 1 else np.float32(0)
    return out


def _quiet_plain(beside: Courses, share: Weights) -> Weights:
    """Return the mean power over that of each place."""
    power = (beside.real**2 + beside.imag**2).sum(axis=0)
    level = float(power.mean())
    found: Weights = np.where(share == 1, level / (power + 1e-6 * level + 1e-30), 0).astype(np.float32)
    return found


def _loop(courses: Courses, turns: NDArray[np.float64], trust: Weights, share: Weights, reach: int) -> Courses:
    count, size = courses.shape
    out = np.zeros((count, size), np.complex64)
    still, sums = np.empty(size, np.complex128), np.zeros((size + 1, 7))  # up to each place, so that each costs alike
    for row in range(count):
        step, turn = np.exp(-2j * np.pi * turns[row]), 1.0 + 0.0j
        for k in range(size):
            still[k] = turn
            turn *= step
        for k in range(size):
            place, heard, value = float(k), float(trust[k]), courses[row, k] * still[k]
            before, after = sums[k], sums[k + 1]
            real, imag = heard * value.real, heard * value.imag
            after[0], after[1], after[2] = (
                before[0] + heard,
                before[1] + heard * place,
                before[2] + heard * place * place,
            )
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
                line = complex((s2 * real0 - s1 * real1) / under, (s2 * imag0 - s1 * imag1) / under)
                out[row, at] = line * still[at].conjugate() * share[at]
    return out


def _plain(courses: Courses, turns: NDArray[np.float64], trust: Weights, share: Weights, reach: int) -> Courses:
    """Return at each place a line through those up to ``reach`` off, by trust, in proportion to what is there.

    ``turns``: how often the wave of each row turns from place to place; it is stopped before and set going again after.
    """
    still = np.exp(-2j * np.pi * turns[:, None] * np.arange(len(trust)))
    return np.stack([_lines(row, trust, reach) * share for row in courses * still]).astype(
        np.complex64
    ) * still.conj().astype(np.complex64)


def _lines(values: NDArray[np.complex128], trust: Weights, reach: int) -> NDArray[np.complex128]:
    place = np.arange(-reach, reach + 1, dtype=np.float64)

    def sums(of: NDArray[np.complex128], power: int) -> NDArray[np.complex128]:
        return np.asarray(np.convolve(np.pad(of, reach), place[::-1] ** power, "valid"), np.complex128)

    heard = trust.astype(np.complex128)
    s0, s1, s2 = (sums(heard, k).real for k in range(3))
    t0, t1 = (sums(heard * values, k) for k in range(2))
    under = s0 * s2 - s1 * s1
    known = (under > 1e-6 * s0 * s2) & (s0 * s2 > 0)
    out = np.zeros(len(values), np.complex128)
    out[known] = (s2 * t0 - s1 * t1)[known] / under[known]
    return out


quiet = compiled(_quiet_loop, _quiet_plain)
smoothed = compiled(_loop, _plain)
