"""Waveforms of single potentials as a needle sees them, for `simulate.needle`.

Drawn from the published descriptions, two ways for motor units so that nothing is tuned to one of them: a chain of
phases with a sharp beginning and end, and a sum of fibres at random distances and delays, which fades out. Positive
is a positive voltage at the tip. Times are in seconds, heights in microvolts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Row = NDArray[np.float64]

GRID_HZ = 100_000.0
_FADED = 0.01  # of the height from peak to peak: there a fading waveform has ended
_FADED_UV = 2.0


@dataclass(frozen=True, slots=True)
class Shape:
    """A waveform on a grid of 10 µs. ``onset_s`` and ``offset_s`` are its true ends, from the first value on."""

    values: Row
    onset_s: float
    offset_s: float

    @property
    def duration_s(self) -> float:
        """From the true onset to the true offset."""
        return self.offset_s - self.onset_s

    @property
    def peak_s(self) -> float:
        """Where it is farthest from zero."""
        return float(np.argmax(np.abs(self.values))) / GRID_HZ

    def scaled_to(self, height_uv: float) -> Shape:
        """Return the same shape with that height from peak to peak."""
        return Shape(self.values * (height_uv / float(np.ptp(self.values))), self.onset_s, self.offset_s)

    def add_to(self, row: Row, rate_hz: float, at_s: float, gain: float = 1.0) -> None:
        """Add the waveform to a row so that its peak falls on ``at_s``, between samples where need be."""
        start_s = at_s - self.peak_s
        first = max(0, int(np.ceil(start_s * rate_hz)))
        stop = min(len(row), int((start_s + (len(self.values) - 1) / GRID_HZ) * rate_hz) + 1)
        if stop > first:
            places = (np.arange(first, stop) / rate_hz - start_s) * GRID_HZ
            row[first:stop] += gain * np.interp(places, np.arange(len(self.values)), self.values)


def chain_of_phases(widths_s: Row, heights_uv: Row) -> Shape:
    """Return half waves one after the other; it begins and ends exactly where the first and the last of them do."""
    pieces = [
        height * np.sin(np.pi * np.linspace(0, 1, max(3, round(width * GRID_HZ)), endpoint=False))
        for width, height in zip(widths_s, heights_uv, strict=True)
    ]
    values = np.concatenate([*pieces, [0.0]])
    pad = np.zeros(20)
    smooth = np.exp(-0.5 * (np.arange(-20, 21) / 6.0) ** 2)  # no amplifier draws a corner
    values = np.convolve(np.concatenate([pad, values, pad]), smooth / smooth.sum(), "same")
    return Shape(values, 20 / GRID_HZ, (len(values) - 21) / GRID_HZ)


def fading(values: Row) -> Shape:
    """Return a waveform that fades at both ends, its ends where it passes 1 % of its height."""
    limit = max(_FADED * float(np.ptp(values)), min(_FADED_UV, 0.05 * float(np.ptp(values))))
    inside = np.flatnonzero(np.abs(values) > limit)
    return Shape(values, float(inside[0]) / GRID_HZ, float(inside[-1]) / GRID_HZ)


def motor_unit(rng: np.random.Generator, duration_s: float, height_uv: float, phases: int) -> Shape:
    """Return a motor unit potential as a chain of phases: a sharp main phase, slow and low ones around it."""
    phases = max(2, phases)
    main = int(rng.integers(1, phases)) if phases > 2 else 1
    away = np.abs(np.arange(phases) - main)
    widths = np.where(away == 0, rng.uniform(0.8, 1.4), 1.0 + away * rng.uniform(0.5, 1.2, phases))
    heights = np.where(away == 0, 1.0, rng.uniform(0.25, 0.8, phases) * 0.6 ** np.maximum(away - 1, 0))
    heights[away > 0] = np.maximum(heights[away > 0], 0.06)
    signs = np.where((np.arange(phases) - main) % 2 == 0, -1.0, 1.0)
    return chain_of_phases(widths * (duration_s / widths.sum()), signs * heights).scaled_to(height_uv)


def sum_of_fibres(rng: np.random.Generator, fibres: int, spread_s: float, height_uv: float) -> Shape:
    """Return a motor unit potential as the sum of fibre potentials that arrive ``spread_s`` (SD) apart."""
    time = np.arange(-0.012, 0.014, 1 / GRID_HZ)
    total = np.zeros(len(time))
    for distance, delay in zip(rng.uniform(0.2, 1.2, fibres), rng.normal(0, spread_s, fibres), strict=True):
        total += _fibre(time - delay, 0.00012 + 0.0005 * distance, rng.uniform(0.2, 0.5)) / distance**1.5
    total += rng.uniform(0.5, 2) * _fibre(time, rng.uniform(0.0008, 0.0016), rng.uniform(0.2, 0.5))  # the far ones
    ramp = np.clip(np.minimum(time - time[0], time[-1] - time) / 0.002, 0, 1)
    return fading(total * ramp / np.ptp(total) * height_uv)


def _fibre(time: Row, width_s: float, lead: float) -> Row:
    """Return a triphasic potential: positive, then the large negative, then a lower positive phase."""
    before = lead * np.exp(-0.5 * ((time + 2.2 * width_s) / width_s) ** 2)
    after = 0.6 * lead * np.exp(-0.5 * ((time - 2.8 * width_s) / (1.4 * width_s)) ** 2)
    wave: Row = before - np.exp(-0.5 * (time / width_s) ** 2) + after
    return wave


def fibrillation(rng: np.random.Generator, duration_s: float, height_uv: float) -> Shape:
    """Return a fibrillation potential: positive at first, then sharp and negative, at times a third phase."""
    widths, heights = [rng.uniform(0.6, 1.0), 1.0], [rng.uniform(0.3, 0.8), -1.0]
    if rng.random() < 0.6:
        widths.append(rng.uniform(0.8, 1.5))
        heights.append(rng.uniform(0.1, 0.4))
    spans = np.array(widths)
    return chain_of_phases(spans * (duration_s / spans.sum()), np.array(heights)).scaled_to(height_uv)


def positive_wave(rng: np.random.Generator, duration_s: float, height_uv: float) -> Shape:
    """Return a positive sharp wave: a quick positive phase, then a long and low negative one."""
    sharp = rng.uniform(0.12, 0.22) * duration_s
    low = -rng.uniform(0.12, 0.3)
    time = np.arange(0, duration_s, 1 / GRID_HZ)
    rise = 0.35 * sharp
    first = np.where(
        time < rise, np.sin(0.5 * np.pi * time / rise), np.cos(0.5 * np.pi * (time - rise) / (sharp - rise))
    )
    slow = low * np.sin(np.pi * np.clip((time - sharp) / (duration_s - sharp), 0, 1) ** 0.6)
    values = np.where(time < sharp, first, slow)
    pad = np.zeros(20)
    whole = np.concatenate([pad, values, pad])
    return Shape(whole, 20 / GRID_HZ, 20 / GRID_HZ + duration_s).scaled_to(height_uv)


def complex_potential(rng: np.random.Generator, duration_s: float, height_uv: float, spikes: int) -> Shape:
    """Return one cycle of a complex repetitive discharge: fibres that fire one another off in a fixed order."""
    time = np.arange(-0.003, duration_s + 0.003, 1 / GRID_HZ)
    total = np.zeros(len(time))
    inner = 0.0006
    delays = np.concatenate([[inner, duration_s - inner], rng.uniform(inner, duration_s - inner, max(0, spikes - 2))])
    for delay in delays:
        total += rng.uniform(0.3, 1.0) * _fibre(time - delay, rng.uniform(0.0002, 0.0005), rng.uniform(0.3, 0.8))
    return fading(total / np.ptp(total) * height_uv)
