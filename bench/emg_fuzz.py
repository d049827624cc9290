"""Mutated files: every one must end in a recording or in issues with remedies, never in another error.

EDF+ (with and without pauses), BDF, WFDB headers, tables, and OTB+ (its description, its archive, zipped and plain).
"""

import argparse
import gzip
import io
import tarfile
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from bench.progress import progress
from eutonia import emg

_NASTY = (b"", b"-1", b"0", b"99999999", b"1e308", b"nan", b"-inf", b"\0" * 8, b"\xff" * 8, b"0.000001", b"<script>")
_WORDS = (
    *_NASTY,
    b"9" * 400,
    b"1e-320",
    b"..",
    b"/",
    b"../../etc/passwd",
    b"\n",
    b"(",
    b"212",
    b"24",
    b"1:1+9",
    b"\xc3(",
)
_MOST_READ = 1 << 20  # samples per channel: enough to touch the data, and bounded


@dataclass
class Outcome:
    """How many mutants were read and how many refused."""

    read: int = 0
    refused: int = 0


def mutate(raw: bytes, rng: np.random.Generator, head: int) -> bytes:
    """Return the file with a few of its header bytes or fields changed, or with its end or middle lost."""
    data = bytearray(raw)
    for _ in range(int(rng.integers(1, 4))):
        at, kind = int(rng.integers(0, head)), rng.integers(0, 10)
        if kind < 5:
            data[at : at + 1] = bytes([int(rng.integers(0, 256))])
        elif kind < 9:
            start = at - at % 8
            data[start : start + 8] = _NASTY[int(rng.integers(len(_NASTY)))].ljust(8)
        else:
            del data[int(rng.integers(0, len(data))) :]
    return bytes(data)


def mutate_text(raw: bytes, rng: np.random.Generator) -> bytes:
    """Return a text with a few words exchanged, doubled or lost, or bytes changed, or with its end cut."""
    data = raw
    for _ in range(int(rng.integers(1, 4))):
        kind, at = int(rng.integers(0, 10)), int(rng.integers(0, max(1, len(data))))
        if kind < 2:
            data = data[:at] + bytes([int(rng.integers(0, 256))]) + data[at + 1 :]
        elif kind < 8:
            signs = b' \n\t,;="<>'
            start = max(data.rfind(bytes([sign]), 0, at) for sign in signs) + 1
            ends = [place for sign in signs if (place := data.find(bytes([sign]), at)) >= 0]
            stop = min(ends, default=len(data))
            word = (_WORDS[int(rng.integers(len(_WORDS)))], data[start:stop] * 2)[kind == 7]
            data = data[:start] + word + data[stop:]
        else:
            data = data[:at] + (b"" if kind == 9 else data[at : at + 40] * 2 + data[at:])
    return data


def attempt(path: Path, outcome: Outcome, **how: object) -> None:
    """Read a mutant as an analysis would. Any error but EmgError, and any warning, is a fault and comes through."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a sum that overflows is no answer either
            recording = emg.read(path, **how)  # type: ignore[arg-type]
            for channel in recording.channels:
                np.asarray(channel.read(0, _MOST_READ), np.float32)
            recording.emg_channels()
        outcome.read += 1
    except emg.EmgError as problem:
        if not all(issue.what and issue.remedy for issue in problem.issues):
            raise AssertionError("an issue without a remedy") from problem
        outcome.refused += 1


def fuzz_edf(raw: bytes, folder: Path, seed: int, count: int, each: Callable[[], object] = lambda: None) -> Outcome:
    """Read ``count`` mutants of an EDF or BDF file."""
    rng = np.random.default_rng(seed)
    head = 256 * (int(raw[252:256]) + 1)
    path = folder / "mutant.edf"
    outcome = Outcome()
    for _ in range(count):
        path.write_bytes(mutate(raw, rng, head))
        attempt(path, outcome)
        each()
    return outcome


def fuzz_pauses(raw: bytes, folder: Path, seed: int, count: int, each: Callable[[], object] = lambda: None) -> Outcome:
    """Read ``count`` mutants of an EDF+ file that says it has pauses, onsets and annotations changed too."""
    rng = np.random.default_rng(seed)
    paused = raw[:192] + b"EDF+D" + raw[197:]
    path = folder / "mutant.edf"
    outcome = Outcome()
    for _ in range(count):
        stamps = [place for place in range(len(paused)) if paused[place : place + 1] == b"+" and place > 512]
        data = bytearray(paused)
        for _ in range(int(rng.integers(1, 3))):
            at = stamps[int(rng.integers(len(stamps)))] + int(rng.integers(0, 12))
            data[at : at + 1] = bytes([int(rng.choice([*b"0123456789+-.\x14\x15\0\xff"]))])
        path.write_bytes(mutate(bytes(data), rng, len(data)) if rng.random() < 0.3 else bytes(data))
        attempt(path, outcome)
        each()
    return outcome


def fuzz_wfdb(folder: Path, seed: int, count: int, each: Callable[[], object] = lambda: None) -> Outcome:
    """Read ``count`` mutants of WFDB headers in four formats beside one data file."""
    rng = np.random.default_rng(seed)
    (folder / "rec.dat").write_bytes(rng.integers(0, 256, 6000).astype(np.uint8).tobytes())
    outcome = Outcome()
    for index in range(count):
        code = (16, 24, 32, 212)[index % 4]
        lines = [f"rec 3 2000 {int(2000 * 8 / {16: 16, 24: 24, 32: 32, 212: 12}[code]) // 2}"]
        lines += [f"rec.dat {code} 200(-7)/mV 16 0 12 0 0 left biceps", f"rec.dat {code}+0 4/uV 16 0 0 0 0 b"]
        lines += [f"rec.dat {code} 1e2/mV 16 0 0 0 0", "# a remark"]
        (folder / "rec.hea").write_bytes(mutate_text("\n".join(lines).encode(), rng))
        attempt(folder / "rec.hea", outcome)
        each()
    return outcome


def fuzz_table(folder: Path, seed: int, count: int, each: Callable[[], object] = lambda: None) -> Outcome:
    """Read ``count`` mutants of a table, half of them with a column of time."""
    rng = np.random.default_rng(seed)
    timed = "time,left,right\n" + "".join(f"{i / 1000:.3f},{i * 3 % 7},{-i}\n" for i in range(40))
    stated = "# rate_hz: 1000\n# unit: uV\nleft;right\n" + "".join(f"{i};{i * 2.5e-3}\n" for i in range(40))
    path = folder / "mutant.csv"
    outcome = Outcome()
    for index in range(count):
        path.write_bytes(mutate_text((timed if index % 2 else stated).encode(), rng))
        attempt(path, outcome, unit="mV" if index % 2 else None)
        each()
    return outcome


def an_archive(description: bytes, samples: bytes) -> bytes:
    """Return a plain OTB+ file."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in (("patient.xml", b"<patient/>"), ("a.xml", description), ("a.sig", samples)):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


