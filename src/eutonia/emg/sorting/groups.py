"""Whether potentials come in groups: far more surely than chance, or a rhythm of which some are missed, makes them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

type Row = NDArray[np.float64]

_GROUP_GAP = 2.2  # pauses between groups are at least this much longer than intervals inside
_PARTED = 0.25  # how far the long intervals lie from the short ones, on a logarithmic scale
_EVEN = 0.3  # spread of the intervals inside a group, on the same scale
_MOST_IN_GROUP = 15
_ODD = 3.0
_FEWEST_INSIDE = 6  # intervals inside groups: of eight potentials at random four pairs are no rarity
_MOSTLY = 0.78  # share of the potentials
_NO_ACCIDENT = 15.0  # logarithm of how much likelier than by accident the two sorts must be (estimate, 10 to 25)
_LEAST_WIDTH = 0.1  # of a sort, on a logarithmic scale: a few alike intervals are no proof (estimate, 0.05 to 0.15)
_MOST_MISSED = 40  # in a row
_SLOWEST_INSIDE_S = 0.3  # between potentials of a group: slower ones are no group
_STEP_S, _ONE_LENGTH = (0.015, 0.2), 0.25  # intervals inside groups of 5 to 60 a second; what is of one length (log)
_BY_CHANCE, _SO_SURE = 0.25 / np.e, 5.0  # the most of one length when they come at random; by how many SD more is asked
_PAIRS, _UNLIKELY = 3, 1e-4  # so few intervals inside groups; so unlikely at random (estimate, 1e-5 to 1e-3)


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of potentials: how many there are, how large, how quick inside, and how far apart they begin."""

    count: int
    size: float
    rate_hz: float
    every_s: float


def groups_of(times_s: Row) -> Groups | None:
    """Return the groups of a train, or None where its intervals are not of two sorts, short and long.

    Chance alone makes clusters, too; but there the intervals spread evenly (on a logarithmic scale) from short to
    long, and inside a cluster they differ as much as outside.
    """
    spans = np.diff(times_s)
    if len(spans) < 6:
        return None
    few, many = np.quantile(spans, [0.2, 0.95])  # a few odd ones, two that coincide or a long rest, are no third sort
    logs = np.sort(np.log(np.clip(spans, max(few / _ODD, 1e-6), max(many * _ODD, 1e-6))))
    cuts = np.arange(1, len(logs))
    sums = np.cumsum(logs)[:-1]
    low, high = sums / cuts, (logs.sum() - sums) / (len(logs) - cuts)
    between = cuts * (len(logs) - cuts) * (high - low) ** 2
    cut = int(np.argmax(between)) + 1
    short, long = logs[:cut], logs[cut:]
    if len(short) < 3 or len(long) < 2:
        return None
    distance = float(np.median(long) - np.median(short))
    parted = float(
        np.quantile(long, 0.25) - np.quantile(short, 0.9)
    )  # groups come half regularly: some pauses are short
    if distance < np.log(_GROUP_GAP) or parted < _PARTED or _spread(short) > _EVEN:
        return None
    if np.exp(np.median(short)) > _SLOWEST_INSIDE_S or _over_accident(short, long) < _NO_ACCIDENT:
        return None
    limit = float(np.exp((np.max(short) + np.min(long)) / 2))
    ends = np.flatnonzero(spans > limit)
    firsts = np.concatenate([[0], ends + 1])
    sizes = np.diff(np.concatenate([firsts, [len(times_s)]]))
    real = sizes >= 2
    small = real & (sizes <= _MOST_IN_GROUP)
    share = sizes[small].sum() / len(times_s)
    # few of the pieces may be groups where nearly all potentials are in them: single ones between are of something else
    if real.sum() < 3 or share < 0.7 or (real.mean() < 0.6 and share < _MOSTLY):
        return None
    if (sizes[small] - 1).sum() < _FEWEST_INSIDE:
        return None
    every = np.diff(times_s[firsts[real]])
    return Groups(
        int(real.sum()),
        float(np.median(sizes[real])),
        float(np.exp(-np.median(short))),
        float(np.median(every)),
    )


