"""Whole recordings of needle EMG for `./run bench emg_third`: patterns, an amplifier's noise and what disturbs it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import signal

from bench.emg_third_fibres import FINE_HZ, Draw, Row, recorded
from bench.emg_third_trains import KINDS, Pattern, Source
from eutonia import emg

RATES_HZ = (4000.0, 5000.0, 10_000.0, 20_000.0, 48_000.0)
DISTURBANCES = ("mains", "drift", "movement", "ECG", "pacemaker", "stimulator")
BEFORE_S = 0.012  # from the start of a recorded potential to its peak


@dataclass(frozen=True)
class Truth:
    """What one pattern of a recording is: kind, all times of its potentials in order, and its sources as recorded."""

    kind: str
    times_s: Row
    waves: list[tuple[Row, Row]]  # per source: potential in microvolts at FINE_HZ, its times
    variant: str


@dataclass(frozen=True)
class Made:
    """A recording with what is in it."""

    recording: emg.Recording
    truths: list[Truth]
    rate_hz: float
    snr_db: float
    disturbances: frozenset[str]
    inverted: bool


def amplifier_noise(rng: Draw, rate_hz: float, count: int) -> Row:
    """Return noise of an amplifier and tissue, RMS 1: white above a corner, 1/f below, through the needle's filter."""
    white = rng.normal(size=count)
    spectrum = np.fft.rfft(white)
    hz = np.maximum(np.fft.rfftfreq(count, 1 / rate_hz), 0.5)
    spectrum *= np.sqrt(1 + rng.uniform(30, 300) / hz)
    row = np.fft.irfft(spectrum, count)
    sos = signal.butter(2, [10.0, min(10_000.0, 0.42 * rate_hz)], "bandpass", fs=rate_hz, output="sos")
    row = signal.sosfilt(sos, row)
    return np.asarray(row / np.std(row))


def add_source(row: Row, rate_hz: float, wave: Row, source: Source, peak: float) -> Row:
    """Add the potentials of one source, to a fraction of a sample; return the potential in microvolts."""
    span = len(wave) / FINE_HZ
    fine = np.arange(len(wave))
    for time, size in zip(source.times_s.tolist(), source.sizes.tolist(), strict=True):
        first = int(np.ceil((time - BEFORE_S) * rate_hz))
        last = min(int((time - BEFORE_S + span) * rate_hz), len(row))
        at = np.arange(max(first, 0), last)
        row[at] += size * peak * np.interp((at / rate_hz - time + BEFORE_S) * FINE_HZ, fine, wave)
    return wave * peak


def _disturb(rng: Draw, row: Row, rate_hz: float, noise: float, chosen: frozenset[str]) -> None:
    t = np.arange(len(row)) / rate_hz
    seconds = len(row) / rate_hz
    if "mains" in chosen:
        hz = float(rng.choice([50.0, 60.0])) + float(rng.normal(0, 0.02))
        for harmonic, share in ((1, 1.0), (2, rng.uniform(0, 0.2)), (3, rng.uniform(0, 0.4)), (5, rng.uniform(0, 0.2))):
            turn = 2 * np.pi * hz * harmonic * t + rng.uniform(0, 6.3)
            row += noise * rng.uniform(0.3, 3) * share * np.sqrt(2) * np.sin(turn)
    if "drift" in chosen:
        for _ in range(3):
            row += noise * rng.uniform(2, 20) * np.sin(2 * np.pi * rng.uniform(0.05, 0.6) * t + rng.uniform(0, 6.3))
    if "movement" in chosen:
        for _ in range(int(rng.integers(1, 4))):
            width, middle = rng.uniform(0.01, 0.15), rng.uniform(0.5, seconds - 0.5)
            bump = np.exp(-0.5 * ((t - middle) / width) ** 2) * np.cos(rng.uniform(2, 12) * (t - middle) / width / 3)
            row += noise * rng.uniform(10, 60) * rng.choice([-1, 1]) * bump
    if "ECG" in chosen:
        _beats(rng, row, rate_hz, noise * float(rng.uniform(3, 25)))
    for name, per_minute, spread in (
        ("pacemaker", rng.uniform(60, 90), 0.005),
        ("stimulator", rng.uniform(40, 300), 0),
    ):
        if name in chosen:
            _spikes(rng, row, rate_hz, noise * float(rng.uniform(10, 80)), (per_minute, spread))


