"""EDF, EDF+ and BDF: a reader that maps the file and never trusts the header further than the file reaches.

Formats: Kemp and others 1992 and 2003 (EDF, EDF+), and BioSemi's 24-bit BDF. A header that contradicts the file
becomes an Issue where the samples are still certain, and an EmgError where they are not.
"""

from __future__ import annotations

import math
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.recording import RATE_LIMIT_HZ, Annotation, Channel, Recording, refuse
from eutonia.knowledge.vocabulary import Issue, IssueLevel

_FIXED = 256  # bytes of the fixed header, and again of each channel's
_MOST_CHANNELS = 4096
_CACHED = 1 << 15  # samples
_LARGE = 1 << 26  # bytes
_MOST_ANNOTATIONS = 100_000
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_TAL = re.compile(rb"([+-]\d+(?:\.\d*)?)(?:\x15(\d+(?:\.\d*)?))?\x14([^\x00]*)\x14")
_FIELDS = (16, 80, 8, 8, 8, 8, 8, 80, 8, 32)
_MEND = "Ask for the file again from the recorder, or write it again with its own software."


@dataclass(frozen=True, slots=True)
class _Signal:
    label: str
    unit: str
    physical: tuple[float, float]
    digital: tuple[float, float]
    per_record: int
    offset: int  # bytes into a record

    @property
    def gain(self) -> float:
        return (self.physical[1] - self.physical[0]) / (self.digital[1] - self.digital[0])

    @property
    def base(self) -> float:
        return self.physical[0] - self.gain * self.digital[0]

    @property
    def is_annotations(self) -> bool:
        return self.label in ("EDF Annotations", "BDF Annotations")


@dataclass(slots=True)
class _Header:
    path: Path
    width: int  # bytes of a sample
    records: int
    record_s: float
    header_bytes: int
    discontinuous: bool
    signals: list[_Signal]
    issues: list[Issue] = field(default_factory=list)

    @property
    def record_bytes(self) -> int:
        return self.width * sum(signal.per_record for signal in self.signals)

    def warn(self, what: str, remedy: str, where: str = "") -> None:
        self.issues.append(Issue(IssueLevel.WARNING, what, remedy, where or self.path.name))


