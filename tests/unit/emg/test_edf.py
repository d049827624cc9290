"""EDF and BDF: what is read is what others read, and no header is believed further than the file reaches."""

from pathlib import Path

import edfio
import numpy as np
import pyedflib
import pytest

from eutonia import emg
from eutonia.emg.formats import edf_notes
from eutonia.knowledge.vocabulary import IssueLevel
from tests.unit.emg.edf_by_hand import began, edf_file

RATE = 500


def a_recording(seconds: int = 4) -> emg.Recording:
    rng = np.random.default_rng(11)
    fast = rng.normal(0, 120, RATE * seconds)
    slow = np.linspace(-3, 40, 50 * seconds)
    notes = (emg.Annotation(0.5, 0.25, "burst"), emg.Annotation(2.0, 0.0, "Würgen"))
    return emg.Recording([fast, slow], [RATE, 50], ["µV", "N"], ["biceps", "force"], notes)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "one.edf"
    emg.write_edf(path, a_recording())
    return path


def test_what_is_written_is_read_within_half_a_step(file: Path) -> None:
    original, read = a_recording(), emg.read(file)
    for before, after in zip(original.channels, read.channels, strict=True):
        assert after.limits is not None
        step = (after.limits[1] - after.limits[0]) / 65535
        assert np.abs(before.read() - after.read()).max() <= 0.51 * step + 1e-4
    assert read.labels == ("biceps", "force")
    assert read.units == ("uV", "N")
    assert read.rates_hz == (RATE, 50)
    assert read.annotations == original.annotations
    assert read.issues == ()


def test_edfio_and_pyedflib_read_the_same(file: Path) -> None:
    ours = emg.read(file)
    theirs = edfio.read_edf(file)
    with pyedflib.EdfReader(str(file)) as third:
        for index, channel in enumerate(ours.channels):
            np.testing.assert_allclose(channel.read(), theirs.signals[index].data, rtol=1e-5, atol=1e-4)
            np.testing.assert_allclose(channel.read(), third.readSignal(index), rtol=1e-5, atol=1e-4)
    assert [(one.onset, one.duration or 0, one.text) for one in theirs.annotations] == [
        (one.onset_s, one.duration_s, one.text) for one in ours.annotations
    ]


def test_24_bits_as_edfio_writes_them(tmp_path: Path) -> None:
    data = np.random.default_rng(2).normal(0, 3000, 1000)
    signal = edfio.BdfSignal(data, 1000, label="deltoid", physical_dimension="uV", physical_range=(-20000, 20000))
    edfio.Bdf([signal]).write(tmp_path / "one.bdf")
    read = emg.read(tmp_path / "one.bdf")
    assert np.abs(read.channels[0].read() - data).max() < 0.004  # 40 000 uV in 2^24 steps, and single precision
    assert read.channels[0].to_microvolts == 1.0


def test_no_place_is_counted_from_the_end(file: Path) -> None:
    for channel in (emg.read(file).channels[0], a_recording().channels[0]):
        ends = ((0, -1), (5, 2), (-3, 4), (len(channel) + 5, None))
        assert [len(channel.read(*both)) for both in ends] == [0, 0, 4, 0]


def test_a_piece_is_the_same_stretch_of_the_whole(file: Path) -> None:
    channel = emg.read(file).channels[0]
    whole = channel.read()
    for start, stop in [(0, 1), (499, 501), (3, 1777), (1999, 2000), (1990, 99999), (7, 7)]:
        np.testing.assert_array_equal(channel.read(start, stop), whole[start:stop])


