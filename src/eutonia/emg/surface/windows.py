"""The usual features of EMG in sliding windows, in microvolts and hertz.

Each window is taken without its mean. Turns after Willison 1964: reversals of direction of at least 100 µV.
Mean and median frequency from the plain spectrum of the window.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from eutonia.emg.recording import Channel, Recording, refuse
from eutonia.emg.speed import compiled, side_by_side

TURN_UV = 100.0
_WINDOWS_AT_ONCE = 512

type Row = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Features:
    """Per window of one channel. ``start_s``: where the window begins. A window with a missing value is NaN."""

    start_s: NDArray[np.float64]
    rms_uv: Row
    mean_absolute_uv: Row
    waveform_length_uv: Row
    zero_crossings: Row
    slope_sign_changes: Row
    turns: Row
    mean_hz: Row
    median_hz: Row


def features(recording: Recording, window_s: float = 0.25, hop_s: float = 0.125) -> list[Features]:
    """Return the features of each EMG channel. Raises EmgError for an unknown unit or windows that cannot be."""
    return side_by_side(lambda one: channel_features(one, window_s, hop_s), recording.emg_channels())


def channel_features(channel: Channel, window_s: float = 0.25, hop_s: float = 0.125) -> Features:
    """Return the features of one channel; empty where it is shorter than a window."""
    size = round(window_s * channel.rate_hz)
    if size < 4 or hop_s * channel.rate_hz < 1:
        raise refuse(
            f"A window of {window_s:g} s every {hop_s:g} s holds too few samples at {channel.rate_hz:g} Hz.",
            "Choose longer windows.",
            f"channel {channel.label!r}",
        )
    parts = [_block(channel, starts, size) for starts in _starts(channel, size, hop_s)]
    if not parts:
        empty = np.empty(0, np.float32)
        return Features(np.empty(0), *[empty] * (len(fields(Features)) - 1))
    return Features(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _starts(channel: Channel, size: int, hop_s: float) -> Iterator[NDArray[np.int64]]:
    """Yield the first samples of many windows at a time; each is rounded by itself, so none drifts over hours."""
    hop = hop_s * channel.rate_hz
    count = int((len(channel) - size) / hop + 1e-9) + 1 if len(channel) >= size else 0
    for first in range(0, count, _WINDOWS_AT_ONCE):
        starts = np.rint(np.arange(first, min(first + _WINDOWS_AT_ONCE, count)) * hop).astype(np.int64)
        yield starts[starts + size <= len(channel)]


def _block(channel: Channel, starts: NDArray[np.int64], size: int) -> tuple[NDArray[np.float64] | Row, ...]:
    if not len(starts):
        return (np.empty(0), *[np.empty(0, np.float32)] * (len(fields(Features)) - 1))
    first = int(starts[0])
    row = np.asarray(channel.read(first, int(starts[-1]) + size), np.float32) * np.float32(channel.to_microvolts)
    windows = np.lib.stride_tricks.sliding_window_view(row, size)[starts - first]
    windows[~np.isfinite(windows).all(axis=1)] = np.nan
    windows -= windows.mean(axis=1, keepdims=True)
    counted = in_time(windows, np.float32(TURN_UV))
    mean_hz, median_hz = _in_frequency(windows, channel.rate_hz)
    return (starts / channel.rate_hz, *counted.T, mean_hz, median_hz)


def _in_frequency(windows: Row, rate_hz: float) -> tuple[Row, Row]:
    spectrum = fft.rfft(windows, axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    hz = (np.arange(power.shape[1]) * rate_hz / windows.shape[1]).astype(np.float32)
    below = np.cumsum(power, axis=1)
    total = below[:, -1]
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(total > 0, power @ hz / total, np.nan)
    middle = (below < total[:, None] / 2).sum(axis=1)
    median = np.where(total > 0, hz[np.minimum(middle, len(hz) - 1)], np.nan)
    return mean.astype(np.float32), median.astype(np.float32)


# ---- in time: one pass where compiled ----------------------------------------------------------------------------


def _loop(windows: Row, turn: np.float32) -> Row:  # noqa: C901 - one pass over memory is what makes it quick
    out = np.zeros((windows.shape[0], 6), np.float32)
    size = windows.shape[1]
    for index in range(windows.shape[0]):
        window = windows[index]
        squares, absolute, length = 0.0, 0.0, 0.0
        crossings, changes, turns = 0, 0, 0
        extreme, direction, before_step = window[0], 0, np.float32(0)
        for k in range(size):
            value = window[k]
            squares += value * value
            absolute += abs(value)
            if k == 0:
                continue
            step = value - window[k - 1]
            length += abs(step)
            if (value >= 0) != (window[k - 1] >= 0):
                crossings += 1
            if k > 1 and step * before_step < 0:
                changes += 1
            before_step = step
            # a turn counts once the signal has come back by the threshold from its extreme
            if (direction >= 0 and value > extreme) or (direction < 0 and value < extreme):
                extreme = value
            elif direction >= 0 and extreme - value >= turn:
                turns += direction
                extreme, direction = value, -1
            elif direction < 0 and value - extreme >= turn:
                turns += 1
                extreme, direction = value, 1
            if direction == 0 and value - window[0] >= turn:
                extreme, direction = value, 1
        out[index, 0] = (squares / size) ** 0.5
        out[index, 1] = absolute / size
        out[index, 2] = length
        out[index, 3] = crossings
        out[index, 4] = changes
        out[index, 5] = turns
        if not squares < np.inf:
            out[index] = np.nan
    return out


def _plain(windows: Row, turn: np.float32) -> Row:
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
    low = high = first = float(window[0])
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
        elif direction == 0 and value - first >= turn:
            direction, high = 1, value
    return turns


in_time = compiled(_loop, _plain)