class EdfSource:
    """The samples of one channel of a mapped EDF or BDF file."""

    __slots__ = ("_base", "_gain", "_offset", "_per_record", "_records", "_width")

    def __init__(self, records: NDArray[np.uint8], signal: _Signal, width: int) -> None:
        self._records = records
        self._offset = signal.offset
        self._per_record = signal.per_record
        self._width = width
        self._gain = np.float32(signal.gain)
        self._base = np.float32(signal.base)

    def __len__(self) -> int:
        return len(self._records) * self._per_record

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Return samples ``start`` to ``stop`` in the channel's unit."""
        if stop <= start:
            return np.empty(0, np.float32)
        first, last = start // self._per_record, -(-stop // self._per_record)
        out = np.empty((last - first, self._per_record), np.float32)
        step = max(1, _CACHED // self._per_record)  # scale and shift while the piece is still in the cache
        for begin in range(first, last, step):
            raw = self._records[begin : min(begin + step, last), self._offset :]
            raw = raw[:, : self._width * self._per_record]
            piece = out[begin - first : begin - first + len(raw)]
            np.multiply(raw.view("<i2") if self._width == 2 else _int24(raw), self._gain, out=piece, dtype=np.float32)
            if self._base:
                piece += self._base
        _let_go(self._records)
        return out.reshape(-1)[start - first * self._per_record : stop - first * self._per_record]


def _let_go(records: NDArray[np.uint8]) -> None:
    """Give the pages of a large mapped file back, or hours of it would stay in memory once read."""
    mapped = getattr(records, "_mmap", None)
    if mapped is not None and records.nbytes > _LARGE and hasattr(mmap, "MADV_DONTNEED"):
        mapped.madvise(mmap.MADV_DONTNEED)


def _int24(raw: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Widen little-endian 24-bit integers: into the high three bytes, then down again with the sign."""
    wide = np.zeros((raw.shape[0], raw.shape[1] // 3, 4), np.uint8)
    wide[:, :, 1:] = raw.reshape(raw.shape[0], -1, 3)
    return wide.view("<i4")[:, :, 0] >> 8


def read_edf(path: Path) -> Recording:
    """Return the recording of an EDF, EDF+ or BDF file. Raises EmgError where it cannot be used."""
    header, records = _opened(path)
    annotations = _annotations(header, records)
    channels = []
    for signal in header.signals:
        if signal.is_annotations:
            continue
        ends = sorted(signal.physical)
        rate = signal.per_record / header.record_s
        source = EdfSource(records, signal, header.width)
        channels.append(Channel(signal.label, signal.unit, rate, source, (ends[0], ends[1])))
    if not channels:
        raise refuse("The file holds no channel with samples.", "Choose a file with at least one signal.", path.name)
    return Recording.of(channels, annotations, header.issues)


def read_annotations(path: Path) -> list[Annotation]:
    """Return the annotations of an EDF+ file, which need hold nothing else. Raises EmgError where it is none."""
    return _annotations(*_opened(path))


def _opened(path: Path) -> tuple[_Header, NDArray[np.uint8]]:
    size = path.stat().st_size
    header = _header(path, size)
    whole = (size - header.header_bytes) // header.record_bytes
    _compare_lengths(header, size, whole)
    if whole < 1:
        raise refuse("The file ends before the first samples.", _MEND, path.name)
    return header, np.memmap(path, np.uint8, "r", header.header_bytes, (header.records, header.record_bytes))


def _compare_lengths(header: _Header, size: int, whole: int) -> None:
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
        header.records = max(1, stated)
        header.warn(
            f"The file is longer than its header says; only the stated {stated} pieces are read.",
            "Check the end of the recording with the recorder's own software.",
        )
    elif left:
        header.warn("A few bytes follow the last piece; they are left out.", "Check the end of the recording.")


# ---- header ------------------------------------------------------------------------------------------------------


def _header(path: Path, size: int) -> _Header:
    with path.open("rb") as file:
        fixed = file.read(_FIXED)
        if len(fixed) < _FIXED:
            raise refuse("The file is too short for an EDF or BDF header.", _MEND, path.name)
        bdf = fixed[0] == 0xFF
        if not (fixed[1:8] == b"BIOSEMI" if bdf else fixed[:8].strip() == b"0"):
            raise refuse("The file does not begin as EDF or BDF does.", "Choose an EDF or BDF file.", path.name)
        count = _integer(fixed[252:256], "number of channels", path)
        if not 1 <= count <= _MOST_CHANNELS:
            raise refuse(f"The header promises {count} channels.", _MEND, path.name)
        rest = file.read(count * _FIXED)
    if len(rest) < count * _FIXED:
        raise refuse("The file ends inside its header.", _MEND, path.name)
    reserved = _text(fixed[192:236])
    record_s = _number(fixed[244:252], "length of a piece", path)
    if not 0 < record_s < 1e6:
        raise refuse(f"A piece of the recording cannot last {record_s} s.", _MEND, path.name)
    header = _Header(
        path,
        3 if bdf else 2,
        _integer(fixed[236:244], "number of pieces", path),
        record_s,
        _FIXED * (count + 1),
        reserved.startswith(("EDF+D", "BDF+D")),
        [],
    )
    if header.records < -1 or header.records == 0:
        raise refuse(f"The header promises {header.records} pieces.", _MEND, path.name)
    if _text(fixed[184:192]) != str(header.header_bytes):
        header.warn("The stated length of the header is wrong.", "The number of channels was used instead.")
    _read_signals(header, rest, count)
    return header


def _read_signals(header: _Header, rest: bytes, count: int) -> None:
    columns, position = [], 0
    for width in _FIELDS:
        columns.append([rest[position + width * i : position + width * (i + 1)] for i in range(count)])
        position += width * count
    offset = 0
    for label, _, unit, low, high, dlow, dhigh, _, per_record, _ in zip(*columns, strict=True):
        name, where = _text(label), header.path
        samples = _integer(per_record, f"samples per piece of {name!r}", where)
        if not 1 <= samples <= RATE_LIMIT_HZ * header.record_s:
            raise refuse(f"Channel {name!r} cannot have {samples} samples per piece.", _MEND, where.name)
        signal = _Signal(
            name,
            _text(unit),
            (_number(low, "physical minimum", where), _number(high, "physical maximum", where)),
            (_number(dlow, "digital minimum", where), _number(dhigh, "digital maximum", where)),
            samples,
            offset,
        )
        offset += samples * header.width
        if not signal.is_annotations and (
            signal.digital[0] >= signal.digital[1] or signal.physical[0] == signal.physical[1]
        ):
            raise refuse(
                f"Channel {name!r} states no usable scale: physical {signal.physical}, digital {signal.digital}.",
                "Its amplitudes cannot be known. " + _MEND,
                where.name,
            )
        header.signals.append(signal)


def _text(field_bytes: bytes) -> str:
    """Decode a header field; what a terminal or a page could take for a command is dropped."""
    try:
        text = field_bytes.decode("utf-8")
    except UnicodeDecodeError:
        text = field_bytes.decode("latin-1")
    return "".join(letter for letter in text if letter.isprintable()).strip()


def _number(field_bytes: bytes, what: str, path: Path) -> float:
    text = field_bytes.decode("latin-1").strip(" \0").replace(",", ".")
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(value):
        raise refuse(f"The header states no number for the {what}.", _MEND, path.name)
    return value


def _integer(field_bytes: bytes, what: str, path: Path) -> int:
    value = _number(field_bytes, what, path)
    if value != int(value):
        raise refuse(f"The {what} is not a whole number.", _MEND, path.name)
    return int(value)


# ---- annotations -------------------------------------------------------------------------------------------------


def _annotations(header: _Header, records: NDArray[np.uint8]) -> list[Annotation]:
    found: list[Annotation] = []
    tracks = [signal for signal in header.signals if signal.is_annotations]
    onsets: list[float] = []
    for track_number, track in enumerate(tracks):
        stop = track.offset + header.width * track.per_record
        for tals in _cells(records, track.offset, stop):
            first = True
            for onset, duration, texts in _TAL.findall(tals):
                if track_number == 0 and first:
                    onsets.append(float(onset))
                first = False
                for text in filter(None, texts.split(b"\x14")):
                    found.append(Annotation(float(onset), float(duration or 0), _text(text)))
            if len(found) > _MOST_ANNOTATIONS:
                header.warn("There are more annotations than can be kept.", "The later ones are left out.")
                return found
    if header.discontinuous:
        _refuse_gaps(header, onsets)
    start = onsets[0] if onsets else 0.0
    return [Annotation(one.onset_s - start, one.duration_s, one.text) for one in found]


def _cells(records: NDArray[np.uint8], start: int, stop: int) -> Iterator[bytes]:
    """Yield the bytes ``start`` to ``stop`` of every piece; many pieces are fetched at once."""
    width = stop - start
    many = max(1, min((1 << 20) // width, _LARGE // (2 * records.shape[1])))
    for begin in range(0, len(records), many):
        block = records[begin : begin + many, start:stop].tobytes()
        _let_go(records)
        for at in range(0, len(block), width):
            yield block[at : at + width]


def _refuse_gaps(header: _Header, onsets: list[float]) -> None:
    """A recording with pauses must not be read as one without: every later time would be wrong."""
    steps = np.diff(onsets)
    if len(onsets) < header.records or np.any(np.abs(steps - header.record_s) > 1e-3 * header.record_s + 1e-6):
        raise refuse(
            "The recording has pauses (EDF+D), so its times would be wrong if it were read as one.",
            "Export the stretch of interest as continuous EDF+ (EDF+C).",
            header.path.name,
        )
