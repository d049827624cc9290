"""Recordings from arrays, tables and WFDB; the unit rule."""

import math
import re
import warnings
from pathlib import Path

import numpy as np
import pytest

from eutonia import emg
from eutonia.emg.segments import segments, sizes

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "emg"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real recordings is not beside the project")


def test_an_unknown_unit_stops_the_analysis() -> None:
    for unit in ("", "ADC", "uncalibrated", "MV", "mA"):
        with pytest.raises(emg.EmgError, match="no amplitude") as caught:
            emg.Recording(np.zeros((1, 10)), 100, unit).emg_channels()
        assert "State the unit" in caught.value.issues[0].remedy


def test_units_of_voltage_are_known_by_all_their_names() -> None:
    names = {"uV": 1, "µV": 1, "μV": 1, "mV": 1000, "mv": 1000, "V": 1e6, "volts": 1e6, "nV": 0.001}
    for name, factor in names.items():
        assert emg.Recording([[0.0]], 1, name).channels[0].to_microvolts == factor


def test_other_quantities_are_left_out_and_nothing_left_is_an_error() -> None:
    recording = emg.Recording(np.zeros((2, 5)), 100, ["mV", "N"], ["a", "b"])
    assert [one.label for one in recording.emg_channels()] == ["a"]
    with pytest.raises(emg.EmgError, match=r"no channel with a voltage: the unit is deg\..* state its true unit"):
        emg.Recording(np.zeros((1, 5)), 100, "deg").emg_channels()
    with pytest.raises(emg.EmgError, match=r"the units are kg, N\."):
        emg.Recording(np.zeros((3, 5)), 100, ["kg", "N", "kg"]).emg_channels()
    with pytest.raises(emg.EmgError, match=r"no channel with a voltage\. Choose a file"):
        emg.Recording(np.zeros((0, 5)), 100, "mV").emg_channels()


def test_parts_that_do_not_fit() -> None:
    with pytest.raises(emg.EmgError, match="2 labels"):
        emg.Recording([[1.0]], 1, "mV", ["a", "b"])
    with pytest.raises(emg.EmgError, match="2 rates"):
        emg.Recording([[1.0]], [1, 2], "mV")
    with pytest.raises(emg.EmgError, match="3 dimensions"):
        emg.Recording(np.zeros((1, 2, 3)), 1, "mV")
    with pytest.raises(emg.EmgError, match="rate"):
        emg.Recording([[1.0]], 0, "mV")
    with pytest.raises(emg.EmgError, match="differ in rate"):
        _ = emg.Recording([[1.0], [2.0]], [1, 2], "mV").samples


