"""What tells activity from rest in this very recording: a weight for each frequency.

The best quadratic statistic for Gaussian activity S in Gaussian noise N weighs power by S / (N (S + N)).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from eutonia.emg.mains import Spectrum
from eutonia.emg.paddings import Samples32
from eutonia.emg.spectra import INNER_HZ, Cleaned
from eutonia.emg.speed import compiled
from eutonia.emg.surface.frames import PER_FRAME
from eutonia.emg.surface.paths import Path

type Flags = NDArray[np.bool_]
type Row = NDArray[np.float64]
type Pieces = NDArray[np.float32]  # (pieces, samples)

_SIZE = 125  # samples of a short spectrum: 8 Hz apart
_FRAMES = _SIZE // PER_FRAME
_FEWEST = 12  # short spectra of activity, and of rest
_WINDOW: Samples32 = np.hanning(_SIZE).astype(np.float32)
_CENTRES = np.fft.rfftfreq(_SIZE, 1 / INNER_HZ)
_SOFTLY = np.array([1, 2, 3, 2, 1]) / 9  # short in frequency is long in time


def tuned_weight(
    cleaned: Cleaned, rate_hz: float, weight: NDArray[np.float32], path: Path, row: Samples32
) -> NDArray[np.float32] | None:
    """Return the weights under which activity stands out most, or None where there is too little of either.

    ``weight``: the first weights; ``row``: the segment at 1000 Hz under them, without the heart; ``path``: its course.
    """
    pieces, active = short_pieces(row, path, _WINDOW)
    if active < _FEWEST or len(pieces) - active < _FEWEST:
        return None
    loud, resting = powers_of(fft.rfft(pieces), active)
    half = resting.shape[1] // 2
    resting.partition(half, axis=1)
    gain = gains(loud, resting[:, half] / np.log(2), _inside(rate_hz))
    return spread(weight, gain, rate_hz / cleaned.count / float(_CENTRES[1])) if len(gain) else None


@lru_cache(maxsize=8)
def _inside(rate_hz: float) -> Flags:
    """Return which lines lie in the band."""
    return (_CENTRES >= 20) & (_CENTRES <= min(450, 0.45 * rate_hz))


def _pieces_loop(row: Samples32, path: Path, window: Samples32) -> tuple[Pieces, int]:
    whole, size = min(len(row) // _SIZE, len(path) // _FRAMES), np.zeros(2, np.int64)
    kinds = np.empty(whole, np.int8)
    for index in range(whole):
        active, kinds[index] = 0, -1
        for k in range(index * _FRAMES, (index + 1) * _FRAMES):
            active += int(path[k] > 0) - int(path[k] < 0) * _FRAMES
        if active == _FRAMES or active == 0:
            kinds[index] = int(active == 0)
            size[kinds[index]] += 1
    out, at = np.empty((size[0] + size[1], _SIZE), np.float32), np.array([0, size[0]])
    for index in range(whole):
        if kinds[index] >= 0:
            into, piece = out[at[kinds[index]]], row[index * _SIZE : (index + 1) * _SIZE]
            at[kinds[index]] += 1
            for k in range(_SIZE):
                into[k] = piece[k] * window[k]
    return out, int(size[0])


def _pieces_plain(row: Samples32, path: Path, window: Samples32) -> tuple[Pieces, int]:
    """Return the pieces under a window that lie wholly in activity, then those in rest; how many the first are."""
    whole = min(len(row) // _SIZE, len(path) // _FRAMES)
    course = path[: whole * _FRAMES].reshape(whole, _FRAMES)
    pieces = row[: whole * _SIZE].reshape(whole, _SIZE)
    active = pieces[(course > 0).all(axis=1)]
    return np.concatenate([active, pieces[(course == 0).all(axis=1)]]) * window, len(active)


def _gains_loop(loud: Row, quiet: Row, inside: Flags) -> Row:
    count, least = len(loud), 0.3 * np.median(quiet[inside])
    best, gain, most = np.zeros(count), np.zeros(count), 0.0
    for k in range(count):
        noise = max(quiet[k], least)
        if inside[k] and loud[k] > noise > 0:
            best[k] = (loud[k] - noise) / (noise * loud[k])
    half = len(_SOFTLY) // 2
    for k in range(count):
        for j in range(max(0, k - half), min(count, k + half + 1)):
            gain[k] += best[j] * _SOFTLY[j - k + half]
        most = max(most, gain[k] if inside[k] else 0.0)
    return np.sqrt(gain / most) if most > 0 else gain[:0]


def _gains_plain(loud: Row, quiet: Row, inside: Flags) -> Row:
    """Return the gain of each line, from its powers in activity and at rest; none where nothing stands out.

    Outside the band of the recorder there is no noise and nothing else; to divide by it would weigh nothing heaviest.
    """
    noise = np.maximum(quiet, 0.3 * float(np.median(quiet[inside])))
    with np.errstate(divide="ignore", invalid="ignore"):
        best = np.nan_to_num(np.maximum(loud - noise, 0) / (noise * np.maximum(loud, noise)), posinf=0)
    best = np.convolve(best * inside, _SOFTLY, "same")
    gain: Row = np.sqrt(best / best[inside].max()) if best[inside].any() else best[:0]
    return gain


def _powers_loop(lines: Spectrum, active: int) -> tuple[Row, NDArray[np.float32]]:
    count = lines.shape[1]
    loud, resting = np.zeros(count), np.empty((count, len(lines) - active), np.float32)
    for row in range(len(lines)):
        for k in range(count):
            line = lines[row, k]
            power = line.real * line.real + line.imag * line.imag
            if row < active:
                loud[k] += power
            else:
                resting[k, row - active] = power
    return loud / max(active, 1), resting


def _powers_plain(lines: Spectrum, active: int) -> tuple[Row, NDArray[np.float32]]:
    """Return the mean power of each line in the first rows, which are active, and its powers in the others."""
    power = lines.real**2 + lines.imag**2
    return power[:active].mean(axis=0, dtype=np.float64), np.ascontiguousarray(power[active:].T)


def _loop(weight: NDArray[np.float32], gain: Row, step: float) -> NDArray[np.float32]:
    out, last, first = np.empty(len(weight), np.float32), len(gain) - 1, 0
    for below in range(last + 1):
        stop = min(int((below + 1) / step) + 1, len(weight)) if below < last else len(weight)
        rise = gain[below + 1] - gain[below] if below < last else 0.0
        low, slope = np.float32(gain[below] + (first * step - below) * rise), np.float32(step * rise)
        here, given = out[first:stop], weight[first:stop]
        for k in range(len(here)):
            here[k] = given[k] * (low + np.float32(k) * slope)
        first = max(first, stop)
    return out


def _plain(weight: NDArray[np.float32], gain: Row, step: float) -> NDArray[np.float32]:
    out: NDArray[np.float32] = weight * np.interp(np.arange(len(weight)) * step, np.arange(len(gain)), gain)
    return out.astype(np.float32)


short_pieces = compiled(_pieces_loop, _pieces_plain)
gains = compiled(_gains_loop, _gains_plain)
powers_of = compiled(_powers_loop, _powers_plain)
spread = compiled(_loop, _plain)
