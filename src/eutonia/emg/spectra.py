"""A segment as a spectrum: cleaned of mains and drift, limited to the band of EMG, back at 1000 samples a second."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.following import Padded, follow
from eutonia.emg.mains import Spectrum, mains_of, take_out
from eutonia.emg.paddings import Samples32, Waves, all_numbers, go_on, levelled
from eutonia.emg.segments import Segment
from eutonia.emg.transforms import lines_of, row_of

LOW_HZ, HIGH_HZ = 20.0, 450.0
INNER_HZ = 1000  # the rate after cleaning: enough for the band, the same for every recorder
_PAD_S = 1.0
_SAME_HZ = 0.005  # so far off a wave runs a thirtieth of a radian away in a second
_SEEN_HZ = 530.0  # the band, the last harmonic of mains beyond it, and what is around that


@dataclass(slots=True)
class Cleaned:
    """The spectrum of a padded segment of ``count`` samples; ``mains_hz``: what was found and taken out."""

    spectrum: Spectrum
    count: int
    seconds: float  # of the padded segment
    pad_s: float
    missing: NDArray[np.bool_] | None  # samples that were no numbers
    scale: float  # what the samples were multiplied with, so that no square over- or underflows
    mains_hz: float | None = None

    def at(self, rate_hz: int, weight: NDArray[np.float32], segment: Segment) -> Samples32:
        """Return the weighted signal at another rate, the padding cut off again."""
        size = round(self.seconds * rate_hz)
        kept = min(size // 2 + 1, len(self.spectrum))
        row = row_of(self.spectrum, weight[:kept], rate_hz / segment.rate_hz, size)
        skip = round(self.pad_s * rate_hz)
        return row[skip : skip + int(len(segment.samples) / segment.rate_hz * rate_hz)]


def filled(samples: Samples32) -> tuple[Samples32, NDArray[np.bool_] | None]:
    """Return the samples with gaps (values that are no numbers) bridged by straight lines, and where they were."""
    if all_numbers(samples):
        return samples, None
    whole = np.isfinite(samples)
    if not whole.any():
        return np.zeros_like(samples), ~whole
    places = np.arange(len(samples))
    bridged = np.interp(places, places[whole], samples[whole]).astype(np.float32)
    return bridged, ~whole


def clean(segment: Segment, mains_before: float | None = None) -> Cleaned:
    """Return the spectrum of a segment without offset and mains.

    ``mains_before``: where mains was in the segment before; where it is there still, one transform is enough.
    """
    samples, missing, rate_hz, count = segment.samples, None, segment.rate_hz, len(segment.samples)
    pad = min(round(_PAD_S * rate_hz), count - 1)
    # the padded length must be a whole number of grains of 5 ms at both rates, or frames would drift
    size = _even_length(count + 2 * pad, rate_hz)
    padded, scale, whole = levelled(samples, pad, size)
    if not whole:
        samples, missing = filled(samples)
        padded, scale, _ = levelled(samples, pad, size)
    spectrum = _transformed(padded, pad, count, rate_hz, mains_before)
    step_hz, seconds = rate_hz / len(padded), len(padded) / rate_hz
    mains_hz = mains_of(spectrum, step_hz, seconds)
    if mains_hz is not None and mains_before is not None and abs(mains_hz - mains_before) <= _SAME_HZ:
        mains_hz = mains_before
    if mains_hz != mains_before:
        padded, scale, _ = levelled(samples, pad, size)  # the first transform was made in its place
        spectrum = _transformed(padded, pad, count, rate_hz, mains_hz)
    if mains_hz is not None:
        even = follow(spectrum, step_hz, mains_hz, Padded(pad, count, len(padded), missing))
        take_out(spectrum, step_hz, mains_hz, HIGH_HZ + mains_hz, even=even)
    return Cleaned(spectrum, len(padded), seconds, pad / rate_hz, missing, float(scale), mains_hz)


def _transformed(padded: Samples32, pad: int, count: int, rate_hz: float, mains_hz: float | None) -> Spectrum:
    """Return the spectrum of the samples between the pads, once these are filled, as far as it is of use."""
    if pad:
        go_on(padded, pad, count, *_waves(pad, rate_hz, mains_hz), _fade(pad))
    return lines_of(padded, int(_SEEN_HZ * len(padded) / rate_hz) + 1)


@lru_cache(maxsize=4)
def _fade(pad: int) -> Samples32:
    fade: Samples32 = (0.5 + 0.5 * np.cos(np.pi * np.arange(1, pad + 1) / (pad + 1))).astype(np.float32)
    return fade


@lru_cache(maxsize=8)
def _waves(pad: int, rate_hz: float, mains_hz: float | None) -> tuple[Waves, Waves]:
    """Return mains and its harmonics from ``pad`` samples before an end to ``pad`` after, and what fits them before it.

    Size and phase of each may change in a straight line, as mains does not keep them: its frequency wanders, and is
    known the less the shorter the recording. A little is added to the diagonal, for stretches too short to tell one
    wave from another.
    """
    if mains_hz is None:
        return np.empty((0, 2 * pad + 1), np.float32), np.empty((0, pad + 1), np.float32)
    highest = max(1, int(min(0.45 * rate_hz, HIGH_HZ) / mains_hz))
    places = np.arange(-pad, pad + 1)
    phase = 2 * np.pi * mains_hz / rate_hz * np.outer(np.arange(1, highest + 1), places)
    steady = np.vstack([np.cos(phase), np.sin(phase)])
    waves = np.vstack([steady, steady * (places / pad), np.ones((1, len(places)))])
    before = waves[:, : pad + 1]
    fit = np.linalg.solve(before @ before.T + 1e-6 * (pad + 1) * np.eye(len(waves)), before)
    return waves.astype(np.float32), fit.astype(np.float32)


def _even_length(least: int, rate_hz: float) -> int:
    """Return a length of at least so many samples, quick to transform, that lasts a whole number of milliseconds."""
    # by the rate without its fraction: by a larger one there would be too little room for the samples
    return round(_smooth(-(-least * 1000 // math.floor(rate_hz))) * rate_hz / 1000)


@lru_cache(maxsize=64)
def _smooth(least: int) -> int:
    """Return the least number that has no prime factor over 5: transforms of such lengths are the quickest."""
    found, threes = 1 << max(least - 1, 0).bit_length(), 1
    while threes < found:
        fives = threes
        while fives < found:
            found = min(found, fives << max(-(-least // fives) - 1, 0).bit_length())
            fives *= 5
        threes *= 3
    return found


def band(cleaned: Cleaned, rate_hz: float) -> NDArray[np.float32]:
    """Return the weight of each frequency: 1 from 20 to 450 Hz (or nine tenths of what the rate allows), soft edges.

    Up to half of 1000 Hz: all that is left of the spectrum at that rate.
    """
    kept = min(round(cleaned.seconds * INNER_HZ) // 2 + 1, len(cleaned.spectrum))
    return _band(kept, rate_hz / cleaned.count, rate_hz)


@lru_cache(maxsize=8)
def _band(count: int, step_hz: float, rate_hz: float) -> NDArray[np.float32]:
    hz = np.arange(count) * step_hz
    high = min(HIGH_HZ, 0.45 * rate_hz)
    with np.errstate(divide="ignore", over="ignore"):
        gain = 1 / np.sqrt((1 + (LOW_HZ / hz) ** 12) * (1 + (hz / high) ** 24))
    return np.nan_to_num(gain).astype(np.float32)
