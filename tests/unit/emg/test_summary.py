"""What a recording says for the differential: only what was found, in findings that exist, by the one door."""

import numpy as np
import pytest

from bench.emg_sibling import sibling
from eutonia import emg
from eutonia.emg import simulate
from eutonia.emg.summing import PATTERN, PROBABILITY
from eutonia.knowledge.load import load
from eutonia.knowledge.vocabulary import NOT_SURE, PRESENT, Measurement


@pytest.mark.parametrize(
    ("kind", "finding"),
    [
        ("fibrillation", "emg-fibrillation"),
        ("positive sharp wave", "emg-fibrillation"),
        ("myotonic", "emg-myotonic-discharges"),
        ("neuromyotonic", "emg-neuromyotonic-discharges"),
    ],
)
def test_a_discharge_becomes_its_finding_and_no_other(kind: str, finding: str) -> None:
    found = emg.summary(sibling(52, kind, 10.0)[0])
    assert [one.finding for one in found] == [finding]
    assert 0.6 <= found[0].value <= 1
    assert finding in load().findings


@pytest.mark.parametrize("kind", ["none", "voluntary", "cramp"])
def test_what_has_no_finding_is_not_said(kind: str) -> None:
    assert emg.summary(sibling(53, kind, 10.0)[0]) == []


def test_widespread_fasciculation_needs_three_muscles() -> None:
    made = [simulate.needle(seed, "fasciculation", 15.0).recording.samples[0] for seed in (60, 61, 62)]
    few, many = (emg.summary(emg.Recording(made[:count], 20_000, "uV")) for count in (2, 3))
    assert few == []
    assert [one.finding for one in many] == ["emg-fasciculation-widespread"]


def test_slow_channels_say_nothing_and_an_unknown_unit_stops() -> None:
    assert emg.summary(simulate.surface(1, 5).recording) == []
    with pytest.raises(emg.EmgError, match="unit"):
        emg.summary(emg.Recording([np.zeros(10)], 10_000, ""))


def test_answers_are_present_where_sure_and_not_sure_where_not() -> None:
    known = load().findings
    given = emg.answers(
        [
            Measurement("emg-fibrillation", 0.95, PROBABILITY),
            Measurement("emg-myotonic-discharges", 0.7, PROBABILITY),
            Measurement(PATTERN, 0.8, f"{PROBABILITY} of neurogenic"),
            Measurement(PATTERN, 0.2, f"{PROBABILITY} of normal"),
        ]
    )
    assert given == {"emg-fibrillation": PRESENT, "emg-myotonic-discharges": NOT_SURE, PATTERN: "neurogenic"}
    assert set(given) <= set(known)
    unsure = emg.answers([Measurement(PATTERN, 0.45, f"{PROBABILITY} of normal")])
    assert unsure == {PATTERN: NOT_SURE}
