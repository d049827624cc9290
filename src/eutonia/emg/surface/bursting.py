"""Bursts of activity, found with one setting for all recordings: no threshold, no rest window, no unit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.recording import Channel, Recording
from eutonia.emg.segments import segments
from eutonia.emg.speed import side_by_side
from eutonia.emg.surface.activity import FRAME_S, NOTHING_BEFORE, Activity, analyse

JOIN_S = 0.06  # a shorter pause does not part two bursts
SHORTEST_S = 0.03
LEAD_S = 0.01


@dataclass(frozen=True, slots=True)
class Burst:
    """Activity from onset to offset, in seconds from the start of the recording.

    ``snr_db`` is its power over the floor, both root mean square, in decibels. ``open_start`` and ``open_end``:
    it was already there when the recording began, or still there when it ended.
    """

    onset_s: float
    offset_s: float
    snr_db: float
    open_start: bool = False
    open_end: bool = False

    @property
    def duration_s(self) -> float:
        """How long it lasted, or was seen to last."""
        return self.offset_s - self.onset_s


def bursts(recording: Recording) -> list[list[Burst]]:
    """Return the bursts of each EMG channel, in order of time.

    Raises EmgError where a unit is not known. The result does not change when the samples are scaled.
    """
    return side_by_side(channel_bursts, recording.emg_channels())


def channel_bursts(channel: Channel) -> list[Burst]:
    """Return the bursts of one channel."""
    joiner = BurstJoiner()
    found = [burst for part in activities(channel) for burst in joiner.add(part)]
    return found + joiner.finish(channel.duration_s)


def activities(channel: Channel) -> Iterator[Activity]:
    """Yield the activity of a channel, segment by segment; each knows the floor and the mains of the one before."""
    before = NOTHING_BEFORE
    for segment in segments(channel):
        found = analyse(segment, before)
        before = before.then(found)
        yield found


class BurstJoiner:
    """Joins the active frames of consecutive segments into bursts; a burst comes out once it is surely over."""

    def __init__(self) -> None:
        self._waiting: _Run | None = None
        self._frames = 0

    def add(self, part: Activity) -> list[Burst]:
        """Return the bursts that the next segment completes."""
        done: list[Burst] = []
        for run in _runs(part.level, part.ratio, self._frames):
            last = self._waiting
            if last is not None and (run.first - last.stop) * FRAME_S < JOIN_S:
                run = _Run(last.first, run.stop, last.energy + run.energy, last.frames + run.frames)
            elif last is not None:
                done += _burst(last, math.inf)
            self._waiting = run
        self._frames += len(part.level)
        return done

    def finish(self, duration_s: float) -> list[Burst]:
        """Return the last burst, where there is one; ``duration_s`` is the length of the recording."""
        last, self._waiting = self._waiting, None
        return [] if last is None else list(_burst(last, duration_s))


@dataclass(frozen=True, slots=True)
class _Run:
    first: int
    stop: int
    energy: float
    frames: int


def _runs(level: NDArray[np.int8], ratio: NDArray[np.float32], offset: int) -> Iterator[_Run]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (level > 0).astype(np.int8), [0]])))
    for first, stop in edges.reshape(-1, 2).tolist():
        yield _Run(first + offset, stop + offset, float(ratio[first:stop].sum()), stop - first)


def _burst(run: _Run, duration_s: float) -> Iterator[Burst]:
    # what stands out of the noise began before it did: by 10 ms in the median, on ramps of 5 to 40 ms
    onset, offset = max(0.0, run.first * FRAME_S - LEAD_S), min(run.stop * FRAME_S, duration_s)
    begins, ends = run.first == 0, offset >= duration_s - FRAME_S / 2
    if offset - onset < SHORTEST_S and not (begins or ends):
        return
    snr = 10 * float(np.log10(max(run.energy / max(run.frames, 1), 1e-12)))
    yield Burst(round(onset, 6), round(offset, 6), round(snr, 2), begins, ends)