def test_samples_are_written_into_an_array_that_is_there(file: Path, tmp_path: Path) -> None:
    made = edfio.BdfSignal(np.arange(900.0) - 300, 300, label="x", physical_dimension="uV", physical_range=(-900, 900))
    edfio.Bdf([made]).write(tmp_path / "one.bdf")
    for channel in (*emg.read(file).channels, *emg.read(tmp_path / "one.bdf").channels):
        whole = channel.read()
        for start, count in [(0, len(whole)), (3, 40), (49, 2), (77, len(whole) - 77), (5, 0)]:
            out = np.full(count, np.nan, np.float32)
            channel.source.read_into(start, out)
            np.testing.assert_array_equal(out, whole[start : start + count])


def test_all_channels_at_once_are_the_channels_one_by_one(tmp_path: Path) -> None:
    rows = np.random.default_rng(4).normal(0, 100, (5, 700))
    emg.write_edf(tmp_path / "many.edf", emg.Recording(rows, 100, "uV"))
    read = emg.read(tmp_path / "many.edf")
    assert read.samples.dtype == np.float32
    np.testing.assert_array_equal(read.samples, [channel.read() for channel in read.channels])
    mixed = emg.Recording.of([*read.channels[:1], *emg.Recording(rows[:1], 100, "uV").channels])
    assert mixed.samples.dtype == np.float64  # nothing is rounded away because a neighbour is coarser
    np.testing.assert_array_equal(mixed.samples[1], rows[0])


def test_texts_are_found_wherever_they_stand(tmp_path: Path) -> None:
    """Most pieces state their onset and nothing else and are passed over; these are not."""
    first = [began(0.5), began(1.5, b"in the middle"), began(2.5), b"+3.5\x14\x14same one\x14\0", began(4.5, b"last")]
    second = [b"", b"+1.5\x152\x14of the second track\x14\0", b"", b"", b""]
    path = tmp_path / "notes.edf"
    path.write_bytes(edf_file([[0, 1]] * 5, [first, second], reserved="EDF+C"))
    assert [(one.onset_s, one.duration_s, one.text) for one in emg.read(path).annotations] == [
        (1.0, 0.0, "in the middle"),
        (3.0, 0.0, "same one"),
        (4.0, 0.0, "last"),
        (1.0, 2.0, "of the second track"),
    ]


