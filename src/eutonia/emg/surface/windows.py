"""The usual features of EMG in sliding windows, in microvolts and hertz.

Each window is taken without its mean. Turns after Willison 1964: reversals of direction of at least 100 µV.
Mean and median frequency from the plain spectrum of the window.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from eutonia.emg.recording import Channel, Recording, emg_channels
from eutonia.emg.refusals import window_of
from eutonia.emg.speed import LARGEST, compiled, side_by_side

TURN_UV = 100.0
_WINDOWS_AT_ONCE = 256  # so that they and their spectra stay near the processor
_AT_ONCE = 1 << 17
_SIZES, _IN_TIME, _COLUMNS = 3, 6, 8  # the sizes come first, then what is counted, then frequencies
_NONE, _ONE = np.float32(0), np.float32(1)
_SIGN = np.int32(0x7FFFFFFF)

type Row = NDArray[np.float32]
type Spectrum = NDArray[np.complex64]


@dataclass(frozen=True, slots=True)
class Features:
    """Per window of one channel. ``start_s``: where the window begins. A window with a missing value is NaN.

    ``turns``: reversals of direction of at least 100 µV from peak to peak (Willison 1964), so a weak signal on the skin
    may have none. Nothing is filtered: drift and mains are in all of them. ``why``: why there is no window, where the
    recording is shorter than one.
    """

    start_s: NDArray[np.float64]
    rms_uv: Row
    mean_absolute_uv: Row
    waveform_length_uv: Row
    zero_crossings: Row
    slope_sign_changes: Row
    turns: Row
    mean_hz: Row
    median_hz: Row
    why: str = field(default="", kw_only=True)


def features(recording: Recording, window_s: float = 0.25, hop_s: float = 0.125) -> list[Features]:
    """Return the features of each EMG channel. Raises EmgError for an unknown unit or windows that cannot be.

    A channel shorter than a window has none, and its ``why`` says so.
    """
    return side_by_side(lambda one: channel_features(one, window_s, hop_s), emg_channels(recording))


def channel_features(channel: Channel, window_s: float = 0.25, hop_s: float = 0.125) -> Features:
    """Return the features of one channel; none where it is shorter than a window."""
    taker = FeatureTaker(channel, window_s, hop_s)
    for first in range(0, len(channel), _AT_ONCE):
        taker.add(
            np.asarray(channel.read(max(0, first - taker.size), first + _AT_ONCE), np.float32), first - taker.size
        )
    return taker.result()


class FeatureTaker:
    """Takes the features of all windows of a channel from stretches of its samples that come in order.

    The stretches may overlap, and must where a window would not fit into one. Raises EmgError for windows that
    cannot be.
    """

    def __init__(self, channel: Channel, window_s: float = 0.25, hop_s: float = 0.125) -> None:
        self.size, hop = window_of(window_s, hop_s, channel.rate_hz, f"channel {channel.label!r}")
        self._rate = channel.rate_hz
        self._factor = np.float32(channel.to_microvolts)
        self._why, length = "", len(channel)
        if length < self.size:
            self._why = f"The recording lasts {channel.duration_s:g} s, less than one window of {window_s:g} s."
        count = int((length - self.size) / hop + 1e-9) + 1 if length >= self.size else 0
        starts = np.rint(np.arange(count) * hop).astype(np.int64)  # each by itself, so none drifts over hours
        self._starts = starts[: int(np.searchsorted(starts, length - self.size, "right"))]
        self._taken = np.empty((len(self._starts), _COLUMNS), np.float32)
        self._done = 0

    def add(self, samples: Row, first: int) -> None:
        """Take the windows that are whole in these samples, which begin at sample ``first`` of the channel."""
        first = max(first, 0)
        whole = int(np.searchsorted(self._starts, first + len(samples) - self.size, "right"))
        while self._done < whole:
            stop = min(self._done + _WINDOWS_AT_ONCE, whole)
            starts = self._starts[self._done : stop] - first
            measure(samples, starts, self.size, self._rate, self._factor, self._taken[self._done : stop])
            self._done = stop

    def result(self) -> Features:
        """Return the features of all windows taken."""
        return Features(self._starts[: self._done] / self._rate, *self._taken[: self._done].T.copy(), why=self._why)


def measure(row: Row, starts: NDArray[np.int64], size: int, rate_hz: float, factor: np.float32, out: Row) -> None:
    """Write the eight features of the windows of a row that begin at these samples; ``factor``: to microvolts."""
    centred = np.empty((len(starts), size), np.float32)
    out[:, :_IN_TIME] = in_time(row, starts, np.float32(TURN_UV) / factor, centred)
    out[:, _IN_TIME:] = in_frequency(fft.rfft(centred, axis=1), rate_hz / size)
    if factor != 1:
        out[:, :_SIZES] *= factor


# ---- each window once, while it is near ------------------------------------------------------------------------------


def _loop(  # noqa: C901 - one pass over a window while it is near is what makes it quick
    row: Row, starts: NDArray[np.int64], turn: np.float32, centred: Row
) -> Row:
    out, size, bits = np.zeros((len(starts), _IN_TIME), np.float32), centred.shape[1], centred.view(np.int32)
    half = np.array([turn * np.float32(0.499)], np.float32).view(np.int32)[0]
    for index in range(len(starts)):
        window, into = row[starts[index] : starts[index] + size], centred[index]
        mean = 0.0
        for k in range(size):
            mean += window[k]
        offset = np.float32(mean / size)
        if not abs(offset) <= LARGEST:
            out[index], into[:] = np.nan, np.nan
            continue
        squares, absolute, highest = _NONE, _NONE, np.int32(0)
        for k in range(size):
            value = window[k] - offset
            into[k] = value
            squares += value * value
            absolute += abs(value)
        for k in range(size):
            highest = max(highest, bits[index, k] & _SIGN)  # sizes, as their bits are in the same order
        # summed in single precision, exact up to sixteen million, so that as many go at once as of the samples
        length, crossings, changes = _NONE, _NONE, _NONE
        later, after = into[1:], into[2:]
        for k in range(size - 1):
            length += abs(later[k] - into[k])
            crossings += _ONE if (later[k] >= 0) != (into[k] >= 0) else _NONE
        for k in range(size - 2):
            changes += _ONE if (after[k] - later[k]) * (later[k] - into[k]) < 0 else _NONE
        turns, direction, extreme, low = 0, 0, into[0], into[0]
        for k in range(size if highest >= half else 0):  # else no two values are so far apart
            value = into[k]
            # a turn counts once the signal has come back by the threshold from its extreme
            if (direction >= 0 and value > extreme) or (direction < 0 and value < extreme):
                extreme = value
            elif direction >= 0 and extreme - value >= turn:
                turns += direction
                extreme, direction = value, -1
            elif direction < 0 and value - extreme >= turn:
                turns += 1
                extreme, direction = value, 1
            if direction == 0:
                low = min(low, value)
                if value - low >= turn:
                    extreme, direction = value, 1
        by = _ONE / np.float32(size)
        out[index, 0], out[index, 1], out[index, 2] = math.sqrt(squares * by), absolute * by, length
        out[index, 3], out[index, 4], out[index, 5] = crossings, changes, turns
    return out


def _plain(row: Row, starts: NDArray[np.int64], turn: np.float32, centred: Row) -> Row:
    size = centred.shape[1]
    windows = np.lib.stride_tricks.sliding_window_view(row, size)[starts]
    windows[~np.isfinite(windows).all(axis=1)] = np.nan
    windows -= windows.mean(axis=1, keepdims=True, dtype=np.float64).astype(np.float32)
    centred[:] = windows
    steps = np.diff(windows, axis=1)
    positive = windows >= 0
    out = np.stack(
        [
            np.sqrt(np.mean(windows.astype(np.float64) ** 2, axis=1)),
            np.abs(windows).mean(axis=1, dtype=np.float64),
            np.abs(steps).sum(axis=1, dtype=np.float64),
            (positive[:, 1:] != positive[:, :-1]).sum(axis=1),
            (steps[:, 1:] * steps[:, :-1] < 0).sum(axis=1),
            np.array([count_turns(window, float(turn)) for window in windows]),
        ],
        axis=1,
    ).astype(np.float32)
    out[~np.isfinite(out[:, 0])] = np.nan
    return out


def count_turns(window: NDArray[np.floating], turn: float) -> int:
    """Return the number of reversals of at least ``turn`` between neighbouring extremes."""
    if not len(window):
        return 0
    low = high = float(window[0])
    direction = turns = 0
    for value in window[1:].tolist():
        low, high = min(low, value), max(high, value)
        if direction >= 0 and high - value >= turn and value < high:
            turns += direction
            low = high = value
            direction = -1
        elif direction < 0 and value - low >= turn:
            turns += 1
            low = high = value
            direction = 1
        elif direction == 0 and value - low >= turn:
            direction, high = 1, value
    return turns


def _lines_loop(spectrum: Spectrum, step_hz: float) -> Row:
    rows, count = spectrum.shape
    out, power = np.empty((rows, 2), np.float32), np.empty(count)
    out[:] = np.nan
    for index in range(rows):
        lines = spectrum[index]
        total, weighed = 0.0, 0.0
        for k in range(count):
            power[k] = lines[k].real * lines[k].real + lines[k].imag * lines[k].imag
            total += power[k]
            weighed += power[k] * k
        if not total > 0:
            continue
        below, at = power[0], 0
        while below < total / 2 and at < count - 1:
            at += 1
            below += power[at]
        out[index, 0], out[index, 1] = weighed / total * step_hz, at * step_hz
    return out


def _lines_plain(spectrum: Spectrum, step_hz: float) -> Row:
    power = spectrum.real.astype(np.float64) ** 2 + spectrum.imag.astype(np.float64) ** 2
    below = np.cumsum(power, axis=1)
    total = below[:, -1]
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(total > 0, power @ np.arange(power.shape[1]) / total, np.nan)
    at = np.minimum((below < total[:, None] / 2).sum(axis=1), power.shape[1] - 1)
    return (np.stack([mean, np.where(total > 0, at, np.nan)], axis=1) * step_hz).astype(np.float32)


in_time = compiled(_loop, _plain)
in_frequency = compiled(_lines_loop, _lines_plain)
