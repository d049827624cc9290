"""How well needle EMG is measured: motor units against the simulator's truth, and discharges by kind.

The simulator is ours, written from the definitions and apart from the detector; so the figures still flatter.
"""

import argparse
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bench.progress import progress
from eutonia import emg
from eutonia.emg.simulated.needle import render
from eutonia.emg.simulated.patterns import voluntary
from eutonia.emg.simulated.sources import SimulatedSource

RATES_HZ = (10_000.0, 20_000.0, 24_000.0, 48_000.0)
_NEAR_S = 0.008
_MATCH_S = 0.001
_FOUND = 0.6  # of the firings both ways: below it a unit is not the same unit


@dataclass
class UnitScore:
    """Errors of the units that were found, how many there were, and how many were found that never were."""

    errors_ms: list[float] = field(default_factory=list)
    amplitude: list[float] = field(default_factory=list)
    sources: int = 0
    strays: int = 0

    def add(self, sources: tuple[SimulatedSource, ...], found: list[emg.MotorUnit]) -> None:
        """Match units by their firings."""
        self.sources += sum(len(source.times_s) >= 20 for source in sources)
        taken = set()
        for unit in found:
            share, index = max(((agreement(s.times_s, unit.times_s), i) for i, s in enumerate(sources)), default=(0, 0))
            if share < _FOUND or index in taken:
                self.strays += 1
                continue
            taken.add(index)
            shape = sources[index].shape
            self.errors_ms.append(unit.duration_ms - 1000 * shape.duration_s)
            self.amplitude.append(unit.amplitude_uv / float(np.ptp(shape.values)) - 1)

    def __str__(self) -> str:
        errors = np.abs(self.errors_ms)
        return (
            f"{len(errors)} of {self.sources} units found, {self.strays} that never were; duration: median error "
            f"{np.median(errors):.2f} ms, 90 % within {np.quantile(errors, 0.9):.2f} ms, over 3 ms "
            f"{100 * np.mean(errors > 3):.1f} %; amplitude: median {100 * np.median(np.abs(self.amplitude)):.1f} % off"
        )


def agreement(true_s: NDArray[np.float64], found_s: NDArray[np.float64]) -> float:
    """Return the lesser of the shares of true firings found and of found firings true, at one common delay."""
    if not len(true_s) or not len(found_s):
        return 0.0
    places = np.clip(np.searchsorted(found_s, true_s), 1, max(len(found_s) - 1, 1))
    before, after = found_s[places - 1] - true_s, found_s[np.minimum(places, len(found_s) - 1)] - true_s
    lags = np.where(np.abs(before) < np.abs(after), before, after)
    near = np.sort(lags[np.abs(lags) < _NEAR_S])
    if not len(near):
        return 0.0
    hits = int(np.max(np.searchsorted(near, near + 2 * _MATCH_S, "right") - np.arange(len(near))))
    return min(hits / len(true_s), hits / len(found_s))


def voluntary_recording(
    seed: int, most_units: int, seconds: float = 20.0
) -> tuple[emg.Recording, tuple[SimulatedSource, ...]]:
    """Return a slight contraction of one to so many units, noise 2 to 8 µV, at one of the usual rates."""
    rng = np.random.default_rng(seed)
    sources = tuple(voluntary(rng, seconds, int(rng.integers(1, most_units + 1))))
    noise, rate = float(rng.uniform(2, 8)), float(rng.choice(RATES_HZ))
    return emg.Recording([render(rng, sources, seconds, rate, noise)], rate, "uV", ["needle"]), sources


def units(first: int, count: int) -> None:
    """Print the accuracy of motor units for slight and for stronger contraction."""
    for most in (3, 6):
        score = UnitScore()
        for seed in progress(range(first, first + count)):
            recording, sources = voluntary_recording(seed, most)
            score.add(sources, emg.motor_units(recording))
        print(f"1 to {most} units: {score}")


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="./run bench emg_needle", description=__doc__)
    parser.add_argument("--first-seed", type=int, default=70_000)
    parser.add_argument("--units", type=int, metavar="SEEDS", default=0, help="motor units on so many recordings")
    arguments = parser.parse_args()
    units(arguments.first_seed, arguments.units or 20)


if __name__ == "__main__":
    main()
