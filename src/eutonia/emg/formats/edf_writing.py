"""A strict EDF+ writer. The header it writes carries no name, no number, no birthday and no date."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.recording import Annotation, Channel, Recording, checked, refuse
from eutonia.emg.units import microvolts

_DIGITAL = (-32768, 32767)
_MOST_RECORD_BYTES = 61_440  # EDF's own limit
_SCAN = 1 << 20
_NOTES_BYTES = 8192


def write_edf(path: Path | str, recording: Recording, annotations: tuple[Annotation, ...] | None = None) -> None:
    """Write the recording as EDF+C with its annotations (or those given instead).

    16 bits over the range of each channel, so the error is at most half of range / 65535. The last piece is
    filled up with the last sample. Raises EmgError for samples that are no numbers, for rates that fit into no
    common piece, for a recording without channels, and for annotations without a time or more than there is room for.
    """
    if not checked(recording).channels:
        raise refuse("A recording without channels cannot be written.", "Give at least one channel.")
    notes = recording.annotations if annotations is None else annotations
    for note in notes:
        if not (math.isfinite(note.onset_s) and math.isfinite(note.duration_s)):
            what = f"The annotation {note.text!r} has a time that is no number."
            raise refuse(what, "Give onset and duration in seconds.")
    record_s, counts = _pieces(recording)
    records = max(1, *(math.ceil(len(c) / n) for c, n in zip(recording.channels, counts, strict=True)))
    ranges = [_range(channel) for channel in recording.channels]
    tals = _tals(notes, records, float(record_s), _MOST_RECORD_BYTES - 2 * sum(counts))
    tal_bytes = max(len(one) for one in tals)
    tal_bytes += tal_bytes % 2
    with Path(path).open("wb") as file:
        file.write(_header(recording, record_s, counts, records, ranges, tal_bytes // 2))
        for index in range(records):
            for channel, count, ends in zip(recording.channels, counts, ranges, strict=True):
                file.write(_piece(channel, index * count, count, ends).tobytes())
            file.write(tals[index].ljust(tal_bytes, b"\0"))


def write_annotations(path: Path, annotations: Sequence[Annotation]) -> None:
    """Write annotations alone as EDF+C: whole or not at all, so that what stood there before is never half lost."""
    notes = [_tal(note) for note in sorted(annotations, key=lambda one: (one.onset_s, one.duration_s, one.text))]
    records: list[bytes] = []
    for note in notes or [b""]:
        if records and len(records[-1]) + len(note) <= _NOTES_BYTES:
            records[-1] += note
        else:
            records.append(f"+{len(records)}".encode() + b"\x14\x14\0" + note)
    width = max(map(len, records))
    width += width % 2
    head = _header(Recording.of([]), Fraction(1), [], len(records), [], width // 2)
    beside = path.with_name(f".{path.name}.part")
    with beside.open("wb") as file:
        file.write(head + b"".join(record.ljust(width, b"\0") for record in records))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _pieces(recording: Recording) -> tuple[Fraction, list[int]]:
    """Return the length of a piece and the samples per piece of each channel, all of them whole numbers."""
    rates = [Fraction(channel.rate_hz).limit_denominator(100_000) for channel in recording.channels]
    shortest = Fraction(math.lcm(*(rate.denominator for rate in rates)), math.gcd(*(rate.numerator for rate in rates)))
    if any(abs(float(rate) - c.rate_hz) > 1e-9 * c.rate_hz for rate, c in zip(rates, recording.channels, strict=True)):
        raise refuse("A sampling rate is no fraction that EDF can hold.", "Resample the channel to a whole rate.")
    for multiple in (Fraction(1), shortest * max(1, int(1 / shortest)), shortest):
        counts = [rate * multiple for rate in rates]
        whole = all(count.denominator == 1 for count in counts)
        # the length of a piece has eight characters in the header
        if (
            whole
            and 2 * sum(counts) <= _MOST_RECORD_BYTES - 2000
            and float(f"{float(multiple):.6g}") == float(multiple)
        ):
            return multiple, [int(count) for count in counts]
    raise refuse("The rates of the channels share no piece that EDF can hold.", "Write the channels to separate files.")


def _range(channel: Channel) -> tuple[float, float]:
    low, high = math.inf, -math.inf
    for start in range(0, len(channel), _SCAN):
        block = channel.read(start, start + _SCAN)
        if not np.isfinite(block).all():
            raise refuse(
                "The channel holds values that are no numbers.",
                "EDF has no place for them: cut them out first.",
                f"channel {channel.label!r}",
            )
        low, high = min(low, float(block.min())), max(high, float(block.max()))
    if not low < high:
        low, high = (low - 1, low + 1) if math.isfinite(low) else (-1.0, 1.0)
    return float(_eight(low, down=True)), float(_eight(high, down=False))


def _eight(value: float, *, down: bool) -> str:
    """Return the number in at most eight characters, rounded outwards."""
    for digits in range(7, -1, -1):
        step = 10.0**-digits
        rounded = math.floor(value / step) * step if down else math.ceil(value / step) * step
        text = f"{rounded:.{digits}f}"
        if len(text) <= 8:
            return text
    raise refuse(f"The value {value:g} does not fit into an EDF header.", "Choose a larger unit, such as mV for uV.")


def _piece(channel: Channel, start: int, count: int, ends: tuple[float, float]) -> NDArray[Any]:
    samples = np.asarray(channel.read(start, start + count), np.float64)
    if len(samples) < count:
        last = samples[-1] if len(samples) else float(channel.read(len(channel) - 1)[0]) if len(channel) else 0.0
        samples = np.concatenate([samples, np.full(count - len(samples), last)])
    gain = (ends[1] - ends[0]) / (_DIGITAL[1] - _DIGITAL[0])
    digital = np.rint((samples - ends[0]) / gain) + _DIGITAL[0]
    piece: NDArray[Any] = np.clip(digital, *_DIGITAL).astype("<i2")
    return piece


def _tals(notes: tuple[Annotation, ...], records: int, record_s: float, room: int) -> list[bytes]:
    """Return the annotations of each piece: those that begin in it, and of a crowded one before it what did not fit.

    All pieces are as long as the longest, so one crowded second must not make a file of hours many times as large.
    """
    found = [bytearray(f"+{index * record_s:.6f}".encode() + b"\x14\x14\0") for index in range(records)]
    ordered = sorted(notes, key=lambda one: (one.onset_s, one.duration_s, one.text))
    written = [_tal(note) for note in ordered]
    longest = max(map(len, written), default=0)
    most = min(max(_NOTES_BYTES, sum(map(len, written)) // records + longest + max(map(len, found))), room)

    def free(place: int) -> int:
        return next((k for k in range(place, records) if len(found[k]) + longest <= most), records)

    place = spare = 0
    for note, text in zip(ordered, written, strict=True):
        place = free(max(place, min(records - 1, max(0, int(note.onset_s / record_s)))))
        if place == records:  # the end is full: EDF+ lets the rest stand where there is room
            spare = free(spare)
        if spare == records:
            raise refuse(f"{len(notes)} annotations do not fit into so short a file.", "Write fewer, or shorter ones.")
        found[place if place < records else spare] += text
    return [bytes(one) for one in found]


def _tal(note: Annotation) -> bytes:
    text = "".join(c if c.isprintable() else " " for c in note.text).encode()
    duration = f"\x15{note.duration_s:.6f}".encode() if note.duration_s > 0 else b""
    return f"{note.onset_s:+.6f}".encode() + duration + b"\x14" + text + b"\x14\0"


def _ascii(text: str, width: int) -> bytes:
    return "".join(c if " " <= c <= "~" else "?" for c in text)[:width].ljust(width).encode("ascii")


def _header(
    recording: Recording,
    record_s: Fraction,
    counts: list[int],
    records: int,
    ranges: list[tuple[float, float]],
    tal_samples: int,
) -> bytes:
    channels = recording.channels
    total = len(channels) + 1
    first = [("0", 8), ("X X X X", 80), ("Startdate X X X X", 80), ("01.01.85", 8), ("00.00.00", 8)]
    second = [(str(256 * (total + 1)), 8), ("EDF+C", 44), (str(records), 8), (f"{float(record_s):.6g}", 8)]
    fixed = b"".join(_ascii(text, width) for text, width in [*first, *second, (str(total), 4)])
    units = [{1e-3: "nV", 1.0: "uV", 1e3: "mV", 1e6: "V"}.get(microvolts(c.unit) or 0, c.unit) for c in channels]
    columns: list[tuple[list[str], int]] = [
        ([*(c.label for c in channels), "EDF Annotations"], 16),
        ([""] * total, 80),
        ([*units, ""], 8),
        ([*(_eight(low, down=True) for low, _ in ranges), "-1"], 8),
        ([*(_eight(high, down=False) for _, high in ranges), "1"], 8),
        ([str(_DIGITAL[0])] * total, 8),
        ([str(_DIGITAL[1])] * total, 8),
        ([""] * total, 80),
        ([*(str(count) for count in counts), str(tal_samples)], 8),
        ([""] * total, 32),
    ]
    return fixed + b"".join(_ascii(text, width) for texts, width in columns for text in texts)
