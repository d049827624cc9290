"""Fatigue: whether the median frequency falls during a steady contraction.

Slope after Theil and Sen with its 95 % interval after Sen 1968, so that single odd windows do not matter. Said only
of a contraction held for at least 20 s at a steady size; in movement the frequency changes for other reasons.
Measured in the band of muscle, without mains and the heart. The spectrum at rest is taken off that of each second:
noise has higher frequencies than muscle, so the median would rise where a contraction grows weaker, and fall where
it grows stronger, though the muscle keeps its frequencies.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.recording import Channel, Recording, emg_channels
from eutonia.emg.spectra import LOW_HZ
from eutonia.emg.speed import side_by_side
from eutonia.emg.surface.holds import FEWEST_AT_REST, GAP_S, LINES, Hold, longest_hold
from eutonia.emg.surface.whole_seconds import Seconds, seconds_of

type Row = NDArray[np.float64]

SHORTEST_S = 20.0
_FEWEST = 18  # whole usable seconds: of 20 s that begin within a second 19 are whole, and one may be lost
_MOST = 300  # windows; longer holds are thinned out
_STANDS_OUT = 0.5  # times the power at rest: weaker seconds say nothing; estimate; 0.3 to 1
# Estimates: over a minute of tiring at one force the size changes by 20 to 60 %; a real hold at the elbow went to and
# fro by 1.6 times. ``_STEADY`` (0.3 to 0.5): coefficient of variation, its trend taken off.
_STEADY, _CHANGES, _STEPS, _STEP_S = 0.4, 2.0, 1.75, 5  # 1.7 to 2.5 times in all; 1.6 to 2 from 5 s to the next 5


@dataclass(frozen=True, slots=True)
class Fatigue:
    """The course of a steady contraction. ``slope_hz_per_min`` with its 95 % interval, None where it cannot be said.

    ``falls``: True where the whole interval lies below 0. ``percent_per_min``: of the frequency at the beginning.
    From ``onset_s`` to ``offset_s`` are whole seconds. Nothing is said, and ``why`` tells the reason, where no
    contraction lasts 20 s, where too few of its seconds are usable, where its size changes (over 5 s) more than 2
    times, jumps, or varies by more than 40 %, and where no rest was recorded and it may itself be rest.
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

    It needs one contraction of 20 s or more, held at an even size, that stands out of rest; without any rest recorded
    it must be 15 µV or more and sound like muscle. Else ``slope_hz_per_min`` is None and ``why`` says what was missing.
    """
    return side_by_side(channel_fatigue, emg_channels(recording))


def channel_fatigue(channel: Channel) -> Fatigue:
    """Return the fatigue of one channel, from its longest steady contraction."""
    if channel.duration_s < SHORTEST_S:
        return _cannot(channel, f"{channel.duration_s:.0f} s were recorded; {SHORTEST_S:g} s are needed.")
    seconds = seconds_of(channel)
    if seconds.usable.sum() < _FEWEST:
        return _cannot(channel, "Too much of the recording is missing or not usable.")
    hold = longest_hold(seconds)
    if isinstance(hold, str):
        return _cannot(channel, hold)
    if hold.lasts_s < SHORTEST_S:
        lasts = math.floor(10 * hold.lasts_s) / 10
        pauses = f"pauses of up to {GAP_S} s included"  # else "19 s" stands beside bursts of two
        return _cannot(channel, f"The longest contraction lasts {lasts:g} s, {pauses}; {SHORTEST_S:g} s are needed.")
    if len(hold.held) < _FEWEST:
        return _cannot(channel, "Too few seconds of the contraction are usable.")
    return _measured(channel, seconds, hold)


def _measured(channel: Channel, seconds: Seconds, hold: Hold) -> Fatigue:
    rest_known = len(hold.resting) >= FEWEST_AT_REST
    times, noise = hold.held.astype(np.float64), np.zeros(LINES.stop)
    course = seconds.size[hold.course]
    if rest_known:  # the size of the contraction alone, which the noise beside it makes look steadier than it is
        noise = seconds.mean_power(hold.resting)
        course = np.sqrt(np.maximum(course**2 - float(np.mean(seconds.size[hold.resting] ** 2)), 0))
    size_slope, _, _ = theil_sen(hold.course.astype(np.float64), course)
    changes = _unsteady(course, size_slope * (hold.course - hold.course.mean()))
    if changes:
        return _cannot(channel, changes)
    heard = _median_hz(seconds, hold.held, noise)
    told = np.isfinite(heard)
    if told.sum() < _FEWEST:
        return _cannot(channel, "The contraction is too weak: too little of it stands out of the noise at rest.")
    slope, low, high = theil_sen(times[told], heard[told])
    start = float(np.median(heard[told]) + slope * (times[0] - np.median(times[told])))
    falls = high < 0
    words = "falls" if falls else "rises" if low > 0 else "does not surely change"
    why = f"Over {len(hold.held)} s of steady contraction the median frequency {words}."
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
        round(float(times[-1]) + 1, 3),
        round(6000 * size_slope / float(np.median(course)), 3),
        why,
    )


def _unsteady(sizes: Row, trend: Row) -> str:
    """Return why a contraction of these sizes, second by second, is not steady; nothing where it is.

    ``trend``: the straight line through them. In movement, and as force changes, the frequency changes, too, though
    the muscle does not tire.
    """
    middle = float(np.median(sizes))
    if float(np.std(sizes - trend)) > _STEADY * middle:
        return "The contraction is not steady: its size varies too much."
    course = np.median(np.lib.stride_tricks.sliding_window_view(sizes, _STEP_S), axis=1)
    times = float(course.max() / max(course.min(), 1e-9 * middle))
    if times > _CHANGES:
        return f"The contraction is not steady: over its course its size changes {min(times, 99.0):.1f} times."
    after, before = course[_STEP_S:], course[:-_STEP_S]
    step = float(np.max(np.maximum(after / before, before / after), initial=1.0))
    return f"The contraction is not steady: its size changes {step:.1f} times at once." if step > _STEPS else ""


def _median_hz(seconds: Seconds, held: NDArray[np.int64], noise: Row) -> Row:
    """Return the median frequency of the held seconds, the power at rest taken off; NaN where little is left.

    Between two lines of the spectrum, as these are 1 Hz apart and a muscle may tire by less in a minute.
    """
    out, at_rest = np.full(len(held), np.nan), noise[LINES]
    for place, second in enumerate(held):
        below = np.cumsum(seconds.power(np.array([second]))[0, LINES] - at_rest)
        if below[-1] > max(_STANDS_OUT * at_rest.sum(), 0.0):
            at = int(np.argmax(below >= below[-1] / 2))
            under = below[at - 1] if at else 0.0
            out[place] = LOW_HZ - 0.5 + at + (below[-1] / 2 - under) / (below[at] - under)
    return out


def _cannot(channel: Channel, why: str) -> Fatigue:
    return Fatigue(channel.label, None, None, None, None, None, None, None, None, why)


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
