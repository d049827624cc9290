"""`./run bench emg_rest`: bursts that are found at rest, where nothing but the heart, electrodes or mains is active.

The disturbances are drawn apart from those of `eutonia.emg.simulate`, and larger: sums of Gaussian waves for a beat,
single samples for a spike, steps that settle, mains that changes its size in a moment.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from bench.progress import progress
from eutonia import emg

type Row = NDArray[np.float64]
type Wave = tuple[float, float, float]  # share of the size, place and width in seconds
type Draw = np.random.Generator
type Disturb = Callable[[Draw, Row, float], None]  # the row at a rate is changed in place

NOISE_UV = 5.0
RATES_HZ = (1000.0, 1500.0, 2000.0, 2048.0, 4000.0)
BEAT: Sequence[Wave] = (
    (0.12, -0.17, 0.025),
    (-0.15, -0.03, 0.008),
    (1, 0, 0.009),
    (-0.3, 0.03, 0.01),
    (0.25, 0.25, 0.05),
)
EXTRA_BEAT: Sequence[Wave] = ((-0.21, -0.075, 0.02), (1.4, 0, 0.0225), (-0.42, 0.075, 0.025), (0.35, 0.625, 0.125))


def noise(rng: Draw, rate_hz: float, seconds: float) -> Row:
    """Return rest: white noise."""
    return rng.normal(0, NOISE_UV, round(rate_hz * seconds))


def add_beats(
    row: Row, rate_hz: float, size_uv: float, until_next: Callable[[], float], extra: Callable[[], bool] = lambda: False
) -> None:
    """Add beats so large, of which some are extra beats (of a chamber: wide, with a pause after)."""
    clock, at_s = np.arange(len(row)) / rate_hz, 0.3
    while at_s < clock[-1]:
        early = extra()
        for share, place, width in EXTRA_BEAT if early else BEAT:
            first, stop = (max(0, round((at_s + place + side * 5 * width) * rate_hz)) for side in (-1, 1))
            row[first:stop] += size_uv * share * np.exp(-0.5 * ((clock[first:stop] - at_s - place) / width) ** 2)
        at_s += until_next() * (1.5 if early else 1)


def heart(size_uv: float, a_minute: float = 75) -> Disturb:
    """Return what adds a steady heart: so many beats a minute, 4 % of spread."""

    def add(rng: Draw, row: Row, rate_hz: float) -> None:
        add_beats(row, rate_hz, size_uv, lambda: float(60 / a_minute * rng.normal(1, 0.04)))

    return add


def irregular_heart(size_uv: float) -> Disturb:
    """Return what adds a heart in atrial fibrillation."""

    def add(rng: Draw, row: Row, rate_hz: float) -> None:
        add_beats(row, rate_hz, size_uv, lambda: max(0.35, float(rng.normal(0.75, 0.2))))

    return add


def extra_beats(size_uv: float) -> Disturb:
    """Return what adds a steady heart, of which one beat in twelve is an extra beat."""

    def add(rng: Draw, row: Row, rate_hz: float) -> None:
        steady, early = lambda: float(rng.normal(0.8, 0.024)), lambda: bool(rng.random() < 0.08)
        add_beats(row, rate_hz, size_uv, steady, early)

    return add


def add_steps(rng: Draw, row: Row, rate_hz: float) -> None:
    """Add eight steps of some 40 times the noise that settle within 0.05 to 1 s."""
    for first in rng.integers(0, len(row), 8).tolist():
        since = np.arange(len(row) - first) / rate_hz
        row[first:] += rng.normal(0, 40 * NOISE_UV) * np.exp(-since / rng.uniform(0.05, 1))


def add_spikes(rng: Draw, row: Row, rate_hz: float) -> None:
    """Add thirty spikes of some 60 times the noise, of one to three samples."""
    for first in rng.integers(0, len(row) - 3, 30).tolist():
        row[first : first + int(rng.integers(1, 4))] += rng.normal(0, 60 * NOISE_UV)


def add_touched_mains(rng: Draw, row: Row, rate_hz: float) -> None:
    """Add mains with its third harmonic that is four times as large in the middle third."""
    clock, hz = np.arange(len(row)) / rate_hz, 50 + rng.uniform(-0.02, 0.02)
    third = clock[-1] / 3
    size = NOISE_UV * np.where((clock > third) & (clock < 2 * third), 12, 3)
    row += size * (np.sin(2 * np.pi * hz * clock) + 0.3 * np.sin(6 * np.pi * hz * clock))


DISTURBANCES: dict[str, Disturb] = {
    "heart, 12 times the noise": heart(60),
    "heart, 60 times": heart(300),
    "heart, 60 times, 140 a minute": heart(300, 140),
    "irregular heart, 40 times": irregular_heart(200),
    "extra beats, 40 times": extra_beats(200),
    "extra beats, 80 times": extra_beats(400),
    "steps": add_steps,
    "spikes": add_spikes,
    "touched mains": add_touched_mains,
}


def bursts_at_rest(name: str, seed: int, seconds: float = 120.0) -> list[emg.Burst]:
    """Return what is found in rest with a disturbance; the seed draws the rate, too."""
    rng = np.random.default_rng(seed)
    rate_hz = float(rng.choice(RATES_HZ))
    row = noise(rng, rate_hz, seconds)
    DISTURBANCES[name](rng, row, rate_hz)
    return emg.bursts(emg.Recording([row], rate_hz, "uV"))[0]


def main() -> None:
    """Print for each disturbance how many recordings have a burst, and how many bursts there are."""
    parser = argparse.ArgumentParser(prog="./run bench emg_rest", description=__doc__)
    parser.add_argument("--count", type=int, default=12, help="recordings of two minutes for each disturbance")
    parser.add_argument("--first-seed", type=int, default=46_000)
    arguments = parser.parse_args()
    for name in DISTURBANCES:
        seeds = range(arguments.first_seed, arguments.first_seed + arguments.count)
        found = [len(bursts_at_rest(name, seed)) for seed in progress(seeds, desc=name)]
        with_any = sum(count > 0 for count in found)
        print(f"{name:32} {with_any:3} of {len(found)} recordings, {sum(found)} bursts in {2 * len(found)} min")


if __name__ == "__main__":
    main()
