"""A second generator of needle discharges, for measuring only: other physics, other point processes, other noise.

Written apart from the detector and from `eutonia.emg.simulate`. Potentials come from fibres as line sources (the
intracellular course after Rosenfalck 1969, its second derivative seen from a point at some distance), not from drawn
phases; intervals are gamma or log-normal, not normal; noise is pink and white, and every second recording is upside
down. The ranges of rate and regularity are those of the published definitions (docs/evidence/needle-emg.md).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.emg import Recording

type Row = NDArray[np.float64]
type Rng = np.random.Generator

GRID_HZ = 50_000.0
RATES_HZ = (10_000.0, 20_000.0, 48_000.0)
_STEP_MM = 0.02


@dataclass(frozen=True)
class Source:
    """A potential on a grid of 20 µs, when it comes, and how large each time."""

    wave: Row
    times_s: Row
    sizes: Row


def spread(rng: Rng, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


# ---- potentials ------------------------------------------------------------------------------------------------------


def fibre(speed_mm_ms: float, distance_mm: float, reach_mm: float = 24.0) -> Row:
    """Return the potential of one fibre that runs past a point, over 2 × ``reach_mm``."""
    z = np.arange(0, 16, _STEP_MM)
    inside = 96 * z**3 * np.exp(-z) - 90
    source = np.gradient(np.gradient(inside, _STEP_MM), _STEP_MM)
    source -= source.mean()
    lags = np.arange(-reach_mm, reach_mm, _STEP_MM)
    wave = np.convolve(1 / np.sqrt(lags**2 + distance_mm**2), source, "same")
    clock = np.arange(lags[0] / speed_mm_ms, lags[-1] / speed_mm_ms, 1000 / GRID_HZ)
    return np.interp(clock, lags / speed_mm_ms, wave)


def ended(wave: Row, keep_ms: float) -> Row:
    """Return a potential with its far, flat ends faded out, so many milliseconds in all around its peak."""
    half = round(keep_ms / 2000 * GRID_HZ)
    padded = np.pad(wave, half)
    centre = int(np.argmax(np.abs(padded)))
    cut = padded[centre - half : centre + half + 1]
    cut = cut - np.linspace(cut[0], cut[-1], len(cut))
    return cut * np.sin(np.linspace(0, np.pi, len(cut))) ** 0.5


def scaled(wave: Row, height_uv: float) -> Row:
    return wave * (height_uv / float(np.ptp(wave)))


def motor_unit(rng: Rng, low_uv: float = 150, high_uv: float = 3000) -> Row:
    """Return 20 to 60 fibres that arrive within some milliseconds of each other: 5 to 15 ms in all."""
    length = rng.uniform(7, 15)
    total = np.zeros(round(0.04 * GRID_HZ))
    for _ in range(int(rng.integers(20, 60))):
        one = fibre(rng.uniform(3, 4.5), spread(rng, 0.15, 3))
        start = int((0.02 + rng.normal(0, length / 9000)) * GRID_HZ) - len(one) // 2
        begin, stop = max(0, start), min(len(total), start + len(one))
        total[begin:stop] += one[begin - start : stop - start]
    return scaled(ended(total, length), spread(rng, low_uv, high_uv))


def single_fibre(rng: Rng, low_uv: float = 40, high_uv: float = 300) -> Row:
    """Return one fibre nearby: positive, negative, positive; 2 to 5 ms."""
    return scaled(
        ended(fibre(rng.uniform(2.5, 4.5), spread(rng, 0.08, 0.4)), rng.uniform(2, 4.5)), spread(rng, low_uv, high_uv)
    )


def positive_wave(rng: Rng) -> Row:
    """Return a potential that stops at the needle: a steep positive wave, then a long decaying negative one."""
    steep, slow = rng.uniform(0.4, 0.9), rng.uniform(2.5, 5.0)  # milliseconds
    clock = np.arange(0, 6 * slow, 1000 / GRID_HZ)
    tail = rng.uniform(0.12, 0.35)
    wave = clock / steep * np.exp(1 - clock / steep) - tail * (clock / slow) ** 2 / 4 * np.exp(2 - clock / slow)
    return scaled(wave * np.clip((clock[-1] - clock) / slow, 0, 1), spread(rng, 50, 600))


def complex_cycle(rng: Rng, longest_ms: float) -> Row:
    """Return 4 to 9 fibres that set each other off in a fixed order, over at most so many milliseconds."""
    count = int(rng.integers(4, 10))
    gaps = rng.uniform(0.6, 1.6, count - 1)
    gaps *= min(1.0, (longest_ms - 3) / gaps.sum())
    total = np.zeros(round((gaps.sum() + 6) / 1000 * GRID_HZ))
    for at in np.concatenate([[0], np.cumsum(gaps)]):
        one = ended(fibre(rng.uniform(3, 4.5), spread(rng, 0.08, 0.3)), 2.5)
        start = round((at + 1) / 1000 * GRID_HZ)
        total[start : start + len(one)] += (one * rng.uniform(0.4, 1) / np.ptp(one))[: len(total) - start]
    return scaled(total, spread(rng, 100, 1000))


# ---- times -----------------------------------------------------------------------------------------------------------


def gamma(rng: Rng, start: float, stop: float, rate: Callable[[float], float], cv: float) -> Row:
    """Return a renewal process of gamma intervals whose rate may change with time."""
    found, now, shape = [], start, cv**-2
    while now < stop:
        found.append(now)
        now += rng.gamma(shape) / shape / rate(now)
    return np.array(found)


def source(rng: Rng, wave: Row, times: Row, sizes: Row | None = None, vary: float = 0.03) -> Source:
    own = np.ones(len(times)) if sizes is None else sizes
    return Source(wave, times, own * np.exp(rng.normal(0, vary, len(times))))


def fasciculation(rng: Rng, seconds: float) -> list[Source]:
    found = []
    for _ in range(int(rng.integers(1, 6))):
        gaps = rng.exponential(seconds / spread(rng, 2, 25), 200) + 0.05
        times = np.cumsum(gaps)
        found.append(source(rng, motor_unit(rng), times[times < seconds]))
    return [one for one in found if len(one.times_s)] or [source(rng, motor_unit(rng), np.array([seconds / 3]))]


def _fibres(rng: Rng, seconds: float, draw: Callable[[Rng], Row]) -> list[Source]:
    found = []
    for _ in range(int(rng.integers(1, 4))):
        base, tail = spread(rng, 1, 14), rng.uniform(0, 0.3)
        begin = rng.uniform(0, 0.3) * seconds

        def rate(now: float, base: float = base, tail: float = tail) -> float:
            return base * (1 - tail * now / seconds)

        found.append(source(rng, draw(rng), gamma(rng, begin, seconds, rate, rng.uniform(0.01, 0.08))))
    return found


def fibrillation(rng: Rng, seconds: float) -> list[Source]:
    return _fibres(rng, seconds, single_fibre)


def sharp_waves(rng: Rng, seconds: float) -> list[Source]:
    return _fibres(rng, seconds, positive_wave)


def myotonic(rng: Rng, seconds: float) -> list[Source]:
    wave = single_fibre(rng, 100, 800) if rng.random() < 0.7 else positive_wave(rng)
    found, begin = [], rng.uniform(0.2, 2)
    while begin + 1.5 < seconds:
        length = min(spread(rng, 1.5, 7), seconds - begin)
        top, bottom = rng.uniform(45, 80), rng.uniform(20, 30)
        when, sign = rng.uniform(0.2, 0.7), rng.choice((-1, 1))

        def swell(now: float, a: float = begin, n: float = length, when: float = when) -> float:
            return float(np.exp(-(((now - a) / n - when) ** 2) / 0.06))

        def rate(
            now: float, bottom: float = bottom, top: float = top, swell: Callable[[float], float] = swell
        ) -> float:
            return bottom + (top - bottom) * swell(now)

        times = gamma(rng, begin, begin + length, rate, rng.uniform(0.01, 0.06))
        swells = np.array([swell(one) for one in times])
        found.append(source(rng, wave, times, 0.35 + 0.65 * (swells if sign > 0 else 1 - swells)))
        begin += length + rng.uniform(0.8, 5)
    return found


def myokymic(rng: Rng, seconds: float) -> list[Source]:
    inside, size = spread(rng, 15, 55), int(rng.integers(3, 10))
    every = max(spread(rng, 0.4, 3), 2.5 * size / inside)
    times: list[float] = []
    for start in gamma(rng, rng.uniform(0, 0.5), seconds - size / inside, lambda _: 1 / every, 0.2).tolist():
        count = max(2, size + int(rng.integers(-1, 2)))
        times += (start + np.cumsum(rng.gamma(60, 1 / 60, count)) / inside).tolist()
    return [source(rng, motor_unit(rng), np.array(times))]


def neuromyotonic(rng: Rng, seconds: float) -> list[Source]:
    wave = ended(single_fibre(rng, 100, 1200), 3.0)
    found, begin = [], rng.uniform(0.2, 2)
    while begin + 0.4 < seconds:
        length = min(spread(rng, 0.4, 3), seconds - begin)
        base = rng.uniform(165, 290)
        times = gamma(rng, begin, begin + length, lambda _, base=base: base, rng.uniform(0.01, 0.04))
        found.append(source(rng, wave, times, np.exp(-np.linspace(0, rng.uniform(0.4, 1.3), len(times)))))
        begin += length + rng.uniform(0.5, 6)
    return found


def complex_repetitive(rng: Rng, seconds: float) -> list[Source]:
    rate = spread(rng, 5, 70)
    wave = complex_cycle(rng, min(600 / rate, 20))
    begin = rng.uniform(0.1, 0.3) * seconds
    stop = rng.uniform(0.6, 0.95) * seconds
    return [source(rng, wave, gamma(rng, begin, stop, lambda _: rate, rng.uniform(0.001, 0.007)), vary=0.01)]


def cramp(rng: Rng, seconds: float) -> list[Source]:
    begin, stop = rng.uniform(0.05, 0.2) * seconds, rng.uniform(0.8, 0.98) * seconds
    found = []
    for _ in range(int(rng.integers(6, 16))):
        start, end = begin + rng.exponential(0.06 * (stop - begin)), stop - rng.exponential(0.1 * (stop - begin))
        base = spread(rng, 40, 110)
        if end - start < 1:
            continue

        def rate(now: float, base: float = base, end: float = end) -> float:
            return max(20.0, base * min(1, 0.35 + (end - now) / 2.5))

        found.append(source(rng, motor_unit(rng, 100, 2000), gamma(rng, start, end, rate, rng.uniform(0.2, 0.4))))
    return found


def voluntary(rng: Rng, seconds: float) -> list[Source]:
    begin, stop = rng.uniform(0, 0.2) * seconds, rng.uniform(0.7, 1) * seconds
    found = []
    for _ in range(int(rng.integers(1, 8))):
        late = rng.uniform(0, 0.3) * (stop - begin) if found else 0.0
        base, wander = rng.uniform(7, 22), rng.uniform(0.05, 0.2)

        def rate(now: float, base: float = base, wander: float = wander) -> float:
            return base * (1 + wander * np.sin(0.9 * now))

        cv = rng.uniform(0.1, 0.24)
        found.append(source(rng, motor_unit(rng), gamma(rng, begin + late, stop - late / 2, rate, cv)))
    return found


SIBLINGS: dict[str, Callable[[Rng, float], list[Source]]] = {
    "fasciculation": fasciculation,
    "fibrillation": fibrillation,
    "positive sharp wave": sharp_waves,
    "myotonic": myotonic,
    "myokymic": myokymic,
    "neuromyotonic": neuromyotonic,
    "complex repetitive": complex_repetitive,
    "cramp": cramp,
    "voluntary": voluntary,
    "none": lambda _rng, _seconds: [],
}


def sibling(seed: int, kind: str, seconds: float = 15.0) -> tuple[Recording, Row]:
    """Return a recording of one kind, in microvolts, and the true times of all its potentials."""
    rng = np.random.default_rng([seed, sorted(SIBLINGS).index(kind)])
    sources = SIBLINGS[kind](rng, seconds)
    rate = float(rng.choice(RATES_HZ))
    row = _noise(rng, round(seconds * rate), rate) * rng.uniform(2, 7)
    for one in sources:
        peak = int(np.argmax(np.abs(one.wave)))
        for at, size in zip(one.times_s.tolist(), one.sizes.tolist(), strict=True):
            start = at - peak / GRID_HZ
            first = max(0, int(np.ceil(start * rate)))
            stop = min(len(row), int((start + (len(one.wave) - 1) / GRID_HZ) * rate) + 1)
            if stop > first:
                places = (np.arange(first, stop) / rate - start) * GRID_HZ
                row[first:stop] += size * np.interp(places, np.arange(len(one.wave)), one.wave)
    times = np.sort(np.concatenate([one.times_s for one in sources])) if sources else np.empty(0)
    return Recording([row * (1 if seed % 2 else -1)], rate, "uV", ["needle"]), times


def _noise(rng: Rng, count: int, rate_hz: float) -> Row:
    """Return noise of unit variance, two thirds white and one third pink."""
    hz = np.fft.rfftfreq(count, 1 / rate_hz)
    white = np.fft.rfft(rng.standard_normal(count))
    pink = np.fft.irfft(np.where(hz > 1, white / np.sqrt(np.maximum(hz, 1)), 0), count)
    return 0.8165 * rng.standard_normal(count) + 0.5774 * pink / (pink.std() or 1)
