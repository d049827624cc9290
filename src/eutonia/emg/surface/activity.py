"""When a muscle is active, for one segment: frames of power, a floor found by itself, the most probable course.

1. Clean (mains, drift, heart) and limit to 20–450 Hz; the power of each 5 ms against the power at rest
   follows a gamma distribution, of which the shape is measured, not assumed.
2. The floor is the power of the quiet stretches, found from short averages; no rest window is asked for.
3. The course over rest and six levels of power is the most probable one (Viterbi). What one frame can say is
   capped, so that a spike of 2 ms never makes a burst.
4. Where activity was found, the band is weighted by what tells activity from rest in this recording, and step 3 is
   done again.

All is relative to the floor, so the unit and the gain do not matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.segments import Segment
from eutonia.emg.spectra import INNER_HZ, Cleaned, band, clean
from eutonia.emg.surface.edges import Runs, cut_out, edges
from eutonia.emg.surface.floors import Frames, first_floor, floor_of, heard, shape_at_rest
from eutonia.emg.surface.frames import FRAME_S, PER_FRAME, cut, powers, surroundings, without_spikes
from eutonia.emg.surface.heart import find_beats
from eutonia.emg.surface.levels import frames_without_contact
from eutonia.emg.surface.lone_peaks import spikes
from eutonia.emg.surface.mean_beats import aligned, without_beats
from eutonia.emg.surface.origins import Others, of_muscle
from eutonia.emg.surface.paths import Ladder, Path, Ratio
from eutonia.emg.surface.tuning import tuned_weight

LADDER = Ladder(levels=(1.7, 3.0, 6.0, 15.0, 60.0, 400.0), on=10.0, off=5.0, step=6.0, cap=4.0)
_FEWEST_S = 0.05
_FLOOR_GROWTH = 2.0  # how much the floor may rise from segment to segment
_NO_RUNS, _NO_OTHERS = np.empty((0, 4)), np.empty((0, 3), np.int64)


@dataclass(frozen=True, slots=True)
class Activity:
    """What one segment's core shows: frames, runs of activity among them, power over the floor, and the floor."""

    ratio: Ratio  # one value per frame of the core
    runs: Runs
    floor: float  # in the unit of the channel, squared
    mains_hz: float | None
    beats_s: NDArray[np.float64]  # times of heart beats in the channel
    spikes_s: NDArray[np.float64]  # times of lone peaks that were left out
    others: Others  # what was left out as it cannot come from muscle, in frames of the core


@dataclass(frozen=True, slots=True)
class Before:
    """What a segment knows of those before it: the last floor, and where mains was in the one just before."""

    floor: float | None = None
    mains_hz: float | None = None

    def then(self, found: Activity) -> Before:
        """Return what the next segment knows."""
        return Before(found.floor if found.floor > 0 else self.floor, found.mains_hz)


NOTHING_BEFORE = Before()


def analyse(segment: Segment, before: Before = NOTHING_BEFORE) -> Activity:
    """Return the activity of a segment, given what is known from before it."""
    if len(segment.samples) < _FEWEST_S * segment.rate_hz:
        return _silence(segment)
    cleaned = clean(segment, before.mains_hz)
    beats = find_beats(cleaned, segment)
    weight = band(cleaned, segment.rate_hz)
    row = cleaned.at(INNER_HZ, weight, segment)
    places = aligned(row, beats)
    row = without_beats(row, places)
    frames = powers(row, PER_FRAME)
    around = surroundings(frames)
    silent = _missing_frames(cleaned, segment, len(frames))
    silent |= frames_without_contact(frames, silent, segment.to_microvolts / cleaned.scale, _rest(before, cleaned))
    highest = _allowed(before, cleaned)
    course = _course(frames, around, silent, highest)
    floor, (path, _) = course.floor, of_muscle(row, frames, course.path, cleaned.mains_hz)
    tuned = tuned_weight(cleaned, segment.rate_hz, weight, heard(path, silent), row)
    if tuned is None:
        course = _course(frames, around, silent, highest, path)
        floor = course.floor
    else:
        again = powers(without_beats(cleaned.at(INNER_HZ, tuned, segment), places), PER_FRAME)
        course = _course(again, surroundings(again), silent, None, path)
    path, others = of_muscle(row, frames, cut(course.path, silent), cleaned.mains_hz)
    runs = edges(course.ratio, path, course.shape, LADDER.cap, silent)
    first, count = round(segment.before_s / FRAME_S), _core_frames(segment)
    ratio = frames[first : first + count] / np.float32(floor) if floor > 0 else np.ones(count, np.float32)
    lone = (spikes(row, frames, around, floor) - first).astype(np.float64)
    return Activity(
        ratio,
        cut_out(runs, first, len(ratio)),  # the next segment begins at the cut with the same run; the two are joined
        floor / cleaned.scale**2,
        cleaned.mains_hz,
        _beats_s(beats, segment),
        segment.start_s + lone[(lone >= 0) & (lone < count)] * FRAME_S,
        _core_others(others, first, count),
    )


