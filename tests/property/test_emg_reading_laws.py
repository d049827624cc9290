"""Laws of reading: pieces are slices of the whole, whatever the pauses, and a file by chance never breaks a reader."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from eutonia.emg.formats.edf_header import EdfSignal
from eutonia.emg.formats.edf_pauses import PausedSource, Stretch
from eutonia.emg.formats.edf_samples import EdfSource, _plain, scaled_16


def a_source(pieces: int, size: int, width: int) -> tuple[EdfSource, np.ndarray]:
    """Return a source of so many pieces of random samples between two other channels, and the samples themselves."""
    top = 2 ** (8 * width - 1)
    digital = np.random.default_rng(pieces * size).integers(-top, top, (pieces, size))
    raw = digital.astype("<i4").view(np.uint8).reshape(pieces, size, 4)[:, :, :width].reshape(pieces, size * width)
    records = np.concatenate([np.full((pieces, 6), 7, np.uint8), raw, np.full((pieces, 6), 9, np.uint8)], axis=1)
    ends = (float(-top), float(top - 1))
    return EdfSource(records, EdfSignal("a", "uV", ends, ends, size, 6), width), digital.reshape(-1)


SLICES = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=1, max_size=5)


@settings(max_examples=60)
@given(st.integers(1, 12), st.integers(1, 30), st.sampled_from([2, 3]), SLICES)
def test_any_slice_of_a_file_is_that_of_the_whole(
    pieces: int, size: int, width: int, slices: list[tuple[int, int]]
) -> None:
    source, digital = a_source(pieces, size, width)
    np.testing.assert_array_equal(source.read(0, len(source)), digital.astype(np.float32))
    for start, count in slices:
        stop = min(start + count, len(source))
        if start < len(source):
            np.testing.assert_array_equal(source.read(start, stop), digital[start:stop].astype(np.float32))


@settings(max_examples=60)
@given(st.integers(1, 12), st.integers(1, 30), st.floats(2**-10, 9, width=32), st.sampled_from([0.0, -7.25]), SLICES)
def test_the_loop_scales_as_the_plain_form(
    pieces: int, size: int, gain: float, base: float, slices: list[tuple[int, int]]
) -> None:
    """To the bit: a sample at the limit of the recorder must be at the limit either way."""
    source, _ = a_source(pieces, size, 2)
    records = np.asarray(source._records)
    for start, count in slices:
        if start < len(source):
            one, other = np.zeros((2, min(count, len(source) - start)), np.float32)
            scaled_16(records, 6, size, 2, start, np.float32(gain), np.float32(base), one)
            _plain(records, 6, size, 2, start, np.float32(gain), np.float32(base), other)
            np.testing.assert_array_equal(one, other)


def test_long_stretches_are_read_as_short_ones() -> None:
    source, digital = a_source(90, 1000, 2)
    np.testing.assert_array_equal(source.read(17, 89_990), digital[17:89_990].astype(np.float32))


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 90)), min_size=1, max_size=6), st.integers(1, 20), SLICES)
def test_whatever_the_pauses_nothing_is_lost_moved_or_made_up(
    runs: list[tuple[int, int]], size: int, slices: list[tuple[int, int]]
) -> None:
    """``runs``: pieces without a pause, and the samples of the pause after them; a piece lasts a second."""
    source, digital = a_source(sum(count for count, _ in runs), size, 2)
    expected, found, first, place = [], [], 0, 0
    for count, pause in runs:
        found.append(Stretch(first, count, place / size))
        samples = digital[first * size : (first + count) * size].astype(np.float32)
        expected += [samples, np.full(pause, np.nan, np.float32)]
        first, place = first + count, place + count * size + pause
    whole = np.concatenate(expected[:-1])
    paused = PausedSource(source, found, size, float(size))
    np.testing.assert_array_equal(paused.read(0, len(paused)), whole)
    for start, count in slices:
        if start < len(whole):
            stop = min(start + count, len(whole))
            np.testing.assert_array_equal(paused.read(start, stop), whole[start:stop])
