"""What a report says, as plain values for a program: the same measures, none of the words around them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from eutonia.emg.needle.motor_units import MotorUnit
from eutonia.emg.needle.patterns import PatternVerdict
from eutonia.emg.reporting.channel_report import ChannelReport
from eutonia.emg.surface.spasms import Spasm

_ARRAYS = ("channel", "values_uv", "values_hz", "times_s")  # of a motor unit: its picture, not its measures


def figures(parts: Sequence[ChannelReport], verdict: PatternVerdict | None) -> dict[str, Any]:
    """Return ``channels`` and ``pattern``, ready for JSON; what is no number is None. ``verdict``: of all units."""
    found = {"channels": [_channel(part) for part in parts], "pattern": None if verdict is None else asdict(verdict)}
    plain: dict[str, Any] = _plain(found)
    return plain


def _channel(part: ChannelReport) -> dict[str, Any]:
    found: dict[str, Any] = {
        "label": part.channel.label,
        "rate_hz": part.channel.rate_hz,
        "usable_share": part.quality.usable_share,
        "mains_hz": part.quality.mains_hz,
        "faults": {fault: round(part.quality.share(fault), 4) for fault in part.quality.faults},
        "issues": [f"{one.what} {one.remedy}" for one in part.quality.issues],
        "bursts": [asdict(one) | {"duration_s": round(one.duration_s, 6)} for one in part.bursts],
    }
    if part.needle is not None:
        found["discharges"] = [asdict(one) for one in part.needle.discharges]
        found["motor_units"] = [_unit(one) for one in part.needle.units]
    elif part.surface is not None:
        found["spasms"] = [_spasm(one) for one in part.surface.spasms]
        found["tremor"] = None if part.surface.tremor is None else asdict(part.surface.tremor)
        found["fatigue"] = None if part.surface.fatigue is None else asdict(part.surface.fatigue)
    return found


def _spasm(one: Spasm) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if name != "bursts"}


def _unit(one: MotorUnit) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if name not in _ARRAYS}


def _plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
