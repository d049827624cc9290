"""Pairs that are no fasciculations, and ends of a potential that only the recorder adds."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import signal

from eutonia import emg
from eutonia.emg.sorting.groups import huddled

type Row = NDArray[np.float64]
RATE = 16_000.0


def bell(ms: NDArray[np.float64], at: float, wide: float) -> Row:
    return np.exp(-((ms - at) ** 2) / 2 / wide**2)


def shape(ms: float, parts_of: list[tuple[float, float, float]]) -> Row:
    """A sum of bells: height, place (ms), width (ms)."""
    t = 1000 * np.arange(round(ms * RATE / 1000)) / RATE
    return np.sum([height * bell(t, at, wide) for height, at, wide in parts_of], axis=0)


def put(row: Row, wave: Row, times: Row) -> None:
    for one in times:
        first = int(one * RATE)
        last = min(first + len(wave), len(row))
        row[first:last] += wave[: last - first]


def kinds(row: Row) -> list[str]:
    (found,) = emg.discharges(emg.Recording([row], RATE, "uV"))
    return [one.kind for one in found for _ in range(max(len(one.times_s), 1))]


ONE_SIDED = shape(4, [(50, 1.3, 0.15), (-150, 1.7, 0.2), (30, 2.4, 0.2)])
UNIT = shape(12, [(60, 3, 0.5), (-300, 4.6, 0.55), (140, 6.4, 0.8)])


@pytest.mark.parametrize("seed", range(3))
def test_a_fibre_seen_through_a_lower_limit_of_20_hz_is_no_motor_unit(seed: int) -> None:
    """What the recorder adds to its end lasts 10 ms, but is a hundredth as high, and no eye sees it."""
    rng = np.random.default_rng(seed)
    times = 0.2 + np.cumsum(rng.normal(1 / 6, 0.09 / 6, 85))
    row = np.zeros(round(15 * RATE))
    put(row, ONE_SIDED, times[times < 14.8])
    row = np.asarray(signal.sosfilt(signal.butter(2, 20, "high", fs=RATE, output="sos"), row), np.float64)
    found = kinds(row + rng.normal(0, 1, len(row)))
    assert set(found) == {"fibrillation"}


@pytest.mark.parametrize("seed", range(3))
def test_four_pairs_in_a_quarter_of_a_minute_are_no_fasciculations(seed: int) -> None:
    rng = np.random.default_rng(seed)
    firsts = np.array([1.8, 7.7, 11.8, 15.2]) + rng.uniform(0, 0.4, 4)
    row = rng.normal(0, 8, round(17 * RATE))
    put(row, UNIT, np.concatenate([firsts, firsts + rng.uniform(0.045, 0.06, 4)]))
    assert "fasciculation" not in kinds(row)


def test_eight_potentials_far_apart_are_fasciculations() -> None:
    rng = np.random.default_rng(1)
    row = rng.normal(0, 8, round(17 * RATE))
    put(row, UNIT, np.array([0.9, 2.3, 5.0, 6.1, 9.2, 9.8, 12.0, 15.5]))
    assert kinds(row) == ["fasciculation"] * 8


def test_chance_huddles_hardly_ever() -> None:
    rng = np.random.default_rng(4)
    rates = np.exp(rng.uniform(np.log(0.3), np.log(6), 1000))
    trains = [np.sort(rng.uniform(0, 15, rng.poisson(15 * rate))) for rate in rates]
    assert sum(huddled(train, 15.0) for train in trains if len(train) > 2) <= 2
    assert huddled(np.array([2.0, 2.05, 6.0, 6.06, 9.0, 9.05, 11.0, 11.05]), 15.0)
    assert not huddled(np.array([2.0, 2.05, 6.0, 7.5, 9.0, 10.0, 11.0, 14.0]), 15.0)
