"""Quality, envelope and features against signals whose answer is known beforehand."""

import numpy as np
import pytest
from scipy import signal

from eutonia import emg
from eutonia.emg import simulate
from eutonia.emg.surface import butterworth, envelopes, seconds, windows
from eutonia.emg.surface.judging import FAULTS

RATE = 1000


def noise(seconds: int, seed: int = 0) -> np.ndarray:
    return 5 * simulate.shaped_noise(np.random.default_rng(seed), seconds * RATE, RATE, flat=True)


def judged(row: np.ndarray) -> emg.Quality:
    return emg.quality(emg.Recording([row], RATE, "uV"))[0]


@pytest.mark.parametrize("seed", range(4))
def test_each_fault_is_found_in_its_seconds_and_nowhere_else(seed: int) -> None:
    row, clock = noise(60, seed), np.arange(60 * RATE) / RATE
    rng = np.random.default_rng(seed)
    places = rng.permutation(60)
    truth = {fault: np.zeros(60, bool) for fault in FAULTS}
    faults = ("missing", "clipped", "lead-off", "mains", "drift", "spikes")
    for number, fault in enumerate(faults):
        truth[fault][places[number * 4 : number * 4 + 4]] = True
    for second in range(60):
        here = slice(second * RATE, (second + 1) * RATE)
        if truth["missing"][second]:
            row[here][100:300] = np.nan
        elif truth["clipped"][second]:
            row[here] = np.clip(row[here] * 30, -60, 60)
        elif truth["lead-off"][second]:
            row[here] = 0.0
        elif truth["mains"][second]:
            row[here] += 15 * np.sin(2 * np.pi * 50.05 * clock[here] + 1)
        elif truth["drift"][second]:
            row[here] += 150 * np.sin(2 * np.pi * 1.0 * clock[here])
        elif truth["spikes"][second]:
            row[here][400:402] += 90
    found = judged(row)
    for fault in faults:
        np.testing.assert_array_equal(np.flatnonzero(found.faults[fault]), np.flatnonzero(truth[fault]), fault)
    assert found.usable_share == pytest.approx(48 / 60)


@pytest.mark.parametrize("rate_hz", [100.45, 119.3, 333.33, 1000.0])
def test_there_is_a_flag_for_each_second_and_no_more(rate_hz: float) -> None:
    row = np.random.default_rng(1).normal(0, 5, round(600 * rate_hz))
    assert len(emg.quality(emg.Recording([row], rate_hz, "uV"))[0].usable) == 600


def test_clean_muscle_has_no_fault() -> None:
    made = simulate.surface(31, 120, snr_db=(3.0, 25.0))
    (found,) = emg.quality(made.recording)
    assert found.usable_share == 1
    for fault in FAULTS:
        assert found.share(fault) <= 0.06 if fault == "spikes" else found.share(fault) == 0, fault


def test_a_floating_lead_is_mains_and_nothing_else() -> None:
    row = noise(20)
    row[5000:10_000] = 900 * np.sin(2 * np.pi * 60 * np.arange(5000) / RATE) + row[5000:10_000]
    assert np.flatnonzero(judged(row).faults["lead-off"]).tolist() == [5, 6, 7, 8, 9]


def test_the_heart_is_seen() -> None:
    made = simulate.surface(32, 60, RATE, active=False, nuisances=simulate.Nuisances(0, 50, 6, 0, 0))
    assert emg.quality(made.recording)[0].share("ecg") > 0.75  # a beat every 0.7 to 1.1 s, so not every second has one


def test_features_of_a_sine() -> None:
    clock = np.arange(2 * RATE) / RATE
    recording = emg.Recording([0.2 * np.sin(2 * np.pi * 80 * clock + 0.3)], RATE, "mV")
    (found,) = emg.features(recording)
    assert found.start_s.tolist() == [k * 0.125 for k in range(15)]
    np.testing.assert_allclose(found.rms_uv, 200 / 2**0.5, rtol=1e-4)
    np.testing.assert_allclose(found.mean_absolute_uv, 200 * 2 / np.pi, rtol=0.01)
    np.testing.assert_allclose(found.waveform_length_uv, 4 * 200 * 20, rtol=0.02)  # 20 periods in a window
    np.testing.assert_allclose(found.zero_crossings, 40, atol=1)
    np.testing.assert_allclose(found.slope_sign_changes, 40, atol=1)
    np.testing.assert_allclose(found.turns, 39, atol=1)
    np.testing.assert_allclose(found.mean_hz, 80, atol=0.1)
    np.testing.assert_allclose(found.median_hz, 80, atol=0.1)


