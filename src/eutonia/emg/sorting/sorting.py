"""Take a needle recording apart into units: which potential came from which unit or fibre.

1. Peaks that stand out of the noise are grouped by shape (short windows of the sharp signal).
2. The mean shapes are taken out of the signal, the best fit first, so that potentials which fall on each other come
   apart; what is left over is searched again.
3. Groups that always fire together at a fixed delay are parts of one long potential; groups of one shape whose
   joint firing is more regular than each alone are one unit that changed its size.

What does not fit any unit stays `loose`. Nothing here asks what kind of discharge it is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.sorting.continuing import continued
from eutonia.emg.sorting.fibres import told_apart
from eutonia.emg.sorting.linking import linked, one_each
from eutonia.emg.sorting.needles import NeedlePart
from eutonia.emg.sorting.peeling import SIZES, STANDS_OUT, Bank, find_peaks, peel, unexplained
from eutonia.emg.sorting.sorted_units import Places, Row, Sorted, Unit, windows, without

_HALF_S = 0.0025
_LONGEST_S = 0.006
_WHOLE_S = 0.015
_FEWEST = 3
_MOST_UNITS = 24
_MOST_IN_CROWD = 10
_CROWD_HZ = 60.0
_UNLIKE = 0.16  # of the energy of a potential: what differs by more is another shape
_SHARES = (0.25, 0.08, 0.0, 0.0)
_FAINT = 30.0  # times the power of the noise: a shape with less energy cannot be told from it
_LAG_S = 0.0025
_SAME_SIZE = (0.92, 1.09)  # fibres of one shape are told apart by their size


def sort_part(part: NeedlePart, known: list[Unit] | None = None) -> Sorted:
    """Return the units of a part. ``known``: units of the part before it, which are tried first."""
    means = [unit.mean for unit in known or []]
    residual = part.sharp.copy()
    units: list[Unit] = []
    for share in _SHARES:
        if means:
            residual, units = peel(part, means)
        if share == _SHARES[2] and _crowded(part, residual):  # more shapes would only be heaps of several potentials
            means = sorted(means, key=lambda mean: -float(mean @ mean))[:_MOST_IN_CROWD]
            break
        more = _new_means(part, residual, means, share)
        if not more and share == _SHARES[-1]:
            break
        means = means + more
    if means:
        residual, units = peel(part, means)
        for _ in range(2):
            units = [unit for unit in linked(units, part) if len(unit) >= _FEWEST]
            residual = without(part.sharp, units)
            units = [better(residual, one, part) for one in units]
        grain = _FAINT * part.noise_uv**2
        means = different([], [unit.mean for unit in units if float(unit.mean @ unit.mean) > grain], part, _SAME_SIZE)
    if means:
        residual, units = peel(part, means)
        whole = [unit for unit in linked(units, part) if len(unit) >= _FEWEST]
        units = [unit for unit in linked(told_apart(whole, part), part) if len(unit) >= _FEWEST]
    loose = find_peaks(unexplained(part, residual), STANDS_OUT, part.rate_hz)
    return Sorted(*continued(units, loose, part, residual), residual)


def _crowded(part: NeedlePart, residual: Row) -> bool:
    """True where, with the frequent shapes taken out, what is left holds as many potentials as a crowd has."""
    peaks = find_peaks(unexplained(part, residual), STANDS_OUT, part.rate_hz)
    return len(peaks) > _CROWD_HZ * part.seconds


def _new_means(part: NeedlePart, residual: Row, means: list[Row], share: float) -> list[Row]:
    """Return shapes that repeat in what is left, the frequent ones first, without mere sums of two others.

    Only groups with that share of the largest group count: what falls together by chance is rare, and is better
    explained once the frequent shapes are known.
    """
    peaks = find_peaks(unexplained(part, residual), STANDS_OUT, part.rate_hz)
    groups = sorted(group_by_shape(residual, peaks, part), key=len, reverse=True)
    new: list[Row] = []
    for group in groups:
        if len(group) < share * len(groups[0]) or len(means) + len(new) >= _MOST_UNITS:
            break
        mean = mean_shape(
            residual, one_each(peaks[group], np.abs(residual[peaks[group]]), part.rate_hz)[0], part.rate_hz
        )
        if mean is not None and different(means + new, [mean], part) and not is_sum(mean, means + new):
            new.append(mean)
    return new


def different(known: list[Row], new: list[Row], part: NeedlePart, sizes: tuple[float, float] = SIZES) -> list[Row]:
    """Return the new shapes that are not, moved in time or a little larger or smaller, one that is known."""
    kept: list[Row] = []
    for mean in new:
        if not any(_same(mean, other, part, sizes) for other in known + kept):
            kept.append(mean)
    return kept


def is_sum(mean: Row, means: list[Row]) -> bool:
    """True where a shape is nothing but two known ones that fell on each other."""
    if len(means) < 2:
        return False
    bank = Bank(means, len(mean) // 2)
    stretch = np.pad(mean, bank.reach)
    pair = bank.fit_two(stretch[len(mean) // 2 : len(mean) // 2 + 2 * bank.reach + 1])
    return pair is not None and pair.left < 0.25 * float(mean @ mean)


def _same(one: Row, other: Row, part: NeedlePart, sizes: tuple[float, float]) -> bool:
    products = np.correlate(np.pad(one, len(other)), other, "valid")
    near = round(2 * _LAG_S * part.rate_hz)
    centre = len(one) // 2 - len(other) // 2 + len(other)
    best = float(np.max(products[max(0, centre - near) : centre + near + 1]))
    power, own = float(other @ other), float(one @ one)
    size = min(max(best / power, sizes[0]), sizes[1])
    apart = own - 2 * size * best + size**2 * power
    return apart < _UNLIKE * own + 2 * part.noise_uv**2


# ---- peaks and shapes ------------------------------------------------------------------------------------------------


def group_by_shape(row: Row, peaks: Places, part: NeedlePart) -> list[Places]:
    """Return groups of indices into the peaks, the largest potentials first; each has at least three members."""
    half = round(_HALF_S * part.rate_hz)
    shift = max(1, round(0.0003 * part.rate_hz))
    wide = windows(row, peaks, half + shift)
    energy = np.einsum("ij,ij->i", wide, wide)
    grain = part.noise_uv**2 * (2 * half + 1)
    means: list[Row] = []
    members: list[list[int]] = []
    for index in np.argsort(-energy, kind="stable").tolist():
        views = np.lib.stride_tricks.sliding_window_view(wide[index], 2 * half + 1)
        best, where, at = np.inf, -1, shift
        if means:
            bank = np.array(means)
            powers = np.einsum("ij,ij->i", bank, bank)
            apart = powers[:, None] - 2 * bank @ views.T + np.einsum("ij,ij->i", views, views)[None]
            limit = 2.0 * grain + _UNLIKE * np.minimum(powers, energy[index])
            worst = apart / limit[:, None]
            where, at = (int(one) for one in np.unravel_index(int(np.argmin(worst)), worst.shape))
            best = float(worst[where, at])
        if best < 1:
            count = len(members[where])
            means[where] = means[where] + (views[at] - means[where]) / min(count + 1, 30)
            members[where].append(index)
        elif len(means) < 4 * _MOST_UNITS:
            means.append(views[shift].copy())
            members.append([index])
    return [np.array(sorted(group), np.int64) for group in members if len(group) >= _FEWEST]


def mean_shape(row: Row, places: Places, rate_hz: float) -> Row | None:
    """Return the mean of the potentials at these places, cut where a neighbour of the train would begin."""
    half = _half(places, rate_hz, _LONGEST_S)
    lined = _lined_up(windows(row, places, half), max(1, round(0.0004 * rate_hz)))
    mean = np.median(lined, axis=0) if len(lined) < 8 else _trimmed(lined)
    middle = int(np.argmax(np.abs(mean[half // 2 : -(half // 2) or None]))) + half // 2
    shaped = _tapered(np.roll(mean, half - middle))
    return shaped if np.any(shaped) else None


def _lined_up(stack: Row, shift: int) -> Row:
    """Return the rows moved so that they fit their median best."""
    middle = np.median(stack, axis=0)
    moved = np.stack([np.roll(stack, k, axis=1) for k in range(-shift, shift + 1)])
    best = np.argmax(moved @ middle, axis=0)
    return moved[best, np.arange(len(stack))]


def _trimmed(stack: Row) -> Row:
    """Return the mean at each sample without the lowest and highest sixth."""
    cut = len(stack) // 6
    ordered = np.sort(stack, axis=0)
    mean: Row = ordered[cut : len(stack) - cut].mean(axis=0)
    return mean


def better(residual: Row, unit: Unit, part: NeedlePart) -> Unit:
    """Return the unit with its mean shape made again and longer, from a signal freed from all other units."""
    half = _half(unit.places, part.rate_hz, _WHOLE_S)
    old = len(unit.mean) // 2
    sizes = unit.heights_uv / max(float(np.abs(unit.mean[old])), 1e-9)
    stack = windows(residual, unit.places, half)
    short = min(old, half)
    stack[:, half - short : half + short + 1] += unit.mean[None, old - short : old + short + 1] * sizes[:, None]
    mean = np.median(stack, axis=0) if len(stack) < 8 else _trimmed(stack)
    near = slice(half - half // 3, half + half // 3 + 1)
    moved = int(np.argmax(np.abs(mean[near]))) - half // 3
    if moved:
        mean = np.roll(mean, -moved)
        mean[: max(0, -moved)] = 0
        mean[len(mean) - max(0, moved) :] = 0
    clear = part.noise_uv * max(2.5 / len(stack) ** 0.5, 0.7)  # what is smaller is lost in the noise anyway
    inside = np.flatnonzero(np.abs(mean) > clear)
    if len(inside):
        edge = 0.001 * part.rate_hz
        places = np.arange(len(mean))
        mean = mean * np.clip(1 - np.maximum(inside[0] - places, places - inside[-1]) / edge, 0, 1)
        shorter = min(int(max(half - inside[0], inside[-1] - half) + edge), half)
        mean = mean[half - shorter : half + shorter + 1]
    mean = _tapered(mean)
    tall = abs(float(mean[len(mean) // 2]))
    return Unit(unit.places + moved, (sizes * tall).astype(np.float32), mean, unit.shifts)


def _half(places: Places, rate_hz: float, longest_s: float) -> int:
    """Return how far a shape may reach to either side: not into the next potential of its own train."""
    longest = round(longest_s * rate_hz)
    if len(places) < 2:
        return longest
    usual = float(np.quantile(np.diff(np.sort(places)), 0.2))
    return int(np.clip(0.55 * usual, round(0.0015 * rate_hz), longest))


def _tapered(mean: NDArray[np.floating]) -> Row:
    half = len(mean) // 2
    places = np.arange(len(mean))
    ramp = np.minimum(1, np.minimum(places, places[::-1]) / (0.15 * half + 1))
    return (mean * ramp).astype(np.float32)
