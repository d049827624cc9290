"""EMG made to order, with the truth known: for tests, for teaching, and for measuring detectors.

Here surface EMG; `needle` and its patterns come from `simulated`.

The same seed gives the same recording. Ranges follow the published recipes for surface EMG: the spectrum after
Shwedyk, Balasubramanian and Scott 1977, bursts of 0.15 to 3 s with pauses of 0.3 to 4 s. It is a model: what a
detector reaches here it need not reach on a patient.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from eutonia.emg.recording import Recording, refuse
from eutonia.emg.simulated.needle import SimulatedNeedle, needle, require_samples
from eutonia.emg.simulated.patterns import PATTERNS
from eutonia.emg.simulated.shapes import Shape
from eutonia.emg.simulated.sources import SimulatedSource

type Row = NDArray[np.float64]

__all__ = [
    "PATTERNS",
    "Nuisances",
    "Shape",
    "Simulated",
    "SimulatedNeedle",
    "SimulatedSource",
    "needle",
    "shaped_noise",
    "surface",
]

NOISE_UV = 5.0
_EDGE = 0.1  # onset and offset are where the envelope passes a tenth of its plateau


@dataclass(frozen=True, slots=True)
class Simulated:
    """A simulated recording and what is truly in it: per channel the bursts as (onset, offset) in seconds."""

    recording: Recording
    bursts: tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True, slots=True)
class Nuisances:
    """What disturbs a recording, each in multiples of the resting noise (root mean square); 0 leaves it out."""

    mains: float = 1.0
    mains_hz: float = 50.0
    ecg: float = 6.0
    drift: float = 20.0
    spikes: float = 8.0


CLEAN = Nuisances(0.0, 50.0, 0.0, 0.0, 0.0)


def surface(
    seed: int,
    seconds: float = 120.0,
    rate_hz: float = 2000.0,
    *,
    channels: int = 1,
    snr_db: float | tuple[float, float] = 10.0,
    nuisances: Nuisances = CLEAN,
    active: bool = True,
    flat: bool = False,
) -> Simulated:
    """Return surface EMG with bursts between pauses, in microvolts.

    ``snr_db``: plateau over resting noise (root mean square), or a range from which each burst draws its own.
    ``flat``: bursts with a flat spectrum rather than that of muscle. ``active=False``: rest only. Raises EmgError for
    no channels or no samples.
    """
    require_samples(seconds, rate_hz)
    if channels < 1:
        raise refuse(f"{channels} channels cannot be simulated.", "Give 1 or more.")
    rng = np.random.default_rng(seed)
    count = round(seconds * rate_hz)
    rows, truth = [], []
    low, high = snr_db if isinstance(snr_db, tuple) else (snr_db, snr_db)
    for _ in range(channels):
        row = shaped_noise(rng, count, rate_hz, flat=True)
        found: list[tuple[float, float]] = []
        if active:
            envelope, found = _envelope(rng, count, rate_hz, low, high)
            row += envelope * shaped_noise(rng, count, rate_hz, flat=flat)
        row += _nuisances(rng, count, rate_hz, nuisances)
        rows.append(NOISE_UV * row)
        truth.append(tuple(found))
    return Simulated(Recording(np.array(rows), rate_hz, "uV"), tuple(truth))


def shaped_noise(rng: np.random.Generator, count: int, rate_hz: float, *, flat: bool) -> Row:
    """Return Gaussian noise of unit variance with the spectrum of surface EMG, or a flat one from 20 to 450 Hz."""
    size = fft.next_fast_len(count, real=True)
    hz = fft.rfftfreq(size, 1 / rate_hz)
    if flat:
        shape = ((hz >= 20) & (hz <= 450)).astype(float)
    else:
        low, high = 60.0, 120.0
        shape = hz * high**2 / (np.sqrt(hz**2 + low**2) * (hz**2 + high**2)) * (hz >= 10)
    noise: Row = fft.irfft(fft.rfft(rng.standard_normal(size)) * shape, size)[:count]
    return noise / (noise.std() or 1.0)


def _envelope(
    rng: np.random.Generator, count: int, rate_hz: float, low_db: float, high_db: float
) -> tuple[Row, list[tuple[float, float]]]:
    envelope = np.zeros(count)
    found = []
    time = rng.uniform(0.3, 4)
    while (length := rng.uniform(0.15, 3)) + time < count / rate_hz - 0.3:
        rise, fall = rng.uniform(0.005, 0.04), rng.uniform(0.02, 0.12)
        plateau = 10 ** (rng.uniform(low_db, high_db) / 20)
        clock = np.arange(int(time * rate_hz), int((time + length) * rate_hz)) / rate_hz - time
        shape = np.clip(np.minimum(clock / rise, (length - clock) / fall), 0, 1)
        envelope[int(time * rate_hz) : int(time * rate_hz) + len(clock)] = plateau * shape
        found.append((time + _EDGE * rise, time + length - _EDGE * fall))
        time += length + rng.uniform(0.3, 4)
    return envelope, found


def _nuisances(rng: np.random.Generator, count: int, rate_hz: float, wanted: Nuisances) -> Row:
    clock = np.arange(count) / rate_hz
    sum_of = np.zeros(count)
    if wanted.mains:
        for harmonic, share in ((1, 1.0), (2, 0.15), (3, 0.3)):
            phase = rng.uniform(0, 2 * np.pi)
            sum_of += wanted.mains * share * 2**0.5 * np.sin(2 * np.pi * harmonic * wanted.mains_hz * clock + phase)
    if wanted.drift:
        sum_of += wanted.drift * 2**0.5 * np.sin(2 * np.pi * 0.3 * clock + rng.uniform(0, 2 * np.pi))
    if wanted.ecg:
        _add_ecg(rng, sum_of, rate_hz, wanted.ecg)
    if wanted.spikes:
        width = max(1, round(0.002 * rate_hz))
        for start in rng.integers(0, max(1, count - width), size=round(count / rate_hz / 5)):
            sum_of[start : start + width] += rng.choice((-1, 1)) * wanted.spikes
    return sum_of


def _add_ecg(rng: np.random.Generator, row: Row, rate_hz: float, height: float) -> None:
    """Add QRS complexes: three waves of the usual order and width, with a beat that varies by 5 %."""
    offsets = np.arange(-0.06, 0.08, 1 / rate_hz)
    beat = sum(
        size * np.exp(-0.5 * ((offsets - at) / width) ** 2)
        for size, at, width in ((-0.15, -0.022, 0.007), (1.0, 0.0, 0.009), (-0.3, 0.024, 0.010))
    )
    time, mean = rng.uniform(0, 1), rng.uniform(0.7, 1.1)
    while (start := round(time * rate_hz)) + len(offsets) < len(row):
        row[start : start + len(offsets)] += height * rng.normal(1, 0.03) * beat
        time += mean * rng.normal(1, 0.05)
