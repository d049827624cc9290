"""Potentials of muscle fibres and motor units seen by a concentric needle, from the physics of a volume conductor.

Part of `./run bench emg_third`; shares nothing with `eutonia.emg.simulated` and `bench.emg_sibling`.

A fibre is a line of current dipoles, -dV/dz, in an endless anisotropic conductor, ended where the fibre ends: so start
at the endplate and stop at the tendon come by themselves (Dimitrov and Dimitrova 1998, Med Eng Phys 20:374; Plonsey
1974). Potential inside the fibre: a spike after Rosenfalck 1969 with the slow repolarisation of McGill and Lateva
2001 (IEEE TBME 48:1480). Needle: core of 0.15 x 0.58 mm against its cannula (Nandedkar and Stalberg 1983, Electroenceph
Clin Neurophysiol 56:52); filter 10 Hz to 10 kHz (Stalberg et al. 2019, Clin Neurophysiol 130:1688). Velocity grows
with diameter (Hakansson 1956; mean 3.7 m/s at 55 um).
A positive sharp wave is the same fibre that ends under the needle (Dumitru 1999, Muscle Nerve 22:1519).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import signal

type Row = NDArray[np.float64]
type Draw = np.random.Generator

FINE_HZ = 96_000.0  # waveforms are computed at this rate and resampled
LONG_S = 0.06
ANISOTROPY = 5.0  # conductivity along over across the fibres (Andreassen and Rosenfalck 1981)


@dataclass(frozen=True)
class Fibre:
    """One fibre: place across (mm, from the core), of the endplate along (mm), half lengths, speed, delay."""

    x: float
    y: float
    endplate: float
    left: float
    right: float
    speed: float  # mm per ms
    delay_ms: float
    weight: float
    taper: float = 0.05  # mm over which the wave dies at the right end: a tendon is abrupt, an injury less so


def inside(t_ms: Row, after: float, width: float, tail_ms: float = 8.0) -> Row:
    """Return dV/dt inside a fibre: Rosenfalck's spike and an afterpotential of a share of its height."""
    u = np.maximum(t_ms / width, 0)
    spike = u**3 * np.exp(-u)  # of 1.34 at its peak
    tail = after * 1.34 * (np.exp(-t_ms / tail_ms) - np.exp(-t_ms / (1.5 * width)))
    return np.gradient((1 - after) * spike + tail, t_ms)


def _electrode(rng: Draw) -> tuple[Row, Row]:
    """Return points (x, y, z in mm) of the core with the mean weight 1, and of the cannula with -1."""
    spots = np.linspace(-0.24, 0.24, 5)
    lift = rng.uniform(0.6, 1.4, 5) * 0.04
    core = np.stack([spots * 0.7, lift, spots * 0.7], axis=1)
    shaft = np.array([1.0, 2.0, 3.5, 5.5, 8.0, 11.0])
    cannula = np.stack([0.1 * shaft, shaft, 0.35 * shaft], axis=1)
    points = np.concatenate([core, cannula])
    weights = np.concatenate([np.full(5, 0.2), np.full(6, -1 / 6)])
    return points, weights


def potential(fibres: list[Fibre], rng: Draw, after: float, width: float, tail_ms: float = 8.0) -> Row:
    """Return the summed potential of fibres at ``FINE_HZ``, in arbitrary units, negative down, before the filter."""
    points, weights = _electrode(rng)
    size = round(LONG_S * FINE_HZ)
    t_ms = np.arange(size) * 1000 / FINE_HZ
    slope = np.fft.rfft(inside(t_ms, after, width, tail_ms), 2 * size)
    step_ms = 1000 / FINE_HZ
    total = np.zeros(size + 1, dtype=complex)
    turn = -2j * np.pi * np.arange(size + 1) / (2 * size)
    for fibre in fibres:
        lead = np.zeros(size)
        for length, way in ((fibre.right, 1.0), (fibre.left, -1.0)):
            count = min(int(length / fibre.speed / step_ms), size)
            along = fibre.endplate + way * np.arange(count) * step_ms * fibre.speed
            dz = along[:, None] - points[:, 2]
            across = (fibre.x - points[:, 0]) ** 2 + (fibre.y - points[:, 1]) ** 2 + 0.03**2
            field = dz / (ANISOTROPY * across + dz**2) ** 1.5
            gone = np.arange(count) * step_ms * fibre.speed - length + 3 * fibre.taper
            fading = 1 / (1 + np.exp(np.minimum(gone / fibre.taper, 50)))
            lead[:count] += way * fading * (field @ weights)
        shift = np.exp(turn * fibre.delay_ms / step_ms)
        total += fibre.weight * np.fft.rfft(lead, 2 * size) * shift
    return np.asarray(-np.fft.irfft(total * slope, 2 * size)[:size])


