"""What only looks like muscle makes no burst, however large; and muscle stays, however slow, short or disturbed."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import fft

from bench.emg_rest import NOISE_UV, Disturb, extra_beats, heart, irregular_heart, noise
from eutonia import emg

type Row = NDArray[np.float64]


def rest(seed: int, rate_hz: float = 2000.0, disturbed: Disturb | None = None) -> Row:
    """Return a minute of rest."""
    rng = np.random.default_rng(seed)
    row = noise(rng, rate_hz, 60)
    if disturbed is not None:
        disturbed(rng, row, rate_hz)
    return row


def found(row: Row, rate_hz: float = 2000.0) -> list[emg.Burst]:
    return emg.bursts(emg.Recording([row], rate_hz, "uV"))[0]


@pytest.mark.parametrize("rate_hz", [1000.0, 2048.0, 4000.0])
@pytest.mark.parametrize("size_uv", [30, 100, 300])
@pytest.mark.parametrize("kind", [heart, irregular_heart])
def test_a_heart_is_no_burst(kind: Callable[[float], Disturb], size_uv: float, rate_hz: float) -> None:
    assert found(rest(1, rate_hz, kind(size_uv)), rate_hz) == []


def test_most_extra_beats_are_no_bursts() -> None:
    """Not all: some stay where the noise hides whether anything quick rose with them."""
    row = rest(3, disturbed=extra_beats(400))
    unseen = rest(3)
    extra = np.flatnonzero(np.abs(row - unseen) > 500)  # only extra beats are so large
    count = 1 + np.count_nonzero(np.diff(extra) > 600)
    assert count >= 4
    assert len(found(row)) <= count / 2


@pytest.mark.parametrize("rate_hz", [1000.0, 2000.0, 4000.0])
@pytest.mark.parametrize("samples", [1, 2, 3])
def test_a_spike_is_no_burst(samples: int, rate_hz: float) -> None:
    row = rest(5, rate_hz)
    for second in range(2, 58, 4):
        first = round((second + 0.01 * second) * rate_hz)
        row[first : first + samples] += (-1) ** second * 60 * NOISE_UV
    assert found(row, rate_hz) == []


@pytest.mark.parametrize("settles_s", [0.05, 0.3, 1.0])
def test_a_step_of_an_electrode_is_no_burst(settles_s: float) -> None:
    row = rest(6)
    for second in range(3, 57, 6):
        first = round(second * 2000.0)
        row[first:] += 80 * NOISE_UV * np.exp(-np.arange(len(row) - first) / 2000.0 / settles_s)
    assert found(row) == []


@pytest.mark.parametrize("hz", [50.01, 59.98])
def test_mains_that_grows_in_a_moment_is_no_burst(hz: float) -> None:
    row, clock = rest(7), np.arange(120_000) / 2000.0
    mains = np.sin(2 * np.pi * hz * clock) + 0.3 * np.sin(2 * np.pi * 3 * hz * clock + 1)
    row += np.where((clock > 20) & (clock < 40), 12, 3) * NOISE_UV * mains
    assert [one for one in found(row) if one.snr_db > 4] == []


def muscle(seed: int, count: int, rate_hz: float, low_hz: float, high_hz: float) -> Row:
    """Return noise of unit size with the spectrum of muscle after Shwedyk and others 1977."""
    hz = fft.rfftfreq(count, 1 / rate_hz)
    shape = hz * high_hz**2 / (np.sqrt(hz**2 + low_hz**2) * (hz**2 + high_hz**2))
    noise: Row = fft.irfft(fft.rfft(np.random.default_rng(seed).standard_normal(count)) * shape, count)
    return noise / noise.std()


@pytest.mark.parametrize(
    ("low_hz", "high_hz"), [(60, 120), (30, 60), (15, 35)], ids=["median 96 Hz", "median 52 Hz", "median 36 Hz"]
)
@pytest.mark.parametrize("size", [4.0, 10.0, 30.0])
def test_muscle_stays_however_slow(size: float, low_hz: float, high_hz: float) -> None:
    """That it is found is asked here; so slow and large a burst rings in the band, up to 0.07 s before it begins."""
    row, made = rest(8), muscle(9, 120_000, 2000.0, low_hz, high_hz)
    onsets = [4.0 + 5 * index for index in range(11)]
    for index, onset in enumerate(onsets):
        inside = slice(round(onset * 2000), round((onset + (0.05, 0.2, 1.5)[index % 3]) * 2000))
        row[inside] += size * NOISE_UV * made[inside]
    assert [one.onset_s for one in found(row)] == pytest.approx(onsets, abs=0.1)


def test_muscle_stays_under_a_heart_with_spikes_and_mains() -> None:
    row, made = rest(10, disturbed=heart(150)), muscle(12, 120_000, 2000.0, 60, 120)
    row += 10 * NOISE_UV * np.sin(2 * np.pi * 50.02 * np.arange(120_000) / 2000.0)
    onsets = [4.0 + 5 * index for index in range(11)]
    for onset in onsets:
        first = round(onset * 2000)
        row[first : first + 1200] += 8 * NOISE_UV * made[first : first + 1200]
        row[first + 600 : first + 602] += 40 * NOISE_UV  # a spike inside
    assert [one.onset_s for one in found(row)] == pytest.approx(onsets, abs=0.05)


@pytest.mark.parametrize("width_ms", [2.0, 2.5, 3.0])
def test_a_large_potential_of_one_unit_is_no_spike(width_ms: float) -> None:
    row = rest(13)
    for index in range(24):
        clock = (np.arange(-60, 61) / 2.0) / width_ms
        first = 8000 + index * 400  # five a second
        row[first : first + 121] += 100 * NOISE_UV * (1 - clock**2) * np.exp(-0.5 * clock**2)
    assert len(found(row)) >= 1


def faults(row: Row, fault: str) -> list[int]:
    (quality,) = emg.quality(emg.Recording([row], 2000.0, "uV"))
    return np.flatnonzero(quality.faults[fault]).tolist()


def test_what_was_left_out_is_said_in_the_quality() -> None:
    """A step and a wave too slow for muscle, with and without a heart; nowhere else."""
    stepped, waved, clock = rest(14), rest(15), np.arange(120_000) / 2000.0
    stepped[51_000:] += 80 * NOISE_UV * np.exp(-np.arange(69_000) / 2000.0 / 0.3)
    wave = 40 * NOISE_UV * np.sin(2 * np.pi * 22 * clock) * np.exp(-0.5 * ((clock - 30.5) / 0.05) ** 2)
    waved += wave
    beating = rest(16, disturbed=heart(100)) + wave
    assert (found(stepped), found(waved), found(beating)) == ([], [], [])
    assert faults(stepped, "spikes") == [25]
    assert faults(waved, "drift") == [30]
    assert faults(waved, "ecg") == []
    assert len(faults(beating, "ecg")) > 50
    assert faults(beating, "drift") == []
