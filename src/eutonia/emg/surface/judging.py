"""What is wrong with a recording, second by second, so that every later number can say on how much it rests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from eutonia.emg.recording import Channel, Recording
from eutonia.emg.segments import Segment, segments
from eutonia.emg.spectra import filled
from eutonia.emg.speed import side_by_side
from eutonia.emg.surface.activity import NOTHING_BEFORE, Activity, analyse

FAULTS = ("missing", "clipped", "lead-off", "mains", "ecg", "drift", "spikes")
UNUSABLE = ("missing", "clipped", "lead-off")  # the others disturb; these leave nothing to measure

_MAINS = (50, 60)
_LINE = 25.0  # times the power around it
_MAINS_SHARE = 0.25  # of the power of the rest of the band: half of its size
_MAINS_ONLY = 50.0
_FLAT_S = 0.2
_FLAT_BELOW = 1e-3  # of the usual size of the channel
_JUMP = 4.0  # times the least step of the recorder
_DRIFT = 5.0  # times the size of the band
_MANY = 20_000  # steps between samples: more make the usual one no better known
_SHORTEST_S = 0.25

type Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Quality:
    """The faults of one channel: for each kind a flag per second, and whether the second is usable."""

    label: str
    faults: dict[str, Flags]
    usable: Flags
    mains_hz: float | None

    @property
    def usable_share(self) -> float:
        """The share of seconds that can be measured; 0 for an empty channel."""
        return float(np.mean(self.usable)) if len(self.usable) else 0.0

    def share(self, fault: str) -> float:
        """The share of seconds with that fault."""
        return float(np.mean(self.faults[fault])) if len(self.usable) else 0.0


def quality(recording: Recording) -> list[Quality]:
    """Return the quality of each EMG channel. Raises EmgError where a unit is not known."""
    return side_by_side(channel_quality, recording.emg_channels())


def channel_quality(channel: Channel) -> Quality:
    """Return the quality of one channel."""
    judge = QualityJudge(channel.label, channel.limits)
    before = NOTHING_BEFORE
    for segment in segments(channel):
        found = analyse(segment, before)
        before = before.then(found)
        judge.add(segment, found)
    return judge.result()


class QualityJudge:
    """Takes the segments of a channel with their activity, one after the other, and sums up their quality."""

    def __init__(self, label: str, limits: tuple[float, float] | None) -> None:
        self._label = label
        self._limits = limits
        self._parts: dict[str, list[Flags]] = {fault: [] for fault in FAULTS}
        self._mains: list[float] = []

    def add(self, segment: Segment, activity: Activity) -> None:
        """Judge the seconds of the core of a segment."""
        samples, missing = filled(segment.samples)
        segment = replace(segment, samples=samples)
        core = samples[segment.core : segment.core + segment.core_count].copy()
        if missing is not None:
            core[missing[segment.core : segment.core + segment.core_count]] = np.nan
        for rows in _seconds(core, segment.rate_hz):
            for fault, flags in _faults(rows, segment, self._limits).items():
                self._parts[fault].append(flags)
        count = sum(map(len, self._parts["missing"])) - sum(map(len, self._parts["ecg"]))
        self._parts["ecg"].append(_at(activity.beats_s - segment.start_s, count))
        self._parts["spikes"].append(_at(activity.spikes_s - segment.start_s, count))
        if activity.mains_hz is not None:
            self._mains.append(activity.mains_hz)

    def result(self) -> Quality:
        """Return the quality of what was added so far."""
        faults = {f: np.concatenate(parts) if parts else np.zeros(0, bool) for f, parts in self._parts.items()}
        usable = ~np.any([faults[fault] for fault in UNUSABLE], axis=0)
        return Quality(self._label, faults, usable, float(np.median(self._mains)) if self._mains else None)


def _at(times_s: NDArray[np.float64], count: int) -> Flags:
    flags = np.zeros(count, bool)
    places = times_s.astype(int)
    flags[places[(places >= 0) & (places < count)]] = True
    return flags


def _seconds(core: NDArray[np.float32], rate_hz: float) -> Iterator[NDArray[np.float32]]:
    """Yield the whole seconds as rows, then what is left as a shorter row, where it is long enough to judge."""
    size = max(1, round(rate_hz))
    whole = len(core) // size
    if whole:
        yield core[: whole * size].reshape(whole, size)
    left = core[whole * size :]
    if len(left) >= max(1, _SHORTEST_S * rate_hz) or (not whole and len(left)):
        yield left[None]


def _faults(rows: NDArray[np.float32], segment: Segment, limits: tuple[float, float] | None) -> dict[str, Flags]:
    missing = ~np.isfinite(rows)
    gaps = missing.any(axis=1)
    if gaps.any():
        rows = rows.copy()
        for index in np.flatnonzero(gaps):
            rows[index] = filled(rows[index])[0]
    faults = _spectral_faults(rows, segment.rate_hz)
    faults["missing"] = missing.mean(axis=1) > 0.02
    still = _longest_still(rows)
    steps = np.diff(segment.samples)
    usual = float(np.median(np.abs(steps[:: max(1, len(steps) // _MANY)]))) if len(steps) else 0.0
    size = np.abs(np.diff(rows, axis=1)).mean(axis=1) if rows.shape[1] > 1 else np.zeros(len(rows))
    flat = (still >= _FLAT_S * segment.rate_hz) | (size <= _FLAT_BELOW * usual)
    clipped = _clipped(rows, segment, limits) & ~(still >= 0.9 * rows.shape[1])
    faults["clipped"] = clipped
    faults["lead-off"] |= flat & ~clipped
    faults["mains"] &= ~faults["lead-off"]
    return faults


def _longest_still(rows: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the longest run of equal samples in each row."""
    longest = np.zeros(len(rows), np.int64)
    equal = rows[:, 1:] == rows[:, :-1]
    for index in np.flatnonzero(equal.sum(axis=1) >= 2):  # few rows have any
        edges = np.flatnonzero(np.diff(np.concatenate([[False], equal[index], [False]]).astype(np.int8)))
        longest[index] = int(np.max(edges[1::2] - edges[::2])) + 1
    return longest


