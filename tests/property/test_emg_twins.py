"""Every compiled loop of the surface room gives what its plain equivalent gives, whatever is fed to it."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from eutonia.emg import following, mains, paddings, spectra, transforms
from eutonia.emg.mains import middle
from eutonia.emg.surface import (
    beats,
    edges,
    envelopes,
    floors,
    frames,
    lines,
    lone_peaks,
    mean_beats,
    origins,
    paths,
    ramps,
    saying,
    seconds,
    tuning,
    windows,
)

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


@given(st.integers(0, 99), st.integers(0, 900))
def test_what_is_active_throughout(seed: int, size: int) -> None:
    path, row = a_path(seed, size), np.random.default_rng(seed).normal(size=5 * size).astype(np.float32)
    path[len(path) // 2 :][:30] = floors.NOTHING
    found, plain = tuning.short_pieces(row, path, tuning._WINDOW), tuning._pieces_plain(row, path, tuning._WINDOW)
    np.testing.assert_array_equal(found[0], plain[0])
    assert found[1] == plain[1]


@settings(max_examples=60)
@given(powers(least=2), st.floats(0.3, 3), st.integers(0, 99), st.sampled_from([0.0, 0.2]))
def test_edges(ratio: NDArray[np.float32], shape: float, seed: int, share: float) -> None:
    silent = some(seed, len(ratio), share)
    runs = edges.joined(a_path(seed, len(ratio)), 12)
    np.testing.assert_array_equal(runs, edges._joined_plain(a_path(seed, len(ratio)), 12))
    says = saying.saying(ratio, a_path(seed, len(ratio)), silent, shape)
    found = edges.with_edges(ratio, runs, says, 4.0, silent, 4.0, 9.0)
    np.testing.assert_allclose(found, edges._both_plain(ratio, runs, says, 4.0, silent, 4.0, 9.0), atol=1e-3)
    assert np.isfinite(found).all()
    starts, active = found[:, :3].copy(), min(shape, 1.5)
    slow = ramps.moved(ratio, starts, active, silent, ramps.LENGTHS)
    np.testing.assert_allclose(slow, ramps._plain(ratio, starts, active, silent, ramps.LENGTHS), atol=1e-3)
    for first, count in ((0, len(ratio)), (len(ratio) // 3, len(ratio) // 3), (len(ratio) // 2, 3)):
        within = edges.cut_out(found, first, count)
        np.testing.assert_array_equal(within, edges._cut_out_plain(found, first, count))
        assert ((within >= 0) & (within <= count))[:, :2].all()


@settings(max_examples=60)
@given(powers(), st.integers(0, 99), st.floats(0.3, 3), st.floats(0.3, 3), st.sampled_from([0.0, 0.2]))
def test_what_a_frame_says(ratio: NDArray[np.float32], seed: int, rest: float, active: float, share: float) -> None:
    path, silent = a_path(seed, len(ratio)), some(seed, len(ratio), share)
    pairs, unlike = saying.contrasts(ratio, path, silent)
    assert (pairs, unlike) == pytest.approx(saying._contrasts_plain(ratio, path, silent), rel=1e-6, abs=1e-9)
    made = saying.lines(rest, min(rest, active))
    np.testing.assert_allclose(made, saying._lines_plain(rest, min(rest, active)), rtol=1e-9)
    assert 0.3 <= saying.shape_in_activity(ratio, path, silent, rest) <= rest


@settings(max_examples=60)
@given(powers(), st.integers(0, 99), st.integers(1, 30))
def test_frames(row: NDArray[np.float32], seed: int, size: int) -> None:
    path = a_path(seed, len(row))
    np.testing.assert_allclose(frames.powers(row, size), frames._powers_plain(row, size), rtol=1e-5)
    around = frames._around_plain(row)
    np.testing.assert_array_equal(frames.surroundings(row), around)
    floor, lone = np.float32(0.7), np.float32(6)
    tame = frames.tamed(row, around, floor, lone), frames._tamed_plain(row, around, floor, lone)
    np.testing.assert_allclose(*tame, rtol=1e-6)
    averages = floors.quiet_averages(row, path, size)
    np.testing.assert_allclose(averages, floors._averages_plain(row, path, size), rtol=1e-5)
    count, mean, variance = floors.quiet_spread(row, path, size)
    plain = floors._spread_plain(row, path, size)
    assert count == plain[0]
    assert (mean, variance) == pytest.approx(plain[1:], rel=1e-6, abs=1e-9)


@settings(max_examples=60)
@given(powers(), st.integers(0, 99), st.sampled_from([0.0, 0.2, 0.95, 1.0]))
def test_floors(row: NDArray[np.float32], seed: int, share: float) -> None:
    silent, path = some(seed, len(row), share), a_path(seed, len(row))
    plain = floors._known_plain(row, path, silent)
    np.testing.assert_allclose(floors.known_averages(row, path, silent), plain, rtol=1e-5)
    if len(plain):
        assert floors.settled(np.sort(plain)) == floors._settled_plain(np.sort(plain))


@given(st.lists(st.floats(0, 1e6, width=32), min_size=1, max_size=40))
def test_the_middle_is_the_median(values: list[float]) -> None:
    row = np.array(values, np.float32)
    assert middle(row) == pytest.approx(float(np.median(row.astype(np.float64))))
    assert middle(-row) == mains._middle_plain(row)


@st.composite
def rows(draw: st.DrawFn) -> NDArray[np.float32]:
    """Draw noise with waves, of any length, in parts zero or constant."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size = draw(st.sampled_from([0, 1, 2, 40, 400, 1500]))
    row = rng.normal(0, draw(st.sampled_from([0.0, 1e-6, 1.0])), size)
    row += draw(st.sampled_from([0.0, 3.0])) * np.sin(np.arange(size) / 3.7)
    row[size // 3 : size // 2] = draw(st.sampled_from([0.0, 5.0]))
    return row.astype(np.float32)


@given(rows(), st.sampled_from([1e-30, 0.25, 4.0, 1e30]), st.integers(0, 50))
def test_levels(row: NDArray[np.float32], factor: float, before: int) -> None:
    assume(len(row))
    row *= np.float32(factor)
    made, scale, whole = paddings.levelled(row, before, len(row) + 2 * before)
    plain, expected, _ = paddings._levelled_plain(row, before, len(row) + 2 * before)
    np.testing.assert_allclose(made, plain, atol=1e-6)
    assert (scale, whole) == (expected, True)
    assert scale == 2.0 ** round(math.log2(scale))


@given(rows(), st.sampled_from([math.nan, math.inf, -math.inf]), st.integers(0, 1499))
def test_what_is_no_number_is_not_levelled(row: NDArray[np.float32], hole: float, place: int) -> None:
    assume(len(row))
    assert paddings.all_numbers(row)
    row[place % len(row)] = hole
    assert not paddings.all_numbers(row)
    assert not paddings._all_plain(row)
    assert not paddings.levelled(row, 3, len(row) + 6)[2]
    assert not paddings._levelled_plain(row, 3, len(row) + 6)[2]


@settings(max_examples=60)
@given(rows(), st.sampled_from([1, 7, 300]), st.sampled_from([None, 50.0, 61.5]), st.integers(0, 3))
def test_ends(row: NDArray[np.float32], most: int, mains_hz: float | None, more: int) -> None:
    assume(len(row) > 1)
    pad = min(most, len(row) - 1)
    one = np.concatenate([np.zeros(pad), row, np.zeros(pad + more)]).astype(np.float32)
    other = one.copy()
    waves, fit = spectra._waves(pad, 1000.0, mains_hz)
    paddings.go_on(one, pad, len(row), waves, fit, spectra._fade(pad))
    paddings._on_plain(other, pad, len(row), waves, fit, spectra._fade(pad))
    np.testing.assert_allclose(one, other, atol=2e-4 * float(np.abs(row).max()))
    np.testing.assert_array_equal(one[pad : pad + len(row)], row)


def test_mains_goes_on_past_the_ends() -> None:
    """Far from an end it fades, so only the nearest quarter is compared."""
    wave = np.sin(2 * np.pi * 50 / 1000 * np.arange(4000) + 1).astype(np.float32)
    padded = np.concatenate([np.zeros(1000), wave[1000:3000], np.zeros(1000)]).astype(np.float32)
    paddings.go_on(padded, 1000, 2000, *spectra._waves(1000, 1000.0, 50.0), spectra._fade(1000))
    fade = np.concatenate([spectra._fade(1000)[::-1], np.ones(2000), spectra._fade(1000)])
    np.testing.assert_allclose(padded, wave * fade, atol=0.01)


@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 4),
    st.integers(8, 300),
    st.integers(2, 40),
    st.sampled_from([0.0, 1e-6, 1.0, 1e12]),
)
def test_mains_followed(seed: int, count: int, size: int, reach: int, scale: float) -> None:
    rng = np.random.default_rng(seed)
    courses = (scale * (rng.normal(size=(count, size)) + 1j * rng.normal(size=(count, size)))).astype(np.complex64)
    turns = rng.uniform(0, 1, count)
    trust = (10 ** rng.uniform(-3, 3, size) * (rng.random(size) < 0.9)).astype(np.float32)
    share = rng.choice(np.array([0, 0.5, 1], np.float32), size)
    made = following.smoothed(courses, turns, trust, share, reach)
    plain = following._plain(courses, turns, trust, share, reach)
    np.testing.assert_allclose(made, plain, rtol=1e-3, atol=1e-3 * scale)


