"""Tremor: whether there is a rhythm in the activity of a muscle, how fast, and how steady.

From the spectrum of the envelope. A rhythm counts only where its peak stands out of the spectrum around it further
than chance would have it once in a hundred recordings. The heart is taken out first. A rhythm of 2 Hz and more that is
a multiple of a slower one, one of potentials of one unit, and one in what does not sound like muscle are no tremor
that could be told.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft
from scipy.special import chdtri, stdtrit

from eutonia.emg.recording import Channel, Recording, emg_channels
from eutonia.emg.speed import side_by_side
from eutonia.emg.surface.bursting import Burst, channel_bursts
from eutonia.emg.surface.holds import doubt_of_muscle
from eutonia.emg.surface.rhythms import UNITS_HZ, alike, slower
from eutonia.emg.surface.surfaces import muscle_row, rectified

type Row = NDArray[np.float64]

LOW_HZ, HIGH_HZ = 2.0, 20.0
SHORTEST_S = 10.0
_OUT_HZ = 100.0
_WINDOW_S = 8.0
_PADDED = 8
_FALSE = 0.01
_SPREAD = 1.5  # the spectrum of an envelope is not level, and what is around a peak is itself uncertain
_WORTH = 0.75  # of a window of its own: windows that overlap by half, under a taper
_ALIKE = 0.93  # correlation; of one unit 0.98, of many 0.9 at most where they are strong; estimate; 0.9 to 0.96
_REACH_HZ = 0.5  # so far from its middle a rhythm is looked for in a window,
_WANDERS = 0.08  # or this much of it; estimate; 0.05 to 0.1
_FEWEST = 2.5  # windows, or nothing at all would be known of how much a rhythm wanders
_FUNDAMENTAL = 0.15  # of the highest peak: at a half or third of its frequency, this much makes it the true one


@dataclass(frozen=True, slots=True)
class Tremor:
    """The rhythm of one channel. Where ``present`` is None nothing can be said, for the reason in ``why``.

    ``interval_hz``: where the mean frequency lies by 95 %, the wider the more the rhythm wanders. ``half_width_hz``:
    width of the peak at half its height; a narrow peak is a steady rhythm. ``share``: of the power from 2 to 20 Hz
    that lies within 1 Hz of the peak.
    """

    channel: str
    present: bool | None
    frequency_hz: float | None
    interval_hz: tuple[float, float] | None
    half_width_hz: float | None
    share: float | None
    stands_out: float
    why: str


def tremor(recording: Recording) -> list[Tremor]:
    """Return the tremor of each EMG channel. Raises EmgError where a unit is not known."""
    return side_by_side(channel_tremor, emg_channels(recording))


def channel_tremor(channel: Channel) -> Tremor:
    """Return the tremor of one channel."""
    return tremor_of(channel, channel_bursts(channel))


def tremor_of(channel: Channel, bursts: Sequence[Burst]) -> Tremor:
    """Return the tremor of a channel whose bursts are known."""
    if channel.duration_s < SHORTEST_S:
        return _cannot(
            channel, f"{channel.duration_s:.1f} s are too short to tell a rhythm; {SHORTEST_S:g} s are needed."
        )
    recorded = _recorded_s(channel)
    if recorded < SHORTEST_S:  # a few seconds between holes would pass for windows that all agree
        return _cannot(channel, f"{recorded:.1f} s are not missing; {SHORTEST_S:g} s are needed to tell a rhythm.")
    row = muscle_row(channel)
    power, hz = _spectra(rectified(row, _OUT_HZ))
    if not np.any(power):
        return _cannot(channel, "The channel holds no signal.")
    mean = power.mean(axis=0)
    peak, ratio = _peak(mean, hz)
    # windows overlap by half and are tapered: each is worth about three quarters of its own
    worth = max(1.0, _WORTH * len(power))
    places = (HIGH_HZ - LOW_HZ) * _WINDOW_S
    limit = float(chdtri(2 * worth, _FALSE / places)) / (2 * worth) * _SPREAD
    found = f"{hz[peak]:.2f} Hz is {ratio:.1f} times what is around it (chance: {limit:.1f})."
    if ratio < limit:
        return Tremor(channel.label, False, None, None, None, None, round(ratio, 2), f"No peak stands out: {found}")
    slow = slower(mean, hz, peak, limit)
    if slow is not None:
        why = (
            f"A rhythm of {slow:.2f} Hz, slower than tremor, as of movement or the heart; {hz[peak]:.2f} Hz is a "
            "multiple of it. Whether there is tremor beside it cannot be told."
        )
        return _cannot(channel, why, ratio)
    frequency, width = _centre(mean, hz, peak)
    if alike(row, frequency) >= _ALIKE:
        why = (
            f"A rhythm of {frequency:.2f} Hz of potentials of one shape: so looks one motor unit that fires evenly. "
            "Whether it is tremor cannot be told."
        )
        return _cannot(channel, why, ratio)
    doubt = "" if bursts else doubt_of_muscle(channel)
    if doubt:
        return _cannot(channel, f"{found} But no muscle activity stands out, and {doubt}: it may be rest.", ratio)
    inside = (hz >= LOW_HZ) & (hz <= HIGH_HZ)
    share = float(mean[inside & (np.abs(hz - frequency) <= 1)].sum() / mean[inside].sum())
    error = _error(power, hz, frequency)
    why = f"A peak at {frequency:.2f} Hz, {ratio:.1f} times what is around it (chance: {limit:.1f})."
    if UNITS_HZ[0] <= frequency <= UNITS_HZ[1]:
        why += " A few motor units that fire evenly look so, too."
    return Tremor(
        channel.label,
        True,
        round(frequency, 3),
        (round(frequency - error, 3), round(frequency + error, 3)),
        round(width, 3),
        round(share, 4),
        round(ratio, 2),
        why,
    )


def _recorded_s(channel: Channel) -> float:
    """Return how many seconds of a channel are there, read by the minute."""
    step = max(1, round(60 * channel.rate_hz))
    known = (np.isfinite(channel.read(start, start + step)) for start in range(0, len(channel), step))
    return sum(int(np.count_nonzero(one)) for one in known) / channel.rate_hz


def _cannot(channel: Channel, why: str, ratio: float = 0.0) -> Tremor:
    return Tremor(channel.label, None, None, None, None, None, round(ratio, 2), why)


def _error(power: Row, hz: Row, frequency: float) -> float:
    """Return half the width of the 95 % interval of a frequency, from that of each window.

    Windows count by the power the rhythm has in them. Few windows know little of how much it wanders (Student's t).
    """
    reach = max(_REACH_HZ, _WANDERS * frequency)
    near = np.abs(hz - frequency) <= reach
    weights = power[:, near].sum(axis=1)
    heard = weights > 0  # of a window without a sample nothing is known
    weights = weights[heard] / weights.sum()
    each = np.array([_centre(one, hz, int(np.argmin(np.abs(hz - frequency))), reach)[0] for one in power[heard]])
    spread = float(np.sum(weights * (each - frequency) ** 2))
    worth = max(_FEWEST, _WORTH / float(np.sum(weights**2)))
    return float(stdtrit(worth - 1, 0.975) * math.sqrt(spread / worth))


def _spectra(envelope: Row) -> tuple[Row, Row]:
    """Return the spectrum of each window of 8 s, half overlapping, and their frequencies."""
    size = round(_WINDOW_S * _OUT_HZ)
    starts = range(0, len(envelope) - size + 1, size // 2)
    windows = np.array([envelope[start : start + size] for start in starts])
    windows = (windows - windows.mean(axis=1, keepdims=True)) * np.hanning(size)
    power = np.abs(fft.rfft(windows, _PADDED * size, axis=1)) ** 2
    return power, np.arange(power.shape[1]) * _OUT_HZ / (_PADDED * size)


def _peak(power: Row, hz: Row) -> tuple[int, float]:
    """Return the place of the fundamental peak, and how many times it is what lies 1 to 4 Hz beside it."""
    ratio = np.zeros(len(hz))
    level = _around(power, hz)
    inside = (hz >= LOW_HZ) & (hz <= HIGH_HZ)
    ratio[inside] = power[inside] / np.maximum(level[inside], 1e-30)
    best = int(np.argmax(ratio))
    for part in (3, 2):
        near = np.flatnonzero(inside & (np.abs(hz - hz[best] / part) < 0.25))
        if len(near):
            lower = int(near[np.argmax(power[near])])
            if power[lower] > _FUNDAMENTAL * power[best] and ratio[lower] > 0.5 * ratio[best]:
                return lower, float(ratio[lower])
    return best, float(ratio[best])


def _around(power: Row, hz: Row) -> Row:
    """Return the mean power 1 to 4 Hz to the left and right of each frequency, by its median (a mean by chance)."""
    step = hz[1]
    near, far = round(1 / step), round(4 / step)
    padded = np.pad(power, far, mode="reflect")
    views = np.lib.stride_tricks.sliding_window_view(padded, 2 * far + 1)[:, :: max(1, _PADDED // 2)]
    offsets = np.arange(-far, far + 1)[:: max(1, _PADDED // 2)]
    return np.asarray(np.median(views[:, np.abs(offsets) >= near], axis=1), np.float64)


def _centre(power: Row, hz: Row, peak: int, reach_hz: float = _REACH_HZ) -> tuple[float, float]:
    """Return the centre of the peak near a place, and its width at half height."""
    reach = round(reach_hz / hz[1])
    low = max(0, peak - reach)
    top = low + int(np.argmax(power[low : peak + reach + 1]))
    half = power[top] / 2
    left, right = top, top
    while left > 0 and power[left - 1] >= half:
        left -= 1
    while right < len(power) - 1 and power[right + 1] >= half:
        right += 1
    weights = power[left : right + 1]
    return float(np.average(hz[left : right + 1], weights=weights)), float(hz[right] - hz[left])
