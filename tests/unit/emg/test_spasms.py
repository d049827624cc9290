"""Types of spasm against signals whose answer is known."""

from collections.abc import Callable

import numpy as np
import pytest

from eutonia import emg
from eutonia.emg import simulate
from eutonia.emg.surface import contracting
from eutonia.emg.surface.spasms import spasms_of
from tests.unit.emg.surface_signals import RATE, beats, muscle, on, recorded


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


def test_of_many_bursts_those_within_a_stretch_are_found_and_no_others() -> None:
    edges = np.sort(np.random.default_rng(5).uniform(0, 100, 400)).round(3)
    bursts = [emg.Burst(*both, 10.0) for both in edges.reshape(-1, 2).tolist()]
    for begin, end in [
        (0.0, 100.0),
        (-5.0, -1.0),
        (101.0, 102.0),
        *np.sort(edges.reshape(-1, 2) + 0.3, axis=1).tolist(),
    ]:
        expected = [one for one in bursts if one.offset_s >= begin and one.onset_s <= end]
        assert list(contracting.touching(bursts, begin, end)) == expected


def test_each_train_of_many_takes_its_own_bursts_and_no_others() -> None:
    """Bursts and trains by turns, and trains of which nothing is large enough for a burst."""
    rng = np.random.default_rng(1)
    row, potential = rng.normal(0, 1, 60_000), np.hanning(20) * np.sin(np.arange(20)) * 60
    bursts = []
    for index, start in enumerate(range(0, 57_000, 3000)):
        place = start
        for _ in range(8):
            row[place : place + 20] += potential
            place += int(rng.normal(170, 20))
        if index % 3:
            bursts.append(emg.Burst(start / 1000, (place - 150) / 1000, 20.0))
    found = spasms_of(bursts, row)
    assert [one.kind for one in found] == ["unit"] * 19
    assert [list(one.bursts) for one in found if one.bursts] == [[one] for one in bursts]
