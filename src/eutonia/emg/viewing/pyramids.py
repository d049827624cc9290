"""The outline of a channel at any zoom: least and largest values, from a pyramid that is built once.

The lowest level holds the least and largest of each few samples; each level above those of four below. A window is
drawn from the level that has just enough of them, so hours cost no more than seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.recording import Channel

type Pairs = NDArray[np.float32]  # (blocks, 2): least and largest, NaN where there is no number

FANOUT = 4
_SMALLEST_BLOCK = 64
_MOST_BLOCKS = 1 << 20  # months stay as small as hours
_AT_ONCE = 1 << 20
_OFFSET = 0.5  # of the height: a smaller offset leaves the picture where it is
_LEAST = 1e-3  # of the offset: what stands still there has a picture, too
_OUTER = 0.002  # share of blocks that may be taller than the scale


@dataclass(frozen=True, slots=True)
class Pyramid:
    """A channel in microvolts as least and largest values of ever larger blocks, ``block`` samples at the bottom.

    A picture of the whole is drawn around ``middle_uv`` (0, or the offset of a recorder where that is large) and shows
    ``height_uv`` to either side: the largest size but for a few outliers.
    """

    channel: Channel
    block: int
    levels: tuple[Pairs, ...]
    middle_uv: float
    height_uv: float

    @classmethod
    def of(cls, channel: Channel) -> Pyramid:
        """Return the pyramid of a channel, read once from end to end. Raises EmgError for an unknown unit."""
        block = _SMALLEST_BLOCK
        while len(channel) > block * _MOST_BLOCKS:
            block *= FANOUT
        factor = channel.to_microvolts
        step = max(1, _AT_ONCE // block) * block
        pieces = [
            extremes(np.asarray(channel.read(start, start + step), np.float32) * np.float32(factor), block)
            for start in range(0, len(channel), step)
        ]
        levels = [np.concatenate(pieces) if pieces else np.empty((0, 2), np.float32)]
        while len(levels[-1]) > FANOUT:
            levels.append(_folded(levels[-1]))
        return cls(channel, block, tuple(levels), *_scale(levels[0]))

    def window(self, start_s: float, length_s: float, columns: int) -> NDArray[np.float64]:
        """Return least and largest value, in microvolts, of each column of a window; NaN where there is nothing."""
        rate = self.channel.rate_hz
        edges = (start_s + np.linspace(0, length_s, columns + 1)) * rate
        per_column = length_s * rate / columns
        if per_column <= 2 * self.block:
            return self._from_samples(edges)
        level = min(int(np.log(per_column / self.block) / np.log(FANOUT)), len(self.levels) - 1)
        pairs = self.levels[level]
        return _columns(pairs[:, 0], pairs[:, 1], edges / (self.block * FANOUT**level))

    def _from_samples(self, edges: NDArray[np.float64]) -> NDArray[np.float64]:
        first, stop = max(0, int(edges[0])), min(len(self.channel), int(np.ceil(edges[-1])) + 1)
        row = np.asarray(self.channel.read(first, max(stop, first)), np.float64) * self.channel.to_microvolts
        return _columns(row, row, edges - first)


def extremes(row: NDArray[np.float32], block: int) -> Pairs:
    """Return the least and largest number of each so many samples; the last block may be shorter."""
    rest = -len(row) % block
    padded = np.pad(row, (0, rest), constant_values=np.nan).reshape(-1, block)
    return np.stack([np.fmin.reduce(padded, axis=1), np.fmax.reduce(padded, axis=1)], axis=1)


def _scale(pairs: Pairs) -> tuple[float, float]:
    """Return the middle and the height of a picture of these values."""
    known = pairs[np.isfinite(pairs[:, 0])].astype(np.float64)
    if not len(known):
        return 0.0, 1.0
    offset = float(np.median(known.mean(axis=1)))
    height = _height(known - offset, abs(offset))
    return (offset, height) if abs(offset) > _OFFSET * height else (0.0, _height(known, 0.0))


def _height(pairs: NDArray[np.float64], offset: float) -> float:
    return max(float(np.quantile(np.abs(pairs).max(axis=1), 1 - _OUTER)), 1e-6, _LEAST * offset)


def _folded(pairs: Pairs) -> Pairs:
    rest = -len(pairs) % FANOUT
    padded = np.pad(pairs, ((0, rest), (0, 0)), constant_values=np.nan).reshape(-1, FANOUT, 2)
    return np.stack([np.fmin.reduce(padded[:, :, 0], axis=1), np.fmax.reduce(padded[:, :, 1], axis=1)], axis=1)


def _columns(low: NDArray[np.floating], high: NDArray[np.floating], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return least and largest between neighbouring edges (places in the rows), each at least one value wide."""
    out = np.full((len(edges) - 1, 2), np.nan)
    firsts = np.floor(edges[:-1]).astype(np.int64)
    stops = np.maximum(np.ceil(edges[1:]).astype(np.int64), firsts + 1)
    for column, (first, stop) in enumerate(zip(firsts.tolist(), stops.tolist(), strict=True)):
        first, stop = max(first, 0), min(stop, len(low))
        if first < stop:
            out[column] = np.fmin.reduce(low[first:stop]), np.fmax.reduce(high[first:stop])
    return out
