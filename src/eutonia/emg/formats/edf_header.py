"""What the header of an EDF, EDF+ or BDF file states, as far as it can be believed."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path

from eutonia.emg.recording import RATE_LIMIT_HZ, refuse
from eutonia.emg.units import FAR_BEYOND
from eutonia.knowledge.vocabulary import Issue, IssueLevel

ASK_AGAIN = "Ask for the file again from the recorder, or write it again with its own software."
_FIXED = 256  # bytes of the fixed header, and again of each channel's
_MOST_CHANNELS = 4096
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_LEAST_GAIN = 1e-30  # far below any unit, and inside what single precision holds
_MOST_DIGITAL = 1 << 23  # of 24 bits
_FIELDS = (16, 80, 8, 8, 8, 8, 8, 80, 8, 32)


@dataclass(frozen=True, slots=True)
class EdfSignal:
    """What an EDF header states of one signal. ``offset``: where its samples begin in a piece, in bytes."""

    label: str
    unit: str
    physical: tuple[float, float]
    digital: tuple[float, float]
    per_record: int
    offset: int

    @property
    def gain(self) -> float:
        """Units per digital step."""
        return (self.physical[1] - self.physical[0]) / (self.digital[1] - self.digital[0])

    @property
    def base(self) -> float:
        """The value of a digital zero, in the unit of the signal."""
        return self.physical[0] - self.gain * self.digital[0]

    @property
    def has_scale(self) -> bool:
        """True where numbers become values that somebody may have measured."""
        if self.digital[0] >= self.digital[1] or self.physical[0] == self.physical[1]:
            return False
        return _LEAST_GAIN < abs(self.gain) and abs(self.gain) * _MOST_DIGITAL + abs(self.base) < FAR_BEYOND

    @property
    def is_annotations(self) -> bool:
        """True where the signal holds text, and no samples."""
        return self.label in ("EDF Annotations", "BDF Annotations")


@dataclass(slots=True)
class EdfHeader:
    """What an EDF or BDF header states of a file. ``width``: bytes of a sample. ``records``: pieces of ``record_s``."""

    path: Path
    width: int
    records: int
    record_s: float
    header_bytes: int
    discontinuous: bool
    signals: list[EdfSignal]
    issues: list[Issue] = field(default_factory=list)

    @property
    def record_bytes(self) -> int:
        """The bytes of one piece of all signals."""
        return self.width * sum(signal.per_record for signal in self.signals)

    def warn(self, what: str, remedy: str) -> None:
        """Keep what is wrong and can be lived with."""
        self.issues.append(Issue(IssueLevel.WARNING, what, remedy, self.path.name))


def read_header(path: Path) -> EdfHeader:
    """Return what the header states. Raises EmgError where the samples could not be found or scaled by it."""
    with path.open("rb") as file:
        fixed = file.read(_FIXED)
        if len(fixed) < _FIXED:
            raise refuse("The file is too short for an EDF or BDF header.", ASK_AGAIN, path.name)
        bdf = fixed[0] == 0xFF
        if not (fixed[1:8] == b"BIOSEMI" if bdf else fixed[:8].strip() == b"0"):
            raise refuse("The file does not begin as EDF or BDF does.", "Choose an EDF or BDF file.", path.name)
        count = _integer(fixed[252:256], "number of channels", path)
        if not 1 <= count <= _MOST_CHANNELS:
            raise refuse(f"The header promises {count} channels.", ASK_AGAIN, path.name)
        rest = file.read(count * _FIXED)
    if len(rest) < count * _FIXED:
        raise refuse("The file ends inside its header.", ASK_AGAIN, path.name)
    record_s = _number(fixed[244:252], "length of a piece", path)
    if not 0 < record_s < 1e6:
        raise refuse(f"A piece of the recording cannot last {record_s} s.", ASK_AGAIN, path.name)
    header = EdfHeader(
        path,
        3 if bdf else 2,
        _integer(fixed[236:244], "number of pieces", path),
        record_s,
        _FIXED * (count + 1),
        plain_text(fixed[192:236]).startswith(("EDF+D", "BDF+D")),
        [],
    )
    if header.records < -1 or header.records == 0:
        raise refuse(f"The header promises {header.records} pieces.", ASK_AGAIN, path.name)
    if plain_text(fixed[184:192]) != str(header.header_bytes):
        header.warn("The stated length of the header is wrong.", "The number of channels was used instead.")
    _read_signals(header, rest, count)
    return header


def _read_signals(header: EdfHeader, rest: bytes, count: int) -> None:
    columns, position = [], 0
    for width in _FIELDS:
        columns.append([rest[position + width * i : position + width * (i + 1)] for i in range(count)])
        position += width * count
    offset = 0
    for label, _, unit, low, high, dlow, dhigh, _, per_record, _ in zip(*columns, strict=True):
        name, where = plain_text(label), header.path
        samples = _integer(per_record, f"samples per piece of {name!r}", where)
        if not 1 <= samples <= RATE_LIMIT_HZ * header.record_s:
            raise refuse(f"Channel {name!r} cannot have {samples} samples per piece.", ASK_AGAIN, where.name)
        signal = EdfSignal(
            name,
            plain_text(unit),
            (_number(low, "physical minimum", where), _number(high, "physical maximum", where)),
            (_number(dlow, "digital minimum", where), _number(dhigh, "digital maximum", where)),
            samples,
            offset,
        )
        offset += samples * header.width
        if not signal.is_annotations and not signal.has_scale:
            raise refuse(
                f"Channel {name!r} states no usable scale: physical {signal.physical}, digital {signal.digital}.",
                "Its amplitudes cannot be known. " + ASK_AGAIN,
                where.name,
            )
        header.signals.append(signal)


def plain_text(field_bytes: bytes) -> str:
    """Decode the text of a file; what a terminal or a page could take for a command is dropped."""
    try:
        text = field_bytes.decode("utf-8")
    except UnicodeDecodeError:
        text = field_bytes.decode("latin-1")
    return "".join(letter for letter in text if letter.isprintable()).strip()


def _number(field_bytes: bytes, what: str, path: Path) -> float:
    text = field_bytes.decode("latin-1").strip(" \0").replace(",", ".")
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(value):
        raise refuse(f"The header states no number for the {what}.", ASK_AGAIN, path.name)
    return value


def _integer(field_bytes: bytes, what: str, path: Path) -> int:
    value = _number(field_bytes, what, path)
    if value != int(value):
        raise refuse(f"The {what} is not a whole number.", ASK_AGAIN, path.name)
    return int(value)