def test_of_too_many_annotations_the_later_ones_are_left_out_and_that_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of a file with pauses, whose pieces must all be asked when they began."""
    monkeypatch.setattr(edf_notes, "_MOST_ANNOTATIONS", 2)
    tracks = [[began(2.0 * k, b"one") for k in range(4)], [b"+1\x14two\x14\0"] * 4, [b"+1\x14three\x14\0"] * 4]
    path = tmp_path / "notes.edf"
    path.write_bytes(edf_file([[0, 1]] * 4, tracks, reserved="EDF+D"))
    read = emg.read(path)
    assert [one.onset_s for one in read.annotations] == [0.0, 2.0]
    assert [one.what for one in read.issues if "more annotations" in one.what] == [
        "There are more annotations than can be kept."
    ]
    assert read.duration_s == 7.0


def test_a_crowded_second_makes_no_file_many_times_as_large(tmp_path: Path) -> None:
    """3000 annotations in the last two of 60 s: none is lost, and others read the file, too."""
    onsets = np.linspace(58, 59.9, 3000)
    notes = tuple(emg.Annotation(round(float(onset), 6), 0.0, f"mark {k}") for k, onset in enumerate(onsets))
    recording = emg.Recording([np.sin(np.arange(60 * RATE))], [RATE], ["uV"], ["biceps"])
    path = tmp_path / "crowded.edf"
    emg.write_edf(path, recording, notes)
    assert path.stat().st_size < 10 * 60 * RATE * 2
    assert sorted(emg.read(path).annotations, key=lambda one: one.onset_s) == list(notes)
    assert len(edfio.read_edf(path).annotations) == 3000
    one_second = emg.Recording([np.zeros(RATE)], [RATE], ["uV"], ["biceps"])
    with pytest.raises(emg.EmgError, match="do not fit"):
        emg.write_edf(path, one_second, notes)


def test_what_only_ends_like_an_annotation_is_none(tmp_path: Path) -> None:
    """ "+4e+06" is no onset, and 6 s would be a wrong one."""
    path = tmp_path / "notes.edf"
    path.write_bytes(edf_file([[0, 1]] * 2, [[b"+4e+06\x14text\x14\0", began(1.0, b"real")]], reserved="EDF+C"))
    assert [one.text for one in emg.read(path).annotations] == ["real"]


def test_the_header_written_names_nobody(file: Path) -> None:
    head = file.read_bytes()[:256]
    assert head[8:168].split() == [b"X"] * 4 + [b"Startdate"] + [b"X"] * 4
    assert head[168:184] == b"01.01.8500.00.00"


def test_a_fraction_of_a_hertz_survives(tmp_path: Path) -> None:
    emg.write_edf(tmp_path / "odd.edf", emg.Recording(np.arange(100.0)[None], 12.5, "mV"))
    assert emg.read(tmp_path / "odd.edf").rates_hz == (12.5,)


def test_a_cut_file_is_read_and_reported(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1500])
    read = emg.read(file)
    assert read.duration_s < 4
    assert [issue.level for issue in read.issues] == [IssueLevel.WARNING]
    assert "cut off" in read.issues[0].what


def test_a_longer_file_is_read_as_far_as_stated(file: Path) -> None:
    whole = emg.read(file)
    file.write_bytes(file.read_bytes() * 2)
    longer = emg.read(file)
    np.testing.assert_array_equal(longer.channels[0].read(), whole.channels[0].read())
    assert "longer" in longer.issues[0].what


@pytest.mark.parametrize(
    ("at", "field", "words"),
    [
        (0, b"9       ", "does not begin"),
        (236, b"abc     ", "number of pieces"),
        (236, b"0       ", "promises 0 pieces"),
        (244, b"0       ", "cannot last"),
        (244, b"nan     ", "no number"),
        (252, b"0   ", "promises 0 channels"),
        (252, b"4000", "inside its header"),
        (256 + 3 * (16 + 80 + 8), b"7       " * 2, ""),
        (256 + 3 * (16 + 80 + 8 + 8 + 8), b"32767   " * 3, "no usable scale"),
        (256 + 3 * (16 + 80 + 8 + 8 + 8 + 8 + 8 + 80), b"99999999", "cannot have 99999999 samples"),
    ],
)
def test_a_header_that_lies(file: Path, at: int, field: bytes, words: str) -> None:
    raw = bytearray(file.read_bytes())
    raw[at : at + len(field)] = field
    file.write_bytes(bytes(raw))
    if not words:
        assert emg.read(file).channels  # an upside-down or odd range is legal: some recorders invert
        return
    with pytest.raises(emg.EmgError, match=words) as caught:
        emg.read(file)
    assert all(issue.remedy for issue in caught.value.issues)


def test_hostile_text_in_a_label_loses_its_control_characters(file: Path) -> None:
    raw = bytearray(file.read_bytes())
    raw[256:272] = b"\x1b[2J\x00\x07<script>  "
    file.write_bytes(bytes(raw))
    assert emg.read(file).labels[0] == "[2J<script>"


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.edf"
    with pytest.raises(emg.EmgError, match="no numbers"):
        emg.write_edf(path, emg.Recording([[1.0, float("nan")]], 10, "mV"))
    with pytest.raises(emg.EmgError, match="without channels"):
        emg.write_edf(path, emg.Recording([], 10, "mV"))
    for note in (emg.Annotation(float("inf"), 0, "a"), emg.Annotation(0, float("nan"), "a")):
        with pytest.raises(emg.EmgError, match="time that is no number"):
            emg.write_edf(path, emg.Recording([[1.0, 2.0]], 10, "mV"), (note,))
    with pytest.raises(emg.EmgError, match="share no piece"):
        emg.write_edf(path, emg.Recording([[1.0, 2.0]], 3.14159265358979, "mV"))
