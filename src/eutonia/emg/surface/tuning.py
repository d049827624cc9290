"""What tells activity from rest in this very recording: a weight for each frequency.

The best quadratic statistic for Gaussian activity S in Gaussian noise N weighs power by S / (N (S + N)).
"""

from __future__ import annotations

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

_SIZE = 125  # samples of a short spectrum: 8 Hz apart
_FRAMES = _SIZE // PER_FRAME
_FEWEST = 12  # short spectra of activity, and of rest
_WINDOW = np.hanning(_SIZE).astype(np.float32)
_CENTRES = np.fft.rfftfreq(_SIZE, 1 / INNER_HZ)
_SOFTLY = np.array([1, 2, 3, 2, 1]) / 9  # short in frequency is long in time


def tuned_weight(
    cleaned: Cleaned, rate_hz: float, weight: NDArray[np.float32], path: Path, row: Samples32
) -> NDArray[np.float32] | None:
    """Return the weights under which activity stands out most, or None where there is too little of either.

    ``weight``: the first weights; ``row``: the segment at 1000 Hz under them, without the heart; ``path``: its course.
    """
    whole = min(len(row) // _SIZE, len(path) // _FRAMES)
    on, off, loud_ones, quiet_ones = throughout(path, whole)
    if loud_ones < _FEWEST or quiet_ones < _FEWEST:
        return None
    lines = fft.rfft(row[: whole * _SIZE].reshape(whole, _SIZE) * _WINDOW)
    loud, resting = powers_of(lines, on, off)
    half = resting.shape[1] // 2
    quiet = np.partition(resting, half, axis=1)[:, half] / np.log(2)
    gain = gains(loud, quiet, (_CENTRES >= 20) & (_CENTRES <= min(450, 0.45 * rate_hz)))
    return spread(weight, gain, rate_hz / cleaned.count / float(_CENTRES[1])) if len(gain) else None


def _throughout_loop(path: Path, whole: int) -> tuple[Flags, Flags, int, int]:
    on, off = np.zeros(whole, np.bool_), np.zeros(whole, np.bool_)
    for index in range(whole):
        active, resting = 0, 0
        for k in range(index * _FRAMES, (index + 1) * _FRAMES):
            active += int(path[k] > 0)
            resting += int(path[k] == 0)
        on[index], off[index] = active == _FRAMES, resting == _FRAMES
    return on, off, int(on.sum()), int(off.sum())


def _throughout_plain(path: Path, whole: int) -> tuple[Flags, Flags, int, int]:
    """Return which short spectra lie wholly in activity and which wholly in rest, and how many of each."""
    course = path[: whole * _FRAMES].reshape(whole, _FRAMES)
    on, off = (course > 0).all(axis=1), (course == 0).all(axis=1)
    return on, off, int(np.count_nonzero(on)), int(np.count_nonzero(off))


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


def _powers_loop(
    lines: Spectrum, on: NDArray[np.bool_], off: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    count = lines.shape[1]
    loud, resting = np.zeros(count), np.empty((count, int(off.sum())), np.float32)
    at = 0
    for row in range(len(lines)):
        for k in range(count if on[row] or off[row] else 0):
            line = lines[row, k]
            power = line.real * line.real + line.imag * line.imag
            if on[row]:
                loud[k] += power
            else:
                resting[k, at] = power
        at += int(off[row])
    return loud / max(int(on.sum()), 1), resting


def _powers_plain(
    lines: Spectrum, on: NDArray[np.bool_], off: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Return the mean power of each line where it is on, and its powers where it is off."""
    power = lines.real**2 + lines.imag**2
    return power[on].mean(axis=0, dtype=np.float64), np.ascontiguousarray(power[off].T)


def _loop(weight: NDArray[np.float32], gain: NDArray[np.float64], step: float) -> NDArray[np.float32]:
    out, last, first = np.empty(len(weight), np.float32), len(gain) - 1, 0
    for below in range(last):
        stop = min(int((below + 1) / step) + 1, len(weight))
        low, rise = gain[below] - below * (gain[below + 1] - gain[below]), gain[below + 1] - gain[below]
        for k in range(first, stop):
            out[k] = weight[k] * (low + k * step * rise)
        first = max(first, stop)
    for k in range(first, len(weight)):
        out[k] = weight[k] * gain[last]
    return out


def _plain(weight: NDArray[np.float32], gain: NDArray[np.float64], step: float) -> NDArray[np.float32]:
    out: NDArray[np.float32] = weight * np.interp(np.arange(len(weight)) * step, np.arange(len(gain)), gain)
    return out.astype(np.float32)


throughout = compiled(_throughout_loop, _throughout_plain)
gains = compiled(_gains_loop, _gains_plain)
powers_of = compiled(_powers_loop, _powers_plain)
spread = compiled(_loop, _plain)
