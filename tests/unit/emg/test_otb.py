"""OTB+: a file made by hand from the maker's own reader is read to the millivolt, and nothing is guessed."""

import gzip
import io
import tarfile
from pathlib import Path

import numpy as np
import pytest

from eutonia import emg
from eutonia.emg.formats import otb_archive
from eutonia.emg.formats.otb import otb_scales
from eutonia.knowledge.vocabulary import IssueLevel

RATE = 2048


def description(
    device: str = "QUATTROCENTO", gain: str = "150", extra: str = "", bits: int = 16, count: int = 4, head: str = ""
) -> str:
    """Return the XML of a grid of three channels and one of control."""
    grid = "".join(f'<Channel Index="{i}" ID="GR08MM1305" Muscle="vastus"/>' for i in range(3))
    return (
        f'<?xml version="1.0"?>{head}<Device Name="{device};7" SampleFrequency="{RATE}" DeviceTotalChannels="{count}" '
        f'ad_bits="{bits}"><Channels><Adapter ID="IN1;x" Gain="{gain}" ChannelStartIndex="0" LowPassFilter="500">'
        f'{grid}</Adapter><Adapter ID="AdapterControl" Gain="1" ChannelStartIndex="3"><Channel Index="0" ID="Ramp"/>'
        f"</Adapter>{extra}</Channels></Device>"
    )


def samples(seconds: float = 1.0) -> np.ndarray:
    """Return 16-bit samples (moments, channels)."""
    return np.random.default_rng(9).integers(-32768, 32768, (round(RATE * seconds), 4)).astype("<i2")


def archive(parts: dict[str, bytes], *, zipped: bool = False) -> bytes:
    """Return a tar archive, plain or zipped."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, data in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return gzip.compress(buffer.getvalue()) if zipped else buffer.getvalue()


def write(tmp_path: Path, xml: str | bytes, *, zipped: bool = False, sig: bytes | None = None) -> Path:
    """Write an OTB+ file with a patient, as the recorder's software does."""
    text = xml.encode() if isinstance(xml, str) else xml
    data = samples().tobytes() if sig is None else sig
    path = tmp_path / "one.otb+"
    parts = {"patient.xml": b"<patient><first_name>Nobody</first_name></patient>", "a_1.xml": text, "a_1.sig": data}
    path.write_bytes(archive(parts, zipped=zipped))
    return path


@pytest.mark.parametrize("zipped", [False, True])
def test_a_file_by_hand_is_read_in_millivolts(tmp_path: Path, zipped: bool) -> None:
    read = emg.read(write(tmp_path, description(), zipped=zipped))
    assert read.labels == ("GR08MM1305 1", "GR08MM1305 2", "GR08MM1305 3")
    assert set(read.rates_hz) == {RATE}
    assert read.units == ("mV",) * 3
    expected = samples()[:, :3].T * 0.00050863  # the factor that the maker's reader has, rounded as it is there
    np.testing.assert_allclose(read.samples, expected, rtol=2e-5, atol=1e-9)
    np.testing.assert_array_equal(read.channels[1].read(100, 333), read.channels[1].read()[100:333])
    assert read.channels[0].limits == pytest.approx((-32768 * 0.00050863, 32767 * 0.00050863), rel=2e-5)
    assert [issue.level for issue in read.issues] == [IssueLevel.INFORMATION]
    assert "1 channels of control" in read.issues[0].what


@pytest.mark.parametrize(
    ("device", "adapter", "factor"),
    [
        ("QUATTROCENTO", "IN1", 0.00050863),
        ("DUE", "D1", 0.00038147),
        ("DUE+", "D1", 0.00024928),
        ("QUATTRO+", "Q1", 0.00024928),
        ("SYNCSTATION", "Due+", 0.00024928),
    ],
)
def test_the_table_gives_the_factors_of_the_maker(device: str, adapter: str, factor: float) -> None:
    found = [one for one in otb_scales() if one.device == device and one.adapter in (adapter, "*")]
    assert len(found) == 1
    assert found[0].millivolts == pytest.approx(factor, rel=2e-5)


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (description(device="MUOVI"), "scale of the device 'MUOVI'"),
        (description(device="SYNCSTATION"), "scale of the device 'SYNCSTATION'"),
        (description(gain="500"), "states the gain 500"),
        (description(gain="nan"), "states the gain nan"),
        (description(gain="high"), "no number for Gain"),
        (description(bits=24), "24 bits"),
        (description(count=0), "promises 0 channels"),
        (description(count=2), "contradict"),
        (description(count=10**6), "promises 1000000"),
        (description().replace('SampleFrequency="2048"', ""), "SampleFrequency"),
        (description().replace('"2048"', '"0"'), "sampling rate"),
        (description().replace('Index="1"', 'Index="0"'), "contradict"),
        (description().replace('Index="1"', 'Index="1e300"'), "whole number for Index"),
        (description().replace("<Channel ", '<Channel Gain="2" ', 1), "gain of its own"),
        (description(head='<!DOCTYPE d [<!ENTITY a "aaaa">]>'), "document type"),
        ("<nothing/>", "names no device"),
        ("<Device", "cannot be read"),
        (b"\xff\xfe\x00<", "cannot be read"),
        ('<Device Name="DUE" SampleFrequency="1" DeviceTotalChannels="1" ad_bits="16"/>', "no channel of a muscle"),
    ],
)
def test_what_is_not_surely_known_is_refused(tmp_path: Path, xml: str | bytes, words: str) -> None:
    with pytest.raises(emg.EmgError, match=words) as caught:
        emg.read(write(tmp_path, xml))
    assert all(issue.remedy for issue in caught.value.issues)


