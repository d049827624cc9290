"""A folder of recordings, each measured by itself: what `eutonia emg batch` runs side by side.

A file that cannot be used is a result like any other, with its issues; it never ends the work on the rest.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from eutonia.emg.formats.reading import read
from eutonia.emg.marks import MARKS_ENDING
from eutonia.emg.needle.discharging import LEAST_RATE_HZ, channel_discharges
from eutonia.emg.recording import Channel, EmgError
from eutonia.emg.surface.bursting import Burst
from eutonia.emg.surface.spasms import Spasm, spasms_of
from eutonia.emg.surface.stream import watched
from eutonia.emg.surface.surfaces import cleaned_row
from eutonia.knowledge.vocabulary import Issue

ENDINGS = (".edf", ".bdf", ".rec", ".hea", ".otb+", ".csv", ".tsv", ".txt")


def recordings_in(folder: Path) -> list[Path]:
    """Return the recordings of a folder and the folders in it, in order of their names; links are not followed."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in ENDINGS and not path.name.endswith(MARKS_ENDING)
        if path.is_file() and not path.is_symlink()
    )


def measure_file(path: Path, rate_hz: float | None = None, unit: str | None = None) -> dict[str, Any]:
    """Return what was measured on a recording, ready for JSON: bursts, quality, and spasms or, of a needle, discharges.

    ``rate_hz`` and ``unit``: where the file does not say; where it says otherwise its own hold, with a warning. A file
    that cannot be used has no ``channels`` but errors among its ``issues``.
    """
    try:
        recording = read(path, rate_hz=rate_hz, unit=unit, fallback=True)
        measured = [_channel(channel) for channel in recording.emg_channels()]
    except EmgError as problem:
        return {"usable": False, "issues": [_issue(one) for one in problem.issues], "channels": []}
    return {
        "usable": True,
        "duration_s": recording.duration_s,
        "issues": [_issue(one) for one in (*recording.issues, *(one for _, found in measured for one in found))],
        "channels": [channel for channel, _ in measured],
    }


def _channel(channel: Channel) -> tuple[dict[str, Any], tuple[Issue, ...]]:
    """Return what was measured on a channel, and what is wrong with it as a whole."""
    bursts, quality = watched(channel)
    found: dict[str, Any] = {
        "label": channel.label,
        "rate_hz": channel.rate_hz,
        "usable_share": quality.usable_share,
        "bursts": [_burst(one) for one in bursts],
    }
    if channel.rate_hz >= LEAST_RATE_HZ:
        # What a needle sees is single potentials: to call one of them a myoclonus would be wrong.
        found |= {"discharges": [asdict(one) for one in channel_discharges(channel)]}
        return found, quality.issues
    spasms = spasms_of(bursts, cleaned_row(channel))
    return found | {"spasms": [_spasm(one) for one in spasms]}, quality.issues


def _burst(one: Burst) -> dict[str, Any]:
    return asdict(one) | {"duration_s": round(one.duration_s, 6)}


def _spasm(one: Spasm) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if name != "bursts"}


def _issue(one: Issue) -> dict[str, str]:
    return {"level": one.level.value, "what": one.what, "remedy": one.remedy, "where": one.where}
