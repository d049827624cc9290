"""Whether two muscles share their drive. Coherence of rectified EMG, with the limits that chance would not pass.

Published work disagrees on what the 4 to 7 Hz drive is worth in dystonia (Tijssen 2002 found it, Nijmeijer 2014 did
not), so the result carries the power ratio and the band from 8 to 14 Hz as well, and must not be read by itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import fft
from scipy.special import gammaincinv

from eutonia.emg.recording import Channel, Recording, refuse
from eutonia.emg.surface.crosstalk import COMMON, common_share, in_words
from eutonia.emg.surface.surfaces import ROW_HZ, cleaned_row, pick_two

type Row = NDArray[np.float64]

BANDS_HZ = ((4.0, 7.0), (8.0, 14.0))
SHORTEST_S = 20.0
_CHANCE = 0.05
# Correlation of the coherence at neighbouring frequencies under a Hann window: spectra there are correlated by 2/3 and
# 1/6, cross spectra of independent channels by the squares of these, and their sizes by the squares of that.
_TAPER = ((2 / 3) ** 4, (1 / 6) ** 4)
_POWER_HZ = (3.0, 10.0, 30.0)
_DRIVES_HZ = (2, 45)
_NEARLY_ALL = 0.9  # of them; a drive has a band or two; estimate; 0.8 to 0.95
_BESIDE_CHANCE = 1 / 3  # of what chance makes: so much more lets far more than 5 % pass; estimate; 0.2 to 0.5
CAUTION = "Coherence alone marks no disease: read it with co-contraction, the power ratio and the person."
# Which windows are used. Where both muscles begin or end within a window, or where nothing was recorded, both channels
# step at once, which is no shared drive; and one strong window would count for many.
_QUARTERS = 4
_EVEN = 3.0  # times: so much may the strength of a quarter of a window be that of another; estimate; 2 to 4
_STRONG = 0.3  # of the strong windows (90 %) of its channel; estimate; 0.2 to 0.5


@dataclass(frozen=True, slots=True)
class BandCoherence:
    """Coherence in one band: its mean with the limit of chance (95 %), its peak, and the phase there.

    ``phase_deg``: near 0 the muscles work together, near 180 by turns; None where chance may have made it.
    """

    low_hz: float
    high_hz: float
    mean: float
    limit: float
    beyond_chance: bool
    peak_hz: float
    peak: float
    phase_deg: float | None


@dataclass(frozen=True, slots=True)
class Coherence:
    """Coherence of two channels. ``limit``: what a single frequency passes by chance in 5 %.

    ``low_share``: for each channel the share of power from 3 to 10 Hz in that from 3 to 30 Hz (CDF10).
    ``passing``: the share of frequencies from 2 to 45 Hz over the limit. ``common``: the share of power above 60 Hz
    that the two signals themselves have in common, beyond chance; None where that cannot be told. Where one of the
    two is large, ``caution`` says that it may be one signal in both channels and no shared drive.
    """

    channels: tuple[str, str]
    windows: int
    hz: tuple[float, ...]
    values: tuple[float, ...]
    limit: float
    bands: tuple[BandCoherence, ...]
    low_share: tuple[float, float]
    passing: float
    common: float | None
    caution: str


def coherence(recording: Recording, first: int | str = 0, second: int | str = 1) -> Coherence:
    """Return the coherence of two EMG channels, named by place or label.

    From the seconds in which both keep their strength, each counting alike. Raises EmgError where a unit is not known,
    a channel is missing or named twice, a label is that of several, or there are fewer than 20 such seconds.
    """
    channels = pick_two(recording, first, second)
    signals = _windows(channels)
    windows = [np.abs(one) for one in signals]
    used = np.logical_and.reduce(
        [_steady(one) & _whole(channel, len(one)) for one, channel in zip(windows, channels, strict=True)]
    )
    count = int(used.sum())
    if count < SHORTEST_S:
        raise refuse(
            f"Both channels keep their strength for {count} whole seconds together; coherence needs {SHORTEST_S:g}.",
            "Record longer, with the muscles active all the time.",
        )
    spectra = [_spectra(one[used]) for one in windows]
    own = [np.mean(np.abs(one) ** 2, axis=0) for one in spectra]
    cross = np.mean(spectra[0] * np.conj(spectra[1]), axis=0)
    values = np.abs(cross) ** 2 / np.maximum(own[0] * own[1], 1e-30)
    hz = np.arange(len(values), dtype=np.float64)
    shown = hz <= 50
    limit = 1 - _CHANCE ** (1 / (count - 1))
    passing = float(np.mean(values[_DRIVES_HZ[0] : _DRIVES_HZ[1] + 1] > limit))
    common = common_share(signals[0][used], signals[1][used], ROW_HZ)
    return Coherence(
        (channels[0].label, channels[1].label),
        count,
        tuple(hz[shown].tolist()),
        tuple(np.round(values[shown], 5).tolist()),
        round(limit, 5),
        tuple(_band(values, cross, count, low, high) for low, high in BANDS_HZ),
        (_low_share(own[0]), _low_share(own[1])),
        round(passing, 4),
        None if common is None else round(common, 4),
        _caution(passing, common, count),
    )


def _windows(channels: tuple[Channel, Channel]) -> list[Row]:
    """Return the whole seconds that both channels have, as rows."""
    size, rows = round(ROW_HZ), [cleaned_row(channel) for channel in channels]
    count = min(map(len, rows)) // size
    return [row[: count * size].reshape(count, size) for row in rows]


def _caution(passing: float, common: float | None, count: int) -> str:
    words = [CAUTION]
    if passing >= _NEARLY_ALL:
        low, high = _DRIVES_HZ
        words.append(
            f"It passes its limit at {100 * passing:.0f} % of the frequencies from {low} to {high} Hz, and a drive has "
            "a band or two: first rule out that a common signal (cross-talk, movement, the heart) made it."
        )
    # one signal in both makes a coherence of about the square of its share at every frequency; chance makes 1 / count
    if common is not None and common >= min(COMMON, math.sqrt(_BESIDE_CHANCE / count)):
        words.append(in_words(common))
    return " ".join(words)


def _steady(windows: Row) -> NDArray[np.bool_]:
    """Return which windows are about as strong throughout, and as strong as others."""
    quarters = windows.reshape(len(windows), _QUARTERS, windows.shape[1] // _QUARTERS).mean(axis=2)
    usual = quarters.mean(axis=1)
    least = _STRONG * float(np.quantile(usual, 0.9)) if len(usual) else 0.0
    return np.asarray((quarters.max(axis=1) <= _EVEN * quarters.min(axis=1)) & (usual >= least) & (usual > 0), bool)


def _whole(channel: Channel, count: int) -> NDArray[np.bool_]:
    """Return of which seconds of a channel nothing is missing."""
    ends = [round(second * channel.rate_hz) for second in range(count + 1)]
    return np.array([np.isfinite(channel.read(*both)).all() for both in pairwise(ends)], bool)


def _spectra(windows: Row) -> NDArray[np.complex128]:
    """Return the spectra of windows, each in shares of its own strength."""
    levels = windows.mean(axis=1, keepdims=True)
    return np.asarray(fft.rfft((windows / levels - 1) * np.hanning(windows.shape[1]), axis=1))


def _band(values: Row, cross: NDArray[np.complex128], count: int, low: float, high: float) -> BandCoherence:
    inside = np.arange(int(low), int(high) + 1)
    mean, limit = float(values[inside].mean()), _limit_of_mean(len(inside), count)
    peak = int(inside[np.argmax(values[inside])])
    beyond = mean > limit
    phase = round(float(np.degrees(np.angle(cross[peak]))), 1) if beyond else None
    return BandCoherence(
        low, high, round(mean, 5), round(limit, 5), beyond, float(peak), round(float(values[peak]), 5), phase
    )


def _limit_of_mean(bins: int, windows: int) -> float:
    """Return what the mean over a band passes by chance in 5 %: a gamma distribution of the right mean and spread."""
    mean, spread = 1 / windows, (windows - 1) / (windows**2 * (windows + 1))
    together = 1 + 2 * sum(share * (bins - k) / bins for k, share in enumerate(_TAPER, 1) if bins > k)
    shape = mean**2 / (spread * together / bins)
    return float(gammaincinv(shape, 1 - _CHANCE)) * mean / shape


def _low_share(power: Row) -> float:
    low, middle, high = _POWER_HZ
    return round(float(power[int(low) : int(middle) + 1].sum() / max(power[int(low) : int(high) + 1].sum(), 1e-30)), 4)
