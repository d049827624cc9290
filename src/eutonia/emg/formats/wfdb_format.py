"""WFDB records (a .hea header beside its .dat files), formats 16, 24, 32 and 212.

Format: the header and signal pages of PhysioNet's WFDB applications guide. Only plain file names beside the
header are opened, whatever the header says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.recording import Channel, Recording, Samples, refuse
from eutonia.emg.units import FAR_BEYOND
from eutonia.knowledge.vocabulary import Issue, IssueLevel

_BYTES = {16: 2.0, 24: 3.0, 32: 4.0, 212: 1.5}
_BITS = {16: 16, 24: 24, 32: 32, 212: 12}
_MOST_SIGNALS = 4096
# No more digits than the size of a file has, and fewer than Python refuses.
_FORMAT = re.compile(r"(\d{1,9})(?:x(\d{1,9}))?(?::(\d{1,9}))?(?:\+(\d{1,18}))?")
_GAIN = re.compile(r"([+-]?[\d.]+(?:[eE][+-]?\d+)?)(?:\(([+-]?\d+)\))?(?:/(\S+))?")
_MOST_GAIN = 1e20  # steps in a unit: one step is then still what single precision holds
_MOST_DIGITAL = 1 << 31  # of 32 bits
_LARGEST_HEADER = 1 << 20
_MEND = "Ask for the record again, header and data files together."


@dataclass(frozen=True, slots=True)
class _Signal:
    file: str
    format: int
    offset: int
    gain: float
    baseline: float
    unit: str
    label: str


class WfdbSource:
    """The samples of one signal in a mapped data file where signals take turns sample by sample."""

    __slots__ = ("_count", "_data", "_frame", "_index", "_signal")

    def __init__(self, data: NDArray[np.uint8], signal: _Signal, index: int, frame: int, count: int) -> None:
        self._data, self._signal, self._index, self._frame, self._count = data, signal, index, frame, count

    def __len__(self) -> int:
        return self._count

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Return samples ``start`` to ``stop`` in the signal's unit; the code for 'no sample' becomes NaN."""
        if stop <= start:
            return np.empty(0, np.float32)
        raw = _decode(self._data, self._signal.format, start * self._frame, stop * self._frame)[
            self._index :: self._frame
        ]
        out = ((raw - self._signal.baseline) / self._signal.gain).astype(np.float32)
        out[raw == -(1 << (_BITS[self._signal.format] - 1))] = np.nan
        return out

    def read_into(self, start: int, out: Samples) -> None:
        """Write the samples from ``start`` on into ``out`` until it is full, in the signal's unit."""
        out[:] = self.read(start, start + len(out))


