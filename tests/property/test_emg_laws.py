"""Laws of the EMG analyses that hold for any signal: units, blocks, and whatever else may be fed to them."""

import math
from functools import cache

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from eutonia import emg
from eutonia.emg import simulate

RATE = 500.0


@cache
def a_long_recording() -> emg.Recording:
    """Three segments long, with everything that disturbs."""
    made = simulate.surface(77, 130, RATE, snr_db=(3.0, 25.0), nuisances=simulate.Nuisances())
    return emg.Recording(made.recording.samples.astype(np.float32), RATE, "uV", ["a"])


@cache
def whole() -> tuple[list[emg.Burst], emg.Quality]:
    recording = a_long_recording()
    return emg.bursts(recording)[0], emg.quality(recording)[0]


@settings(max_examples=8)
@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=6))
def test_blocks_of_any_size_give_what_the_whole_gives(lengths: list[int]) -> None:
    row = a_long_recording().samples
    stream = emg.Stream(RATE, "uV", ["a"])
    found: list[emg.Burst] = []
    at = turn = 0
    while at < row.shape[1]:
        size = max(lengths[turn % len(lengths)], row.shape[1] // 40)
        found += stream.add(row[:, at : at + size])[0]
        at, turn = at + size, turn + 1
    ((last, quality),) = stream.finish()
    bursts, expected = whole()
    assert found + last == bursts
    assert len(bursts) > 20
    for fault, flags in expected.faults.items():
        np.testing.assert_array_equal(quality.faults[fault], flags)


@pytest.mark.parametrize("factor", [1e-6, 1e-3, 7.3, 1e6])
def test_scaling_changes_no_burst(factor: float) -> None:
    recording = a_long_recording()
    scaled = emg.Recording(recording.samples.astype(np.float64) * factor, RATE, "uV", ["a"])
    found, expected = emg.bursts(scaled)[0], whole()[0]
    assert [(one.onset_s, one.offset_s) for one in found] == [(one.onset_s, one.offset_s) for one in expected]


def test_turning_the_signal_upside_down_changes_no_burst() -> None:
    recording = emg.Recording(-a_long_recording().samples, RATE, "uV", ["a"])
    assert emg.bursts(recording)[0] == whole()[0]


numbers = st.floats(-(2.0**40), 2.0**40, width=32) | st.sampled_from([math.nan, math.inf, -math.inf])


@settings(max_examples=60)
@example([36894.0, math.nan, 0.0], 100.0)
@given(st.lists(numbers, max_size=300), st.sampled_from([100.0, 333.3, 1000.0, 5000.0]))
def test_anything_can_be_fed_and_nothing_breaks(values: list[float], rate_hz: float) -> None:
    recording = emg.Recording([np.array(values, np.float32)], rate_hz, "mV")
    (bursts,), (quality,) = emg.bursts(recording), emg.quality(recording)
    for one in bursts:
        assert 0 <= one.onset_s <= one.offset_s <= recording.duration_s + 1e-9
    assert 0 <= quality.usable_share <= 1
    if rate_hz >= 333:
        (features,) = emg.features(recording, 0.02, 0.01)
        assert len(features.rms_uv) == len(features.start_s)
        (envelope,) = emg.envelope(recording)
        assert np.isfinite(envelope).all()


@pytest.mark.parametrize("count", [0, 1, 2, 5, 999, 120_001])
def test_a_constant_has_no_burst(count: int) -> None:
    recording = emg.Recording(np.full((1, count), 3.25), 1000, "uV")
    assert emg.bursts(recording) == [[]]
    (quality,) = emg.quality(recording)
    assert quality.usable_share == 0
