"""Which discharges a needle recording holds: their kind with its probability, their rate, regularity, shape, and why.

Each train is held against the published definitions (`data/discharges.toml`); what fits none, or two alike, is
"cannot tell". Where so many units fire that they cannot be taken apart, the crowd as a whole is judged (`crowds.py`).
Single potentials of motor units outside any other activity are fasciculations. Nothing was fitted to a simulator.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.crowds import Crowd, crowds_of
from eutonia.emg.definitions import (
    CANNOT_TELL,
    NONE,
    DischargeReason,
    definitions,
    probabilities,
    reasons,
)
from eutonia.emg.recording import Channel, Recording
from eutonia.emg.rhythm import Rhythm, rhythm_of, runs_of
from eutonia.emg.speed import side_by_side
from eutonia.emg.trains import Examined, Lone, examine
from eutonia.emg.waveforms import Waveform

type Times = NDArray[np.float64]

LEAST_RATE_HZ = 4000.0
SURE = 0.6  # below it the kind is "cannot tell"
_FEWEST = 5  # potentials of a train that can be judged
_ALONE_S = 0.5  # from voluntary activity or a cramp: nearer, a single potential belongs to it
_SMALL = 0.25  # of the height of a train around it: smaller ones may be what is left of that train
_LONGEST_MS = 40.0  # no potential of muscle lasts longer
_IRREGULAR = 0.45
_FASTEST_SINGLE_HZ = 12.0
_SLOWEST_WILLED_HZ = 4.0
_FIBRE_CV, _FIBRE_MS = 0.14, 4.5  # fibres fire evenly, and their potentials are shorter


@dataclass(frozen=True, slots=True)
class Discharge:
    """A discharge: one fasciculation, or a train or crowd of another kind.

    ``times_s``: each potential that was told apart. ``rate_hz``: inside a run; of all fasciculations, for one of
    them. ``cv``: coefficient of variation of intervals. Shape: mean ``duration_ms``, ``amplitude_uv``, ``phases``,
    ``turns``; not known (None) for a crowd. ``why``: what speaks for and against the kind.
    """

    kind: str
    probability: float
    onset_s: float
    offset_s: float
    times_s: tuple[float, ...]
    units: int
    rate_hz: float | None
    cv: float | None
    duration_ms: float | None
    amplitude_uv: float | None
    phases: int | None
    turns: int | None
    probabilities: dict[str, float]
    why: tuple[DischargeReason, ...]


def discharges(recording: Recording) -> list[list[Discharge]]:
    """Return the discharges of each EMG channel in order of time; at least one, of the kind "none", where nothing is.

    Needle EMG with at least 4000 samples a second can be judged; a slower channel is "cannot tell". Raises EmgError
    where a unit is not known.
    """
    return side_by_side(channel_discharges, recording.emg_channels())


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
    found = [_judge(piece) for piece in pieces]
    found += [_crowd(crowd) for crowd in crowds]
    found = _absorbed(_merged(found))
    found += _fasciculations(examined, singles, found)
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


def _pieces(examined: Examined, crowds: list[Crowd]) -> tuple[list[Piece], list[Lone]]:
    """Return the trains and runs to be judged one by one, and the potentials that stand alone."""
    pieces: list[Piece] = []
    singles = list(examined.lone)
    for train in examined.trains:
        if any(index in crowd.trains for crowd in crowds for index in (id(train),)):
            continue
        rhythm = rhythm_of(train.times_s, train.heights_uv)
        if rhythm.groups is not None or rhythm.cv >= _IRREGULAR:
            chunks = [slice(0, len(train))]
        else:
            chunks = runs_of(train.times_s)
        for chunk in chunks:
            times, heights = train.times_s[chunk], train.heights_uv[chunk]
            own = rhythm if len(chunks) == 1 else rhythm_of(times, heights)
            if len(times) < _FEWEST or (own.groups is None and _one_by_one(own, train.waveform)):
                singles += [Lone(float(t), float(h), train.waveform) for t, h in zip(times, heights, strict=True)]
            else:
                pieces.append(Piece(times, train.waveform, own))
    singles = [one for one in singles if not _inside(one.time_s, crowds, _ALONE_S)]
    return pieces, sorted(singles, key=lambda one: one.time_s)


def _one_by_one(rhythm: Rhythm, wave: Waveform) -> bool:
    """True where potentials are judged singly: they come at no rhythm, or more slowly than units can be willed to."""
    slow = rhythm.mean_rate_hz < _SLOWEST_WILLED_HZ and rhythm.cv > _FIBRE_CV and wave.duration_ms > _FIBRE_MS
    return slow or (rhythm.cv >= _IRREGULAR and rhythm.mean_rate_hz <= _FASTEST_SINGLE_HZ)


def _inside(time_s: float, crowds: list[Crowd], margin_s: float = 0.0) -> bool:
    return any(crowd.onset_s - margin_s <= time_s <= crowd.offset_s + margin_s for crowd in crowds)


def measures_of(wave: Waveform, rhythm: Rhythm) -> dict[str, float]:
    """Return the measures that the definitions speak of."""
    found = {
        "duration_ms": wave.duration_ms,
        "amplitude_uv": wave.amplitude_uv,
        "whole_ms": wave.whole_ms,
        "turns": float(wave.whole_turns),
        "slow": wave.slowness,
        "rate_hz": rhythm.rate_hz,
        "mean_hz": rhythm.mean_rate_hz,
        "cv": rhythm.cv,
        "rate_change": rhythm.rate_change,
        "height_change": rhythm.height_change,
        "fall": rhythm.fall,
        "run_s": rhythm.longest_run_s,
        "units": 1.0,
        "grouped": float(rhythm.groups is not None),
    }
    if rhythm.groups is not None:
        found["group_hz"] = rhythm.groups.rate_hz
        found["group_size"] = rhythm.groups.size
        found["group_every_s"] = rhythm.groups.every_s
    return found


def _judge(piece: Piece) -> Discharge:
    measures = measures_of(piece.waveform, piece.rhythm)
    if piece.waveform.duration_ms > _LONGEST_MS:
        every: dict[str, list[DischargeReason]] = {}
    else:
        every = {kind: reasons(kind, measures, piece.rhythm.count) for kind in definitions()[0]}
    chances = probabilities({kind: sum(one.weight for one in why) for kind, why in every.items()})
    best = max(chances, key=lambda kind: chances[kind])
    kind = best if chances[best] >= SURE else CANNOT_TELL
    likely = sorted((k for k in chances if k != CANNOT_TELL), key=lambda k: -chances[k])[: 1 if kind == best else 2]
    why = [reason for one in likely for reason in sorted(every[one], key=lambda r: r.weight)]
    if not every:
        text = f"Potentials of {piece.waveform.duration_ms:.0f} ms are too long for muscle: the heart, or movement?"
        why = [DischargeReason(CANNOT_TELL, "duration_ms", piece.waveform.duration_ms, 0.0, text, "")]
    return Discharge(
        kind,
        _chance(kind, chances),
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


def _chance(kind: str, chances: dict[str, float]) -> float:
    """Return the probability of a kind; of "cannot tell": that the likeliest kind is wrong."""
    if kind == CANNOT_TELL:
        return round(1 - max((value for name, value in chances.items() if name != CANNOT_TELL), default=0.0), 4)
    return round(chances[kind], 4)


def _crowd(crowd: Crowd) -> Discharge:
    best = max(crowd.chances, key=lambda kind: crowd.chances[kind])
    kind = best if crowd.chances[best] >= SURE else CANNOT_TELL
    return Discharge(
        kind,
        _chance(kind, crowd.chances),
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


# ---- the whole -------------------------------------------------------------------------------------------------------


def _merged(found: list[Discharge]) -> list[Discharge]:
    """Return the discharges, units that follow one drive at one time taken together."""
    kept = [one for one in found if one.kind not in ("voluntary", "cramp")]
    for kind in ("voluntary", "cramp"):
        waiting: list[Discharge] = []
        for one in sorted((d for d in found if d.kind == kind), key=lambda d: d.onset_s):
            if waiting and one.onset_s <= max(w.offset_s for w in waiting) + 1.0:
                waiting.append(one)
            else:
                kept += _together(waiting)
                waiting = [one]
        kept += _together(waiting)
    return kept


def _absorbed(found: list[Discharge]) -> list[Discharge]:
    """Return the discharges without trains of motor units that could not be told, where others are willed or cramp.

    A unit that was found only in part looks grouped or irregular; beside a contraction it belongs to that.
    """
    drives = [one for one in found if one.kind in ("voluntary", "cramp")]
    kept = []
    for one in found:
        vague = one.kind in (CANNOT_TELL, "myokymic") and (one.duration_ms is None or one.duration_ms > _FIBRE_MS)
        inside = any(
            drive.onset_s - 1 <= one.onset_s
            and one.offset_s <= drive.offset_s + 1
            and len(drive.times_s) >= len(one.times_s)
            for drive in drives
        )
        if not (vague and inside):
            kept.append(one)
    return kept


def _together(parts: list[Discharge]) -> list[Discharge]:
    if len(parts) < 2:
        return parts
    longest = max(parts, key=lambda one: len(one.times_s))
    times = tuple(sorted({time for one in parts for time in one.times_s}))

    def middle(name: str) -> float | None:
        known = [value for one in parts if (value := getattr(one, name)) is not None]
        return round(float(np.median(known)), 4) if known else None

    return [
        Discharge(
            longest.kind,
            max(one.probability for one in parts),
            parts[0].onset_s,
            max(one.offset_s for one in parts),
            times,
            sum(one.units for one in parts),
            middle("rate_hz"),
            middle("cv"),
            middle("duration_ms"),
            middle("amplitude_uv"),
            longest.phases,
            longest.turns,
            longest.probabilities,
            longest.why,
        )
    ]


def _fasciculations(examined: Examined, singles: list[Lone], others: list[Discharge]) -> list[Discharge]:
    """Return each single potential of a motor unit that no other activity surrounds."""
    drives = [one for one in others if one.kind in ("voluntary", "cramp")]
    trains = [(one.onset_s, one.offset_s, one.amplitude_uv or 0.0) for one in others if one.kind != "fasciculation"]
    taken = np.sort(np.array([time for one in others for time in one.times_s]))
    alone = [
        one
        for one in singles
        if not any(d.onset_s - _ALONE_S <= one.time_s <= d.offset_s + _ALONE_S for d in drives)
        and not _near(one.time_s, taken, 0.006)
        and one.height_uv > _SMALL * _height_around(one.time_s, trains)
    ]
    found = []
    rate = len(alone) / max(examined.seconds, 1e-9)
    for one in alone:
        wave = one.waveform
        if wave is None or wave.duration_ms > _LONGEST_MS:
            continue
        measures = {"duration_ms": wave.duration_ms, "mean_hz": rate, "cv": 1.0, "grouped": 0.0}
        why = reasons("fasciculation", measures)
        chances = probabilities({"fasciculation": sum(reason.weight for reason in why)})
        kind = "fasciculation" if chances["fasciculation"] >= SURE else CANNOT_TELL
        onset = one.time_s + wave.onset_s - wave.peak / wave.rate_hz
        offset = one.time_s + wave.offset_s - wave.peak / wave.rate_hz
        found.append(
            Discharge(
                kind,
                _chance(kind, chances),
                round(max(onset, 0.0), 6),
                round(offset, 6),
                (round(one.time_s, 6),),
                1,
                round(rate, 4),
                None,
                round(wave.duration_ms, 3),
                round(wave.amplitude_uv, 2),
                wave.phases,
                wave.turns,
                {name: round(value, 4) for name, value in chances.items()},
                tuple(why),
            )
        )
    return found


def _height_around(time_s: float, trains: list[tuple[float, float, float]]) -> float:
    """Return the height of the largest train around a moment."""
    return max((tall for onset, offset, tall in trains if onset - 0.25 <= time_s <= offset + 0.25), default=0.0)


def _near(time_s: float, times: Times, within_s: float) -> bool:
    place = int(np.searchsorted(times, time_s))
    return any(abs(times[k] - time_s) <= within_s for k in (place - 1, place) if 0 <= k < len(times))
