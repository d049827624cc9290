"""Potentials of motor units that stand alone: fasciculations, unless other activity accounts for them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.needle.definitions import CANNOT_TELL, DischargeReason, probabilities, reasons
from eutonia.emg.needle.discharge import LONGEST_MS, Discharge, chance_of, kind_of
from eutonia.emg.needle.gathering import DRIVES
from eutonia.emg.sorting.groups import groups_of, huddled, in_step
from eutonia.emg.sorting.trains import Examined, Lone
from eutonia.emg.sorting.waveforms import Waveform

type Times = NDArray[np.float64]

ALONE_S = 0.5  # from voluntary activity or a cramp: nearer, a single potential belongs to it
_SMALL = 0.25  # of the height of a train around it: smaller ones may be what is left of that train
# times the noise; of QRS of 12 to 21 dB it was 1.1 to 3.3 (simulated, unsmoothed at the place of the peak)
_QUICK, _TOO_SLOW = 3.5, -4.0
_SAME_S = 0.006
_CHAIN_S = 0.1  # quicker than the quickest fasciculations: what runs into a drive so is its beginning or its end
_LOCAL_S = 2.0
_BY_CHANCE, _SO_SURE = 3, 4.0  # so few may come together; SD beyond the usual that are no chance (estimate, 3 to 5)
_BURST_S, _LONGEST_BURST_S = 0.3, 0.5  # of a needle that is moved (AANEM glossary: insertion activity)
# Endplate spikes, which are no discharge: those of one fibre, 5 to 50 a second at no rhythm (Partanen and Danner 1982,
# Muscle Nerve 5:S44). Motor units that fasciculate last 12.6 (SD 4.4) ms (de Carvalho and Swash 2013, JNNP 84:963).
_ENDPLATE_MS, _ENDPLATE_FROM_HZ = (5.0, 1.13), (5.0, 1.3)  # as long as one fibre's; the second: as the edges


def fasciculations(examined: Examined, singles: Sequence[Lone], others: Sequence[Discharge]) -> list[Discharge]:
    """Return each single potential of a motor unit that no other activity surrounds; one that may be is "cannot tell".

    ``singles`` in order of time. ``others``: all other discharges of the channel.
    """
    alone = _each_once(_undriven(_unaccounted(singles, others), others))
    return [
        _fasciculation(one, one.waveform, company)
        for one, company in zip(alone, _companies(alone, others, examined), strict=True)
        if one.waveform is not None
    ]


@dataclass(frozen=True, slots=True)
class _Company:
    """What the other potentials say of one: how many a second there are in all, around it, and of its own unit.

    ``quick``: how many times the noise its quickest part stands high in the mean of its unit.
    """

    rate_hz: float
    dense_hz: float
    own_hz: float
    grouped: bool
    quick: float


def _companies(alone: list[Lone], others: Sequence[Discharge], examined: Examined) -> list[_Company]:
    times = np.array([one.time_s for one in alone])
    rate = len(alone) / max(examined.seconds, 1e-9)
    beside = np.sort(np.concatenate([times, _of_bursts(others)]))
    dense = np.maximum(_local_rate(times, examined.seconds), _burst_rate(times, beside, rate))
    together = len(times) > 2 and (groups_of(times) is not None or in_step(times))
    grouped = together or huddled(times, max(examined.seconds, 1e-9))
    units = Counter(id(one.waveform) for one in alone)
    noise = max(examined.noise_uv, 1e-9)
    return [
        _Company(rate, max(rate, local), own, grouped, one.height_uv / noise * math.sqrt(units[id(one.waveform)]))
        for one, local, own in zip(alone, dense.tolist(), _own_rates(alone, examined.seconds), strict=True)
    ]


def _each_once(alone: list[Lone]) -> list[Lone]:
    """Return the potentials that can be muscle, without those that peak inside a higher one, as parts of it do."""
    kept: list[tuple[float, float, Lone]] = []
    marked = [(one, one.waveform) for one in alone if one.waveform and one.waveform.duration_ms <= LONGEST_MS]
    for one, wave in sorted(marked, key=lambda pair: -pair[1].amplitude_uv):
        onset, top, offset = _marks(one, wave)
        if not any(begin <= top <= end for begin, end, _ in kept):
            kept.append((onset, offset, one))
    return sorted((one for _, _, one in kept), key=lambda one: one.time_s)


def _marks(one: Lone, wave: Waveform) -> tuple[float, float, float]:
    """Return when a potential begins, is highest and ends: units are sorted by their quickest part, not the highest."""
    top = wave.onset + int(np.argmax(np.abs(wave.inside)))
    start_s = one.time_s - wave.peak / wave.rate_hz
    return max(start_s + wave.onset_s, 0.0), start_s + top / wave.rate_hz, start_s + wave.offset_s


def _unaccounted(singles: Sequence[Lone], others: Sequence[Discharge]) -> list[Lone]:
    """Return the potentials that are neither those of another discharge nor what is left of a larger train."""
    trains = [(one.onset_s, one.offset_s, one.amplitude_uv or 0.0) for one in others if one.kind != "fasciculation"]
    taken = np.sort(np.array([time for one in others for time in one.times_s]))
    return [
        one
        for one in singles
        if not _near(one.time_s, taken, _SAME_S) and one.height_uv > _SMALL * _height_around(one.time_s, trains)
    ]


def _undriven(alone: list[Lone], others: Sequence[Discharge]) -> list[Lone]:
    """Return the potentials that neither lie beside a contraction or cramp nor run into one without a pause."""
    bounds = [[one.onset_s - ALONE_S, one.offset_s + ALONE_S] for one in others if one.kind in DRIVES]
    for bound in bounds:
        for one in reversed(alone):
            if bound[0] - _CHAIN_S <= one.time_s < bound[0]:
                bound[0] = one.time_s
        for one in alone:
            if bound[1] < one.time_s <= bound[1] + _CHAIN_S:
                bound[1] = one.time_s
    return [one for one in alone if not any(low <= one.time_s <= high for low, high in bounds)]


def _of_bursts(others: Sequence[Discharge]) -> Times:
    """Return the potentials of short bursts that could not be told: beside them single ones are part of the burst."""
    bursts = (one for one in others if one.kind == CANNOT_TELL and one.offset_s - one.onset_s <= _LONGEST_BURST_S)
    return np.array([time for one in bursts for time in one.times_s], np.float64)


def _local_rate(times: Times, seconds: float) -> Times:
    """Return how many others there are a second within a second of each."""
    span = min(_LOCAL_S, max(seconds, 1e-9))
    others = np.searchsorted(times, times + span / 2, "right") - np.searchsorted(times, times - span / 2) - 1
    return np.asarray(np.where(others >= _BY_CHANCE, others / span, 0.0), np.float64)


def _burst_rate(times: Times, every: Times, rate: float) -> Times:
    """Return how many of ``every`` a second a burst has that each is part of, before, around or after it; 0 if none.

    A burst holds more than come together by chance at this rate.
    """
    counts = [
        np.searchsorted(every, times + after, "right") - np.searchsorted(every, times + after - _BURST_S)
        for after in (0.0, _BURST_S / 2, _BURST_S)
    ]
    inside, usual = np.max(counts, axis=0), rate * _BURST_S
    chance = max(_BY_CHANCE, usual + _SO_SURE * usual**0.5)
    return np.asarray(np.where(inside > chance, inside / _BURST_S, 0.0), np.float64)


def _fasciculation(one: Lone, wave: Waveform, company: _Company) -> Discharge:
    measures = {
        "duration_ms": wave.duration_ms,
        "mean_hz": company.dense_hz,
        "cv": 1.0,
        "slow": wave.slowness,
        "pulse": wave.pulse,
        "grouped": float(company.grouped),
        "missed": one.missed,
    }
    why = reasons("fasciculation", measures, most={"duration_ms": wave.longest_ms}) + _by_quickness(company.quick)
    weight = sum(reason.weight for reason in why)
    chances = probabilities({"fasciculation": weight}, _endplate(wave.shortest_ms, company.own_hz))
    kind = kind_of(chances)
    onset, top, offset = _marks(one, wave)
    return Discharge(
        kind,
        chance_of(kind, chances),
        round(onset, 6),
        round(offset, 6),
        (round(top, 6),),
        1,
        round(company.rate_hz, 4),
        None,
        round(wave.duration_ms, 3),
        round(wave.amplitude_uv, 2),
        wave.phases,
        wave.turns,
        {name: round(value, 4) for name, value in chances.items()},
        tuple(why),
    )


def _by_quickness(quick: float) -> list[DischargeReason]:
    """Return what it says that nothing quick stands out of the noise: so a wave from far away looks, as the heart's."""
    if quick >= _QUICK:
        return []
    text = f"What is quick in it stands {quick:.2g} times the noise high: too little to tell it from a far, slow wave."
    return [DischargeReason("fasciculation", "quick", quick, _TOO_SLOW, text, "")]


