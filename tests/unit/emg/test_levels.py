"""Seconds without a contact that do not stand still, rest that must not be taken for one, and sizes that no EMG has."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from eutonia import emg
from eutonia.cli.main import main
from eutonia.emg import simulate
from eutonia.emg.reporting.report import report_of

RATE = 1000
OFF = [5, 12, 13, 30, 44]
RESIDUES_UV = (0.005, 0.02, 0.05, 0.1)


def surface(seed: int, rest_uv: float = 4.0, *, active: bool = True) -> np.ndarray:
    """Return a minute of rest of this size, with bursts 10 to 25 dB over it."""
    made = simulate.surface(seed, 60, RATE, snr_db=(10.0, 25.0), active=active)
    row: np.ndarray = made.recording.samples[0] * (rest_uv / simulate.NOISE_UV)
    return row


def judged(row: np.ndarray, unit: str = "uV") -> emg.Quality:
    return emg.quality(emg.Recording([row], RATE, unit))[0]


def taken_off(row: np.ndarray, residue_uv: float, seconds: list[int], seed: int = 0) -> np.ndarray:
    """Return a row of which in these seconds an offset and a residue are left."""
    rng, out = np.random.default_rng(seed), row.copy()
    for second in seconds:
        here = slice(second * RATE, (second + 1) * RATE)
        out[here] = rng.normal(0, 50) + residue_uv * rng.standard_normal(RATE)
    return out


@pytest.mark.parametrize("residue_uv", RESIDUES_UV)
@pytest.mark.parametrize("step_uv", [0.0, 0.15])
@pytest.mark.parametrize("active", [True, False])
def test_a_residue_far_below_the_quiet_seconds_is_a_lead_off(residue_uv: float, step_uv: float, active: bool) -> None:
    for seed in (401, 402):
        row = taken_off(surface(seed, active=active), residue_uv, OFF, seed)
        row = np.round(row / step_uv) * step_uv if step_uv else row
        for unit, factor in (("uV", 1.0), ("V", 1e-6)):
            found = judged(row * factor, unit)
            assert np.flatnonzero(found.faults["lead-off"]).tolist() == OFF
            assert np.flatnonzero(~found.usable).tolist() == OFF


@pytest.mark.parametrize("rest_uv", [0.3, 1.0, 5.0])
def test_rest_beside_strong_activity_is_no_lead_off(rest_uv: float) -> None:
    """A hold of 50 s a thousandfold above five seconds of rest on either side, and a recording of rest alone."""
    row = surface(403, rest_uv, active=False)
    assert judged(row).usable_share == 1
    row[5 * RATE : 55 * RATE] += (
        1000 * rest_uv * simulate.shaped_noise(np.random.default_rng(404), 50 * RATE, RATE, flat=False)
    )
    assert not judged(row).faults["lead-off"].any()


@pytest.mark.parametrize(("first", "stop"), [(20, 24), (20, 40), (70, 110), (65, 175)])
@pytest.mark.parametrize("residue_uv", [0.0, 0.05])
def test_seconds_without_a_contact_are_not_the_rest_that_activity_is_found_by(
    first: int, stop: int, residue_uv: float
) -> None:
    """Four such seconds of a minute were taken for its rest, and all else, for minutes on, for one burst."""
    for seed in (441, 442):
        made = simulate.surface(seed, 240, RATE, snr_db=(10.0, 25.0))
        row = made.recording.samples[0] * (4.0 / simulate.NOISE_UV)
        (whole,) = emg.bursts(emg.Recording([row], RATE, "uV"))
        off = taken_off(row, residue_uv, list(range(first, stop)), seed)
        (found,) = emg.bursts(emg.Recording([off], RATE, "uV"))
        beside = [one.onset_s for one in whole if not first - 3.5 < one.onset_s < stop + 0.3]
        near = [min(abs(one.onset_s - onset) for one in found) for onset in beside]
        assert np.mean(np.array(near) < 0.05) > 0.95
        assert sum(one.duration_s for one in found) < 1.1 * sum(one.duration_s for one in whole)
        assert not [one for one in found if first + 1 < one.onset_s < stop - 1]


def test_a_whole_channel_in_a_wrong_unit_is_no_lead_off() -> None:
    for factor in (1e-6, 1e-3):
        found = judged(surface(405) * factor)
        assert found.usable_share == 1


@pytest.mark.parametrize("lengths", [[7_000] * 10, [100, 59_900, 5_000, 200, 4_800]])
def test_a_stream_gives_the_same_seconds(lengths: list[int]) -> None:
    row = taken_off(np.concatenate([surface(406), surface(407)[: 10 * RATE]]), 0.05, [*OFF, 61, 62, 69])
    stream = emg.Stream(RATE, "uV", ["a"])
    for start, stop in pairwise(np.cumsum([0, *lengths]).tolist()):
        stream.add(row[None, start:stop])
    ((_, found),) = stream.finish()
    np.testing.assert_array_equal(found.faults["lead-off"], judged(row).faults["lead-off"])
    assert np.flatnonzero(found.faults["lead-off"]).tolist() == [*OFF, 61, 62, 69]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("factor", "unit", "words"), [
    (1.0, "V", "no muscle makes 50 mV"), (1e3, "mV", "no muscle makes 50 mV"),
    (1e30, "uV", "no muscle makes 50 mV"), (1e-6, "uV", "less than any electrode"),
    (1e-3, "uV", "less than any electrode"), (1.0, "nV", "any electrode"),
])  # fmt: skip
def test_a_size_that_no_emg_has_asks_for_the_unit(factor: float, unit: str, words: str) -> None:
    found = judged(surface(408) * factor, unit)
    (issue,) = found.issues
    assert issue.level.value == "warning"
    assert words in issue.what
    assert "Check the unit" in issue.remedy
    expected, given = (emg.bursts(emg.Recording([surface(408) * f], RATE, "uV"))[0] for f in (1.0, factor))
    assert [one.onset_s for one in given] == [one.onset_s for one in expected]  # activity asks for no unit


def test_usual_sizes_and_no_signal_at_all_raise_no_issue() -> None:
    for size in (0.3, 5.0, 200.0):
        assert judged(surface(409, size)).issues == ()
    assert judged(np.zeros(5 * RATE)).issues == ()
    assert judged(np.full(5 * RATE, np.nan)).issues == ()
    assert judged(np.zeros(0)).issues == ()
    assert judged(taken_off(surface(410), 0.05, OFF)).issues == ()


def test_commands_and_report_say_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = surface(411)[: 10 * RATE]
    emg.write_edf(tmp_path / "a.edf", emg.Recording([row], RATE, "V"))
    for verb in ("quality", "bursts"):
        assert main(["emg", verb, str(tmp_path / "a.edf"), "--json"]) == 0
        (channel,) = json.loads(capsys.readouterr().out)["channels"]
        assert "no muscle makes 50 mV" in channel["issues"][0]["what"]
    assert main(["emg", "batch", str(tmp_path), "--json"]) == 0
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert "Check the unit" in file["issues"][-1]["remedy"]
    assert "no muscle makes 50 mV" in report_of(emg.read(tmp_path / "a.edf"), "a", "1").page


def test_a_window_longer_than_the_file_is_said_by_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "s.csv").write_text("# rate_hz: 1000\n# unit: uV\n1\n2\n3\n")
    assert main(["emg", "features", str(tmp_path / "s.csv"), "--json"]) == 0
    (channel,) = json.loads(capsys.readouterr().out)["channels"]
    assert channel["windows"] == []
    assert "less than one window" in channel["why"]
