"""Fibres of one shape are told apart by rhythm; what has a rhythm of its own, and what has none, stays whole."""

import numpy as np
import pytest
from numpy.typing import NDArray

from eutonia import emg
from eutonia.emg.needle.definitions import reasons
from eutonia.emg.needle.discharge import Discharge
from eutonia.emg.sorting.interleaved import rows_of
from eutonia.emg.sorting.rhythm import rhythm_of
from eutonia.emg.sorting.waveforms import measure

type Row = NDArray[np.float64]
SEEDS = range(4)


def train(rng: np.random.Generator, rate_hz: float, cv: float, seconds: float = 15.0) -> Row:
    spans = rng.normal(1 / rate_hz, cv / rate_hz, int(seconds * rate_hz))
    return np.cumsum(np.abs(spans))


def together(*trains: Row) -> tuple[Row, NDArray[np.int64]]:
    times = np.concatenate(trains)
    order = np.argsort(times)
    return times[order], np.concatenate([np.full(len(one), k) for k, one in enumerate(trains)])[order]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("rates", [(7.3, 4.1), (8.0, 7.1), (2.4, 2.3, 2.1), (12.0, 3.0, 1.2)])
def test_even_fibres_are_told_apart_though_some_potentials_are_missed(rates: tuple[float, ...], seed: int) -> None:
    """Where two meet they may change places, as nothing but time parts them; each row stays even."""
    rng = np.random.default_rng(seed)
    times, whose = together(*(train(rng, rate, 0.03) for rate in rates))
    kept = rng.random(len(times)) > 0.03
    times, whose = times[kept], whose[kept]
    rows = rows_of(times)
    assert len(rows) >= len(rates)
    assert sum(map(len, rows)) == len(np.unique(np.concatenate(rows))) >= 0.83 * len(times)
    assert all(rhythm_of(times[row], np.ones(len(row))).cv < 0.1 for row in rows)
    if max(rates) > 1.5 * min(rates):
        assert sum(np.bincount(whose[row]).max() for row in rows) >= 0.75 * len(times)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "make",
    [
        lambda rng: np.sort(rng.uniform(0, 15, 30)),
        lambda rng: np.sort(rng.uniform(0, 15, 180)),
        lambda rng: train(rng, 8, 0.02),
        lambda rng: train(rng, 19, 0.15),
        lambda rng: np.cumsum(rng.gamma(5, 0.014, 200)),
        lambda rng: together(train(rng, 9, 0.15), train(rng, 12, 0.2))[0],
        lambda rng: (
            np.arange(0, 15, 0.7)[:, None] + np.array([0, 0.03, 0.06]) + rng.normal(0, 0.001, (22, 3))
        ).ravel(),
        lambda rng: np.arange(3.0),
        lambda rng: np.empty(0),
    ],
    ids=["rare chance", "chance", "one fibre", "one unit", "a cramp", "two units", "groups", "three", "none"],
)
def test_one_unit_two_units_groups_and_chance_stay_whole(make, seed: int) -> None:
    assert rows_of(make(np.random.default_rng(seed))) == []


def spike(t: Row, width_s: float) -> Row:
    """A biphasic potential, some seven widths long, t in seconds from its middle."""
    return -(t / width_s) * np.exp(0.5 - t**2 / 2 / width_s**2)


def recorded(
    rng: np.random.Generator, rate: float, trains: list[tuple[Row, float]], width_s: float = 0.0005
) -> emg.Recording:
    row = rng.normal(0, 4, int(16 * rate))
    t = np.arange(len(row)) / rate
    for times, height in trains:
        for one in times[times < 15.9].tolist():
            near = slice(max(0, int((one - 0.005) * rate)), int((one + 0.005) * rate))
            row[near] += height * spike(t[near] - one, width_s)
    return emg.Recording([row], rate, "uV")


def potentials(found: list[Discharge], kind: str) -> int:
    return sum(len(one.times_s) for one in found if one.kind == kind)