def table(tmp_path: Path, text: str, name: str = "t.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_with_a_byte_order_mark_and_time(tmp_path: Path) -> None:
    rows = "".join(f"{0.0005 + i / 2000:.4f};{i};NULL\n" for i in range(20))
    read = emg.read(table(tmp_path, "\ufeffTime;left;right\n" + rows), unit="mV")
    assert read.labels == ("left", "right")
    assert read.rates_hz == (2000, 2000)
    np.testing.assert_array_equal(read.channels[0].read(), np.arange(20))
    assert np.isnan(read.channels[1].read()).all()


@pytest.mark.parametrize("name", ["time_s", "Timestamp", "time stamps [s]", "t (s)", "Seconds"])
def test_a_column_of_time_is_no_channel(tmp_path: Path, name: str) -> None:
    rows = "".join(f"{i / 1000:.3f},{i}\n" for i in range(20))
    read = emg.read(table(tmp_path, f"{name},calf\n{rows}"), unit="mV", rate_hz=1000)
    assert read.labels == ("calf",)


def test_a_table_states_its_rate_and_unit_in_comments(tmp_path: Path) -> None:
    read = emg.read(table(tmp_path, "# rate_hz: 1000\n# unit: uV\n1 2\n3 4\n", "t.txt"))
    assert (read.rates_hz, read.units) == ((1000, 1000), ("uV", "uV"))
    np.testing.assert_array_equal(read.samples, [[1, 3], [2, 4]])


def test_a_table_states_its_units_in_the_headings_of_its_columns(tmp_path: Path) -> None:
    path = table(tmp_path, "Time (s),left [µV],right (mV),knee (deg)\n0,1,2,3\n0.001,4,5,6\n0.002,7,8,9\n")
    assert emg.read(path).units == ("µV", "mV", "deg")
    with pytest.raises(emg.EmgError, match="stated unit V and that of the file"):
        emg.read(path, unit="V")


def test_a_letter_in_a_heading_is_no_unit(tmp_path: Path) -> None:
    path = table(tmp_path, "# rate_hz: 1000\nbiceps (L),triceps (R),muscle (m)\n1,2,3\n4,5,6\n")
    assert emg.read(path, unit="mV").units == ("mV", "mV", "mV")


@pytest.mark.parametrize("words", ["Sampling Rate (Hz):= 1000.00", "sampling_rate: 1000", "RATE = 1000"])
def test_a_table_states_its_rate_in_others_words(tmp_path: Path, words: str) -> None:
    read = emg.read(table(tmp_path, f"# Simple Text Format\n# {words}\n# Labels:= EMG\n1\n2\n3\n"), unit="mV")
    assert read.rates_hz == (1000,)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# unit: mV\ntime,a (uV)\n0,1\n0.1,1\n0.2,1\n", r"stated unit mV and that of a heading \(uV\) disagree"),
        ("1\n2\n", "rate is not stated"),
        ("# rate_hz: 1000\n1\n2\n", "unit is not stated"),
        ("# rate_hz: fast\n# unit: mV\n1\n", "is no number"),
        ("# rate_hz: 9\n# unit: mV\n1\nx\n", "A cell"),
        ("time,a\n0,1\n0.1,1\n0.5,1\n", "not evenly spaced"),
        ("# rate_hz: 50\n# unit: mV\ntime,a\n0,1\n1e8,1\n2e8,1\n", "disagree"),  # a rate that is rounded to none
        ("# unit: mV\ntime,a\n0,1\n1e8,1\n2e8,1\n", "rate 0.0 is not"),
        ("# unit: mV\ntime,a\n0,1\n1e308,1\n-1e308,1\n", "no number of seconds"),
        ("# rate_hz: 50\n# unit: mV\ntime,a\n0,1\n0.1,1\n0.2,1\n", "disagree"),
        ("timestamp,a\n0,1\n0.1,1\n0.5,1\n", "not evenly spaced"),
        ("# rate_hz: 1000\n# unit: mV\nTime (ms),a\n0,1\n1,1\n2,1\n", "another unit than seconds"),
        ("# rate_hz: 1000\n# unit: mV\na;b\n1,5;2\n2,5;3\n", "with points in them"),
        ("only words\n", "no line of numbers"),
        ("", "empty"),
    ],
)
def test_a_table_that_cannot_be_read(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(emg.EmgError, match=words):
        emg.read(table(tmp_path, text))


def edf(tmp_path: Path, rate_hz: float = 1000, unit: str = "uV") -> Path:
    emg.write_edf(tmp_path / "s.edf", emg.Recording([[0.0, 1.0, 2.0]], rate_hz, unit))
    return tmp_path / "s.edf"


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"rate_hz": 2000}, r"stated rate 2000 Hz and that of the file \(1000 Hz\) disagree"),
        ({"unit": "mV"}, r"stated unit mV and that of the file \(uV\) disagree"),
        ({"unit": "furlong"}, "stated unit furlong"),
    ],
)
@pytest.mark.parametrize("kind", ["edf", "comments", "time stamps"])
def test_what_contradicts_the_file_is_refused_or_as_a_fallback_warned_of(
    tmp_path: Path, kind: str, stated: dict, words: str
) -> None:
    rows = {"comments": "# rate_hz: 1000\n1\n2\n3\n", "time stamps": "time,a\n0,1\n0.001,2\n0.002,3\n"}
    path = edf(tmp_path) if kind == "edf" else table(tmp_path, "# unit: uV\n" + rows[kind])
    with pytest.raises(emg.EmgError, match=words) as problem:
        emg.read(path, **stated)
    assert "correct the file" in problem.value.issues[0].remedy
    read = emg.read(path, **stated, fallback=True)
    assert (read.rates_hz, read.units) == ((1000,), ("uV",))  # its own word holds
    (warning,) = read.issues
    assert warning.level.value == "warning"
    assert re.search(words, warning.what)


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"rate_hz": "1000"}, "sampling rate '1000' is not a number"),
        ({"rate_hz": math.nan}, "sampling rate nan is not a number"),
        ({"unit": 3}, "unit 3 is no text"),
        ({"labels": "biceps"}, "Give a list of labels"),
    ],
)
def test_what_is_stated_must_be_what_it_is_called(tmp_path: Path, stated: dict, words: str) -> None:
    with pytest.raises(emg.EmgError, match=words):
        emg.read(edf(tmp_path), **stated)


