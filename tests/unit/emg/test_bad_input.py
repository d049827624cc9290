"""Bad files, by hand and by chance: each ends in a recording or in issues with remedies, and takes little memory."""

import tracemalloc
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from bench import emg_fuzz
from eutonia import emg
from tests.unit.emg.edf_by_hand import began, edf_file


def a_file(tmp_path: Path, name: str, raw: bytes) -> Path:
    """Write a file of the test."""
    path = tmp_path / name
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize(("kind", "least_read", "least_refused"), [
    ("edf", 20, 20), ("pauses", 20, 5), ("bdf", 20, 20), ("wfdb", 20, 20), ("table", 10, 20), ("otb", 10, 20),
])  # fmt: skip
def test_mutants_end_in_a_recording_or_in_issues(
    tmp_path: Path, kind: str, least_read: int, least_refused: int
) -> None:
    """The long form of this is `./run bench emg_fuzz`."""
    notes = [emg.Annotation(0.5, 0.2, "one"), emg.Annotation(2.0, 0.0, "two")]
    samples = np.random.default_rng(0).normal(0, 100, (2, 2000))
    emg.write_edf(tmp_path / "one.edf", emg.Recording(samples, 500, "uV", annotations=notes))
    edf = (tmp_path / "one.edf").read_bytes()
    bdf = b"\xffBIOSEMI" + edf[8:192] + b"24BIT".ljust(44) + edf[236:]
    fuzz = {
        "edf": partial(emg_fuzz.fuzz_edf, edf),
        "pauses": partial(emg_fuzz.fuzz_pauses, edf),
        "bdf": partial(emg_fuzz.fuzz_edf, bdf),
        "wfdb": emg_fuzz.fuzz_wfdb,
        "table": emg_fuzz.fuzz_table,
        "otb": emg_fuzz.fuzz_otb,
    }[kind]
    outcome = fuzz(folder=tmp_path, seed=77, count=200)
    assert outcome.read + outcome.refused == 200
    assert outcome.read >= least_read
    assert outcome.refused >= least_refused


def every_measure(recording: emg.Recording) -> list[emg.Quality]:
    """Run all that takes a surface recording, and return the quality."""
    emg.bursts(recording)
    emg.envelope(recording)
    emg.features(recording)
    emg.spasms(recording)
    emg.summary(recording)
    return emg.quality(recording)


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros((1, 0)),
        np.zeros((1, 1)),
        np.full((1, 5000), 3.3),
        np.full((1, 5000), np.nan),
        np.where(np.arange(5000) % 7, np.sin(np.arange(5000.0)), np.nan)[None],
        np.full((1, 5000), np.inf),
    ],
    ids=["no sample", "one sample", "constant", "no number at all", "every seventh missing", "infinite"],
)
def test_odd_samples_give_no_burst_and_no_error(samples: np.ndarray) -> None:
    recording = emg.Recording(samples, 1000, "uV")
    assert emg.bursts(recording) == [[]]
    assert every_measure(recording)[0].usable_share == 0.0
    fast = emg.Recording(samples, 10_000, "uV")
    assert {one.kind for one in emg.discharges(fast)[0]} <= {"none", "cannot tell"}
    assert emg.motor_units(fast) == []


def test_a_recording_without_channels_says_so() -> None:
    for measure in (emg.bursts, emg.quality, emg.discharges, emg.motor_units):
        with pytest.raises(emg.EmgError, match="no channel") as caught:
            measure(emg.Recording([], 1000, "uV"))
        assert caught.value.issues[0].remedy