def _own_rates(alone: Sequence[Lone], seconds: float) -> list[float]:
    """Return for each potential how many of its own unit there mostly are a second around one; 0 if of none or rare.

    It is asked of the unit: by chance some of its potentials have more company than others.
    """
    units: dict[int, list[float]] = {}
    for one in alone:
        units.setdefault(id(one.waveform), []).append(one.time_s)
    usual = {unit: float(np.median(_local_rate(np.array(times), seconds))) for unit, times in units.items()}
    return [usual[id(one.waveform)] for one in alone]


def _endplate(duration_ms: float, dense_hz: float) -> float:
    """Return how well endplate spikes, of one fibre that fires so often, would account for a potential (0: fully)."""
    longer = max(0.0, math.log(max(duration_ms, 1e-3) / _ENDPLATE_MS[0]) / math.log(_ENDPLATE_MS[1]))
    rarer = max(0.0, math.log(_ENDPLATE_FROM_HZ[0] / max(dense_hz, 1e-3)) / math.log(_ENDPLATE_FROM_HZ[1]))
    return -(longer**2 + rarer**2) / 2


def _height_around(time_s: float, trains: list[tuple[float, float, float]]) -> float:
    """Return the height of the largest train around a moment."""
    return max((tall for onset, offset, tall in trains if onset - 0.25 <= time_s <= offset + 0.25), default=0.0)


def _near(time_s: float, times: Times, within_s: float) -> bool:
    place = int(np.searchsorted(times, time_s))
    return any(abs(times[k] - time_s) <= within_s for k in (place - 1, place) if 0 <= k < len(times))
