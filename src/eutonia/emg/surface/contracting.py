"""Single contractions in activity: where they stand, what is silent between them, and whether they have a rhythm.

A rhythm is more than even intervals: interference has some by chance, the more the longer it lasts. So the chance is
worked out, over all places and lengths of a run that were looked at, that intervals of no rhythm are as even.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from eutonia.emg.surface.bursting import Burst
from eutonia.emg.surface.surfaces import ROW_HZ, Row

type Places = NDArray[np.int64]

SMOOTH_S = 0.012
SILENCE_S = 0.05  # estimate; 0.03 to 0.1: shorter is no pause, and chance has it in weak activity
_DIP = 0.5  # between contractions the envelope falls below half of the lower of them
_SILENT = 2.0  # times the rest, below which the envelope is silent, or where activity is weak their geometric mean
_NEAR_S = 5.0  # rest is what is near
_GUARD_S = 0.2  # … but not the ends of bursts
_LEAST_REST_S = 0.5
_EVEN = 1.35  # times the middle interval, or its part
_SPREAD = 1.6  # natural logarithm: intervals without a rhythm lie within a factor of five, 0.09 to 0.45 s
_KNOWN = 0.12  # natural logarithm: a contraction of many units stands no more exactly than this part of an interval
_ODD = 2.7  # times the middle interval: longer is not one contraction that was missed


def envelope_of(piece: Row) -> Row:
    """Return the size of a piece of a row at each sample, smoothed over 12 ms."""
    smooth: Row = np.sqrt(ndimage.gaussian_filter1d(piece**2, SMOOTH_S * ROW_HZ))
    return smooth


def contractions(envelope: Row) -> Places:
    """Return where single contractions have their peaks, in samples."""
    tops, _ = import_module("scipy.signal").find_peaks(envelope, distance=round(0.06 * ROW_HZ))  # late: slow to load
    if not len(tops):
        return np.empty(0, np.int64)
    tall = np.quantile(envelope[tops], 0.75)
    kept: list[int] = []
    for top in tops[envelope[tops] > 0.3 * tall].tolist():
        if kept:
            dip = float(envelope[kept[-1] : top].min())
            if dip > _DIP * min(envelope[kept[-1]], envelope[top]):
                kept[-1] = max(kept[-1], top, key=lambda place: float(envelope[place]))
                continue
        kept.append(top)
    return np.array(kept, np.int64)


def rest_near(row: Row, bursts: Sequence[Burst], onset_s: float, offset_s: float) -> float | None:
    """Return the size of a row at rest near some activity; None where there is hardly any rest.

    ``bursts``: of the whole row, in order of time.
    """
    begin_s, end_s = onset_s - _NEAR_S, offset_s + _NEAR_S
    first = max(0, round(begin_s * ROW_HZ))
    near = row[first : round(end_s * ROW_HZ)]
    reach_s = _GUARD_S + 1 / ROW_HZ  # and a sample, to which times are rounded
    quiet = outside(len(near), touching(bursts, begin_s - reach_s, end_s + reach_s), first)
    if np.count_nonzero(quiet) < _LEAST_REST_S * ROW_HZ:
        return None
    return float(np.median(envelope_of(near)[quiet])) or None  # the median: a heart is no rest


def touching(bursts: Sequence[Burst], begin_s: float, end_s: float) -> Sequence[Burst]:
    """Return those of bursts in order of time that are within a stretch, wholly or in part: hours hold thousands."""
    begin = bisect_left(bursts, begin_s, key=attrgetter("offset_s"))
    return bursts[begin : bisect_right(bursts, end_s, key=attrgetter("onset_s"))]


def outside(count: int, bursts: Sequence[Burst], first: int = 0) -> NDArray[np.bool_]:
    """Return which of so many samples lie outside bursts and 0.2 s around them."""
    quiet = np.ones(count, np.bool_)
    for burst in bursts:
        start, stop = round((burst.onset_s - _GUARD_S) * ROW_HZ), round((burst.offset_s + _GUARD_S) * ROW_HZ)
        quiet[max(0, start - first) : max(0, stop - first)] = False
    return quiet


def active_stretches(envelope: Row, rest: float) -> Places:
    """Return the stretches of activity as (first, stop) in samples; only silence of 50 ms or more parts them."""
    level = float(np.median(envelope[envelope > rest])) if np.any(envelope > rest) else rest
    limit = rest * min(_SILENT, math.sqrt(level / rest))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], envelope > limit, [0]]).astype(np.int8))).reshape(-1, 2)
    if len(edges) < 2:
        return edges
    apart = edges[1:, 0] - edges[:-1, 1] >= SILENCE_S * ROW_HZ
    return np.column_stack([edges[np.append(True, apart), 0], edges[np.append(apart, True), 1]])


@dataclass(frozen=True, slots=True)
class EvenRun:
    """Even intervals one after the other: the ``first`` of them, how many (``beats``), and their rate.

    ``chance``: of as even a run somewhere among as many intervals that have no rhythm (at most 1).
    """

    first: int
    beats: int
    rate_hz: float
    chance: float


NO_RUN = EvenRun(0, 0, 0.0, 1.0)


def rhythm(gaps: Row, between_hz: tuple[float, float]) -> EvenRun:
    """Return the run of even intervals, of a rhythm between two rates, that chance explains least.

    The logarithms of k intervals without a rhythm lie within a share r of their range with a chance of k r^(k - 1)
    (the range of k uniform values), at each place where a run can begin.
    """
    best, least = NO_RUN, math.inf
    fits = (gaps >= 1 / between_hz[1]) & (gaps <= 1 / between_hz[0])
    logs = np.log(np.maximum(gaps, 1e-9))
    widest = 2 * math.log(_EVEN)
    for first in np.flatnonzero(fits).tolist():
        low = high = float(logs[first])
        for stop in range(first + 1, len(gaps) + 1):
            low, high = min(low, float(logs[stop - 1])), max(high, float(logs[stop - 1]))
            if not fits[stop - 1] or high - low > widest:
                break
            beats = stop - first
            said = math.log(beats) + (beats - 1) * math.log(max(high - low, _KNOWN) / _SPREAD)
            if (said, -beats) < (least, -best.beats):
                chance = min(1.0, len(gaps) * math.exp(said))
                best, least = EvenRun(first, beats, beats / float(gaps[first:stop].sum()), chance), said
    return best


def extended(found: EvenRun, gaps: Row) -> EvenRun:
    """Return a run with what goes on like it on either side, over one odd interval (a contraction missed) at a time."""
    middle = 1 / found.rate_hz
    alike = (gaps <= _EVEN * middle) & (gaps >= middle / _EVEN)
    odd = ~alike & (gaps <= _ODD * middle)
    first, stop = found.first, found.first + found.beats
    while stop < len(gaps) and (alike[stop] or (odd[stop] and stop + 1 < len(gaps) and alike[stop + 1])):
        stop += 1
    while first > 0 and (alike[first - 1] or (odd[first - 1] and first > 1 and alike[first - 2])):
        first -= 1
    rate = 1 / float(np.median(gaps[first:stop][alike[first:stop]]))
    return EvenRun(first, stop - first, rate, found.chance)
