"""A whole needle channel taken apart: the trains of its units, and what belongs to none.

The channel is sorted minute by minute, each minute knowing the shapes of the one before; a unit whose shape goes on
is one train.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.special import ndtr, ndtri

from eutonia.emg.recording import Channel
from eutonia.emg.sorting.averaging import Average, averages
from eutonia.emg.sorting.linking import nearest
from eutonia.emg.sorting.needles import NeedlePart, parts
from eutonia.emg.sorting.peeling import KNOWN_STANDS_OUT
from eutonia.emg.sorting.quick_runs import QuickRun, quick_runs, silenced
from eutonia.emg.sorting.sorted_units import Places, Sorted, Unit, windows
from eutonia.emg.sorting.sorting import different, sort_part
from eutonia.emg.sorting.waveforms import Waveform, measure

type Times = NDArray[np.float64]

_LONE_HALF_S = 0.02
_CLEAR = 5.0  # times the noise of the mean
_BESIDE_S = 0.03
_ONE_S = 0.008
_SMALL = 0.15  # of a potential beside it: smaller ones are what is left of it
_JITTER_S = 0.0008
_LOWEST = 0.1  # share of potentials that may be lower by accident (estimate, 0.05 to 0.2)
_MIDDLES = np.arange(1.0, 12.0, 0.25)
_PEAK_S = 0.001  # a potential may stand out most so far from the place where its shape fits


@dataclass(slots=True)
class Train:
    """The potentials of one unit: when each peaked, how high it was (sharp signal), and their mean waveform."""

    times_s: Times
    heights_uv: NDArray[np.float32]
    waveform: Waveform
    average: Average
    noise_uv: float  # of the sharp signal, against which the heights stand
    missed: float  # share of its potentials that are lost in the noise

    def __len__(self) -> int:
        return len(self.times_s)


@dataclass(frozen=True, slots=True)
class Lone:
    """A potential that stands alone: when it peaked, its height, and its waveform where it could be marked.

    ``missed``: the share of its unit's potentials that are lost in the noise; 0 where it is of none.
    """

    time_s: float
    height_uv: float
    waveform: Waveform | None
    missed: float = 0.0


@dataclass(slots=True)
class Examined:
    """A channel taken apart. ``quick``: runs of so many potentials a second that they overlap, each a train.

    ``restless``, ``lowest`` and ``fall_db`` of its parts (`NeedlePart`), the latter two of the part where
    ``lowest`` is least.
    """

    trains: list[Train]
    lone: list[Lone]
    seconds: float
    noise_uv: float
    rate_hz: float = 0.0
    unit_templates: list[Unit] = field(default_factory=list)
    quick: list[Train] = field(default_factory=list)
    restless: float = 0.0
    lowest: float = 1.0
    fall_db: float = math.inf


def examine(channel: Channel) -> Examined:
    """Take a needle channel apart. Raises EmgError where its unit is not known."""
    whole = Examined([], [], channel.duration_s, 0.0)
    noises, restless = [], 0.0
    for part in parts(channel):
        quick = [(run, train) for run in quick_runs(part) if (train := _quick(part, run)) is not None]
        rest = replace(part, sharp=silenced(part, [run for run, _ in quick])) if quick else part
        _add(whole, rest, sort_part(rest, whole.unit_templates))
        whole.quick += [train for _, train in quick]
        noises.append(part.noise_uv)
        restless += part.restless * part.seconds
        if part.lowest < whole.lowest:
            whole.lowest, whole.fall_db = part.lowest, part.fall_db
        whole.rate_hz = part.rate_hz
    whole.restless = restless / max(whole.seconds, 1e-9)
    whole.noise_uv = float(np.median(noises)) if noises else 0.0
    return whole


def _quick(part: NeedlePart, run: QuickRun) -> Train | None:
    """Return a run of quick potentials as a train. They overlap, so that none is seen whole."""
    half = round(0.55 * float(np.median(np.diff(run.places))))
    stack = windows(part.sharp, run.places, half)
    mean = np.median(stack, axis=0).astype(np.float64)
    noise = part.noise_uv / len(stack) ** 0.5
    waveform = measure(mean, noise, part.rate_hz, half)
    if waveform is None:
        return None
    heights = np.abs(part.sharp[run.places])
    times = part.start_s + run.places / part.rate_hz
    return Train(times, heights, waveform, Average(stack, mean, noise), part.noise_uv, _missed(_tops(part), run.places))


def _add(whole: Examined, part: NeedlePart, found: Sorted) -> None:
    trains: list[Train] = []
    tops = _tops(part)
    for unit, average in zip(found.units, averages(part, found.units), strict=True):
        waveform = measure(average.mean, average.noise_uv, part.rate_hz, len(average.mean) // 2)
        if waveform is None or waveform.amplitude_uv < _CLEAR * average.noise_uv:
            continue
        times = part.start_s + (unit.places + unit.shifts.astype(np.float64)) / part.rate_hz
        train = Train(times, unit.heights_uv, waveform, average, part.noise_uv, _missed(tops, unit.places))
        before = _same_as(unit, whole, part)
        if before is None:
            whole.trains.append(train)
            whole.unit_templates.append(unit)
        else:
            _append(whole.trains[before], train)
        trains.append(train)
    whole.lone += _lone(part, found)


def _same_as(unit: Unit, whole: Examined, part: NeedlePart) -> int | None:
    """Return which earlier train the unit continues, or None; a train goes on only once in a part."""
    for index, known in enumerate(whole.unit_templates):
        ended = whole.trains[index].times_s[-1] < part.start_s
        if ended and not different([known.mean], [unit.mean], part):
            return index
    return None


def _append(train: Train, more: Train) -> None:
    if len(more) > len(train):
        train.waveform, train.average, train.missed = more.waveform, more.average, more.missed
    train.times_s = np.concatenate([train.times_s, more.times_s])
    train.heights_uv = np.concatenate([train.heights_uv, more.heights_uv])


def _lone(part: NeedlePart, found: Sorted) -> list[Lone]:
    half = round(_LONE_HALF_S * part.rate_hz)
    cleared = part.wide - (part.sharp - found.residual)
    loose = _one_of_each(_standing_alone(part, found), np.abs(found.residual), part.rate_hz)
    stacks = windows(cleared.astype(np.float32), loose, half)
    singles = []
    for place, values in zip(loose.tolist(), stacks, strict=True):
        level = values.astype(np.float64) - float(np.median(values))
        singles.append(
            Lone(
                part.start_s + place / part.rate_hz,
                abs(float(found.residual[place])),
                measure(level, part.wide_noise_uv, part.rate_hz, half),
            )
        )
    return singles


def _tops(part: NeedlePart) -> NDArray[np.float32]:
    """Return how far the signal stands out of the noise at each place or close beside it."""
    tops: NDArray[np.float32] = ndimage.maximum_filter1d(
        part.standing(part.sharp), 2 * round(_PEAK_S * part.rate_hz) + 1
    )
    return tops


def _missed(tops: NDArray[np.float32], places: Places) -> float:
    """Return the share of a unit's potentials that are lost, by how far the middle one of those found stands out.

    Each stands out by as much, but for the noise, which is 1; those under the least that is looked at are cut off. A
    rhythm leads to smaller ones, too: where there are some, the cut is among them.
    """
    there = tops[np.clip(places, 0, len(tops) - 1)]
    low, middle = np.quantile(there, [_LOWEST, 0.5])
    lost = ndtr(min(KNOWN_STANDS_OUT, float(low)) - _MIDDLES)
    found = _MIDDLES + ndtri((1 + lost) / 2)  # the middle of what is left of them
    return float(np.interp(middle, found, lost))


def _one_of_each(places: Places, heights: NDArray[np.float32], rate_hz: float) -> Places:
    """Return the highest of the peaks that lie so close together that they are one potential."""
    kept: list[int] = []
    last = -np.inf
    for place in places.tolist():
        if kept and place - last <= _ONE_S * rate_hz and place - kept[-1] <= 2 * _ONE_S * rate_hz:
            kept[-1] = max(kept[-1], place, key=lambda one: float(heights[one]))
        else:
            kept.append(place)
        last = place
    return np.array(kept, np.int64)


def _standing_alone(part: NeedlePart, found: Sorted) -> Places:
    """Return the peaks of no unit, without those that are left of the potentials of units."""
    alone = np.ones(len(found.loose), bool)
    heights = np.abs(found.residual[found.loose])
    for unit in found.units:
        lags = nearest(found.loose, unit.places)
        beside = np.abs(lags) <= _BESIDE_S * part.rate_hz
        alone &= ~(beside & (heights < _SMALL * unit.height_uv))
        ordered = np.sort(lags[beside])
        jitter = 2 * _JITTER_S * part.rate_hz
        inside = np.searchsorted(ordered, lags + jitter / 2, "right") - np.searchsorted(ordered, lags - jitter / 2)
        by_chance = jitter * len(unit) / len(part.sharp) * len(lags)
        alone &= ~(beside & (inside > max(4.0, 0.25 * len(unit), 3 * by_chance)))
    return found.loose[alone]
