"""A folder at once: the same results whatever the number of jobs, and a broken file ends nothing."""

import json
import warnings
from pathlib import Path

import pytest

from eutonia import emg
from eutonia.cli.main import main
from eutonia.emg import simulate
from eutonia.emg.batches import measure_file, recordings_in


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for seed, name in ((1, "b.edf"), (2, "in/a.edf")):
        emg.write_edf(tmp_path / name, simulate.surface(seed, 15, 1000, snr_db=20.0).recording)
    (tmp_path / "broken.edf").write_bytes(b"0       nothing")
    (tmp_path / "notes.md").write_text("not a recording")
    return tmp_path


def result(capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert main(["emg", "batch", *words, "--json"]) == 1
    return json.loads(capsys.readouterr().out)


def test_each_recording_is_measured_and_the_broken_one_says_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = result(capsys, str(folder))["files"]
    assert [one["file"] for one in files] == ["b.edf", "broken.edf", "in/a.edf"]
    assert [one["usable"] for one in files] == [True, False, True]
    assert files[1]["issues"][0]["remedy"]
    expected = emg.bursts(emg.read(folder / "b.edf"))[0]
    assert [one["onset_s"] for one in files[0]["channels"][0]["bursts"]] == [one.onset_s for one in expected]
    assert "discharges" not in files[0]["channels"][0]


def test_recordings_of_one_name_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.csv", "a.tsv", "in/a.csv"):
        (tmp_path / name).write_text("# rate_hz: 1000\n# unit: uV\n" + "1\n-1\n" * 500)
    assert main(["emg", "batch", str(tmp_path), "--json"]) == 0
    assert [one["file"] for one in json.loads(capsys.readouterr().out)["files"]] == ["a.csv", "a.tsv", "in/a.csv"]


def test_what_a_file_says_of_itself_holds_among_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "says.csv").write_text("# rate_hz: 1000\n# unit: uV\n" + "1\n1\n-1\n-1\n" * 250)
    (tmp_path / "silent.csv").write_text("1\n1\n-1\n-1\n" * 250)
    assert main(["emg", "batch", str(tmp_path), "--rate", "500", "--unit", "uV", "--json"]) == 0
    says, silent = json.loads(capsys.readouterr().out)["files"]
    assert (says["channels"][0]["rate_hz"], silent["channels"][0]["rate_hz"]) == (1000, 500)
    assert [one["level"] for one in says["issues"]] == ["warning"]
    assert silent["issues"] == []


def test_more_jobs_give_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert result(capsys, str(folder), "--jobs", "2") == result(capsys, str(folder))


def test_a_scheduler_gives_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    distributed = pytest.importorskip("distributed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with distributed.LocalCluster(
            n_workers=1,
            threads_per_worker=1,
            processes=False,
            dashboard_address=None,
            host="127.0.0.1",
            protocol="tcp://",
        ) as cluster:
            there = result(capsys, str(folder), "--scheduler", cluster.scheduler_address)
    assert there == result(capsys, str(folder))


def test_a_table_for_the_eye(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["emg", "batch", str(folder)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("b.edf\tchannel 1\tusable 100 %\tbursts ")
    assert lines[1].startswith("broken.edf\terror\t")


def test_nothing_to_do_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["emg", "batch", str(tmp_path)]) == 2
    assert "error: " in capsys.readouterr().err
    assert main(["emg", "batch", str(tmp_path / "nowhere")]) == 2


@pytest.mark.parametrize("jobs", ["0", "-1", "many"])
def test_jobs_are_a_number_from_one(tmp_path: Path, capsys: pytest.CaptureFixture[str], jobs: str) -> None:
    with pytest.raises(SystemExit):
        main(["emg", "batch", str(tmp_path), f"--jobs={jobs}"])
    assert f"{jobs!r} is not a whole number of 1 or more" in capsys.readouterr().err


def test_a_needle_has_its_discharges(tmp_path: Path) -> None:
    emg.write_edf(tmp_path / "n.edf", simulate.needle(6, "fibrillation", 8.0, 10_000.0).recording)
    (channel,) = measure_file(tmp_path / "n.edf")["channels"]
    assert {one["kind"] for one in channel["discharges"]} == {"fibrillation"}


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.edf").write_bytes(b"")
    (tmp_path / "y.edf").symlink_to(tmp_path / "a" / "x.edf")
    assert recordings_in(tmp_path) == [tmp_path / "a" / "x.edf"]


def test_beside_a_needle_discharges_are_counted_and_no_spasm_is_typed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    emg.write_edf(tmp_path / "needle.edf", simulate.needle(5, "voluntary", 10.0, 10_000.0).recording)
    part = measure_file(tmp_path / "needle.edf")["channels"][0]
    assert "spasms" not in part
    assert part["discharges"]
    assert main(["emg", "batch", str(tmp_path)]) == 0
    line = capsys.readouterr().out
    assert "discharges voluntary 1" in line
    assert "spasms" not in line


def test_every_ending_that_is_read_is_found_in_a_folder(tmp_path: Path) -> None:
    for name in ("a.EDF", "a.rec", "a.bdf", "a.hea", "a.otb+", "a.csv", "a.tsv", "a.txt", "a.md"):
        (tmp_path / name).write_text("x")
    assert {path.name for path in recordings_in(tmp_path)} == {path.name for path in tmp_path.iterdir()} - {"a.md"}
