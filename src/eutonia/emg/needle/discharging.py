"""Which discharges a needle recording holds: their kind with its probability, their rate, regularity, shape, and why.

Each train is held against the published definitions (`data/discharges.toml`); what fits none, or two alike, is
"cannot tell". Where so many units fire that they cannot be taken apart, the crowd as a whole is judged (`crowds.py`).
Single potentials of motor units outside any other activity are fasciculations. Nothing was fitted to a simulator.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.needle.crowds import RESTLESS, Crowd, crowds_of
from eutonia.emg.needle.definitions import CANNOT_TELL, NONE, DischargeReason, definitions, probabilities, reasons
from eutonia.emg.needle.discharge import FIBRE_MS, LONGEST_MS, Discharge, chance_of, kind_of
from eutonia.emg.needle.gathering import absorbed, merged
from eutonia.emg.needle.single_potentials import ALONE_S, fasciculations
from eutonia.emg.recording import Channel, Recording, emg_channels
from eutonia.emg.sorting.rhythm import Rhythm, rhythm_of, runs_of
from eutonia.emg.sorting.trains import Examined, Lone, Train, examine
from eutonia.emg.sorting.waveforms import Waveform
from eutonia.emg.speed import side_by_side

type Times = NDArray[np.float64]

LEAST_RATE_HZ = 4000.0
_SURE_CROWD = 0.8  # of a crowd little more than one measure is known
_FEWEST = 5  # potentials of a train that can be judged
_IRREGULAR = 0.45
_NO_RHYTHM = 0.99  # what `rhythm_of` gives where hardly two neighbouring intervals are alike
_FASTEST_SINGLE_HZ = 12.0
_SLOWEST_WILLED_HZ = 4.0
_GOES_ON_S = 1.0
# a pacemaker is set to 50 to 130 a minute, and is as even as a quartz; where it waits for the heart it is less so
_PACEMAKER_HZ, _PACEMAKER_CV, _PACEMAKER_EDGE = (0.83, 2.17), 0.012, 0.2  # estimates; the last on a logarithmic scale
_SLOW_EDGE, _LIKELY_PACEMAKER = 0.25, -1.0
_FIBRE_CV = 0.14  # fibres fire evenly
_HIDES_ALL_UV = 50.0  # the largest fibrillations have 300 µV, and what is looked at stands out of the noise six times


def discharges(recording: Recording) -> list[list[Discharge]]:
    """Return the discharges of each EMG channel in order of time; at least one, of the kind "none", where nothing is.

    Needle EMG with at least 4000 samples a second can be judged; a slower channel is "cannot tell". Raises EmgError
    where a unit is not known.
    """
    return side_by_side(channel_discharges, emg_channels(recording))


def channel_discharges(channel: Channel) -> list[Discharge]:
    """Return the discharges of one channel."""
    if channel.rate_hz < LEAST_RATE_HZ:
        why = f"{channel.rate_hz:g} samples a second are too few to tell shapes; {LEAST_RATE_HZ:g} are needed."
        return [_nothing(CANNOT_TELL, channel.duration_s, 1.0, why)]
    return judged(channel, examine(channel))


def judged(channel: Channel, examined: Examined) -> list[Discharge]:
    """Return the discharges of a channel that was taken apart."""
    crowds = crowds_of(channel, examined)
    pieces, singles = _pieces(examined, crowds)
    found = [_judge(piece, _units_beside(piece, pieces)) for piece in pieces]
    found += [_crowd(crowd) for crowd in crowds]
    found = absorbed(merged(found))
    found += fasciculations(examined, singles, found)
    if not found and examined.restless > RESTLESS:
        text = f"Power changes more than that of noise in {examined.restless:.0%} of the time: activity throughout?"
        return [_nothing(CANNOT_TELL, examined.seconds, 1.0, text)]
    if not found and examined.noise_uv > _HIDES_ALL_UV:
        text = f"A noise of {examined.noise_uv:.2g} µV hides even large fibrillations (300 µV)."
        return [_nothing(CANNOT_TELL, examined.seconds, 1.0, text)]
    if not found:
        quiet = f"Nothing stands out of a noise of {examined.noise_uv:.2g} µV."
        return [_nothing(NONE, examined.seconds, 0.95 if examined.seconds >= 1 else 0.5, quiet)]
    return sorted(found, key=lambda one: (one.onset_s, one.kind))


def _nothing(kind: str, seconds: float, probability: float, why: str) -> Discharge:
    reason = DischargeReason(kind, "", 0.0, 0.0, why, "")
    chances = (
        {kind: probability} if kind == CANNOT_TELL else {kind: probability, CANNOT_TELL: round(1 - probability, 4)}
    )
    return Discharge(
        kind, probability, 0.0, round(seconds, 6), (), 0, None, None, None, None, None, None, chances, (reason,)
    )


# ---- trains ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Piece:
    """A train or one run of it, with its rhythm."""

    times_s: Times
    waveform: Waveform
    rhythm: Rhythm
    breaks_hz: float  # how often its train pauses and goes on
    missed: float  # share of its potentials that are lost in the noise


def _pieces(examined: Examined, crowds: list[Crowd]) -> tuple[list[Piece], list[Lone]]:
    """Return the trains and runs to be judged one by one, and the potentials that stand alone."""
    pieces: list[Piece] = []
    singles = list(examined.lone)
    for train in [*examined.trains, *examined.quick]:
        if any(id(train) in crowd.trains for crowd in crowds):
            continue
        rhythm = rhythm_of(train.times_s, train.heights_uv)
        if rhythm.groups is not None or rhythm.cv >= _IRREGULAR:
            chunks = [slice(0, len(train))]
        else:
            chunks = _judgeable(runs_of(train.times_s), rhythm, train)
        for chunk in chunks:
            times, heights = train.times_s[chunk], train.heights_uv[chunk]
            own = rhythm if len(chunks) == 1 else rhythm_of(times, heights)
            if len(times) < _FEWEST or (own.groups is None and _one_by_one(own, train.waveform)):
                singles += [
                    Lone(float(t), float(h), train.waveform, train.missed) for t, h in zip(times, heights, strict=True)
                ]
            else:
                pieces.append(Piece(times, train.waveform, own, _breaks_hz(train.times_s), train.missed))
    singles = [one for one in singles if not _inside(one.time_s, crowds, ALONE_S)]
    return pieces, sorted(singles, key=lambda one: one.time_s)


def _breaks_hz(times_s: Times) -> float:
    """Return how often a second a train pauses for several intervals, and goes on within a second."""
    runs = runs_of(times_s)
    gaps = [float(times_s[after.start] - times_s[before.stop - 1]) for before, after in pairwise(runs)]
    return sum(gap < _GOES_ON_S for gap in gaps) / max(float(times_s[-1] - times_s[0]), 1.0)


def _judgeable(runs: list[slice], rhythm: Rhythm, train: Train) -> list[slice]:
    """Return the runs without a few potentials here and there of a unit that elsewhere fires at a rhythm.

    They are that rhythm where more of it was missed, and no single potentials. Where all runs are so short, the train
    is judged as a whole.
    """
    if _one_by_one(rhythm, train.waveform) or len(train) < _FEWEST:
        return runs
    long = [run for run in runs if run.stop - run.start >= _FEWEST]
    return long or [slice(0, len(train))]


def _one_by_one(rhythm: Rhythm, wave: Waveform) -> bool:
    """True where potentials are judged singly: they come at no rhythm, or more slowly than units can be willed to."""
    slow = rhythm.mean_rate_hz < _SLOWEST_WILLED_HZ and rhythm.cv > _FIBRE_CV and wave.duration_ms > FIBRE_MS
    return slow or (rhythm.cv >= _IRREGULAR and rhythm.mean_rate_hz <= _FASTEST_SINGLE_HZ)


def _inside(time_s: float, crowds: list[Crowd], margin_s: float = 0.0) -> bool:
    return any(crowd.onset_s - margin_s <= time_s <= crowd.offset_s + margin_s for crowd in crowds)


def _units_beside(piece: Piece, pieces: list[Piece]) -> int:
    """Return how many motor units fire for most of the time in which this one does, itself included."""
    begin, end = float(piece.times_s[0]), float(piece.times_s[-1])

    def shared(other: Piece) -> float:
        return min(end, float(other.times_s[-1])) - max(begin, float(other.times_s[0]))

    half = 0.5 * (end - begin)
    return 1 + sum(
        other is not piece and other.waveform.duration_ms > FIBRE_MS and shared(other) > half for other in pieces
    )


def measures_of(wave: Waveform, rhythm: Rhythm, units: int = 1) -> dict[str, float]:
    """Return the measures that the definitions speak of."""
    found = {
        "duration_ms": wave.duration_ms,
        "amplitude_uv": wave.amplitude_uv,
        "seen_ms": wave.seen_ms,
        "whole_ms": wave.whole_ms,
        "turns": float(wave.whole_turns),
        "slow": wave.slowness,
        "pulse": wave.pulse,
        "hidden_low": wave.hidden_low,
        "rate_hz": rhythm.rate_hz,
        "mean_hz": rhythm.mean_rate_hz,
        "cv": rhythm.cv,
        "rate_change": rhythm.rate_change,
        "height_change": rhythm.height_change,
        "fall": rhythm.fall,
        "run_s": rhythm.longest_run_s,
        "units": float(units),
        "grouped": float(rhythm.groups is not None),
    }
    if rhythm.groups is not None:
        found["group_hz"] = rhythm.groups.rate_hz
        found["group_size"] = rhythm.groups.size
        found["group_every_s"] = rhythm.groups.every_s
    return found


def _judge(piece: Piece, units: int) -> Discharge:
    measures = {
        **measures_of(piece.waveform, piece.rhythm, units),
        "breaks_hz": piece.breaks_hz,
        "missed": piece.missed,
    }
    if piece.waveform.duration_ms > LONGEST_MS or _without_rhythm(piece.rhythm):
        every: dict[str, list[DischargeReason]] = {}
    else:
        kinds = [kind for kind in definitions()[0] if kind != "fasciculation"]  # judged singly, never as a train
        every = {kind: reasons(kind, measures, piece.rhythm.count) for kind in kinds}
    paced = as_a_pacemaker(measures)
    chances = probabilities({kind: sum(one.weight for one in why) for kind, why in every.items()}, paced)
    kind = kind_of(chances)
    likely = sorted((k for k in chances if k != CANNOT_TELL), key=lambda k: -chances[k])[
        : 2 if kind == CANNOT_TELL else 1
    ]
    why = [reason for one in likely for reason in sorted(every[one], key=lambda r: r.weight)]
    if piece.waveform.duration_ms > LONGEST_MS:
        text = f"Potentials of {piece.waveform.duration_ms:.0f} ms are too long for muscle: the heart, or movement?"
        why = [DischargeReason(CANNOT_TELL, "duration_ms", piece.waveform.duration_ms, 0.0, text, "")]
    elif kind == CANNOT_TELL and paced > _LIKELY_PACEMAKER:
        text = f"As even as a pacemaker, and as often ({piece.rhythm.rate_hz:.2g} a second): has the person one?"
        why.append(DischargeReason(CANNOT_TELL, "rate_hz", piece.rhythm.rate_hz, 0.0, text, ""))
    elif not every:
        text = "They come at no rhythm, and too often to be single ones: those of several units, or chance."
        why = [DischargeReason(CANNOT_TELL, "cv", piece.rhythm.cv, 0.0, text, "")]
    return Discharge(
        kind,
        chance_of(kind, chances),
        round(float(piece.times_s[0]), 6),
        round(float(piece.times_s[-1]), 6),
        tuple(np.round(piece.times_s, 6).tolist()),
        1,
        round(piece.rhythm.rate_hz, 3),
        round(piece.rhythm.cv, 5),
        round(piece.waveform.duration_ms, 3),
        round(piece.waveform.amplitude_uv, 2),
        piece.waveform.phases,
        piece.waveform.turns,
        {name: round(value, 4) for name, value in chances.items() if value >= 0.0005},
        tuple(why),
    )


def as_a_pacemaker(measures: Mapping[str, float]) -> float:
    """Return how well a pacemaker would account for a train (0: fully): even, 50 to 130 a minute, no low wave."""
    slower, quicker = (math.log(one / max(measures["rate_hz"], 1e-9)) for one in _PACEMAKER_HZ)
    off = max(slower, -quicker, 0.0) / _PACEMAKER_EDGE
    uneven = max(0.0, math.log(max(measures["cv"], 1e-9) / _PACEMAKER_CV)) / _PACEMAKER_EDGE
    low = measures["slow"] / _SLOW_EDGE
    return -(off**2 + uneven**2 + low**2) / 2


def _without_rhythm(rhythm: Rhythm) -> bool:
    """True where a train is no single unit: its intervals are neither alike nor in groups."""
    return rhythm.groups is None and rhythm.cv >= _NO_RHYTHM


def _crowd(crowd: Crowd) -> Discharge:
    kind = kind_of(crowd.chances, _SURE_CROWD)
    return Discharge(
        kind,
        chance_of(kind, crowd.chances),
        round(crowd.onset_s, 6),
        round(crowd.offset_s, 6),
        tuple(np.round(crowd.times_s, 6).tolist()),
        crowd.units,
        crowd.rate_hz,
        None,
        None,
        None,
        None,
        None,
        {name: round(value, 4) for name, value in crowd.chances.items()},
        crowd.why,
    )
