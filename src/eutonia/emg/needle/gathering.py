"""Discharges that are one: units that follow one drive at one time, and what is left of them."""

from __future__ import annotations

import math

import numpy as np

from eutonia.emg.needle.definitions import CANNOT_TELL, probabilities
from eutonia.emg.needle.discharge import FIBRE_MS, SURE, Discharge, chance_of, kind_of

DRIVES = ("voluntary", "cramp")
_LIKE_A_PART = (CANNOT_TELL, "myokymic", "fasciculation")
_ONE_DRIVE_S = 1.0  # a shorter pause does not part two efforts
_MOST_VOICES = 4


def merged(found: list[Discharge]) -> list[Discharge]:
    """Return the discharges, units that follow one drive at one time judged and taken together."""
    kept = [one for one in found if not _driven(one)]
    waiting: list[Discharge] = []
    for one in sorted((d for d in found if _driven(d)), key=lambda d: d.onset_s):
        if waiting and one.onset_s > max(w.offset_s for w in waiting) + _ONE_DRIVE_S:
            kept += _together(waiting)
            waiting = []
        waiting.append(one)
    return kept + _together(waiting)


def _driven(one: Discharge) -> bool:
    """True where a discharge is voluntary or a cramp, be it that nobody can tell which."""
    if one.kind == CANNOT_TELL:
        return one.units == 1 and one.cv is not None and sum(one.probabilities.get(kind, 0) for kind in DRIVES) > SURE
    return one.kind in DRIVES


def jointly(parts: list[Discharge]) -> dict[str, float]:
    """Return the probabilities of the kinds of drive for units that fire together.

    How well a kind fits is what it is of the middle unit; what parts the two kinds adds up, over four units at most.
    """
    crowds = [one for one in parts if one.cv is None]
    if crowds:
        return dict(max(crowds, key=lambda one: len(one.times_s)).probabilities)
    least = 1e-6
    fits = {
        kind: float(np.median([math.log(max(one.probabilities.get(kind, 0), least)) for one in parts]))
        for kind in DRIVES
    }
    best, count = max(fits.values()), min(len(parts), _MOST_VOICES)
    return probabilities({kind: min(0.0, best) + count * (fit - best) for kind, fit in fits.items()})


def absorbed(found: list[Discharge]) -> list[Discharge]:
    """Return the discharges without trains of motor units that could not be told, where others are willed or cramp.

    A unit that was found only in part looks grouped or irregular, as myokymia and fasciculations are; beside a
    contraction it belongs to that.
    """
    drives = [one for one in found if one.kind in DRIVES]
    kept = []
    for one in found:
        vague = one.kind in _LIKE_A_PART and (one.duration_ms is None or one.duration_ms > FIBRE_MS)
        inside = any(
            drive.onset_s - _ONE_DRIVE_S <= one.onset_s
            and one.offset_s <= drive.offset_s + _ONE_DRIVE_S
            and len(drive.times_s) >= len(one.times_s)
            for drive in drives
        )
        if not (vague and inside):
            kept.append(one)
    return kept


def _together(parts: list[Discharge]) -> list[Discharge]:
    if len(parts) < 2:
        return parts
    chances = jointly(parts)
    kind = kind_of(chances)
    alike = [one for one in parts if one.kind == kind] or parts
    longest = max(alike, key=lambda one: len(one.times_s))
    times = tuple(sorted({time for one in parts for time in one.times_s}))

    def middle(name: str) -> float | None:
        known = [value for one in parts if (value := getattr(one, name)) is not None]
        return round(float(np.median(known)), 4) if known else None

    return [
        Discharge(
            kind,
            chance_of(kind, chances),
            parts[0].onset_s,
            max(one.offset_s for one in parts),
            times,
            _at_once(parts),
            middle("rate_hz"),
            middle("cv"),
            middle("duration_ms"),
            middle("amplitude_uv"),
            longest.phases,
            longest.turns,
            {name: round(value, 4) for name, value in chances.items()},
            longest.why,
        )
    ]


def _at_once(parts: list[Discharge]) -> int:
    """Return how many units fire at one time at most; one that pauses and goes on is not counted twice."""
    return max(sum(other.units for other in parts if other.onset_s <= one.onset_s <= other.offset_s) for one in parts)
