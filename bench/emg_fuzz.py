"""Mutated headers: every one must end in a recording or in issues with remedies, never in another error."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eutonia import emg

_NASTY = (b"", b"-1", b"0", b"99999999", b"1e308", b"nan", b"-inf", b"\0" * 8, b"\xff" * 8, b"0.000001", b"<script>")
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


def fuzz_edf(raw: bytes, folder: Path, seed: int, count: int, each: Callable[[], object] = lambda: None) -> Outcome:
    """Read ``count`` mutants of an EDF file. Any error but EmgError is a fault and comes through."""
    rng = np.random.default_rng(seed)
    head = int(raw[184:192])
    path = folder / "mutant.edf"
    outcome = Outcome()
    for _ in range(count):
        path.write_bytes(mutate(raw, rng, head))
        try:
            recording = emg.read(path)
            for channel in recording.channels:
                channel.read(0, _MOST_READ)
            recording.emg_channels()
            outcome.read += 1
        except emg.EmgError as problem:
            if not all(issue.what and issue.remedy for issue in problem.issues):
                raise AssertionError("an issue without a remedy") from problem
            outcome.refused += 1
        each()
    return outcome
