"""Discharges: each kind on a generator written apart, what must not be said, and the reasons given."""

import math
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import signal

from bench.emg_discharges import macro_f1, verdict
from bench.emg_sibling import SIBLINGS, sibling
from eutonia import emg
from eutonia.emg import simulate
from eutonia.emg.needle.courses import likeness
from eutonia.emg.needle.definitions import CANNOT_TELL, KINDS, definitions, probabilities, reasons
from eutonia.emg.needle.discharge import kind_of
from eutonia.emg.needle.gathering import absorbed, merged
from eutonia.emg.sorting.groups import groups_of
from eutonia.emg.sorting.rhythm import rhythm_of


@pytest.mark.parametrize("kind", sorted(SIBLINGS))
def test_each_kind_of_another_generator_is_told_and_never_confidently_another(kind: str) -> None:
    answers = [verdict(emg.discharges(sibling(seed, kind, 12.0)[0])[0]) for seed in (41, 42)]
    assert kind in [answer for answer, _ in answers]
    for answer, chance in answers:
        assert answer in (kind, CANNOT_TELL) or chance < 0.8


def test_fasciculations_come_when_they_came() -> None:
    recording, times = sibling(43, "fasciculation", 12.0)
    found = emg.discharges(recording)[0]
    assert {one.kind for one in found} == {"fasciculation"}
    apart = times[[min(abs(one - other) for other in times if other != one) > 0.05 for one in times]]
    seen = np.array([one.times_s[0] for one in found])
    assert len(apart) >= 5
    for one in apart.tolist():
        assert np.min(np.abs(seen - one)) < 0.002
    assert all(one.onset_s <= one.times_s[0] <= one.offset_s for one in found)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_noise_alone_has_none_and_says_how_quiet_it_was(seed: int) -> None:
    (found,) = emg.discharges(sibling(seed, "none", 10.0)[0])
    assert [one.kind for one in found] == ["none"]
    assert "µV" in found[0].why[0].sentence


def test_a_train_too_even_for_will_and_of_no_known_shape_is_not_told() -> None:
    """Potentials of 60 ms, as a heart makes them, are no discharge of muscle."""
    rate = 10_000
    row = np.random.default_rng(5).normal(0, 3, 10 * rate)
    beat = 400 * np.sin(np.linspace(0, np.pi, 600)) * np.hanning(600)
    for at in np.arange(0.5, 9.5, 0.85):
        row[int(at * rate) : int(at * rate) + 600] += beat
    (found,) = emg.discharges(emg.Recording([row], rate, "uV"))
    assert {one.kind for one in found} <= {CANNOT_TELL, "none"}


def test_a_slow_channel_cannot_be_told_and_says_why() -> None:
    (found,) = emg.discharges(simulate.surface(1, 3).recording)
    assert [one.kind for one in found] == [CANNOT_TELL]
    assert "4000" in found[0].why[0].sentence


@pytest.mark.parametrize("count", [0, 1, 7, 400])
def test_next_to_nothing_breaks_nothing(count: int) -> None:
    (found,) = emg.discharges(emg.Recording([np.zeros(count)], 10_000, "uV"))
    assert [one.kind for one in found] == ["none"]


def test_gaps_and_constants_break_nothing() -> None:
    row = np.random.default_rng(0).normal(0, 5, 30_000)
    row[3000:9000] = math.nan
    row[20_000:] = 77.0
    (found,) = emg.discharges(emg.Recording([row], 10_000, "uV"))
    assert all(one.kind in KINDS for one in found)


def test_an_unknown_unit_stops_it() -> None:
    with pytest.raises(emg.EmgError, match="unit"):
        emg.discharges(emg.Recording([np.zeros(100)], 10_000, "furlong"))


