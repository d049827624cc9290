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
from scipy import fft

from eutonia.emg.segments import Segment
from eutonia.emg.spectra import INNER_HZ, Cleaned, Samples32, band, clean
from eutonia.emg.surface.heart import aligned, find_beats, without_beats
from eutonia.emg.surface.paths import Ladder, Path

FRAME_S = 0.005
_PER_FRAME = round(INNER_HZ * FRAME_S)
LADDER = Ladder(levels=(1.7, 3.0, 6.0, 15.0, 60.0, 400.0), on=10.0, off=5.0, step=6.0, cap=4.0)
_FEWEST_S = 0.05
_WINDOW = 20  # frames of a short average: 100 ms
_ALIKE = 6  # frames
_LONE = 6.0  # times what is around: left out of the course
_SPIKE = 12.0  # times what is around: reported
_FLOOR_GROWTH = 2.0  # how much the floor may rise from segment to segment


@dataclass(frozen=True, slots=True)
class Activity:
    """The frames of one segment's core: level (0 is rest) and power over the floor; and the floor, in unit squared."""

    level: Path
    ratio: NDArray[np.float32]
    floor: float
    mains_hz: float | None
    beats_s: NDArray[np.float64]  # times of heart beats in the channel
    spikes_s: NDArray[np.float64]  # times of lone peaks that were left out


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
    floor_before = None if before.floor is None else before.floor * cleaned.scale**2
    beats = find_beats(cleaned, segment)
    weight = band(cleaned, segment.rate_hz)
    row = cleaned.at(INNER_HZ, weight, segment)
    places = aligned(row, beats)
    row = without_beats(row, places)
    frames = frame_powers(row)
    level, ratio, floor = _course(frames, cleaned, segment, floor_before)
    tuned = tuned_weight(cleaned, segment.rate_hz, weight, level, row)
    if tuned is not None:
        again = frame_powers(without_beats(cleaned.at(INNER_HZ, tuned, segment), places))
        level, _, _ = _course(again, cleaned, segment, None, level)
    first = round(segment.before_s / FRAME_S)
    stop = first + round((segment.start_s + segment.core_s) / FRAME_S) - round(segment.start_s / FRAME_S)
    core_beats = beats[
        (beats >= segment.before_s * INNER_HZ) & (beats < (segment.before_s + segment.core_s) * INNER_HZ)
    ]
    beats_s = segment.start_s - segment.before_s + core_beats / INNER_HZ
    lone = (
        frames > _SPIKE * np.maximum(_around(frames), np.float32(floor)) if floor > 0 else np.zeros(len(frames), bool)
    )
    spikes_s = segment.start_s + np.flatnonzero(lone[first:stop]).astype(np.float64) * FRAME_S
    return Activity(level[first:stop], ratio[first:stop], floor / cleaned.scale**2, cleaned.mains_hz, beats_s, spikes_s)


def _silence(segment: Segment) -> Activity:
    """Return rest throughout: what is shorter than a frame or two can show nothing."""
    count = round((segment.start_s + segment.core_s) / FRAME_S) - round(segment.start_s / FRAME_S)
    nothing = np.empty(0, np.float64)
    return Activity(np.zeros(count, np.int8), np.ones(count, np.float32), 0.0, None, nothing, nothing)


def frame_powers(row: Samples32) -> NDArray[np.float32]:
    """Return the mean square of each 5 ms of a row at 1000 Hz; the last, unfinished frame counts what it has."""
    whole = len(row) // _PER_FRAME
    pieces = row[: whole * _PER_FRAME].reshape(whole, _PER_FRAME)
    powers: NDArray[np.float32] = np.einsum("ij,ij->i", pieces, pieces) / np.float32(_PER_FRAME)
    if len(row) % _PER_FRAME:
        rest = row[whole * _PER_FRAME :]
        powers = np.append(powers, np.float32(np.mean(rest * rest)))
    return powers


def _course(
    frames: NDArray[np.float32],
    cleaned: Cleaned,
    segment: Segment,
    floor_before: float | None,
    known: Path | None = None,
) -> tuple[Path, NDArray[np.float32], float]:
    """Return the most probable levels, the power over the floor, and the floor; twice, the floor better each time."""
    floor = _floor(frames, known)
    if floor_before is not None:
        floor = min(floor, floor_before * _FLOOR_GROWTH)
    missing = _missing_frames(cleaned, segment, len(frames))
    if floor <= 0 or len(frames) < 4:
        return np.zeros(len(frames), np.int8), np.ones_like(frames), max(floor, 0.0)
    path = np.zeros(len(frames), np.int8)
    around = _around(frames)
    for _ in range(2):
        ratio = _without_spikes(frames, around, floor)
        path = LADDER.course(ratio, _shape(ratio, path), missing)
        better = _floor(frames, path)
        if floor_before is None and better > 0:
            floor = better
    return path, frames / np.float32(floor), floor


