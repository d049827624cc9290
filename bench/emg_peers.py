"""The peers of the EMG analyses, in an environment of their own in .bench-envs, made at need; never a dependency.

What they do is in emg_peers_inside.py, which is run there. EMGFlow and pyemgpipeline install as well and are left out:
for envelopes they were slower than these by two and ten times when they were tried.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.emg_accuracy import CONDITIONS, Score
from eutonia import emg
from eutonia.emg import simulate

ROOT = Path(__file__).resolve().parents[1]
WANTED = ("neurokit2", "biosppy", "peakutils", "resurfemg", "pysiology", "librosa", "PyWavelets")
WITHOUT_ITS_NEEDS = "libemg"  # it pins numpy below 2 and asks for device drivers; its features need neither
COMPARED = ("3 dB", "10 dB, disturbed")


def environment() -> Path | None:
    """Return the Python of the peers' own environment, made at need; or None, with a sentence."""
    folder = ROOT / ".bench-envs" / "emg"
    python, uv = folder / "bin" / "python", ROOT / ".boot" / "bin" / "uv"
    if (folder / "made").exists():
        return python
    steps = (
        [uv, "venv", "-q", "--clear", "--python", sys.executable, folder],
        [uv, "pip", "install", "-q", "--python", python, *WANTED],
        [uv, "pip", "install", "-q", "--python", python, "--no-deps", WITHOUT_ITS_NEEDS],
    )
    for step in steps:
        done = subprocess.run(list(map(str, step)), capture_output=True, text=True) if uv.exists() else None
        if done is None or done.returncode:
            why = "no uv" if done is None else done.stderr.strip()[:200]
            print(f"peers: skipped, because their environment could not be made ({why}).")
            return None
    (folder / "made").touch()
    return python


def asked(python: Path, *arguments: str) -> Iterator[dict[str, object]]:
    """Yield what the program inside says, line by line, as it says it."""
    program = Path(__file__).with_name("emg_peers_inside.py")
    command = [str(python), "-W", "ignore", str(program), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        for line in process.stdout or ():
            yield json.loads(line)
    if process.returncode:
        print(f"peers: their program ended with {process.returncode}.")


def speed(samples: NDArray[np.floating], rounds: int, ours: dict[str, float]) -> None:
    """Print the time of each peer on the same samples, and how many of ours go into the best of each kind."""
    python = environment()
    if python is None:
        return
    best: dict[str, tuple[float, str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "samples.npy"
        np.save(path, samples)
        for one in asked(python, "speed", str(path), str(rounds)):
            name = f"{one['what']}, {one['who']}"
            if "failed" in one:
                print(f"{name:48} did not run ({one['failed']})")
                continue
            seconds, part = float(str(one["seconds"])), float(str(one["part"]))
            scaled = "" if part == 1 else f"   (from {part:.2%} of it)"
            print(f"{name:48} median {seconds:8.3f} s{scaled}")
            best[str(one["what"])] = min(best.get(str(one["what"]), (np.inf, "")), (seconds, str(one["who"])))
    for what, (seconds, who) in best.items():
        if what in ours:
            print(f"{what}: ours is {seconds / ours[what]:.1f} times as quick as the quickest peer ({who})")


def accuracy(first: int, count: int) -> None:
    """Print F1 of the peers and of ours on the same recordings, two conditions, bursts of muscle-like spectrum."""
    python = environment()
    if python is None:
        return
    rows, truth = {}, {}
    scores: dict[tuple[str, str], Score] = {}
    for name in COMPARED:
        snr_db, disturbed = CONDITIONS[name]
        for seed in range(first, first + count):
            nuisances = simulate.Nuisances() if disturbed else simulate.CLEAN
            made = simulate.surface(seed, 120, snr_db=snr_db, nuisances=nuisances)
            key = f"{name}|{seed}"
            rows[key], truth[key] = made.recording.samples[0].astype(np.float64), [on for on, _ in made.bursts[0]]
            found = [one.onset_s for one in emg.bursts(made.recording)[0]]
            scores.setdefault(("eutonia", name), Score()).add(found, truth[key])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recordings.npz"
        np.savez(path, **rows)  # type: ignore[arg-type]
        for one in asked(python, "accuracy", str(path)):
            key = str(one["recording"])
            onsets = one.get("onsets")
            found = [float(at) for at in onsets] if isinstance(onsets, list) else []
            scores.setdefault((str(one["who"]), key.split("|")[0]), Score()).add(found, truth[key])
    for (who, name), score in scores.items():
        print(f"{who:42}{name:20} F1 {score.f1:.3f}   onset error {score.error_ms:4.1f} ms")
