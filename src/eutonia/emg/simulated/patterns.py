"""The patterns of spontaneous and voluntary discharge, each written from its published definition.

Ranges in docs/evidence/needle-emg.md; made apart from the detector and without a look at it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from eutonia.emg.simulated import shapes
from eutonia.emg.simulated.shapes import Shape
from eutonia.emg.simulated.sources import (
    Rng,
    SimulatedSource,
    any_fibre,
    any_motor_unit,
    between,
    kept,
    regular,
    runs_within,
    steady,
)


def fasciculation(rng: Rng, seconds: float) -> list[SimulatedSource]:
    """Single motor units at random moments, 0.1 to 10 a second in all, from several units."""
    total = between(rng, 0.2, 8)
    shares = rng.dirichlet(np.ones(int(rng.integers(1, 6))))
    found = []
    for share in shares:
        count = max(int(rng.poisson(total * share * seconds)), 1)
        times = kept(rng.uniform(0.05, seconds - 0.05, count), rng, 0.02)
        found.append(SimulatedSource(any_motor_unit(rng), times, rng.normal(1, 0.05, len(times))))
    return found


def _fibre_trains(rng: Rng, seconds: float, draw: Callable[[], Shape]) -> list[SimulatedSource]:
    found = []
    for _ in range(int(rng.integers(1, 4))):
        base, slowing = between(rng, 0.7, 15 if rng.random() < 0.8 else 28), rng.uniform(0, 0.4)
        start = rng.uniform(0, 0.2) * seconds
        stop = seconds if rng.random() < 0.7 else rng.uniform(0.6, 1) * seconds

        def rate(now: float, base: float = base, slowing: float = slowing) -> float:
            return base * (1 - slowing * now / seconds)

        found.append(SimulatedSource(draw(), regular(rng, start, stop, rate, rng.uniform(0.005, 0.09))))
    return found


def fibrillation(rng: Rng, seconds: float) -> list[SimulatedSource]:
    """Fibres at 0.5 to 15 (at times 30) a second, very regular, steady or slowing down."""
    return _fibre_trains(rng, seconds, lambda: any_fibre(rng))


def positive_sharp_wave(rng: Rng, seconds: float) -> list[SimulatedSource]:
    """As fibrillation, but positive and sharp, then long and low."""
    return _fibre_trains(
        rng, seconds, lambda: shapes.positive_wave(rng, rng.uniform(0.010, 0.030), between(rng, 40, 600))
    )


def myotonic(rng: Rng, seconds: float) -> list[SimulatedSource]:
    """Runs of one fibre at 20 to 80 (at times 150) a second, rate and size waxing and waning."""
    found = []
    for start, stop in runs_within(rng, seconds, int(rng.integers(1, 4)), 1.2, 8):
        height = between(rng, 60, 800)
        shape = any_fibre(rng, height, height)
        if rng.random() < 0.3:
            shape = shapes.positive_wave(rng, rng.uniform(0.006, 0.012), height)
        low, high = sorted((between(rng, 22, 45), between(rng, 50, 80 if rng.random() < 0.8 else 140)))
        middle, falls = rng.uniform(0.15, 0.5), rng.random() < 0.5

        def course(now: float, start: float = start, stop: float = stop, middle: float = middle) -> float:
            place = (now - start) / (stop - start)
            half = place / middle if place < middle else (1 - place) / (1 - middle)
            return float(np.sin(0.5 * np.pi * min(max(half, 0), 1)))

        def rate(now: float, low: float = low, high: float = high, course: Callable[[float], float] = course) -> float:
            return low + (high - low) * course(now)

        times = regular(rng, start, stop, rate, rng.uniform(0.01, 0.05))
        rises = np.array([course(one) for one in times])
        least = rng.uniform(0.2, 0.5)
        found.append(SimulatedSource(shape, times, least + (1 - least) * (1 - rises if falls else rises)))
    return found


def myokymic(rng: Rng, seconds: float) -> list[SimulatedSource]:
    """Groups of 2 to 10 potentials of one unit at 5 to 60 a second, every 0.1 to 10 s, half regular."""
    found = []
    for _ in range(1 if rng.random() < 0.7 else 2):
        inside = between(rng, 12, 60)
        size = int(rng.integers(2, 11))
        length = size / inside
        every = max(between(rng, 0.3, 4), length + 3 / inside)
        starts = regular(rng, rng.uniform(0, min(every, 1.0)), seconds - length, steady(1 / every), 0.15)
        groups = []
        for start in starts:
            own = max(2, size + int(rng.integers(-1, 2)))
            groups.append(start + np.concatenate([[0], np.cumsum(rng.normal(1, 0.1, own - 1) / inside)]))
        times = np.concatenate(groups)
        found.append(SimulatedSource(any_motor_unit(rng), times, rng.normal(1, 0.04, len(times))))
    return found


def neuromyotonic(rng: Rng, seconds: float) -> list[SimulatedSource]:
    """Bursts of one unit at 150 to 300 a second that begin and end abruptly and grow smaller."""
    shape = any_fibre(rng, 100, 1500)
    found = []
    for start, stop in runs_within(rng, seconds, int(rng.integers(1, 5)), 0.3, 4):
        base, slowing = rng.uniform(160, 300), rng.uniform(0, 0.15)

        def rate(now: float, s: float = start, e: float = stop, b: float = base, f: float = slowing) -> float:
            return max(b * (1 - f * (now - s) / (e - s)), 150)

        times = regular(rng, start, stop, rate, rng.uniform(0.005, 0.04))
        found.append(SimulatedSource(shape, times, np.linspace(1, rng.uniform(0.25, 0.75), len(times))))
    return found


def complex_repetitive(rng: Rng, seconds: float) -> list[SimulatedSource]:
    """Runs of one identical complex potential at 5 to 100 a second, as regular as a machine, abrupt at both ends."""
    found = []
    for start, stop in runs_within(rng, seconds, int(rng.integers(1, 4)), 1.0, 12):
        rate = between(rng, 5, 100)
        longest = min(0.6 / rate, 0.025)
        duration = rng.uniform(min(0.004, 0.8 * longest), longest)
        shape = shapes.complex_potential(rng, duration, between(rng, 80, 1000), int(rng.integers(3, 10)))
        times = regular(rng, start, stop, steady(rate), rng.uniform(0.001, 0.008))
        found.append(SimulatedSource(shape, times))
    return found


def cramp(rng: Rng, seconds: float) -> list[SimulatedSource]:
    """Many units at 20 to 150 a second, irregular, recruited one after the other, ending in a sputter."""
    begins, ends = rng.uniform(0.05, 0.15) * seconds, rng.uniform(0.75, 0.95) * seconds
    found = []
    for index in range(int(rng.integers(5, 16))):
        start = begins + rng.uniform(0, 0.2) * (ends - begins) if index else begins
        stop = ends - rng.uniform(0, 0.35) * (ends - begins) if index else ends
        base = between(rng, 30, 120)

        def rate(now: float, start: float = start, stop: float = stop, base: float = base) -> float:
            rise, fall = min((now - start) / 1.0, 1), min((stop - now) / 1.5, 1)
            return max(20, base * min(0.4 + 0.6 * rise, 0.3 + 0.7 * fall))

        times = regular(rng, start, stop, rate, rng.uniform(0.2, 0.4))
        for _ in range(int(rng.integers(1, 4))):  # it stops and starts again before it ends
            pause = rng.uniform(stop - 0.2 * (stop - start), stop)
            times = times[(times < pause) | (times > pause + rng.uniform(0.05, 0.3))]
        found.append(SimulatedSource(any_motor_unit(rng, 100, 2000), times, rng.normal(1, 0.05, len(times))))
    return found


def voluntary(rng: Rng, seconds: float, units: int | None = None) -> list[SimulatedSource]:
    """Motor units at 5 to 40 a second with intervals that vary by 10 to 25 %, all following one drive."""
    count = int(rng.integers(1, 9)) if units is None else units
    peak = rng.uniform(0.3, 1)
    steady = rng.random() < 0.4
    start, stop = rng.uniform(0, 0.2) * seconds, rng.uniform(0.8, 1) * seconds
    ramp = rng.uniform(0.1, 0.4) * (stop - start)

    def drive(now: float) -> float:
        return peak if steady else peak * float(np.clip(min(now - start, stop - now) / ramp, 0, 1))

    found = []
    for threshold in np.sort(rng.uniform(0, 0.8 * peak, count)).tolist() or [0.0]:
        least, gain = rng.uniform(5, 8), rng.uniform(10, 32)
        clock = np.arange(start, stop, 0.01)
        active = clock[[drive(now) >= threshold for now in clock]]
        if not len(active):
            continue

        def rate(now: float, least: float = least, gain: float = gain, threshold: float = threshold) -> float:
            return min(least + gain * max(drive(now) - threshold, 0), 40)

        times = regular(rng, float(active[0]), float(active[-1]), rate, rng.uniform(0.1, 0.25))
        found.append(SimulatedSource(any_motor_unit(rng), times, rng.normal(1, 0.04, len(times))))
    return found


def nothing(rng: Rng, seconds: float) -> list[SimulatedSource]:
    """Noise only."""
    return []


PATTERNS: dict[str, Callable[[Rng, float], list[SimulatedSource]]] = {
    "fasciculation": fasciculation,
    "fibrillation": fibrillation,
    "positive sharp wave": positive_sharp_wave,
    "myotonic": myotonic,
    "myokymic": myokymic,
    "neuromyotonic": neuromyotonic,
    "complex repetitive": complex_repetitive,
    "cramp": cramp,
    "voluntary": voluntary,
    "none": nothing,
}
