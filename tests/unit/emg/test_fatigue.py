"""A muscle that tires is told from one that rests, moves or changes its force."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from eutonia import emg
from eutonia.emg import simulate
from eutonia.emg.surface.fatiguing import theil_sen
from tests.unit.emg.surface_signals import RATE, muscle, on, recorded

HOLD = Path(__file__).resolve().parents[3].parent / "shared" / "emg" / "psyc9080" / "Carl_2.txt"


def slowing(seconds: float, seed: int, start: float, stop: float) -> np.ndarray:
    """Return a steady contraction whose spectrum moves from one centre to another."""
    rng = np.random.default_rng(seed)
    clock = np.arange(round(seconds * RATE)) / RATE
    share = clock / seconds
    low, high = (rng.standard_normal(len(clock)) for _ in range(2))
    sharp = np.convolve(high, np.ones(3) / 3, "same")
    soft = np.convolve(low, np.ones(12) / 12, "same")
    mix = start + (stop - start) * share
    return 60 * (np.sqrt(mix) * sharp / sharp.std() + np.sqrt(1 - mix) * soft / soft.std())


def test_a_falling_median_frequency_is_fatigue_and_a_steady_one_is_not() -> None:
    (tired,) = emg.fatigue(recorded(slowing(60, 18, 0.8, 0.3)))
    assert tired.falls
    assert tired.slope_hz_per_min is not None
    assert tired.slope_hz_per_min < -20
    (fresh,) = emg.fatigue(recorded(slowing(60, 19, 0.5, 0.5)))
    assert fresh.falls is False
    assert fresh.interval is not None
    assert fresh.interval[0] <= 0 <= fresh.interval[1]


def test_fatigue_is_not_said_of_short_or_moving_contractions() -> None:
    assert emg.fatigue(recorded(slowing(15, 20, 0.8, 0.3)))[0].falls is None
    moving = muscle(60, 21, lambda t: 10 * ((t % 6) < 3))
    (found,) = emg.fatigue(recorded(moving))
    assert found.falls is None
    assert found.why


def test_rest_is_no_contraction() -> None:
    (quiet,) = emg.fatigue(recorded(muscle(60, 22, lambda t: 0 * t)))
    assert quiet.falls is None
    assert "rest" in quiet.why
    (short,) = emg.fatigue(recorded(muscle(60, 23, on(20, 30))))
    assert short.falls is None
    assert "longest contraction" in short.why


@pytest.mark.parametrize(("first", "last"), [(2.0, 3.5), (3.5, 2.0)])
def test_a_weak_contraction_that_only_changes_its_strength_does_not_change_its_frequency(
    first: float, last: float
) -> None:
    told = []
    for seed in range(5):
        row = muscle(80, 24 + seed, lambda t: on(10, 70, 1.0)(t) * (first + (last - first) * (t - 10) / 60))
        (found,) = emg.fatigue(recorded(row))
        assert found.interval is not None
        told.append(found.interval[0] <= 0 <= found.interval[1])
    assert sum(told) >= 4


def test_two_minutes_of_contraction_between_seconds_of_rest_are_measured() -> None:
    (found,) = emg.fatigue(recorded(muscle(126, 29, on(3, 123))))
    assert found.onset_s is not None
    assert found.offset_s is not None
    assert found.offset_s - found.onset_s > 115
    assert "No rest" not in found.why
    (through,) = emg.fatigue(recorded(muscle(60, 30, on(0, 60))))
    assert "No rest was recorded" in through.why


def held(row: np.ndarray, before: int = 10, after: int = 10, seed: int = 201, noise: float = 3.0) -> np.ndarray:
    """Return activity between seconds of rest."""
    rest = noise * simulate.shaped_noise(
        np.random.default_rng(seed), (before + after) * RATE + len(row), RATE, flat=True
    )
    rest[before * RATE : before * RATE + len(row)] += row
    return rest


def sloping(count: int, seed: int, power: float) -> np.ndarray:
    """Return noise of unit size that falls with a power of its frequency from 1 Hz on."""
    hz = np.fft.rfftfreq(count, 1 / RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count)) * np.maximum(hz, 1) ** -power
    row = np.fft.irfft(spectrum * (hz >= 1), count)
    return row / row.std()


@pytest.mark.parametrize(
    "slow",
    [
        lambda t: 700 * np.sin(2 * np.pi * 0.3 * t),
        lambda t: 300 * np.sin(2 * np.pi * 2.1 * t) * np.sin(2 * np.pi * 0.07 * t),
        lambda t: 200 * sloping(len(t), 202, 2.0),
    ],
    ids=["drift", "movement", "wandering"],
)
def test_what_is_slower_than_muscle_changes_nothing(slow: Callable[[np.ndarray], np.ndarray]) -> None:
    row = held(slowing(60, 203, 0.8, 0.5))
    (clean,) = emg.fatigue(recorded(row))
    (found,) = emg.fatigue(recorded(row + slow(np.arange(len(row)) / RATE)))
    assert found.slope_hz_per_min == pytest.approx(clean.slope_hz_per_min, abs=2)
    assert found.start_hz == pytest.approx(clean.start_hz, abs=3)
    assert (found.onset_s, found.offset_s) == (10, 70)


@pytest.mark.parametrize("slope", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("mains", [0.0, 50.0])
def test_rest_of_any_colour_is_no_contraction(slope: float, mains: float) -> None:
    clock = np.arange(40 * RATE) / RATE
    row = sloping(len(clock), 204, slope) * 5 + mains * np.sin(2 * np.pi * 50 * clock)
    (found,) = emg.fatigue(recorded(row))
    assert found.falls is None
    assert "rest" in found.why or "not usable" in found.why


FORCES = {
    "ramp": lambda t: np.clip(t / 60, 0.05, 1),
    "steps": lambda t: np.where(t < 20, 0.3, np.where(t < 40, 0.6, 1.0)),
    "slow waves": lambda t: 0.55 + 0.45 * np.sin(2 * np.pi * t / 8),
    "one step": lambda t: np.where(t < 30, 1.0, 0.45),
}


@pytest.mark.parametrize("rest", [0, 8])
@pytest.mark.parametrize("force", FORCES)
def test_a_force_that_changes_is_no_steady_contraction(force: str, rest: int) -> None:
    row = slowing(60, 205, 0.6, 0.5) * FORCES[force](np.arange(60 * RATE) / RATE)
    (found,) = emg.fatigue(recorded(held(1.5 * row, rest, rest)))
    assert found.falls is None
    assert "not steady" in found.why


@pytest.mark.parametrize("change", [1.4, 0.75])
def test_a_size_that_changes_as_a_muscle_tires_is_steady(change: float) -> None:
    row = slowing(60, 206, 0.8, 0.4) * np.linspace(1, change, 60 * RATE)
    assert emg.fatigue(recorded(held(row)))[0].falls


@pytest.mark.parametrize("slope", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("before", [8.0, 8.4, 8.85])
def test_a_contraction_too_short_is_not_stretched(slope: float, before: float) -> None:
    row = 5 * sloping(35 * RATE, 207, slope)
    start = round(before * RATE)
    row[start : start + 18_500] += slowing(18.5, 208, 0.6, 0.6)
    (found,) = emg.fatigue(recorded(row))
    assert found.falls is None
    assert "longest contraction lasts 18." in found.why
    assert "pauses of up to 2 s included" in found.why


@pytest.mark.parametrize("seed", [209, 210, 211])
def test_a_contraction_from_end_to_end_is_measured_where_it_must_be_muscle(seed: int) -> None:
    strong = 100 * simulate.shaped_noise(np.random.default_rng(seed), 60 * RATE, RATE, flat=False)
    (found,) = emg.fatigue(recorded(held(strong, 0, 0)))
    assert found.interval is not None
    assert found.interval[0] <= 0 <= found.interval[1]
    assert found.onset_s is not None
    assert found.offset_s is not None
    assert found.offset_s - found.onset_s >= 58
    (weak,) = emg.fatigue(recorded(held(strong / 20, 0, 0)))
    assert weak.falls is None
    assert "no more than rest may have" in weak.why


def test_seconds_that_are_not_usable_are_not_measured() -> None:
    row = held(slowing(60, 212, 0.6, 0.6))
    row[30 * RATE : 36 * RATE] = np.clip(8 * row[30 * RATE : 36 * RATE], -200, 200)  # cut off
    (found,) = emg.fatigue(recorded(row))
    assert found.onset_s == 36
    assert found.offset_s == 70


@pytest.mark.skipif(not HOLD.is_file(), reason="the folder of real recordings is not beside the project")
def test_a_real_hold_tires() -> None:
    """20 lb held at the elbow for a minute (1000 Hz, unit not stated: nothing here depends on it)."""
    row = np.array([float(line.split()[0]) for line in HOLD.read_text(encoding="utf-8").splitlines() if line.strip()])
    (found,) = emg.fatigue(recorded(row))
    assert found.falls
    assert found.onset_s is not None
    assert found.offset_s is not None
    assert found.offset_s - found.onset_s > 50


def test_theil_and_sen_ignore_odd_values() -> None:
    x = np.arange(40.0)
    y = 3 - 0.5 * x
    y[[5, 20]] += 100
    slope, low, high = theil_sen(x, y)
    assert slope == pytest.approx(-0.5, abs=1e-6)
    assert low <= slope <= high