def test_turns_are_the_same_upside_down_and_count_a_first_fall_and_rise() -> None:
    steps = np.array([0, -80, 70, -90, 60, 0], float)  # each but the first and the last reverses by 100 or more
    row = np.interp(np.arange(1000), np.linspace(0, 999, 6), steps)
    for sign in (1, -1):
        (found,) = emg.features(emg.Recording([sign * row], RATE, "uV"), 1.0, 1.0)
        assert found.turns.tolist() == [2]
        assert windows.count_turns(sign * row, 100.0) == 2


def test_small_reversals_are_no_turns() -> None:
    low = emg.Recording([49 * np.sin(2 * np.pi * 80 * np.arange(RATE) / RATE)], RATE, "uV")
    assert emg.features(low)[0].turns.max() == 0  # from top to bottom 98 µV


def test_a_window_with_a_gap_is_not_measurable() -> None:
    row = noise(2)
    row[1100] = np.nan
    (found,) = emg.features(emg.Recording([row], RATE, "uV"))
    lost = (found.start_s <= 1.1) & (found.start_s + 0.25 > 1.1)
    np.testing.assert_array_equal(np.isnan(found.rms_uv), lost)
    np.testing.assert_array_equal(np.isnan(found.median_hz), lost)


def test_a_window_too_short_is_refused() -> None:
    with pytest.raises(emg.EmgError, match="too few samples"):
        emg.features(emg.Recording([noise(1)], RATE, "uV"), window_s=0.002)


def test_features_do_not_depend_on_the_stretches_they_are_taken_from() -> None:
    channel = emg.Recording([noise(9)], RATE, "uV").channels[0]
    whole, pieces = windows.channel_features(channel), windows.FeatureTaker(channel)
    at = 0
    for size in (1, 300, 17, 2500, 4000, 9000):
        pieces.add(channel.read(max(0, at - 250), at + size).astype(np.float32), at - 250)
        at += size
    found = pieces.result()
    assert len(found.start_s) == 71
    for one in ("start_s", "rms_uv", "turns", "median_hz"):
        np.testing.assert_array_equal(getattr(found, one), getattr(whole, one))


def test_the_compiled_envelope_is_the_plain_one() -> None:
    samples, places = noise(1), np.arange(0, 1000, 10)
    sections = envelopes._sections(1000.0)
    one, other = np.zeros((3, 2)), np.zeros((3, 2))
    a = envelopes._loop(samples, 0.5, sections, one, places)
    b = envelopes._plain(samples, 0.5, sections, other, places)
    np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("rate_hz", [80.0, 333.3, 1000.0, 2000.0, 20_000.0])
def test_the_sections_are_the_filters_of_scipy(rate_hz: float) -> None:
    """As whole filters: where both edges are low, scipy puts the zeros to the other pole."""
    high = min(450.0, 0.45 * rate_hz)
    pairs = (
        (butterworth.band_pass(20, high, rate_hz), signal.butter(2, (20, high), "bandpass", fs=rate_hz)),
        (butterworth.low_pass(8, rate_hz), signal.butter(2, 8, fs=rate_hz)),
    )
    for sections, (ahead, back) in pairs:
        over, under = np.ones(1), np.ones(1)
        for section in sections:
            over, under = np.convolve(over, section[:3]), np.convolve(under, [1, *section[3:]])
        np.testing.assert_allclose(over, ahead, atol=1e-12)
        np.testing.assert_allclose(under, back, atol=1e-12)


def test_an_offset_after_missing_samples_does_not_ring() -> None:
    row = 10_000 + np.random.default_rng(3).normal(0, 5, 20_000)
    row[:500] = np.nan
    recording = emg.Recording([row], 2000, "uV")
    (found,) = emg.envelope(recording)
    assert 3 < float(found[50:].max()) < 10
    follower = envelopes.EnvelopeFollower(2000)
    blocks = [follower.add(row[start : start + 333]) for start in range(0, len(row), 333)]
    np.testing.assert_allclose(np.concatenate(blocks), found, rtol=1e-6)


