"""What is done to a segment before its transform: levelled, scaled, and carried on past its ends."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.speed import compiled

type Samples32 = NDArray[np.float32]
type Waves = NDArray[np.float32]  # (waves, samples)

_SIGN, _INFINITE = 0x7FFFFFFF, 0x7F800000
_LEAST, _MOST = -126, 126  # powers of two that single precision has


def _all_loop(samples: Samples32) -> bool:
    bits, peak = samples.view(np.int32), np.int32(0)
    for k in range(len(samples)):
        peak = max(peak, bits[k] & np.int32(_SIGN))  # without the sign, the bits of numbers are in their own order
    return bool(peak < _INFINITE)


def _all_plain(samples: Samples32) -> bool:
    """Return whether all samples are numbers."""
    return bool(np.isfinite(samples).all())


def _levelled_loop(samples: Samples32, before: int, size: int) -> tuple[Samples32, float, bool]:
    out, bits = np.zeros(size, np.float32), samples.view(np.int32)
    peak, total = np.int32(0), 0.0
    for k in range(len(samples)):
        total += samples[k]
        peak = max(peak, bits[k] & np.int32(_SIGN))  # without the sign, the bits of numbers are in their own order
    if peak >= _INFINITE:
        return out, 1.0, False
    largest = np.array([np.int32(peak)]).view(np.float32)[0]
    exponent = math.frexp(float(largest))[1] - 1 if largest > 0 else 0
    scale = 2.0 ** min(max(-exponent - 2, _LEAST), _MOST)
    mean, by, into = np.float32(total / len(samples)), np.float32(scale), out[before : before + len(samples)]
    for k in range(len(samples)):
        into[k] = (samples[k] - mean) * by
    return out, scale, True


def _levelled_plain(samples: Samples32, before: int, size: int) -> tuple[Samples32, float, bool]:
    """Return the samples without their mean between zeros, the power of two they were multiplied with, and whether.

    That power brings them near 1 and rounds nothing. Where not all samples are numbers, nothing is done.
    """
    out = np.zeros(size, np.float32)
    if not np.isfinite(samples).all():
        return out, 1.0, False
    peak = float(np.abs(samples).max())
    exponent = math.frexp(peak)[1] - 1 if peak > 0 else 0
    scale = 2.0 ** min(max(-exponent - 2, _LEAST), _MOST)
    mean = np.float32(np.mean(samples, dtype=np.float64))
    out[before : before + len(samples)] = (samples - mean) * np.float32(scale)
    return out, scale, True


def _on_loop(padded: Samples32, pad: int, count: int, waves: Waves, fit: Waves, fade: Samples32) -> None:
    last, course = np.empty(pad + 1, np.float32), np.empty(2 * pad + 1, np.float32)
    for end in range(2):
        begin, step = (count - 1, 1) if end else (2 * pad, -1)  # the end itself comes last
        for k in range(pad + 1):
            last[k] = padded[begin + step * k]
        course[:] = 0
        for wave in range(len(waves)):
            size, row, shape = np.float32(0), fit[wave], waves[wave]
            for k in range(pad + 1):
                size += row[k] * last[k]
            for k in range(2 * pad + 1):
                course[k] += size * shape[k]
        edge = last[pad] - course[pad]
        for k in range(pad):
            turned = 2 * edge - (last[pad - 1 - k] - course[pad - 1 - k])
            padded[begin + step * (pad + 1 + k)] = (turned + course[pad + 1 + k]) * fade[k]


def _on_plain(padded: Samples32, pad: int, count: int, waves: Waves, fit: Waves, fade: Samples32) -> None:
    """Fill the pads: how the samples may go on past their ends, fading out.

    Turned about the end, but mains keeps its phase. Without this the end would be a jolt, which looks like a burst.
    """
    for row in (padded[pad + count - 1 :: -1], padded[pad:]):
        last = row[count - 1 - pad : count].astype(np.float64)
        course = np.einsum("wt,w->t", waves, np.einsum("wt,t->w", fit, last))
        last = last - course[: pad + 1]
        row[count : count + pad] = (2 * last[-1] - last[-2::-1] + course[pad + 1 :]) * fade


all_numbers = compiled(_all_loop, _all_plain)
levelled = compiled(_levelled_loop, _levelled_plain)
go_on = compiled(_on_loop, _on_plain)
