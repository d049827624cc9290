"""The annotations of an EDF+ or BDF+ file, and the moments at which its pieces began."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.formats.edf_header import EdfHeader, plain_text
from eutonia.emg.formats.edf_samples import LARGE, let_go
from eutonia.emg.recording import Annotation

_MOST_ANNOTATIONS = 100_000
_TAL = re.compile(rb"(?<![^\x00])([+-]\d+(?:\.\d*)?)(?:\x15(\d+(?:\.\d*)?))?\x14([^\x00]*)\x14")
_AT_ONCE = 1 << 20  # bytes of annotations


@dataclass(slots=True)
class EdfNotes:
    """The annotations of an EDF+ file, from the start of its first piece on, and when its pieces began.

    ``onsets_s``: one value per piece, NaN where it was not looked up (only the first and the last are, in a file
    without pauses) or is not stated. ``found``: how many annotations there are, of which not all may be kept.
    """

    onsets_s: NDArray[np.float64]
    annotations: list[Annotation] = field(default_factory=list)
    found: int = 0

    @property
    def start_s(self) -> float:
        """When the first piece began, on the clock of the annotations; 0 where it is not stated."""
        return float(self.onsets_s[0]) if len(self.onsets_s) and np.isfinite(self.onsets_s[0]) else 0.0


def read_notes(header: EdfHeader, records: NDArray[np.uint8]) -> EdfNotes:
    """Return the annotations and the onsets of the pieces. Too many annotations are cut off, with a warning."""
    notes = EdfNotes(np.full(len(records), np.nan))
    for index, cell in _all_cells(header, records):
        _read_cell(notes, cell, index)  # all of them, for each piece of a file with pauses says when it began
    if notes.found > len(notes.annotations):
        header.warn("There are more annotations than can be kept.", "The later ones are left out.")
    start = notes.start_s
    notes.annotations = [Annotation(one.onset_s - start, one.duration_s, one.text) for one in notes.annotations]
    return notes


def _read_cell(notes: EdfNotes, cell: bytes, index: int | None) -> None:
    """Keep what one piece notes; the first onset of the first track (``index``) is when the piece itself began."""
    for place, (onset, duration, texts) in enumerate(_TAL.findall(cell)):
        if index is not None and place == 0:
            notes.onsets_s[index] = float(onset)
        for text in filter(None, texts.split(b"\x14")):
            notes.found += 1
            if notes.found <= _MOST_ANNOTATIONS:
                notes.annotations.append(Annotation(float(onset), float(duration or 0), plain_text(text)))


def _all_cells(header: EdfHeader, records: NDArray[np.uint8]) -> Iterator[tuple[int | None, bytes]]:
    """Yield the annotation bytes of all tracks; with the place of its piece where a cell says when that began."""
    tracks = [signal for signal in header.signals if signal.is_annotations]
    for number, track in enumerate(tracks):
        stop = track.offset + header.width * track.per_record
        for index, cell in _cells(records, track.offset, stop, header.discontinuous and number == 0):
            yield index if number == 0 else None, cell


def _cells(records: NDArray[np.uint8], start: int, stop: int, every: bool) -> Iterator[tuple[int, bytes]]:
    """Yield the annotation bytes of the pieces that hold text, of the first and the last; or of ``every`` piece.

    Most pieces state their onset and nothing else, and hours have very many.
    """
    width = stop - start
    many = max(1, min(_AT_ONCE // width, LARGE // (2 * records.shape[1])))
    for begin in range(0, len(records), many):
        block = np.ascontiguousarray(records[begin : begin + many, start:stop])
        let_go(records)
        if every:
            wanted = np.ones(len(block), np.bool_)
        else:
            mark = block == 0x14
            wanted = np.count_nonzero(mark[:, 1:] & ~mark[:, :-1], axis=1) > 1  # the end of an onset, and of a text
            wanted[[0, -1]] |= np.array([begin == 0, begin + many >= len(records)])
        for index in np.flatnonzero(wanted).tolist():
            yield begin + index, block[index].tobytes()
