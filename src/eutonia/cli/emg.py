"""``eutonia emg bursts|features|discharges|quality``: a recording in, measurements out."""

from __future__ import annotations

import json
import math
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any

import numpy as np

from eutonia import __version__
from eutonia.cli.documents import issue_document
from eutonia.cli.emg_input import recording_of, refused
from eutonia.emg import Burst, Channel, Discharge, EmgError, Features, Quality
from eutonia.emg.needle.discharging import channel_discharges
from eutonia.emg.surface.levels import Flags
from eutonia.emg.surface.stream import watched
from eutonia.emg.surface.windows import channel_features


def bursts(arguments: Namespace) -> int:
    """Print the bursts of each channel; 2 where the file cannot be used."""

    def lines(channel: Channel) -> dict[str, Any]:
        found, judged = watched(channel)
        return {"bursts": [_burst(one) for one in found]} | _usable(judged)

    return _each(arguments, lines)


def quality(arguments: Namespace) -> int:
    """Print the share of seconds with each fault, and which they are; 2 where the file cannot be used."""
    spans = _spans if arguments.json else _spans_in_words
    return _each(arguments, lambda channel: _quality(watched(channel)[1], spans))


def features(arguments: Namespace) -> int:
    """Print the features of every window; 2 where the file cannot be used."""
    return _each(arguments, lambda channel: _features(channel_features(channel)) | _usable(watched(channel)[1]))


def discharges(arguments: Namespace) -> int:
    """Print the discharges of each channel with their reasons; 2 where the file cannot be used."""
    shown = asdict if arguments.json else _in_short

    def lines(channel: Channel) -> dict[str, Any]:
        return {"discharges": [shown(one) for one in channel_discharges(channel)]} | _usable(watched(channel)[1])

    return _each(arguments, lines)


def _each(arguments: Namespace, measure: Callable[[Channel], dict[str, Any]]) -> int:
    try:
        recording = recording_of(arguments)
        channels = [{"label": one.label, "rate_hz": one.rate_hz, **measure(one)} for one in recording.emg_channels()]
    except EmgError as problem:
        return refused(problem, as_json=arguments.json)
    if arguments.json:
        issues = [issue_document(issue) for issue in recording.issues]
        head = {"version": __version__, "duration_s": recording.duration_s, "issues": issues}
        print(json.dumps({**head, "channels": channels}, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print("\n".join(line for channel in channels for line in _table(channel)))
    return 0


def _table(channel: dict[str, Any]) -> list[str]:
    """Return a heading and rows of columns, parted by tabs."""
    lines = [f"# {channel['label']} ({channel['rate_hz']:g} Hz)"]
    for name, value in channel.items():
        if isinstance(value, list) and value:
            keys = list(value[0])
            lines += ["\t".join(keys), *("\t".join(_cell(row[key]) for key in keys) for row in value)]
        elif name not in ("label", "rate_hz"):
            lines.append(f"{name}\t{_cell(value)}")
    return lines


def _cell(value: Any) -> str:
    """Return a value as people write it: no True, None or []."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "-"
    return "none" if value == [] else str(value)


def _burst(burst: Burst) -> dict[str, Any]:
    return asdict(burst) | {"duration_s": round(burst.duration_s, 6)}


def _in_short(found: Discharge) -> dict[str, Any]:
    short = asdict(found) | {"potentials": len(found.times_s), "why": found.why[0].sentence if found.why else ""}
    return {name: value for name, value in short.items() if name not in ("times_s", "probabilities")}


def _quality(found: Quality, spans: Callable[[Flags], Any]) -> dict[str, Any]:
    faults = [
        {"fault": fault, "share": round(found.share(fault), 4), "seconds": spans(flags)}
        for fault, flags in found.faults.items()
    ]
    return {"mains_hz": found.mains_hz, "faults": faults} | _usable(found)


def _spans(flags: Flags) -> list[list[int]]:
    """Return the seconds that are flagged as [first, stop]: from second ``first`` up to second ``stop``."""
    edges = np.flatnonzero(np.diff(flags.astype(np.int8), prepend=0, append=0))
    return [[int(first), int(stop)] for first, stop in edges.reshape(-1, 2)]


def _spans_in_words(flags: Flags) -> str:
    return ", ".join(f"{first} to {stop}" for first, stop in _spans(flags)) or "none"


def _usable(found: Quality) -> dict[str, Any]:
    """Return how much of the channel can be measured, and what is wrong with it as a whole, where anything is."""
    issues = {"issues": [issue_document(one) for one in found.issues]} if found.issues else {}
    return {"usable_share": found.usable_share} | issues


def _features(found: Features) -> dict[str, Any]:
    names = [field.name for field in fields(found) if field.name != "why"]
    columns = {name: np.asarray(getattr(found, name), np.float64).tolist() for name in names}
    windows = [
        {name: None if math.isnan(values[i]) else float(f"{values[i]:.6g}") for name, values in columns.items()}
        for i in range(len(found.start_s))
    ]
    return {"windows": windows} | ({"why": found.why} if found.why else {})
