"""Motor unit potentials: each unit's mean waveform, measured as in a clinical quantitative study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.needle.discharge import Discharge
from eutonia.emg.needle.discharging import judged
from eutonia.emg.recording import Channel, Recording, emg_channels, refuse
from eutonia.emg.sorting.averaging import RAGGED, Average
from eutonia.emg.sorting.linking import unevenness
from eutonia.emg.sorting.trains import Examined, Train, examine
from eutonia.emg.sorting.waveforms import Waveform
from eutonia.emg.speed import side_by_side

FEWEST_FIRINGS = 8
OF_FIBRES = ("fibrillation", "positive sharp wave", "myotonic", "neuromyotonic", "complex repetitive")
LEAST_RATE_HZ = 4000.0
_LEAST_UV = 30.0
_MOST_JIGGLE = 1.0  # potentials that differ from each other by more than their size are not of one unit
_RATIO = 6.0  # height of the mean over its own noise


@dataclass(frozen=True, slots=True)
class MotorUnit:
    """A motor unit and its mean potential.

    ``thickness_ms``: area over amplitude. ``size_index``: 2 log10(amplitude in mV) + thickness (Sonoo and Stålberg
    1993). ``jiggle``: how much neighbouring potentials of the train differ, as a share of the area, without what
    noise adds (after Stålberg and Sonoo 1994). ``values_uv``: the mean, at ``values_hz``, with its marks.
    """

    channel: str
    firings: int
    rate_hz: float
    duration_ms: float
    amplitude_uv: float
    area_uvms: float
    phases: int
    turns: int
    spike_ms: float
    thickness_ms: float
    size_index: float
    jiggle: float
    noise_uv: float
    onset_ms: float
    offset_ms: float
    values_uv: NDArray[np.float64]
    values_hz: float
    times_s: NDArray[np.float64]


def motor_units(recording: Recording) -> list[MotorUnit]:
    """Return the motor units of all EMG channels, channel by channel, the highest first.

    For needle EMG with at least 4000 samples a second. Raises EmgError for an unknown unit or a slower recording.
    """
    channels = emg_channels(recording)
    fast = [channel for channel in channels if channel.rate_hz >= LEAST_RATE_HZ]
    if not fast:
        raise refuse(
            f"No channel has {LEAST_RATE_HZ:g} samples a second or more, so no potential can be measured.",
            "Use a needle recording of at least 4000 Hz, better 10 000 Hz.",
        )
    return [unit for units in side_by_side(channel_motor_units, fast) for unit in units]


def channel_motor_units(channel: Channel) -> list[MotorUnit]:
    """Return the motor units of one needle channel."""
    examined = examine(channel)
    return units_of(examined, channel.label, judged(channel, examined))


def units_of(examined: Examined, label: str, discharges: Sequence[Discharge]) -> list[MotorUnit]:
    """Return the motor units among the trains of a channel; trains of fibres, as ``discharges`` tell them, are none."""
    fibres = {time for one in discharges if one.kind in OF_FIBRES for time in one.times_s}
    found = [_unit(train, label) for train in examined.trains if _measurable(train) and not _among(train, fibres)]
    return sorted(found, key=lambda unit: -unit.amplitude_uv)


def _among(train: Train, times: set[float]) -> bool:
    """True where most potentials of a train are among these."""
    return bool(times) and sum(time in times for time in np.round(train.times_s, 6).tolist()) > 0.5 * len(train)


def _measurable(train: Train) -> bool:
    """True where the train is surely that of one unit and its mean stands clear of the noise."""
    height = train.waveform.amplitude_uv
    places = np.round(train.times_s * train.waveform.rate_hz).astype(np.int64)
    return (
        len(train) >= FEWEST_FIRINGS
        and height >= max(_LEAST_UV, _RATIO * train.average.noise_uv)
        and unevenness(places) <= RAGGED
        and jiggle(train.average, train.waveform) <= _MOST_JIGGLE
    )


def _unit(train: Train, label: str) -> MotorUnit:
    wave = train.waveform
    spans = np.diff(train.times_s)
    thickness = wave.area_uvms / wave.amplitude_uv
    return MotorUnit(
        channel=label,
        firings=len(train),
        rate_hz=round(1 / float(np.median(spans)), 3),
        duration_ms=round(wave.duration_ms, 3),
        amplitude_uv=round(wave.amplitude_uv, 2),
        area_uvms=round(wave.area_uvms, 2),
        phases=wave.phases,
        turns=wave.turns,
        spike_ms=round(wave.spike_ms, 3),
        thickness_ms=round(thickness, 3),
        size_index=round(2 * float(np.log10(wave.amplitude_uv / 1000)) + thickness, 3),
        jiggle=round(jiggle(train.average, wave), 4),
        noise_uv=round(train.average.noise_uv, 3),
        onset_ms=round(1000 * (wave.onset_s - wave.peak / wave.rate_hz), 3),
        offset_ms=round(1000 * (wave.offset_s - wave.peak / wave.rate_hz), 3),
        values_uv=wave.values,
        values_hz=wave.rate_hz,
        times_s=train.times_s,
    )


def jiggle(average: Average, wave: Waveform) -> float:
    """Return the median difference of neighbouring potentials, summed over the potential, over its area.

    The median difference before the potential begins is what noise and other units add; it is taken off (in squares).
    """
    if len(average.stack) < 3:
        return 0.0
    steps = np.median(np.abs(np.diff(average.stack, axis=0)), axis=0)
    outside = np.concatenate([steps[: wave.onset], steps[wave.offset + 1 :]])
    noise = float(np.median(outside)) if len(outside) else 0.0
    inside = np.sqrt(np.maximum(steps[wave.onset : wave.offset + 1] ** 2 - noise**2, 0))
    return float(inside.sum() / max(np.abs(wave.inside).sum(), 1e-9))