def _beats(rng: Draw, row: Row, rate_hz: float, size: float) -> None:
    """Add an electrocardiogram: P, QRS and T as smooth waves; intervals vary with breath (Malik 1996)."""
    parts = [(rng.uniform(0.05, 0.15), -0.16, 0.022), (-0.12, -0.028, 0.008), (1.0, 0.0, rng.uniform(0.007, 0.014))]
    parts += [(-0.25, 0.03, 0.009), (rng.uniform(0.1, 0.35), 0.26, 0.045)]
    period, now, way = rng.uniform(0.6, 1.1), rng.uniform(0, 1), rng.choice([-1, 1])
    seconds = len(row) / rate_hz
    while now < seconds:
        at = np.arange(max(int((now - 0.3) * rate_hz), 0), min(int((now + 0.5) * rate_hz), len(row)))
        for share, place, width in parts:
            row[at] += way * size * share * np.exp(-0.5 * ((at / rate_hz - now - place) / width) ** 2)
        now += period * (1 + 0.04 * np.sin(1.5 * now) + 0.015 * rng.normal())


def _spikes(rng: Draw, row: Row, rate_hz: float, size: float, often: tuple[float, float]) -> None:
    """Add spikes of a stimulator or pacemaker: a pulse of 0.2 to 1 ms with the amplifier's recovery."""
    per_minute, spread = often
    width, tail = rng.uniform(0.0002, 0.001), rng.uniform(0.001, 0.006)
    now, way = rng.uniform(0, 1), rng.choice([-1, 1])
    while now < len(row) / rate_hz - 0.1:
        at = np.arange(int(now * rate_hz), int((now + 0.05) * rate_hz))
        t = at / rate_hz - now
        row[at] += way * size * np.where(t < width, 1.0, -0.25 * np.exp(-(t - width) / tail))
        now += 60 / per_minute * (1 + spread * rng.normal())


def _moved(pattern: Pattern, low: float, high: float) -> Pattern:
    """Return a pattern with only the potentials in a part of the time."""
    sources = []
    for one in pattern.sources:
        keep = (one.times_s >= low) & (one.times_s < high)
        sources.append(Source(one.wave, one.times_s[keep], one.sizes[keep], one.share))
    return Pattern(pattern.kind, [one for one in sources if len(one.times_s)], pattern.peaks_uv, pattern.variant)


def _patterns(rng: Draw, kind: str, seconds: float) -> list[Pattern]:
    first = KINDS[kind](rng, seconds)
    if kind in ("none", "endplate") or rng.random() > 0.2:
        return [first]
    other = str(rng.choice([name for name in KINDS if name not in (kind, "none", "endplate", "cramp")]))
    second = KINDS[other](rng, seconds)
    if rng.random() < 0.6:  # one after the other, as the needle is moved; otherwise together
        middle = seconds * float(rng.uniform(0.4, 0.6))
        first, second = _moved(first, 0, middle - 0.2), _moved(second, middle + 0.2, seconds)
    return [one for one in (first, second) if sum(len(source.times_s) for source in one.sources) > 2] or [first]


def made(seed: int, kind: str) -> Made:
    """Return a recording of a kind; the same seed gives the same recording."""
    rng = np.random.default_rng([seed, list(KINDS).index(kind), 3])
    rate, snr = float(rng.choice(RATES_HZ)), float(rng.uniform(6, 40))
    seconds = float(rng.uniform(8, 18))
    patterns = _patterns(rng, kind, seconds)
    low, high = patterns[0].peaks_uv
    noise = float(np.clip(np.exp(rng.uniform(np.log(low), np.log(high))) / 10 ** (snr / 20), 0.7, 15))
    chosen = frozenset(name for name in DISTURBANCES if rng.random() < (0.35 if name in ("mains", "drift") else 0.08))
    row = noise * amplifier_noise(rng, rate, round(seconds * rate))
    truths = []
    for number, pattern in enumerate(patterns):
        level = noise * 10 ** (snr / 20) * (1.0 if not number else float(rng.uniform(0.5, 1.5)))
        waves = []
        for source in pattern.sources:
            wave = add_source(row, rate, recorded(source.wave, rate), source, level * source.share)
            waves.append((wave, source.times_s))
        every = np.sort(np.concatenate([one.times_s for one in pattern.sources])) if waves else np.zeros(0)
        truths.append(Truth(pattern.kind, every, waves, pattern.variant))
    _disturb(rng, row, rate, noise, chosen)
    inverted = bool(rng.random() < 0.5)  # negative up is drawn as positive numbers by some machines
    step = noise * float(np.exp(rng.uniform(np.log(0.02), np.log(0.7))))
    row = step * np.round((-row if inverted else row) / step)
    recording = emg.Recording(row[None], rate, "uV", ["EMG needle"])
    return Made(recording, truths, rate, snr, chosen, inverted)
