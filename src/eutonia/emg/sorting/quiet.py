"""Where a needle channel holds noise only, and whether what is taken for noise is as steady as noise is.

How much the power of 10 ms of noise changes by chance depends on its colour: white noise has many independent parts in
so short a stretch, noise that falls towards high frequencies (a drifting electrode, far muscle) has few.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import fft
from scipy.special import gammaincinv

type Row = NDArray[np.floating]
type Powers = NDArray[np.float64]
type Flags = NDArray[np.bool_]

_WINDOW_S = 0.01
_ONE_IN_FIFTY = 0.02
_LOUD = 1.5  # times the usual power of noise
# times the chance: the colour is that of the quiet stretches, which have less of what is slow, so that of 14 simulated
# noises up to 1.8 times as many were loud (estimate, 2 to 3)
_MORE = 2.5
_DRAWS = (np.arange(500) + 0.5) / 500  # evenly spread chances
# where motor units have most of their power once it is high-passed, and where they have next to none
_MUSCLE_HZ, _BEYOND_HZ = (300.0, 800.0), (1500.0, 2300.0)


def quiet_windows(row: Row, rate_hz: float, missing: Flags | None = None) -> Flags:
    """Flag the stretches of 10 ms that hold noise only, or the quietest where there is activity throughout.

    A stretch with a ``missing`` sample is never one: made-up samples have no noise, and all else would stand out.
    """
    powers = powers_of(row, rate_hz)
    there = _there(len(powers), rate_hz, missing)
    if there.sum() < 3:
        return there
    return there & (powers <= _LOUD * _level(powers[there]))


def powers_of(row: Row, rate_hz: float) -> Powers:
    """Return the mean square of each stretch of 10 ms."""
    powers: Powers = np.mean(np.asarray(_stretches(row, rate_hz), np.float64) ** 2, axis=1)
    return powers


def restlessness(row: Row, rate_hz: float, missing: Flags | None = None) -> tuple[float, float]:
    """Return the share of stretches with more power than noise has, and the power of the quietest over the usual one.

    Noise of one colour is steady at least once its low frequencies no longer drown the rest, as in the differences of
    neighbouring samples; there it is looked at as well. But where more stretches are loud than chance makes of noise of
    its colour, or the quietest are quieter, it comes and pauses as activity does, and that is what is said.
    """
    seen, chance = _restlessness(row, rate_hz, missing), _by_chance(row, rate_hz, missing)
    steeper = _restlessness(np.diff(row, append=row[-1:]), rate_hz, missing)
    if seen[1] < chance[1] or seen[0] > _MORE * chance[0] + steeper[0]:
        return seen
    return min(seen[0], steeper[0]), max(seen[1], steeper[1])


def fall_db(row: Row, rate_hz: float, missing: Flags | None = None) -> float:
    """Return how far the power of what is taken for noise falls from 300 to 800 Hz to 1500 to 2300 Hz.

    Infinite where too few samples a second were taken to see it, or nothing is quiet: then it may be anything.
    """
    stretches = _stretches(row, rate_hz)[quiet_windows(row, rate_hz, missing)]
    if rate_hz < 2 * _BEYOND_HZ[1] or not len(stretches):
        return np.inf
    size = stretches.shape[1]
    powers = np.mean(np.abs(fft.rfft(stretches * np.hanning(size), axis=1)) ** 2, axis=0)
    hz = fft.rfftfreq(size, 1 / rate_hz)
    muscle, beyond = (float(np.mean(powers[(hz >= low) & (hz <= high)])) for low, high in (_MUSCLE_HZ, _BEYOND_HZ))
    return 10 * float(np.log10(muscle / beyond)) if beyond > 0 and muscle > 0 else np.inf


def _restlessness(row: Row, rate_hz: float, missing: Flags | None) -> tuple[float, float]:
    powers, quiet = powers_of(row, rate_hz), quiet_windows(row, rate_hz, missing)
    there = int(_there(len(quiet), rate_hz, missing).sum())
    return 1 - int(quiet.sum()) / there if there else 0.0, _lowest(powers[quiet])


def _lowest(quiet: Powers) -> float:
    """Return the power of the quietest stretches (one in fifty) over the median of the quiet ones."""
    usual = float(np.median(quiet)) if len(quiet) else 0.0
    return float(np.quantile(quiet, _ONE_IN_FIFTY)) / usual if usual > 0 else 1.0


def _by_chance(row: Row, rate_hz: float, missing: Flags | None) -> tuple[float, float]:
    """Return what `_restlessness` is of Gaussian noise with the autocorrelation of the quiet stretches.

    The mean square of N samples of it has a variance of 2/N² times the sum of the squared autocorrelation over all
    pairs of samples, as a share of its squared mean; it is spread as a gamma distribution of that variance.
    """
    stretches = _stretches(row, rate_hz)[quiet_windows(row, rate_hz, missing)]
    size = stretches.shape[1]
    spectrum = fft.rfft(np.asarray(stretches, np.float64), 2 * size, axis=1)
    course = fft.irfft((spectrum.real**2 + spectrum.imag**2).sum(axis=0), 2 * size)[:size]
    if len(stretches) < 3 or course[0] <= 0:
        return 0.0, 0.0
    pairs = np.arange(size, 0, -1)
    alike = course / course[0] * size / pairs
    variance = 2 / size**2 * float(size + 2 * np.sum(pairs[1:] * alike[1:] ** 2))
    powers: Powers = np.asarray(gammaincinv(1 / variance, _DRAWS), np.float64)
    quiet = powers <= _LOUD * _level(powers)
    return 1 - float(np.mean(quiet)), _lowest(powers[quiet])


def _level(powers: Powers) -> float:
    """Return the usual power of the quiet stretches among these."""
    level = float(np.sort(powers)[int(0.1 * len(powers))]) / 0.7
    for _ in range(4):
        quiet = powers[powers < _LOUD * level]
        level = float(np.median(quiet)) if len(quiet) else level
    return level


def _there(count: int, rate_hz: float, missing: Flags | None) -> Flags:
    """Flag the stretches of 10 ms without a missing sample."""
    if missing is None:
        return np.ones(count, np.bool_)
    size = _window(rate_hz)
    return np.asarray(~missing[: count * size].reshape(count, size).any(axis=1), np.bool_)


def _stretches(row: Row, rate_hz: float) -> Row:
    size = _window(rate_hz)
    whole = len(row) // size
    return row[: whole * size].reshape(whole, size)


def _window(rate_hz: float) -> int:
    return max(4, round(_WINDOW_S * rate_hz))
