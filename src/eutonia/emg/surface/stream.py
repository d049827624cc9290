"""The same bursts and quality from blocks as they arrive, of any size; of the past only some bytes a second are kept.

A segment is analysed once it and its margin have arrived, so results lag by about a minute. That is the price of
being the very results that the whole recording gives. What a file says of the limits of its recorder, and so some of
what is clipped, a stream does not know.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from eutonia.emg.recording import Channel, Recording, Samples, refuse
from eutonia.emg.refusals import labels_of
from eutonia.emg.samples import rows_of
from eutonia.emg.segments import Segment, segment_at, segments, sizes
from eutonia.emg.surface.activity import NOTHING_BEFORE, analyse
from eutonia.emg.surface.bursting import Burst, BurstJoiner
from eutonia.emg.surface.judging import Quality, QualityJudge


class ChannelAnalyser:
    """Takes the segments of one channel in order and gives its bursts and its quality from one analysis."""

    def __init__(self, channel: Channel) -> None:
        self._judge = QualityJudge(channel)
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


def watched(channel: Channel) -> tuple[list[Burst], Quality]:
    """Return the bursts and the quality of a channel, from one analysis."""
    analyser = ChannelAnalyser(channel)
    found = [burst for segment in segments(channel) for burst in analyser.add(segment)]
    last, quality = analyser.finish(channel.duration_s)
    return found + last, quality


class Stream:
    """A recording that arrives block by block. All channels share one rate.

    Raises EmgError where a unit is not known, where a block is no array of real numbers or does not have the channels
    that were announced, and once it is finished.
    """

    def __init__(self, rate_hz: float, unit: str | Sequence[str], labels: Sequence[str]) -> None:
        names = labels_of(labels)
        announced = Recording(np.empty((len(names), 0), np.float32), rate_hz, unit, names)
        found = announced.emg_channels()
        self._channels = [_ChannelStream(one) for one in found]
        self._kept = [place for place, one in enumerate(announced.channels) if any(one is other for other in found)]
        self._count = len(names)
        self._finished = False

    def add(self, block: ArrayLike) -> list[list[Burst]]:
        """Take a block (channels, samples); return per EMG channel the bursts that are now complete."""
        self._go_on()
        rows = self._rows(block)
        return [channel.add(rows[index]) for index, channel in zip(self._kept, self._channels, strict=True)]

    def finish(self) -> list[tuple[list[Burst], Quality]]:
        """Return per EMG channel the bursts that were still open, and the quality of the whole. Nothing comes after."""
        self._go_on()
        self._finished = True
        return [channel.finish() for channel in self._channels]

    def _go_on(self) -> None:
        if self._finished:
            raise refuse("This stream is finished, so nothing can be added to it.", "Begin a new Stream.")

    def _rows(self, block: ArrayLike) -> list[Samples]:
        rows = rows_of(block)
        lengths = {len(row) for row in rows}
        if len(rows) != self._count:
            turned = " Rows and columns of this one seem to be exchanged: give block.T." * (lengths == {self._count})
            raise refuse(
                f"A block of {len(rows)} channels has come where {self._count} channels were announced.",
                f"Give every block as (channels, samples).{turned}",
            )
        if len(lengths) > 1:
            raise refuse("The channels of a block differ in length.", "Give as many samples of each channel.")
        return rows


class _ChannelStream:
    """Keeps one segment and its margins between blocks, never more."""

    def __init__(self, announced: Channel) -> None:
        self._analyser = ChannelAnalyser(announced)
        self._channel, self._rate = announced, announced.rate_hz
        self._core, self._margin = sizes(self._rate)
        self._blocks: list[NDArray[np.float32]] = []
        self._held = 0
        self._first = 0  # where the held samples begin
        self._start = 0  # where the next core begins

    def add(self, samples: Samples) -> list[Burst]:
        self._blocks.append(np.array(samples, np.float32))
        self._held += len(samples)
        end = self._first + self._held
        return self._up_to((end - self._margin - self._start) // self._core * self._core + self._start)

    def finish(self) -> tuple[list[Burst], Quality]:
        end = self._first + self._held
        done = self._up_to(end)
        last, quality = self._analyser.finish(end / self._rate)
        return done + last, quality

    def _up_to(self, end: int) -> list[Burst]:
        """Analyse the cores up to a sample, and keep what the next one asks for."""
        if end <= self._start:
            return []
        held, done = np.concatenate(self._blocks), list[Burst]()
        for start in range(self._start, end, self._core):
            stop = min(start + self._core, end)
            first = max(0, start - self._margin)
            part = held[first - self._first : stop + self._margin - self._first]
            done += self._analyser.add(segment_at(part, first, start, stop, self._channel))
        keep_from = max(0, end - self._margin)
        self._blocks = [held[keep_from - self._first :].copy()]
        self._held, self._first, self._start = len(self._blocks[0]), keep_from, end
        return done
