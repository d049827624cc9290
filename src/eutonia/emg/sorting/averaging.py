"""The mean potential of each unit in the whole band, with the potentials of all other units taken out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.sorting.linking import unevenness
from eutonia.emg.sorting.needles import NeedlePart
from eutonia.emg.sorting.sorted_units import Unit, windows

type Row = NDArray[np.float32]

HALF_S = 0.04
_ROUNDS = 3
RAGGED = 0.5  # unevenness of intervals: motor units have 0.1 to 0.3, chance 0.9
_RARE_HZ = 10.0
_FOR_HALVES = 16  # potentials; the halves of fewer say little
_LOW = 0.1  # of the height of the mean: below it lie the ends
_LEVEL = 0.012 / (2 * HALF_S)  # of the window: as far as a potential and some quiet reach (estimate, 10 to 15 ms)
_MOST = 400  # firings that are looked at; more make the mean no better than the marks need


@dataclass(frozen=True, slots=True)
class Average:
    """A unit's potentials, one a row, freed from those of others; their mean; and the noise of the mean."""

    stack: Row
    mean: NDArray[np.float64]
    noise_uv: float


def averages(part: NeedlePart, units: list[Unit]) -> list[Average]:
    """Return the mean of each unit. Overlapping potentials are told apart by going round three times."""
    half = round(HALF_S * part.rate_hz)
    sizes = [unit.heights_uv / np.float32(max(unit.height_uv, 1e-9)) for unit in units]
    means = [np.zeros(2 * half + 1, np.float32) for _ in units]
    stacks: list[Row] = [np.empty((0, 2 * half + 1), np.float32) for _ in units]
    trusted = [steady(unit, part) for unit in units]
    for turn in range(_ROUNDS):
        known = [mean if sure else np.zeros_like(mean) for mean, sure in zip(means, trusted, strict=True)]
        residual = part.wide - _model(part, units, sizes, known, half)
        for index, unit in enumerate(units):
            chosen = np.linspace(0, len(unit) - 1, min(len(unit), _MOST)).astype(int)
            stack = windows(residual, unit.places[chosen], half)
            if turn and trusted[index]:
                stack = stack + means[index] * sizes[index][chosen, None]
            stacks[index] = stack = _levelled(stack)
            means[index] = own_part(_middle(stack), unit).astype(np.float32)
    found = []
    for stack, mean, unit, size in zip(stacks, means, units, sizes, strict=True):
        chosen = np.linspace(0, len(unit) - 1, min(len(unit), _MOST)).astype(int)
        rest = stack - mean * size[chosen, None]
        spread = float(np.median(np.abs(rest - np.median(rest)))) * 1.4826
        apart = _disagreement(stack, mean, own_reach(unit, half))
        if own_reach(unit, half) < half:  # what is far from the potential is its own neighbour, and no measure of noise
            found.append(Average(stack, mean.astype(np.float64), max(spread / max(len(stack), 1) ** 0.5, apart)))
            continue
        far = np.concatenate(
            [mean[: half // 3], mean[-(half // 3) :]]
        )  # overlaps leave waves that no count can average
        wave = 1.4826 * float(np.median(np.abs(far)))
        noise = max(spread / max(len(stack), 1) ** 0.5, wave, apart)
        found.append(Average(stack, mean.astype(np.float64), noise))
    return found


def _disagreement(stack: Row, mean: Row, reach: int) -> float:
    """Return how far the mean is uncertain, by its two halves: every other potential against the rest.

    Only where the mean is low: there its ends are marked, and what other units left behind is not in both halves.
    """
    half = stack.shape[1] // 2
    near = slice(half - reach, half + reach + 1)
    if len(stack) < _FOR_HALVES:
        return 0.0
    low = np.abs(mean[near]) < _LOW * float(np.ptp(mean))
    difference = (_middle(stack[::2, near]) - _middle(stack[1::2, near]))[low] / 2
    return float(np.sqrt(np.mean(difference**2))) if len(difference) else 0.0


def steady(unit: Unit, part: NeedlePart) -> bool:
    """True where a train fires as one unit does: at a rhythm, or rarely. Anything else is a mixture of units."""
    return unevenness(unit.places) < RAGGED or len(unit) < _RARE_HZ * part.seconds


def own_part(mean: NDArray[np.float64], unit: Unit) -> NDArray[np.float64]:
    """Return the mean without what lies nearer to the next potential of its own train."""
    half = len(mean) // 2
    reach = own_reach(unit, half)
    cut = mean.copy()
    if _LEVEL * len(mean) <= reach < half:  # else what lies far off, which is its own neighbour, would be the baseline
        near = slice(half - reach, half + reach + 1)
        cut[near] = _levelled(mean[None, near].astype(np.float32))[0]
    cut[: half - reach] = 0
    cut[half + reach + 1 :] = 0
    return cut


def own_reach(unit: Unit, half: int) -> int:
    """Return how far from its peak a potential may reach before the next of its own train begins, at most ``half``."""
    if len(unit) < 3:
        return half
    return min(half, round(0.55 * float(np.quantile(np.diff(unit.places), 0.2))))


def _model(part: NeedlePart, units: list[Unit], sizes: list[Row], means: list[Row], half: int) -> Row:
    total = np.zeros(len(part.wide) + 2 * half, np.float32)
    for unit, size, mean in zip(units, sizes, means, strict=True):
        if np.any(mean):
            for place, gain in zip(unit.places.tolist(), size.tolist(), strict=True):
                total[place : place + 2 * half + 1] += np.float32(gain) * mean
    return total[half : len(total) - half]


def _middle(stack: Row) -> NDArray[np.float64]:
    """Return the mean at each sample without the outer fifths; the median of a few."""
    if len(stack) < 8:
        return np.median(stack, axis=0).astype(np.float64)
    cut = len(stack) // 5
    return np.asarray(np.sort(stack, axis=0)[cut : len(stack) - cut].mean(axis=0), np.float64)


def _levelled(stack: Row) -> Row:
    """Return each row without the line through what lies far from the potential on either side.

    The baseline wanders with every movement of the needle, by more than the beginning of a potential is high.
    """
    edge = max(3, stack.shape[1] // 8)
    left, right = np.median(stack[:, :edge], axis=1), np.median(stack[:, -edge:], axis=1)
    ramp = np.linspace(0, 1, stack.shape[1])
    return (stack - left[:, None] * (1 - ramp) - right[:, None] * ramp).astype(np.float32)
