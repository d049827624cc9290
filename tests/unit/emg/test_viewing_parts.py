"""The pyramid against plain minima and maxima; marks written, read again, and never half written."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eutonia import emg
from eutonia.emg import simulate
from eutonia.emg.marks import Mark, detected, marks_file, read_marks, revision, write_marks
from eutonia.emg.viewing.pyramids import Pyramid


def channel(row: np.ndarray, rate: float = 1000.0, unit: str = "uV") -> emg.Channel:
    return emg.Recording([row], rate, unit, ["a"]).channels[0]


@settings(max_examples=40)
@given(st.integers(1, 30_000), st.floats(0, 1), st.floats(0.001, 1), st.integers(1, 300))
def test_a_window_never_loses_an_extreme_and_never_makes_one(count: int, at: float, share: float, columns: int) -> None:
    row = np.random.default_rng(count).normal(0, 10, count).astype(np.float32)
    seconds = count / 1000
    start, length = at * seconds, share * seconds
    found = Pyramid.of(channel(row)).window(start, length, columns)
    first, stop = math.floor(start * 1000), min(count, math.ceil((start + length) * 1000))
    inside = row[first : max(stop, first + 1)]
    if len(inside):
        assert np.nanmin(found[:, 0]) <= inside.min() + 1e-4
        assert np.nanmax(found[:, 1]) >= inside.max() - 1e-4
    known = found[np.isfinite(found)]
    assert np.isin(np.round(known, 3), np.round(row.astype(np.float64), 3)).all()


def test_hours_at_once_show_the_one_spike() -> None:
    row = np.zeros(2_000_000, np.float32)
    row[1_234_567] = 500
    found = Pyramid.of(channel(row)).window(0, 2000, 1000)
    shown = np.flatnonzero(found[:, 1] > 100).tolist()
    assert 617 in shown
    assert set(shown) <= {616, 617, 618}  # a block may reach into the next column


def test_gaps_stay_gaps_and_units_become_microvolts() -> None:
    row = np.full(4000, 0.002)
    row[1000:2000] = np.nan
    found = Pyramid.of(channel(row, unit="mV")).window(0, 4, 40)
    assert np.flatnonzero(np.isnan(found[:, 0])).tolist() == list(range(10, 20))
    assert found[0] == pytest.approx([2.0, 2.0])


def test_an_offset_of_the_recorder_is_no_size() -> None:
    """Raw values of a converter lie around half of its range: the signal was a thin line at the border."""
    noise = np.random.default_rng(2).normal(0, 20, 20_000)
    for offset in (0.0, 5.0, 512.0, -2048.0):
        found = Pyramid.of(channel(noise + offset))
        assert found.middle_uv == pytest.approx(offset if abs(offset) > 100 else 0.0, abs=3)
        assert 50 < found.height_uv < 100
    still = Pyramid.of(channel(np.full(4000, 7.0)))
    assert abs(still.middle_uv - 7) < still.height_uv or still.middle_uv == 7


@pytest.mark.parametrize("count", [0, 1, 63, 65])
def test_next_to_nothing_has_an_outline(count: int) -> None:
    found = Pyramid.of(channel(np.ones(count)))
    assert found.window(0, 1, 10).shape == (10, 2)
    assert found.height_uv > 0


# ---- marks -----------------------------------------------------------------------------------------------------------

MARKS = [Mark(1.5, 0.25, "tonic", "links µ"), Mark(1.5, 2.0, "burst", "a"), Mark(30.0, 0.0, "here")]


def test_marks_come_back_as_they_were(tmp_path: Path) -> None:
    path = marks_file(tmp_path / "one.edf")
    assert path.name == "one.edf.marks.edf"
    write_marks(path, MARKS)
    assert read_marks(path) == sorted(MARKS)
    write_marks(path, [])
    assert read_marks(path) == []
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_many_marks_come_back(tmp_path: Path) -> None:
    many = [Mark(k * 0.5, 0.1, f"kind {k % 7}", "biceps brachii") for k in range(3000)]
    write_marks(tmp_path / "m.marks.edf", many)
    assert read_marks(tmp_path / "m.marks.edf") == many


def test_another_reader_reads_the_marks(tmp_path: Path) -> None:
    edfio = pytest.importorskip("edfio")
    write_marks(tmp_path / "m.marks.edf", MARKS)
    theirs = edfio.read_edf(tmp_path / "m.marks.edf").annotations
    assert [(one.onset, one.duration or 0, one.text) for one in theirs] == [
        (1.5, 0.25, "tonic@@links µ"),
        (1.5, 2.0, "burst@@a"),
        (30.0, 0, "here"),
    ]


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m.marks.edf"
    write_marks(path, MARKS)

    def fails(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fails)
    with pytest.raises(OSError, match="No space"):
        write_marks(path, [])
    assert read_marks(path) == sorted(MARKS)


@pytest.mark.parametrize(
    "values",
    [
        (-1, 0, "a"),
        (0, -1, "a"),
        (math.nan, 0, "a"),
        (0, math.inf, "a"),
        (0, 0, " "),
        (0, 0, "a@@b"),
        (0, 0, "x" * 81),
        (0, 0, "a\nb"),
    ],
)
def test_impossible_marks_cannot_be_made(values: tuple[float, float, str]) -> None:
    with pytest.raises(emg.EmgError):
        Mark(*values)


def test_marks_that_cannot_be_read_can_be_moved_away(tmp_path: Path) -> None:
    path = tmp_path / "one.edf.marks.edf"
    path.write_bytes(b"0       nothing")
    with pytest.raises(emg.EmgError, match="move it away") as refused:
        read_marks(path)
    assert "kept beside the recording cannot be read: The file is too short" in refused.value.issues[0].what


def test_a_revision_names_exactly_these_marks() -> None:
    assert revision(MARKS) == revision(list(MARKS))
    assert len({revision(MARKS), revision(MARKS[:2]), revision([])}) == 3


def test_detectors_mark_bursts_with_spasms_and_discharges() -> None:
    surface = detected(simulate.surface(3, 20, 1000, snr_db=20.0).recording.channels[0])
    assert "burst" in {one.kind for one in surface}
    assert {one.kind for one in surface} - {"burst"}
    needle = detected(simulate.needle(6, "fibrillation", 8.0, 10_000.0).recording.channels[0])
    assert "fibrillation" in {one.kind for one in needle}
    assert "none" not in {one.kind for one in needle}
