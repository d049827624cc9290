"""Bursts of activity, found with one setting for all recordings: no threshold, no rest window, no unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.activity import FRAME_S, Activity, analyse
from eutonia.emg.recording import Channel, Recording
from eutonia.emg.segments import segments
from eutonia.emg.speed import side_by_side

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
    return list(bursts_of(activities(channel), channel.duration_s))


def activities(channel: Channel) -> Iterator[Activity]:
    """Yield the activity of a channel, segment by segment; each knows the floor of the one before."""
    floor: float | None = None
    for segment in segments(channel):
        found = analyse(segment, floor)
        if found.floor > 0:
            floor = found.floor
        yield found


def bursts_of(parts: Iterable[Activity], duration_s: float) -> Iterator[Burst]:
    """Join the active frames of consecutive segments into bursts."""
    waiting: _Run | None = None
    frames = 0
    for part in parts:
        for run in _runs(part.level, part.ratio, frames):
            if waiting is not None and (run.first - waiting.stop) * FRAME_S < JOIN_S:
                waiting = _Run(waiting.first, run.stop, waiting.energy + run.energy, waiting.frames + run.frames)
                continue
            if waiting is not None:
                yield from _burst(waiting, duration_s)
            waiting = run
        frames += len(part.level)
    if waiting is not None:
        yield from _burst(waiting, duration_s)


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