@given(st.integers(0, 2**32 - 1), st.integers(8, 300), st.sampled_from([0.0, 1e-6, 1.0, 1e6]))
def test_how_quiet_it_is_beside_mains(seed: int, size: int, scale: float) -> None:
    rng = np.random.default_rng(seed)
    beside = (scale * (rng.normal(size=(3, size)) + 1j * rng.normal(size=(3, size)))).astype(np.complex64)
    share = rng.choice(np.array([0, 0.5, 1], np.float32), size)
    np.testing.assert_allclose(following.quiet(beside, share), following._quiet_plain(beside, share), rtol=1e-4)


@settings(max_examples=60)
@given(rows(), st.floats(0, 2), st.integers(1, 90))
def test_tops(row: NDArray[np.float32], least: float, apart: int) -> None:
    assume(len(set(row[row >= least].tolist())) == np.count_nonzero(row >= least))  # which of two equals is a toss
    np.testing.assert_array_equal(beats.tops(row, least, apart), beats._tops_plain(row, least, apart))


def test_a_flat_top_is_one_top_in_its_middle() -> None:
    row = np.array([0, 1, 4, 4, 4, 1, 7, 0, 2, 2], np.float32)
    assert beats.tops(row, 1.0, 1).tolist() == beats._tops_plain(row, 1.0, 1).tolist() == [3, 6]


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(5, 40), st.floats(0, 3))
def test_beats(seed: int, count: int, noise: float) -> None:
    rng = np.random.default_rng(seed)
    shape = np.diff(np.exp(-0.5 * (np.arange(-20, 21) / 5) ** 2)).astype(np.float32)
    row = rng.normal(0, noise + 1e-3, 60 * (count + 2)).astype(np.float32)
    places = np.arange(1, count + 1) * 60 + rng.integers(-5, 6, count)
    for place in places.tolist():
        row[place - 20 : place + 20] += 30 * shape
    template = np.append(shape, np.float32(0))[:39]
    np.testing.assert_allclose(mean_beats.mean_beat(row, places, 20), mean_beats._mean_plain(row, places, 20))
    shapes = row[places[:, None] + np.arange(-20, 21)]
    units = shapes / np.linalg.norm(shapes, axis=1, keepdims=True)
    assert beats.leader(units, 0.8) == beats._leader_plain(units, 0.8)
    best = mean_beats.best_places(row, places, template, 5)
    np.testing.assert_array_equal(best, mean_beats._places_plain(row, places, template, 5))
    one, other = mean_beats.subtract(row, places, template), mean_beats._subtract_plain(row, places, template)
    np.testing.assert_allclose(one, other, atol=1e-4)
    one, other = beats.likeness(row, 30 * template, 0.6), beats._likeness_plain(row, 30 * template, 0.6)
    np.testing.assert_allclose(one, other, rtol=1e-3, atol=0.5)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(0, 30), st.floats(0, 1.5), st.floats(0.02, 0.4))
