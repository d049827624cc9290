"""Coherence and co-contraction of two muscles against signals whose answer is known."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from eutonia import emg
from tests.unit.emg.surface_signals import RATE, muscle, on, recorded


def test_muscles_with_one_drive_are_coherent_where_it_is_and_with_its_phase() -> None:
    def drive(shift: float) -> Callable[[np.ndarray], np.ndarray]:
        return lambda t: 6 + 5 * np.sin(2 * np.pi * 5 * t + shift)

    for shift, expected in ((0.0, 0.0), (math.pi, 180.0)):
        found = emg.coherence(recorded(muscle(60, 9, drive(0.0)), muscle(60, 10, drive(shift))))
        low, high = found.bands
        assert low.beyond_chance
        assert low.peak_hz == 5
        assert abs(low.phase_deg or 0.0) == pytest.approx(expected, abs=15)
        assert low.mean > high.mean
        assert "Coherence alone" in found.caution


def test_the_limit_of_chance_holds() -> None:
    """Independent noise passes the 95 % limit of a band in about 5 %: of 400 bands in 10 to 32, or 20 by 3 SD."""
    beyond = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        found = emg.coherence(recorded(*rng.normal(0, 10, (2, 30 * RATE))))
        beyond += sum(band.beyond_chance for band in found.bands)
    assert 10 <= beyond <= 32


@pytest.mark.parametrize("common", ["gaps", "silence", "a jerk"])
def test_what_both_channels_do_at_once_is_no_shared_drive(common: str) -> None:
    beyond = 0
    for seed in range(12):
        rng = np.random.default_rng(seed)
        rows = rng.normal(0, 10, (2, 40 * RATE))
        if common == "gaps":
            for start in rng.integers(0, 39 * RATE, 5).tolist():
                rows[:, start : start + RATE // 2] = np.nan
        elif common == "silence":
            rows[:, 5 * RATE : 15 * RATE] = 0
        else:
            rows[:, 20 * RATE : 20 * RATE + 200] *= 100
        beyond += sum(band.beyond_chance for band in emg.coherence(recorded(*rows)).bands)
    assert beyond <= 4  # of 24; by chance more in fewer than one of a hundred


def test_coherence_is_not_said_of_contractions_that_come_and_go_together() -> None:
    rows = [muscle(60, seed, lambda t: 10 * ((t % 1.7) < 0.6)) for seed in (31, 32)]
    with pytest.raises(emg.EmgError, match="keep their strength"):
        emg.coherence(recorded(*rows))


def test_coherence_needs_two_channels_and_twenty_seconds() -> None:
    row = muscle(10, 11, on(0, 10))
    with pytest.raises(emg.EmgError, match="coherence needs 20"):
        emg.coherence(recorded(row, row))
    with pytest.raises(emg.EmgError, match="no EMG channel 1"):
        emg.coherence(recorded(row))


def test_cocontraction_together_apart_and_never() -> None:
    first = muscle(20, 12, on(5, 10))
    together = emg.cocontraction(recorded(first, muscle(20, 13, on(5, 10))))
    apart = emg.cocontraction(recorded(first, muscle(20, 14, on(12, 17))))
    half = emg.cocontraction(recorded(first, muscle(20, 15, on(7.5, 12.5))))
    never = emg.cocontraction(recorded(muscle(20, 16, lambda t: 0 * t), muscle(20, 17, lambda t: 0 * t)))
    assert together.overlap == pytest.approx(1, abs=0.05)
    assert apart.overlap == pytest.approx(0, abs=0.02)
    assert half.overlap == pytest.approx(1 / 3, abs=0.05)
    assert together.index is not None
    assert together.index > 0.7
    assert apart.index == pytest.approx(0, abs=0.05)
    assert never.index is None
    with pytest.raises(emg.EmgError, match="maximum"):
        emg.cocontraction(recorded(first, first), maxima_uv=(0.0, 1.0))
