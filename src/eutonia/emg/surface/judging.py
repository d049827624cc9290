"""What is wrong with a recording, second by second, so that every later number can say on how much it rests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from eutonia.emg.mains import middle
from eutonia.emg.recording import Channel, Recording, emg_channels
from eutonia.emg.segments import Segment, segments
from eutonia.emg.spectra import filled
from eutonia.emg.speed import side_by_side
from eutonia.emg.surface import origins
from eutonia.emg.surface.activity import NOTHING_BEFORE, Activity, analyse
from eutonia.emg.surface.frames import FRAME_S
from eutonia.emg.surface.levels import band_levels, size_issues, without_contact
from eutonia.emg.surface.lines import LINE, MAINS, SLOW, TOTAL, line_sums, lines_of
from eutonia.emg.surface.seconds import BEYOND, CUT, STEP, STILL, WANDER, least_step, marks
from eutonia.knowledge.vocabulary import Issue

FAULTS = ("missing", "clipped", "lead-off", "mains", "ecg", "drift", "spikes")
UNUSABLE = ("missing", "clipped", "lead-off")  # the others disturb; these leave nothing to measure

# what was left out of the activity, as it cannot come from muscle, is not left out in silence
_OTHERS = {origins.SLOW: "drift", origins.SUDDEN: "spikes", origins.LINED: "mains"}
_MAINS_SHARE = 0.25  # of the power of the rest of the band: half of its size
# Power of mains over the rest of the band where a lead is off. Activity is found beside mains of thirty times the
# noise, so less does not make a second worthless, unless it has come suddenly: far above what the usual second has.
_MAINS_ONLY = 900.0  # estimate; 400 to 3600
_MAINS_COME, _TIMES_USUAL = 50.0, 25.0  # estimates; 30 to 100, and 10 to 50
_MISSING = 0.02  # of the samples of a second; estimate; 0.01 to 0.05
_FLAT_S = 0.2
_STILL = 0.9  # of the samples of a second: so long at one value is no clipping but a lead that is off
_FLAT_BELOW = 1e-3  # of the usual size of the channel
_DRIFT = 5.0  # times the size of the band
_QUICK_S = 0.005
_MANY = 20_000  # steps between samples: more make the usual one no better known
_FIRST = 1 << 14  # samples, from which the least step of the recorder is taken
_SHORTEST_S = 0.25

type Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Quality:
    """The faults of one channel: for each kind a flag per second, and whether the second is usable.

    ``issues``: what is wrong with the channel as a whole: a size that no EMG has, so that the unit may be wrong.
    """

    label: str
    faults: dict[str, Flags]
    usable: Flags
    mains_hz: float | None
    issues: tuple[Issue, ...] = ()

    @property
    def usable_share(self) -> float:
        """The share of seconds that can be measured; 0 for an empty channel."""
        return float(np.mean(self.usable)) if len(self.usable) else 0.0

    def share(self, fault: str) -> float:
        """The share of seconds with that fault."""
        return float(np.mean(self.faults[fault])) if len(self.usable) else 0.0


def quality(recording: Recording) -> list[Quality]:
    """Return the quality of each EMG channel. Raises EmgError where a unit is not known."""
    return side_by_side(channel_quality, emg_channels(recording))


def channel_quality(channel: Channel) -> Quality:
    """Return the quality of one channel."""
    judge = QualityJudge(channel)
    before = NOTHING_BEFORE
    for segment in segments(channel):
        found = analyse(segment, before)
        before = before.then(found)
        judge.add(segment, found)
    return judge.result()


class QualityJudge:
    """Takes the segments of a channel with their activity, one after the other, and sums up their quality."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._levels: list[NDArray[np.float64]] = []
        self._parts: dict[str, list[Flags]] = {fault: [] for fault in FAULTS}
        self._mains: list[float] = []

    def add(self, segment: Segment, activity: Activity) -> None:
        """Judge the seconds of the core of a segment."""
        samples, missing = filled(segment.samples)
        core = segment.samples[segment.core : segment.core + segment.core_count]
        usual, grain, count = _usual(samples), float(least_step(samples[:_FIRST])), 0
        found: dict[str, list[Flags]] = {fault: [] for fault in FAULTS}
        for rows in _seconds(core, segment.rate_hz):
            gaps = None if missing is None else ~np.isfinite(rows)
            seen, power = _faults(rows, gaps, segment.rate_hz, self._channel.limits, usual, grain)
            for fault, flags in seen.items():
                found[fault].append(flags)
            self._levels.append(band_levels(power, _taper(rows.shape[1]), self._channel.to_microvolts))
            count += len(rows)
        found["ecg"].append(_at(activity.beats_s - segment.start_s, count))
        found["spikes"].append(_at(activity.spikes_s - segment.start_s, count))
        for fault, parts in found.items():
            flags = np.concatenate([np.zeros(0, np.bool_), *parts])
            for first, stop in _left_out(activity, fault):
                flags[int(max(first, 0) * FRAME_S) : int((stop - 1) * FRAME_S) + 1] = True
            self._parts[fault].append(flags)
        if activity.mains_hz is not None:
            self._mains.append(activity.mains_hz)

    def result(self) -> Quality:
        """Return the quality of what was added so far."""
        faults = {f: np.concatenate(parts) if parts else np.zeros(0, bool) for f, parts in self._parts.items()}
        levels = np.concatenate([np.zeros(0), *self._levels])
        off = without_contact(levels, ~np.any([faults[fault] for fault in UNUSABLE], axis=0), self._channel.rate_hz)
        faults["lead-off"] |= off
        faults["mains"] &= ~off
        usable = ~np.any([faults[fault] for fault in UNUSABLE], axis=0)
        issues = size_issues(levels[usable], self._channel.label)
        mains_hz = float(np.median(self._mains)) if self._mains else None
        return Quality(self._channel.label, faults, usable, mains_hz, issues)