def test_a_file_that_states_no_gain_says_so(tmp_path: Path) -> None:
    read = emg.read(write(tmp_path, description(gain="1")))
    np.testing.assert_array_equal(read.samples, emg.read(write(tmp_path, description())).samples)
    assert "states no gain" in read.issues[-1].what


def test_auxiliary_inputs_are_no_muscle(tmp_path: Path) -> None:
    xml = description().replace('ID="AdapterControl"', 'ID="Direct connection"')
    assert len(emg.read(write(tmp_path, xml)).channels) == 3


def test_samples_that_end_in_the_middle_are_reported(tmp_path: Path) -> None:
    read = emg.read(write(tmp_path, description(), sig=samples().tobytes()[:-3]))
    assert len(read.channels[0]) == RATE - 1
    assert "middle of a moment" in read.issues[0].what
    with pytest.raises(emg.EmgError, match="no samples"):
        emg.read(write(tmp_path, description(), sig=b"\0" * 7))


def test_an_archive_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "one.otb+"
    for name in ("../../a.sig", "/etc/a.sig"):
        path.write_bytes(archive({name: b"00", "a.xml": b"<a/>"}))
        with pytest.raises(emg.EmgError, match="points somewhere else"):
            emg.read(path)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        link = tarfile.TarInfo("a.sig")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        tar.addfile(link)
    path.write_bytes(buffer.getvalue())
    with pytest.raises(emg.EmgError, match="points somewhere else"):
        emg.read(path)


def test_two_recordings_or_none_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "one.otb+"
    path.write_bytes(archive({"a.sig": b"00", "b.sig": b"00", "a.xml": b"<a/>"}))
    with pytest.raises(emg.EmgError, match="holds 2 recordings"):
        emg.read(path)
    path.write_bytes(archive({"a.sig": b"00", "b.xml": b"<a/>"}))
    with pytest.raises(emg.EmgError, match="description of the samples is not"):
        emg.read(path)
    path.write_bytes(archive({}))
    with pytest.raises(emg.EmgError, match="holds 0 recordings"):
        emg.read(path)


@pytest.mark.parametrize("zipped", [False, True])
def test_a_cut_archive_is_refused(tmp_path: Path, zipped: bool) -> None:
    path = write(tmp_path, description(), zipped=zipped)
    whole = path.read_bytes()
    for share in (0.001, 0.1, 0.5, 0.9):
        path.write_bytes(whole[: round(share * len(whole))])
        with pytest.raises(emg.EmgError):
            emg.read(path)


def test_an_archive_that_swells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(otb_archive, "MOST_UNZIPPED", 1 << 20)
    path = write(tmp_path, description(), zipped=True, sig=bytes(3 << 20))
    assert path.stat().st_size < 50_000
    with pytest.raises(emg.EmgError, match="larger than is read"):
        emg.read(path)
    parts = {"rubbish": bytes(3 << 20), "a.xml": description().encode(), "a.sig": samples().tobytes()}
    path.write_bytes(archive(parts, zipped=True))
    with pytest.raises(emg.EmgError, match="larger than is read"):
        emg.read(path)


def test_a_header_that_asks_for_much_at_once_gets_nothing(tmp_path: Path) -> None:
    member = tarfile.TarInfo("x")
    member.type, member.size = tarfile.XHDTYPE, 1 << 32
    path = tmp_path / "one.otb+"
    path.write_bytes(member.tobuf() + bytes(1 << 12))
    with pytest.raises(emg.EmgError, match="broken or cut off"):
        emg.read(path)


def test_a_long_plain_archive_is_mapped_and_not_read(tmp_path: Path) -> None:
    channel = emg.read(write(tmp_path, description())).channels[0]
    records = channel.source._records  # type: ignore[attr-defined]
    while not isinstance(records, np.memmap):
        records = records.base
    assert records.nbytes == samples().nbytes
