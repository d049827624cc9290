"""Units that look alike, runs that wane, activity without rest: what is there is found, nothing is made up."""

import numpy as np
import pytest
from numpy.typing import NDArray

from eutonia import emg
from eutonia.emg.needle.definitions import CANNOT_TELL
from eutonia.emg.sorting.groups import groups_of
from eutonia.emg.sorting.rhythm import rhythm_of
from eutonia.emg.sorting.trains import examine

type Row = NDArray[np.float64]
RATE = 10_000.0
SEEDS = range(3)


def potential(*phases: tuple[float, float, float], seconds: float = 0.016) -> Row:
    """The sum of phases: middle (ms), width (ms) and height (microvolts) of each."""
    t = 1000 * np.arange(round(seconds * RATE)) / RATE
    return np.sum([height * np.exp(-(((t - at) / width) ** 2) / 2) for at, width, height in phases], axis=0)


ONE = potential((5, 0.8, 120), (7, 0.6, -400), (9, 0.9, 200))
OTHER = potential((5, 0.8, 60), (7, 0.7, -390), (9.4, 1.0, 260), (11.5, 0.7, -60))
WAVE = potential((4, 0.5, 220), (12, 3.5, -60), seconds=0.03)


def train(rng: np.random.Generator, rate_hz: float, cv: float, begin: float = 0.1, end: float = 11.8) -> Row:
    times = begin + np.cumsum(np.maximum(rng.normal(1, cv, int(2 * rate_hz * (end - begin))), 0.2) / rate_hz)
    return times[times < end]


def recorded(rng: np.random.Generator, *parts: tuple[Row, Row, Row | float], noise: float = 5.0) -> emg.Recording:
    """Each part: a shape, its times, and its sizes."""
    row = rng.normal(0, noise, int(12 * RATE))
    for shape, times, sizes in parts:
        for time, size in zip(times, np.broadcast_to(sizes, len(times)), strict=True):
            start = round(time * RATE)
            stretch = row[start : start + len(shape)]
            stretch += size * shape[: len(stretch)]
    return emg.Recording(row[None].astype(np.float32), RATE, "uV", ["needle"])


def said(recording: emg.Recording) -> dict[str, int]:
    """How many potentials each kind has."""
    found: dict[str, int] = {}
    for one in emg.discharges(recording)[0]:
        found[one.kind] = found.get(one.kind, 0) + max(1, len(one.times_s))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_two_motor_units_that_look_alike_are_two(seed: int) -> None:
    """Their shapes correlate by 0.93; taken for one they would have no rhythm, and no unit would be measured."""
    assert np.corrcoef(ONE, OTHER)[0, 1] > 0.9
    rng = np.random.default_rng(seed)
    trains = [train(rng, 8, 0.15), train(rng, 11, 0.15)]
    recording = recorded(rng, (ONE, trains[0], 1.0), (OTHER, trains[1], 1.0))
    units = emg.motor_units(recording)
    assert len(units) in (2, 3)  # where they fall on each other, again and again alike, there seems to be a third
    for times in trains:
        found = max(
            sum(np.min(np.abs(unit.times_s - 0.007 - time)) < 0.002 for time in times) / len(times) for unit in units
        )
        assert found > 0.7
    assert set(said(recording)) == {"voluntary"}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("change", [0.0, 0.05, 0.1])