def _around(frames: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return for each frame the larger of the medians of three frames before and three after it, two frames off."""
    padded = np.pad(frames, 4, mode="edge")
    size = len(frames)
    a, b, c, x, y, z = (padded[k : k + size] for k in (0, 1, 2, 6, 7, 8))
    left = np.maximum(np.minimum(a, b), np.minimum(np.maximum(a, b), c))
    right = np.maximum(np.minimum(x, y), np.minimum(np.maximum(x, y), z))
    return np.maximum(left, right)


def _without_spikes(frames: NDArray[np.float32], around: NDArray[np.float32], floor: float) -> NDArray[np.float32]:
    """Return power over the floor, lone peaks (both sides far lower) lowered to their surroundings.

    Muscle fills 20 ms at least; what fills one frame is a switch, a stimulus or a loose lead.
    """
    level = np.maximum(around, np.float32(floor))
    kept: NDArray[np.float32] = np.where(frames > _LONE * level, level, frames)
    return kept / np.float32(floor)


def _missing_frames(cleaned: Cleaned, segment: Segment, count: int) -> NDArray[np.bool_] | None:
    if cleaned.missing is None:
        return None
    frames = (np.flatnonzero(cleaned.missing) / segment.rate_hz / FRAME_S).astype(int)
    flags = np.zeros(count, bool)
    flags[np.clip(frames, 0, count - 1)] = True
    return flags


def _floor(frames: NDArray[np.float32], path: Path | None = None) -> float:
    """Return the power at rest, from the quiet short averages; from the frames at rest where a course is known."""
    if path is not None and np.count_nonzero(path == 0) > 200:
        frames = frames[path == 0]
    whole = len(frames) // _WINDOW
    if whole < 3:
        return float(np.quantile(frames, 0.2)) if len(frames) else 0.0
    windows = frames[: whole * _WINDOW].reshape(whole, _WINDOW).mean(axis=1)
    if path is not None:
        return float(np.median(windows))
    windows = np.sort(windows)
    floor = float(windows[int(0.05 * whole)]) / 0.77  # the 5 % point of an average of 20 frames
    for _ in range(4):
        quiet = windows[windows < 1.4 * floor]
        floor = float(np.median(quiet)) if len(quiet) else floor
    return floor


def _shape(ratio: NDArray[np.float32], path: Path) -> float:
    """Return the shape of the gamma distribution of power at rest, from its spread there, outliers left aside.

    The spread is that of averages over 30 ms, so that frames which say the same thing twice count once.
    """
    whole = len(ratio) // _ALIKE
    averages = ratio[: whole * _ALIKE].reshape(whole, _ALIKE).mean(axis=1)
    at_rest = path[: whole * _ALIKE].reshape(whole, _ALIKE).max(axis=1) == 0
    quiet = averages[at_rest & (averages < 2.5)]
    if len(quiet) < 50:
        return 1.0
    spread = float(np.mean(quiet)) ** 2 / max(_ALIKE * float(np.var(quiet)), 1e-6)
    return min(max(spread, 0.3), 3.0)


# ---- what tells activity from rest in this recording ------------------------------------------------------------


def tuned_weight(
    cleaned: Cleaned, rate_hz: float, weight: NDArray[np.float32], path: Path, row: Samples32
) -> NDArray[np.float32] | None:
    """Return the weights under which activity stands out most, or None where there is too little of either.

    ``row``: the segment at 1000 Hz under the first weights, without the heart.

    The best quadratic statistic for Gaussian activity S in Gaussian noise N weighs power by S / (N (S + N)).
    """
    size = 125  # samples of a short spectrum: 8 Hz apart
    whole = len(row) // size
    active = path[: whole * size // _PER_FRAME].reshape(-1, size // _PER_FRAME) > 0 if whole else np.zeros((0, 1), bool)
    on, off = active.all(axis=1), ~active.any(axis=1)
    if on.sum() < 12 or off.sum() < 12:
        return None
    power = np.abs(fft.rfft(row[: whole * size].reshape(-1, size) * np.hanning(size).astype(np.float32))) ** 2
    loud, quiet = power[on].mean(axis=0), np.median(power[off], axis=0) / np.log(2)
    centres = np.fft.rfftfreq(size, 1 / INNER_HZ)
    inside = (centres >= 20) & (centres <= min(450, 0.45 * rate_hz))
    # outside the band of the recorder there is no noise and nothing else; to divide by it would weigh nothing heaviest
    quiet = np.maximum(quiet, 0.3 * float(np.median(quiet[inside])))
    with np.errstate(divide="ignore", invalid="ignore"):
        best = np.nan_to_num(np.maximum(loud - quiet, 0) / (quiet * np.maximum(loud, quiet)))
    best = np.convolve(best * inside, np.array([1, 2, 3, 2, 1]) / 9, "same")  # short in frequency is long in time
    if not best[inside].any():
        return None
    gain = np.sqrt(best / best[inside].max())
    tuned: NDArray[np.float32] = (weight * np.interp(cleaned.hz, centres, gain)).astype(np.float32)
    return tuned
