"""What a recording says for the differential, in the shared vocabulary.

Only what was found is said, never that something is absent: one recording of one muscle proves no absence. Values
are probabilities that the finding is there. What no clinician would report from one muscle (widespread
fasciculation) needs several.
"""

from __future__ import annotations

from collections.abc import Sequence

from eutonia.emg.needle.discharge import Discharge
from eutonia.emg.needle.discharging import LEAST_RATE_HZ, judged
from eutonia.emg.needle.motor_units import MotorUnit, units_of
from eutonia.emg.needle.patterns import CANNOT_SAY, motor_unit_pattern
from eutonia.emg.recording import Recording, emg_channels
from eutonia.emg.sorting.trains import Examined, examine
from eutonia.emg.speed import side_by_side
from eutonia.knowledge.vocabulary import NOT_SURE, PRESENT, Measurement

PROBABILITY = "probability"
PATTERN = "emg-motor-unit-pattern"
SURE = 0.9
_FINDINGS = {
    "emg-fibrillation": ("fibrillation", "positive sharp wave"),
    "emg-myotonic-discharges": ("myotonic",),
    "emg-neuromyotonic-discharges": ("neuromyotonic", "myokymic"),
}
_WIDESPREAD = "emg-fasciculation-widespread"
_MANY_MUSCLES = 3
_FEWEST = 2  # fasciculations in a muscle


def summary(recording: Recording, muscle: str | None = None, age: float | None = None) -> list[Measurement]:
    """Return the findings of a recording as measurements of the shared vocabulary.

    ``muscle`` and ``age``: without the muscle no pattern of motor units is said. Channels slower than 4000 Hz add
    nothing. Raises EmgError where a unit is not known.
    """
    channels = [one for one in emg_channels(recording) if one.rate_hz >= LEAST_RATE_HZ]
    examined = side_by_side(examine, channels)
    each = [judged(channel, one) for channel, one in zip(channels, examined, strict=True)]
    found = _discharges(each)
    if muscle is not None:
        found += _pattern(_units(examined, each), muscle, age)
    return found


def answers(measurements: Sequence[Measurement]) -> dict[str, str]:
    """Return the measurements as answers for an assessment: present where it is sure, else not sure."""
    given = {one.finding: PRESENT if one.value >= SURE else NOT_SURE for one in measurements if one.unit == PROBABILITY}
    patterns = [one for one in measurements if one.finding == PATTERN]
    if patterns:
        best = max(patterns, key=lambda one: one.value)
        given[PATTERN] = best.unit.removeprefix(f"{PROBABILITY} of ") if best.value > 0.5 else NOT_SURE
    return given


def _discharges(each: list[list[Discharge]]) -> list[Measurement]:
    found = []
    for finding, kinds in _FINDINGS.items():
        chances = [one.probability for channel in each for one in channel if one.kind in kinds]
        if chances:
            found.append(Measurement(finding, max(chances), PROBABILITY))
    twitching = [
        sorted(one.probability for one in channel if one.kind == "fasciculation")[-_FEWEST:] for channel in each
    ]
    muscles = sorted((min(chances) for chances in twitching if len(chances) >= _FEWEST), reverse=True)
    if len(muscles) >= _MANY_MUSCLES:
        found.append(Measurement(_WIDESPREAD, muscles[_MANY_MUSCLES - 1], PROBABILITY))
    return found


def _units(examined: list[Examined], each: list[list[Discharge]]) -> list[MotorUnit]:
    return [unit for one, found in zip(examined, each, strict=True) for unit in units_of(one, "", found)]


def _pattern(units: list[MotorUnit], muscle: str, age: float | None) -> list[Measurement]:
    verdict = motor_unit_pattern(units, muscle, age)
    if verdict.verdict == CANNOT_SAY:
        return []
    return [Measurement(PATTERN, chance, f"{PROBABILITY} of {name}") for name, chance in verdict.probability.items()]
