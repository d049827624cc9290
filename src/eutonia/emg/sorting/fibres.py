"""Units that are several fibres: told apart by rhythm and, where shapes differ a little, by their looks as well."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.sorting.interleaved import rows_of
from eutonia.emg.sorting.needles import NeedlePart
from eutonia.emg.sorting.sorted_units import Row, Unit, windows, without

type Looks = NDArray[np.float64]

_FEWEST = 3
_HALF_S = 0.002
_MEASURES = 3  # main ways in which the potentials differ
_OWN_CHANGE = 0.04  # how much a fibre's potential changes from one to the next, as a share of its size (estimate)


def told_apart(units: list[Unit], part: NeedlePart) -> list[Unit]:
    """Return the units, each that is several fibres as those fibres."""
    residual = without(part.sharp, units)
    return [fibre for unit in units for fibre in _fibres(unit, part, residual)]


def _fibres(unit: Unit, part: NeedlePart, residual: Row) -> list[Unit]:
    """Return the fibres that make up a unit, each with its rhythm; else the unit itself."""
    times = unit.places / part.rate_hz
    rows = rows_of(times, _looks(unit, part, residual))
    if not rows:
        return [unit]
    rest = np.setdiff1d(np.arange(len(unit)), np.concatenate(rows))
    return [unit.only(row) for row in rows] + ([unit.only(rest)] if len(rest) >= _FEWEST else [])


def _looks(unit: Unit, part: NeedlePart, residual: Row) -> Looks:
    """Return how each potential differs from the others, in the main ways; chance alone makes 1 of each."""
    half = round(_HALF_S * part.rate_hz)
    own = len(unit.mean) // 2
    inside = np.pad(unit.mean, max(0, half - own))
    centre = len(inside) // 2
    sizes = unit.heights_uv / max(float(np.abs(unit.mean[own])), 1e-9)
    stack = windows(residual, unit.places, half) + inside[centre - half : centre + half + 1] * sizes[:, None]
    around = (stack - np.median(stack, axis=0)).astype(np.float64)
    ways = np.linalg.eigh(around.T @ around)[1][:, -_MEASURES:]
    size = float(np.linalg.norm(np.median(stack, axis=0)))
    looks: Looks = around @ ways / np.hypot(part.noise_uv, _OWN_CHANGE * size)
    return looks
