"""Needle EMG made to order: every pattern of spontaneous and voluntary discharge, with the truth known.

It is a model; what a detector reaches here it need not reach on a patient.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eutonia.emg.recording import SLOWEST_HZ, Recording, refuse
from eutonia.emg.simulated.patterns import PATTERNS
from eutonia.emg.simulated.sources import Rng, SimulatedSource, Times

_FEWEST, _MOST = 10, 1e10  # samples
_SHORTEST_S = 2.0  # in less a pattern of groups may not come at all


@dataclass(frozen=True, slots=True)
class SimulatedNeedle:
    """A simulated needle recording of one pattern, and what truly fired in it."""

    recording: Recording
    kind: str
    sources: tuple[SimulatedSource, ...]
    noise_uv: float


def needle(
    seed: int,
    kind: str,
    seconds: float = 20.0,
    rate_hz: float = 20_000.0,
    *,
    noise_uv: float | None = None,
    mains_uv: float = 0.0,
    inverted: bool = False,
) -> SimulatedNeedle:
    """Return needle EMG of one kind (a key of ``PATTERNS``), in microvolts.

    ``noise_uv``: root mean square of the noise, drawn from 2 to 8 where none is given. ``inverted``: upwards is
    negative, as on the screens of most machines. Raises EmgError for a kind that there is not, for less than two
    seconds, and for less than 100 samples a second.
    """
    if kind not in PATTERNS:
        raise refuse(f"There is no kind {kind!r} to simulate.", f"Choose from {', '.join(PATTERNS)}.")
    require_samples(seconds, rate_hz)
    if seconds < _SHORTEST_S or rate_hz < SLOWEST_HZ:
        what = f"A needle's recording of {seconds:g} s at {rate_hz:g} Hz cannot be simulated."
        raise refuse(what, f"Give {_SHORTEST_S:g} s or more, and {SLOWEST_HZ:g} Hz or more.")
    rng = np.random.default_rng(seed)
    noise = float(rng.uniform(2, 8)) if noise_uv is None else noise_uv
    sources = tuple(PATTERNS[kind](rng, seconds))
    row = render(rng, sources, seconds, rate_hz, noise, mains_uv)
    return SimulatedNeedle(Recording([-row if inverted else row], rate_hz, "uV", ["needle"]), kind, sources, noise)


def require_samples(seconds: float, rate_hz: float) -> None:
    """Raise EmgError unless a length and a rate give ten samples at least, and a number of them that can be."""
    if not _FEWEST <= seconds * rate_hz < _MOST or rate_hz <= 0:
        what = f"{seconds:g} s at {rate_hz:g} Hz cannot be simulated."
        raise refuse(what, "Give a length and a rate above 0 that come to some samples.")


def render(
    rng: Rng, sources: tuple[SimulatedSource, ...], seconds: float, rate_hz: float, noise_uv: float, mains_uv: float = 0
) -> Times:
    """Return the sum of all sources and noise: mostly white, a tenth of its power rising towards low frequencies."""
    count = round(seconds * rate_hz)
    slow = np.cumsum(rng.standard_normal(count))
    slow -= np.linspace(slow[0], slow[-1], count)
    slow -= np.convolve(slow, np.ones(round(0.1 * rate_hz)) / round(0.1 * rate_hz), "same")
    row = noise_uv * (0.95 * rng.standard_normal(count) + 0.31 * slow / (slow.std() or 1))
    row += mains_uv * 2**0.5 * np.sin(2 * np.pi * 50 * np.arange(count) / rate_hz + rng.uniform(0, 6.28))
    for source in sources:
        for at, gain in zip(source.times_s.tolist(), source.each_gain().tolist(), strict=True):
            source.shape.add_to(row, rate_hz, at, gain)
    return row
