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

from eutonia.emg.recording import Channel, Recording, emg_channels
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
_EVEN = 1.35  # times the middle interval of a rhythm, or its part
_WIDE_HZ = (2.2, 11.0)  # intervals that one of a rhythm may have: the middle one decides
_RHYTHM_HZ = (2.0, 16.0)
_BESIDE_MORE = 4  # even intervals that make a rhythm beside other activity; chance has two there, seldom three
_LONE_RHYTHM = 3  # even intervals that make one where it is nearly all there is
_FILLED = 0.75  # of its time sustained activity is active
_UNIT_S = 0.025  # a potential of one unit on the skin is shorter
_UNIT_WIDTH_S = 0.052  # to which the smoothing widens it
_UNIT_FILLS_S = 0.25  # with what lies between two, where that is no pause, or what the band makes of it
_ALIKE = 0.9  # correlation of the potentials of one unit
_MOST_OF = 0.75


@dataclass(frozen=True, slots=True)
class Spasm:
    """A spasm: bursts less than half a second apart, and its type.

    ``contractions``: how many stand apart in it; ``rate_hz``: how many a second, where they are regular. ``why``: in
    a sentence. Whether activity was willed cannot be seen: a voluntary contraction looks like a tonic spasm. A tremor
    of 3 to 8 Hz looks like clonus.
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
    peaks, widths, _ = contractions(piece)
    gaps = np.diff(peaks) / ROW_HZ
    filled = sum(burst.duration_s for burst in group) / max(offset - onset, 1e-9)
    kind, why, rate = _kind(offset - onset, filled, len(group), peaks, widths, gaps, piece)
    shown = None if rate is None else round(rate, 3)
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
    length_s: float, filled: float, parts: int, peaks: NDArray[np.int64], widths: Row, gaps: Row, piece: Row
) -> tuple[str, str, float | None]:
    """Return the type, why, and the rate of its rhythm; ``filled``: the share of it that ``parts`` bursts fill."""
    if len(peaks) <= 1 and length_s <= MYOCLONUS_S * 1.3:
        return "myoclonus", f"One contraction of {1000 * length_s:.0f} ms.", None
    filled_by_one = filled * length_s <= _UNIT_FILLS_S * len(peaks)
    if len(peaks) >= _FEWEST and filled_by_one and _of_one_unit(peaks, widths, piece):
        rate = float(1 / np.median(gaps))
        return "unit", f"{len(peaks)} potentials of one shape, {rate:.1f} a second, each standing apart.", rate
    found = rhythm(gaps, _WIDE_HZ)
    if found.beats and _SOFT_HZ[0] <= found.rate_hz <= _SOFT_HZ[1]:
        share, words = found.share(length_s), f"{found.beats + 1} contractions"
        apart = found.beats == len(gaps) == _FEWEST - 1 and parts >= _FEWEST
        if share >= _MOST_OF and (found.beats >= _LONE_RHYTHM or apart):
            why = f"{words}, {found.rate_hz:.1f} a second, over {100 * share:.0f} % of the time. So may a tremor."
            return "clonus", why, found.rate_hz
        why = f"{words} of clonus, {found.rate_hz:.1f} a second, for {100 * share:.0f} % of the time."
        if found.beats >= _BESIDE_MORE:
            return "mixed", why, found.rate_hz
        if found.beats == _BESIDE_MORE - 1 or (share >= _MOST_OF and found.beats > 1):
            return (
                "cannot tell",
                f"{words}, {found.rate_hz:.1f} a second: too few, or not apart enough, for clonus.",
                None,
            )
    return _without_clonus(length_s, filled, gaps)


def _without_clonus(length_s: float, filled: float, gaps: Row) -> tuple[str, str, float | None]:
    if length_s <= 0.2:
        return "cannot tell", f"{1000 * length_s:.0f} ms: longer than myoclonus, too short for the other types.", None
    if filled < _FILLED:
        why = f"Contractions that stand apart, without a rhythm of {CLONUS_HZ[0]:g} to {CLONUS_HZ[1]:g} a second."
        return "cannot tell", why, None
    other = rhythm(gaps, _RHYTHM_HZ)
    if other.beats >= _LONE_RHYTHM and other.share(length_s) >= _MOST_OF:
        return "cannot tell", f"A rhythm of {other.rate_hz:.1f} a second, which is none of clonus.", None
    why = f"Activity for {length_s:.2f} s without a rhythm of {CLONUS_HZ[0]:g} to {CLONUS_HZ[1]:g} a second."
    return "tonic", why, None


@dataclass(frozen=True, slots=True)
class EvenRun:
    """Contractions at even intervals: how many intervals follow each other, their rate, and all that are like them."""

    beats: int
    rate_hz: float
    like_them: int

    def share(self, length_s: float) -> float:
        """Return what share of a time they fill, a contraction counting for the interval after it."""
        return min(1.0, (self.like_them + 1) / self.rate_hz / max(length_s, 1e-9)) if self.beats else 0.0


def rhythm(gaps: Row, between_hz: tuple[float, float]) -> EvenRun:
    """Return the longest run of even intervals among those of a rhythm between two rates."""
    best: list[float] = []
    run: list[float] = []
    for gap in gaps.tolist():
        fits = 1 / between_hz[1] <= gap <= 1 / between_hz[0]
        even = fits and bool(run) and 1 / _EVEN <= gap / float(np.median(run)) <= _EVEN
        run = [*run, gap] if even else [gap] if fits else []
        best = max(best, run, key=len)
    if not best:
        return EvenRun(0, 0.0, 0)
    middle = float(np.median(best))
    like_them = int(np.count_nonzero((gaps <= _EVEN * middle) & (gaps >= middle / _EVEN)))
    return EvenRun(len(best), 1 / middle, like_them)


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