def test_channels_of_different_rates_are_measured_each_at_its_own() -> None:
    rng = np.random.default_rng(1)
    burst = np.where((np.arange(20_000) // 2000) % 5 == 2, 60.0, 1.0)
    recording = emg.Recording(
        [rng.normal(0, 5, 20_000) * burst, rng.normal(0, 5, 10_000) * burst[::2], rng.normal(0, 5, 50)],
        [2000, 1000, 5],
        "uV",
    )
    found = emg.bursts(recording)
    assert len(found) == 2  # five samples a second hold no EMG
    onsets = [[one.onset_s for one in channel] for channel in found]
    assert onsets[0] == pytest.approx([2.0, 7.0], abs=0.05)
    assert onsets[1] == pytest.approx([2.0, 7.0], abs=0.05)


def test_24_bits_at_their_ends_are_clipped(tmp_path: Path) -> None:
    """A BDF file whose amplifier was overdriven: the largest numbers of 24 bits, over and over."""
    wave = np.clip(3e7 * np.sin(2 * np.pi * 20 * np.arange(8000) / 2000), -(2**23), 2**23 - 1).astype("<i4")
    raw = wave.view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
    head = bytearray(edf_file([[0] * 2000] * 4, [], reserved="24BIT"))[: 2 * 256]
    head[0:8], head[376:392] = b"\xffBIOSEMI", b"-8388608" + b"8388607 "
    read = emg.read(a_file(tmp_path, "clipped.bdf", bytes(head) + raw))
    channel = read.channels[0]
    assert len(channel) == 8000
    assert channel.read().max() == pytest.approx(32767, abs=0.01)  # the physical end that the header states
    quality = emg.quality(read)[0]
    assert quality.share("clipped") == 1.0
    assert quality.usable_share == 0.0


def test_hostile_text_never_leaves_a_header_as_it_was(tmp_path: Path) -> None:
    raw = bytearray(edf_file([[0, 1]] * 3, [[began(0, b"\x1b]0;x\x07<b>"), began(1), began(2)]], reserved="EDF+C"))
    raw[256:272] = b"\x1b[31m\r\n<script>"[:16].ljust(16)
    read = emg.read(a_file(tmp_path, "hostile.edf", bytes(raw)))
    for text in (*read.labels, *(one.text for one in read.annotations)):
        assert text.isprintable()
    (tmp_path / "rec.dat").write_bytes(bytes(20))
    head = b"rec 1 1000 10\nrec.dat 16 200/mV 16 0 0 0 0 \x1b[2J\x07left\n"
    assert emg.read(a_file(tmp_path, "rec.hea", head)).labels == ("[2Jleft",)
    table = b"# rate_hz: 1000\n# unit: uV\n\x1b[2Jleft\n1\n2\n"
    assert emg.read(a_file(tmp_path, "t.csv", table)).labels == ("[2Jleft",)


@pytest.mark.parametrize("paused", [False, True])
def test_months_of_samples_take_no_memory_until_they_are_asked_for(tmp_path: Path, paused: bool) -> None:
    """Fifty days at 1000 Hz, 8 GB: a file with holes, so that it takes no room on disk either."""
    pieces, rate = 43_200, 100_000  # of 100 s
    onsets = [began(100.0 * index + (500.0 if paused and index > 7 else 0)) for index in range(9)]
    made = edf_file([[0] * 4] * 9, [onsets], reserved="EDF+D" if paused else "EDF+C", record_s=100.0)
    width = len(made[768:]) // 9 - 8
    head = bytearray(made[:768])
    head[236:244] = str(pieces).ljust(8).encode()
    at = 256 + 2 * (16 + 80 + 8 * 5 + 80)
    head[at : at + 8] = str(rate).ljust(8).encode()
    path = tmp_path / "months.edf"
    with path.open("wb") as file:
        file.write(bytes(head))
        file.truncate(768 + pieces * (2 * rate + width))
        if paused:  # every piece must say when it began
            for index in range(pieces):
                file.seek(768 + index * (2 * rate + width) + 2 * rate)
                file.write(f"{100.0 * index + (500.0 if index > 7 else 0):+.0f}".encode() + b"\x14\x14")
    tracemalloc.start()
    try:
        read = emg.read(path)
        channel = read.channels[0]
        assert channel.duration_s == 100.0 * pieces + (500 if paused else 0)
        last = channel.read(len(channel) - 5000)
        assert len(last) == 5000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20e6
    if paused:
        assert np.isnan(channel.read(8 * rate + 10, 8 * rate + 20)).all()


def test_scales_beyond_any_unit_are_refused(tmp_path: Path) -> None:
    raw = bytearray(edf_file([[0, 1]], [], reserved=""))
    raw[256 + 16 + 80 + 8 + 8 : 256 + 16 + 80 + 8 + 16] = b"1e308   "
    with pytest.raises(emg.EmgError, match="no usable scale"):
        emg.read(a_file(tmp_path, "huge.edf", bytes(raw)))
    (tmp_path / "rec.dat").write_bytes(bytes(20))
    with pytest.raises(emg.EmgError, match="no usable gain"):
        emg.read(a_file(tmp_path, "rec.hea", b"rec 1 1000 10\nrec.dat 16 1e-300/mV 16 0 0 0 0 a\n"))
    for scale in (b"16 200(%s)/mV" % (b"9" * 400), b"16 200(%s)/mV" % (b"9" * 45), b"16 1e-19(%s)/mV" % (b"9" * 25)):
        with pytest.raises(emg.EmgError, match="no usable gain"):
            emg.read(a_file(tmp_path, "rec.hea", b"rec 1 1000 10\nrec.dat " + scale + b" 16 0 0 0 0 a\n"))
    for large in (b"1e300", b"1e25"):
        with pytest.raises(emg.EmgError, match="larger than any measured value"):
            emg.read(a_file(tmp_path, "t.csv", b"# rate_hz: 1000\n# unit: uV\n1\n" + large + b"\n"))
    with pytest.raises(emg.EmgError, match="time stamp is no number of seconds"):
        emg.read(a_file(tmp_path, "t.csv", b"# unit: uV\ntime,a\n0,1\ninf,2\n0.2,3\n"))


@pytest.mark.filterwarnings("error")
def test_the_largest_values_that_are_read_are_measured_without_overflow(tmp_path: Path) -> None:
    rows = "".join(f"{9e14 * np.sin(k):.6g}\n" for k in range(2000)).encode()
    recording = emg.read(a_file(tmp_path, "t.csv", b"# rate_hz: 1000\n# unit: V\n" + rows))
    every_measure(recording)
    (found,) = emg.features(recording)
    assert np.isfinite(found.rms_uv).all()
    assert np.isfinite(found.median_hz).all()
