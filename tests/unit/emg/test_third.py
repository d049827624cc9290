"""What a generator of fibres in a volume conductor showed: what looks like a discharge and is none, or is another."""

import numpy as np
import pytest

from bench.emg_third import answers_to
from bench.emg_third_fibres import FINE_HZ, Draw, complex_of_fibres, endplate_fibre, recorded, single_fibre
from bench.emg_third_recordings import made
from eutonia import emg
from eutonia.emg.needle.definitions import CANNOT_TELL
from eutonia.emg.needle.single_potentials import fasciculations
from eutonia.emg.sorting.groups import groups_of
from eutonia.emg.sorting.trains import Examined, Lone
from eutonia.emg.sorting.waveforms import Waveform, measure


def sharp_wave(rng: Draw) -> np.ndarray:
    return recorded(single_fibre(rng, ends_here=True), 20_000.0)[::12]  # at 8000 Hz


def pulse(rng: Draw) -> np.ndarray:
    t = np.arange(-96, 360) / 8000
    width, tail = rng.uniform(0.0002, 0.001), rng.uniform(0.002, 0.006)
    return np.where(t < 0, 0.0, np.where(t < width, 1.0, -0.25 * np.exp(-(t - width) / tail)))


def wave_of(values: np.ndarray) -> Waveform:
    found = measure(100 * values, 0.3, 8000.0)
    assert found is not None
    return found


@pytest.mark.parametrize("seed", range(5))
def test_a_pulse_of_a_stimulator_is_no_positive_sharp_wave(seed: int) -> None:
    fibre, machine = (wave_of(make(np.random.default_rng(seed))) for make in (sharp_wave, pulse))
    assert (fibre.slowness, fibre.pulse) == (1, 0)
    assert (machine.slowness, machine.pulse) == (0, 1)


def test_a_stimulator_or_pacemaker_makes_no_discharge_that_is_said_with_confidence() -> None:
    rate, rng = 10_000, np.random.default_rng(8)
    for spread in (0.0, 0.005):
        row = rng.normal(0, 3, 12 * rate)
        now = 0.3
        while now < 11.5:
            t = np.arange(500) / rate
            row[int(now * rate) : int(now * rate) + 500] += np.where(t < 0.0005, 200, -50 * np.exp(-t / 0.004))
            now += 0.7 * (1 + spread * rng.normal())
        said = emg.discharges(emg.Recording([row], rate, "uV"))[0]
        assert not [one for one in said if one.kind not in ("none", CANNOT_TELL) and one.probability >= 0.8]


@pytest.mark.parametrize("seed", [90_002, 90_005])
def test_a_cramp_at_the_rates_of_willed_units_is_not_called_voluntary_with_confidence(seed: int) -> None:
    one = made(seed, "cramp")
    ((kind, chance),) = answers_to(emg.discharges(one.recording)[0], one.truths)
    assert kind in ("cramp", CANNOT_TELL) or chance < 0.8


@pytest.mark.parametrize("seed", [90_001, 90_004])
def test_endplate_activity_is_not_called_a_cramp_with_confidence(seed: int) -> None:
    one = made(seed, "endplate")
    said = emg.discharges(one.recording)[0]
    assert not [one for one in said if one.kind == "cramp" and one.probability >= 0.8]


def _wave(duration_ms: float) -> Waveform:
    count = round(8 * duration_ms)
    values = np.zeros(400)
    values[150 : 150 + count] = 300 * np.sin(np.linspace(0, 3 * np.pi, count))
    top = int(np.argmax(np.abs(values)))
    return Waveform(values, 8000.0, 150, top, 150 + count, 150 / 8000, (150 + count) / 8000, 150, 150 + count)


def _said(
    times_s: list[float], duration_ms: float, units: int = 1, *, height_uv: float = 300.0, missed: float = 0.0
) -> set[str]:
    examined = Examined([], [], 10.0, 5.0)
    waves = [_wave(duration_ms) for _ in range(units)]
    singles = [Lone(time, height_uv, waves[place % units], missed) for place, time in enumerate(times_s)]
    return {one.kind for one in fasciculations(examined, singles, [])}


def test_short_potentials_of_one_fibre_as_often_as_endplate_spikes_are_no_fasciculations() -> None:
    often = np.cumsum(np.random.default_rng(3).exponential(0.13, 60) + 0.01).tolist()
    assert CANNOT_TELL in _said(often, 4.5)
    assert _said(often, 5.5, 4) == {"fasciculation"}  # four units, none of which fires so often
    assert _said(often, 11.0) == {"fasciculation"}  # those of a whole unit may come so often
    assert _said(often[::10], 5.5) == {"fasciculation"}  # and short ones rarely
    assert _said([1.0], 0.0) == {CANNOT_TELL}


