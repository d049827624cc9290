"""Take known shapes out of a needle signal, the best fit first, and two at once where they fell on each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from eutonia.emg.sorting.needles import NeedlePart
from eutonia.emg.sorting.sorted_units import Places, Row, Unit

KNOWN_STANDS_OUT = 4.5  # times the noise, where a known shape has to fit as well
STANDS_OUT = 6.0  # times the noise: about once in an hour by chance
APART_S = 0.0025
REST_S = 0.002  # refractory
LAG_S = 0.0025
SIZES = (0.75, 1.35)  # how small or large a potential may be against the mean of its unit
_PASSES = 8
_TRIES = 2
_SHADOW = 0.15  # of a potential that was taken out: what is smaller beside it is its own remainder
_SHADOW_S = 0.005
_POOR = 0.3  # of the energy around a peak: where one shape leaves more, two are tried
_MOST_PAIRS = 1500
_PAIR_BANK = 700  # shapes times shifts


def unexplained(part: NeedlePart, residual: Row) -> Row:
    """Return how far the residual stands out of the noise and of what fitting leaves beside what was taken out."""
    taken = np.abs(part.sharp - residual)
    shadow = ndimage.maximum_filter1d(taken, 2 * round(_SHADOW_S * part.rate_hz) + 1)
    out: Row = part.standing(residual) / (1 + np.float32(_SHADOW / STANDS_OUT / part.noise_uv) * shadow)
    return out


def find_peaks(standing: Row, least: float, rate_hz: float, apart_s: float = APART_S) -> Places:
    """Return where the signal stands out most, no two places closer together than ``apart_s``."""
    inner = standing[1:-1]
    tops = np.flatnonzero((inner >= standing[:-2]) & (inner > standing[2:]) & (inner >= least)) + 1
    apart = round(apart_s * rate_hz)
    taken = np.zeros(len(standing), bool)
    kept = []
    for place in tops[np.argsort(-standing[tops], kind="stable")].tolist():
        if not taken[place]:
            kept.append(place)
            taken[max(0, place - apart + 1) : place + apart] = True
    return np.array(sorted(kept), np.int64)


def peel(part: NeedlePart, means: list[Row]) -> tuple[Row, list[Unit]]:
    """Take known shapes out of the sharp signal; return what is left, and the units."""
    bank = Bank(means, round(LAG_S * part.rate_hz))
    residual = np.pad(part.sharp, bank.reach)
    found: list[list[tuple[int, float, float]]] = [[] for _ in means]
    grain = 20 * part.noise_uv**2
    failed = np.zeros(len(part.sharp), np.int8)
    closed = np.zeros(len(part.sharp), bool)  # failed here, and nothing near has changed since
    for _ in range(_PASSES):
        inner = residual[bank.reach : len(residual) - bank.reach]
        standing = np.where(closed | (failed >= _TRIES), 0, unexplained(part, inner))
        peaks = find_peaks(standing, KNOWN_STANDS_OUT, part.rate_hz)
        changed: list[int] = []
        for place in peaks[np.argsort(-standing[peaks], kind="stable")].tolist():
            fits = bank.take_out(residual, place, grain)
            for which, at, height, shift in fits:
                found[which].append((at, height, shift))
                changed.append(at)
            if not fits:
                closed[max(0, place - 2) : place + 3] = True
                failed[max(0, place - 2) : place + 3] += 1
        if not changed:
            break
        for at in changed:
            closed[max(0, at - bank.reach) : at + bank.reach] = False
    return residual[bank.reach : len(residual) - bank.reach], [
        _unit(one, mean, len(part.sharp), round(REST_S * part.rate_hz)) for one, mean in zip(found, means, strict=True)
    ]


def _unit(firings: list[tuple[int, float, float]], mean: Row, count: int, rest: int) -> Unit:
    ordered: list[tuple[int, float, float]] = []
    for one in sorted(one for one in firings if 0 <= one[0] < count):
        if ordered and one[0] - ordered[-1][0] < rest:  # no fibre fires again so soon: the larger of the two it was
            ordered[-1] = max(ordered[-1], one, key=lambda firing: firing[1])
        else:
            ordered.append(one)
    places, heights, shifts = (list(column) for column in zip(*ordered, strict=True)) if ordered else ([], [], [])
    return Unit(np.array(places, np.int64), np.array(heights, np.float32), mean, np.array(shifts, np.float32))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two shapes that together explain a stretch: rows of the bank, and the energy they leave."""

    first: int
    second: int
    left: float