def _over_accident(short: Row, long: Row) -> float:
    """Return the logarithm of how much likelier these logarithms of intervals are as two sorts than by accident.

    Each sort is normal, with its share. By accident: potentials at random, or a rhythm some of which were missed.
    """
    every = np.concatenate([short, long])
    as_sorts = sum(
        len(sort) * np.log(len(sort) / len(every)) + float(np.sum(_normal(sort, float(np.mean(sort)), _width(sort))))
        for sort in (short, long)
    )
    return float(as_sorts - max(_at_random(every), _as_missed(every, short)))


def _at_random(every: Row) -> float:
    """Return how likely (log) these logarithms of intervals are where potentials come at random at their mean rate."""
    over = every - np.log(np.mean(np.exp(every)))
    return float(np.sum(over - np.exp(over)))


def _as_missed(every: Row, short: Row) -> float:
    """Return how likely (log) these logarithms of intervals are where a rhythm goes on and potentials are missed.

    The short ones are its intervals; one, two or more of them in a row make a long one, each more seldom by as much.
    """
    usual = float(np.mean(short))
    steps = np.arange(1, _MOST_MISSED + 1)
    missed = 1 - len(every) / float(np.sum(np.maximum(np.round(np.exp(every - usual)), 1)))
    missed = min(max(missed, 1 / (len(every) + 1)), 1 - 1 / _MOST_MISSED)
    widths = np.maximum(_width(short) / np.sqrt(steps), _LEAST_WIDTH / 2)
    each = _normal(every[:, None], usual + np.log(steps), widths)
    return float(np.sum(np.logaddexp.reduce(np.log1p(-missed) + (steps - 1) * np.log(missed) + each, axis=1)))


def _normal(values: Row, middle: Row | float, width: Row | float) -> Row:
    out: Row = -(((values - middle) / width) ** 2) / 2 - np.log(width * np.sqrt(2 * np.pi))
    return out


def _width(sort: Row) -> float:
    """Return the standard deviation of a sort, and no less than a few alike intervals may show by accident."""
    return max(float(np.std(sort)), _LEAST_WIDTH)


def in_step(times_s: Row) -> bool:
    """True where far more intervals are of one length than of potentials at random: a rhythm, or groups.

    Less is asked than of `groups_of`: groups of several units may overlap, and some of their potentials be missed.
    """
    logs = np.log(np.maximum(np.diff(times_s), 1e-9))
    short = np.sort(logs[(logs > np.log(_STEP_S[0])) & (logs < np.log(_STEP_S[1]))])
    if len(short) < _FEWEST_INSIDE:
        return False
    most = int(np.max(np.searchsorted(short, short + _ONE_LENGTH, "right") - np.arange(len(short))))
    spread = (_BY_CHANCE * (1 - _BY_CHANCE) / len(logs)) ** 0.5
    return bool(most / len(logs) > _BY_CHANCE + _SO_SURE * spread)


def huddled(times_s: Row, seconds: float) -> bool:
    """True where most potentials lie close to another one, more of them than chance brings so close at their rate.

    Four pairs in a quarter of a minute are too few for `groups_of` and `in_step`, but no accident.
    """
    spans = np.diff(times_s)
    close = spans < _STEP_S[1]
    in_company = np.append(close, False) | np.insert(close, 0, False)
    count = int(close.sum())
    if count < _PAIRS or in_company.mean() < _MOSTLY:
        return False
    chance = -np.expm1(-len(times_s) / seconds * float(spans[close].max()))
    return bool(special.bdtrc(count - 1, len(spans), chance) < _UNLIKELY)


def _spread(values: Row) -> float:
    """Return the standard deviation by the middle half, so that a few odd values do not matter."""
    low, high = np.quantile(values, [0.25, 0.75])
    return float(max((high - low) / 1.35, 0.02))