def _core_others(others: Others, first: int, count: int) -> Others:
    """Return those of a segment that reach into the core, in its frames."""
    found: Others = others[(others[:, 0] < first + count) & (others[:, 1] > first)] - np.array([first, first, 0])
    return found


def _silence(segment: Segment) -> Activity:
    """Return rest throughout: what is shorter than a frame or two can show nothing."""
    nothing = np.empty(0, np.float64)
    return Activity(np.ones(_core_frames(segment), np.float32), _NO_RUNS, 0.0, None, nothing, nothing, _NO_OTHERS)


def _core_frames(segment: Segment) -> int:
    return round((segment.start_s + segment.core_s) / FRAME_S) - round(segment.start_s / FRAME_S)


def _rest(before: Before, cleaned: Cleaned) -> float | None:
    return None if before.floor is None else before.floor * cleaned.scale**2


def _allowed(before: Before, cleaned: Cleaned) -> float | None:
    """Return the highest floor that those before allow."""
    rest = _rest(before, cleaned)
    return None if rest is None else rest * _FLOOR_GROWTH


def _beats_s(beats: NDArray[np.int64], segment: Segment) -> NDArray[np.float64]:
    """Return the times of the beats in the core, in the channel."""
    since = beats / INNER_HZ - segment.before_s
    return segment.start_s + since[(since >= 0) & (since < segment.core_s)]


@dataclass(frozen=True, slots=True)
class _Course:
    """The most probable levels, the power over the floor without spikes, its shape at rest, and the floor."""

    path: Path
    ratio: Ratio
    shape: float
    floor: float


def _course(
    frames: Frames,
    around: Frames,
    silent: NDArray[np.bool_],
    highest_floor: float | None,
    known: Path | None = None,
) -> _Course:
    """Return the course of a segment, given one that is known already, if any, and the floor that follows from it."""
    floor = first_floor(frames, silent) if known is None else floor_of(frames, known, silent)
    if highest_floor is not None:
        floor = min(floor, highest_floor)
    if floor <= 0 or len(frames) < 4:
        return _Course(np.zeros(len(frames), np.int8), np.ones_like(frames), 1.0, max(floor, 0.0))
    ratio = without_spikes(frames, around, floor)
    path = np.zeros(len(frames), np.int8) if known is None else known
    shape = shape_at_rest(ratio, heard(path, silent))
    path = LADDER.course(ratio, shape, silent)
    better = floor_of(frames, path, silent)
    if highest_floor is not None or better <= 0:
        return _Course(path, ratio, shape, floor)
    return _Course(path, ratio * np.float32(floor / better), shape, better)


def _missing_frames(cleaned: Cleaned, segment: Segment, count: int) -> NDArray[np.bool_]:
    flags = np.zeros(count, bool)
    if cleaned.missing is None:
        return flags
    frames = (np.flatnonzero(cleaned.missing) / segment.rate_hz / FRAME_S).astype(int)
    flags[np.clip(frames, 0, count - 1)] = True
    return flags