OTB_DESCRIPTION = (
    b'<?xml version="1.0" encoding="utf-8"?><Device Name="QUATTROCENTO" SampleFrequency="2048" DeviceTotalChannels="4" '
    b'ad_bits="16"><Channels><Adapter ID="IN1" Gain="150" ChannelStartIndex="0"><Channel Index="0" ID="a"/>'
    b'<Channel Index="1" ID="b"/><Channel Index="2" ID="b"/></Adapter><Adapter ID="AdapterControl" Gain="1" '
    b'ChannelStartIndex="3"><Channel Index="0" ID="Ramp"/></Adapter></Channels></Device>'
)


def fuzz_otb(folder: Path, seed: int, count: int, each: Callable[[], object] = lambda: None) -> Outcome:
    """Read ``count`` mutants of OTB+: two in four of the description, one of the archive, one of it when zipped."""
    rng = np.random.default_rng(seed)
    samples = rng.integers(0, 256, 8 * 500).astype(np.uint8).tobytes()
    whole = an_archive(OTB_DESCRIPTION, samples)
    path = folder / "mutant.otb+"
    outcome = Outcome()
    for index in range(count):
        if index % 4 < 2:
            data = an_archive(mutate_text(OTB_DESCRIPTION, rng), samples)
        else:
            data = mutate(whole, rng, 512 * 7) if index % 4 == 2 else gzip.compress(mutate(whole, rng, 512 * 7), 1)
        path.write_bytes(mutate(data, rng, len(data)) if index % 16 == 15 else data)
        attempt(path, outcome)
        each()
    return outcome


def main() -> None:
    """Read mutants of every format and print how many were read and refused."""
    parser = argparse.ArgumentParser(prog="./run bench emg_fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="mutants of each format")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rng = np.random.default_rng(0)
    recording = emg.Recording(
        rng.normal(0, 100, (2, 2000)),
        500,
        "uV",
        annotations=[emg.Annotation(0.5, 0.2, "one"), emg.Annotation(2.0, 0, "two")],
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        emg.write_edf(folder / "one.edf", recording)
        edf = (folder / "one.edf").read_bytes()
        bdf = b"\xffBIOSEMI" + edf[8:192] + b"24BIT".ljust(44) + edf[236:]
        kinds: dict[str, Callable[..., Outcome]] = {
            "EDF+": partial(fuzz_edf, edf),
            "EDF+D": partial(fuzz_pauses, edf),
            "BDF": partial(fuzz_edf, bdf),
            "WFDB": fuzz_wfdb,
            "table": fuzz_table,
            "OTB+": fuzz_otb,
        }
        for kind, fuzz in kinds.items():
            with progress(total=asked.count, desc=kind) as bar:
                outcome = fuzz(folder=folder, seed=asked.seed, count=asked.count, each=bar.update)
            print(f"{kind:6} {outcome.read} read, {outcome.refused} refused", flush=True)


if __name__ == "__main__":
    main()
