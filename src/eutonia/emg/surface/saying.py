"""What the power of a frame says for activity against rest, given how much each of the two fluctuates.

Noise has all frequencies; muscle has fewer, and lone potentials where few units fire. So its power goes up and down
more from frame to frame than that of rest, and a quiet frame amid activity says less for rest than the distribution of
rest alone would have it. Both are taken as gamma distributed, of their own shapes; what a frame says is the straight
line s (power - middle) for which the means of exp(what it says) at rest, and of exp(-what it says) in activity, are 1,
as they are for every logarithm of a likelihood ratio. For like shapes it is that logarithm.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.speed import compiled
from eutonia.emg.surface.paths import Path, Ratio

type Says = NDArray[np.float64]  # (2, levels): slope and middle, for levels STEP apart in natural logarithms, from 1

LEAST, MOST = 1.2, 1e6  # of a power over the floor that counts as activity
STEP = 0.25
_LEVELS = math.ceil(math.log(MOST) / STEP) + 2
_ALIKE = 6  # frames of a short average, as for the shape at rest
_AS_AT_REST = 20  # pairs of averages: so much the shape at rest counts beside what is seen
_LEAST_SHAPE = 0.3
_TRIES = 12
_HARDLY = 1e-6
_NEAR = 1e-8  # of the slope: after a step so small the next one would change nothing


def saying(ratio: Ratio, path: Path, silent: NDArray[np.bool_], shape: float) -> Says:
    """Return slope and middle of what a frame says, for each level of activity; ``shape``: of power at rest."""
    return lines(shape, shape_in_activity(ratio, path, silent, shape))


def shape_in_activity(ratio: Ratio, path: Path, silent: NDArray[np.bool_], shape: float) -> float:
    """Return the shape of the gamma distribution of power in activity, at most that at rest.

    From neighbouring averages over 30 ms, a and b: for gamma distributions of one mean and shape n the mean of
    ((a - b) / (a + b))² is 1 / (2n + 1), whatever the mean; so slow changes of strength do not matter.
    """
    pairs, unlike = contrasts(ratio, path, silent)
    unlike += _AS_AT_REST / (2 * _ALIKE * shape + 1)
    seen = ((pairs + _AS_AT_REST) / unlike - 1) / (2 * _ALIKE)
    return min(max(seen, _LEAST_SHAPE), shape)


def _contrasts_loop(ratio: Ratio, path: Path, silent: NDArray[np.bool_]) -> tuple[int, float]:
    pairs, unlike, run = 0, 0.0, 0
    before, last = 0.0, 0.0
    for index in range(len(ratio) // _ALIKE):
        total, active = 0.0, True
        for k in range(index * _ALIKE, index * _ALIKE + _ALIKE):
            total += ratio[k]
            active = active and path[k] > 0 and not silent[k]
        run = run + 1 if active else 0
        if run >= 4 and before + last > 0:  # neither the first nor the last of its run
            pairs += 1
            unlike += ((before - last) / (before + last)) ** 2
        before, last = last, total
    return pairs, unlike


def _contrasts_plain(ratio: Ratio, path: Path, silent: NDArray[np.bool_]) -> tuple[int, float]:
    """Return how many pairs of neighbouring averages lie well within activity, and the sum of ((a - b) / (a + b))²."""
    whole = len(ratio) // _ALIKE * _ALIKE
    totals = ratio[:whole].reshape(-1, _ALIKE).sum(axis=1, dtype=np.float64)
    on = ((path > 0) & ~silent)[:whole].reshape(-1, _ALIKE).all(axis=1)
    inside = on[:-3] & on[1:-2] & on[2:-1] & on[3:]
    a, b = totals[1:-2][inside], totals[2:-1][inside]
    some = a + b > 0
    return int(np.count_nonzero(some)), float(np.sum(((a - b)[some] / (a + b)[some]) ** 2))


def _lines_loop(rest: float, active: float) -> Says:
    out = np.empty((2, _LEVELS))
    for index in range(_LEVELS):
        level = math.exp(index * STEP) if index else 1 + _HARDLY
        slope = rest * (1 - 1 / level)
        for _ in range(_TRIES):
            off = rest * math.log1p(-slope / rest) + active * math.log1p(slope * level / active)
            falls = rest / (rest - slope) - level / (1 + slope * level / active)
            slope += off / falls
            if abs(off) <= _NEAR * abs(falls) * slope:
                break
        out[0, index] = slope
        out[1, index] = active * math.log1p(slope * level / active) / slope
    return out


def _lines_plain(rest: float, active: float) -> Says:
    """Return slope and middle for the shapes at rest and in activity, by Newton's steps from that for like shapes."""
    level = np.exp(np.arange(_LEVELS) * STEP)
    level[0] = 1 + _HARDLY
    slope = rest * (1 - 1 / level)
    for _ in range(_TRIES):
        off = rest * np.log1p(-slope / rest) + active * np.log1p(slope * level / active)
        slope += off / (rest / (rest - slope) - level / (1 + slope * level / active))
    return np.stack([slope, active * np.log1p(slope * level / active) / slope])


contrasts = compiled(_contrasts_loop, _contrasts_plain)
lines = compiled(_lines_loop, _lines_plain)