def test_one_unit_whose_potential_changes_a_little_stays_one(change: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    times = train(rng, 12, 0.15)
    sizes = 1 + change * rng.normal(size=len(times))
    assert len(emg.motor_units(recorded(rng, (ONE, times, sizes)))) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_single_potentials_of_one_unit_at_random_stay_one(seed: int) -> None:
    """No rhythm comes out of parting them, so they are not parted."""
    rng = np.random.default_rng(seed)
    recording = recorded(rng, (ONE, np.sort(rng.uniform(0.1, 11.8, 60)), 1 + 0.05 * rng.normal(size=60)))
    assert len(examine(recording.emg_channels()[0]).trains) == 1
    assert set(said(recording)) <= {"fasciculation", "cannot tell"}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("fibres", [2, 4])
def test_many_fibres_with_positive_sharp_waves_are_no_contraction(fibres: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    parts = [
        (WAVE * rng.uniform(0.6, 1.4), train(rng, rng.uniform(4, 14), rng.uniform(0.02, 0.07)), 1.0)
        for _ in range(fibres)
    ]
    recording = recorded(rng, *parts)
    wrong = {"voluntary", "cramp", "fasciculation", "myokymic"}
    assert not [one.kind for one in emg.discharges(recording)[0] if one.kind in wrong and one.probability >= 0.7]


@pytest.mark.parametrize("seed", SEEDS)
def test_activity_without_any_rest_is_neither_noise_nor_single_potentials(seed: int) -> None:
    """Of 14 units at 20 to 50 a second nothing stands out any more: what looks like noise is muscle."""
    rng = np.random.default_rng(seed)
    parts = []
    for _ in range(14):
        phases = [(rng.uniform(3, 11), rng.uniform(0.5, 1.5), rng.normal(0, 800)) for _ in range(4)]
        parts.append((potential(*phases), train(rng, rng.uniform(20, 50), 0.35, 0, 12), 1.0))
    found = said(recorded(rng, *parts))
    assert set(found) <= {"cramp", "voluntary", "cannot tell"}
    assert len(emg.discharges(recorded(rng, *parts))[0]) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_units_in_loud_noise_are_no_activity_without_rest(seed: int) -> None:
    """Noise of 70 microvolts, of which 400 stand clear: however loud, it is as steady as noise is."""
    rng = np.random.default_rng(seed)
    times = [train(rng, rate, 0.15) for rate in (8, 11)]
    found = said(recorded(rng, (ONE, times[0], 1.0), (np.flip(OTHER), times[1], 1.2), noise=70))
    assert max(found, key=lambda kind: found[kind]) == "voluntary"


@pytest.mark.parametrize("noise", [1.0, 10.0, 40.0])
def test_noise_alone_is_none(noise: float) -> None:
    assert set(said(recorded(np.random.default_rng(1), noise=noise))) == {"none"}


@pytest.mark.parametrize("noise", [100.0, 300.0])
def test_where_noise_would_hide_every_fibrillation_none_is_not_said(noise: float) -> None:
    assert set(said(recorded(np.random.default_rng(1), noise=noise))) == {CANNOT_TELL}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_myotonic_run_is_followed_until_it_is_gone(seed: int) -> None:
    """Its last potentials are a quarter as high as its first, and still no other discharge."""
    rng = np.random.default_rng(seed)
    fibre = potential((3, 0.4, -150), (4, 0.4, 300), (5.2, 0.7, -120), seconds=0.009)
    rates = np.linspace(65, 24, 150)
    times = 1.0 + np.cumsum(rng.normal(1, 0.02, 150) / rates)
    found = said(recorded(rng, (fibre, times, np.geomspace(1, 0.25, 150))))
    assert set(found) == {"myotonic"}
    assert found["myotonic"] >= 145


def test_a_few_pairs_at_random_are_no_groups() -> None:
    few = np.array([0.54, 0.72, 1.44, 1.64, 6.25, 6.49, 6.59, 7.21])
    assert groups_of(few) is None
    groups = (np.arange(0, 12, 1.5)[:, None] + np.array([0, 0.03, 0.06])).ravel()
    assert groups_of(groups) is not None


def test_two_intervals_that_are_alike_are_no_rhythm() -> None:
    times = np.array([3.6, 3.628, 3.656, 5.2, 5.24, 13.6, 13.66])
    assert rhythm_of(times, np.ones(7)).cv == 1.0


@pytest.mark.parametrize("seed", SEEDS)
def test_a_distant_heart_is_no_fasciculation(seed: int) -> None:
    """QRS of 80 ms, 40 to 60 microvolts, in noise of 5: nothing quick stands out."""
    rng = np.random.default_rng(seed)
    beat = potential((30, 7, -15), (40, 8, 50), (52, 8, -20), seconds=0.09)
    recording = recorded(rng, (beat, train(rng, 1.2, 0.03), 1.0))
    assert not [one for one in emg.discharges(recording)[0] if one.kind == "fasciculation"]
