"""EDF+D: what was not recorded is missing, at its true time, and nothing is measured from it."""

from pathlib import Path

import edfio
import numpy as np
import pytest

from eutonia import emg
from eutonia.emg.formats import edf_pauses
from eutonia.emg.simulate import needle, surface
from eutonia.knowledge.vocabulary import IssueLevel
from tests.unit.emg.edf_by_hand import began, edf_file


def write(tmp_path: Path, onsets: list[float], size: int = 4, **how: object) -> Path:
    """Write pieces of ``size`` samples, counting from 0 to 32767 and again, each beginning when it is said to."""
    pieces = (np.arange(len(onsets) * size) % 32768).reshape(-1, size)
    path = tmp_path / "paused.edf"
    path.write_bytes(edf_file(pieces.tolist(), [[began(onset) for onset in onsets]], **how))  # type: ignore[arg-type]
    return path


def test_a_pause_is_missing_and_the_rest_keeps_its_time(tmp_path: Path) -> None:
    read = emg.read(write(tmp_path, [10, 11, 14, 15.5]))
    nan = float("nan")
    expected = [*range(8), *[nan] * 8, *range(8, 12), *[nan] * 2, *range(12, 16)]
    np.testing.assert_array_equal(read.channels[0].read(), expected)
    assert read.duration_s == 6.5
    assert [issue.level for issue in read.issues] == [IssueLevel.INFORMATION]
    assert "2 pauses of 2.500 s" in read.issues[0].what


def test_every_stretch_of_it_is_that_of_the_whole(tmp_path: Path) -> None:
    channel = emg.read(write(tmp_path, [0, 1, 1.5 + 3, 9, 10, 30])).channels[0]
    whole = channel.read()
    assert len(whole) == 31 * 4
    for start in range(0, len(whole), 3):
        for count in (0, 1, 5, 40, 200):
            np.testing.assert_array_equal(channel.read(start, start + count), whole[start : start + count])


def test_without_a_pause_it_is_what_others_read(tmp_path: Path) -> None:
    path = write(tmp_path, [0, 1, 2, 3])
    read, theirs = emg.read(path), edfio.read_edf(path)
    np.testing.assert_allclose(read.channels[0].read(), theirs.signals[0].data, atol=1e-3)
    assert read.issues == ()


def test_the_stretches_are_what_others_read_one_after_the_other(tmp_path: Path) -> None:
    """Others join the stretches as if nothing lay between; the samples themselves must be the same."""
    path = write(tmp_path, [0, 1, 7, 8])
    ours = emg.read(path).channels[0].read()
    np.testing.assert_allclose(ours[np.isfinite(ours)], edfio.read_edf(path).signals[0].data, atol=1e-3)


def test_annotations_keep_their_time_across_a_pause(tmp_path: Path) -> None:
    path = tmp_path / "notes.edf"
    path.write_bytes(edf_file([[1, 2, 3, 4]] * 2, [[began(5), began(20, b"after")]]))
    assert [(one.onset_s, one.text) for one in emg.read(path).annotations] == [(15.0, "after")]


def test_times_that_contradict_or_are_missing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(emg.EmgError, match="contradict"):
        emg.read(write(tmp_path, [0, 1, 1.5]))
    with pytest.raises(emg.EmgError, match="contradict"):
        emg.read(write(tmp_path, [0, 5, 3]))
    path = tmp_path / "silent.edf"
    path.write_bytes(edf_file([[1, 2]] * 3, [[began(0), b"", began(9)]]))
    with pytest.raises(emg.EmgError, match="piece 2 does not say"):
        emg.read(path)
    path.write_bytes(edf_file([[1, 2]] * 3, []))
    with pytest.raises(emg.EmgError, match="piece 1 does not say"):
        emg.read(path)


def test_a_clock_that_is_a_little_off_makes_no_pause(tmp_path: Path) -> None:
    read = emg.read(write(tmp_path, [0, 1.0005, 1.9998, 3.0001]))
    np.testing.assert_array_equal(read.channels[0].read(), np.arange(16))
    assert read.issues == ()


def test_many_small_delays_are_a_pause_in_the_end(tmp_path: Path) -> None:
    onsets = [index * 1.0009 for index in range(200)]
    read = emg.read(write(tmp_path, onsets, 1000))
    samples = read.channels[0].read()
    assert len(samples) == pytest.approx(1000 * (onsets[-1] + 1), abs=10)
    assert np.isfinite(samples).sum() == 200_000
    last = int(np.flatnonzero(np.isfinite(samples))[-1])
    assert abs(last / 1000 - (onsets[-1] + 0.999)) < 0.012  # within a hundredth of a piece of its stated time


def test_a_pause_too_long_to_keep_is_refused_with_its_length(tmp_path: Path) -> None:
    path = write(tmp_path, [0, 1, 4_000_000], 1000)
    with pytest.raises(emg.EmgError, match="4e\\+06 s in all: too long"):
        emg.read(path)
    assert edf_pauses.MOST_MISSING < 4 * 1000 * 4_000_000


def test_a_file_that_says_it_has_no_pauses_and_has_is_reported(tmp_path: Path) -> None:
    read = emg.read(write(tmp_path, [0, 1, 60, 61], reserved="EDF+C"))
    assert len(read.channels[0].read()) == 16
    assert "by their number 3 s" in read.issues[0].what


def paused(recording: emg.Recording, tmp_path: Path, pause_s: int) -> emg.Recording:
    """Write a recording in pieces of a second, with a pause in its middle, and read it again."""
    rate = round(recording.rates_hz[0])
    digital = np.rint(recording.samples[0] * 4).astype(int).reshape(-1, rate)
    half = len(digital) // 2
    onsets = [float(index + (pause_s if index >= half else 0)) for index in range(len(digital))]
    path = tmp_path / "long.edf"
    texts = [[began(onset) for onset in onsets]]
    path.write_bytes(edf_file(digital.tolist(), texts, ends=(-8192, 8192)))
    return emg.read(path)


def test_the_surface_measures_leave_a_pause_out(tmp_path: Path) -> None:
    made = surface(3, 30, 1000, snr_db=(15.0, 15.0))
    read = paused(made.recording, tmp_path, 25)
    whole = [one.onset_s for one in emg.bursts(made.recording)[0]]
    found = [one.onset_s for one in emg.bursts(read)[0]]
    assert found
    assert not [onset for onset in found if 15.1 < onset < 39.9]
    moved = [onset + (25 if onset >= 15 else 0) for onset in whole if abs(onset - 15) > 2]
    assert sum(any(abs(one - other) < 0.05 for other in found) for one in moved) >= 0.8 * len(moved)
    quality = emg.quality(read)[0]
    assert quality.usable_share == pytest.approx(30 / 55, abs=0.04)


def test_the_needle_measures_leave_a_pause_out(tmp_path: Path) -> None:
    """Were the made-up samples taken for a quiet baseline, the noise of the rest would stand out as potentials."""
    made = needle(5, "none", 16.0, 10_000.0, noise_uv=6.0)
    read = paused(made.recording, tmp_path, 30)
    assert {one.kind for one in emg.discharges(read)[0]} == {"none"}
    made = needle(8, "fasciculation", 16.0, 10_000.0, noise_uv=4.0)
    read = paused(made.recording, tmp_path, 30)
    times = [time for one in emg.discharges(read)[0] for time in one.times_s]
    assert times
    assert not [time for time in times if 8.1 < time < 37.9]
