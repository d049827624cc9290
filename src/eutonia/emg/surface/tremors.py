"""Tremor: whether there is a rhythm in the activity of a muscle, how fast, and how steady.

From the spectrum of the envelope. A rhythm counts only where its peak stands out of the spectrum around it further
than chance would have it once in a hundred recordings.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft
from scipy.special import chdtri

from eutonia.emg.recording import Channel, Recording, emg_channels
from eutonia.emg.speed import side_by_side
from eutonia.emg.surface.surfaces import cleaned_row, rectified

type Row = NDArray[np.float64]

LOW_HZ, HIGH_HZ = 2.0, 20.0
SHORTEST_S = 10.0
_OUT_HZ = 100.0
_WINDOW_S = 8.0
_PADDED = 8
_FALSE = 0.01
_FUNDAMENTAL = 0.15  # of the highest peak: at a half or third of its frequency, this much makes it the true one


@dataclass(frozen=True, slots=True)
class Tremor:
    """The rhythm of one channel. Where ``present`` is None nothing can be said, for the reason in ``why``.

    ``interval_hz``: central 95 % of the frequency. ``half_width_hz``: width of the peak at half its height; a narrow
    peak is a steady rhythm. ``share``: of the power from 2 to 20 Hz that lies within 1 Hz of the peak.
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
    if channel.duration_s < SHORTEST_S:
        why = f"{channel.duration_s:.1f} s are too short to tell a rhythm; {SHORTEST_S:g} s are needed."
        return Tremor(channel.label, None, None, None, None, None, 0.0, why)
    return tremor_of(channel, cleaned_row(channel))


def tremor_of(channel: Channel, row: Row) -> Tremor:
    """Return the tremor of a channel that lasts long enough; ``row``: the channel cleaned, at 1000 Hz."""
    envelope = rectified(row, _OUT_HZ)
    power, hz, pieces = _spectra(envelope)
    if not np.any(power):
        return Tremor(channel.label, None, None, None, None, None, 0.0, "The channel holds no signal.")
    mean = power.mean(axis=0)
    peak, ratio = _peak(mean, hz)
    # windows overlap by half and are tapered: each is worth about three quarters of its own
    freedom = 2 * max(1.0, 0.75 * pieces)
    places = (HIGH_HZ - LOW_HZ) * _WINDOW_S
    limit = float(chdtri(freedom, _FALSE / places)) / freedom * _SPREAD
    if ratio < limit:
        why = f"No peak stands out: {hz[peak]:.1f} Hz is {ratio:.1f} times what is around it (chance: {limit:.1f})."
        return Tremor(channel.label, False, None, None, None, None, round(ratio, 2), why)
    frequency, width = _centre(mean, hz, peak)
    each = [_centre(one, hz, peak)[0] for one in power]
    error = 1.96 * float(np.std(each)) / math.sqrt(max(1.0, 0.75 * pieces))
    inside = (hz >= LOW_HZ) & (hz <= HIGH_HZ)
    share = float(mean[inside & (np.abs(hz - frequency) <= 1)].sum() / mean[inside].sum())
    why = f"A peak at {frequency:.2f} Hz, {ratio:.1f} times what is around it (chance: {limit:.1f})."
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


_SPREAD = 1.5  # the spectrum of an envelope is not level, and what is around a peak is itself uncertain


def _spectra(envelope: Row) -> tuple[Row, Row, int]:
    """Return the spectrum of each window of 8 s, half overlapping; their frequencies; and how many there are."""
    size = round(_WINDOW_S * _OUT_HZ)
    starts = range(0, len(envelope) - size + 1, size // 2)
    windows = np.array([envelope[start : start + size] for start in starts])
    windows = (windows - windows.mean(axis=1, keepdims=True)) * np.hanning(size)
    power = np.abs(fft.rfft(windows, _PADDED * size, axis=1)) ** 2
    return power, np.arange(power.shape[1]) * _OUT_HZ / (_PADDED * size), len(windows)


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


def _centre(power: Row, hz: Row, peak: int) -> tuple[float, float]:
    """Return the centre of the peak near a place, and its width at half height."""
    reach = round(0.5 / hz[1])
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
