"""Bursts of activity, found with one setting for all recordings: no threshold, no rest window, no unit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from eutonia.emg.recording import Channel, Recording, emg_channels
from eutonia.emg.segments import segments
from eutonia.emg.speed import side_by_side
from eutonia.emg.surface.activity import NOTHING_BEFORE, Activity, analyse
from eutonia.emg.surface.edges import JOIN_S
from eutonia.emg.surface.frames import FRAME_S

SHORTEST_S = 0.03
_NONE = np.float32(0)


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

    Activity parted by less than 60 ms is one burst, and after strong activity also by more, as its end hides in the
    fall of power (26 dB above rest: by 0.15 s mostly, by 0.3 s in one case of five to ten); what lasts less than 30 ms
    is none. Beside missing samples, and seconds in which the electrode touched nothing, it begins and ends with what
    was recorded. Raises EmgError where a unit is not known. The result does not change when the samples are scaled,
    but for a lead that is off: that is known by what remains being less than a contact makes, in microvolts.
    """
    return side_by_side(channel_bursts, emg_channels(recording))


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
    """Joins the runs of activity of consecutive segments into bursts; a burst comes out once it is surely over."""

    def __init__(self) -> None:
        self._waiting: _Run | None = None
        self._frames = 0

    def add(self, part: Activity) -> list[Burst]:
        """Return the bursts that the next segment completes."""
        done: list[Burst] = []
        for run in _runs(part, self._frames):
            last = self._waiting
            if last is not None and (run.first - last.stop) * FRAME_S < JOIN_S:
                run = last.then(run)
            elif last is not None:
                done += _burst(last, math.inf)
            self._waiting = run
        self._frames += len(part.ratio)
        return done

    def finish(self, duration_s: float) -> list[Burst]:
        """Return the last burst, where there is one; ``duration_s`` is the length of the recording."""
        last, self._waiting = self._waiting, None
        return [] if last is None else list(_burst(last, duration_s))


class _Run(NamedTuple):
    """Active frames from ``first`` to ``stop``, the edges of the activity in frames, and the power over the floor."""

    first: int
    stop: int
    onset: float
    offset: float
    energy: float
    frames: int

    def then(self, later: _Run) -> _Run:
        """Return the run that begins as this one and ends as a later one."""
        energy, frames = self.energy + later.energy, self.frames + later.frames
        return _Run(self.first, later.stop, self.onset, later.offset, energy, frames)


def _runs(part: Activity, before: int) -> Iterator[_Run]:
    if not len(part.runs):
        return
    ends = part.runs[:, :2].astype(np.int64)
    energies = np.add.reduceat(np.append(part.ratio, _NONE), ends.ravel())[::2]  # from each first up to its stop
    for (first, stop), (onset, offset), energy in zip(
        ends.tolist(), part.runs[:, 2:].tolist(), energies.tolist(), strict=True
    ):
        yield _Run(first + before, stop + before, onset + before, offset + before, energy, stop - first)


def _burst(run: _Run, duration_s: float) -> Iterator[Burst]:
    onset, offset = run.onset * FRAME_S, min(run.offset * FRAME_S, duration_s)
    begins, ends = run.first == 0, run.stop * FRAME_S >= duration_s - FRAME_S / 2
    if ends:
        offset = duration_s
    if offset - onset < SHORTEST_S and not (begins or ends):
        return
    snr = 10 * math.log10(max(run.energy / max(run.frames, 1), 1e-12))
    yield Burst(round(onset, 3), round(offset, 6 if ends else 3), round(snr, 2), begins, ends)
