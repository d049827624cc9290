"""Mains in a needle channel: where it is, and the signal without it, to its very ends.

In a spectrum mains can be lowered, but where a piece begins and ends some of it stays, and looks like a train of
potentials that repeat 50 times a second. So its course is followed in time and taken off: how large it is and in what
phase, from what lies nearby, the quiet counting most. How near is what foretells best (each tenth of a second from the
others): steady mains is taken from all, mains that wanders or swells from a second or two, and so that strong activity
is not taken for it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

type Row64 = NDArray[np.float64]
type Course = NDArray[np.complex128]

_LINE = 100.0  # times the spectrum around it
_BLOCK_S = 0.1
_PIECE = 20  # blocks
_REACHES = (10, 20, 60)  # blocks on either side, or all
_ALWAYS, _MOST = 3, 8  # harmonics that are taken off, and up to which those that stand out
_TIMES = 6  # each halves what is wrong where potentials fill half of the time
_ENOUGH = 0.02  # of the median size: less need not be asked for again
_STANDS_OUT = 7.0  # times the median size, some five times the noise
_SLOW_S, _BESIDE_S = 0.03, 0.015  # estimates: slower is no potential; how long it may take to fade
_LIKE_SIZE = 0.1  # of the power of the first: a higher harmonic as large is none of mains


def mains_line(spectrum: NDArray[np.complex128], hz: Row64) -> float | None:
    """Return the frequency of mains in a spectrum, or None where there is none or the piece is under two seconds.

    A discharge may repeat as regularly as mains. But it has many harmonics of like size, and mains has not.
    """
    if len(hz) < 2 or hz[1] > 0.5:
        return None
    found: dict[float, float] = {}  # at both a discharge of ten a second has lines
    for mains in (50.0, 60.0):
        height, level, own = _line(spectrum, hz, mains)
        higher = max(_line(spectrum, hz, own * k)[0] for k in range(_ALWAYS + 1, _MOST + 1))
        if height >= _LINE * level and higher <= _LIKE_SIZE * height:
            found[own] = height
    return max(found, key=lambda own: found[own]) if found else None


def harmonics(spectrum: NDArray[np.complex128], hz: Row64, mains_hz: float) -> list[int]:
    """Return which harmonics of mains to take off: the first three, and of the next five those that stand out."""
    found = list(range(1, _ALWAYS + 1))
    for k in range(_ALWAYS + 1, _MOST + 1):
        height, level, _ = _line(spectrum, hz, k * mains_hz)
        found += [k] if height >= _LINE * level else []
    return found


def _line(spectrum: NDArray[np.complex128], hz: Row64, at: float) -> tuple[float, float, float]:
    """Return the highest power within 0.6 Hz, the median power around, and where that highest is."""
    step = float(hz[1])

    def part(low: float, high: float) -> NDArray[np.float64]:
        piece = spectrum[max(round((at + low) / step), 0) : max(round((at + high) / step) + 1, 0)]
        power: NDArray[np.float64] = piece.real**2 + piece.imag**2
        return power

    near, around = part(-0.6, 0.6), np.concatenate([part(-8, -1.5), part(1.5, 8)])
    if not len(near) or not len(around):
        return 0.0, 1.0, at
    peak = int(np.argmax(near))
    return float(near[peak]), float(np.median(around)) + 1e-30, (max(round((at - 0.6) / step), 0) + peak) * step


def without_hum(row: Row64, rate_hz: float, mains_hz: float, which: list[int]) -> Row64:
    """Return samples without mains of about this frequency and its harmonics ``which``.

    A discharge may have a harmonic of its own there. But that is made by its potentials, and mains is between them,
    too: so once these are known, mains is what goes on from one pause to the next.
    """
    left = _without(row, rate_hz, mains_hz, which)
    if not len(row):
        return left
    active, usual = _active(left, rate_hz)
    for _ in range(_TIMES if 0 < np.count_nonzero(active) < len(row) else 0):
        paused = np.where(active, row - left, row)
        before, left = left, row - paused + _without(paused, rate_hz, mains_hz, which)
        if float(np.std(left - before)) < _ENOUGH * usual:
            break
    return left


def _active(row: Row64, rate_hz: float) -> tuple[NDArray[np.bool_], float]:
    """Flag what stands out of the noise, and a little before and after it; also return the median size."""
    quick = np.abs(row - ndimage.uniform_filter1d(row, max(1, round(_SLOW_S * rate_hz))))
    usual = float(np.median(quick))
    out = (quick > _STANDS_OUT * usual).astype(np.int8)
    return ndimage.maximum_filter1d(out, 1 + 2 * round(_BESIDE_S * rate_hz)) > 0, usual


def _without(row: Row64, rate_hz: float, mains_hz: float, which: list[int]) -> Row64:
    size = max(4, round(_BLOCK_S * rate_hz))
    count = len(row) // size
    if count < 3:
        return row
    blocks = row[: count * size].reshape(count, size)
    trust = 1 / (np.mean(np.diff(blocks, axis=1) ** 2, axis=1) + 1e-12)
    left, first = row.copy(), np.ones(count, np.complex128)
    for harmonic in which:  # the first one comes first
        hz = harmonic * mains_hz
        size_of = _sizes(blocks, hz / rate_hz)
        if harmonic == 1:
            course = first = _followed(size_of, trust)
        else:
            course = _of_one_form(size_of, trust, first * (first / np.maximum(np.abs(first), 1e-12)) ** (harmonic - 1))
        _take_off(left, course, size, hz / rate_hz)
    return left


def _sizes(blocks: Row64, turns: float) -> Course:
    """Return size and phase, block by block, of a wave that turns so often a sample."""
    count, size = blocks.shape
    window = np.hanning(size + 2)[1:-1]
    turning = np.exp(-2j * np.pi * turns * np.arange(size)) * (window / window.sum())
    found: Course = (blocks @ turning) * np.exp(-2j * np.pi * turns * size * np.arange(count))
    return found


def _take_off(row: Row64, course: Course, size: int, turns: float) -> None:
    """Take a wave of this course off, in place, piece by piece: a minute at once would need much memory."""
    centres = (np.arange(len(course)) + 0.5) * size
    turning = np.exp(2j * np.pi * turns * np.arange(_PIECE * size))
    for start in range(0, len(row), len(turning)):
        piece = row[start : start + len(turning)]
        places = start + np.arange(len(piece))
        real, imaginary = (np.interp(places, centres, part) for part in (course.real, course.imag))
        wave = turning[: len(piece)] * np.exp(2j * np.pi * turns * start)
        piece -= 2 * (real * wave.real - imaginary * wave.imag)


def _of_one_form(values: Course, trust: Row64, like: Course) -> Course:
    """Return the course of a harmonic: that of the first in size and phase, for mains keeps its form."""
    share = np.sum(trust * values * like.conj()) / max(float(np.sum(trust * np.abs(like) ** 2)), 1e-30)
    course: Course = share * like
    return course


def _followed(size_of: Course, trust: Row64) -> Course:
    """Return sizes and phases, block by block, as a straight line through those nearby, weighted, once they turn alike.

    How fast they turn from block to block is how far the true frequency is from the supposed one.
    """
    pairs = size_of[1:] * size_of[:-1].conj() * np.minimum(trust[1:], trust[:-1])
    turning: Course = np.exp(1j * np.angle(pairs.sum()) * np.arange(len(size_of)))
    steady = size_of * turning.conj()
    tried = [_smooth(steady, trust, reach) for reach in (*(r for r in _REACHES if r < len(steady)), len(steady))]
    noise = min(one.off for one in tried) / len(steady)
    return min(tried, key=lambda one: one.off / float(trust.sum()) + noise * one.unsure).course * turning


class _Smooth(NamedTuple):
    """A course; how far each value is from what the others say (squared, by trust); the mean variance of the course."""

    course: Course
    off: float
    unsure: float


def _smooth(values: Course, trust: Row64, reach: int) -> _Smooth:
    """Return at each value a line through those up to ``reach`` off."""
    place = np.arange(-reach, reach + 1, dtype=np.float64)

    def sums(of: Course | Row64, power: int) -> Course:
        found: Course = np.convolve(np.pad(of, reach), place[::-1] ** power, "valid")
        return found

    s0, s1, s2 = (sums(trust, k).real for k in range(3))
    t0, t1 = (sums(trust * values, k) for k in range(2))
    under = s0 * s2 - s1 * s1
    course: Course = (s2 * t0 - s1 * t1) / under
    others = (values - course) / np.maximum(1 - trust * s2 / under, 1e-6)
    return _Smooth(course, float(np.sum(trust * np.abs(others) ** 2)), float(np.mean(s2 / under)))