@pytest.mark.parametrize(("unit", "factor"), [("mV", 1e-3), ("V", 1e-6)])
def test_the_unit_of_the_file_changes_nothing(unit: str, factor: float) -> None:
    recording, _ = sibling(45, "complex repetitive", 8.0)
    found = emg.discharges(recording)[0]
    other = emg.discharges(emg.Recording(recording.samples * factor, recording.rates_hz[0], unit))[0]
    assert [(one.kind, len(one.times_s)) for one in found] == [(one.kind, len(one.times_s)) for one in other]
    assert found[0].amplitude_uv == pytest.approx(other[0].amplitude_uv, rel=1e-3)


def test_upside_down_the_kinds_are_the_same() -> None:
    recording, _ = sibling(46, "positive sharp wave", 8.0)
    upside = emg.Recording(-recording.samples, recording.rates_hz[0], "uV")
    assert [one.kind for one in emg.discharges(recording)[0]] == [one.kind for one in emg.discharges(upside)[0]]


def test_every_discharge_carries_its_reasons_and_probabilities_of_one() -> None:
    for kind in ("myokymic", "voluntary"):
        for one in emg.discharges(sibling(47, kind, 10.0)[0])[0]:
            assert one.why
            assert one.onset_s <= one.offset_s
            assert sum(one.probabilities.values()) == pytest.approx(1, abs=0.01)
            if one.kind != CANNOT_TELL:
                assert one.probability == pytest.approx(one.probabilities[one.kind], abs=1e-3)


def test_reasons_know_their_source_and_speak_against_what_lies_outside() -> None:
    inside = reasons("fibrillation", {"seen_ms": 3.0, "rate_hz": 8.0})
    outside = reasons("fibrillation", {"seen_ms": 12.0, "rate_hz": 8.0})
    assert [one.weight for one in inside] == [0, 0]
    assert outside[0].weight < -3
    assert "speaks against fibrillation" in outside[0].sentence
    assert all(one.source for one in inside + outside)


def test_a_reason_gives_value_and_range_in_one_unit() -> None:
    (regular,) = reasons("voluntary", {"cv": 0.17})
    assert regular.sentence == "Intervals that vary by 17 %: as expected of voluntary (9 to 27 %)."
    (near,) = reasons("voluntary", {"cv": 0.29})
    assert near.sentence == "Intervals that vary by 29 %: close to voluntary (9 to 27 %)."
    (high,) = reasons("fibrillation", {"amplitude_uv": 900.0})
    assert high.sentence == "A height of 900 µV: speaks against fibrillation (15 to 350)."
    (single,) = reasons("myokymic", {"grouped": 0.0})
    assert single.sentence == "No groups of potentials: speaks against myokymic."


def test_few_intervals_say_little_of_regularity() -> None:
    few, many = (
        next(one.weight for one in reasons("fibrillation", {"cv": 0.2}, count) if one.measure == "cv")
        for count in (5, 500)
    )
    assert many < few < 0


def test_an_unknown_measure_says_nothing() -> None:
    assert reasons("cramp", {"rate_hz": math.nan}) == []


def test_something_else_is_always_possible() -> None:
    chances = probabilities({"fibrillation": 0.0, "cramp": -8.0})
    assert sum(chances.values()) == pytest.approx(1)
    assert 0.9 < chances["fibrillation"] < 1
    assert kind_of(probabilities({"fibrillation": -6.0})) == CANNOT_TELL
    assert kind_of(probabilities({"a": -0.1, "b": 0.0})) == CANNOT_TELL


def test_every_definition_has_a_source_and_possible_ranges() -> None:
    known, edges = definitions()
    assert set(known) | {"none", CANNOT_TELL} == set(KINDS)
    for one in known.values():
        assert one.source.title
        for name, (low, high) in one.ranges.items():
            assert 0 <= low <= high
            assert name in edges or low == high


# ---- rhythm ----------------------------------------------------------------------------------------------------------


def test_the_rhythm_of_a_made_train_comes_out() -> None:
    rng = np.random.default_rng(4)
    times = np.cumsum(rng.normal(0.1, 0.015, 400))
    found = rhythm_of(times, np.ones(400))
    assert found.rate_hz == pytest.approx(10, rel=0.03)
    assert found.cv == pytest.approx(0.15, rel=0.2)
    assert found.groups is None


