"""What the course of a signal shows where no unit stands apart: does it repeat, how soon do potentials come again."""

from __future__ import annotations

import math

import numpy as np
from scipy import fft, ndimage

from eutonia.emg.recording import Channel
from eutonia.emg.sorting.needles import prepare
from eutonia.emg.sorting.repeats import alike_later

_LONGEST_LOOK_S = 60.0
_AGAIN_WINDOW_S, _AGAIN_FROM_S, _AGAIN_TO_S = 0.25, 0.006, 0.06


def likeness(channel: Channel, onset_s: float, offset_s: float) -> float | None:
    """Return how alike a stretch is to itself 6 to 60 ms later, at best, in its median quarter second; None if short.

    1: it repeats exactly. Taken in short windows, as a rate may glide.
    """
    stop_s = min(offset_s, onset_s + _LONGEST_LOOK_S)
    first = int(onset_s * channel.rate_hz)
    part = prepare(np.asarray(channel.read(first, int(stop_s * channel.rate_hz))), channel, first)
    size = round(_AGAIN_WINDOW_S * part.rate_hz)
    first, far = round(_AGAIN_FROM_S * part.rate_hz), round(_AGAIN_TO_S * part.rate_hz)
    found = [
        float(np.max(alike_later(part.sharp[start : start + size], far)[first:]))
        for start in range(0, len(part.sharp) - size + 1, size // 2)
    ]
    return float(np.median(found)) if found else None


def pause_ms(channel: Channel, onset_s: float, offset_s: float) -> float | None:
    """Return for how long power stays below its mean after a potential, in ms, or None where that cannot be seen."""
    stop_s = min(offset_s, onset_s + _LONGEST_LOOK_S)
    first, stop = int(onset_s * channel.rate_hz), int(stop_s * channel.rate_hz)
    if stop_s - onset_s < 0.4:
        return None
    part = prepare(np.asarray(channel.read(first, stop)), channel, first)
    power = np.minimum(np.abs(part.sharp), np.quantile(np.abs(part.sharp), 0.99)).astype(np.float64) ** 2
    power = ndimage.gaussian_filter1d(power, 0.001 * part.rate_hz)[:: max(1, round(part.rate_hz / 1000))]
    step_ms = 1000 * max(1, round(part.rate_hz / 1000)) / part.rate_hz
    drive = ndimage.uniform_filter1d(power, round(300 / step_ms))
    level = power / np.maximum(drive, 1e-12) - 1
    size = fft.next_fast_len(2 * len(level))
    spectrum = fft.rfft(level, size)
    course = fft.irfft(spectrum.real**2 + spectrum.imag**2, size)[: round(120 / step_ms)]
    if course[0] <= 0:
        return None
    course = ndimage.uniform_filter1d(course / course[0], max(1, round(3 / step_ms)))
    lags = np.arange(len(course)) * step_ms
    look = (lags >= 6) & (lags <= 45)
    deepest = int(np.argmin(np.where(look, course, np.inf)))
    depth = -float(course[deepest])
    if depth < 3.0 / math.sqrt(max(len(level), 1)):
        return None
    back = np.flatnonzero(course[deepest:] > -0.4 * depth)
    return float(lags[deepest + int(back[0])]) if len(back) else float(lags[-1])
