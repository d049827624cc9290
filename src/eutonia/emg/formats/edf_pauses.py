"""EDF+D: pieces that do not follow each other without pause. What was not recorded is missing, and no number.

Each piece states when it began (Kemp and Olivan 2003, section 2.2.4). The samples keep their true times, so a
pause is read as missing samples, made up only while they are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.formats.edf_header import EdfHeader
from eutonia.emg.formats.edf_samples import EdfSource
from eutonia.emg.recording import Samples, refuse
from eutonia.knowledge.vocabulary import Issue, IssueLevel

MOST_MISSING = 2 << 30  # bytes of single precision, over all channels: some hours of pauses on eight of them
_LOOSE = 0.01  # of a piece: a clock may run so far ahead of the samples without a word
_EXPORT = "Export the stretch of interest as continuous EDF+ (EDF+C)."


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pieces that follow each other: the first, how many, and when the first began, from the start of the recording."""

    first: int
    count: int
    start_s: float


def stretches(header: EdfHeader, onsets_s: NDArray[np.float64]) -> list[Stretch]:
    """Return the stretches without a pause. Raises EmgError where onsets are missing or pieces overlap."""
    unknown = np.flatnonzero(~np.isfinite(onsets_s))
    if len(unknown):
        raise refuse(
            f"The recording has pauses (EDF+D), and piece {unknown[0] + 1} does not say when it began.",
            _EXPORT,
            header.path.name,
        )
    length = header.record_s
    late = np.diff(onsets_s) - length
    drift = np.rint(np.cumsum(late) / (_LOOSE * length))  # many small delays are a pause too, in the end
    breaks = np.flatnonzero((np.abs(late) > 1e-3 * length + 1e-6) | (np.diff(drift, prepend=0.0) != 0)) + 1
    if len(breaks) and float(late.min()) < -_LOOSE * length - 1e-6:
        raise refuse(
            f"Piece {int(late.argmin()) + 2} began before the one before had ended: the times contradict each other.",
            _EXPORT,
            header.path.name,
        )
    edges = [0, *breaks.tolist(), len(onsets_s)]
    return [Stretch(one, following - one, float(onsets_s[one] - onsets_s[0])) for one, following in pairwise(edges)]


def say_pauses(header: EdfHeader, found: list[Stretch]) -> None:
    """Keep how long the pauses are. Raises EmgError where they would take more room than there may be."""
    if len(found) < 2:
        return
    whole = found[-1].start_s + found[-1].count * header.record_s
    paused = max(0.0, whole - header.records * header.record_s)
    rates = sum(signal.per_record for signal in header.signals if not signal.is_annotations) / header.record_s
    if 4 * paused * rates > MOST_MISSING:
        raise refuse(
            f"The pauses of the recording (EDF+D) last {paused:.6g} s in all: too long to be kept as missing samples.",
            _EXPORT,
            header.path.name,
        )
    header.issues.append(
        Issue(
            IssueLevel.INFORMATION,
            f"The recording has {len(found) - 1} pauses of {paused:.3f} s in all (EDF+D); they are read as missing.",
            "Nothing need be done: what is missing is not measured.",
            header.path.name,
        )
    )


class PausedSource:
    """The samples of one channel of an EDF+D file at their true times; NaN where nothing was recorded."""

    __slots__ = ("_count", "_from", "_places", "_source")

    def __init__(self, source: EdfSource, found: list[Stretch], per_record: int, rate_hz: float) -> None:
        self._source = source
        firsts = np.array([one.first * per_record for one in found], np.int64)
        counts = np.array([one.count * per_record for one in found], np.int64)
        places = np.array([round(one.start_s * rate_hz) for one in found], np.int64)
        # a stretch may begin a sample before the one before it ends, once its time is rounded: then it follows it
        taken = np.concatenate([[0], np.cumsum(counts)[:-1]])
        self._places = np.maximum.accumulate(places - taken) + taken
        self._from = firsts
        self._count = int(self._places[-1] + counts[-1])

    def __len__(self) -> int:
        return self._count

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Return samples ``start`` to ``stop`` in the channel's unit, NaN where nothing was recorded."""
        out = np.empty(max(0, stop - start), np.float32)
        self.read_into(start, out)
        return out

    def read_into(self, start: int, out: Samples) -> None:
        """Write the samples from ``start`` on into ``out`` until it is full."""
        out[:] = np.nan
        stop = start + len(out)
        index = max(0, int(np.searchsorted(self._places, start, "right")) - 1)
        while index < len(self._places) and self._places[index] < stop:
            place, first = int(self._places[index]), int(self._from[index])
            last = int(self._from[index + 1]) if index + 1 < len(self._from) else len(self._source)
            begin, end = max(start, place), min(stop, place + last - first)
            if begin < end:
                self._source.read_into(first + begin - place, out[begin - start : end - start])
            index += 1
