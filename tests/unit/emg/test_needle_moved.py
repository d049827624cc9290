"""What is no discharge of its own: a needle's movement, groups that overlap, noise beside a fibre's potential."""

import numpy as np
import pytest
from numpy.typing import NDArray

from eutonia import emg
from eutonia.emg.needle.discharge import Discharge
from eutonia.emg.sorting.groups import in_step
from eutonia.emg.sorting.linking import linked
from eutonia.emg.sorting.needles import parts
from eutonia.emg.sorting.sorted_units import Unit
from eutonia.emg.sorting.waveforms import measure

type Row = NDArray[np.float64]
RATE = 10_000.0


def bell(at_ms: float, wide_ms: float, count: int = 200) -> Row:
    t = 1000 * np.arange(count) / RATE
    return np.exp(-((t - at_ms) ** 2) / 2 / wide_ms**2)


def fibre(low: float) -> Row:
    """A spike of 3 ms, 100 µV up and 100 down, with ends so low that only a mean shows them, 4 ms to either side."""
    spike = bell(9.4, 0.35) - bell(10.4, 0.4)
    return 100 * (spike + low * (bell(6.5, 1.2) + bell(13.5, 1.2)))


def put(row: Row, wave: Row, times: NDArray[np.float64]) -> None:
    for one in times:
        first = int(one * RATE)
        last = min(first + len(wave), len(row))
        row[first:last] += wave[: last - first]


def found_in(row: Row) -> list[Discharge]:
    (found,) = emg.discharges(emg.Recording([row], RATE, "uV"))
    return found


def even(rng: np.random.Generator, hz: float, cv: float, stop: float) -> Row:
    times = 0.2 + np.cumsum(rng.normal(1 / hz, cv / hz, int(stop * hz)))
    return times[times < stop]


@pytest.mark.parametrize("seed", range(4))
def test_noise_far_from_a_potential_is_none_of_its_turns(seed: int) -> None:
    """Of 800 samples two or three stand three times the noise high by chance."""
    rng = np.random.default_rng(seed)
    values = np.pad(fibre(0), 300) + rng.normal(0, 8, 800)
    values[[30, 770]] = 27, -27
    wave = measure(values, 8.0, RATE, 300 + 94)
    assert wave is not None
    assert wave.whole_turns <= 4
    assert wave.whole_ms < 6


def test_a_satellite_is_part_of_the_whole_potential() -> None:
    values = np.pad(fibre(0), 300) + np.random.default_rng(1).normal(0, 8, 800)
    values[620:628] += 60
    wave = measure(values, 8.0, RATE, 300 + 94)
    assert wave is not None
    assert wave.whole_ms > 20


@pytest.mark.parametrize("seed", range(3))
def test_a_fibre_whose_low_ends_only_the_mean_shows_is_no_motor_unit(seed: int) -> None:
    rng = np.random.default_rng(seed)
    times = even(rng, 6.0, 0.05, 14.8)
    row = rng.normal(0, 4, int(15 * RATE))
    put(row, fibre(0.035), times)
    found = found_in(row)
    assert sum(len(one.times_s) for one in found if one.kind == "fibrillation") > 0.9 * len(times)
    assert found[0].duration_ms is not None
    assert found[0].duration_ms > 6


def test_two_halves_of_a_train_are_one_though_noise_makes_their_means_differ() -> None:
    rng = np.random.default_rng(5)
    (part,) = parts(emg.Recording([rng.normal(0, 20, 120_000)], RATE, "uV").channels[0])
    places = np.round(even(rng, 2.5, 0.04, 11.5) * RATE).astype(np.int64)
    turns = np.arange(len(places)) % 3 == 0
    shape = np.roll(fibre(0), 100 - 94)[:201][:199].astype(np.float32)
    units = []
    for own in (turns, ~turns):
        noise = rng.normal(0, 1.25 * part.noise_uv / own.sum() ** 0.5, len(shape))
        count = int(own.sum())
        mean = (0.6 * shape + noise).astype(np.float32)
        units.append(Unit(places[own], np.full(count, 70, np.float32), mean, np.zeros(count, np.float32)))
    correlation = units[0].mean @ units[1].mean / np.linalg.norm(units[0].mean) / np.linalg.norm(units[1].mean)
    assert correlation < 0.9
    assert [len(unit) for unit in linked(units, part)] == [len(places)]


@pytest.mark.parametrize("seed", range(5))
def test_the_burst_of_a_needle_that_is_moved_is_neither_fasciculation_nor_fibrillation(seed: int) -> None:
    """Ten waves of many shapes within 0.3 s, and nothing after them."""
    rng = np.random.default_rng(seed)
    row = rng.normal(0, 3, int(12 * RATE))
    for start in 0.05 + np.linspace(0, 0.26, 10) + rng.uniform(-0.006, 0.006, 10):
        wide = rng.uniform(0.3, 1.2)
        wave = rng.choice([-1, 1]) * (bell(8, wide) - rng.uniform(0.3, 1) * bell(8 + 3 * wide, 1.5 * wide))
        put(row, rng.uniform(30, 90) * wave, np.array([start]))
    assert not {one.kind for one in found_in(row)} & {"fasciculation", "fibrillation", "positive sharp wave"}


def test_a_third_of_a_second_of_fibrillation_is_not_enough_and_two_seconds_are() -> None:
    rng = np.random.default_rng(3)
    for lasts, enough in ((0.3, False), (2.0, True)):
        row = rng.normal(0, 4, int(8 * RATE))
        put(row, fibre(0), np.arange(0.3, 0.3 + lasts, 1 / 25) + rng.normal(0, 0.001, round(25 * lasts + 0.49)))
        assert any(one.kind == "fibrillation" for one in found_in(row)) is enough


def test_groups_of_two_units_that_overlap_are_in_step_and_chance_is_not() -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        first = np.cumsum(rng.normal(0.72, 0.08, 26))
        second = 0.1 + np.cumsum(rng.normal(0.3, 0.04, 60))
        every = [first, first + 0.02, second, second + 0.021, second + 0.041]
        times = np.sort(np.concatenate([one + rng.normal(0, 0.0008, len(one)) for one in every]))
        times = times[rng.random(len(times)) > 0.3]
        assert in_step(times)
        assert not in_step(np.cumsum(rng.exponential(0.15, len(times))))
