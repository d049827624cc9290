"""Marks on a recording: what detectors found, and what a person added or corrected, kept as EDF+ beside the file.

As EDF+ wants it, an annotation of one channel ends in ``@@`` and the label of the channel. The samples are never
touched: marks lie in a file of their own, which other EDF+ software can read.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eutonia.emg.formats.edf import read_annotations
from eutonia.emg.formats.edf_writing import write_annotations
from eutonia.emg.needle.definitions import NONE
from eutonia.emg.needle.discharging import LEAST_RATE_HZ, channel_discharges
from eutonia.emg.recording import Annotation, Channel, EmgError, refuse
from eutonia.emg.surface.bursting import channel_bursts
from eutonia.emg.surface.spasms import spasms_of
from eutonia.emg.surface.surfaces import cleaned_row

MARKS_ENDING = ".marks.edf"
BURST = "burst"
LONGEST_TEXT = 80
_OF = "@@"


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A mark from its onset on. ``channel``: a label, or empty for all. Raises EmgError where it can be none."""

    onset_s: float
    duration_s: float
    kind: str
    channel: str = ""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.onset_s) and math.isfinite(self.duration_s)):
            raise refuse("A time is not a number.", "Give onset and length in seconds.")
        if self.onset_s < 0 or self.duration_s < 0:
            raise refuse("A time lies before the recording.", "Onset and length are 0 or more.")
        if not 0 < len(self.kind.strip()) <= LONGEST_TEXT or not self.kind.isprintable() or _OF in self.kind:
            raise refuse(
                f"A mark needs a name of 1 to {LONGEST_TEXT} letters.",
                "Name it in a few words, on one line, without @@.",
            )

    @property
    def offset_s(self) -> float:
        """Where it ends."""
        return self.onset_s + self.duration_s


def marks_file(recording: Path) -> Path:
    """Return where the marks of a recording are kept."""
    return recording.with_name(recording.name + MARKS_ENDING)


def detected(channel: Channel) -> list[Mark]:
    """Return what the detectors find on a channel: bursts, types of spasm, and discharges where it is fast enough."""
    bursts = channel_bursts(channel)
    found = [Mark(one.onset_s, round(one.duration_s, 6), BURST, channel.label) for one in bursts]
    if channel.rate_hz >= LEAST_RATE_HZ:
        found += [
            Mark(one.onset_s, round(max(one.offset_s - one.onset_s, 0.0), 6), one.kind, channel.label)
            for one in channel_discharges(channel)
            if one.kind != NONE
        ]
    elif bursts:
        found += [
            Mark(one.onset_s, round(one.duration_s, 6), one.kind, channel.label)
            for one in spasms_of(bursts, cleaned_row(channel))
        ]
    return sorted(found)


def read_marks(path: Path) -> list[Mark]:
    """Return kept marks in order of time. Raises EmgError where the file is no EDF+."""
    try:
        notes = read_annotations(path)
    except EmgError as problem:
        what = f"The marks kept beside the recording cannot be read: {problem.issues[0].what}"
        raise refuse(what, "Restore that file, or move it away: the detectors then begin again.", path.name) from None
    found = []
    for note in notes:
        kind, _, channel = note.text.partition(_OF)
        kind = kind.strip()[:LONGEST_TEXT] or "mark"
        found.append(Mark(max(note.onset_s, 0.0), note.duration_s, kind, channel.strip()))
    return sorted(found)


def write_marks(path: Path, marks: Sequence[Mark]) -> None:
    """Keep marks: whole or not at all."""
    write_annotations(
        path,
        [
            Annotation(one.onset_s, one.duration_s, one.kind + (_OF + one.channel if one.channel else ""))
            for one in marks
        ],
    )


def revision(marks: Sequence[Mark]) -> str:
    """Return a short name of exactly these marks, so that nobody overwrites what they have not seen."""
    text = "\n".join(f"{one.onset_s!r} {one.duration_s!r} {one.kind} {one.channel}" for one in marks)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
