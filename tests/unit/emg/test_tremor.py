"""A tremor has its frequency; hearts, movements, single units and rest have none."""

import numpy as np
import pytest

from eutonia import emg
from eutonia.emg import simulate
from tests.unit.emg.surface_signals import RATE, muscle, on, recorded


def test_a_few_seconds_between_holes_tell_no_rhythm() -> None:
    row = muscle(60, 4, lambda t: 8 * np.maximum(0, np.sin(2 * np.pi * 6 * t)))
    row[4 * RATE :] = np.nan
    (found,) = emg.tremor(recorded(row))
    assert found.present is None
    assert "4.0 s are not missing; 10 s are needed" in found.why


@pytest.mark.parametrize("hz", [4.3, 6.0, 9.5, 15.5])
def test_tremor_has_its_frequency(hz: float) -> None:
    row = muscle(60, 7, lambda t: 8 * np.maximum(0, np.sin(2 * np.pi * hz * t)))
    (found,) = emg.tremor(recorded(row))
    assert found.present
    assert found.frequency_hz == pytest.approx(hz, abs=0.1)
    assert found.interval_hz is not None
    assert found.interval_hz[0] <= found.frequency_hz <= found.interval_hz[1]


def test_a_steady_contraction_is_no_tremor() -> None:
    found = [emg.tremor(recorded(muscle(30, seed, on(0, 30, 8))))[0].present for seed in range(30)]
    assert found.count(True) <= 2  # one in a hundred by chance
    assert None not in found


def test_too_short_for_a_rhythm() -> None:
    (found,) = emg.tremor(recorded(muscle(5, 8, on(0, 5))))
    assert found.present is None
    assert "too short" in found.why
    (flat,) = emg.tremor(recorded(np.zeros(20 * RATE)))
    assert flat.present is None


def heart(seconds: float, seed: int, size: float) -> np.ndarray:
    """Return noise of 5 µV at rest, with beats of so many times its size."""
    nuisances = simulate.Nuisances(0.0, 50.0, size, 0.0, 0.0)
    return simulate.surface(seed, seconds, RATE, nuisances=nuisances, active=False).recording.samples[0]


@pytest.mark.parametrize("size", [8.0, 16.0, 40.0])
@pytest.mark.parametrize("seed", [121, 122, 123])
def test_a_heart_at_rest_is_no_tremor(size: float, seed: int) -> None:
    assert emg.tremor(recorded(heart(60, seed, size)))[0].present is False


@pytest.mark.parametrize("hz", [0.8, 1.0, 1.3, 1.7])
@pytest.mark.parametrize("seed", [131, 132])
def test_a_movement_slower_than_tremor_is_not_one_by_its_multiples(hz: float, seed: int) -> None:
    (found,) = emg.tremor(recorded(muscle(60, seed, lambda t: 15 * np.maximum(0, np.sin(2 * np.pi * hz * t)) ** 0.7)))
    assert found.present is not True
    if found.present is None:
        assert "slower than tremor" in found.why


@pytest.mark.parametrize("hz", [4.0, 6.0, 9.3])
def test_a_tremor_that_swells_or_lies_upon_a_movement_is_still_one(hz: float) -> None:
    def shaking(t: np.ndarray) -> np.ndarray:
        return np.maximum(0, np.sin(2 * np.pi * hz * t))

    def swelling(t: np.ndarray) -> np.ndarray:
        return 10 * shaking(t) * (1 + 0.5 * np.sin(2 * np.pi * t))

    def moving(t: np.ndarray) -> np.ndarray:
        return 12 * shaking(t) + 8 * np.maximum(0, np.sin(2 * np.pi * t))

    for envelope in (swelling, moving):
        (found,) = emg.tremor(recorded(muscle(60, 141, envelope)))
        assert found.present, found.why
        assert found.frequency_hz == pytest.approx(hz, abs=0.1)


def test_a_tremor_of_a_muscle_that_never_rests_is_found_without_bursts() -> None:
    (found,) = emg.tremor(recorded(muscle(60, 142, lambda t: 12 * (1 + 0.3 * np.sin(2 * np.pi * 6 * t)))))
    assert found.present, found.why


@pytest.mark.parametrize("rate", [8.0, 9.5, 11.0])
@pytest.mark.parametrize("size", [8.0, 30.0])
def test_one_unit_that_fires_evenly_is_not_called_a_tremor(rate: float, size: float) -> None:
    rng = np.random.default_rng(151)
    row = simulate.shaped_noise(rng, 60 * RATE, RATE, flat=True)
    clock = np.arange(-15, 16) / RATE
    potential = size * -clock / 0.004 * np.exp(-0.5 * (clock / 0.004) ** 2)
    for at in (np.cumsum(rng.normal(1, 0.1, round(58 * rate))) / rate * RATE).astype(int).tolist():
        if at + 16 < len(row):
            row[at - 15 : at + 16] += potential
    (found,) = emg.tremor(recorded(5 * row))
    assert found.present is None
    assert "one motor unit" in found.why


def test_the_interval_of_a_rhythm_that_wanders_holds_its_mean() -> None:
    holds, widths = [], []
    for seed in range(160, 190):
        rng = np.random.default_rng(seed)
        slowly = np.convolve(np.repeat(rng.standard_normal(48), RATE // 2), np.ones(RATE) / RATE, "same")
        inst = 16.0 * (1 + 0.03 * slowly / slowly.std())
        phase = 2 * np.pi * np.cumsum(inst) / RATE
        row = muscle(24, seed, lambda t, phase=phase: 10 * np.maximum(0, np.sin(phase)))
        (found,) = emg.tremor(recorded(row))
        assert found.interval_hz is not None
        holds.append(found.interval_hz[0] <= inst.mean() <= found.interval_hz[1])
        widths.append(found.interval_hz[1] - found.interval_hz[0])
    assert sum(holds) >= 27  # of 30; the rhythm spreads over 1 Hz either way
    assert np.median(widths) < 1.5


def test_a_tremor_beside_digital_silence_is_measured_in_what_is_there() -> None:
    """Windows of 8 s without any power know nothing of its frequency."""
    rng = np.random.default_rng(5)
    clock = np.arange(90_000) / 1000
    row = rng.normal(0, 40, len(clock)) * (np.sin(2 * np.pi * 5 * clock) > 0) * (clock < 40)
    (found,) = emg.tremor(emg.Recording([row], 1000.0, "uV"))
    assert found.frequency_hz == pytest.approx(5.0, abs=0.1)
