"""Laws of the measures over seconds and of discharges: whatever is fed, units, and turning upside down."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eutonia import emg
from eutonia.emg import simulate
from eutonia.emg.needle.definitions import KINDS
from eutonia.emg.surface.spasms import KINDS as SPASMS

numbers = st.floats(-(2.0**40), 2.0**40, width=32) | st.sampled_from([math.nan, math.inf, -math.inf])


@settings(max_examples=40)
@given(st.lists(numbers, max_size=400), st.sampled_from([100.0, 1000.0, 5000.0, 20_000.0]), st.integers(1, 30))
def test_anything_can_be_fed_and_nothing_breaks(values: list[float], rate_hz: float, times: int) -> None:
    row = np.tile(np.array(values, np.float32), times)
    recording = emg.Recording([row], rate_hz, "mV")
    length = recording.duration_s
    for one in emg.discharges(recording)[0]:
        assert one.kind in KINDS
        assert 0 <= one.onset_s <= one.offset_s <= length + 0.1
        assert 0 <= one.probability <= 1
    for spasm in emg.spasms(recording)[0]:
        assert spasm.kind in SPASMS
        assert 0 <= spasm.onset_s <= spasm.offset_s <= length + 1e-9
    assert emg.tremor(recording)[0].why
    assert emg.fatigue(recording)[0].why
    assert all(0 <= one.value <= 1 for one in emg.summary(recording))
    both = emg.Recording([row, row[::-1]], rate_hz, "mV")
    index = emg.cocontraction(both).index
    assert index is None or 0 <= index <= 1
    if length < 20:
        with pytest.raises(emg.EmgError, match="coherence needs"):
            emg.coherence(both)


def steady(seed: int) -> np.ndarray:
    """Two muscles that keep their strength, and half of whose activity they share."""
    rng = np.random.default_rng(seed)
    one, other, both = (simulate.shaped_noise(rng, 40_000, 1000, flat=False) for _ in range(3))
    return 50 * np.array([one + both, other + both])


def recorded(seed: int) -> emg.Recording:
    return emg.Recording(steady(seed), 1000, "uV")


@pytest.mark.parametrize("factor", [-1.0, 1e-6, 1e6])
def test_size_and_sign_change_no_finding(factor: float) -> None:
    made = simulate.surface(5, 40, 1000, channels=2, snr_db=20.0).recording
    other = emg.Recording(made.samples * factor, 1000, "uV")
    for measure in (emg.spasms, emg.tremor, emg.fatigue):
        pairs = zip(measure(made), measure(other), strict=True)
        for one, two in pairs:
            assert str(one).split("why")[-1] == str(two).split("why")[-1]
    held = emg.Recording(factor * steady(5), 1000, "uV")
    assert emg.coherence(held).values == pytest.approx(emg.coherence(recorded(5)).values, abs=2e-3)
    assert emg.cocontraction(other).overlap == emg.cocontraction(made).overlap


def test_two_channels_change_nothing_by_changing_places() -> None:
    made = simulate.surface(6, 40, 1000, channels=2, snr_db=20.0).recording
    one, two = emg.coherence(recorded(6), 0, 1), emg.coherence(recorded(6), 1, 0)
    assert one.values == two.values
    assert emg.cocontraction(made, 0, 1).index == emg.cocontraction(made, 1, 0).index
