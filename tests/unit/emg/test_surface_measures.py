"""Spasm types, tremor, coherence, co-contraction and fatigue against signals whose answer is known."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from eutonia import emg
from eutonia.emg import simulate
from eutonia.emg.surface import contracting
from eutonia.emg.surface.fatiguing import theil_sen

RATE = 1000
HOLD = Path(__file__).resolve().parents[3].parent / "shared" / "emg" / "psyc9080" / "Carl_2.txt"


def muscle(seconds: float, seed: int, envelope: Callable[[np.ndarray], np.ndarray], noise: float = 5.0) -> np.ndarray:
    """Return noise and muscle activity whose size (in multiples of the noise) is a function of time."""
    rng = np.random.default_rng(seed)
    count = round(seconds * RATE)
    clock = np.arange(count) / RATE
    rest = simulate.shaped_noise(rng, count, RATE, flat=True)
    return noise * (rest + envelope(clock) * simulate.shaped_noise(rng, count, RATE, flat=False))


def recorded(*rows: np.ndarray, unit: str = "uV") -> emg.Recording:
    return emg.Recording(list(rows), RATE, unit)


def on(start: float, stop: float, size: float = 20.0) -> Callable[[np.ndarray], np.ndarray]:
    return lambda t: size * ((t >= start) & (t < stop))


def beats(start: float, count: int, rate: float, length: float = 0.07) -> Callable[[np.ndarray], np.ndarray]:
    return lambda t: sum(on(start + k / rate, start + k / rate + length)(t) for k in range(count))


# ---- spasms ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "envelope"),
    [
        ("myoclonus", on(5.0, 5.07)),
        ("tonic", on(4.0, 8.0)),
        ("clonus", beats(4.0, 12, 5.0)),
        ("mixed", lambda t: on(3.0, 7.0)(t) + beats(7.2, 8, 5.0)(t)),
    ],
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_spasm_types(kind: str, envelope: Callable[[np.ndarray], np.ndarray], seed: int) -> None:
    ((found,),) = emg.spasms(recorded(muscle(14, seed, envelope)))
    assert found.kind == kind, found.why
    if kind == "clonus":
        assert found.contractions == 12
        assert found.rate_hz == pytest.approx(5, abs=0.3)


def test_a_sustained_contraction_that_swells_and_shrinks_is_no_clonus() -> None:
    kinds = []
    for seed in range(40, 60):
        swell = simulate.shaped_noise(np.random.default_rng(seed), 12_000, 60_000, flat=False)
        swell = np.exp(0.5 * np.convolve(swell, np.ones(150), "same") / np.convolve(swell, np.ones(150), "same").std())
        envelope = on(3.0, 9.0, 60.0)
        ((found,),) = emg.spasms(recorded(muscle(12, seed, lambda t: envelope(t) * swell)))  # noqa: B023
        kinds.append(found.kind)
    assert kinds.count("tonic") >= 12
    assert len([kind for kind in kinds if kind not in ("tonic", "cannot tell")]) <= 2


@pytest.mark.parametrize(("rate", "length"), [(2.1, 0.15), (11.0, 0.04)])
def test_another_rhythm_is_neither_clonus_nor_sustained(rate: float, length: float) -> None:
    for seed in range(4):
        ((found,),) = emg.spasms(recorded(muscle(14, seed, beats(4.0, 10, rate, length))))
        assert found.kind == "cannot tell", found.why
        assert found.rate_hz is None


def test_the_rate_of_mixed_activity_is_that_of_its_clonus() -> None:
    for seed in range(4):
        envelope = beats(4.0, 9, 6.0)
        ((found,),) = emg.spasms(recorded(muscle(14, seed, lambda t: on(5.7, 9.5)(t) + envelope(t))))  # noqa: B023
        assert found.kind == "mixed"
        assert found.rate_hz == pytest.approx(6, rel=0.1)


@pytest.mark.parametrize(
    ("gaps", "beats_found", "rate"),
    [([], 0, 0.0), ([0.2], 1, 5.0), ([0.2, 0.2, 0.9, 0.2, 0.2, 0.2], 3, 5.0), ([0.2, 0.4, 0.2, 0.4], 1, 5.0)],
)
def test_a_rhythm_is_a_run_of_even_intervals(gaps: list[float], beats_found: int, rate: float) -> None:
    found = contracting.rhythm(np.array(gaps), (2.2, 11.0))
    assert found.beats == beats_found
    assert found.rate_hz == pytest.approx(rate)


def test_a_rhythm_in_intervals_of_chance_is_rare_however_many_there_are() -> None:
    rng = np.random.default_rng(11)
    for count in (6, 20, 60):
        rows = [np.exp(rng.uniform(np.log(0.09), np.log(0.45), count)) for _ in range(200)]
        assert sum(contracting.rhythm(row, (2.0, 16.0)).chance <= 0.02 for row in rows) <= 12
    assert contracting.rhythm(np.full(6, 0.2), (2.0, 16.0)).chance <= 0.02


def test_three_jerks_have_no_rhythm_and_silence_inside_a_burst_is_seen() -> None:
    for seed in range(4):
        jerks = muscle(12, seed, lambda t: on(5.0, 5.07)(t) + on(5.36, 5.43)(t) + on(5.75, 5.82)(t), 5.0)
        kinds = {one.kind for one in emg.spasms(recorded(jerks))[0]}
        assert kinds == {"cannot tell"}


def test_nothing_stands_apart_in_a_held_contraction() -> None:
    for seed in range(4):
        ((found,),) = emg.spasms(recorded(muscle(14, seed, on(3.0, 11.0))))
        assert found.contractions == 1


def test_a_train_too_small_for_bursts_is_a_unit() -> None:
    rng, row = np.random.default_rng(12), muscle(12, 12, lambda t: 0 * t)
    shape = 600 * np.diff(np.exp(-0.5 * ((np.arange(-12, 13)) / 3.0) ** 2))
    for at in 3.0 + np.cumsum(rng.normal(0.15, 0.015, 25)):
        row[int(at * RATE) : int(at * RATE) + len(shape)] += shape
    ((found,),) = emg.spasms(recorded(row))
    assert (found.kind, found.contractions) == ("unit", 25)


def test_potentials_of_one_unit_are_a_unit() -> None:
    row = muscle(10, 4, lambda t: 0 * t)
    shape = 1600 * np.diff(np.exp(-0.5 * ((np.arange(-12, 13)) / 3.0) ** 2))
    for at in np.arange(3.0, 5.0, 0.21):
        row[int(at * RATE) : int(at * RATE) + len(shape)] += shape
    ((found,),) = emg.spasms(recorded(row))
    assert found.kind == "unit"
    assert found.rate_hz == pytest.approx(1 / 0.21, rel=0.05)


def test_rest_has_no_spasm_and_scaling_changes_none() -> None:
    assert emg.spasms(recorded(muscle(10, 5, lambda t: 0 * t))) == [[]]
    row = muscle(14, 6, beats(4.0, 10, 4.0))
    one, other = (emg.spasms(recorded(row * factor, unit=unit))[0] for factor, unit in ((1, "uV"), (1e-6, "V")))
    assert [(a.kind, a.onset_s, a.contractions) for a in one] == [(b.kind, b.onset_s, b.contractions) for b in other]


# ---- tremor ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hz", [4.3, 6.0, 9.5, 15.5])
def test_tremor_has_its_frequency(hz: float) -> None:
    row = muscle(60, 7, lambda t: 8 * np.maximum(0, np.sin(2 * np.pi * hz * t)))
    (found,) = emg.tremor(recorded(row))
    assert found.present
    assert found.frequency_hz == pytest.approx(hz, abs=0.1)
    assert found.interval_hz is not None
    assert found.interval_hz[0] <= found.frequency_hz <= found.interval_hz[1]


def test_a_steady_contraction_is_no_tremor() -> None:
    found = [emg.tremor(recorded(muscle(30, seed, on(0, 30, 8))))[0].present for seed in range(30)]
    assert found.count(True) <= 2  # one in a hundred by chance
    assert None not in found


def test_too_short_for_a_rhythm() -> None:
    (found,) = emg.tremor(recorded(muscle(5, 8, on(0, 5))))
    assert found.present is None
    assert "too short" in found.why
    (flat,) = emg.tremor(recorded(np.zeros(20 * RATE)))
    assert flat.present is None


def heart(seconds: float, seed: int, size: float) -> np.ndarray:
    """Return noise of 5 µV at rest, with beats of so many times its size."""
    nuisances = simulate.Nuisances(0.0, 50.0, size, 0.0, 0.0)
    return simulate.surface(seed, seconds, RATE, nuisances=nuisances, active=False).recording.samples[0]


@pytest.mark.parametrize("size", [8.0, 16.0, 40.0])
@pytest.mark.parametrize("seed", [121, 122, 123])
def test_a_heart_at_rest_is_no_tremor(size: float, seed: int) -> None:
    assert emg.tremor(recorded(heart(60, seed, size)))[0].present is False


@pytest.mark.parametrize("hz", [0.8, 1.0, 1.3, 1.7])
@pytest.mark.parametrize("seed", [131, 132])
def test_a_movement_slower_than_tremor_is_not_one_by_its_multiples(hz: float, seed: int) -> None:
    (found,) = emg.tremor(recorded(muscle(60, seed, lambda t: 15 * np.maximum(0, np.sin(2 * np.pi * hz * t)) ** 0.7)))
    assert found.present is not True
    if found.present is None:
        assert "slower than tremor" in found.why


@pytest.mark.parametrize("hz", [4.0, 6.0, 9.3])
def test_a_tremor_that_swells_or_lies_upon_a_movement_is_still_one(hz: float) -> None:
    def shaking(t: np.ndarray) -> np.ndarray:
        return np.maximum(0, np.sin(2 * np.pi * hz * t))

    def swelling(t: np.ndarray) -> np.ndarray:
        return 10 * shaking(t) * (1 + 0.5 * np.sin(2 * np.pi * t))

    def moving(t: np.ndarray) -> np.ndarray:
        return 12 * shaking(t) + 8 * np.maximum(0, np.sin(2 * np.pi * t))

    for envelope in (swelling, moving):
        (found,) = emg.tremor(recorded(muscle(60, 141, envelope)))
        assert found.present, found.why
        assert found.frequency_hz == pytest.approx(hz, abs=0.1)


def test_a_tremor_of_a_muscle_that_never_rests_is_found_without_bursts() -> None:
    (found,) = emg.tremor(recorded(muscle(60, 142, lambda t: 12 * (1 + 0.3 * np.sin(2 * np.pi * 6 * t)))))
    assert found.present, found.why


@pytest.mark.parametrize("rate", [8.0, 9.5, 11.0])
@pytest.mark.parametrize("size", [8.0, 30.0])
def test_one_unit_that_fires_evenly_is_not_called_a_tremor(rate: float, size: float) -> None:
    rng = np.random.default_rng(151)
    row = simulate.shaped_noise(rng, 60 * RATE, RATE, flat=True)
    clock = np.arange(-15, 16) / RATE
    potential = size * -clock / 0.004 * np.exp(-0.5 * (clock / 0.004) ** 2)
    for at in (np.cumsum(rng.normal(1, 0.1, round(58 * rate))) / rate * RATE).astype(int).tolist():
        if at + 16 < len(row):
            row[at - 15 : at + 16] += potential
    (found,) = emg.tremor(recorded(5 * row))
    assert found.present is None
    assert "one motor unit" in found.why


def test_the_interval_of_a_rhythm_that_wanders_holds_its_mean() -> None:
    holds, widths = [], []
    for seed in range(160, 190):
        rng = np.random.default_rng(seed)
        slowly = np.convolve(np.repeat(rng.standard_normal(48), RATE // 2), np.ones(RATE) / RATE, "same")
        inst = 16.0 * (1 + 0.03 * slowly / slowly.std())
        phase = 2 * np.pi * np.cumsum(inst) / RATE
        row = muscle(24, seed, lambda t, phase=phase: 10 * np.maximum(0, np.sin(phase)))
        (found,) = emg.tremor(recorded(row))
        assert found.interval_hz is not None
        holds.append(found.interval_hz[0] <= inst.mean() <= found.interval_hz[1])
        widths.append(found.interval_hz[1] - found.interval_hz[0])
    assert sum(holds) >= 27  # of 30; the rhythm spreads over 1 Hz either way
    assert np.median(widths) < 1.5


# ---- two muscles -----------------------------------------------------------------------------------------------------


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


# ---- fatigue ---------------------------------------------------------------------------------------------------------


def slowing(seconds: float, seed: int, start: float, stop: float) -> np.ndarray:
    """Return a steady contraction whose spectrum moves from one centre to another."""
    rng = np.random.default_rng(seed)
    clock = np.arange(round(seconds * RATE)) / RATE
    share = clock / seconds
    low, high = (rng.standard_normal(len(clock)) for _ in range(2))
    sharp = np.convolve(high, np.ones(3) / 3, "same")
    soft = np.convolve(low, np.ones(12) / 12, "same")
    mix = start + (stop - start) * share
    return 60 * (np.sqrt(mix) * sharp / sharp.std() + np.sqrt(1 - mix) * soft / soft.std())


def test_a_falling_median_frequency_is_fatigue_and_a_steady_one_is_not() -> None:
    (tired,) = emg.fatigue(recorded(slowing(60, 18, 0.8, 0.3)))
    assert tired.falls
    assert tired.slope_hz_per_min is not None
    assert tired.slope_hz_per_min < -20
    (fresh,) = emg.fatigue(recorded(slowing(60, 19, 0.5, 0.5)))
    assert fresh.falls is False
    assert fresh.interval is not None
    assert fresh.interval[0] <= 0 <= fresh.interval[1]


def test_fatigue_is_not_said_of_short_or_moving_contractions() -> None:
    assert emg.fatigue(recorded(slowing(15, 20, 0.8, 0.3)))[0].falls is None
    moving = muscle(60, 21, lambda t: 10 * ((t % 6) < 3))
    (found,) = emg.fatigue(recorded(moving))
    assert found.falls is None
    assert found.why


def test_rest_is_no_contraction() -> None:
    (quiet,) = emg.fatigue(recorded(muscle(60, 22, lambda t: 0 * t)))
    assert quiet.falls is None
    assert "rest" in quiet.why
    (short,) = emg.fatigue(recorded(muscle(60, 23, on(20, 30))))
    assert short.falls is None
    assert "longest contraction" in short.why


@pytest.mark.parametrize(("first", "last"), [(2.0, 3.5), (3.5, 2.0)])
def test_a_weak_contraction_that_only_changes_its_strength_does_not_change_its_frequency(
    first: float, last: float
) -> None:
    told = []
    for seed in range(5):
        row = muscle(80, 24 + seed, lambda t: on(10, 70, 1.0)(t) * (first + (last - first) * (t - 10) / 60))
        (found,) = emg.fatigue(recorded(row))
        assert found.interval is not None
        told.append(found.interval[0] <= 0 <= found.interval[1])
    assert sum(told) >= 4


def test_two_minutes_of_contraction_between_seconds_of_rest_are_measured() -> None:
    (found,) = emg.fatigue(recorded(muscle(126, 29, on(3, 123))))
    assert found.onset_s is not None
    assert found.offset_s is not None
    assert found.offset_s - found.onset_s > 115
    assert "No rest" not in found.why
    (through,) = emg.fatigue(recorded(muscle(60, 30, on(0, 60))))
    assert "No rest was recorded" in through.why


def held(row: np.ndarray, before: int = 10, after: int = 10, seed: int = 201, noise: float = 3.0) -> np.ndarray:
    """Return activity between seconds of rest."""
    rest = noise * simulate.shaped_noise(
        np.random.default_rng(seed), (before + after) * RATE + len(row), RATE, flat=True
    )
    rest[before * RATE : before * RATE + len(row)] += row
    return rest


def sloping(count: int, seed: int, power: float) -> np.ndarray:
    """Return noise of unit size that falls with a power of its frequency from 1 Hz on."""
    hz = np.fft.rfftfreq(count, 1 / RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count)) * np.maximum(hz, 1) ** -power
    row = np.fft.irfft(spectrum * (hz >= 1), count)
    return row / row.std()


@pytest.mark.parametrize(
    "slow",
    [
        lambda t: 700 * np.sin(2 * np.pi * 0.3 * t),
        lambda t: 300 * np.sin(2 * np.pi * 2.1 * t) * np.sin(2 * np.pi * 0.07 * t),
        lambda t: 200 * sloping(len(t), 202, 2.0),
    ],
    ids=["drift", "movement", "wandering"],
)
def test_what_is_slower_than_muscle_changes_nothing(slow: Callable[[np.ndarray], np.ndarray]) -> None:
    row = held(slowing(60, 203, 0.8, 0.5))
    (clean,) = emg.fatigue(recorded(row))
    (found,) = emg.fatigue(recorded(row + slow(np.arange(len(row)) / RATE)))
    assert found.slope_hz_per_min == pytest.approx(clean.slope_hz_per_min, abs=2)
    assert found.start_hz == pytest.approx(clean.start_hz, abs=3)
    assert (found.onset_s, found.offset_s) == (10, 70)


@pytest.mark.parametrize("slope", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("mains", [0.0, 50.0])
def test_rest_of_any_colour_is_no_contraction(slope: float, mains: float) -> None:
    clock = np.arange(40 * RATE) / RATE
    row = sloping(len(clock), 204, slope) * 5 + mains * np.sin(2 * np.pi * 50 * clock)
    (found,) = emg.fatigue(recorded(row))
    assert found.falls is None
    assert "rest" in found.why or "not usable" in found.why


FORCES = {
    "ramp": lambda t: np.clip(t / 60, 0.05, 1),
    "steps": lambda t: np.where(t < 20, 0.3, np.where(t < 40, 0.6, 1.0)),
    "slow waves": lambda t: 0.55 + 0.45 * np.sin(2 * np.pi * t / 8),
    "one step": lambda t: np.where(t < 30, 1.0, 0.45),
}


@pytest.mark.parametrize("rest", [0, 8])
@pytest.mark.parametrize("force", FORCES)
def test_a_force_that_changes_is_no_steady_contraction(force: str, rest: int) -> None:
    row = slowing(60, 205, 0.6, 0.5) * FORCES[force](np.arange(60 * RATE) / RATE)
    (found,) = emg.fatigue(recorded(held(1.5 * row, rest, rest)))
    assert found.falls is None
    assert "not steady" in found.why


@pytest.mark.parametrize("change", [1.4, 0.75])
def test_a_size_that_changes_as_a_muscle_tires_is_steady(change: float) -> None:
    row = slowing(60, 206, 0.8, 0.4) * np.linspace(1, change, 60 * RATE)
    assert emg.fatigue(recorded(held(row)))[0].falls


@pytest.mark.parametrize("slope", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("before", [8.0, 8.4, 8.85])
def test_a_contraction_too_short_is_not_stretched(slope: float, before: float) -> None:
    row = 5 * sloping(35 * RATE, 207, slope)
    start = round(before * RATE)
    row[start : start + 18_500] += slowing(18.5, 208, 0.6, 0.6)
    (found,) = emg.fatigue(recorded(row))
    assert found.falls is None
    assert "longest contraction lasts 18." in found.why


@pytest.mark.parametrize("seed", [209, 210, 211])
def test_a_contraction_from_end_to_end_is_measured_where_it_must_be_muscle(seed: int) -> None:
    strong = 100 * simulate.shaped_noise(np.random.default_rng(seed), 60 * RATE, RATE, flat=False)
    (found,) = emg.fatigue(recorded(held(strong, 0, 0)))
    assert found.interval is not None
    assert found.interval[0] <= 0 <= found.interval[1]
    assert found.onset_s is not None
    assert found.offset_s is not None
    assert found.offset_s - found.onset_s >= 58
    (weak,) = emg.fatigue(recorded(held(strong / 20, 0, 0)))
    assert weak.falls is None
    assert "no more than rest may have" in weak.why


def test_seconds_that_are_not_usable_are_not_measured() -> None:
    row = held(slowing(60, 212, 0.6, 0.6))
    row[30 * RATE : 36 * RATE] = np.clip(8 * row[30 * RATE : 36 * RATE], -200, 200)  # cut off
    (found,) = emg.fatigue(recorded(row))
    assert found.onset_s == 36
    assert found.offset_s == 70


@pytest.mark.skipif(not HOLD.is_file(), reason="the folder of real recordings is not beside the project")
def test_a_real_hold_tires() -> None:
    """20 lb held at the elbow for a minute (1000 Hz, unit not stated: nothing here depends on it)."""
    row = np.array([float(line.split()[0]) for line in HOLD.read_text(encoding="utf-8").splitlines() if line.strip()])
    (found,) = emg.fatigue(recorded(row))
    assert found.falls
    assert found.onset_s is not None
    assert found.offset_s is not None
    assert found.offset_s - found.onset_s > 50


def test_theil_and_sen_ignore_odd_values() -> None:
    x = np.arange(40.0)
    y = 3 - 0.5 * x
    y[[5, 20]] += 100
    slope, low, high = theil_sen(x, y)
    assert slope == pytest.approx(-0.5, abs=1e-6)
    assert low <= slope <= high


def test_a_tremor_beside_digital_silence_is_measured_in_what_is_there() -> None:
    """Windows of 8 s without any power know nothing of its frequency."""
    rng = np.random.default_rng(5)
    clock = np.arange(90_000) / 1000
    row = rng.normal(0, 40, len(clock)) * (np.sin(2 * np.pi * 5 * clock) > 0) * (clock < 40)
    (found,) = emg.tremor(emg.Recording([row], 1000.0, "uV"))
    assert found.frequency_hz == pytest.approx(5.0, abs=0.1)