class Bank:
    """Known shapes at all small shifts, ready to be fitted to a stretch of signal."""

    def __init__(self, means: list[Row], lag: int) -> None:
        self.half = max(len(mean) // 2 for mean in means)
        self.reach = self.half + lag
        self._lag = lag
        self._shifts = 2 * lag + 1
        self._tall = np.array([abs(float(mean[len(mean) // 2])) for mean in means])
        width = 2 * self.reach + 1
        rows = np.zeros((len(means), self._shifts, width), np.float32)
        for index, mean in enumerate(means):
            own = len(mean) // 2
            for k in range(self._shifts):
                start = self.half - own + k
                rows[index, k, start : start + len(mean)] = mean
        self._rows = rows.reshape(-1, width)
        self._slopes = np.gradient(self._rows, axis=1)
        self._power = np.repeat(np.einsum("ij,ij->i", rows[:, 0], rows[:, 0]), self._shifts)
        self._step = 1 if len(self._rows) <= _PAIR_BANK else 2
        self._gram: Row | None = None
        self._pairs_left = _MOST_PAIRS

    def take_out(self, residual: Row, place: int, grain: float) -> list[tuple[int, int, float, float]]:
        """Take the best one or two shapes out around a place; return which, where, how high, and the shift."""
        stretch = residual[place : place + 2 * self.reach + 1]
        products = self._rows @ stretch
        sizes = np.clip(products / self._power, *SIZES)
        gain = 2 * sizes * products - sizes**2 * self._power
        best = int(np.argmax(gain))
        power = float(self._power[best])
        own = self._slice(best)
        energy = float(stretch[own] @ stretch[own])
        good = gain[best] >= max(0.5 * float(sizes[best]) ** 2 * power, grain)
        if energy - gain[best] > max(_POOR * energy, 2 * grain) and self._pairs_left > 0:
            pair = self.fit_two(stretch, products)
            if pair is not None and pair.left < 0.6 * (float(stretch @ stretch) - max(float(gain[best]), 0)):
                return [self._subtract(stretch, place, one, 1.0) for one in (pair.first, pair.second)]
        return [self._subtract(stretch, place, best, float(sizes[best]))] if good else []

    def _slice(self, row: int) -> slice:
        """Return where the middle of a shape lies in the stretch, a little to either side."""
        centre = self.half + row % self._shifts
        reach = max(4, self._lag // 2 + 4)
        return slice(max(0, centre - reach), centre + reach + 1)

    def _subtract(self, stretch: Row, place: int, row: int, size: float) -> tuple[int, int, float, float]:
        # between two samples: a little of the slope brings the shape exactly to its place
        shape, slope = self._rows[row], self._slopes[row]
        tilt = float(slope @ (stretch - np.float32(size) * shape)) / max(float(slope @ slope), 1e-12)
        tilt = min(max(tilt, -0.7 * size), 0.7 * size)
        stretch -= np.float32(size) * shape + np.float32(tilt) * slope
        which = row // self._shifts
        return which, place + row % self._shifts - self._lag, size * float(self._tall[which]), -tilt / size

    def fit_two(self, stretch: Row, products: Row | None = None) -> Pair | None:
        """Return the two different shapes that, at their usual size, together explain a stretch best."""
        if len(self._tall) < 2:
            return None
        self._pairs_left -= 1
        rows = self._rows[:: self._step]
        if self._gram is None:
            self._gram = rows @ rows.T
            own = np.arange(len(rows)) * self._step // self._shifts
            self._gram[own[:, None] == own[None]] = np.inf
        single = 2 * (rows @ stretch if products is None else products[:: self._step]) - self._power[:: self._step]
        hopeful = np.argsort(-single)[: max(40, len(single) // 4)]
        both = single[hopeful][:, None] + single[None] - 2 * self._gram[hopeful]
        first, second = (int(one) for one in np.unravel_index(int(np.argmax(both)), both.shape))
        if both[first, second] <= single.max():
            return None
        left = float(stretch @ stretch) - float(both[first, second])
        return Pair(int(hopeful[first]) * self._step, second * self._step, left)
