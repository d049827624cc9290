"""Edges of activity that fluctuates more than rest, and what one frame says of it."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from eutonia.emg.surface.edges import edges
from eutonia.emg.surface.ramps import slow_onsets
from eutonia.emg.surface.saying import STEP, lines, shape_in_activity

EVERY, LONG = 400, 150
STARTS = np.arange(200, 39_600, EVERY)


def powers(seed: int, level: float, rest: float, active: float) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """Return the power of frames with activity at ``STARTS``, gamma distributed with these shapes, and its course."""
    rng = np.random.default_rng(seed)
    ratio, path = rng.gamma(rest, 1 / rest, 40_000), np.zeros(40_000, np.int8)
    for start in STARTS:
        ratio[start : start + LONG] = rng.gamma(active, level / active, LONG)
        path[start : start + LONG] = 2
    return ratio.astype(np.float32), path


@pytest.mark.parametrize(("active", "most"), [(1.6, 0.01), (0.6, 0.05)])
def test_few_edges_are_far_off_where_activity_is_ragged(active: float, most: float) -> None:
    """Over 50 ms off: with the distribution of rest for both it was 10 % where activity is as ragged as 0.6."""
    off = []
    for seed in range(5):
        ratio, path = powers(seed, 4.0, 1.6, active)
        off += (edges(ratio, path, 1.6, 4.0, None)[:, 2] - STARTS).tolist()
    assert np.mean(np.abs(off - np.median(off)) > 10) <= most


def test_an_early_course_does_not_hold_back_its_edge() -> None:
    """The course has begun 0.2 s too early, by chance; the edge is found where activity really begins."""
    ratio, path = powers(9, 3.0, 1.6, 1.2)
    for start in STARTS:
        path[start - 40 : start] = 1
    off = edges(ratio, path, 1.6, 4.0, None)[:, 2] - STARTS
    assert np.mean(np.abs(off) > 10) <= 0.05


@pytest.mark.parametrize("active", [0.5, 0.9, 1.6])
def test_the_shape_in_activity_is_measured_whatever_its_strength(active: float) -> None:
    ratio, path = powers(3, 5.0, 1.8, active)
    ratio[path > 0] *= np.repeat(np.geomspace(1, 50, len(STARTS)), LONG).astype(np.float32)
    assert shape_in_activity(ratio, path, np.zeros(len(path), bool), 1.8) == pytest.approx(active, rel=0.1)


def test_nothing_seen_is_as_at_rest() -> None:
    assert shape_in_activity(np.ones(90, np.float32), np.zeros(90, np.int8), np.zeros(90, bool), 1.3) == 1.3


def test_for_like_shapes_a_frame_says_the_likelihood_ratio() -> None:
    slope, middle = lines(1.5, 1.5)
    level = np.exp(STEP * np.arange(1, len(slope)))
    np.testing.assert_allclose(slope[1:], 1.5 * (1 - 1 / level), rtol=1e-9)
    np.testing.assert_allclose(middle[1:], np.log(level) / (1 - 1 / level), rtol=1e-9)


def test_what_a_frame_says_is_a_likelihood_ratio_in_the_mean() -> None:
    rest, active, at = 1.6, 0.7, 6
    slope, middle = lines(rest, active)[:, at]
    level = math.exp(STEP * at)
    assert (1 - slope / rest) ** -rest * math.exp(-slope * middle) == pytest.approx(1)
    assert (1 + slope * level / active) ** -active * math.exp(slope * middle) == pytest.approx(1)


def grown(seed: int, level: float, length: int) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """Return powers as above, whose size grows in a straight line over so many frames from each of ``STARTS``."""
    rng = np.random.default_rng(seed)
    size = np.minimum((np.arange(LONG) + 0.5) / length, 1)
    ratio, path = rng.gamma(1.5, 1 / 1.5, 40_000), np.zeros(40_000, np.int8)
    for start in STARTS:
        ratio[start : start + LONG] *= 1 + (level - 1) * size**2
        path[start + length // 2 : start + LONG] = 2
    return ratio.astype(np.float32), path


@pytest.mark.parametrize("length", [30, 45])
def test_what_grows_slowly_begins_where_it_began_to_grow(length: int) -> None:
    """Where the size is a tenth of its plateau; after 150 and 225 ms of growing, to 12 dB, it was 28 and 42 ms late."""
    late = []
    for seed in range(3):
        ratio, path = grown(seed, 16.0, length)
        late += (edges(ratio, path, 1.5, 4.0, None)[:, 2] - STARTS - 0.1 * length).tolist()
    assert abs(float(np.median(late))) <= 4


def test_what_begins_at_once_is_seldom_taken_for_slow() -> None:
    ratio, _ = powers(4, 4.0, 1.5, 1.2)
    runs = np.column_stack([STARTS, STARTS + LONG, STARTS]).astype(np.float64)
    found = slow_onsets(ratio, runs, 1.2, np.zeros(len(ratio), bool))
    assert np.mean(found != STARTS) <= 0.03