def test_a_pause_or_a_missed_potential_does_not_make_a_train_irregular() -> None:
    times = np.concatenate([np.arange(0, 3, 0.05), np.arange(5, 8, 0.05)])
    found = rhythm_of(np.delete(times, [20, 70]), np.ones(len(times) - 2))
    assert found.cv < 0.01
    assert found.longest_run_s == pytest.approx(2.95, abs=0.01)


def test_groups_are_counted_and_chance_is_no_group() -> None:
    times = np.concatenate([start + np.arange(5) * 0.03 for start in np.arange(0, 20, 1.0)])
    found = groups_of(times)
    assert found is not None
    assert (found.count, found.size) == (20, 5)
    assert found.rate_hz == pytest.approx(33.3, rel=0.01)
    assert found.every_s == pytest.approx(1.0)
    for seed in range(20):
        assert groups_of(np.cumsum(np.random.default_rng(seed).exponential(0.2, 100))) is None


@pytest.mark.parametrize("count", [9, 12, 16, 20, 26, 40])
def test_a_few_potentials_at_random_are_not_groups(count: int) -> None:
    trains = [np.cumsum(0.03 + np.random.default_rng(seed).exponential(0.5, count)) for seed in range(600)]
    assert [seed for seed, train in enumerate(trains) if groups_of(train) is not None] == []


@pytest.mark.parametrize("missed", [0.2, 0.3, 0.4, 0.5])
@pytest.mark.parametrize("cv", [0.1, 0.2, 0.3])
def test_a_rhythm_of_which_potentials_are_missed_is_not_groups(cv: float, missed: float) -> None:
    def train(seed: int) -> NDArray[np.float64]:
        rng = np.random.default_rng(seed)
        hz = rng.uniform(6, 20)
        times = np.cumsum(rng.gamma(1 / cv**2, cv**2 / hz, round(12 * hz)))
        return times[rng.random(len(times)) > missed]

    assert sum(groups_of(train(seed)) is not None for seed in range(200)) <= 1


def test_units_of_one_effort_are_one_discharge_and_two_efforts_two() -> None:
    def unit(onset: float) -> emg.Discharge:
        times = tuple(np.arange(onset, onset + 3, 0.1).tolist())
        chances = {"voluntary": 0.9, "cramp": 0.05, CANNOT_TELL: 0.05}
        return emg.Discharge("voluntary", 0.9, onset, onset + 2.9, times, 1, 10.0, 0.15, 9.0, 500.0, 3, 3, chances, ())

    found = merged([unit(0.0), unit(0.5), unit(9.0)])
    assert [(one.units, one.onset_s) for one in found] == [(2, 0.0), (1, 9.0)]
    assert all(a <= b for a, b in pairwise(found[0].times_s))


@pytest.mark.parametrize(
    ("kind", "from_s", "to_s", "stays"),
    [
        ("fasciculation", 1.0, 8.0, False),  # what was found of a unit beside the contraction
        ("fasciculation", 8.0, 20.0, True),  # it goes on when the muscle is at rest
        ("myokymic", 1.0, 8.0, False),
        ("positive sharp wave", 1.0, 8.0, True),  # nobody can will a fibre
    ],
)
def test_what_was_found_in_part_beside_a_contraction_is_no_kind_of_its_own(
    kind: str, from_s: float, to_s: float, stays: bool
) -> None:
    def discharge(kind: str, from_s: float, to_s: float, every_s: float) -> emg.Discharge:
        times = tuple(np.arange(from_s, to_s, every_s).tolist())
        return emg.Discharge(kind, 0.9, from_s, to_s, times, 1, 10.0, 0.5, 9.0, 500.0, 3, 3, {kind: 0.9}, ())

    part, willed = discharge(kind, from_s, to_s, 0.3), discharge("voluntary", 0.0, 10.0, 0.1)
    assert absorbed([part, willed]) == ([part, willed] if stays else [willed])


