"""Stretches where so many units fire that they cannot be taken apart: voluntary contraction, or cramp.

What tells them apart even then is how soon potentials come again: after each potential its own unit is silent, for
25 ms or more where units are willed, far less where a cramp drives them at 40 to 150 a second. The dip in the
autocorrelation of power shows it, whatever the shapes are and however many units there be. But in other cramps units
fire no faster than willed ones, only less regularly (Minetto et al. 2009); from 22 to 45 ms the units that stand apart
must tell by their regularity, or nothing does.

Not all that cannot be taken apart is a crowd: where a recorder is slow, one potential that comes again and again may
fall into pieces. But its course repeats, that of units that fire unevenly does not; and fibres are shorter than units.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from eutonia.emg.needle.courses import likeness, pause_ms
from eutonia.emg.needle.definitions import CANNOT_TELL, DischargeReason, probabilities, reasons
from eutonia.emg.needle.discharge import FIBRE_MS
from eutonia.emg.recording import Channel
from eutonia.emg.sorting.rhythm import Rhythm, rhythm_of
from eutonia.emg.sorting.trains import Examined, Train

type Times = NDArray[np.float64]

DENSE_HZ = 25.0  # potentials a second that belong to no clean train
_AUDIBLE = 0.2  # share of the power
_GRID_S = 0.1
_JOIN_S = 0.6
_SHORTEST_S = 0.3
_IRREGULAR = 0.45
_FEWEST_OF_UNIT = 10
_WILLED_TO_HZ, _CRAMP_FROM_HZ, _RATE_EDGE = 40.0, 8.0, 0.2  # the last on a logarithmic scale
_SLOWEST_HZ = 4.0  # what fires more slowly is no part of a crowd
_MOST_VOICES = 4  # units that each speak by their regularity
_CAP = 8.0
_NO_PAUSE = -4.0  # neither kind can then be said
# 40 a second is where the ranges meet: a pause of so many ms; and its spread (logarithmic), an estimate: potentials of
# 5 to 15 ms blur it by as much
_BACK_MS = (22.0, 0.3)
# up to there a cramp is possible: units at 14.5 (SD 5) a second with intervals that vary by 0.45 leave 25 to 45 ms
_LONGEST_IN_CRAMP_MS = 45.0
_FAINT_UV = 50.0  # endplate noise reaches as high (10 to 50 uV); a crowd no higher is that, or far away
_SHARP_WAVE = 0.5  # no motor unit is shaped like a sharp wave with a long low one after it
_FEWEST_OF_SHAPE = 5
_NEARLY_ALL = 0.7  # of the potentials
_FEW_SHAPES = 4  # of 40 simulated crowds each had five or more, or a unit that stood apart with a rhythm
# how alike the course is to itself a little later, at best: crowds come to 0.14 to 0.25 (simulated), one potential that
# comes again evenly to 0.8 and more; where it speaks against a crowd as one standard deviation would, and the next one
_AGAIN = (0.45, 0.1)
# noise of 1 to 25 uV is usual; of more, what is taken for noise is muscle (estimate, 30 to 100); and then its power
# changes more than that of noise: in 25 simulated interference patterns 0.22 to 0.97 of the stretches stand out, of
# noise, with a heart or without, 0.01 to 0.07
_LOUDEST_NOISE_UV = 50.0
RESTLESS = 0.15
# the quietest stretches of noise have 0.62 of its usual power and more (32 recordings with potentials in it), those of
# 17 interference patterns 0 to 0.5
_NO_FLOOR = 0.56
# from 300 to 800 Hz to 1500 to 2300 Hz the power of 22 simulated interference patterns of 15 to 60 units falls by 11 to
# 17 dB, that of white noise not at all, and that of noise with a power of one over the frequency by 6
_LEAST_FALL_DB = 9.0


@dataclass(frozen=True, slots=True)
class Crowd:
    """A stretch of activity of many units, with what it may be and why. ``trains``: ids of its trains."""

    onset_s: float
    offset_s: float
    times_s: Times
    units: int
    rate_hz: float | None
    chances: dict[str, float]
    why: tuple[DischargeReason, ...]
    trains: frozenset[int] = field(default_factory=frozenset)


def crowds_of(channel: Channel, examined: Examined) -> list[Crowd]:
    """Return the crowds of a channel; where there is no rest to see the noise in, all of it is one."""
    mixed = [train for train in examined.trains if _mixed(train)]
    stray = np.sort(np.concatenate([[one.time_s for one in examined.lone], *(train.times_s for train in mixed)]))
    clean = [train for train in examined.trains if all(train is not one for one in mixed)]
    if _without_rest(examined):
        return [_crowd(channel, clean, mixed, stray, 0.0, examined.seconds, throughout=True)]
    return [
        _crowd(channel, clean, mixed, stray, a, b)
        for a, b in _stretches(stray, examined.seconds)
        if _heard(examined, clean, mixed, a, b)
    ]


def _without_rest(examined: Examined) -> bool:
    """True where what is taken for noise is loud, comes and goes, and has the colour of motor units."""
    restless = examined.restless > RESTLESS and examined.lowest < _NO_FLOOR
    return restless and examined.noise_uv > _LOUDEST_NOISE_UV and examined.fall_db > _LEAST_FALL_DB


def _heard(examined: Examined, clean: list[Train], mixed: list[Train], onset: float, offset: float) -> bool:
    """True where what belongs to no clean train is a good part of the activity, and no mere remainder."""

    def inside(trains: list[Train]) -> float:
        return sum(_power(one.heights_uv[(one.times_s >= onset) & (one.times_s <= offset)]) for one in trains)

    stray = inside(mixed) + sum(one.height_uv**2 for one in examined.lone if onset <= one.time_s <= offset)
    return stray > _AUDIBLE * (stray + inside(clean))


def _mixed(train: Train) -> bool:
    """True where a train fires at no rhythm: chance, or a mixture of units. How dense it all is will tell."""
    rhythm = rhythm_of(train.times_s, train.heights_uv)
    return rhythm.groups is None and rhythm.cv >= _IRREGULAR


def _stretches(times_s: Times, seconds: float) -> list[tuple[float, float]]:
    count = int(seconds / _GRID_S) + 1
    if len(times_s) < 8:
        return []
    per = np.bincount(np.minimum((times_s / _GRID_S).astype(int), count - 1), minlength=count).astype(float)
    dense = ndimage.uniform_filter1d(per, 5) / _GRID_S >= DENSE_HZ
    dense = ndimage.binary_closing(np.pad(dense, 8), np.ones(round(_JOIN_S / _GRID_S)))[8:-8]
    edges = np.flatnonzero(np.diff(np.concatenate([[False], dense, [False]]).astype(np.int8))).reshape(-1, 2)
    return [(a * _GRID_S, min(b * _GRID_S, seconds)) for a, b in edges.tolist() if (b - a) * _GRID_S >= _SHORTEST_S]


def _crowd(
    channel: Channel,
    clean: list[Train],
    mixed: list[Train],
    stray: Times,
    onset: float,
    offset: float,
    *,
    throughout: bool = False,
) -> Crowd:
    def share(train: Train) -> float:
        return float(np.mean((train.times_s >= onset - 0.5) & (train.times_s <= offset + 0.5)))

    units = [train for train in clean if share(train) > 0.5]
    own = [train for train in mixed if share(train) > 0.5] + units
    rhythms = [] if throughout else _rhythms(units)  # of the highest potentials alone no rhythm can be seen
    rates = [one.rate_hz for one in rhythms]
    why = _by_pause(pause_ms(channel, onset, offset)) + _by_rate(rates) + _by_regularity(rhythms)
    why += _by_repeating(likeness(channel, onset, offset)) + _by_duration(mixed) + _by_height(own)
    if not throughout:  # else only the highest potentials were seen
        why += _by_shapes(clean + mixed, stray, onset, offset)
        why += [one for one in reasons("cramp", {"units": max(len(own), 1)}) if one.measure == "units" and one.weight]
    weights = {
        kind: sum(one.weight for one in why if one.kind in (kind, CANNOT_TELL)) for kind in ("voluntary", "cramp")
    }
    inside = stray[(stray >= onset) & (stray <= offset)]
    return Crowd(
        onset,
        offset,
        np.sort(np.concatenate([inside, *(train.times_s for train in units)])),
        len(own),
        round(float(np.median(rates)), 3) if rates else None,
        probabilities(weights),
        tuple(why),
        frozenset(id(train) for train in own),
    )


def _rhythms(units: list[Train]) -> list[Rhythm]:
    """Return how the motor units that stand apart fire, of those that fire at a rhythm."""
    every = [
        rhythm_of(train.times_s, train.heights_uv)
        for train in units
        if len(train) >= _FEWEST_OF_UNIT
        and train.waveform.duration_ms > FIBRE_MS
        and train.waveform.slowness < _SHARP_WAVE
    ]
    return [one for one in every if one.cv < _IRREGULAR and one.groups is None and one.rate_hz >= _SLOWEST_HZ]


def _by_pause(pause: float | None) -> list[DischargeReason]:
    if pause is None:
        text = "Too short or too weak to see how soon potentials come again."
        return [DischargeReason(CANNOT_TELL, "pause_ms", 0.0, _NO_PAUSE, text, "")]
    lean = 2 * math.log(pause / _BACK_MS[0]) / _BACK_MS[1]
    beyond = 2 * math.log(pause / _LONGEST_IN_CRAMP_MS) / _BACK_MS[1]
    text = f"Units are silent for about {pause:.0f} ms after a potential: willed from 25 ms, a cramp to 45 ms."
    each = {"voluntary": min(0.0, lean), "cramp": min(0.0, -beyond)}
    return [DischargeReason(kind, "pause_ms", pause, weight, text, "methods") for kind, weight in each.items()]


def _by_rate(rates: list[float]) -> list[DischargeReason]:
    if not rates:
        return []
    middle = float(np.median(rates))
    beyond = {"voluntary": math.log(middle / _WILLED_TO_HZ), "cramp": math.log(_CRAMP_FROM_HZ / middle)}
    stand = f"{len(rates)} units that stand apart fire" if len(rates) > 1 else "One unit that stands apart fires"
    text = f"{stand} at {middle:.3g} a second: willed 5 to 40, a cramp 8 to 150."
    return [
        DischargeReason(kind, "rate_hz", middle, -min(_CAP, (max(0.0, off) / _RATE_EDGE) ** 2 / 2), text, "methods")
        for kind, off in beyond.items()
    ]


def _by_regularity(rhythms: list[Rhythm]) -> list[DischargeReason]:
    """Return what the intervals of the units that stand apart say against a cramp: willed ones are even.

    Each even unit is heard, four at most, as units of one drive are alike. Uneven ones say little: potentials that
    were missed, or are of two units, make a willed unit look so, while nothing makes that of a cramp look even.
    """
    if not rhythms:
        return []
    middle = float(np.median([one.cv for one in rhythms]))
    count = sum(one.count for one in rhythms)
    each = [
        one for kind in ("voluntary", "cramp") for one in reasons(kind, {"cv": middle}, count) if one.measure == "cv"
    ]
    voices = {"voluntary": 1, "cramp": min(len(rhythms), _MOST_VOICES)}
    return [replace(one, weight=max(-_CAP, voices[one.kind] * one.weight)) for one in each]


def _by_repeating(alike: float | None) -> list[DischargeReason]:
    if alike is None or alike < _AGAIN[0] - _AGAIN[1]:
        return []
    weight = -min(_CAP, ((alike - _AGAIN[0]) / _AGAIN[1] + 1) ** 2 / 2)
    text = f"Its course repeats itself ({alike:.0%} alike), as that of many units does not."
    return [DischargeReason(CANNOT_TELL, "repeating", alike, weight, text, "")]


def _by_duration(mixed: list[Train]) -> list[DischargeReason]:
    """Return what short potentials say. That they overlap makes them longer, so long ones say nothing.

    Each shape is heard by its share of the power: the most numerous is often a bag of all that fits no other shape,
    small bits of long potentials, and the mean of those is as short as a fibre's.
    """
    if not mixed:
        return []
    middle = _middle([one.waveform.duration_ms for one in mixed], [_power(one.heights_uv) for one in mixed])
    if middle >= FIBRE_MS:
        return []
    return [
        one
        for kind in ("voluntary", "cramp")
        for one in reasons(kind, {"duration_ms": middle})
        if one.measure == "duration_ms"
    ]


def _by_height(own: list[Train]) -> list[DischargeReason]:
    """Return what heights say: a crowd no higher than endplate noise is that, or units too far away to be judged."""
    if not own:
        return []
    height = _middle([one.waveform.amplitude_uv for one in own], [len(one) for one in own])
    if height >= _FAINT_UV:
        return []
    text = f"Most potentials are {height:.0f} µV high: endplate noise is as high, or the units are far away."
    return [DischargeReason(CANNOT_TELL, "amplitude_uv", height, _NO_PAUSE, text, "")]


def _by_shapes(trains: list[Train], stray: Times, onset: float, offset: float) -> list[DischargeReason]:
    """Return what few shapes say that make up nearly all, none with a motor unit's rhythm: those are fibres."""
    inside = {id(one): int(np.sum((one.times_s >= onset) & (one.times_s <= offset))) for one in trains}
    often = [one for one in trains if inside[id(one)] >= _FEWEST_OF_SHAPE]
    every = int(np.sum((stray >= onset) & (stray <= offset)))
    most = sum(inside[id(one)] for one in often) > _NEARLY_ALL * every
    if not 0 < len(often) < _FEW_SHAPES or not most or _rhythms(often):
        return []
    text = f"Shapes that come again: {len(often)}, none as a motor unit does. A crowd has more, fibres may look alike."
    return [DischargeReason(CANNOT_TELL, "shapes", len(often), _NO_PAUSE, text, "")]


def _power(heights_uv: NDArray[np.floating]) -> float:
    return float(np.sum(heights_uv.astype(np.float64) ** 2))


def _middle(values: list[float], weights: list[float]) -> float:
    """Return the value at which half of the weight is reached."""
    order = np.argsort(values)
    reached = np.cumsum(np.asarray(weights, dtype=np.float64)[order])
    return float(np.asarray(values)[order][np.searchsorted(reached, reached[-1] / 2)])
