"""The samples of an EDF or BDF file: mapped, and scaled to single precision as they are asked for."""

from __future__ import annotations

import mmap

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.formats.edf_header import EdfSignal
from eutonia.emg.recording import Samples

LARGE = 1 << 26  # bytes
_CACHED = 1 << 17  # samples that are scaled while they are still in the cache


class EdfSource:
    """The samples of one channel of a mapped EDF or BDF file without pauses."""

    __slots__ = ("_base", "_gain", "_offset", "_per_record", "_records", "_width")

    def __init__(self, records: NDArray[np.uint8], signal: EdfSignal, width: int) -> None:
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
        out = np.empty(max(0, stop - start), np.float32)
        self.read_into(start, out)
        return out

    def read_into(self, start: int, out: Samples) -> None:
        """Write the samples from ``start`` on into ``out`` until it is full, in the channel's unit."""
        count, stop = self._per_record, start + len(out)
        done, step = start, max(1, _CACHED // count)
        touched = 0
        while done < stop:
            record, first = divmod(done, count)
            if first or stop - done < count:  # part of a piece
                last = min(count, first + stop - done)
                self._scale(record, record + 1, first, last, out[done - start : done - start + last - first][None])
                done += last - first
                continue
            records = min(step, (stop - done) // count)
            piece = out[done - start : done - start + records * count].reshape(records, count)
            self._scale(record, record + records, 0, count, piece)
            done += records * count
            touched += records * self._records.shape[1]
            if touched > LARGE:
                let_go(self._records)
                touched = 0
        let_go(self._records)

    def _scale(self, begin: int, end: int, first: int, last: int, out: Samples) -> None:
        """Scale samples ``first`` to ``last`` of each of the pieces ``begin`` to ``end``, in single precision only."""
        width = self._width
        raw = self._records[begin:end, self._offset + width * first : self._offset + width * last]
        out[:] = raw.view("<i2") if width == 2 else int24(raw)
        out *= self._gain
        if self._base:
            out += self._base


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