def test_a_unit_of_which_half_is_missed_is_no_fasciculation() -> None:
    often = np.cumsum(np.random.default_rng(4).exponential(0.3, 25) + 0.01).tolist()
    assert _said(often, 11.0, missed=0.05) == {"fasciculation"}
    assert _said(often, 11.0, missed=0.5) == {CANNOT_TELL}


def test_what_is_quick_in_a_potential_is_seen_in_the_mean_of_many() -> None:
    times = np.cumsum(np.random.default_rng(5).exponential(0.4, 16) + 0.01).tolist()
    assert _said(times, 11.0, height_uv=15.0) == {"fasciculation"}  # three times the noise, but 16 of them
    assert _said(times[:1], 11.0, height_uv=15.0) == {CANNOT_TELL}


def test_single_potentials_that_come_in_groups_are_no_fasciculations() -> None:
    groups = [start + k * 0.04 for start in np.arange(0.5, 9, 1.1) for k in range(4)]
    assert _said(groups, 11.0) == {CANNOT_TELL}


def test_parts_of_long_potentials_are_no_groups() -> None:
    """Each of 13 ms, and 3 ms after it a part of it that was found on its own."""
    times = np.cumsum(np.random.default_rng(6).exponential(0.13, 60) + 0.03)
    whole, part = _wave(13.0), _wave(5.5)
    singles = [one for t in times.tolist() for one in (Lone(t, 300.0, whole), Lone(t + 0.003, 200.0, part))]
    found = fasciculations(Examined([], [], 10.0, 5.0), singles, [])
    assert len(found) == len(times)
    assert {one.kind for one in found} == {"fasciculation"}


def test_single_potentials_between_groups_and_two_that_coincide_hide_no_groups() -> None:
    groups = np.concatenate([start + np.arange(7) * 0.03 for start in np.arange(0, 12, 1.5)])
    between = groups[::7] + 0.8
    found = groups_of(np.sort(np.concatenate([groups, between])))
    assert found is not None
    assert found.size == 7
    found = groups_of(np.sort(np.concatenate([groups, [groups[10] + 1e-6]])))
    assert found is not None
    assert found.rate_hz == pytest.approx(33.3, rel=0.02)


def test_bits_of_a_rhythm_are_no_fasciculations() -> None:
    """A complex repetitive discharge of which, but for one stretch, only a few in a row stand out of the noise."""
    rate, rng = 10_000, np.random.default_rng(4)
    wave = recorded(complex_of_fibres(rng), rate)
    row = rng.normal(0, 2, 16 * rate)
    seen = {k for start in (3, 14, 23, 34, 46, 55, 67, 76) for k in range(start, start + 3)} | set(range(90, 130))
    for place, now in enumerate(0.2 + np.cumsum(rng.normal(0.1, 0.0004, 150))):
        if place in seen:
            at = np.arange(int(now * rate) - 120, int(now * rate) + 400)
            row[at] += 150 * np.interp((at / rate - now + 0.012) * FINE_HZ, np.arange(len(wave)), wave)
    said = {one.kind for one in emg.discharges(emg.Recording([row], rate, "uV"))[0]}
    assert "complex repetitive" in said
    assert "fasciculation" not in said


# ---- the generator ---------------------------------------------------------------------------------------------------


def test_the_same_seed_makes_the_same_recording_and_another_seed_another() -> None:
    one, same, other = (made(seed, "myotonic").recording.channels[0].read() for seed in (90_002, 90_002, 90_003))
    assert np.array_equal(one, same)
    assert len(one) != len(other) or not np.array_equal(one, other)


@pytest.mark.parametrize("seed", range(4))
def test_potentials_begin_as_physics_has_it(seed: int) -> None:
    """Positive where the wave comes near, negative where it sets out under the needle (negative numbers here)."""
    for make, sign in ((single_fibre, 1), (endplate_fibre, -1)):
        wave = recorded(make(np.random.default_rng(seed)), 20_000.0)
        first = wave[np.flatnonzero(np.abs(wave) > 0.05)[0]]
        assert np.sign(first) == sign
    sharp = recorded(single_fibre(np.random.default_rng(seed), ends_here=True), 20_000.0)
    assert sharp[np.argmax(np.abs(sharp))] > 0
    after = sharp[np.argmax(np.abs(sharp)) :]
    low = np.flatnonzero(after < 0.25 * after.min())
    assert (low[-1] - low[0]) / FINE_HZ > 0.006
