"""The files of a report: two recordings of one name lose nothing, and the same recording replaces its own report."""

import json
from pathlib import Path

import pytest

from eutonia import emg
from eutonia.cli.emg_report import _write
from eutonia.cli.main import main
from eutonia.emg import simulate
from eutonia.emg.formats.fingerprints import fingerprint


@pytest.fixture
def recordings(tmp_path: Path) -> tuple[Path, Path]:
    """Two recordings of one stem, in two folders and two formats."""
    first, second = tmp_path / "a.edf", tmp_path / "b" / "a.csv"
    emg.write_edf(first, simulate.surface(5, 4, 1000, active=False).recording)
    second.parent.mkdir()
    second.write_text("# rate_hz: 1000\n# unit: uV\n" + "1\n-1\n" * 2000)
    return first, second


def reported(path: Path, out: Path, *words: str) -> int:
    return main(["emg", "report", str(path), "--out", str(out), *words])


def contents(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


def test_a_second_recording_of_the_same_name_is_refused_and_nothing_is_lost(
    recordings: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = recordings
    out = tmp_path / "out"
    assert reported(first, out) == 0
    before = contents(out)
    capsys.readouterr()
    assert reported(second, out, "--json") == 2
    (issue,) = json.loads(capsys.readouterr().out)["issues"]
    assert issue["where"] == str(out / "a.html")
    assert "does not say that it is a report of this very recording" in issue["what"]
    assert "--out" in issue["remedy"]
    assert contents(out) == before
    assert reported(second, tmp_path / "other") == 0  # the remedy helps


def test_the_same_recording_replaces_its_own_report(recordings: tuple[Path, Path], tmp_path: Path) -> None:
    first, _ = recordings
    out = tmp_path / "out"
    assert reported(first, out) == 0
    before = contents(out)
    moved = tmp_path / "b" / "a.edf"
    moved.write_bytes(first.read_bytes())
    assert reported(moved, out, "--age", "40") == 0  # the same samples, wherever they lie and whatever is asked
    assert contents(out).keys() == before.keys()


@pytest.mark.parametrize("name", ["a.html", "a.pdf"])
def test_a_file_of_somebody_else_is_never_written_over(
    recordings: tuple[Path, Path], tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / name).write_bytes(b"a letter")
    assert reported(recordings[0], out) == 2
    assert contents(out) == {name: b"a letter"}


def test_what_comes_in_between_is_not_written_over(tmp_path: Path) -> None:
    taken = tmp_path / "a.html"
    taken.write_text("somebody was quicker")
    with pytest.raises(emg.EmgError, match="there already"):
        _write(taken, b"made of 0123", "0123")
    assert contents(tmp_path) == {"a.html": b"somebody was quicker"}  # and nothing half written lies about


def test_a_report_says_of_which_file_it_is(recordings: tuple[Path, Path], tmp_path: Path) -> None:
    first, _ = recordings
    assert reported(first, tmp_path / "out") == 0
    assert f"SHA-256 {fingerprint(first)}." in (tmp_path / "out" / "a.html").read_text(encoding="utf-8")


def test_the_samples_beside_a_header_are_part_of_its_fingerprint(tmp_path: Path) -> None:
    header = tmp_path / "r.hea"
    header.write_text("r 1 1000 2\nr.dat 16 1/mV 16 0 0 0 0 calf\n")
    found = set()
    for samples in (b"\1\0\2\0", b"\1\0\3\0"):
        (tmp_path / "r.dat").write_bytes(samples)
        found.add(fingerprint(header))
    assert len(found) == 2


def test_a_report_as_json_has_the_measures_of_its_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It named the files alone, so a program had to read the page."""
    muscle, needle = tmp_path / "muscle.edf", tmp_path / "needle.edf"
    emg.write_edf(muscle, simulate.surface(5, 20, 1000, channels=2).recording)
    emg.write_edf(needle, simulate.needle(11, "voluntary", 10.0).recording)
    assert reported(muscle, tmp_path / "out", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    expected = emg.bursts(emg.read(muscle))
    assert [len(one["bursts"]) for one in found["channels"]] == [len(one) for one in expected]
    assert {"spasms", "tremor", "fatigue", "usable_share", "faults"} <= found["channels"][0].keys()
    assert found["pattern"] is None
    assert [Path(one).suffix for one in found["written"]] == [".html", ".pdf"]
    assert reported(needle, tmp_path / "out", "--json", "--muscle", "biceps brachii") == 0
    found = json.loads(capsys.readouterr().out)
    (channel,) = found["channels"]
    recording = emg.read(needle)
    assert [one["kind"] for one in channel["discharges"]] == [one.kind for one in emg.discharges(recording)[0]]
    units = [round(one.duration_ms, 6) for one in emg.motor_units(recording)]
    assert [round(one["duration_ms"], 6) for one in channel["motor_units"]] == units
    assert found["pattern"]["verdict"] == "cannot say"
    assert found["pattern"]["count"] == len(units)
