"""Discharges that are one: units that follow one drive at one time, and what is left of them."""

from __future__ import annotations

import numpy as np

from eutonia.emg.definitions import CANNOT_TELL
from eutonia.emg.discharge import FIBRE_MS, Discharge

DRIVES = ("voluntary", "cramp")
_ONE_DRIVE_S = 1.0  # a shorter pause does not part two efforts


def merged(found: list[Discharge]) -> list[Discharge]:
    """Return the discharges, units that follow one drive at one time taken together."""
    kept = [one for one in found if one.kind not in DRIVES]
    for kind in DRIVES:
        waiting: list[Discharge] = []
        for one in sorted((d for d in found if d.kind == kind), key=lambda d: d.onset_s):
            if waiting and one.onset_s <= max(w.offset_s for w in waiting) + _ONE_DRIVE_S:
                waiting.append(one)
            else:
                kept += _together(waiting)
                waiting = [one]
        kept += _together(waiting)
    return kept


def absorbed(found: list[Discharge]) -> list[Discharge]:
    """Return the discharges without trains of motor units that could not be told, where others are willed or cramp.

    A unit that was found only in part looks grouped or irregular; beside a contraction it belongs to that.
    """
    drives = [one for one in found if one.kind in DRIVES]
    kept = []
    for one in found:
        vague = one.kind in (CANNOT_TELL, "myokymic") and (one.duration_ms is None or one.duration_ms > FIBRE_MS)
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
    longest = max(parts, key=lambda one: len(one.times_s))
    times = tuple(sorted({time for one in parts for time in one.times_s}))

    def middle(name: str) -> float | None:
        known = [value for one in parts if (value := getattr(one, name)) is not None]
        return round(float(np.median(known)), 4) if known else None

    return [
        Discharge(
            longest.kind,
            max(one.probability for one in parts),
            parts[0].onset_s,
            max(one.offset_s for one in parts),
            times,
            sum(one.units for one in parts),
            middle("rate_hz"),
            middle("cv"),
            middle("duration_ms"),
            middle("amplitude_uv"),
            longest.phases,
            longest.turns,
            longest.probabilities,
            longest.why,
        )
    ]