def _decode(data: NDArray[np.uint8], code: int, start: int, stop: int) -> NDArray[np.float64]:
    if code == 212:
        return _decode_212(data, start, stop)
    width = int(_BYTES[code])
    raw = data[start * width : stop * width]
    if code == 24:
        wide = np.zeros((len(raw) // 3, 4), np.uint8)
        wide[:, 1:] = raw.reshape(-1, 3)
        return (wide.view("<i4")[:, 0] >> 8).astype(np.float64)
    return raw.view("<i2" if code == 16 else "<i4").astype(np.float64)


def _decode_212(data: NDArray[np.uint8], start: int, stop: int) -> NDArray[np.float64]:
    """Two 12-bit samples in three bytes: low byte, both high nibbles, low byte."""
    first = start // 2
    raw = data[first * 3 : -(-stop // 2) * 3]
    if len(raw) % 3:  # an odd last sample has two bytes only
        raw = np.concatenate([raw, np.zeros(3 - len(raw) % 3, np.uint8)])
    triples = raw.reshape(-1, 3).astype(np.int32)
    pairs = np.empty((len(triples), 2), np.int32)
    pairs[:, 0] = triples[:, 0] | (triples[:, 1] & 0x0F) << 8
    pairs[:, 1] = triples[:, 2] | (triples[:, 1] & 0xF0) << 4
    signed = np.where(pairs > 2047, pairs - 4096, pairs).reshape(-1)
    return signed[start - 2 * first : stop - 2 * first].astype(np.float64)


def read_wfdb(path: Path) -> Recording:
    """Return the recording of a .hea file. Raises EmgError where it cannot be used."""
    rate, stated, signals = _header(path)
    issues: list[Issue] = []
    channels = []
    for name in _names(signals):
        group = [signal for signal in signals if signal.file == name]
        channels += _channels(path.parent / name, group, rate, stated, issues)
    return Recording.of(channels, (), issues)


def data_files(path: Path) -> list[Path]:
    """Return the data files that a .hea file names, in its order. Raises EmgError where it cannot be used."""
    return [path.parent / name for name in _names(_header(path)[2])]


def _names(signals: list[_Signal]) -> list[str]:
    return list(dict.fromkeys(signal.file for signal in signals))


def _header(path: Path) -> tuple[float, int, list[_Signal]]:
    """Return rate, stated number of samples (0: none) and signals."""
    if path.stat().st_size > _LARGEST_HEADER:
        raise refuse("The header is far too long for a WFDB record.", _MEND, path.name)
    text = path.read_text(encoding="utf-8", errors="replace")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        raise refuse("The header is empty.", _MEND, path.name)
    count, rate, stated = _record_line(lines[0], path)
    if len(lines) < count + 1:
        raise refuse(f"The header promises {count} signals and describes {len(lines) - 1}.", _MEND, path.name)
    return rate, stated, [_signal(line, index, path) for index, line in enumerate(lines[1 : count + 1])]


def _channels(path: Path, group: list[_Signal], rate: float, stated: int, issues: list[Issue]) -> list[Channel]:
    if len({(signal.format, signal.offset) for signal in group}) > 1:
        raise refuse("Signals of one data file differ in format.", _MEND, path.name)
    if not path.is_file():
        raise refuse(f"The data file {path.name} is not beside the header.", "Put both files in one folder.", path.name)
    size = path.stat().st_size - group[0].offset
    there = int(size / _BYTES[group[0].format]) // len(group)
    if there < 1:
        raise refuse("The data file holds no samples.", _MEND, path.name)
    if stated and there < stated:
        what = f"The data file is cut off: {stated} samples promised, {there} there."
        issues.append(Issue(IssueLevel.WARNING, what, "Use what is there with care.", path.name))
    elif stated and there > stated + 1:
        what = f"The data file is longer than the header says; only the stated {stated} samples are read."
        issues.append(Issue(IssueLevel.WARNING, what, "Check the end of the recording.", path.name))
    samples = min(stated, there) if stated else there
    data = np.memmap(path, np.uint8, "r", group[0].offset)
    frame = len(group)
    return [
        Channel(signal.label, signal.unit, rate, WfdbSource(data, signal, index, frame, samples))
        for index, signal in enumerate(group)
    ]


def _record_line(line: str, path: Path) -> tuple[int, float, int]:
    words = line.split()
    if len(words) < 2 or "/" in words[0]:
        raise refuse(
            "The header is no plain WFDB record (records of several segments are not read).",
            "Choose the header of one segment.",
            path.name,
        )
    try:
        count = int(words[1])
        rate = float(words[2].split("/")[0].split("(")[0]) if len(words) > 2 else 250.0  # WFDB's own default
        stated = int(words[3]) if len(words) > 3 else 0
    except ValueError:
        raise refuse("The first line of the header holds something else than numbers.", _MEND, path.name) from None
    if not 1 <= count <= _MOST_SIGNALS or stated < 0:
        raise refuse(f"The header promises {count} signals of {stated} samples.", _MEND, path.name)
    return count, rate, stated


def _signal(line: str, index: int, path: Path) -> _Signal:
    words = line.split(maxsplit=8)
    form = _FORMAT.fullmatch(words[1]) if len(words) > 1 else None
    if form is None or Path(words[0]).name != words[0] or words[0] in (".", ".."):
        raise refuse(f"Signal {index + 1} is not described as WFDB does it.", _MEND, path.name)
    if int(form[1]) not in _BYTES or int(form[2] or 1) != 1 or int(form[3] or 0):
        raise refuse(
            f"Signal {index + 1} is in WFDB format {words[1][:12]}, which is not read.",
            "Convert it to format 16 (16, 24, 32 and 212 with one rate are read).",
            path.name,
        )
    gain, baseline, unit = _scale(words, index, path)
    label = words[8].strip() if len(words) > 8 else f"signal {index + 1}"
    label = "".join(c for c in label if c.isprintable())
    return _Signal(words[0], int(form[1]), int(form[4] or 0), gain, baseline, unit, label)


def _scale(words: list[str], index: int, path: Path) -> tuple[float, float, str]:
    scale = _GAIN.fullmatch(words[2]) if len(words) > 2 else None
    try:
        gain = float(scale[1]) if scale else 0.0
        zero = float(scale[2] if scale and scale[2] else words[4] if len(words) > 4 else 0.0)
    except ValueError:
        raise refuse(f"Signal {index + 1} states no usable gain.", _MEND, path.name) from None
    if not abs(gain) < _MOST_GAIN or not _MOST_DIGITAL + abs(zero) < FAR_BEYOND * abs(gain or 1.0):
        raise refuse(f"Signal {index + 1} states no usable gain.", _MEND, path.name)
    if gain == 0 or scale is None:  # WFDB: not calibrated; the analysis then stops for want of a unit
        return 1.0, zero, "uncalibrated"
    return gain, zero, scale[3] or "mV"
