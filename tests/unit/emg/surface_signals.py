"""Muscle over seconds as tests draw it: noise, and activity whose size is a function of time."""

from collections.abc import Callable

import numpy as np

from eutonia import emg
from eutonia.emg import simulate

RATE = 1000


def muscle(seconds: float, seed: int, envelope: Callable[[np.ndarray], np.ndarray], noise: float = 5.0) -> np.ndarray:
    """Return noise and muscle activity whose size (in multiples of the noise) is a function of time."""
    rng = np.random.default_rng(seed)
    count = round(seconds * RATE)
    clock = np.arange(count) / RATE
    rest = simulate.shaped_noise(rng, count, RATE, flat=True)
    return noise * (rest + envelope(clock) * simulate.shaped_noise(rng, count, RATE, flat=False))


def recorded(*rows: np.ndarray, unit: str = "uV") -> emg.Recording:
    return emg.Recording(list(rows), RATE, unit)


def on(start: float, stop: float, size: float = 20.0) -> Callable[[np.ndarray], np.ndarray]:
    return lambda t: size * ((t >= start) & (t < stop))


def beats(start: float, count: int, rate: float, length: float = 0.07) -> Callable[[np.ndarray], np.ndarray]:
    return lambda t: sum(on(start + k / rate, start + k / rate + length)(t) for k in range(count))
