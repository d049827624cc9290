"""The mean potential of a unit: what its baseline is, and how sure its ends are."""

import numpy as np
import pytest

from eutonia import emg
from eutonia.emg.needle import single_potentials
from eutonia.emg.simulated.needle import render
from eutonia.emg.simulated.shapes import chain_of_phases
from eutonia.emg.simulated.sources import SimulatedSource
from eutonia.emg.sorting.averaging import Average, averages
from eutonia.emg.sorting.needles import prepare
from eutonia.emg.sorting.sorted_units import Unit
from eutonia.emg.sorting.trains import Examined, Lone
from eutonia.emg.sorting.waveforms import measure

RATE = 10_000.0


def a_train(interval_s: float, count: int, beside_uv: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Return a signal of one unit, and where it peaks; ``beside_uv``: a wave 12 ms before every other potential."""
    shape = chain_of_phases(np.array([0.006, 0.003]), np.array([-300.0, -900.0]))
    row = np.random.default_rng(3).normal(0, 2, round((count + 1) * interval_s * RATE))
    times = interval_s * (0.5 + np.arange(count)) + np.random.default_rng(4).normal(0, 0.1 * interval_s, count)
    for index, time in enumerate(times.tolist()):
        shape.add_to(row, RATE, time)
        if index % 2:
            wave = beside_uv * np.hanning(40)
            at = round((time - 0.014) * RATE)
            row[at : at + 40] += wave
    return row, np.rint(times * RATE).astype(np.int64)


def mean_of(row: np.ndarray, places: np.ndarray) -> Average:
    """Return the mean of a unit with these places."""
    channel = emg.Recording([row], RATE, "uV").channels[0]
    part = prepare(row, channel, 0)
    size = len(places)
    unit = Unit(places, np.full(size, 700, np.float32), np.zeros(41, np.float32), np.zeros(size, np.float32))
    (found,) = averages(part, [unit])
    return found


def test_a_quick_unit_has_no_shelf_on_either_side() -> None:
    """Its neighbours in time must not pass for the baseline, nor lift the quiet between them into the potential."""
    found = mean_of(*a_train(0.028, 250))
    wave = measure(found.mean, found.noise_uv, RATE, len(found.mean) // 2)
    assert wave is not None
    assert wave.duration_ms == pytest.approx(9.0, abs=1.0)
    middle = len(found.mean) // 2
    beside = np.concatenate([found.mean[middle - 110 : middle - 85], found.mean[middle + 25 : middle + 110]])
    assert np.abs(beside).max() < 0.012 * 900  # the level that marks the ends


def test_what_is_not_in_both_halves_makes_the_mean_uncertain() -> None:
    calm, torn = mean_of(*a_train(0.1, 120)), mean_of(*a_train(0.1, 120, beside_uv=60.0))
    assert calm.noise_uv < 1.0
    assert torn.noise_uv > 3.0


def test_a_potential_is_counted_once_and_at_its_highest_point() -> None:
    """A polyphasic potential of which two parts were found, and another beside it."""
    shape = chain_of_phases(np.array([0.002, 0.004, 0.002]), np.array([200.0, -150.0, 500.0]))
    source = SimulatedSource(shape, np.array([0.5, 0.8]))
    row = render(np.random.default_rng(1), (source,), 1.2, RATE, 1.0)

    def lone(at_s: float, height: float) -> Lone:
        place = round(at_s * RATE)
        values = row[place - 200 : place + 201].astype(np.float64)
        return Lone(at_s, height, measure(values, 2.0, RATE, 200))

    examined = Examined([], [], 1.2, 1.0, RATE)
    found = single_potentials.fasciculations(examined, [lone(0.4950, 300), lone(0.5, 500), lone(0.7952, 300)], [])
    assert sorted(one.times_s[0] for one in found) == pytest.approx([0.5, 0.8], abs=0.0006)
