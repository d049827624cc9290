"""Fatigue: whether the median frequency falls during a steady contraction.

Slope after Theil and Sen with its 95 % interval after Sen 1968, so that single odd windows do not matter. Said only
of a contraction held for at least 20 s at a steady size; in movement the frequency changes for other reasons.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.recording import Channel, Recording
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
    """Return the fatigue of each EMG channel. Raises EmgError where a unit is not known."""
    return side_by_side(channel_fatigue, recording.emg_channels())


def channel_fatigue(channel: Channel) -> Fatigue:
    """Return the fatigue of one channel, from its longest steady contraction."""
    if channel.duration_s < SHORTEST_S:
        return _cannot(channel, f"{channel.duration_s:.0f} s were recorded; {SHORTEST_S:g} s are needed.")
    found = channel_features(channel, _WINDOW_S, _WINDOW_S)
    size, hz = found.rms_uv.astype(np.float64), found.median_hz.astype(np.float64)
    known = np.isfinite(size) & np.isfinite(hz) & (size > 0)
    if known.sum() < SHORTEST_S:
        return _cannot(channel, "Too much of the recording is missing.")
    active = _active(channel, len(size))
    if not active.any():  # a hold from end to end has no rest to stand out of; but it does not sound like noise
        if float(np.median(hz[known])) > _NOISE_HZ:
            return _cannot(channel, "No contraction stands out: this looks like rest.")
        active[:] = True
    first, stop = _longest(known & active & (size > _HELD * np.quantile(size[known & active], 0.9)))
    if stop - first < SHORTEST_S:
        return _cannot(channel, f"The longest contraction lasts {stop - first} s; {SHORTEST_S:g} s are needed.")
    held = np.arange(first, stop)[known[first:stop]]
    times, sizes = found.start_s[held], size[held]
    size_slope, _, _ = theil_sen(times, sizes)
    middle = float(np.median(sizes))
    rest = sizes - size_slope * (times - times.mean())
    if float(np.std(rest)) > _STEADY * middle:
        return _cannot(channel, "The contraction is not steady: its size varies too much.")
    slope, low, high = theil_sen(times, hz[held])
    start = float(np.median(hz[held]) + slope * (times[0] - np.median(times)))
    falls = high < 0
    words = "falls" if falls else "rises" if low > 0 else "does not surely change"
    why = f"Over {len(held)} s of steady contraction the median frequency {words}."
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


def _active(channel: Channel, count: int) -> NDArray[np.bool_]:
    """Return for each second whether a burst fills most of it."""
    edges = np.arange(count + 1) * _WINDOW_S
    filled = np.zeros(count)
    for burst in channel_bursts(channel):
        filled += np.clip(np.minimum(edges[1:], burst.offset_s) - np.maximum(edges[:-1], burst.onset_s), 0, None)
    return np.asarray(filled > 0.5 * _WINDOW_S, bool)


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
