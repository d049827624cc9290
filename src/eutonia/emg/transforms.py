"""Transforms of long rows of real samples, by one complex transform of half the length.

The even samples are taken as real parts and the odd ones as imaginary parts; what the transform of these gives is then
parted. The work beside the transform is small, and goes only as far as the lines that are wanted.
Source: Sorensen and others 1987, Real-valued fast Fourier transform algorithms, IEEE Trans ASSP 35:849.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from eutonia.emg.speed import compiled

type Lines = NDArray[np.complex64]
type Row = NDArray[np.float32]

_HALF = np.float32(0.5)


def lines_of(row: Row, most: int) -> Lines:
    """Return the first lines, at most so many, of the transform of a row, which is overwritten."""
    size = len(row)
    count = min(most, size // 2 + 1)
    if size % 2 or not size:
        lines: Lines = fft.rfft(row)[:count] if size else np.empty(0, np.complex64)
        return lines
    return parted(fft.fft(row.view(np.complex64), overwrite_x=True), _turns(size, count))


def row_of(lines: Lines, weight: Row, factor: float, size: int) -> Row:
    """Return the row of ``size`` samples whose first lines are these under their weights; the others are none."""
    if size % 2 or size < 4:
        row: Row = fft.irfft(lines[: len(weight)] * (weight * np.float32(factor)), size)
        return row
    joint = joined(lines, weight, factor, _turns(size, size // 4 + 1), size // 2)
    even_and_odd: Row = fft.ifft(joint, overwrite_x=True).view(np.float32)
    return even_and_odd


@lru_cache(maxsize=8)
def _turns(size: int, count: int) -> Lines:
    found: Lines = np.exp(-2j * np.pi * np.arange(count) / size).astype(np.complex64)
    return found


def _parted_loop(joint: Lines, turns: Lines) -> Lines:
    size, out = len(joint), np.empty(len(turns), np.complex64)
    for k in range(1, min(len(turns), size)):
        one, other, turn = joint[k], joint[size - k], turns[k]
        even, odd = (one.real + other.real) * _HALF, (one.imag - other.imag) * _HALF
        real, imag = (one.imag + other.imag) * _HALF, (other.real - one.real) * _HALF
        out[k] = complex(even + real * turn.real - imag * turn.imag, odd + real * turn.imag + imag * turn.real)
    first = joint[0]
    if len(turns) > size:
        out[size] = first.real - first.imag
    if len(turns) > 0:
        out[0] = first.real + first.imag
    return out


def _parted_plain(joint: Lines, turns: Lines) -> Lines:
    """Return the lines of a row from the transform of its even samples (real) and odd samples (imaginary)."""
    places = np.arange(len(turns))
    one, other = joint[places % len(joint)], np.conj(joint[-places % len(joint)])
    found: Lines = (((one + other) - 1j * turns * (one - other)) / 2).astype(np.complex64)
    return found


def _joined_loop(lines: Lines, weight: Row, factor: float, turns: Lines, size: int) -> Lines:
    out, by, count = np.zeros(size + 1, np.complex64), np.float32(0.5 * factor), len(weight)
    for k in range(count):
        out[k] = lines[k] * (weight[k] * by)
    first, last = out[0].real, out[size].real  # neither the mean nor the last line has an imaginary part
    out[0] = complex(first + last, first - last)
    for k in range(1, size // 2 + 1):
        one, other, turn = out[k], out[size - k], turns[k]
        even, odd, real, imag = (
            one.real + other.real,
            one.imag - other.imag,
            one.real - other.real,
            one.imag + other.imag,
        )
        up, across = real * turn.real + imag * turn.imag, imag * turn.real - real * turn.imag
        out[k] = complex(even - across, odd + up)
        out[size - k] = complex(even + across, up - odd)
    return out[:size]


def _joined_plain(lines: Lines, weight: Row, factor: float, turns: Lines, size: int) -> Lines:
    """Return what the inverse complex transform turns into the even samples (real) and the odd ones (imaginary)."""
    whole = np.zeros(size + 1, np.complex64)
    whole[: len(weight)] = lines[: len(weight)] * (weight * np.float32(factor))
    whole[0], whole[size] = whole[0].real, whole[size].real
    back = np.conj(whole[:0:-1])
    along = np.concatenate([turns, -np.conj(turns[(size - 1) // 2 : 0 : -1])])
    found: Lines = (((whole[:-1] + back) + 1j * np.conj(along) * (whole[:-1] - back)) / 2).astype(np.complex64)
    return found


parted = compiled(_parted_loop, _parted_plain)
joined = compiled(_joined_loop, _joined_plain)
