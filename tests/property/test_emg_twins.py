"""Every compiled loop of the surface room gives what its plain equivalent gives, whatever is fed to it."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from eutonia.emg.surface import edges, frames, paths

LEVELS, COSTS = np.array([1.7, 3, 6, 15, 60, 400]), np.array([10.0, 5, 6, 4])


@st.composite
def powers(draw: st.DrawFn, least: int = 0) -> NDArray[np.float32]:
    """Draw powers over a floor: stretches of noise of different size, constants, and single huge or tiny values."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    pieces = [
        size * (rng.gamma(shape, 1 / shape, length) if shape else np.ones(length))
        for size, shape, length in draw(
            st.lists(
                st.tuples(
                    st.sampled_from([0.0, 1e-12, 0.3, 1.0, 2.0, 9.0, 800.0, 1e9]),
                    st.sampled_from([0, 0.5, 2.0]),
                    st.integers(0, 90),
                ),
                max_size=8,
            )
        )
    ]
    row = np.concatenate([*pieces, np.ones(least)]).astype(np.float32)
    for place in draw(st.lists(st.integers(0, 400), max_size=3)):
        if place < len(row):
            row[place] = draw(st.sampled_from([0.0, 50.0, 1e12]))
    return row


def some(rng_seed: int, size: int, share: float) -> NDArray[np.bool_]:
    return np.random.default_rng(rng_seed).random(size) < share


def a_path(seed: int, size: int) -> NDArray[np.int8]:
    rng = np.random.default_rng(seed)
    steps = rng.integers(1, 40, size + 1)
    return np.repeat(rng.choice(np.array([0, 0, 1, 4], np.int8), size + 1), steps)[:size]


@settings(max_examples=60)
@given(powers(), st.floats(0.3, 3), st.integers(0, 99), st.sampled_from([0.0, 0.2, 1.0]))
def test_courses(ratio: NDArray[np.float32], shape: float, seed: int, share: float) -> None:
    silent = some(seed, len(ratio), share)
    assume(len(ratio))
    compiled = paths.best_path(ratio, shape, LEVELS, COSTS, silent)
    np.testing.assert_array_equal(compiled, paths._plain(ratio, shape, LEVELS, COSTS, silent))


@settings(max_examples=60)
@given(powers(least=2), st.floats(0.3, 3), st.integers(0, 99), st.sampled_from([0.0, 0.2]))
def test_edges(ratio: NDArray[np.float32], shape: float, seed: int, share: float) -> None:
    silent = some(seed, len(ratio), share)
    runs = edges.joined(a_path(seed, len(ratio)), 12)
    found = edges.onsets(ratio, runs, shape, 4.0, silent, 4.0)
    np.testing.assert_allclose(found, edges._plain(ratio, runs, shape, 4.0, silent, 4.0), atol=1e-3)
    assert np.isfinite(found).all()


@settings(max_examples=60)
@given(powers(), st.integers(0, 99), st.integers(1, 30))
def test_frames(row: NDArray[np.float32], seed: int, size: int) -> None:
    path = a_path(seed, len(row))
    np.testing.assert_allclose(frames.powers(row, size), frames._powers_plain(row, size), rtol=1e-5)
    np.testing.assert_array_equal(frames.surroundings(row), frames._around_plain(row))
    averages = frames.quiet_averages(row, path, size)
    np.testing.assert_allclose(averages, frames._averages_plain(row, path, size), rtol=1e-5)
    count, mean, variance = frames.quiet_spread(row, path, size)
    plain = frames._spread_plain(row, path, size)
    assert count == plain[0]
    assert (mean, variance) == pytest.approx(plain[1:], rel=1e-6, abs=1e-9)


@given(st.lists(st.floats(0, 1e6, width=32), min_size=1, max_size=40))
def test_the_middle_is_the_median(values: list[float]) -> None:
    row = np.array(values, np.float32)
    assert frames.middle(row) == pytest.approx(float(np.median(row.astype(np.float64))))
    assert not math.isnan(frames.middle(row))
