"""A channel second by second, as muscle is measured: what each holds, how loud it is, and whether it is of use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from eutonia.emg.recording import Channel
from eutonia.emg.spectra import HIGH_HZ
from eutonia.emg.surface.bursting import Burst
from eutonia.emg.surface.stream import watched
from eutonia.emg.surface.surfaces import ROW_HZ, muscle_row

type Row = NDArray[np.float64]
type Flags = NDArray[np.bool_]
type Places = NDArray[np.int64]

SECOND = round(ROW_HZ)
_BESIDE = (-5, -4, -3, 3, 4, 5)  # hertz from a line of mains
_MOST = 300  # seconds that are asked for a spectrum


@dataclass(frozen=True, slots=True)
class Seconds:
    """The whole seconds of a channel at 1000 Hz in the band of muscle, without mains and heart: one row each.

    ``size``: root mean square in microvolts. ``usable``: quality leaves something to measure. ``filled``: the share
    of each that bursts fill.
    """

    rows: Row
    rate_hz: float
    mains_hz: float | None
    size: Row
    usable: Flags
    filled: Row

    def power(self, places: Places) -> Row:
        """Return the power of each hertz of some seconds, one row each."""
        return _power(self.rows[places], self.mains_hz)

    def mean_power(self, places: Places) -> Row:
        """Return the mean power of each hertz of some seconds, of not too many of them."""
        return np.asarray(self.power(places[:: max(1, len(places) // _MOST)]).mean(axis=0), np.float64)


def seconds_of(channel: Channel) -> Seconds:
    """Return the whole seconds of a channel."""
    row = muscle_row(channel)
    count = len(row) // SECOND
    rows = row[: count * SECOND].reshape(count, SECOND)
    found, quality = watched(channel)
    size = np.zeros(count)
    for start in range(0, count, _MOST):
        power = _power(rows[start : start + _MOST], quality.mains_hz)
        size[start : start + _MOST] = np.sqrt(2 * power.sum(axis=1)) / SECOND
    usable = np.zeros(count, np.bool_)
    usable[: len(quality.usable)] = quality.usable[:count]
    usable &= np.isfinite(size) & (size > 0)
    return Seconds(rows, channel.rate_hz, quality.mains_hz, size, usable, _filled(found, count))


def _power(rows: Row, mains_hz: float | None) -> Row:
    """Return the power of each hertz of some seconds; at the lines of mains that of what is around them.

    What is taken out with mains there is missing, and what is left of mains that came or changed is too much.
    """
    power = np.asarray(np.abs(fft.rfft(rows, axis=1)) ** 2, np.float64)
    for part in range(1, int(HIGH_HZ / mains_hz) + 1 if mains_hz else 1):
        line = round(part * (mains_hz or 0.0))
        power[:, line - 2 : line + 3] = power[:, [line + off for off in _BESIDE]].mean(axis=1, keepdims=True)
    return power


def _filled(bursts: list[Burst], count: int) -> Row:
    edges = np.arange(count + 1.0)
    filled = np.zeros(count)
    for burst in bursts:
        first, stop = int(burst.onset_s), min(int(burst.offset_s) + 1, count)
        ends, begins = edges[first + 1 : stop + 1], edges[first:stop]
        filled[first:stop] += np.clip(np.minimum(ends, burst.offset_s) - np.maximum(begins, burst.onset_s), 0, None)
    return filled
