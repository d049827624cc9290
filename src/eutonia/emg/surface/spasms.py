"""The type of a spasm on surface EMG, after the five types of Thomas, Dididze, Martinez and Morris 2014.

unit: the potentials of one or few motor units, each standing apart. myoclonus: one short contraction. clonus: short
contractions one after the other, three to eight a second. tonic: sustained activity. mixed: clonus and sustained
activity in one spasm. Raters agree in 89 %; the numbers below make their words exact and are estimates but for the
range of clonus and the length of myoclonus.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from eutonia.emg.recording import Channel, Recording
from eutonia.emg.speed import side_by_side
from eutonia.emg.surface.bursting import Burst, channel_bursts
from eutonia.emg.surface.surfaces import ROW_HZ, cleaned_row

type Row = NDArray[np.float64]

KINDS = ("unit", "tonic", "clonus", "myoclonus", "mixed", "cannot tell")
JOIN_S = 0.5  # bursts nearer than this are one spasm: less than that is between two contractions of the slowest clonus
MYOCLONUS_S = 0.1
CLONUS_HZ = (3.0, 8.0)
_SOFT_HZ = (2.7, 8.8)
_FEWEST = 3
_DIP = 0.5  # between contractions the envelope falls below half of the lower of them
_EVEN = 0.35  # coefficient of variation of the intervals of clonus
_UNIT_S = 0.025  # a potential of one unit on the skin is shorter
_UNIT_WIDTH_S = 0.052  # to which the smoothing widens it
_ALIKE = 0.9  # correlation of the potentials of one unit
_MOST_OF = 0.75


@dataclass(frozen=True, slots=True)
class Spasm:
    """A spasm: bursts less than half a second apart, and its type.

    ``contractions``: how many stand apart in it; ``rate_hz``: how many a second, where they are regular. ``why``: in
    a sentence. Whether activity was willed cannot be seen: a voluntary contraction looks like a tonic spasm.
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
    return side_by_side(channel_spasms, recording.emg_channels())


def channel_spasms(channel: Channel) -> list[Spasm]:
    """Return the spasms of one channel."""
    found = channel_bursts(channel)
    return spasms_of(found, cleaned_row(channel)) if found else []


def spasms_of(bursts: Sequence[Burst], row: Row) -> list[Spasm]:
    """Return the spasms that bursts form; ``row``: the cleaned channel at 1000 Hz."""
    return [_typed(group, row) for group in _groups(bursts)] if bursts else []


def _groups(bursts: Sequence[Burst]) -> list[list[Burst]]:
    groups = [[bursts[0]]]
    for burst in bursts[1:]:
        if burst.onset_s - groups[-1][-1].offset_s < JOIN_S:
            groups[-1].append(burst)
        else:
            groups.append([burst])
    return groups


def _typed(group: list[Burst], row: Row) -> Spasm:
    onset, offset = group[0].onset_s, group[-1].offset_s
    first, stop = round(onset * ROW_HZ), min(round(offset * ROW_HZ), len(row))
    piece = row[max(0, first - 20) : stop + 20]
    peaks, widths, envelope = contractions(piece)
    gaps = np.diff(peaks) / ROW_HZ
    rate = float(1 / np.median(gaps)) if len(gaps) else None
    kind, why = _kind(offset - onset, peaks, widths, gaps, piece, envelope)
    steady = rate is not None and kind in ("unit", "clonus", "mixed")
    shown = round(rate, 3) if steady and rate else None
    return Spasm(kind, onset, offset, max(1, len(peaks)), shown, tuple(group), why)


def contractions(piece: Row) -> tuple[NDArray[np.int64], Row, Row]:
    """Return the peaks of single contractions (samples), their widths at half height in seconds, and the envelope."""
    envelope = np.sqrt(ndimage.gaussian_filter1d(piece**2, 0.012 * ROW_HZ))
    signal = import_module("scipy.signal")  # late: it takes seconds to load
    tops, _ = signal.find_peaks(envelope, distance=round(0.06 * ROW_HZ))
    if not len(tops):
        return np.empty(0, np.int64), np.empty(0), envelope
    tall = np.quantile(envelope[tops], 0.75)
    kept: list[int] = []
    for top in tops[envelope[tops] > 0.3 * tall].tolist():
        if kept:
            dip = float(envelope[kept[-1] : top].min())
            if dip > _DIP * min(envelope[kept[-1]], envelope[top]):
                kept[-1] = max(kept[-1], top, key=lambda place: float(envelope[place]))
                continue
        kept.append(top)
    places = np.array(kept, np.int64)
    widths = signal.peak_widths(envelope, places, 0.6)[0] / ROW_HZ
    return places, np.asarray(widths, np.float64), envelope


