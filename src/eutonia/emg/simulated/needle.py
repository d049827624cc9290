"""Needle EMG made to order: every pattern of spontaneous and voluntary discharge, with the truth known.

Written from the published definitions (ranges in docs/emg.md), apart from the detector and without a look at it:
rates, regularity, shapes and courses are drawn from the whole of each range. It is a model; what a detector reaches
here it need not reach on a patient.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.recording import Recording
from eutonia.emg.simulated import shapes as shapes
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


@dataclass(frozen=True, slots=True)
class SimulatedNeedle:
    """A simulated needle recording of one pattern, and what truly fired in it."""

    recording: Recording
    kind: str
    sources: tuple[SimulatedSource, ...]
    noise_uv: float


def needle(
    seed: int,
    kind: str,
    seconds: float = 20.0,
    rate_hz: float = 20_000.0,
    *,
    noise_uv: float | None = None,
    mains_uv: float = 0.0,
    inverted: bool = False,
) -> SimulatedNeedle:
    """Return needle EMG of one kind (a key of ``PATTERNS``), in microvolts.

    ``noise_uv``: root mean square of the noise, drawn from 2 to 8 where none is given. ``inverted``: upwards is
    negative, as on the screens of most machines.
    """
    rng = np.random.default_rng(seed)
    noise = float(rng.uniform(2, 8)) if noise_uv is None else noise_uv
    sources = tuple(PATTERNS[kind](rng, seconds))
    row = render(rng, sources, seconds, rate_hz, noise, mains_uv)
    return SimulatedNeedle(Recording([-row if inverted else row], rate_hz, "uV", ["needle"]), kind, sources, noise)


def render(
    rng: Rng, sources: tuple[SimulatedSource, ...], seconds: float, rate_hz: float, noise_uv: float, mains_uv: float = 0
) -> Times:
    """Return the sum of all sources and noise: mostly white, a tenth of its power rising towards low frequencies."""
    count = round(seconds * rate_hz)
    slow = np.cumsum(rng.standard_normal(count))
    slow -= np.linspace(slow[0], slow[-1], count)
    slow -= np.convolve(slow, np.ones(round(0.1 * rate_hz)) / round(0.1 * rate_hz), "same")
    row = noise_uv * (0.95 * rng.standard_normal(count) + 0.31 * slow / (slow.std() or 1))
    row += mains_uv * 2**0.5 * np.sin(2 * np.pi * 50 * np.arange(count) / rate_hz + rng.uniform(0, 6.28))
    for source in sources:
        for at, gain in zip(source.times_s.tolist(), source.each_gain().tolist(), strict=True):
            source.shape.add_to(row, rate_hz, at, gain)
    return row


# ---- shapes and times in the ranges of the definitions ---------------------------------------------------------------


def _between(rng: Rng, low: float, high: float) -> float:
    """Draw evenly on a logarithmic scale."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def any_motor_unit(rng: Rng, low_uv: float = 100, high_uv: float = 3000) -> Shape:
    """Return a motor unit potential of 5 to 15 ms, by one of two models."""
    height = _between(rng, low_uv, high_uv)
    if rng.random() < 0.5:
        return shapes.motor_unit(rng, rng.uniform(0.005, 0.015), height, int(rng.integers(2, 6)))
    return shapes.sum_of_fibres(rng, int(rng.integers(4, 15)), rng.uniform(0.0006, 0.0015), height)


def any_fibre(rng: Rng, low_uv: float = 30, high_uv: float = 300) -> Shape:
    """Return a fibrillation potential of 1 to 5 ms."""
    return shapes.fibrillation(rng, rng.uniform(0.001, 0.005), _between(rng, low_uv, high_uv))


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


def _kept(times: Times, rng: Rng, gap_s: float) -> Times:
    """Return the times without those that follow another sooner than a nerve can fire."""
    kept: list[float] = []
    for one in np.sort(times).tolist():
        if not kept or one - kept[-1] >= gap_s:
            kept.append(one)
    return np.array(kept)


def _runs(rng: Rng, seconds: float, count: int, low_s: float, high_s: float) -> list[tuple[float, float]]:
    """Return stretches without overlap, at least 0.4 s from each other and from both ends where there is room."""
    room = seconds / count
    found = []
    for index in range(count):
        length = min(_between(rng, low_s, high_s), max(room - 0.8, 0.3 * room))
        start = index * room + rng.uniform(0.2, 1) * (room - length) * 0.5
        found.append((start, start + length))
    return found


# ---- the patterns ----------------------------------------------------------------------------------------------------


def fasciculation(rng: Rng, seconds: float) -> list[SimulatedSource]:
    """Single motor units at random moments, 0.1 to 10 a second in all, from several units."""
    total = _between(rng, 0.2, 8)
    shares = rng.dirichlet(np.ones(int(rng.integers(1, 6))))
    found = []
    for share in shares:
        count = max(int(rng.poisson(total * share * seconds)), 1)
        times = _kept(rng.uniform(0.05, seconds - 0.05, count), rng, 0.02)
        found.append(SimulatedSource(any_motor_unit(rng), times, rng.normal(1, 0.05, len(times))))
    return found


def _fibre_trains(rng: Rng, seconds: float, draw: Callable[[], Shape]) -> list[SimulatedSource]:
    found = []
    for _ in range(int(rng.integers(1, 4))):
        base, slowing = _between(rng, 0.7, 15 if rng.random() < 0.8 else 28), rng.uniform(0, 0.4)
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
        rng, seconds, lambda: shapes.positive_wave(rng, rng.uniform(0.010, 0.030), _between(rng, 40, 600))
    )


def myotonic(rng: Rng, seconds: float) -> list[SimulatedSource]:
    """Runs of one fibre at 20 to 80 (at times 150) a second, rate and size waxing and waning."""
    found = []
    for start, stop in _runs(rng, seconds, int(rng.integers(1, 4)), 1.2, 8):
        height = _between(rng, 60, 800)
        shape = any_fibre(rng, height, height)
        if rng.random() < 0.3:
            shape = shapes.positive_wave(rng, rng.uniform(0.006, 0.012), height)
        low, high = sorted((_between(rng, 22, 45), _between(rng, 50, 80 if rng.random() < 0.8 else 140)))
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
        inside = _between(rng, 12, 60)
        size = int(rng.integers(2, 11))
        length = size / inside
        every = max(_between(rng, 0.3, 4), length + 3 / inside)
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
    for start, stop in _runs(rng, seconds, int(rng.integers(1, 5)), 0.3, 4):
        base, slowing = rng.uniform(160, 300), rng.uniform(0, 0.15)

        def rate(now: float, s: float = start, e: float = stop, b: float = base, f: float = slowing) -> float:
            return max(b * (1 - f * (now - s) / (e - s)), 150)

        times = regular(rng, start, stop, rate, rng.uniform(0.005, 0.04))
        found.append(SimulatedSource(shape, times, np.linspace(1, rng.uniform(0.25, 0.75), len(times))))
    return found


def complex_repetitive(rng: Rng, seconds: float) -> list[SimulatedSource]:
    """Runs of one identical complex potential at 5 to 100 a second, as regular as a machine, abrupt at both ends."""
    found = []
    for start, stop in _runs(rng, seconds, int(rng.integers(1, 4)), 1.0, 12):
        rate = _between(rng, 5, 100)
        longest = min(0.6 / rate, 0.025)
        duration = rng.uniform(min(0.004, 0.8 * longest), longest)
        shape = shapes.complex_potential(rng, duration, _between(rng, 80, 1000), int(rng.integers(3, 10)))
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
        base = _between(rng, 30, 120)

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
