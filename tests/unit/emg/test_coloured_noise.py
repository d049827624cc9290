"""Noise that falls towards high frequencies, as that of an electrode or of far muscle, is noise and no activity."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import signal

from eutonia import emg
from eutonia.emg.recording import emg_channels
from eutonia.emg.sorting.needles import parts

type Row = NDArray[np.float64]
RATE = 16_000.0


def wandering(rng: np.random.Generator, seconds: float, uv: float) -> Row:
    """Noise whose power falls with the square of the frequency from 0.3 Hz on, and a little white noise."""
    count = round(seconds * RATE)
    steps = np.asarray(
        signal.lfilter([1.0], [1.0, -np.exp(-2 * np.pi * 0.3 / RATE)], rng.normal(size=count)), np.float64
    )
    return uv * (steps / np.std(steps) + 0.03 * rng.normal(size=count))


def unit(ms: float) -> Row:
    """A potential of three phases, 1 high."""
    t = np.linspace(-1, 1, round(ms * RATE / 1000))
    wave = (1 - (t / 0.25) ** 2) * np.exp(-((t / 0.25) ** 2) / 2)
    return np.asarray(-wave * np.hanning(len(t)), np.float64)


def put(row: Row, wave: Row, times: Row) -> None:
    for one in times:
        first = int(one * RATE)
        last = min(first + len(wave), len(row))
        row[first:last] += wave[: last - first]


def recorded(row: Row) -> emg.Recording:
    return emg.Recording([row], RATE, "uV")


@pytest.mark.parametrize("seed", range(4))
def test_a_baseline_that_wanders_is_no_activity_throughout(seed: int) -> None:
    (found,) = emg.discharges(recorded(wandering(np.random.default_rng(seed), 12, 100)))
    assert [one.kind for one in found] == ["none"]


@pytest.mark.parametrize("seed", range(3))
def test_fasciculations_in_noise_that_wanders_are_no_crowd(seed: int) -> None:
    rng = np.random.default_rng(40 + seed)
    row = wandering(rng, 12, 1500)
    put(row, 2500 * unit(9), np.array([1.1, 2.0, 3.7, 4.2, 6.6, 7.7, 9.9, 10.4]) + rng.uniform(0, 0.3, 8))
    (part,) = parts(emg_channels(recorded(row))[0])
    assert part.noise_uv > 50  # else it is not asked whether there is activity throughout
    (found,) = emg.discharges(recorded(row))
    assert {one.kind for one in found} == {"fasciculation"}


@pytest.mark.parametrize("white_uv", [5.0, 60.0])
def test_many_units_without_a_rest_are_restless_even_in_white_noise(white_uv: float) -> None:
    rng = np.random.default_rng(7)
    row = rng.normal(0, white_uv, round(6 * RATE))
    for _ in range(9):
        spans = rng.gamma(6, 1 / 6 / rng.uniform(25, 50), 400)
        times = np.cumsum(spans)
        put(row, rng.uniform(200, 1500) * unit(rng.uniform(7, 13)), times[times < 6])
    (part,) = parts(emg_channels(recorded(row))[0])
    assert part.restless > 0.3
    assert part.lowest < 0.5


def fired(rng: np.random.Generator, white_uv: float) -> Row:
    """Twelve units at 25 to 50 a second, unevenly and without a pause, over white noise."""
    row = rng.normal(0, white_uv, round(6 * RATE))
    for _ in range(12):
        times = np.cumsum(rng.gamma(6, 1 / 6 / rng.uniform(25, 50), 400))
        put(row, rng.uniform(200, 1500) * unit(rng.uniform(7, 13)), times[times < 6])
    return row


@pytest.mark.parametrize("white_uv", [5.0, 120.0])
def test_a_cramp_that_leaves_no_rest_is_judged_as_one_crowd_throughout(white_uv: float) -> None:
    (found,) = emg.discharges(recorded(fired(np.random.default_rng(7), white_uv)))
    assert [(one.kind, one.onset_s) for one in found] == [("cramp", 0.0)]


def test_the_colour_of_noise_and_of_muscle() -> None:
    """White noise does not fall, noise with a power of one over the frequency by 6 dB, units by far more."""
    rng = np.random.default_rng(3)
    white = rng.normal(0, 100, round(6 * RATE))
    hz = np.maximum(np.fft.rfftfreq(len(white), 1 / RATE), 5.0)
    pink = np.fft.irfft(np.fft.rfft(white) / np.sqrt(hz), len(white))
    falls = [next(iter(parts(emg_channels(recorded(row))[0]))).fall_db for row in (white, 10 * pink, fired(rng, 60))]
    assert falls[:2] == pytest.approx([0.6, 6.3], abs=0.7)
    assert falls[2] > 11


def test_runs_of_fibres_in_loud_white_noise_are_no_cramp() -> None:
    """They leave little rest, but what is taken for noise has the colour of noise."""
    rng = np.random.default_rng(11)
    row = rng.normal(0, 160, round(6 * RATE))
    for _ in range(2):
        for start in np.arange(rng.uniform(0, 1), 5, 2):
            rate = 150 * rng.uniform(0.8, 1.2)
            times = start + np.cumsum(1 / np.linspace(1.3 * rate, 0.6 * rate, int(1.3 * rate)))
            put(row, 300 * rng.uniform(0.6, 1.4) * unit(rng.uniform(3, 6)), times[times < 5.9])
    (part,) = parts(emg_channels(recorded(row))[0])
    assert part.noise_uv > 50
    assert part.restless > 0.15
    assert part.lowest < 0.56  # by these three alone it would be activity throughout
    assert "cramp" not in {one.kind for one in emg.discharges(recorded(row))[0]}


def test_spikes_that_come_again_in_white_noise_are_restless() -> None:
    """Their power lies low, so that the differences of neighbouring samples show noise only."""
    rng = np.random.default_rng(5)
    row = rng.normal(0, 16, round(12 * RATE))
    put(row, 62 * unit(9) - 40 * np.roll(unit(9), 50), np.arange(0.1, 11.9, 0.021) + rng.normal(0, 1e-4, 562))
    (part,) = parts(emg_channels(recorded(row))[0])
    assert part.restless > 0.15
