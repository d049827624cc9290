"""One signal in two channels is told from two muscles that work together, and activity throughout from none."""

import numpy as np
import pytest

from eutonia import emg
from eutonia.emg import simulate
from eutonia.emg.reporting.report import report_of
from eutonia.emg.surface.crosstalk import common_share

RATE = 1000


def muscles(seed: int, seconds: int, *, flat: bool = False) -> np.ndarray:
    """Return two muscles of 50 µV over 4 µV of noise, each with its own potentials."""
    rng = np.random.default_rng(seed)
    made = [50 * simulate.shaped_noise(rng, seconds * RATE, RATE, flat=flat) for _ in range(2)]
    return np.array(made) + rng.normal(0, 4, (2, seconds * RATE))


def driven(seed: int, seconds: int) -> np.ndarray:
    """Return two muscles whose sizes follow one drive of many frequencies, from 2 to 45 Hz."""
    rng = np.random.default_rng(seed)
    hz = np.fft.rfftfreq(seconds * RATE, 1 / RATE)
    drive = np.fft.irfft(np.fft.rfft(rng.standard_normal(len(hz) * 2 - 2)) * ((hz >= 2) & (hz <= 45)))
    return muscles(seed + 1, seconds) * np.maximum(1 + 0.6 * drive / drive.std(), 0)


def two(rows: np.ndarray) -> emg.Recording:
    return emg.Recording(rows, RATE, "uV", ["a", "b"])


@pytest.mark.parametrize("seed", [501, 502])
def test_one_signal_in_both_channels_is_no_shared_drive(seed: int) -> None:
    rows = muscles(seed, 40)
    rows[1] = 0.15 * rows[0] + np.random.default_rng(seed).normal(0, 4, rows.shape[1])
    found = emg.coherence(two(rows))
    assert all(band.beyond_chance for band in found.bands)
    assert found.passing > 0.9
    assert found.common is not None
    assert found.common > 0.5
    assert "first rule out that a common signal" in found.caution
    assert "cross-talk" in found.caution.rsplit("Above 60 Hz", 1)[1]


def test_little_in_common_is_said_where_the_recording_is_long_enough_for_it_to_pass() -> None:
    rows = muscles(520, 240)
    rows[1] += 0.25 * rows[0]
    assert "Above 60 Hz" in emg.coherence(two(rows)).caution
    assert "Above 60 Hz" not in emg.coherence(two(rows[:, : 30 * RATE])).caution  # there it passes no limit


@pytest.mark.parametrize("seed", [503, 504])
def test_muscles_that_share_a_drive_or_nothing_have_no_signal_in_common(seed: int) -> None:
    for rows in (muscles(seed, 40), driven(seed, 40)):
        found = emg.coherence(two(rows))
        assert found.common is not None
        assert found.common < 0.02
        assert "Above 60 Hz" not in found.caution
    assert found.bands[0].beyond_chance  # the drive is seen
    plain = emg.coherence(two(muscles(seed, 40)))
    assert plain.passing < 0.25
    assert plain.caution == "Coherence alone marks no disease: read it with co-contraction, the power ratio and the " \
        "person."  # fmt: skip


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_the_share_in_common_is_that_of_the_power(share: float) -> None:
    rng = np.random.default_rng(505)
    both, *own = (rng.normal(0, 1, (200, 250)) for _ in range(3))
    first, second = (np.sqrt(share) * both + np.sqrt(1 - share) * one for one in own)
    found = common_share(first, -second, RATE)
    assert found == pytest.approx(share**2, abs=0.02)  # coherence: of either power that which the other explains
    assert common_share(first[:7], second[:7], RATE) is None
    assert common_share(first, 0 * second, RATE) is None


def bursts_at(seed: int, starts: np.ndarray, seconds: int = 40) -> np.ndarray:
    row = 60 * simulate.shaped_noise(np.random.default_rng(seed), seconds * RATE, RATE, flat=False)
    clock = np.arange(seconds * RATE) / RATE
    return row * sum((clock >= start) & (clock < start + 2) for start in starts)


def test_cocontraction_says_where_one_signal_reaches_both_channels() -> None:
    rng, starts = np.random.default_rng(506), np.arange(2.0, 36, 5)
    noise = rng.normal(0, 4, (2, 40 * RATE))
    first = bursts_at(507, starts)
    apart = emg.cocontraction(two(noise + np.array([first, bursts_at(508, starts)])))
    assert apart.common is not None
    assert apart.common < 0.05
    assert apart.caution == ""
    assert apart.overlap == pytest.approx(1, abs=0.05)
    heard = emg.cocontraction(two(noise + np.array([first, 0.15 * first])))
    assert heard.common is not None
    assert heard.common > 0.5
    assert "one signal reaches both channels" in heard.why
    never = emg.cocontraction(two(noise + np.array([first, bursts_at(509, starts + 2.4)])))
    assert never.common is None  # they are never active together
    assert never.overlap == pytest.approx(0, abs=0.02)


def test_cocontraction_counts_only_what_both_channels_recorded() -> None:
    """A channel that was not recorded is not at rest, so it must not take from the overlap; and it is said."""
    rows = np.random.default_rng(511).normal(0, 4, (2, 40 * RATE))
    rows += np.array([bursts_at(512, np.arange(2.0, 36, 5)), bursts_at(513, np.arange(2.0, 36, 5))])
    whole = emg.cocontraction(two(rows))
    assert whole.caution == ""
    rows[1, 20 * RATE :] = np.nan
    half = emg.cocontraction(two(rows))
    assert half.overlap == pytest.approx(1, abs=0.05)
    assert half.active_s == pytest.approx(8, abs=0.3)  # four of seven
    assert half.index == pytest.approx(whole.index, abs=0.03)
    assert "Both channels were recorded for 50 % of the time only." in half.caution
    rows[0, RATE:] = np.nan
    assert emg.cocontraction(two(rows)).why.endswith("Both channels were recorded for 2 % of the time only.")
    rows[:] = np.nan
    rows[:, : 40 * RATE : 7] = 0.0
    assert emg.cocontraction(two(rows)).index is None


def test_muscles_active_throughout_are_not_called_at_rest() -> None:
    rows = muscles(510, 40)
    found = emg.cocontraction(two(rows))
    assert found.index is None
    assert "'a' and 'b' may have been active throughout" in found.why
    assert "Record some seconds of rest" in found.why
    noise = np.random.default_rng(511).normal(0, 4, (2, 40 * RATE))
    assert emg.cocontraction(two(noise)).why == "Neither muscle was active."
    one = noise + np.array([bursts_at(512, np.arange(2.0, 36, 5)), rows[1]])
    assert "No activity of 'b' stands out of rest" in emg.cocontraction(two(one)).caution
    assert "No activity of &#x27;b&#x27; stands out of rest" in report_of(two(one), "a", "1").page


@pytest.mark.parametrize("seed", [513, 514])
def test_a_heart_is_no_muscle_that_may_have_been_active(seed: int) -> None:
    made = simulate.surface(seed, 40, RATE, channels=2, active=False, nuisances=simulate.Nuisances(0, 50, 12, 0, 0))
    assert emg.cocontraction(made.recording).why == "Neither muscle was active."


def test_the_report_says_it_beside_the_numbers() -> None:
    rows = muscles(515, 40)
    rows[1] = 0.5 * rows[0] + np.random.default_rng(516).normal(0, 4, rows.shape[1])
    page = report_of(two(rows), "a", "1").page
    assert "one signal reaches both channels" in page
    assert "neither was active" not in page
    assert "one signal reaches" not in report_of(two(muscles(517, 40)), "a", "1").page
