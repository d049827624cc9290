"""The same bursts and quality from blocks as they arrive, of any size, in memory that does not grow with time.

A segment is analysed once it and its margin have arrived, so results lag by about a minute. That is the price of
being the very results that the whole file gives.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from eutonia.emg.recording import Recording, refuse
from eutonia.emg.segments import Segment, segment_at, sizes
from eutonia.emg.surface.activity import NOTHING_BEFORE, analyse
from eutonia.emg.surface.bursting import Burst, BurstJoiner
from eutonia.emg.surface.judging import Quality, QualityJudge


class ChannelAnalyser:
    """Takes the segments of one channel in order and gives its bursts and its quality from one analysis."""

    def __init__(self, label: str, limits: tuple[float, float] | None = None) -> None:
        self._judge = QualityJudge(label, limits)
        self._joiner = BurstJoiner()
        self._before = NOTHING_BEFORE

    def add(self, segment: Segment) -> list[Burst]:
        """Return the bursts that this segment completes."""
        found = analyse(segment, self._before)
        self._before = self._before.then(found)
        self._judge.add(segment, found)
        return self._joiner.add(found)

    def finish(self, duration_s: float) -> tuple[list[Burst], Quality]:
        """Return the last bursts and the quality of all."""
        return self._joiner.finish(duration_s), self._judge.result()


class Stream:
    """A recording that arrives block by block. All channels share one rate.

    Raises EmgError where a unit is not known, or where a block does not have the channels that were announced.
    """

    def __init__(self, rate_hz: float, unit: str | Sequence[str], labels: Sequence[str]) -> None:
        announced = Recording(np.empty((len(labels), 0), np.float32), rate_hz, unit, labels)
        self._channels = [_ChannelStream(one.label, rate_hz) for one in announced.emg_channels()]
        self._kept = [announced.labels.index(one.label) for one in announced.emg_channels()]
        self._count = len(labels)

    def add(self, block: ArrayLike) -> list[list[Burst]]:
        """Take a block (channels, samples); return per EMG channel the bursts that are now complete."""
        rows = np.asarray(block)
        if rows.ndim != 2 or len(rows) != self._count:
            raise refuse(
                f"A block of shape {rows.shape} has come where {self._count} channels were announced.",
                "Give every block as (channels, samples).",
            )
        return [channel.add(rows[index]) for index, channel in zip(self._kept, self._channels, strict=True)]

    def finish(self) -> list[tuple[list[Burst], Quality]]:
        """Return per EMG channel the bursts that were still open, and the quality of the whole."""
        return [channel.finish() for channel in self._channels]


class _ChannelStream:
    """Keeps one segment and its margins, never more."""

    def __init__(self, label: str, rate_hz: float) -> None:
        self._analyser = ChannelAnalyser(label)
        self._rate = rate_hz
        self._core, self._margin = sizes(rate_hz)
        self._blocks: list[NDArray[np.float32]] = []
        self._held = 0
        self._first = 0  # where the held samples begin
        self._start = 0  # where the next core begins

    def add(self, samples: NDArray[np.generic]) -> list[Burst]:
        self._blocks.append(np.array(samples, np.float32))
        self._held += len(samples)
        done: list[Burst] = []
        while self._first + self._held >= self._start + self._core + self._margin:
            done += self._next(self._start + self._core)
        return done

    def finish(self) -> tuple[list[Burst], Quality]:
        done: list[Burst] = []
        end = self._first + self._held
        while self._start < end:
            done += self._next(min(self._start + self._core, end))
        last, quality = self._analyser.finish(end / self._rate)
        return done + last, quality

    def _next(self, stop: int) -> list[Burst]:
        held = np.concatenate(self._blocks)
        segment = segment_at(held[: stop + self._margin - self._first], self._first, self._start, stop, self._rate)
        done = self._analyser.add(segment)
        keep_from = max(0, stop - self._margin)
        self._blocks = [held[keep_from - self._first :].copy()]
        self._held, self._first, self._start = len(self._blocks[0]), keep_from, stop
        return done