def _left_out(activity: Activity, fault: str) -> Iterator[tuple[int, int]]:
    """Yield where something that is no muscle was left out with that fault, in frames of the core."""
    for first, stop, kind in activity.others.tolist():
        heart = kind == origins.SLOW and len(activity.beats_s) > 0
        if fault == ("ecg" if heart else _OTHERS[kind]):
            yield first, stop


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
    # by time: at a rate with a fraction the samples that whole seconds leave may be none of time
    if len(left) and (not whole or len(core) / rate_hz - whole >= _SHORTEST_S):
        yield left[None]


def _faults(
    rows: NDArray[np.float32],
    gaps: NDArray[np.bool_] | None,
    rate_hz: float,
    limits: tuple[float, float] | None,
    usual: float,
    grain: float,
) -> tuple[dict[str, Flags], NDArray[np.float64]]:
    """Return the faults of some seconds, and the power in the band without mains.

    ``gaps``: which samples are no numbers; ``usual``, ``grain``: steps.
    """
    if gaps is not None:
        rows = rows.copy()
        for index in np.flatnonzero(gaps.any(axis=1)):
            rows[index] = filled(rows[index])[0]
    found, tapered = marks(rows, _taper(rows.shape[1]), limits, grain)
    faults, power = _spectral_faults(rows, tapered, found[:, WANDER], rate_hz)
    faults["missing"] = np.zeros(len(rows), bool) if gaps is None else gaps.mean(axis=1) > _MISSING
    flat = (found[:, STILL] >= _FLAT_S * rate_hz) | (found[:, STEP] <= _FLAT_BELOW * usual)
    faults["clipped"] = ((found[:, CUT] > 0) | (found[:, BEYOND] > 0)) & (found[:, STILL] < _STILL * rows.shape[1])
    faults["lead-off"] |= flat & ~faults["clipped"]
    faults["mains"] &= ~faults["lead-off"]
    return faults, power


@lru_cache(maxsize=4)
def _taper(size: int) -> NDArray[np.float32]:
    return np.hanning(size).astype(np.float32)


def _usual(samples: NDArray[np.float32]) -> float:
    """Return the usual size of a step from sample to sample."""
    apart = max(1, len(samples) // _MANY)
    later = samples[1::apart]
    return middle(later - samples[::apart][: len(later)]) if len(later) else 0.0


def _spectral_faults(
    rows: NDArray[np.float32], tapered: NDArray[np.float32], wander: NDArray[np.float64], rate_hz: float
) -> tuple[dict[str, Flags], NDArray[np.float64]]:
    size = tapered.shape[1]
    sums = line_sums(fft.rfft(tapered, axis=1), *lines_of(size, rate_hz))
    total, mains, line = sums[:, TOTAL], sums[:, MAINS], sums[:, LINE] > 0
    rest = np.maximum(total - mains, 1e-30 * (total + 1e-30))
    off = mains > _MAINS_COME * rest
    if off.any():  # where activity hides mains it may be as large as all
        usual = float(np.median(np.where(line, mains, total)))
        off &= (mains > _MAINS_ONLY * rest) | (mains > _TIMES_USUAL * usual)
    least, slow = _DRIFT**2 * np.maximum(total, 1e-30), sums[:, SLOW] + size**2 * wander / 8
    drift = slow > least
    asked = np.flatnonzero(drift & (sums[:, SLOW] <= least))
    if len(asked):
        drift[asked] = slow[asked] > least[asked] * _hidden(rows[asked, :: max(1, round(_QUICK_S * rate_hz))])
    flags = {"mains": line & (mains > _MAINS_SHARE * rest), "lead-off": line & off, "drift": drift}
    return flags, rest


def _hidden(rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return how many times what is quick in each row is what the taper shows of it, at least 1.

    A burst at an end of a second moves the means of tenths, and is no drift. Quick is the change from sample
    to sample; ``rows``: 5 ms apart.
    """
    changes = np.square(np.diff(rows, axis=1))
    weights = np.square(_taper(changes.shape[1]))
    if not changes.size:
        return np.ones(len(rows))
    seen = (changes @ (weights / max(float(weights.sum()), 1e-30))).astype(np.float64)
    return np.maximum(1.0, changes.mean(axis=1, dtype=np.float64) / np.maximum(seen, 1e-30))