def recorded(wave: Row, rate_hz: float) -> Row:
    """Return a potential as an amplifier passes it on, at its rate, its middle where |wave| is largest, height 1."""
    padded = np.concatenate([np.zeros(960), wave, np.zeros(2880)])
    top = min(10_000.0, 0.42 * rate_hz)
    sos = signal.butter(2, [10.0, top], "bandpass", fs=FINE_HZ, output="sos")
    passed = signal.sosfilt(sos, padded)
    peak = int(np.argmax(np.abs(passed)))
    before, behind = round(0.012 * FINE_HZ), round(0.045 * FINE_HZ)
    cut = np.pad(passed, (before, behind))[peak : peak + before + behind]
    return np.asarray(cut / np.max(np.abs(cut)))


def single_fibre(rng: Draw, *, ends_here: bool = False) -> Row:
    """Return the potential of one fibre; ``ends_here``: it stops under the needle, as in a positive sharp wave."""
    speed = float(np.clip(rng.normal(3.3, 0.5), 2.0, 5.0))  # fibres without nerve are thinner and slower
    radius = float(rng.uniform(0.08, 0.45))
    place = float(rng.uniform(5, 35))
    after, width = float(rng.uniform(0.1, 0.3)), float(rng.uniform(0.13, 0.22))
    tail_ms = 8.0
    if ends_here:  # an injured stretch stays depolarised for long
        after, tail_ms = float(rng.uniform(0.75, 1.0)), float(rng.uniform(5, 14))
    angle = rng.uniform(0.1, np.pi - 0.1)
    right = place - float(rng.uniform(0.0, 0.6)) if ends_here else place + float(rng.uniform(20, 60))
    taper = float(rng.uniform(0.15, 0.5)) if ends_here else 0.05
    fibre = Fibre(radius * np.cos(angle), -radius * np.sin(angle), -place, 60.0, right, speed, 0.0, 1.0, taper)
    return potential([fibre], rng, after, width, tail_ms)


def endplate_fibre(rng: Draw) -> Row:
    """Return an endplate spike: a fibre whose endplate lies at the needle, so it starts negative."""
    radius = float(rng.uniform(0.1, 0.4))
    fibre = Fibre(0.0, -radius, float(rng.uniform(-0.3, 0.3)), 50.0, 50.0, float(rng.normal(3.7, 0.3)), 0.0, 1.0)
    return potential([fibre], rng, float(rng.uniform(0.1, 0.3)), float(rng.uniform(0.13, 0.2)))


def motor_unit(rng: Draw, *, disease: str = "normal") -> Row:
    """Return a motor unit potential: fibres at random over a territory, endplates and arrival scattered.

    Territory 5 to 10 mm, endplate band of some mm (Nandedkar and Stalberg 1983; Griep, Boon and Stegeman 1978, Biol
    Cybern 30:221). Neurogenic: more fibres, wider scatter. Myopathic: fewer, of varied diameter.
    """
    many, band, spread = {"normal": (1.0, 1.0, 6.0), "neurogenic": (2.2, 2.2, 9.0), "myopathic": (0.4, 1.3, 14.0)}[
        disease
    ]
    count = max(int(many * rng.uniform(60, 180)), 8)
    radius = rng.uniform(2.2, 4.5)
    middle = rng.uniform(-0.6, 0.6, 2) * radius
    place = float(rng.uniform(8, 45))
    scatter = band * float(rng.uniform(0.8, 2.5))
    fibres = []
    for _ in range(count):
        r, angle = radius * np.sqrt(rng.random()), rng.uniform(0, 2 * np.pi)
        x, y = middle[0] + r * np.cos(angle), middle[1] + r * np.sin(angle)
        if np.hypot(x, y) < 0.06:
            continue
        diameter = float(np.clip(rng.normal(55, spread), 20, 100))
        speed = 3.7 + 0.03 * (diameter - 55)
        fibres.append(
            Fibre(
                x,
                y,
                -place + float(rng.normal(0, scatter)),
                float(rng.normal(65, 5)),
                place + float(rng.normal(65, 5)),
                max(speed, 2.0),
                max(float(rng.normal(0.8, 0.25 * band)), 0.0),
                (diameter / 55) ** 2,
            )
        )
    return potential(fibres, rng, float(rng.uniform(0.1, 0.25)), float(rng.uniform(0.13, 0.2)))


def complex_of_fibres(rng: Draw) -> Row:
    """Return one turn of a complex repetitive discharge: 3 to 12 fibres, each set off by the one before (ephapses)."""
    parts = [single_fibre(rng) for _ in range(int(rng.integers(3, 13)))]
    length = float(rng.uniform(4, 25))
    whole = np.zeros(round((LONG_S + 0.03) * FINE_HZ))
    for part in parts:
        at = round(rng.uniform(0, length) * FINE_HZ / 1000)
        whole[at : at + len(part)] += part / np.max(np.abs(part)) * rng.uniform(0.3, 1.0)
    return whole