@pytest.mark.parametrize("rate", [8000.0, 20_000.0])
def test_three_fibrillating_fibres_of_one_shape_are_fibrillation(rate: float) -> None:
    rng = np.random.default_rng(3)
    trains = [(train(rng, hz, 0.03), height) for hz, height in ((7.8, 100), (1.9, 110), (2.7, 95))]
    (found,) = emg.discharges(recorded(rng, rate, trains))
    assert potentials(found, "fibrillation") > 0.85 * sum(len(times) for times, _ in trains)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_slow_recorder_does_not_make_two_units_of_one(seed: int) -> None:
    """At 4000 Hz half a sample makes one shape two, each of which had half of an even train."""
    rng = np.random.default_rng(seed)
    times = train(rng, 9, 0.03)
    (found,) = emg.discharges(recorded(rng, 4000.0, [(times, 150)], 0.00022))
    assert {one.kind for one in found} == {"fibrillation"}
    assert potentials(found, "fibrillation") >= 0.95 * len(times)


@pytest.mark.parametrize("decibels", [10, 12, 16])
@pytest.mark.parametrize("rate", [10_000.0, 20_000.0])
def test_fasciculations_in_much_noise_are_found_and_nothing_else_is(rate: float, decibels: int) -> None:
    """Motor units of 5 ms whose peak is 10 dB above the noise, which hides where they begin and end."""
    rng = np.random.default_rng(decibels)
    times = np.cumsum(0.1 + rng.exponential(0.8, 15))
    row = rng.normal(0, 1, int(16 * rate))
    t = np.arange(len(row)) / rate
    for one in times[times < 15.9].tolist():
        row += 10 ** (decibels / 20) * (1 - ((t - one) / 0.0007) ** 2) * np.exp(-((t - one) ** 2) / 2 / 0.0007**2)
    (found,) = emg.discharges(emg.Recording([100 * row], rate, "uV"))
    said = np.array([one.times_s[0] for one in found if one.kind == "fasciculation"])
    near = [np.min(np.abs(said - one)) < 0.002 for one in times[times < 15.9]]
    assert np.mean(near) >= 0.95
    assert len(said) <= len(near)


@pytest.mark.parametrize("seed", range(5))
def test_noise_makes_no_turns_and_no_phases(seed: int) -> None:
    """The mean of a potential of two phases, 40 ms of noise around it a tenth as high as it is."""
    rng, time = np.random.default_rng(seed), np.linspace(-6, 6, 241)
    values = np.pad(-time * np.exp(-(time**2) / 2) * 100, 400) + rng.normal(0, 12, 1041)
    found = measure(values, 12.0, 20_000.0, int(np.argmax(np.abs(values))))
    assert found is not None
    assert (found.phases, found.turns, found.whole_turns) == (2, 2, 2)
    assert found.whole_ms < 8


def test_a_fibrillation_is_not_said_where_noise_would_hide_the_low_wave_of_a_sharp_one() -> None:
    def weight(noise_uv: float) -> float:
        bell = np.exp(-(np.linspace(-6, 6, 241) ** 2) / 2) * 100
        found = measure(bell, noise_uv, 40_000.0)
        assert found is not None
        return reasons("fibrillation", {"hidden_low": found.hidden_low})[0].weight

    assert weight(5.0) == 0  # of a fibrillation at 10 dB it is 1 to 6 % of the height
    assert weight(13.0) < -3


def test_what_noise_hides_is_a_doubt_and_no_proof() -> None:
    bell = np.exp(-(np.linspace(-6, 6, 241) ** 2) / 2) * 100
    clear, hidden = measure(bell, 0.1, 10_000.0), measure(bell, 8.0, 10_000.0)
    assert clear is not None
    assert hidden is not None
    assert clear.shortest_ms == clear.longest_ms == pytest.approx(clear.duration_ms)
    assert hidden.duration_ms < 0.8 * clear.duration_ms
    assert hidden.shortest_ms == pytest.approx(clear.duration_ms, rel=0.15)
    assert hidden.longest_ms > 1.5 * hidden.shortest_ms  # the flanks of a motor unit are flatter than those of a bell

    def weight(most: float) -> float:
        return reasons("fasciculation", {"duration_ms": 3.0}, most={"duration_ms": most})[0].weight

    assert weight(3.0) < -5
    assert weight(3.0) < weight(4.0) < weight(5.0) == weight(9.0) < -1
    assert (
        "with what noise hides" in reasons("fasciculation", {"duration_ms": 3.0}, most={"duration_ms": 6.0})[0].sentence
    )