def _kind(
    length_s: float, peaks: NDArray[np.int64], widths: Row, gaps: Row, piece: Row, envelope: Row
) -> tuple[str, str]:
    if len(peaks) <= 1 and length_s <= MYOCLONUS_S * 1.3:
        return "myoclonus", f"One contraction of {1000 * length_s:.0f} ms."
    if len(peaks) >= _FEWEST and _of_one_unit(peaks, widths, piece):
        rate = 1 / np.median(gaps)
        return "unit", f"{len(peaks)} potentials of one shape, {rate:.1f} a second, each standing apart."
    beats = clonic(gaps)
    if beats >= _FEWEST - 1:
        rate = 1 / np.median(gaps[(gaps >= 1 / _SOFT_HZ[1]) & (gaps <= 1 / _SOFT_HZ[0])])
        share = _clonic_share(peaks, gaps, len(envelope))
        if share >= _MOST_OF:
            return "clonus", f"{beats + 1} contractions, {rate:.1f} a second, over {100 * share:.0f} % of the time."
        return "mixed", f"{beats + 1} contractions of clonus, {rate:.1f} a second, for {100 * share:.0f} % of the time."
    if length_s <= 0.2:
        return "cannot tell", f"{1000 * length_s:.0f} ms: longer than myoclonus, too short for the other types."
    return "tonic", f"Activity for {length_s:.2f} s without a rhythm of {CLONUS_HZ[0]:g} to {CLONUS_HZ[1]:g} a second."


def clonic(gaps: Row) -> int:
    """Return the length of the longest run of even intervals at the rate of clonus."""
    inside = (gaps >= 1 / _SOFT_HZ[1]) & (gaps <= 1 / _SOFT_HZ[0])
    best = run = 0
    for place, fits in enumerate(inside.tolist()):
        even = run == 0 or abs(gaps[place] / gaps[place - 1] - 1) < 2 * _EVEN
        run = run + 1 if fits and even else int(fits)
        best = max(best, run)
    if best >= 2 and float(np.std(gaps[inside]) / np.mean(gaps[inside])) > _EVEN:
        return 0
    return best


def _clonic_share(peaks: NDArray[np.int64], gaps: Row, count: int) -> float:
    inside = np.flatnonzero((gaps >= 1 / _SOFT_HZ[1]) & (gaps <= 1 / _SOFT_HZ[0]))
    covered = float(gaps[inside].sum()) + float(np.median(gaps[inside]))
    return min(1.0, covered * ROW_HZ / max(count, 1))


def _of_one_unit(peaks: NDArray[np.int64], widths: Row, piece: Row) -> bool:
    """True where every contraction is short and all have one shape: potentials of one motor unit."""
    if float(np.median(widths)) > _UNIT_WIDTH_S:
        return False
    half = round(_UNIT_S * ROW_HZ / 2)
    inside = peaks[(peaks >= 2 * half) & (peaks < len(piece) - 2 * half)]
    if len(inside) < _FEWEST:
        return False
    stack = np.array([piece[place - 2 * half : place + 2 * half + 1] for place in inside])
    shape = stack[int(np.argmax(np.abs(stack).max(axis=1)))]
    for _ in range(2):
        best = []
        for one in stack:
            products = np.correlate(one, shape[half:-half], "valid")
            best.append(one[int(np.argmax(products)) : int(np.argmax(products)) + 2 * half + 1])
        aligned = np.array(best)
        shape = np.pad(np.median(aligned, axis=0), half)
    core = shape[half:-half]
    norms = np.linalg.norm(aligned, axis=1) * np.linalg.norm(core)
    return bool(np.median(aligned @ core / np.maximum(norms, 1e-12)) >= _ALIKE)