def test_what_agrees_with_the_file_is_nothing_to_speak_of(tmp_path: Path) -> None:
    path = edf(tmp_path)
    read = emg.read(path, rate_hz=1000.5, unit="µV")
    assert (read.issues, read.rates_hz) == ((), (1000,))
    with pytest.raises(emg.EmgError, match="2000 Hz"):
        emg.read(path, rate_hz=2000)


def test_a_stated_unit_stands_for_one_that_nobody_knows(tmp_path: Path) -> None:
    path = table(tmp_path, "# unit: counts\n# rate_hz: 1000\n1\n2\n")
    assert emg.read(path, unit="uV").emg_channels()[0].unit == "uV"


def test_a_stated_unit_fills_in_and_never_overrules(tmp_path: Path) -> None:
    path = tmp_path / "u.edf"
    emg.write_edf(path, emg.Recording([[0.0, 1.0], [0.0, 1.0]], 2, ["mV", "raw"]))
    read = emg.read(path, unit="uV")
    assert read.units == ("mV", "uV")
    assert "stated by the user" in read.issues[0].what


@pytest.mark.parametrize(("code", "bits"), [("16", 16), ("212", 12), ("24", 24), ("32", 32)])
def test_wfdb_formats_as_wfdb_writes_them(tmp_path: Path, code: str, bits: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pandas warns of what wfdb does while it is imported
        import wfdb

        top = 2 ** (min(bits, 30) - 1) - 1
        digital = np.random.default_rng(3).integers(-top, top, (301, 3))
        wfdb.wrsamp(
            "rec", 2000, ["mV", "uV", "mV"], ["a", "b", "c"], d_signal=digital, fmt=[code] * 3,
            adc_gain=[200.0, 4.0, 10.0], baseline=[0, -7, 12], write_dir=str(tmp_path),
        )  # fmt: skip
        theirs = wfdb.rdrecord(str(tmp_path / "rec")).p_signal
    ours = emg.read(tmp_path / "rec.hea")
    assert ours.units == ("mV", "uV", "mV")
    for index, channel in enumerate(ours.channels):
        np.testing.assert_allclose(channel.read(), theirs[:, index], rtol=2e-7, atol=1e-6)
        np.testing.assert_array_equal(channel.read(100, 203), channel.read()[100:203])


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("rec 1 1000 10\n../../etc/x.dat 16 1 16 0 0 0 0 a\n", "not described"),
        ("rec 1 1000 10\nother.dat 16 1 16 0 0 0 0 a\n", "not beside"),
        ("rec 1 1000 10\nrec.dat 80 1 16 0 0 0 0 a\n", "not read"),
        ("rec 99999 1000 10\n", "promises 99999"),
        ("rec 2 1000 10\nrec.dat 16 1 16 0 0 0 0 a\n", "describes 1"),
        ("rec 1 zero 10\nrec.dat 16 1 16 0 0 0 0 a\n", "else than numbers"),
        ("rec 1 0 10\nrec.dat 16 1 16 0 0 0 0 a\n", "sampling rate"),
        (f"rec 1 1000 10\nrec.dat {'1' * 5000} 1 16 0 0 0 0 a\n", "not described"),  # more digits than Python reads
        ("rec/2 1 1000 10\n", "segments"),
        ("\n", "empty"),
    ],
)
def test_a_wfdb_header_that_lies(tmp_path: Path, head: str, words: str) -> None:
    (tmp_path / "rec.hea").write_text(head)
    (tmp_path / "rec.dat").write_bytes(bytes(20))
    with pytest.raises(emg.EmgError, match=words):
        emg.read(tmp_path / "rec.hea")


