"""EDF, EDF+ and BDF: a reader that maps the file and never trusts the header further than the file reaches.

Formats: Kemp and others 1992 and 2003 (EDF, EDF+), and BioSemi's 24-bit BDF. A header that contradicts the file
becomes an Issue where the samples are still certain, and an EmgError where they are not.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.formats.edf_header import ASK_AGAIN, EdfHeader, read_header
from eutonia.emg.formats.edf_notes import EdfNotes, read_notes
from eutonia.emg.formats.edf_pauses import PausedSource, Stretch, say_pauses, stretches
from eutonia.emg.formats.edf_samples import EdfSource
from eutonia.emg.recording import Annotation, Channel, Recording, refuse

_DRIFT = 1e-3  # how far a recorder's clock may be off


def read_edf(path: Path) -> Recording:
    """Return the recording of an EDF, EDF+ or BDF file. Raises EmgError where it cannot be used."""
    header, records = _opened(path)
    notes = read_notes(header, records)
    found: list[Stretch] = []
    if header.discontinuous:
        found = stretches(header, notes.onsets_s)
        say_pauses(header, found)
    else:
        _warn_of_hidden_pauses(header, notes)
    channels = []
    for signal in header.signals:
        if signal.is_annotations:
            continue
        ends = sorted(signal.physical)
        rate = signal.per_record / header.record_s
        samples = EdfSource(records, signal, header.width)
        source = PausedSource(samples, found, signal.per_record, rate) if len(found) > 1 else samples
        channels.append(Channel(signal.label, signal.unit, rate, source, (ends[0], ends[1])))
    if not channels:
        raise refuse("The file holds no channel with samples.", "Choose a file with at least one signal.", path.name)
    return Recording.of(channels, notes.annotations, header.issues)


def read_annotations(path: Path) -> list[Annotation]:
    """Return the annotations of an EDF+ file, which need hold nothing else. Raises EmgError where it is none."""
    return read_notes(*_opened(path)).annotations


def _opened(path: Path) -> tuple[EdfHeader, NDArray[np.uint8]]:
    """Return the header and the pieces, mapped, as (pieces, bytes of a piece)."""
    size = path.stat().st_size
    header = read_header(path)
    whole = (size - header.header_bytes) // header.record_bytes
    _compare_lengths(header, size, whole)
    if whole < 1:
        raise refuse("The file ends before the first samples.", ASK_AGAIN, path.name)
    return header, np.memmap(path, np.uint8, "r", header.header_bytes, (header.records, header.record_bytes))


def _compare_lengths(header: EdfHeader, size: int, whole: int) -> None:
    stated = header.records
    left = size - header.header_bytes - whole * header.record_bytes
    header.records = whole
    if stated == -1:
        header.warn("The recorder did not write how long the recording is.", "It was probably cut off; check its end.")
    elif whole < stated:
        header.warn(
            f"The file is cut off: {stated} pieces promised, {max(0, whole)} there.", "Use what is there with care."
        )
    elif whole > stated:
        header.records = stated
        header.warn(
            f"The file is longer than its header says; only the stated {stated} pieces are read.",
            "Check the end of the recording with the recorder's own software.",
        )
    elif left:
        header.warn("A few bytes follow the last piece; they are left out.", "Check the end of the recording.")


def _warn_of_hidden_pauses(header: EdfHeader, notes: EdfNotes) -> None:
    """A file that says it has no pauses may still state times that only pauses explain."""
    span = float(notes.onsets_s[-1]) - notes.start_s
    expected = (header.records - 1) * header.record_s
    if abs(span - expected) > max(header.record_s, _DRIFT * expected):
        header.warn(
            f"By their times the pieces span {span:g} s, by their number {expected:g} s: times may be wrong.",
            "Ask whether the recorder was paused; if so, export it as EDF+D.",
        )