def test_an_envelope_is_never_below_nothing() -> None:
    row = np.zeros(4000)
    row[1000:1400] = 3000 * np.sin(np.arange(400))
    sections, places = envelopes._sections(RATE), np.arange(0, 4000, 20)
    assert envelopes._plain(row, 0.0, sections, np.zeros((3, 2)), places).min() < -1  # what the filters give
    (found,) = emg.envelope(emg.Recording([row], RATE, "uV"))
    assert found.min() == 0
    assert found.max() > 1000


def test_the_envelope_of_a_tone_is_its_mean_size_and_blocks_do_not_matter() -> None:
    row = 50 * np.sin(2 * np.pi * 100 * np.arange(3 * RATE) / RATE) + 4000
    (whole,) = emg.envelope(emg.Recording([row], RATE, "uV"))
    assert len(whole) == 300
    np.testing.assert_allclose(whole[100:], 50 * 2 / np.pi, rtol=0.03)
    follower = envelopes.EnvelopeFollower(RATE)
    pieces = [follower.add(row[a:b]) for a, b in ((0, 1), (1, 7), (7, 1999), (1999, 1999), (1999, 3000))]
    np.testing.assert_array_equal(np.concatenate(pieces), whole)


@pytest.mark.parametrize("rate_hz", [1000, 2000, 4096])
def test_muscle_gives_neither_spikes_nor_drift(rate_hz: int) -> None:
    made = simulate.surface(33, 120, rate_hz, snr_db=(3.0, 50.0))
    (found,) = emg.quality(made.recording)
    assert np.count_nonzero(found.faults["spikes"] | found.faults["drift"]) <= 1


def test_a_burst_that_ends_with_the_second_is_no_drift() -> None:
    row, strong = noise(20), 3000 * simulate.shaped_noise(np.random.default_rng(34), 20 * RATE, RATE, flat=False)
    for second in range(2, 18):  # where a taper hides them
        row[(second + 1) * RATE - 30 : (second + 1) * RATE] += strong[second * 30 : (second + 1) * 30]
    assert not judged(row).faults["drift"].any()


def test_a_unit_that_fires_is_neither_a_heart_nor_spikes() -> None:
    rng = np.random.default_rng(35)
    row, clock = noise(40), np.arange(-0.015, 0.015, 1 / RATE) / 0.004
    potential = 300 * clock * np.exp(-(clock**2) / 2)
    time = 1.0
    while time < 39:
        row[int(time * RATE) : int(time * RATE) + len(potential)] += potential
        time += rng.normal(0.11, 0.012)
    found = judged(row)
    assert not found.faults["ecg"].any()
    assert not found.faults["spikes"].any()


def test_steady_mains_leaves_seconds_usable_and_a_lead_that_comes_off_does_not() -> None:
    clock = np.arange(40 * RATE) / RATE
    mains = 15 * 5 * np.sin(2 * np.pi * 50.02 * clock)
    assert judged(noise(40) + mains).usable_share == 1
    row = noise(40)
    row[10 * RATE : 15 * RATE] += mains[10 * RATE : 15 * RATE]
    assert np.flatnonzero(judged(row).faults["lead-off"]).tolist() == [10, 11, 12, 13, 14]


@pytest.mark.parametrize("rate_hz", [500, 1000])
def test_a_slow_recorder_shows_clipping_by_what_heaps_up_at_its_ends(rate_hz: int) -> None:
    size = 60 * rate_hz
    strong = 300 * simulate.shaped_noise(np.random.default_rng(36), size, rate_hz, flat=False)
    cut = np.clip(np.round(strong), -600, 600)  # 5 % of the samples
    (found,) = emg.quality(emg.Recording([cut], rate_hz, "uV"))
    assert found.share("clipped") >= 0.9
    (found,) = emg.quality(emg.Recording([np.round(strong)], rate_hz, "uV"))
    assert found.share("clipped") == 0


@pytest.mark.parametrize(("top", "cut"), [((3.0, 9.0, 9.0, 9.0, 3.0), 1), ((8.0, 9.0, 9.0, 9.0, 8.0), 0)])
def test_a_round_top_is_not_clipped_because_as_high_a_value_elsewhere_is_reached_by_a_jump(
    top: tuple[float, ...], cut: int
) -> None:
    row = np.linspace(-3, 2, 40, dtype=np.float32)[None].copy()
    row[0, 10:15], row[0, 30] = top, 9
    assert seconds.marks(row, np.ones(40, np.float32), None, 1.0)[0][0, seconds.CUT] == cut
