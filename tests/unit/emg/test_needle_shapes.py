"""Shapes that were told wrongly: long low waves in noise, long potentials in parts, and what only a machine makes."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from eutonia import emg
from eutonia.emg.needle.definitions import CANNOT_TELL
from eutonia.emg.needle.discharge import Discharge
from eutonia.emg.needle.discharging import as_a_pacemaker
from eutonia.emg.sorting.linking import linked, one_each
from eutonia.emg.sorting.needles import parts
from eutonia.emg.sorting.quick_runs import QuickRun, quick_runs
from eutonia.emg.sorting.sorted_units import Unit

type Row = NDArray[np.float64]
RATE = 10_000.0


def even(rng: np.random.Generator, hz: float, cv: float, stop: float = 15.5) -> list[float]:
    times = 0.2 + np.cumsum(rng.normal(1 / hz, cv / hz, int(stop * hz) + 1))
    return times[times < stop].tolist()


def found_in(rng: np.random.Generator, wave: Row, times: list[float], noise: float) -> list[Discharge]:
    row = rng.normal(0, noise, int(16 * RATE))
    for one in times:
        first = int(one * RATE)
        last = min(first + len(wave), len(row))
        row[first:last] += wave[: last - first]
    (found,) = emg.discharges(emg.Recording([row], RATE, "uV"))
    return found


def share(found: list[Discharge], kind: str, count: int) -> float:
    return sum(len(one.times_s) for one in found if one.kind == kind) / count


def sharp_wave(low: float, tail_s: float) -> Row:
    """200 µV up within 2 ms, then down to a low wave that rises and falls slowly; 12 ms of nothing before."""
    t = np.arange(-0.012, tail_s + 0.004, 1 / RATE)
    along = np.clip((t - 0.0012) / tail_s, 0, 1)
    return 200 * (np.exp(-(t**2) / 2 / 0.0005**2) - low * np.sin(np.pi * along))


@pytest.mark.parametrize("tail_s", [0.010, 0.020, 0.030])
@pytest.mark.parametrize(("low", "noise"), [(0.4, 5), (0.25, 5), (0.25, 20)])
def test_a_low_wave_is_seen_however_long_and_though_it_lies_in_the_noise(
    low: float, noise: float, tail_s: float
) -> None:
    rng = np.random.default_rng(round(1000 * tail_s))
    times = even(rng, 4.3, 0.03)
    found = found_in(rng, sharp_wave(low, tail_s), times, noise)
    assert share(found, "positive sharp wave", len(times)) > 0.9
    (longest,) = (one for one in found if len(one.times_s) > 0.9 * len(times))
    assert longest.duration_ms == pytest.approx(1000 * tail_s + 3, abs=4)


def test_the_spikes_of_a_long_potential_are_one_however_far_apart() -> None:
    """Three spikes of one shape, 8.5 and 9 ms apart: always so, which groups of a unit never are."""
    rng = np.random.default_rng(2)
    t = np.arange(0, 0.03, 1 / RATE)
    spikes = ((0.005, 400), (0.0135, 320), (0.0225, 280))
    wave = sum(
        high * np.sin(2 * np.pi * 700 * (t - at)) * np.exp(-((t - at) ** 2) / 2 / 0.0008**2) for at, high in spikes
    )
    times = even(rng, 9, 0.004)
    found = found_in(rng, wave, times, 5)
    assert share(found, "complex repetitive", len(times)) > 0.9


def test_intervals_of_one_length_are_parts_of_a_potential_and_those_of_groups_are_not() -> None:
    rng = np.random.default_rng(3)
    begins = np.cumsum(rng.uniform(800, 1200, 30)).astype(np.int64)
    for spread, kept in ((0, 30), (20, 60)):
        places = np.sort(
            np.concatenate([begins, begins + 130 + np.round(spread * rng.normal(size=30)).astype(np.int64)])
        )
        assert len(one_each(places, np.ones(60), RATE)[0]) == kept


@pytest.mark.parametrize("seed", range(4))
def test_a_pacemaker_is_not_called_fibrillation_and_is_asked_after(seed: int) -> None:
    rng = np.random.default_rng(seed)
    t = np.arange(0, 0.03, 1 / RATE)
    pulse = np.where(t < 0.0006, 60.0, -15 * np.exp(-t / 0.002))
    found = found_in(rng, pulse, even(rng, 1.3, 0.005), 4)
    assert {one.kind for one in found} == {CANNOT_TELL}
    assert any("pacemaker" in reason.sentence for one in found for reason in one.why)


def test_what_is_quicker_slower_less_even_or_has_a_low_wave_is_no_pacemaker() -> None:
    like = {"rate_hz": 1.2, "cv": 0.005, "slow": 0.0}
    assert as_a_pacemaker(like) == 0
    for other in ({"rate_hz": 0.4}, {"rate_hz": 5.0}, {"cv": 0.05}, {"slow": 1.0}):
        assert as_a_pacemaker({**like, **other}) < -5


def spike(width_s: float) -> Row:
    t = np.arange(-0.01, 0.01, 1 / RATE)
    return 200 * -(t / width_s) * np.exp(0.5 - t**2 / 2 / width_s**2)


def runs_in(wave: Row, times: list[float], sizes: list[float], noise: float) -> list[QuickRun]:
    row = np.random.default_rng(4).normal(0, noise, int(6 * RATE))
    for one, size in zip(times, sizes, strict=True):
        first = int(one * RATE)
        row[first : first + len(wave)] += size * wave[: len(row) - first]
    (part,) = parts(emg.Recording([row], RATE, "uV").channels[0])
    return quick_runs(part)


@pytest.mark.parametrize("noise", [4, 25])
@pytest.mark.parametrize(("begins_hz", "ends_hz"), [(290, 250), (200, 160), (160, 160)])
def test_a_run_so_quick_that_potentials_overlap_is_found_whole(begins_hz: float, ends_hz: float, noise: float) -> None:
    """Of 1.5 s, waning to less than half; potentials of 5 ms follow each other in 3.4 to 6.3."""
    rng, times, now = np.random.default_rng(6), [], 1.0
    while now < 2.5:
        times.append(now)
        now += rng.normal(1, 0.02) / (begins_hz + (ends_hz - begins_hz) * (now - 1) / 1.5)
    (run,) = runs_in(spike(0.0007), times, np.linspace(1, 0.4, len(times)).tolist(), noise)
    assert len(run.places) == pytest.approx(len(times), rel=0.05 if noise < 10 else 0.12)
    middles = np.array(times) + 0.01
    lags = [float(np.min(np.abs(middles - place / RATE))) for place in run.places.tolist()]
    assert np.mean(np.array(lags) < 0.001) > 0.9  # the higher of two phases 1.4 ms apart, always the same one


def test_neither_even_spikes_of_a_slower_potential_nor_a_tone_nor_many_units_are_such_a_run() -> None:
    rng = np.random.default_rng(7)
    comb = sum(np.roll(np.pad(spike(0.0004), (0, 300)), k * 50) * (0.5 + 0.5 * (k % 3)) for k in range(4))
    slow = even(rng, 25, 0.003, 5.5)
    assert runs_in(comb, slow, [1.0] * len(slow), 4) == []
    many = sorted(rng.uniform(0.2, 5.8, 900).tolist())
    assert runs_in(spike(0.0007), many, [1.0] * len(many), 4) == []
    assert runs_in(spike(0.0007), slow, [1.0] * len(slow), 4) == []
    assert runs_in(np.zeros(3), [], [], 4) == []


def test_a_peak_that_was_moved_beyond_an_end_is_left_out() -> None:
    """Else it was looked for where there are no samples, which ended everything with an error."""
    row = np.random.default_rng(9).normal(0, 5, 20_000)
    (part,) = parts(emg.Recording([row], RATE, "uV").channels[0])
    places = np.array([-1, *range(900, 19_000, 1000), len(part.sharp), len(part.sharp) + 3])
    heights, shifts = np.full(len(places), 90, np.float32), np.zeros(len(places), np.float32)
    (unit,) = linked([Unit(places, heights, spike(0.0005).astype(np.float32), shifts)], part)
    assert unit.places.tolist() == places[1:-2].tolist()
    assert len(unit.heights_uv) == len(unit.shifts) == len(unit)


def test_what_fires_beside_a_quick_run_is_not_lost_and_no_run_counts_twice() -> None:
    """Two runs on end at different rates, and a potential 30 ms after the last of them."""
    times = [*np.arange(1.0, 2.0, 1 / 260).tolist(), *np.arange(2.004, 3.0, 1 / 180).tolist()]
    runs = runs_in(spike(0.0006), times, [1.0] * len(times), 4)
    assert len(runs) == 2
    assert all(before.stop <= after.start for before, after in pairwise(runs))
    assert sum(len(run.places) for run in runs) == pytest.approx(len(times), rel=0.03)
    assert runs[-1].stop < (3.0 + 0.01 + 0.02) * RATE


@pytest.mark.parametrize("seed", range(4))
def test_the_potentials_of_one_unit_have_one_name(seed: int) -> None:
    """At random, so short that they may be of an endplate: by chance some have more company than others."""
    rng = np.random.default_rng(seed)
    times = np.cumsum(0.03 + rng.exponential(0.3, 60))
    beside = np.arange(-0.02, 0.02, 1 / RATE) / 0.0006
    wave = -165 * beside * np.exp(-(beside**2) / 2)
    found = found_in(rng, wave, times[times < 15.5].tolist(), 31.6)
    (kind,) = {one.kind for one in found}
    assert kind in ("fasciculation", CANNOT_TELL)
