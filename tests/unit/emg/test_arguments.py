"""What a caller may give by mistake: each ends in an error with a remedy, or is taken as what it surely means."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from eutonia import emg
from eutonia.emg import simulate

RATE = 1000
ROWS = 20 * simulate.shaped_noise(np.random.default_rng(1), 2 * 30 * RATE, RATE, flat=True).reshape(2, -1)
TWO = emg.Recording(ROWS, RATE, "uV", ["a", "b"])


@pytest.mark.parametrize("samples", [
    None, 5, "a.edf", b"a.edf", {"a": [1.0]}, ROWS > 0, ROWS + 1j, [["1", "2"]], np.array([["1", "2"]], object),
    np.array([[True, 1.0]], object), np.zeros((1, 4), "datetime64[s]"), np.zeros((1, 2, 3)), [1.0, True],
    [[1.0, [2.0, 3.0]]], np.ma.masked_array(ROWS > 0),
], ids=str)  # fmt: skip
def test_what_is_no_array_of_real_numbers_is_refused(samples: Any) -> None:
    with pytest.raises(emg.EmgError, match="Give ") as problem:
        emg.Recording(samples, RATE, "uV")
    assert problem.value.issues[0].remedy


@pytest.mark.parametrize(
    "rate",
    [None, "1000", True, 1000 + 0j, math.nan, math.inf, 0, -5, [RATE, None], 10**400],
    ids=lambda one: str(one)[:9],
)
def test_a_rate_is_a_number(rate: Any) -> None:
    with pytest.raises(emg.EmgError, match="State the true rate"):
        emg.Recording(ROWS, rate, "uV")


def test_numbers_of_numpy_are_numbers() -> None:
    for rate in (np.float32(1000), np.int64(1000), np.array(1000.0), np.array([1000, 1000])):
        assert emg.Recording(ROWS, rate, "uV").rates_hz == (1000, 1000)
    for kind in (np.int16, np.uint8, np.float16, np.float32, np.longdouble):
        assert emg.Recording(np.ones((1, 4), kind), RATE, "uV").channels[0].read().tolist() == [1, 1, 1, 1]


def test_a_list_of_numbers_is_one_channel_as_an_array_is() -> None:
    for given in (ROWS[0], ROWS[0].tolist(), tuple(ROWS[0].tolist())):
        (channel,) = emg.Recording(given, RATE, "uV").channels
        assert np.array_equal(channel.read(), ROWS[0])
    assert np.isnan(emg.Recording([1, None, 3.0], RATE, "uV").samples).tolist() == [[False, True, False]]


@pytest.mark.parametrize(("unit", "labels", "remedy"), [
    (None, None, "State the unit"), (5, None, "State the unit"), (["uV", None], None, "State the unit"),
    ("uV", "ab", "Give a list of labels"), ("uV", 7, "Give a list of labels"), ("uV", ["a"], "one label per channel"),
])  # fmt: skip
def test_units_are_texts_and_labels_a_list_of_them(unit: Any, labels: Any, remedy: str) -> None:
    with pytest.raises(emg.EmgError, match=remedy):
        emg.Recording(ROWS, RATE, unit, labels)


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.int32])
def test_a_masked_sample_is_missing(kind: type) -> None:
    masked = np.ma.masked_array(np.full((2, 6), 7, kind), mask=[[0, 1, 0, 0, 0, 0], [0] * 6])
    for given in (masked, list(masked)):
        first, second = emg.Recording(given, RATE, "uV").channels
        assert np.isnan(first.read()).tolist() == [False, True, False, False, False, False]
        assert second.read().tolist() == [7] * 6
    assert np.isnan(emg.Recording(np.array([[1.0, None]], object), RATE, "uV").channels[0].read()[1])


def test_rows_and_columns_that_seem_exchanged_are_said() -> None:
    (issue,) = emg.Recording(ROWS.T[:500], RATE, "uV").issues
    assert issue.level.value == "warning"
    assert "500 channels of 2 samples" in issue.what
    assert "samples.T" in issue.remedy
    assert emg.Recording(ROWS, RATE, "uV").issues == ()
    assert emg.Recording(np.zeros((64, 30)), RATE, "uV").issues == ()
    assert emg.Recording(np.zeros((128, 200)), RATE, "uV").issues == ()


@pytest.mark.parametrize("measure", [
    emg.bursts, emg.quality, emg.envelope, emg.features, emg.spasms, emg.tremor, emg.fatigue, emg.coherence,
    emg.cocontraction, emg.discharges, emg.motor_units, emg.summary, lambda one: emg.write_edf("never.edf", one),
])  # fmt: skip
def test_an_array_is_no_recording(measure: Callable[[Any], object]) -> None:
    with pytest.raises(emg.EmgError, match=r"ndarray\) is no recording. Give emg.Recording"):
        measure(ROWS)


@pytest.mark.parametrize("measure", [emg.coherence, emg.cocontraction])
def test_two_channels_are_two_and_surely_meant(measure: Callable[..., object]) -> None:
    for first, second in ((0, 0), ("a", "a"), (1, "b")):
        with pytest.raises(emg.EmgError, match=r"are one channel.*Choose two channels"):
            measure(TWO, first, second)
    with pytest.raises(emg.EmgError, match=r"2 EMG channels have the label 'a'\. Name it by its place"):
        measure(emg.Recording(ROWS, RATE, "uV", ["a", "a"]), "a", "a")
    for odd in (True, 0.0, None, -1, 5, "z"):
        with pytest.raises(emg.EmgError, match="Choose one of 'a', 'b', or its place from 0"):
            measure(TWO, odd, 1)
    assert measure(TWO, np.int64(0), np.str_("b"))


@pytest.mark.parametrize(
    "maxima",
    [
        50,
        "ab",
        (5, [1, 2]),
        np.array(5.0),
        np.ones((2, 2)),
        ("a", "b"),
        (5,),
        (1, 2, 3),
        (math.nan, 5),
        (0, 5),
        (-1, 5),
        (True, 5),
    ],
)
def test_maxima_are_two_numbers_above_nothing(maxima: Any) -> None:
    with pytest.raises(emg.EmgError, match="Give the two envelopes at strongest contraction"):
        emg.cocontraction(TWO, maxima_uv=maxima)


@pytest.mark.parametrize(("window", "hop", "remedy"), [
    (math.nan, 0.1, "Give seconds"), ("a", 0.1, "Give seconds"), (None, 0.1, "Give seconds"), (0.25, True, "Give"),
    (0, 0.1, "longer windows"), (-1, 0.1, "longer windows"),
    (0.25, -1, "a hop of 0.001 s or more"), (0.25, 0, "a hop of 0.001 s or more"),
])  # fmt: skip
def test_windows_that_cannot_be_are_refused_with_what_to_change(window: Any, hop: Any, remedy: str) -> None:
    with pytest.raises(emg.EmgError, match=remedy):
        emg.features(TWO, window, hop)


def test_a_window_longer_than_the_recording_is_said() -> None:
    assert len(emg.features(TWO, 1e306)[0].start_s) == len(emg.features(TWO, 0.25, 1e306)[0].start_s) - 1 == 0
    for one in emg.features(TWO, 100):
        assert len(one.start_s) == 0
        assert one.why == "The recording lasts 30 s, less than one window of 100 s."
    assert emg.features(TWO)[0].why == ""


def test_a_finished_stream_takes_and_gives_nothing() -> None:
    stream = emg.Stream(RATE, "uV", ["a", "b"])
    stream.add(ROWS)
    stream.finish()
    with pytest.raises(emg.EmgError, match=r"finished.*Begin a new Stream"):
        stream.add(ROWS)
    with pytest.raises(emg.EmgError, match=r"finished.*Begin a new Stream"):
        stream.finish()


@pytest.mark.parametrize(("block", "words"), [
    (ROWS.T, "give block.T"), ([["x"], ["y"]], "are text"), (ROWS > 0, "yes or no"), (ROWS + 1j, "complex"),
    ([[1.0], [1.0, 2.0]], "differ in length"), (None, "no array of samples"), (ROWS[0], "2 channels were announced"),
])  # fmt: skip
def test_a_block_is_rows_of_numbers_and_a_bad_one_changes_nothing(block: Any, words: str) -> None:
    stream = emg.Stream(RATE, "uV", ["a", "b"])
    stream.add(ROWS[:, :5000])
    with pytest.raises(emg.EmgError, match=words):
        stream.add(block)
    assert len(stream.finish()[0][1].usable) == 5


def test_a_stream_keeps_channels_of_one_label_apart() -> None:
    rows = np.zeros((2, 10 * RATE))
    rows[1] = ROWS[0, : 10 * RATE]
    stream = emg.Stream(RATE, "uV", ["a", "a"])
    stream.add(np.ma.masked_array(rows, mask=np.zeros(rows.shape, bool)))
    (_, flat), (_, noisy) = stream.finish()
    assert (flat.usable_share, noisy.usable_share) == (0, 1)
    with pytest.raises(emg.EmgError, match="Give a list of labels"):
        emg.Stream(RATE, "uV", "ab")
    with pytest.raises(emg.EmgError, match="State the true rate"):
        emg.Stream("x", "uV", ["a"])  # type: ignore[arg-type]