def test_hearts(seed: int, count: int, noise: float, unsteady: float) -> None:
    rng = np.random.default_rng(seed)
    shape = np.diff(np.exp(-0.5 * (np.arange(-60, 61) / 12) ** 2)).astype(np.float32)
    gaps = 850 * (1 + unsteady * rng.uniform(-1, 1, count + 1))
    row = rng.normal(0, noise + 1e-3, 1000 * (count + 3)).astype(np.float32)
    for place in np.cumsum(gaps).astype(int)[:count].tolist():
        row[place - 60 : place + 60] += 60 * shape
    slow = row[::4].copy()
    usual = float(np.median(np.abs(slow)))
    found = beats.beats_in(slow, usual)
    np.testing.assert_array_equal(found, beats._found_plain(slow, usual))
    assert len(found) == 0 or count >= beats.FEWEST
    at = mean_beats.aligned(row, 4 * found)
    np.testing.assert_array_equal(at, mean_beats._aligned_plain(row, 4 * found))
    less = mean_beats.without_beats(row, at), mean_beats._without_plain(row, at)
    np.testing.assert_allclose(*less, atol=1e-3)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 2, 30, 700, 40_000]), st.sampled_from([0.0, 1.0, 1e15]))
def test_spectra(seed: int, size: int, scale: float) -> None:
    rng = np.random.default_rng(seed)
    one = (scale * (rng.normal(size=size) + 1j * rng.normal(size=size))).astype(np.complex64)
    one[size // 2] *= 1000
    near_hz = np.array([*mains.NEAR_HZ, 100.0, 149.9])
    made, plain = mains.strengths(one, 0.013, near_hz), mains._strengths_plain(one, 0.013, near_hz)
    np.testing.assert_allclose(made, plain, rtol=1e-5)
    other = one.copy()
    for fewest in (0.025, 0.0):
        mains.lower(one, 0.013, 50.0, 9, fewest)
        mains._plain(other, 0.013, 50.0, 9, fewest)
        np.testing.assert_allclose(one, other, rtol=1e-5)
    weight = rng.random(max(1, size // 2)).astype(np.float32)
    lines = (rng.normal(size=(size % 97, 63)) + 1j).astype(np.complex64)
    assume(len(lines))
    active = 1 + int(rng.integers(len(lines)))
    for made, expected in zip(tuning.powers_of(lines, active), tuning._powers_plain(lines, active), strict=True):
        np.testing.assert_allclose(made, expected, rtol=1e-5)
    loud, quiet, inside = rng.gamma(1, 2, 63), rng.gamma(1, 1, 63), np.arange(63) < 50
    for one in (loud, quiet / 3, np.zeros(63)):
        np.testing.assert_allclose(tuning.gains(one, quiet, inside), tuning._gains_plain(one, quiet, inside))
    gain = rng.random(63)
    np.testing.assert_allclose(
        tuning.spread(weight, gain, 0.0018), tuning._plain(weight, gain, 0.0018), rtol=1e-5, atol=1e-7
    )


@given(st.integers(0, 2**32 - 1), st.integers(1, 70), st.floats(0.01, 1), st.sampled_from([1e-20, 1.0, 1e15]))
def test_transforms(seed: int, half: int, share: float, scale: float) -> None:
    rng = np.random.default_rng(seed)
    size = 2 * half
    row = (scale * rng.normal(size=size)).astype(np.float32)
    known = np.fft.rfft(row.astype(np.float64))
    near = 1e-5 * float(np.abs(known).max())
    count = max(1, round(share * len(known)))
    weight = rng.random(count).astype(np.float32)
    turns, joint = transforms._turns(size, count), np.fft.fft(row.view(np.complex64))
    for made in (transforms.lines_of(row.copy(), count), transforms._parted_plain(joint, turns)):
        np.testing.assert_allclose(made, known[:count], atol=near)
    back = np.fft.irfft(known[:count] * weight / 2, size)
    lines, turns = known.astype(np.complex64), transforms._turns(size, half // 2 + 1)
    plain = np.fft.ifft(transforms._joined_plain(lines, weight, 0.5, turns, half)).astype(np.complex64)
    for made in (transforms.row_of(lines, weight, 0.5, size), plain.view(np.float32)):
        np.testing.assert_allclose(made, back, atol=near)
    odd = np.fft.rfft(row[1:].astype(np.float64))  # an odd number of samples
    np.testing.assert_allclose(transforms.lines_of(row[1:].copy(), count), odd[:count], atol=near)
    whole = np.ones(len(odd), np.float32)
    np.testing.assert_allclose(transforms.row_of(odd.astype(np.complex64), whole, 1.0, size - 1), row[1:], atol=near)


@settings(max_examples=60)
@given(rows(), st.sampled_from([4, 5, 64, 333]), st.sampled_from([0.0, math.nan, math.inf]), st.floats(0.01, 4))
def test_windows(row: NDArray[np.float32], size: int, hole: float, turn: float) -> None:
    if hole and len(row):
        row[len(row) // 4] = hole
    starts = np.arange(0, len(row) - size, max(1, size // 2))
    assume(len(starts))
    one, other = np.empty((2, len(starts), size), np.float32)
    with np.errstate(invalid="ignore"):
        found = windows.in_time(row, starts, np.float32(turn), one)
        plain = windows._plain(row, starts, np.float32(turn), other)
    np.testing.assert_allclose(one, other, atol=1e-6)
    np.testing.assert_allclose(found[:, :3], plain[:, :3], rtol=1e-4, atol=1e-5)
    # what is rounded otherwise may cross zero, change direction or turn otherwise where nothing but rounding moves
    moving = ~(plain[:, 0] < 1e-4)
    np.testing.assert_allclose(found[moving, 3:], plain[moving, 3:], atol=1)
    shown = np.fft.rfft(np.nan_to_num(one), axis=1)
    in_frequency = windows.in_frequency(shown, 4.0)
    plain = windows._lines_plain(shown, 4.0)
    np.testing.assert_allclose(in_frequency[:, 0], plain[:, 0], rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(in_frequency[:, 1], plain[:, 1], atol=4.0)  # halves that tie go to either line


@settings(max_examples=60)
@given(rows(), st.sampled_from([math.nan, math.inf, -math.inf]), st.lists(st.integers(0, 400), max_size=5))
def test_envelopes(row: NDArray[np.float32], hole: float, holes: list[int]) -> None:
    for place in holes:
        row[place : place + 1] = hole
    sections, places = envelopes._sections(1000.0), np.arange(0, len(row), 10)
    states = np.zeros((2, len(sections), 2))
    found = envelopes.follow(row, 0.25, sections, states[0], places)
    plain = envelopes._plain(row, 0.25, sections, states[1], places)
    assert np.isfinite(found).all()
    largest = float(np.abs(plain).max(initial=0))
    np.testing.assert_allclose(found, plain, rtol=1e-4, atol=1e-6 * largest + 1e-12)
    np.testing.assert_allclose(states[0], states[1], rtol=1e-3, atol=1e-6 * largest + 1e-12)


@settings(max_examples=80)
@given(rows(), st.sampled_from([1, 3, 10, 133, 400]), st.sampled_from([None, (-2.0, 2.0)]), st.integers(0, 12))
def test_seconds(row: NDArray[np.float32], size: int, limits: tuple[float, float] | None, bits: int) -> None:
    assume(len(row) >= size)
    if bits:
        row = np.round(row * bits) / np.float32(bits)  # steps of a recorder: runs and ties
    rows = row[: len(row) // size * size].reshape(-1, size).astype(np.float32)
    taper = np.hanning(size).astype(np.float32)
    low, high = limits or (-np.inf, np.inf)
    found, tapered = seconds.marks(rows, taper, limits, 0.1)
    other = np.empty_like(rows)
    plain = seconds._plain(rows, taper, low, high, 0.1, other)
    np.testing.assert_allclose(found, plain, rtol=1e-5, atol=1e-9)
    np.testing.assert_allclose(tapered, other, atol=1e-5)


@settings(max_examples=40)
@given(rows(), st.sampled_from([100, 400, 1500]), st.sampled_from([150.0, 400.0, 1500.0]), st.sampled_from([0, 50, 60]))
def test_lines(row: NDArray[np.float32], size: int, rate_hz: float, mains_hz: int) -> None:
    assume(len(row) >= size)
    row = row + np.sin(2 * np.pi * mains_hz / rate_hz * np.arange(len(row))).astype(np.float32)
    spectrum = np.fft.rfft(row[: len(row) // size * size].reshape(-1, size).astype(np.float32), axis=1)
    found = lines.line_sums(spectrum, *lines.lines_of(size, rate_hz))
    plain = lines._plain(spectrum, *lines.lines_of(size, rate_hz))
    np.testing.assert_allclose(found, plain, rtol=1e-4, atol=1e-6 * float(plain.max()))


@given(st.integers(1, 300_000))
def test_lengths_are_the_least_without_large_factors(least: int) -> None:
    found = spectra._smooth(least)
    assert found >= least
    assert all(not_smooth(number) for number in range(least, found))
    assert not not_smooth(found)


def not_smooth(number: int) -> bool:
    for factor in (2, 3, 5):
        while number % factor == 0:
            number //= factor
    return number > 1


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(0, 2500), st.integers(0, 12), st.sampled_from([None, 50.02, 60.0]))
def test_origins(seed: int, size: int, count: int, mains_hz: float | None) -> None:
    """Runs of muscle, of a slow wave, of a spike and of mains, longer and shorter ones, up to the end of the row."""
    rng = np.random.default_rng(seed)
    row = rng.normal(size=5 * size + int(rng.integers(0, 5))).astype(np.float32)
    path = np.zeros(-(-len(row) // 5), np.int8)
    ends = np.sort(rng.integers(0, len(path) + 1, 2 * count)).reshape(-1, 2)
    ends = ends[ends[:, 1] > ends[:, 0]]
    for first, stop in ends.tolist():
        path[first:stop] = 1
        part, clock = row[5 * first : 5 * stop], np.arange(5 * first, min(5 * stop, len(row))) / 1000
        kind, large = rng.integers(4), rng.choice([2.0, 30.0])
        part *= np.float32(large if kind == 0 else 1)
        part += (large * np.sin(2 * np.pi * clock * (25.0 if kind == 1 else 50.02)) * (kind in (1, 3))).astype(
            np.float32
        )
        part[len(part) // 2 : len(part) // 2 + 2] += np.float32(20 * large * (kind == 2))
    power, waves = frames.powers(row, 5), origins._waves(mains_hz)
    made = origins.origins(row, power, path, ends, waves)
    np.testing.assert_array_equal(made, origins._plain(row, power, path, ends, waves))


@given(st.integers(0, 2**32 - 1), st.lists(st.tuples(st.integers(0, 399), st.sampled_from([1, 2, 12])), max_size=5))
def test_lone_peaks(seed: int, peaks: list[tuple[int, int]]) -> None:
    rng = np.random.default_rng(seed)
    row = rng.normal(0, 1, 403).astype(np.float32)
    for place, width in peaks:
        row[place : place + width] += np.float32(rng.uniform(5, 200))
    power = frames.powers(row, frames.PER_FRAME)
    around = frames.surroundings(power)
    arguments = row, power, around, np.float32(1), np.float32(12)
    np.testing.assert_array_equal(lone_peaks.lone(*arguments), lone_peaks._lone_plain(*arguments))
