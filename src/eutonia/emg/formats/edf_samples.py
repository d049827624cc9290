"""The samples of an EDF or BDF file: mapped, and scaled to single precision as they are asked for."""

from __future__ import annotations

import mmap

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.formats.edf_header import EdfSignal
from eutonia.emg.recording import Samples
from eutonia.emg.speed import compiled

LARGE = 1 << 26  # bytes
_CACHED = 1 << 17  # samples that are scaled while they are still in the cache
_LONG = 1 << 15  # samples: for fewer it is not worth while to load the loops
_PIECE = 16  # samples that must stand side by side for the loop to be the quicker way


class EdfSource:
    """The samples of one channel of a mapped EDF or BDF file without pauses."""

    __slots__ = ("_base", "_bytes", "_gain", "_offset", "_per_record", "_records", "_width")

    def __init__(self, records: NDArray[np.uint8], signal: EdfSignal, width: int) -> None:
        self._records = records
        self._bytes = np.asarray(records)  # the same, not as a map: loops know plain arrays
        self._offset = signal.offset
        self._per_record = signal.per_record
        self._width = width
        self._gain = np.float32(signal.gain)
        self._base = np.float32(signal.base)

    def __len__(self) -> int:
        return len(self._records) * self._per_record

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Return samples ``start`` to ``stop`` in the channel's unit."""
        out = np.empty(max(0, stop - start), np.float32)
        self.read_into(start, out)
        return out

    def read_into(self, start: int, out: Samples) -> None:
        """Write the samples from ``start`` on into ``out`` until it is full, in the channel's unit."""
        step = self._per_record * max(1, LARGE // self._records.shape[1])
        quick = self._width == 2 and out.dtype == np.float32 and len(out) >= _LONG and self._per_record >= _PIECE
        scaled = scaled_16 if quick else _plain
        about = self._offset, self._per_record, self._width
        for first in range(0, len(out), step):
            scaled(self._bytes, *about, start + first, self._gain, self._base, out[first : first + step])
            let_go(self._records)


def _loop(
    records: NDArray[np.uint8],
    offset: int,
    per_record: int,
    width: int,
    start: int,
    gain: np.float32,
    base: np.float32,
    out: Samples,
) -> None:
    done = 0
    while done < len(out):
        record, first = (start + done) // per_record, (start + done) % per_record
        count = min(per_record - first, len(out) - done)
        raw = records[record, offset + width * first : offset + width * (first + count)].view(np.int16)
        into = out[done : done + count]
        for k in range(count):
            into[k] = np.float32(raw[k]) * gain
        for k in range(count if base != 0 else 0):  # by itself, so that it is rounded as in the plain form
            into[k] += base
        done += count


def _plain(
    records: NDArray[np.uint8],
    offset: int,
    per_record: int,
    width: int,
    start: int,
    gain: np.float32,
    base: np.float32,
    out: Samples,
) -> None:
    """Scale the samples from ``start`` on into ``out``, in single precision only."""
    done = 0
    while done < len(out):
        record, first = divmod(start + done, per_record)
        many = max(1, min(_CACHED, len(out) - done) // per_record) if not first else 1  # whole pieces, or part of one
        last = min(per_record, first + len(out) - done)
        raw = records[record : record + many, offset + width * first : offset + width * last]
        count = many * (last - first)
        into = out[done : done + count].reshape(many, last - first)
        into[:] = raw.view("<i2") if width == 2 else int24(raw)
        into *= gain
        if base:
            into += base
        done += count


scaled_16 = compiled(_loop, _plain)


def let_go(records: NDArray[np.uint8]) -> None:
    """Give the pages of a large mapped file back, or hours of it would stay in memory once read."""
    mapped = getattr(records, "_mmap", None)
    if mapped is not None and records.nbytes > LARGE and hasattr(mmap, "MADV_DONTNEED"):
        mapped.madvise(mmap.MADV_DONTNEED)


def int24(raw: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Widen little-endian 24-bit integers (rows, 3 × count): into the high three bytes, then down with the sign."""
    wide = np.zeros((raw.shape[0], raw.shape[1] // 3, 4), np.uint8)
    wide[:, :, 1:] = raw.reshape(raw.shape[0], -1, 3)
    return wide.view("<i4")[:, :, 0] >> 8
