"""What fires in a simulated needle recording: shapes and times drawn from the whole of each published range."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.simulated import shapes
from eutonia.emg.simulated.shapes import Shape

type Times = NDArray[np.float64]
type Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class SimulatedSource:
    """One unit or fibre: its shape, when it fired (the time of its peak, in seconds), and how large each time."""

    shape: Shape
    times_s: Times
    gains: Times = field(default_factory=lambda: np.ones(0))

    def each_gain(self) -> Times:
        """Return one gain per firing; 1 where none was given."""
        return self.gains if len(self.gains) else np.ones(len(self.times_s))


def between(rng: Rng, low: float, high: float) -> float:
    """Draw evenly on a logarithmic scale."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def any_motor_unit(rng: Rng, low_uv: float = 100, high_uv: float = 3000) -> Shape:
    """Return a motor unit potential of 5 to 15 ms, by one of two models."""
    height = between(rng, low_uv, high_uv)
    if rng.random() < 0.5:
        return shapes.motor_unit(rng, rng.uniform(0.005, 0.015), height, int(rng.integers(2, 6)))
    return shapes.sum_of_fibres(rng, int(rng.integers(4, 15)), rng.uniform(0.0006, 0.0015), height)


def any_fibre(rng: Rng, low_uv: float = 30, high_uv: float = 300) -> Shape:
    """Return a fibrillation potential of 1 to 5 ms."""
    return shapes.fibrillation(rng, rng.uniform(0.001, 0.005), between(rng, low_uv, high_uv))


def regular(rng: Rng, start: float, stop: float, rate: Callable[[float], float], variation: float) -> Times:
    """Return firings whose intervals follow the rate and vary by that coefficient, none below a third of its mean."""
    times, now = [], start
    while now < stop:
        times.append(now)
        now += max(rng.normal(1, variation), 0.33) / rate(now)
    return np.array(times)


def steady(rate: float) -> Callable[[float], float]:
    """Return a rate that never changes."""
    return lambda _: rate


def kept(times: Times, rng: Rng, gap_s: float) -> Times:
    """Return the times without those that follow another sooner than a nerve can fire."""
    kept: list[float] = []
    for one in np.sort(times).tolist():
        if not kept or one - kept[-1] >= gap_s:
            kept.append(one)
    return np.array(kept)


def runs_within(rng: Rng, seconds: float, count: int, low_s: float, high_s: float) -> list[tuple[float, float]]:
    """Return stretches without overlap, at least 0.4 s from each other and from both ends where there is room."""
    room = seconds / count
    found = []
    for index in range(count):
        length = min(between(rng, low_s, high_s), max(room - 0.8, 0.3 * room))
        start = index * room + rng.uniform(0.2, 1) * (room - length) * 0.5
        found.append((start, start + length))
    return found
