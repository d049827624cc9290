"""Fatigue: whether the median frequency falls during a steady contraction.

Slope after Theil and Sen with its 95 % interval after Sen 1968, so that single odd windows do not matter. Said only
of a contraction held for at least 20 s at a steady size; in movement the frequency changes for other reasons.
The spectrum at rest is taken off that of each second: noise has higher frequencies than muscle, so the median would
rise where a contraction grows weaker, and fall where it grows stronger, though the muscle keeps its frequencies.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from eutonia.emg.recording import Channel, Recording, emg_channels
from eutonia.emg.spectra import HIGH_HZ
from eutonia.emg.speed import side_by_side
from eutonia.emg.surface.bursting import channel_bursts
from eutonia.emg.surface.windows import channel_features

type Row = NDArray[np.float64]

SHORTEST_S = 20.0
_WINDOW_S = 1.0
_HELD = 0.35  # of the strong seconds: above it a second belongs to the contraction
_GAP_S = 2
_STEADY = 0.4  # coefficient of variation of the size, its trend taken off
_NOISE_HZ = 200.0  # estimate: muscle on the skin has its median at 50 to 150 Hz, flat noise above 220
_MOST = 300  # windows; longer holds are thinned out
_QUIET = (
    3  # times smaller than the strong seconds: what a hold stands out of, where no burst was found; estimate; 2 to 5
)
_REST = 0.5  # of the size of the hold: louder seconds are not rest
_FEWEST_AT_REST = 2  # seconds
_STANDS_OUT = 0.5  # times the power at rest: weaker seconds say nothing; estimate; 0.3 to 1


@dataclass(frozen=True, slots=True)
class Fatigue:
    """The course of a steady contraction. ``slope_hz_per_min`` with its 95 % interval, None where it cannot be said.

    ``falls``: True where the whole interval lies below 0. ``percent_per_min``: of the frequency at the beginning.
    """

    channel: str
    falls: bool | None
    slope_hz_per_min: float | None
    interval: tuple[float, float] | None
    percent_per_min: float | None
    start_hz: float | None
    onset_s: float | None
    offset_s: float | None
    rms_percent_per_min: float | None
    why: str


def fatigue(recording: Recording) -> list[Fatigue]:
    """Return the fatigue of each EMG channel. Raises EmgError where a unit is not known.

    It needs one contraction of 20 s or more, held at an even size, that stands out of rest, and some seconds of rest
    before or after it; else ``slope_hz_per_min`` is None and ``why`` says what was missing.
    """
    return side_by_side(channel_fatigue, emg_channels(recording))


def channel_fatigue(channel: Channel) -> Fatigue:
    """Return the fatigue of one channel, from its longest steady contraction."""
    if channel.duration_s < SHORTEST_S:
        return _cannot(channel, f"{channel.duration_s:.0f} s were recorded; {SHORTEST_S:g} s are needed.")
    found = channel_features(channel, _WINDOW_S, _WINDOW_S)
    size, hz = found.rms_uv.astype(np.float64), found.median_hz.astype(np.float64)
    known = np.isfinite(size) & np.isfinite(hz) & (size > 0)
    if known.sum() < SHORTEST_S:
        return _cannot(channel, "Too much of the recording is missing.")
    hold = _hold(channel, size, hz, known)
    if hold is None:
        return _cannot(channel, "No contraction stands out: this looks like rest.")
    first, stop, resting = hold
    if stop - first < SHORTEST_S:
        return _cannot(channel, f"The longest contraction lasts {stop - first} s; {SHORTEST_S:g} s are needed.")
    held = np.arange(first, stop)[known[first:stop]]
    times, sizes = found.start_s[held], size[held]
    size_slope, _, _ = theil_sen(times, sizes)
    middle = float(np.median(sizes))
    rest = sizes - size_slope * (times - times.mean())
    if float(np.std(rest)) > _STEADY * middle:
        return _cannot(channel, "The contraction is not steady: its size varies too much.")
    rest_known = np.count_nonzero(resting) >= _FEWEST_AT_REST
    heard = _without_rest(channel, found.start_s, held, np.flatnonzero(resting)) if rest_known else hz[held]
    told = np.isfinite(heard)
    if told.sum() < SHORTEST_S:
        return _cannot(channel, "The contraction is too weak: too little of it stands out of the noise at rest.")
    slope, low, high = theil_sen(times[told], heard[told])
    start = float(np.median(heard[told]) + slope * (times[0] - np.median(times[told])))
    falls = high < 0
    words = "falls" if falls else "rises" if low > 0 else "does not surely change"
    why = f"Over {len(held)} s of steady contraction the median frequency {words}."
    if not rest_known:
        why += " No rest was recorded, so that of noise is in it."
    return Fatigue(
        channel.label,
        falls,
        round(60 * slope, 4),
        (round(60 * low, 4), round(60 * high, 4)),
        round(6000 * slope / start, 3) if start > 0 else None,
        round(start, 3),
        round(float(times[0]), 3),
        round(float(times[-1]) + _WINDOW_S, 3),
        round(6000 * size_slope / middle, 3),
        why,
    )


def _hold(channel: Channel, size: Row, hz: Row, known: NDArray[np.bool_]) -> tuple[int, int, NDArray[np.bool_]] | None:
    """Return the first second of the longest contraction, the one past its last, and which seconds are rest."""
    filled = _filled(channel, len(size))
    active = filled > 0.5 * _WINDOW_S
    if not active.any():  # a hold from end to end has no rest to stand out of; but it does not sound like noise
        if float(np.median(hz[known])) > _NOISE_HZ:
            return None
        active[:] = True
    first, stop = _longest(known & active & (size > _HELD * np.quantile(size[known & active], 0.9)))
    resting = known & (filled == 0)
    begin, end = _standing_out(size, hz, known)
    if end - begin > stop - first:  # of a minute that is nearly all contraction, bursts may not know the rest
        first, stop, resting = begin, end, known & (size < _REST * float(np.median(size[begin:end])))
    resting[first:stop] = False
    return first, stop, resting


def _filled(channel: Channel, count: int) -> Row:
    """Return for each second how much of it bursts fill."""
    edges = np.arange(count + 1) * _WINDOW_S
    filled = np.zeros(count)
    for burst in channel_bursts(channel):
        filled += np.clip(np.minimum(edges[1:], burst.offset_s) - np.maximum(edges[:-1], burst.onset_s), 0, None)
    return filled


def _standing_out(size: Row, hz: Row, known: NDArray[np.bool_]) -> tuple[int, int]:
    """Return the longest stretch of strong seconds, where others are far weaker and these do not sound like noise."""
    strong = np.quantile(size[known], 0.9)
    held = known & (size > _HELD * strong)
    if size[known].min() * _QUIET > strong or float(np.median(hz[held])) > _NOISE_HZ:
        return 0, 0
    return _longest(held)


def _without_rest(channel: Channel, starts_s: Row, held: NDArray[np.int64], resting: NDArray[np.int64]) -> Row:
    """Return the median frequency of the held seconds, the power at rest taken off; NaN where little is left."""
    step_hz = 1 / _WINDOW_S
    apart = max(1, len(resting) // _MOST)
    noise = np.mean([_power(channel, starts_s[second]) for second in resting[::apart].tolist()], axis=0)
    out = np.full(len(held), np.nan)
    for place, second in enumerate(held.tolist()):
        below = np.cumsum(_power(channel, starts_s[second]) - noise)
        if below[-1] > _STANDS_OUT * noise.sum():
            out[place] = (1 + np.argmax(below >= below[-1] / 2)) * step_hz
    return out


def _power(channel: Channel, start_s: float) -> Row:
    """Return the power of each hertz of a second up to the end of the band of EMG."""
    first = round(start_s * channel.rate_hz)
    samples = channel.read(first, first + round(_WINDOW_S * channel.rate_hz)).astype(np.float64)
    lines = fft.rfft(samples - samples.mean())[1 : int(min(HIGH_HZ, 0.45 * channel.rate_hz)) + 1]
    return np.asarray(np.abs(lines) ** 2, np.float64)


def _cannot(channel: Channel, why: str) -> Fatigue:
    return Fatigue(channel.label, None, None, None, None, None, None, None, None, why)


def _longest(held: NDArray[np.bool_]) -> tuple[int, int]:
    """Return the longest stretch of held seconds, gaps of up to two seconds allowed."""
    best = (0, 0)
    first = last = -1
    for place in np.flatnonzero(held).tolist():
        if first < 0 or place - last > _GAP_S + 1:
            first = place
        last = place
        if last + 1 - first > best[1] - best[0]:
            best = (first, last + 1)
    return best


def theil_sen(x: Row, y: Row) -> tuple[float, float, float]:
    """Return the median slope between all pairs, and its 95 % interval."""
    step = max(1, len(x) // _MOST)
    x, y = x[::step], y[::step]
    first, second = np.triu_indices(len(x), 1)
    slopes = np.sort((y[second] - y[first]) / (x[second] - x[first]))
    n, pairs = len(x), len(slopes)
    reach = 1.96 * math.sqrt(n * (n - 1) * (2 * n + 5) / 18)
    low, high = max(0, int((pairs - reach) / 2)), min(pairs - 1, int((pairs + reach) / 2) + 1)
    return float(np.median(slopes)), float(slopes[low]), float(slopes[high])
