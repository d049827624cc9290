"""What a needle recording is taken apart into."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Row = NDArray[np.float32]
type Places = NDArray[np.int64]


@dataclass(slots=True)
class Unit:
    """Potentials of one shape: where their peaks lie (samples), how high each is, and the mean shape.

    ``shifts``: by how much of a sample each peak truly lies after its place.
    """

    places: Places
    heights_uv: Row
    mean: Row  # of the sharp signal; its peak is the sample in the middle
    shifts: Row

    def __len__(self) -> int:
        return len(self.places)

    def only(self, chosen: NDArray[np.bool_] | Places) -> Unit:
        """Return the unit with the chosen potentials only."""
        return Unit(self.places[chosen], self.heights_uv[chosen], self.mean, self.shifts[chosen])

    @property
    def height_uv(self) -> float:
        """The usual height of its potentials."""
        return float(np.median(self.heights_uv)) if len(self.heights_uv) else 0.0


@dataclass(slots=True)
class Sorted:
    """What a part was taken apart into. ``loose``: peaks that belong to no unit. ``residual``: what is left over."""

    units: list[Unit]
    loose: Places
    residual: Row


def windows(row: Row, places: Places, half: int) -> Row:
    """Return the samples around each place, zeros beyond the ends."""
    padded = np.pad(row, half)
    found: Row = padded[places[:, None] + np.arange(2 * half + 1)]
    return found


def without(row: Row, units: list[Unit]) -> Row:
    """Return a sharp signal with the potentials of these units taken out."""
    reach = max((len(unit.mean) // 2 for unit in units), default=0)
    left = np.pad(row, reach)
    for unit in units:
        half = len(unit.mean) // 2
        tall = max(abs(float(unit.mean[half])), 1e-9)
        for place, height in zip(unit.places.tolist(), unit.heights_uv.tolist(), strict=True):
            start = place + reach - half
            if 0 <= start and start + len(unit.mean) <= len(left):
                left[start : start + len(unit.mean)] -= np.float32(height / tall) * unit.mean
    return left[reach : len(left) - reach]