def test_the_score_counts_cannot_tell_as_a_miss() -> None:
    from collections import Counter

    kinds = [kind for kind in KINDS if kind != CANNOT_TELL]
    assert macro_f1(Counter({(kind, kind): 3 for kind in kinds})) == 1
    missed = Counter({(kind, kind): 3 for kind in kinds if kind != "cramp"} | {("cramp", CANNOT_TELL): 3})
    assert macro_f1(missed) == pytest.approx(0.9)


def test_a_unit_that_pauses_and_goes_on_is_one_unit() -> None:
    def run(onset: float) -> emg.Discharge:
        times = tuple(np.arange(onset, onset + 2, 0.1).tolist())
        chances = {"voluntary": 0.9, "cramp": 0.05, CANNOT_TELL: 0.05}
        return emg.Discharge("voluntary", 0.9, onset, onset + 1.9, times, 1, 10.0, 0.15, 9.0, 500.0, 3, 3, chances, ())

    (found,) = merged([run(0.0), run(2.5), run(5.0), run(0.5)])
    assert found.units == 2


def test_groups_that_come_half_regularly_are_groups() -> None:
    rng = np.random.default_rng(8)
    starts = np.cumsum(np.maximum(rng.normal(0.45, 0.05, 40), 0.36))
    times = np.concatenate([start + np.cumsum(rng.normal(1, 0.08, 9)) / 33 for start in starts])
    found = groups_of(np.sort(times))
    assert found is not None
    assert found.size == pytest.approx(9, abs=1)


@pytest.mark.parametrize(("kind", "seed"), [("complex repetitive", 75_000), ("myotonic", 75_001)])
def test_one_potential_in_pieces_at_a_slow_recorder_is_no_crowd(kind: str, seed: int) -> None:
    """At 4000 samples a second what could not be taken apart was called a cramp, with 0.86."""
    found = emg.discharges(simulate.needle(seed, kind, 15.0, 4000.0).recording)[0]
    assert not [one for one in found if one.kind in ("cramp", "voluntary")]
    assert any("repeats itself" in why.sentence or why.measure == "duration_ms" for one in found for why in one.why)


@pytest.mark.parametrize("seed", [7111, 7112])
def test_bits_that_fit_no_shape_do_not_make_units_of_a_cramp_fibres(seed: int) -> None:
    """At 7111 the most numerous shape is a bag of 1116 bits, 3.4 ms long: the cramp was "cannot tell"."""
    found = emg.discharges(simulate.needle(seed, "cramp", 15.0, 20_000.0).recording)[0]
    assert verdict(found)[0] == "cramp"


@pytest.mark.parametrize("seed", [190_201, 190_203, 190_209])
def test_the_low_tail_that_a_recorder_adds_makes_no_motor_unit_too_long(seed: int) -> None:
    """A lower limit of 20 Hz adds a tail that the mean of many shows and no eye sees: willed units were none."""
    channel = simulate.needle(seed, "voluntary", 15.0, 10_000.0).recording.channels[0]
    limit = signal.butter(1, 20, "high", fs=10_000, output="sos")
    through = signal.sosfilt(limit, np.asarray(channel.read(), np.float64))
    assert verdict(emg.discharges(emg.Recording([through], 10_000, "uV"))[0])[0] == "voluntary"


def test_many_units_do_not_repeat_themselves_and_one_potential_does() -> None:
    crowd = simulate.needle(75_003, "cramp", 15.0, 4000.0).recording.channels[0]
    one = simulate.needle(75_000, "complex repetitive", 15.0, 4000.0).recording.channels[0]
    many, single = likeness(crowd, 2, 10), likeness(one, 5.2, 8.7)
    assert many is not None
    assert single is not None
    assert many < 0.3 < 0.7 < single
    assert likeness(crowd, 2, 2.1) is None