def _clipped(rows: NDArray[np.float32], segment: Segment, limits: tuple[float, float] | None) -> Flags:
    """Flag rows with three equal samples in a row at their own extreme, reached by a jump of several steps.

    The recorder's limits are not asked for: an amplifier may give up long before its recorder does. The jump tells a
    cut-off top from the rounded top of a slow wave.
    """
    steps = np.abs(np.diff(segment.samples[: 1 << 14]))
    grain = float(np.min(steps, where=steps > 0, initial=np.inf))
    flags = np.zeros(len(rows), bool)
    if rows.shape[1] < 4 or not np.isfinite(grain):
        return flags
    for sign in (1, -1):
        end = np.max(sign * rows, axis=1, keepdims=True)
        at_end = sign * rows == end
        three = at_end[:, 2:] & at_end[:, 1:-1] & at_end[:, :-2]
        for index in np.flatnonzero(three.any(axis=1)):
            jumps = np.abs(np.diff(rows[index]))[np.diff(at_end[index])]
            flags[index] |= bool(len(jumps) and jumps.max() > _JUMP * grain)
    if limits is not None:
        reached = (rows >= limits[1]) | (rows <= limits[0])
        flags |= (reached[:, 2:] & reached[:, 1:-1] & reached[:, :-2]).any(axis=1)
    return flags


def _spectral_faults(rows: NDArray[np.float32], rate_hz: float) -> dict[str, Flags]:
    count, size = rows.shape
    seconds = size / rate_hz
    middle = rows - rows.mean(axis=1, keepdims=True)
    power = np.abs(fft.rfft(middle * np.hanning(size).astype(np.float32), axis=1)) ** 2
    bins = np.arange(power.shape[1]) / seconds
    total = power[:, (bins >= 20) & (bins <= 450)].sum(axis=1)
    mains = np.zeros(count)
    line = np.zeros(count, bool)
    for near in _MAINS:
        around = (np.abs(bins - near) <= 9) & (np.abs(bins - near) > 2.5)
        at = np.abs(bins - near) <= 1.6
        if not around.any() or not at.any() or seconds < 0.9:
            continue
        level = np.median(power[:, around], axis=1)
        stands = power[:, at].max(axis=1) > _LINE * level
        harmonics = [np.abs(bins - near * k) <= 1.6 for k in range(1, int(450 / near) + 1)]
        own = np.where(stands, sum(power[:, h].sum(axis=1) for h in harmonics), 0)
        mains = np.maximum(mains, own)
        line |= stands
    rest = np.maximum(total - mains, 1e-30 * (total + 1e-30))
    slow = power[:, (bins < 10)].sum(axis=1) + size**2 * _slope_power(rows) / 8
    return {
        "mains": line & (mains > _MAINS_SHARE * rest),
        "lead-off": line & (mains > _MAINS_ONLY * rest),
        "drift": slow > _DRIFT**2 * np.maximum(total, 1e-30),
    }


def _slope_power(rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the variance of the means of tenths of a second: what drifts more slowly than the window shows."""
    tenth = max(1, rows.shape[1] // 10)
    usable = rows[:, : rows.shape[1] // tenth * tenth].reshape(len(rows), -1, tenth)
    return np.var(usable.mean(axis=2, dtype=np.float64), axis=1)
