"""Mains in a needle channel is no discharge, at its ends neither, and what is truly there stays."""

import numpy as np
import pytest
from numpy.typing import NDArray

from eutonia import emg
from eutonia.emg import simulate
from eutonia.emg.simulated import shapes
from eutonia.emg.simulated.needle import render
from eutonia.emg.simulated.sources import SimulatedSource, regular, steady
from eutonia.emg.sorting.hum import harmonics, mains_line, without_hum

RATE = 10_000.0


def hum(seconds: float, size_uv: float, hz: float, wander_hz: float = 0.0, swell: float = 0.0) -> NDArray[np.float64]:
    """Return mains with two harmonics, whose frequency wanders within 40 s and whose size swells within nine."""
    time = np.arange(round(seconds * RATE)) / RATE
    turn = 2 * np.pi * (hz * time + wander_hz * np.cumsum(np.sin(2 * np.pi * time / 40)) / RATE)
    wave = np.sin(turn) + 0.2 * np.sin(2 * turn + 1) + 0.3 * np.sin(3 * turn + 2)
    return size_uv * 2**0.5 * (1 + swell * np.sin(2 * np.pi * time / 9)) * wave


def needle(kind: str, seconds: float, seed: int = 76_100) -> NDArray[np.float64]:
    return np.asarray(simulate.needle(seed, kind, seconds, RATE).recording.samples[0], np.float64)


def taken(row: NDArray[np.float64]) -> NDArray[np.float64]:
    hz = np.fft.rfftfreq(len(row), 1 / RATE)
    spectrum = np.fft.rfft(row)
    mains_hz = mains_line(spectrum, hz)
    assert mains_hz is not None
    return without_hum(row, RATE, mains_hz, harmonics(spectrum, hz, mains_hz))


@pytest.mark.parametrize(
    ("seconds", "size", "hz", "wander", "swell"),
    [(12, 60, 50.0, 0, 0), (20, 100, 60.03, 0, 0), (45, 60, 49.97, 0.02, 0), (20, 60, 50.0, 0, 0.2)],
)
def test_mains_at_rest_is_no_discharge(seconds: float, size: float, hz: float, wander: float, swell: float) -> None:
    """It was called myotonic, a cramp or complex repetitive at the ends of a piece, with up to 0.95."""
    row = needle("none", seconds) + hum(seconds, size, hz, wander, swell)
    kinds = {one.kind for one in emg.discharges(emg.Recording([row], RATE, "uV"))[0]}
    assert kinds <= {"none", "cannot tell"}
    assert "none" in kinds


def test_mains_is_taken_off_to_the_very_ends() -> None:
    made = hum(20, 60, 50.03)
    rest = np.random.default_rng(2).normal(0, 5, len(made))
    off = taken(rest + made) - rest
    for part in (off, off[:1000], off[-1000:]):
        assert np.std(part) < 1


def test_activity_that_is_strong_is_not_taken_for_mains() -> None:
    row = needle("voluntary", 20)
    assert np.std(row) > 200
    assert np.std(taken(row + hum(20, 60, 50.0)) - row) < 12


def test_beside_mains_a_discharge_is_the_same() -> None:
    row = needle("complex repetitive", 12)
    plain, hummed = (emg.discharges(emg.Recording([one], RATE, "uV"))[0] for one in (row, row + hum(12, 60, 50.0)))
    assert [(one.kind, len(one.times_s)) for one in hummed] == [(one.kind, len(one.times_s)) for one in plain]


@pytest.mark.parametrize("seconds", [0.5, 5.0])
def test_noise_and_short_pieces_have_no_mains(seconds: float) -> None:
    row = np.random.default_rng(5).normal(0, 5, round(seconds * RATE))
    assert mains_line(np.fft.rfft(row), np.fft.rfftfreq(len(row), 1 / RATE)) is None


@pytest.mark.parametrize("count", [0, 1, 900, 2500])
def test_what_is_too_short_to_follow_stays(count: int) -> None:
    row = np.arange(count, dtype=np.float64)
    np.testing.assert_array_equal(without_hum(row, RATE, 50.0, [1]), row)


def sharp_waves(rate_hz: float, seconds: float, seed: int) -> NDArray[np.float64]:
    """Return positive sharp waves that come so often a second, nearly evenly, in noise of 5 µV."""
    rng = np.random.default_rng(seed)
    shape = shapes.positive_wave(rng, 0.015, 250)
    source = SimulatedSource(shape, regular(rng, 0.3, seconds - 0.3, steady(rate_hz), 0.01))
    return render(rng, (source,), seconds, RATE, 5.0)


@pytest.mark.parametrize("size", [0, 60])
@pytest.mark.parametrize("mains", [50.0, 60.0])
@pytest.mark.parametrize(("harmonic", "beside"), [(3, 0.31), (4, -0.2), (5, 0.4), (7, 0.22)])
def test_a_discharge_with_a_harmonic_beside_mains_is_what_it_is(
    harmonic: int, beside: float, mains: float, size: float
) -> None:
    """Its harmonic was taken off like mains, and what that left was called myotonic, with up to 0.95."""
    rate = (mains + beside) / harmonic
    row = sharp_waves(rate, 15, 1000 + harmonic) + hum(15, size, mains)
    found = emg.discharges(emg.Recording([row], RATE, "uV"))[0]
    assert {one.kind for one in found} == {"positive sharp wave"}
    assert sum(len(one.times_s) for one in found) == pytest.approx(14.4 * rate, abs=3)


def test_of_two_lines_the_larger_is_mains() -> None:
    """At ten a second a discharge has lines at 50 and at 60 Hz; mains stayed in, and hid the discharge."""
    row = sharp_waves(10.01, 15, 1003) + hum(15, 60, 60.0)
    hz = np.fft.rfftfreq(len(row), 1 / RATE)
    assert mains_line(np.fft.rfft(row), hz) == pytest.approx(60, abs=0.1)
    assert {one.kind for one in emg.discharges(emg.Recording([row], RATE, "uV"))[0]} == {"positive sharp wave"}
