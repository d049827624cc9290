"""The type of a spasm on surface EMG, after the five types of Thomas, Dididze, Martinez and Morris 2014.

unit: the potentials of one or few motor units, each standing apart. myoclonus: one short contraction. clonus: short
contractions one after the other, three to eight a second. tonic: sustained activity. mixed: clonus and sustained
activity in one spasm. Raters agree in 89 %; the numbers below make their words exact and are estimates but for the
range of clonus and the length of myoclonus.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eutonia.emg.recording import Channel, Recording, emg_channels
from eutonia.emg.speed import side_by_side
from eutonia.emg.surface.bursting import Burst, channel_bursts
from eutonia.emg.surface.contracting import (
    EvenRun,
    Places,
    active_stretches,
    contractions,
    envelope_of,
    extended,
    rest_near,
    rhythm,
)
from eutonia.emg.surface.single_units import Train, trains
from eutonia.emg.surface.surfaces import ROW_HZ, Row, cleaned_row

KINDS = ("unit", "tonic", "clonus", "myoclonus", "mixed", "cannot tell")
JOIN_S = 0.5  # bursts nearer than this are one spasm: less than that is between two contractions of the slowest clonus
MYOCLONUS_S = 0.1
CLONUS_HZ = (3.0, 8.0)
_SOFT_HZ = (2.95, 8.05)  # what is said with one decimal is within the range
_WIDE_HZ = (2.0, 16.0)
_CHANCE = 0.02  # a rhythm that intervals without one have no more often; estimate, 0.01 to 0.05
_PERHAPS = 0.1  # … and where it may be either; estimate, 0.05 to 0.2
_FILLED = 0.75  # of its time sustained activity is active
_SUSTAINED_S = 0.5  # activity without a pause, longer than any interval of clonus
_AROUND = 20  # samples to either side of a spasm
_AT_MOST_S = 2 * JOIN_S  # from a train to where a group is looked for that may be near it
_BEYOND_S = 0.1  # a burst reaches so far beyond the last potential of a train


@dataclass(frozen=True, slots=True)
class Spasm:
    """A spasm: bursts less than half a second apart, or a train of single potentials, and its type.

    ``contractions``: how many stand apart in it: of clonus and mixed those in rhythm, of a unit its potentials, of
    others the stretches of activity between silence. ``rate_hz``: how many a second, where they are regular.
    ``bursts``: none where potentials are too small to be bursts. `bursts` joins activity over pauses under 60 ms, and,
    the stronger the likelier, over some of 0.15 to 0.3 s: silence inside a burst is judged here again, from the
    envelope. ``why``: in a sentence. Whether activity was willed cannot be seen: a voluntary contraction looks like a
    tonic spasm. A tremor of 3 to 8 Hz looks like clonus.
    """

    kind: str
    onset_s: float
    offset_s: float
    contractions: int
    rate_hz: float | None
    bursts: tuple[Burst, ...]
    why: str

    @property
    def duration_s(self) -> float:
        """How long it lasted."""
        return self.offset_s - self.onset_s


def spasms(recording: Recording) -> list[list[Spasm]]:
    """Return the spasms of each EMG channel in order of time. Raises EmgError where a unit is not known."""
    return side_by_side(channel_spasms, emg_channels(recording))


def channel_spasms(channel: Channel) -> list[Spasm]:
    """Return the spasms of one channel."""
    return spasms_of(channel_bursts(channel), cleaned_row(channel))


def spasms_of(bursts: Sequence[Burst], row: Row) -> list[Spasm]:
    """Return the spasms that bursts and trains of potentials form; ``row``: the cleaned channel at 1000 Hz."""
    groups, found = _groups(bursts), []
    for train in trains(bursts, row):
        begin = bisect_left(groups, train.onset_s - _AT_MOST_S, key=lambda group: group[-1].offset_s)
        end = bisect_right(groups, train.offset_s + _AT_MOST_S, key=lambda group: group[0].onset_s)
        inside = [group for group in groups[begin:end] if _near(group, train)]  # one after the other
        if all(_within(group, train) for group in inside):
            if inside:
                first = groups.index(inside[0], begin)
                del groups[first : first + len(inside)]
            found.append(_unit(train, [burst for group in inside for burst in group]))
    found += [_typed(group, row, rest_near(row, bursts, group[0].onset_s, group[-1].offset_s)) for group in groups]
    return sorted(found, key=lambda spasm: spasm.onset_s)


def _near(group: list[Burst], train: Train) -> bool:
    return group[0].onset_s - train.offset_s < JOIN_S and train.onset_s - group[-1].offset_s < JOIN_S


def _within(group: list[Burst], train: Train) -> bool:
    return group[0].onset_s >= train.onset_s - _BEYOND_S and group[-1].offset_s <= train.offset_s + _BEYOND_S


def _unit(train: Train, bursts: list[Burst]) -> Spasm:
    shapes = "one shape" if train.shapes == 1 else "one or few shapes"
    why = f"{len(train.times_s)} potentials of {shapes}, {train.rate_hz:.1f} a second, each standing apart."
    rate = round(train.rate_hz, 3)
    return Spasm("unit", train.onset_s, train.offset_s, len(train.times_s), rate, tuple(bursts), why)


def _groups(bursts: Sequence[Burst]) -> list[list[Burst]]:
    groups: list[list[Burst]] = []
    for burst in bursts:
        if groups and burst.onset_s - groups[-1][-1].offset_s < JOIN_S:
            groups[-1].append(burst)
        else:
            groups.append([burst])
    return groups


def _typed(group: list[Burst], row: Row, rest: float | None) -> Spasm:
    onset, offset = group[0].onset_s, group[-1].offset_s
    first = max(0, round(onset * ROW_HZ) - _AROUND)
    envelope = envelope_of(row[first : round(offset * ROW_HZ) + _AROUND])
    if rest is None:  # nothing tells silence: the bursts must
        active = np.array([[round(b.onset_s * ROW_HZ) - first, round(b.offset_s * ROW_HZ) - first] for b in group])
    else:
        active = active_stretches(envelope, rest)
    peaks, length = contractions(envelope), offset - onset
    gaps = np.diff(peaks) / ROW_HZ
    apart = max(1, len(active))
    if len(peaks) <= 1 and length <= MYOCLONUS_S * 1.3:
        return Spasm("myoclonus", onset, offset, 1, None, tuple(group), f"One contraction of {1000 * length:.0f} ms.")
    found = rhythm(gaps, _WIDE_HZ)
    if found.chance > _PERHAPS:
        kind, why = _without_rhythm(length, float(np.diff(active).sum()) / len(envelope))
        return Spasm(kind, onset, offset, apart, None, tuple(group), why)
    found = extended(found, gaps)
    kind, why = _with_rhythm(found, _longest_beside(found, peaks, active))
    if kind == "cannot tell":
        return Spasm(kind, onset, offset, apart, None, tuple(group), why)
    return Spasm(kind, onset, offset, found.beats + 1, round(found.rate_hz, 3), tuple(group), why)


def _longest_beside(found: EvenRun, peaks: Places, active: Places) -> float:
    """Return how long the longest activity before or after a rhythm lasts, in seconds."""
    half = ROW_HZ / found.rate_hz / 2
    begins, ends = peaks[found.first] - half, peaks[found.first + found.beats] + half
    beside = [max(min(stop, begins) - first, stop - max(first, ends)) for first, stop in active.tolist()]
    return float(max([0.0, *beside])) / ROW_HZ


def _with_rhythm(found: EvenRun, beside_s: float) -> tuple[str, str]:
    words = f"{found.beats + 1} contractions in a row, {found.rate_hz:.1f} a second"
    if found.chance > _CHANCE:
        return "cannot tell", f"{words}: too few, or not even enough, to be more than chance."
    if not _SOFT_HZ[0] <= found.rate_hz <= _SOFT_HZ[1]:
        return "cannot tell", f"A rhythm: {words}, which is none of clonus ({CLONUS_HZ[0]:g} to {CLONUS_HZ[1]:g})."
    if beside_s >= _SUSTAINED_S:
        return "mixed", f"{words}, and {beside_s:.1f} s of sustained activity beside them."
    return "clonus", f"{words}. A tremor may look so, too."


def _without_rhythm(length_s: float, filled: float) -> tuple[str, str]:
    if filled < _FILLED:
        return "cannot tell", "Contractions that stand apart, too few or too uneven for a rhythm."
    if length_s <= 0.2:
        return "cannot tell", f"{1000 * length_s:.0f} ms: longer than myoclonus, too short for the other types."
    rates = f"{CLONUS_HZ[0]:g} to {CLONUS_HZ[1]:g} a second"
    return "tonic", f"Activity for {length_s:.2f} s without a rhythm of {rates}."
