"""A segment as a spectrum: cleaned of mains and drift, limited to the band of EMG, back at 1000 samples a second."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from eutonia.emg.segments import Segment

type Samples32 = NDArray[np.float32]
type Spectrum = NDArray[np.complex64]

LOW_HZ, HIGH_HZ = 20.0, 450.0
INNER_HZ = 1000  # the rate after cleaning: enough for the band, the same for every recorder
_PAD_S = 1.0
_MAINS = (50.0, 60.0)
_MAINS_WANDERS_HZ = 0.5
_LINE = 60.0  # times the power around it: noise of muscle exceeds this in one of 10^26 bins


@dataclass(slots=True)
class Cleaned:
    """The spectrum of a padded segment. ``hz`` are its frequencies; ``mains_hz`` what was found and taken out."""

    spectrum: Spectrum
    hz: NDArray[np.float64]
    seconds: float  # of the padded segment
    pad_s: float
    missing: NDArray[np.bool_] | None  # samples that were no numbers
    scale: float  # what the samples were multiplied with, so that no square over- or underflows
    mains_hz: float | None = None

    def at(self, rate_hz: int, weight: NDArray[np.float32], segment: Segment) -> Samples32:
        """Return the weighted signal at another rate, the padding cut off again."""
        size = round(self.seconds * rate_hz)
        kept = min(size // 2 + 1, len(self.spectrum))
        row: Samples32 = fft.irfft(self.spectrum[:kept] * weight[:kept], size)
        row *= np.float32(rate_hz / segment.rate_hz)
        skip = round(self.pad_s * rate_hz)
        return row[skip : skip + int(len(segment.samples) / segment.rate_hz * rate_hz)]


def filled(samples: Samples32) -> tuple[Samples32, NDArray[np.bool_] | None]:
    """Return the samples with gaps (values that are no numbers) bridged by straight lines, and where they were."""
    whole = np.isfinite(samples)
    if whole.all():
        return samples, None
    if not whole.any():
        return np.zeros_like(samples), ~whole
    places = np.arange(len(samples))
    bridged = np.interp(places, places[whole], samples[whole]).astype(np.float32)
    return bridged, ~whole


def clean(segment: Segment, mains_before: float | None = None) -> Cleaned:
    """Return the spectrum of a segment without offset and mains.

    ``mains_before``: where mains was in the segment before; where it is there still, one transform is enough.
    """
    samples, missing = filled(segment.samples)
    scale = _power_of_two(samples)
    samples = samples * scale
    samples -= samples[len(samples) // 2]
    samples -= samples.mean()
    pad = min(round(_PAD_S * segment.rate_hz), len(samples) - 1)
    cleaned = _transformed(samples, pad, segment.rate_hz, missing, scale, mains_before)
    mains_hz = _mains_of(cleaned)
    if mains_hz != mains_before:
        cleaned = _transformed(samples, pad, segment.rate_hz, missing, scale, mains_hz)
    if mains_hz is not None:
        _take_out_mains(cleaned, mains_hz)
    return cleaned


def _transformed(
    samples: Samples32,
    pad: int,
    rate_hz: float,
    missing: NDArray[np.bool_] | None,
    scale: np.float32,
    mains_hz: float | None,
) -> Cleaned:
    # the padded length must be a whole number of grains of 5 ms at both rates, or frames would drift
    size = _even_length(len(samples) + 2 * pad, rate_hz)
    padded = np.zeros(size, np.float32)
    padded[pad : pad + len(samples)] = samples
    if pad:
        padded[:pad] = _ahead(samples[::-1], pad, rate_hz, mains_hz)[::-1]
        padded[pad + len(samples) : 2 * pad + len(samples)] = _ahead(samples, pad, rate_hz, mains_hz)
    spectrum: Spectrum = fft.rfft(padded)
    hz = np.arange(len(spectrum), dtype=np.float64) * (rate_hz / size)
    return Cleaned(spectrum, hz, size / rate_hz, pad / rate_hz, missing, float(scale))


def _ahead(samples: Samples32, pad: int, rate_hz: float, mains_hz: float | None) -> Samples32:
    """Return how the samples may go on past their end, fading out: turned about the end, but mains keeps its phase.

    Without this the end would be a jolt, and a jolt looks like a burst.
    """
    ramp = 0.5 + 0.5 * np.cos(np.pi * np.arange(1, pad + 1) / (pad + 1))
    last = samples[-(pad + 1) :].astype(np.float64)
    onward = np.zeros(pad)
    if mains_hz is not None:
        waves, gram = _waves(pad, rate_hz, mains_hz)
        course = waves @ np.linalg.solve(gram, last @ waves[: pad + 1])
        last, onward = last - course[: pad + 1], course[pad + 1 :]
    turned = 2 * last[-1] - last[-2::-1]
    ahead: Samples32 = ((turned + onward) * ramp).astype(np.float32)
    return ahead


@lru_cache(maxsize=4)
def _waves(pad: int, rate_hz: float, mains_hz: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mains and its harmonics from ``pad`` samples before an end to ``pad`` after, and what fitting them needs.

    A little is added to the diagonal, for stretches too short to tell one wave from another.
    """
    highest = max(1, int(min(0.45 * rate_hz, HIGH_HZ) / mains_hz))
    phase = 2 * np.pi * mains_hz / rate_hz * np.outer(np.arange(-pad, pad + 1), np.arange(1, highest + 1))
    waves = np.hstack([np.cos(phase), np.sin(phase), np.ones((2 * pad + 1, 1))])
    before = waves[: pad + 1]
    return waves, before.T @ before + 1e-6 * len(before) * np.eye(waves.shape[1])


