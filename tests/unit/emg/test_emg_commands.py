"""The commands: what they print, what they refuse, and that a report is the same to the byte when made again."""

import json
from pathlib import Path

import numpy as np
import pytest

from eutonia import emg
from eutonia.cli.main import main
from eutonia.emg import simulate


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = simulate.surface(3, 20, 1000, channels=2, snr_db=20.0)
    path = tmp_path / "one.edf"
    emg.write_edf(path, emg.Recording(made.recording.samples, 1000, "uV", ["left <b>", "right"]))
    return path


def document(capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert main(["emg", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_bursts_as_json_are_those_of_the_library(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    channels = document(capsys, "bursts", str(file))["channels"]
    expected = emg.bursts(emg.read(file))
    assert [[one["onset_s"] for one in channel["bursts"]] for channel in channels] == [
        [one.onset_s for one in found] for found in expected
    ]
    assert channels[0]["usable_share"] == 1


def test_features_and_quality_as_json(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    windows = document(capsys, "features", str(file))["channels"][1]["windows"]
    assert len(windows) == 159
    rms = emg.features(emg.read(file))[1].rms_uv
    assert windows[7]["rms_uv"] == pytest.approx(float(rms[7]), rel=1e-4)
    faults = document(capsys, "quality", str(file))["channels"][0]["faults"]
    assert {one["fault"] for one in faults} >= {"clipped", "lead-off", "mains"}


def test_a_table_for_the_eye(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["emg", "bursts", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("# left <b> (1000 Hz)")
    assert lines[1].split("\t")[:2] == ["onset_s", "offset_s"]


def test_a_table_says_what_is_not_there_in_words(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rest = tmp_path / "rest.edf"
    emg.write_edf(rest, simulate.surface(5, 10, 1000, active=False).recording)
    for verb, name, expected in (("bursts", rest, "bursts\tnone"), ("quality", rest, "mains_hz\t-")):
        assert main(["emg", verb, str(name)]) == 0
        assert expected in capsys.readouterr().out.splitlines()
    assert main(["emg", "bursts", str(file)]) == 0
    words = capsys.readouterr().out.split()
    assert "no" in words
    assert not {"False", "None", "[]"} & set(words)


@pytest.mark.parametrize("verb", ["bursts", "features", "discharges", "quality", "report"])
def test_a_program_gets_issues_in_the_document(verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "t.csv"
    path.write_text("1\n2\n")
    words = ["emg", verb, str(path), "--json", *(["--out", str(tmp_path)] if verb == "report" else [])]
    assert main(words) == 2
    (issue,) = json.loads(capsys.readouterr().out)["issues"]
    assert issue["level"] == "error"
    assert "--rate" in issue["remedy"]
    whole = tmp_path / "whole.edf"
    emg.write_edf(whole, simulate.surface(5, 4, 1000, active=False).recording)
    cut = tmp_path / "cut.edf"
    cut.write_bytes(whole.read_bytes()[:-2500])
    words[2] = str(cut)
    assert main(words) == 0
    assert "cut off" in json.loads(capsys.readouterr().out)["issues"][0]["what"]


@pytest.mark.parametrize("verb", ["bursts", "features", "discharges", "quality", "report", "view"])
@pytest.mark.parametrize("option", [("--rate", "2000"), ("--unit", "mV")])
def test_what_contradicts_the_file_is_refused(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: str, option: tuple[str, str]
) -> None:
    words = ["emg", verb, str(file), *option, *(["--out", str(tmp_path / "out")] if verb == "report" else [])]
    assert main(words) == 2
    assert f"{option[1]} " in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("option", "wrong"), [("--rate", "-5"), ("--rate", "nan"), ("--rate", "fast"), ("--age", "nan"), ("--age", "-3")]
)
def test_a_number_that_cannot_be_is_refused(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, wrong: str
) -> None:
    with pytest.raises(SystemExit) as leave:
        main(["emg", "report", str(file), "--out", str(tmp_path), "--muscle", "biceps brachii", f"{option}={wrong}"])
    assert leave.value.code == 2
    assert f"argument {option}: {wrong!r} is not" in capsys.readouterr().err


def test_the_samples_of_a_header_lead_to_the_header(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.dat", "b.dat", "a.hea"):
        (tmp_path / name).write_bytes(b"x")
    assert main(["emg", "bursts", str(tmp_path / "a.dat")]) == 2
    assert "Name its header: a.hea." in capsys.readouterr().err
    assert main(["emg", "bursts", str(tmp_path / "b.dat")]) == 2
    assert "Give EDF" in capsys.readouterr().err


def test_a_report_is_the_same_to_the_byte_when_made_again(file: Path, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        assert main(["emg", "report", str(file), "--out", str(tmp_path / folder)]) == 0
    page = (tmp_path / "a" / "one.html").read_bytes()
    assert page == (tmp_path / "b" / "one.html").read_bytes()
    text = page.decode()
    assert "left &lt;b&gt;" in text
    assert "<b>" not in text
    assert "How these numbers were made" in text
    assert text.count("<svg") == 4  # for each channel the courses and the spectrum
    for words in ("Types of activity", "Tremor: ", "Fatigue: ", "Two muscles at once", "Coherence alone marks no"):
        assert words in text
    pdfs = [tmp_path / folder / "one.pdf" for folder in ("a", "b")]
    if pdfs[0].exists():
        assert pdfs[0].read_bytes() == pdfs[1].read_bytes()


@pytest.fixture
def needle_file(tmp_path: Path) -> Path:
    rows = [simulate.needle(seed, kind, 10.0, 10_000.0) for seed, kind in ((5, "voluntary"), (6, "fibrillation"))]
    path = tmp_path / "needle.edf"
    samples = np.array([one.recording.samples[0] for one in rows])
    emg.write_edf(path, emg.Recording(samples, 10_000, "uV", ["<i>one", "two"]))
    return path


def test_the_report_of_a_needle_shows_discharges_units_and_the_pattern_and_is_the_same_again(
    needle_file: Path, tmp_path: Path
) -> None:
    words = ["--muscle", "biceps brachii", "--age", "40"]
    for folder in ("a", "b"):
        assert main(["emg", "report", str(needle_file), "--out", str(tmp_path / folder), *words]) == 0
    names = sorted(one.name for one in (tmp_path / "a").iterdir())
    assert names[0] == "needle.html"
    for name in names:  # the PDF, too, where its library is there
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    text = (tmp_path / "a" / "needle.html").read_text(encoding="utf-8")
    assert "<i>" not in text
    for expected in ("Discharges", "voluntary", "fibrillation", "Motor units of biceps brachii", "as expected of"):
        assert expected in text
    assert "It cannot be said what pattern" in text  # fewer than twenty units
    assert "Types of activity" not in text  # a single potential is no myoclonus
    assert "potentials on each other" in text


def test_discharges_as_json_carry_probability_and_reasons(
    needle_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = document(capsys, "discharges", str(needle_file))["channels"]
    assert {one["kind"] for one in first["discharges"]} == {"voluntary"}
    for one in second["discharges"]:
        assert one["kind"] == "fibrillation"
        assert 0.6 <= one["probability"] <= 1
        assert one["why"][0]["sentence"]
        assert one["why"][0]["source"]
        assert len(one["times_s"]) > 5
    assert main(["emg", "discharges", str(needle_file)]) == 0
    head = capsys.readouterr().out.splitlines()[1].split("\t")
    assert head[:2] == ["kind", "probability"]
    assert "times_s" not in head


def test_what_cannot_be_used_ends_with_a_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "t.csv"
    path.write_text("1\n2\n")
    assert main(["emg", "quality", str(path)]) == 2
    assert "--rate 2000" in capsys.readouterr().err
    assert main(["emg", "bursts", str(path), "--rate", "1000", "--unit", "furlong"]) == 2
    assert "State the unit" in capsys.readouterr().err
    assert main(["emg", "report", str(path), "--rate", "1000", "--unit", "mV", "--out", str(path)]) == 2
    assert "folder" in capsys.readouterr().err


def test_one_sample_is_reported_and_no_crash(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "one.csv"
    path.write_text("5\n")
    for verb in ("bursts", "features", "discharges", "quality"):
        assert main(["emg", verb, str(path), "--rate", "1000", "--unit", "mV"]) == 0
    assert main(["emg", "report", str(path), "--rate", "1000", "--unit", "mV", "--out", str(tmp_path)]) == 0
    assert "not measurable" in (tmp_path / "one.html").read_text(encoding="utf-8")
    assert capsys.readouterr().err.count("error") == 0


def test_a_stream_refuses_what_was_not_announced() -> None:
    stream = emg.Stream(1000, "uV", ["a", "b"])
    with pytest.raises(emg.EmgError, match="2 channels were announced"):
        stream.add(np.zeros((3, 10)))
    with pytest.raises(emg.EmgError, match="unit"):
        emg.Stream(1000, "", ["a"])


def test_every_number_carries_its_share_of_usable_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = simulate.needle(5, "none", 10.0).recording.samples[0].copy()
    row[80_000:120_000] = row[0]  # the lead is off
    gone = tmp_path / "off.csv"
    np.savetxt(gone, row[::4], fmt="%.2f")
    stated = (str(gone), "--rate", "5000", "--unit", "uV")
    for verb in ("bursts", "features", "discharges", "quality"):
        (channel,) = document(capsys, verb, *stated)["channels"]
        assert channel["usable_share"] == pytest.approx(0.8)


def test_quality_says_which_seconds_have_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = np.random.default_rng(3).normal(0, 5, 12_000)
    row[2000:5000] = row[9000:10_000] = np.nan
    gapped = tmp_path / "gaps.csv"
    np.savetxt(gapped, row)
    stated = (str(gapped), "--rate", "1000", "--unit", "uV")
    faults = {one["fault"]: one for one in document(capsys, "quality", *stated)["channels"][0]["faults"]}
    assert faults["missing"] == {"fault": "missing", "share": round(4 / 12, 4), "seconds": [[2, 5], [9, 10]]}
    assert faults["clipped"]["seconds"] == []
    assert main(["emg", "quality", *stated]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "missing\t0.3333\t2 to 5, 9 to 10" in lines
    assert "clipped\t0.0\tnone" in lines
