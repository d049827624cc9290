"""A needle channel made ready: at a handy rate, in microvolts, with the noise it stands in.

`wide` keeps the whole waveform (from 5 Hz); `sharp` keeps what rises quickly (80 to 2500 Hz), where potentials stand
apart. Both without delay. Rates above about 16 000 Hz are lowered by a whole factor; nothing of a potential is lost.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

from eutonia.emg.recording import Channel
from eutonia.emg.sorting.hum import harmonics, mains_line, without_hum
from eutonia.emg.sorting.quiet import fall_db, powers_of, quiet_windows, restlessness
from eutonia.emg.spectra import filled

type Row = NDArray[np.float32]

WIDE_HZ = 5.0
SHARP_HZ = (80.0, 2500.0)
LEAST_RATE_HZ = 8000.0
PART_S = 60.0
_PAD_S = 0.2
_SMOOTH_S = (0.0, 0.00025, 0.0005, 0.001)  # widths at which a peak is looked for


@dataclass(frozen=True, slots=True)
class NeedlePart:
    """A minute or less of a needle channel, in microvolts.

    ``noises_uv``: of the sharp signal, smoothed ever more. ``restless``: the share of stretches of 10 ms with more
    power than noise has by chance; of mere noise, whatever its colour, 0.01 to 0.07. ``lowest``: the power of the
    quietest of them over that of the usual quiet one; of noise 0.6 and more (`quiet.restlessness`). ``fall_db``: how
    steeply what is taken for noise falls towards high frequencies (`quiet.fall_db`).
    """

    wide: Row
    sharp: Row
    rate_hz: float
    start_s: float
    wide_noise_uv: float
    noises_uv: tuple[float, ...]
    mains_hz: float | None
    restless: float = 0.0
    lowest: float = 1.0
    fall_db: float = math.inf

    @property
    def noise_uv(self) -> float:
        """The noise of the sharp signal, root mean square."""
        return self.noises_uv[0]

    def standing(self, row: Row) -> Row:
        """Return how far each sample of a (sharp) row stands out of the noise, in SD, at the best of some widths."""
        out = np.zeros(len(row), np.float32)
        for smooth, noise in zip(_smoothed(row, self.rate_hz), self.noises_uv, strict=True):
            np.maximum(out, np.abs(smooth) / np.float32(noise), out=out)
        return out

    @property
    def seconds(self) -> float:
        """The length in seconds."""
        return len(self.wide) / self.rate_hz


def parts(channel: Channel) -> Iterator[NeedlePart]:
    """Yield a channel minute by minute. A last piece shorter than ten seconds goes with the minute before it."""
    step = round(PART_S * channel.rate_hz)
    start = 0
    while start < len(channel):
        stop = start + step if len(channel) - (start + step) >= round(10 * channel.rate_hz) else len(channel)
        yield prepare(np.asarray(channel.read(start, stop)), channel, start)
        start = stop


def prepare(samples: NDArray[np.floating], channel: Channel, start: int) -> NeedlePart:
    """Return samples of a channel, made ready."""
    rate = channel.rate_hz
    factor = max(1, int(rate // LEAST_RATE_HZ))
    row, missing = filled((samples.astype(np.float64) * channel.to_microvolts).astype(np.float32))
    wide, sharp, mains_hz = _filtered(row.astype(np.float64), rate, factor)
    out_hz = rate / factor
    lost = None if missing is None else missing[::factor]
    quiet = quiet_windows(sharp, out_hz, lost)
    restless, lowest = restlessness(sharp, out_hz, lost)
    least = 1e-4 * float(np.max(np.abs(sharp), initial=0.0)) + 1e-9
    return NeedlePart(
        wide.astype(np.float32),
        sharp.astype(np.float32),
        out_hz,
        start / rate,
        max(noise_of(wide, out_hz, quiet), least),
        tuple(max(noise_of(one, out_hz, quiet), least) for one in _smoothed(sharp, out_hz)),
        mains_hz,
        restless,
        lowest,
        fall_db(sharp, out_hz, lost),
    )


def _smoothed(row: NDArray[np.floating], rate_hz: float) -> Iterator[NDArray[np.floating]]:
    for width in _SMOOTH_S:
        if not width:
            yield row
            continue
        size = max(1, round((6 * (width * rate_hz) ** 2 + 1) ** 0.5))  # two running means spread like one bell
        yield ndimage.uniform_filter1d(ndimage.uniform_filter1d(row, size), size, origin=-1 if size % 2 == 0 else 0)


def _filtered(
    row: NDArray[np.float64], rate: float, factor: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], float | None]:
    row = row - (np.median(row) if len(row) else 0)
    spectrum, hz, pad, count = _spectrum(row, rate, factor)
    mains_hz = mains_line(spectrum, hz)
    if mains_hz is not None:
        row = without_hum(row, rate, mains_hz, harmonics(spectrum, hz, mains_hz))
        spectrum, *_ = _spectrum(row, rate, factor)
    top = 0.5 * rate / factor
    with np.errstate(divide="ignore", over="ignore"):
        low = 1 / np.sqrt(1 + (WIDE_HZ / hz) ** 4)
        edge = 1 / np.sqrt(1 + (hz / (0.92 * top)) ** 40)
        first, last = SHARP_HZ[0], min(SHARP_HZ[1], 0.85 * top)
        narrow = 1 / np.sqrt((1 + (first / hz) ** 4) * (1 + (hz / last) ** 8))
    low, narrow = np.nan_to_num(low), np.nan_to_num(narrow)
    skip, length = pad // factor, -(-len(row) // factor)
    size = count // factor
    wide = fft.irfft(spectrum * low * edge, size) if size > 1 else np.zeros(size)
    sharp = fft.irfft(spectrum * narrow, size) if size > 1 else np.zeros(size)
    return wide[skip : skip + length], sharp[skip : skip + length], mains_hz


def _spectrum(
    row: NDArray[np.float64], rate: float, factor: int
) -> tuple[NDArray[np.complex128], NDArray[np.float64], int, int]:
    """Return the spectrum at the lower rate, its frequencies, and how many samples were put before and are in all."""
    pad = min(round(_PAD_S * rate) // factor * factor, max(len(row) - 1, 0) // factor * factor)
    if pad:
        ramp = np.linspace(0, 1, pad, endpoint=False)
        row = np.concatenate([row[pad:0:-1] * ramp, row, row[-2 : -pad - 2 : -1] * ramp[::-1]])
    count = -(-len(row) // factor) * factor
    spectrum = fft.rfft(np.pad(row, (0, count - len(row))))
    hz = np.arange(len(spectrum), dtype=np.float64) * (rate / max(count, 1))
    kept = count // factor // 2 + 1
    return spectrum[:kept] / factor, hz[:kept], pad, count


def noise_of(row: NDArray[np.floating], rate_hz: float, quiet: NDArray[np.bool_]) -> float:
    """Return the root mean square over the quiet stretches."""
    powers = powers_of(row, rate_hz)[quiet]
    return float(np.sqrt(powers.mean())) if len(powers) else float(np.std(row)) if len(row) else 0.0