def _power_of_two(samples: Samples32) -> np.float32:
    """Return the power of two that brings the samples near 1; multiplying with it rounds nothing."""
    peak = float(np.max(np.abs(samples)))
    exponent = int(np.floor(np.log2(peak))) if peak > 0 else 0
    return np.float32(2.0 ** min(max(-exponent - 2, -126), 126))


def _even_length(least: int, rate_hz: float) -> int:
    """Return a length of at least so many samples, quick to transform, that lasts a whole number of milliseconds."""
    milliseconds = -(-least * 1000 // max(1, round(rate_hz)))
    milliseconds = int(fft.next_fast_len(int(milliseconds), real=True))
    return round(milliseconds * rate_hz / 1000)


def band(cleaned: Cleaned, rate_hz: float) -> NDArray[np.float32]:
    """Return the weight of each frequency: 1 from 20 to 450 Hz (or nine tenths of what the rate allows), soft edges."""
    return _band(len(cleaned.hz), float(cleaned.hz[1]) if len(cleaned.hz) > 1 else 1.0, rate_hz)


@lru_cache(maxsize=8)
def _band(count: int, step_hz: float, rate_hz: float) -> NDArray[np.float32]:
    hz = np.arange(count) * step_hz
    high = min(HIGH_HZ, 0.45 * rate_hz)
    with np.errstate(divide="ignore", over="ignore"):
        gain = 1 / np.sqrt((1 + (LOW_HZ / hz) ** 12) * (1 + (hz / high) ** 24))
    return np.nan_to_num(gain).astype(np.float32)


# ---- mains ---------------------------------------------------------------------------------------------------------


def _mains_of(cleaned: Cleaned) -> float | None:
    """Return the frequency of the mains where it stands out, or None."""
    strength, near = max((_line_strength(cleaned, near), near) for near in _MAINS)
    return float(cleaned.hz[_peak(cleaned, near)]) if strength >= _LINE else None


def _take_out_mains(cleaned: Cleaned, mains_hz: float) -> None:
    cleaned.mains_hz = mains_hz
    top = min(cleaned.hz[-1], HIGH_HZ + mains_hz)
    for harmonic in range(1, int(top / mains_hz) + 1):
        _flatten(cleaned, mains_hz * harmonic, 1.2 + 0.2 * harmonic)


def _window(cleaned: Cleaned, centre: float, half: float) -> slice:
    step = cleaned.hz[1]
    return slice(max(1, int((centre - half) / step)), min(len(cleaned.hz), int((centre + half) / step) + 2))


def _peak(cleaned: Cleaned, near: float) -> int:
    window = _window(cleaned, near, _MAINS_WANDERS_HZ)
    return int(window.start) + int(np.abs(cleaned.spectrum[window]).argmax())


def _line_strength(cleaned: Cleaned, near: float) -> float:
    if cleaned.hz[-1] < near + 5 or cleaned.seconds < 2:
        return 0.0
    around = np.abs(cleaned.spectrum[_window(cleaned, near, 5)]) ** 2
    middle = float(np.median(around))
    return float(np.abs(cleaned.spectrum[_peak(cleaned, near)]) ** 2) / middle if middle > 0 else 0.0


def _flatten(cleaned: Cleaned, at: float, half: float) -> None:
    """Lower what stands out of its surroundings to their level."""
    window, wide = _window(cleaned, at, half), _window(cleaned, at, half + 4)
    lines = cleaned.spectrum[window]
    power = np.abs(lines) ** 2
    level = float(np.median(np.abs(cleaned.spectrum[wide]) ** 2)) / np.log(2)
    high = power > 6 * level
    if not high.any() or level <= 0:
        return
    lowered = lines[high] * np.sqrt(level / power[high]).astype(np.float32)
    lines[high] = lowered
