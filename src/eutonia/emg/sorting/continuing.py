"""Trains followed on where their potentials have grown too large or too small for their mean shape.

A myotonic run wanes to nothing; its last potentials fit no mean, but come when the next is due, and look like the one
before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.sorting.linking import unevenness
from eutonia.emg.sorting.needles import NeedlePart
from eutonia.emg.sorting.rhythm import runs_of
from eutonia.emg.sorting.sorted_units import Places, Row, Unit, windows

_FEWEST = 5  # potentials of a run whose next one can be foretold
_EVEN = 0.15  # unevenness: of fibres and of complex repetitive discharges; of motor units it is more
_SOON_OR_LATE = 0.2  # of the interval
_ALIKE = 0.8  # correlation with the mean
_NEXT_SIZE = (0.6, 1.6)  # of the one before
_SPANS = 3


def continued(units: list[Unit], loose: Places, part: NeedlePart, residual: Row) -> tuple[list[Unit], Places]:
    """Return the units with the loose potentials that go on at their rhythm, and those that stay loose."""
    found = []
    for unit in units:
        longer, before = unit, -1
        while len(longer) != before:  # a run that was made longer may now reach the next
            before = len(longer)
            longer, loose = _continued(longer, loose, part, residual)
        found.append(longer)
    return found, loose


@dataclass(slots=True)
class _Loose:
    """Loose potentials: where they peak, how high each is, and which may still be taken."""

    places: Places
    heights: NDArray[np.float64]
    free: NDArray[np.bool_]


def _continued(unit: Unit, loose: Places, part: NeedlePart, residual: Row) -> tuple[Unit, Places]:
    if len(unit) < _FEWEST or not len(loose) or unevenness(unit.places) > _EVEN:
        return unit, loose
    alike = _alike(unit.mean, loose, residual) > _ALIKE
    left = _Loose(loose, np.abs(residual[loose]).astype(np.float64), alike.copy())
    for run in runs_of(unit.places / part.rate_hz):
        if run.stop - run.start >= _FEWEST:
            places, tall = unit.places[run], np.abs(unit.heights_uv[run])
            _follow(places, tall, left)
            _follow(places[::-1], tall[::-1], left)
    taken = alike & ~left.free
    if not taken.any():
        return unit, loose
    places = np.concatenate([unit.places, loose[taken]])
    order = np.argsort(places, kind="stable")
    more = Unit(
        places[order],
        np.concatenate([unit.heights_uv, left.heights[taken].astype(np.float32)])[order],
        unit.mean,
        np.concatenate([unit.shifts, np.zeros(int(taken.sum()), np.float32)])[order],
    )
    return more, loose[~taken]


def _follow(places: Places, tall: Row, loose: _Loose) -> None:
    """Take the loose potentials that follow a run one by one; a run given from its end is followed backward."""
    spans = np.diff(places[-_SPANS - 1 :])
    last, span, height = float(places[-1]), float(np.median(spans)), float(np.median(tall[-_SPANS:]))
    while True:
        off = np.abs(loose.places - (last + span))
        size = loose.heights / height
        fits = loose.free & (off <= _SOON_OR_LATE * abs(span)) & (size > _NEXT_SIZE[0]) & (size < _NEXT_SIZE[1])
        if not fits.any():
            return
        best = int(np.argmin(np.where(fits, off, np.inf)))
        loose.free[best] = False
        span = (span + float(loose.places[best]) - last) / 2
        last, height = float(loose.places[best]), float(loose.heights[best])


def _alike(mean: Row, loose: Places, residual: Row) -> NDArray[np.float64]:
    """Return the correlation of each loose potential with a mean shape, at best a little moved."""
    half = min(len(mean) // 2, 40)
    middle = len(mean) // 2
    shape = mean[middle - half : middle + half + 1].astype(np.float64)
    moved = max(2, half // 8)
    stack = windows(residual, loose, half + moved).astype(np.float64)
    views = np.lib.stride_tricks.sliding_window_view(stack, 2 * half + 1, axis=1)
    sizes = np.linalg.norm(views, axis=2) * np.linalg.norm(shape)
    best: NDArray[np.float64] = (views @ shape / np.maximum(sizes, 1e-9)).max(axis=1)
    return best