def test_wfdb_without_a_gain_has_no_unit(tmp_path: Path) -> None:
    (tmp_path / "rec.hea").write_text("rec 1 1000 10\nrec.dat 16 0 16 0 0 0 0 a\n")
    (tmp_path / "rec.dat").write_bytes(bytes(20))
    with pytest.raises(emg.EmgError, match="uncalibrated"):
        emg.read(tmp_path / "rec.hea").emg_channels()


def test_other_files_are_refused(tmp_path: Path) -> None:
    for path, words in (
        (tmp_path, "folder"),
        (tmp_path / "no.edf", "cannot be read"),
        (table(tmp_path, "x", "a.doc"), "ending"),
    ):
        with pytest.raises(emg.EmgError, match=words):
            emg.read(path)


@needs_shared
def test_the_needle_recordings_with_a_baseline_far_from_zero() -> None:
    read = emg.read(SHARED / "emgdb" / "emg_healthy.hea")
    assert read.rates_hz == (4000,)
    assert abs(float(np.mean(read.channels[0].read()))) < 0.05  # mV; without the baseline it would be near 3


@pytest.mark.parametrize(("rate_hz", "seconds"), [(2000.0, 310.5), (10_000.0, 130.0), (125.0, 61.0), (100.0, 0.01)])
def test_segments_overlap_by_their_margins_wherever_they_are_read_from(rate_hz: float, seconds: float) -> None:
    """Several are read at once: 4 at 2000 Hz, one at 10 000 Hz; none of it is seen in them."""
    row = np.arange(round(rate_hz * seconds), dtype=np.float32)
    (channel,) = emg.Recording(row[None], rate_hz, "uV").channels
    core, margin = sizes(rate_hz)
    found = list(segments(channel))
    assert [one.core_count for one in found] == [min(core, len(row) - k) for k in range(0, len(row), core)]
    for index, one in enumerate(found):
        start = index * core
        first = max(0, start - margin)
        assert (one.first, one.core, one.start_s) == (first, start - first, start / rate_hz)
        np.testing.assert_array_equal(one.samples, row[first : start + core + margin][: len(row)])
        assert one.samples.flags.c_contiguous


@pytest.mark.parametrize(("seconds", "rate_hz"), [(-5, 1000), (math.nan, 1000), (0.001, 1000), (5, 0), (5, math.inf)])
def test_what_cannot_be_simulated_is_refused(seconds: float, rate_hz: float) -> None:
    with pytest.raises(emg.EmgError, match="cannot be simulated"):
        emg.simulate.surface(1, seconds, rate_hz)
    with pytest.raises(emg.EmgError, match="cannot be simulated"):
        emg.simulate.needle(1, "cramp", seconds, rate_hz)
    for short, slow in ((1.9, 4000), (5, 99)):
        with pytest.raises(emg.EmgError, match="Give 2 s or more, and 100 Hz or more"):
            emg.simulate.needle(1, "cramp", short, slow)


def test_a_kind_that_there_is_not_is_told_with_those_there_are() -> None:
    with pytest.raises(emg.EmgError, match="Choose from fasciculation, "):
        emg.simulate.needle(1, "hiccup")
    with pytest.raises(emg.EmgError, match="Give 1 or more"):
        emg.simulate.surface(1, 5, channels=0)
