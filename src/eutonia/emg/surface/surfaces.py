"""What the measures of surface EMG over seconds share: a channel without mains and drift, whole, at 1000 Hz."""

from __future__ import annotations

from numbers import Integral

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from eutonia.emg.recording import Channel, Recording, emg_channels, refuse
from eutonia.emg.segments import segments
from eutonia.emg.spectra import INNER_HZ, band, clean
from eutonia.emg.surface.heart import find_beats
from eutonia.emg.surface.mean_beats import aligned, without_beats

type Row = NDArray[np.float64]

ROW_HZ = float(INNER_HZ)


def cleaned_row(channel: Channel) -> Row:
    """Return the channel from 20 to 450 Hz without mains, at 1000 Hz, in microvolts."""
    return _row(channel, beats_out=False)


def muscle_row(channel: Channel) -> Row:
    """Return the cleaned row without the beats of the heart, taken out as they are before bursts are looked for."""
    return _row(channel, beats_out=True)


def _row(channel: Channel, *, beats_out: bool) -> Row:
    pieces = []
    for segment in segments(channel):
        cleaned = clean(segment)
        row = cleaned.at(INNER_HZ, band(cleaned, segment.rate_hz), segment)
        if beats_out:
            row = without_beats(row, aligned(row, find_beats(cleaned, segment)))
        first = round(segment.before_s * ROW_HZ)
        count = round((segment.start_s + segment.core_s) * ROW_HZ) - round(segment.start_s * ROW_HZ)
        pieces.append(row[first : first + count].astype(np.float64) / cleaned.scale)
    if not pieces:
        return np.empty(0)
    whole: Row = np.concatenate(pieces)
    whole *= channel.to_microvolts  # in its place: a row of hours is large
    return whole


def rectified(row: Row, out_hz: float) -> Row:
    """Return the size of a row, smoothed over one value of the output, at a lower rate."""
    size = round(ROW_HZ / out_hz)
    smooth = ndimage.uniform_filter1d(np.abs(row), size) if len(row) else np.abs(row)
    return np.asarray(smooth[size // 2 :: size], np.float64)


def pick(recording: Recording, which: int | str) -> Channel:
    """Return an EMG channel by its place or label.

    Raises EmgError where there is none, where several have that label, and for what is neither a place nor a label.
    """
    channels = emg_channels(recording)
    labels = ", ".join(repr(channel.label) for channel in channels)
    if isinstance(which, bool) or not isinstance(which, Integral | str):
        raise refuse(f"{which!r} is neither a label nor a place.", f"Choose one of {labels}, or its place from 0.")
    found = [channel for place, channel in enumerate(channels) if which in (place, channel.label)]
    if not found:
        raise refuse(f"There is no EMG channel {which!r}.", f"Choose one of {labels}, or its place from 0.")
    if len(found) > 1:
        remedy = f"Name it by its place, from 0 to {len(channels) - 1}, or give each channel its own label."
        raise refuse(f"{len(found)} EMG channels have the label {which!r}.", remedy)
    return found[0]


def pick_two(recording: Recording, first: int | str, second: int | str) -> tuple[Channel, Channel]:
    """Return two EMG channels by place or label. Raises EmgError as `pick`, and where both are one channel."""
    channels = pick(recording, first), pick(recording, second)
    if channels[0] is channels[1]:
        what = f"{first!r} and {second!r} are one channel; with itself it always agrees."
        raise refuse(what, "Choose two channels.", f"channel {channels[0].label!r}")
    return channels
