"""Mains far above the noise makes no burst where a recording begins or ends, and hides none."""

import numpy as np
import pytest
from numpy.typing import NDArray

from eutonia import emg
from eutonia.emg import simulate
from eutonia.emg.segments import segments
from eutonia.emg.spectra import INNER_HZ, band, clean

RATE = 2000.0


def hum(seed: int, seconds: float, hz: float, *, steady: bool) -> NDArray[np.float64]:
    """Return mains of ten times the noise, which may wander by 0.02 Hz and swell by a third within half a minute."""
    rng, clock = np.random.default_rng(seed), np.arange(round(seconds * RATE)) / RATE
    knots, much = np.arange(seconds + 2), 0.0 if steady else 1 / 30**0.5
    turned = np.cumsum(np.interp(clock, knots, np.cumsum(rng.normal(0, 0.02 * much, len(knots))))) / RATE
    swells = np.exp(np.interp(clock, knots, np.cumsum(rng.normal(0, 0.3 * much, len(knots)))))
    phase = 2 * np.pi * (hz * clock + turned)
    waves = [
        share * np.sin(harmonic * phase + rng.uniform(0, 2 * np.pi))
        for harmonic, share in ((1, 1.0), (2, 0.15), (3, 0.3), (5, 0.1))
    ]
    loud: NDArray[np.float64] = 10 * simulate.NOISE_UV * 2**0.5 * swells * np.sum(waves, axis=0)
    return loud


@pytest.mark.parametrize("steady", [True, False], ids=["steady", "wandering"])
@pytest.mark.parametrize("seconds", [5, 10, 30])
@pytest.mark.parametrize("hz", [50.0, 50.07, 59.95])
def test_rest_under_strong_mains_has_no_burst_at_either_end(hz: float, seconds: int, steady: bool) -> None:
    for seed in (6000, 6001):
        row = simulate.surface(seed, seconds, RATE, active=False).recording.samples[0]
        row = row + hum(seed, seconds, hz, steady=steady)
        assert emg.bursts(emg.Recording([row], RATE, "uV")) == [[]]


@pytest.mark.parametrize("snr_db", [10.0, (3.0, 25.0)], ids=["10 dB", "mixed"])
@pytest.mark.parametrize("seed", [41000, 41005])
def test_under_strong_mains_the_bursts_are_those_without_it(seed: int, snr_db: float | tuple[float, float]) -> None:
    """What stays of mains under strong activity must not gather at the ends; nor may mains end where activity is."""
    made = simulate.surface(seed, 120, RATE, snr_db=snr_db)
    row = made.recording.samples[0] + hum(seed, 120, 50.04, steady=True)
    (found,) = emg.bursts(emg.Recording([row], RATE, "uV"))
    assert [one.onset_s for one in found] == pytest.approx([onset for onset, _ in made.bursts[0]], abs=0.05)


@pytest.mark.parametrize("seconds", [5, 20, 56])
@pytest.mark.parametrize("hz", [49.87, 50.0, 50.033, 60.012])
def test_the_frequency_of_mains_is_found_between_the_lines(seconds: int, hz: float) -> None:
    for seed in (1, 2):
        row = simulate.surface(seed, seconds, RATE, active=False).recording.samples[0]
        (segment,) = segments(emg.Recording([row + hum(seed, seconds, hz, steady=True)], RATE, "uV").channels[0])
        assert clean(segment).mains_hz == pytest.approx(hz, abs=0.03 if seconds < 10 else 0.001)


def test_mains_is_followed_through_activity_and_little_else_is_taken() -> None:
    """What is left is what was there without mains, but for a twelfth of its power at rest."""
    row = simulate.surface(3, 60, RATE, active=False).recording.samples[0].astype(np.float64)
    row[60_000:62_000] *= 15
    left = []
    for one in (row, row + hum(3, 60, 50.02, steady=False)):
        (segment,) = segments(emg.Recording([one], RATE, "uV").channels[0])
        cleaned = clean(segment)
        left.append(cleaned.at(INNER_HZ, band(cleaned, RATE), segment) / cleaned.scale)
    off, without = left[1] - left[0], left[0]
    resting = np.r_[0:29_500, 31_500:60_000]
    assert np.mean(off[resting] ** 2) < 0.08 * np.mean(without[resting] ** 2)
    for end in (slice(0, 300), slice(-300, None)):
        assert np.mean(off[end] ** 2) < 0.08 * np.mean(without[resting] ** 2)


def quiet_beside_loud(seed: int, swing_hz: float, loud: list[tuple[float, float]]) -> NDArray[np.float64]:
    """Return noise of 3 µV under mains of 50 µV, whose frequency swings once in 40 s, and muscle of 100 µV so long."""
    rng, clock = np.random.default_rng(seed), np.arange(round(80 * RATE)) / RATE
    phase = 2 * np.pi * np.cumsum(50 + swing_hz * np.sin(2 * np.pi * clock / 40 + rng.uniform(0, 6))) / RATE
    row: NDArray[np.float64] = 3 * rng.normal(size=len(clock)) + 50 * np.sin(phase) + 15 * np.sin(3 * phase)
    for onset, offset in loud:
        row[round(onset * RATE) : round(offset * RATE)] += 100 * rng.normal(size=round((offset - onset) * RATE))
    return row


@pytest.mark.parametrize("swing_hz", [0.0, 0.01, 0.02])
@pytest.mark.parametrize(
    "loud", [[(10, 70)], [(12, 13), (15, 19), (30, 31.5), (40, 44), (50, 53)]], ids=["one", "five"]
)
def test_beside_loud_muscle_rest_under_mains_has_no_burst(swing_hz: float, loud: list[tuple[float, float]]) -> None:
    """What muscle leaves in the lines of mains, lowered there, was put into the rest."""
    for seed in (7000, 7001, 7002, 7003):
        (found,) = emg.bursts(emg.Recording([quiet_beside_loud(seed, swing_hz, loud)], RATE, "uV"))
        ends = [end for one in found for end in (one.onset_s, one.offset_s)]
        assert ends == pytest.approx([end for one in loud for end in one], abs=0.05)


def test_where_nothing_was_recorded_mains_is_not_put_in() -> None:
    row = simulate.surface(4, 60, RATE, active=False).recording.samples[0] + hum(4, 60, 50.0, steady=True)
    row[50_000:70_000] = np.nan
    (segment,) = segments(emg.Recording([row], RATE, "uV").channels[0])
    cleaned = clean(segment)
    assert cleaned.mains_hz == pytest.approx(50, abs=0.002)
    left = cleaned.at(INNER_HZ, band(cleaned, RATE), segment) / cleaned.scale
    assert np.std(left[26_000:34_000]) < simulate.NOISE_UV
