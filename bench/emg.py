"""Speed and accuracy of the EMG analyses, and of every peer that is installed, in one run.

Speed: 8 channels, 10 minutes, 2000 Hz (9.6 million samples); medians, loading of modules and compilation left out.
Peers are timed on the same array in the same run: edfio, pyedflib and scipy are among the development packages, the
others get an environment of their own (bench/emg_peers.py). The first call of ours in a new process loads numba and the
loops; where they were never compiled it compiles them. Both are printed apart (``--start``).
Accuracy: fresh seeds of our own simulator, so it flatters; the figures in docs/evidence/surface-emg.md say which seeds.
"""

import argparse
import importlib.util
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np

from bench import emg_peers
from bench.emg_accuracy import CONDITIONS, Score
from bench.progress import progress
from eutonia import emg
from eutonia.emg import simulate

MINUTES, CHANNELS, RATE = 10, 8, 2000.0


def a_file(folder: Path, minutes: int) -> Path:
    """Write the file that is measured: bursts of 3 to 25 dB, everything that disturbs."""
    made = simulate.surface(
        1, 60.0 * MINUTES, RATE, channels=CHANNELS, snr_db=(3.0, 25.0), nuisances=simulate.Nuisances()
    )
    path = folder / f"{minutes}.edf"
    emg.write_edf(path, made.recording)
    if minutes > MINUTES:  # the same ten minutes again and again: only the length matters
        raw = path.read_bytes()
        head = int(raw[184:192])
        times = minutes // MINUTES
        stated = str(int(raw[236:244]) * times).ljust(8).encode()
        path.write_bytes(raw[:236] + stated + raw[244:head] + raw[head:] * times)
    return path


def ours(path: Path) -> dict[str, Callable[[], object]]:
    """Return what is timed of ours."""
    samples = emg.read(path).samples
    recording = emg.Recording(samples, RATE, "uV")
    return {
        "EDF to float32, eutonia": lambda: emg.read(path).samples,
        "envelope, eutonia": lambda: emg.envelope(recording),
        "bursts, eutonia": lambda: emg.bursts(recording),
        "features, eutonia": lambda: emg.features(recording),
        "quality, eutonia": lambda: emg.quality(recording),
    }


def peers(path: Path) -> dict[str, Callable[[], object]]:
    """Return what is timed of others, as far as it is installed."""
    found: dict[str, Callable[[], object]] = {}
    if importlib.util.find_spec("edfio"):
        import edfio

        found["EDF to float32, edfio"] = lambda: np.stack([one.data for one in edfio.read_edf(path).signals])
    if importlib.util.find_spec("pyedflib"):
        import pyedflib

        def with_pyedflib() -> object:
            with pyedflib.EdfReader(str(path)) as file:
                return [file.readSignal(index) for index in range(file.signals_in_file)]

        found["EDF to float32, pyedflib"] = with_pyedflib
    samples = emg.read(path).samples.astype(np.float64)
    from scipy import signal

    sos = signal.butter(4, (20, 450), "bandpass", fs=RATE, output="sos")
    low = signal.butter(2, 8, fs=RATE, output="sos")
    found["envelope, plain scipy"] = lambda: signal.sosfilt(low, np.abs(signal.sosfilt(sos, samples)))
    return found


def speed(folder: Path, rounds: int, with_peers: bool) -> None:
    """Print the median time of each, in turns, so that a busy moment touches all alike; then the other peers."""
    path = a_file(folder, MINUTES)
    work = ours(path) | peers(path)
    taken: dict[str, list[float]] = {name: [] for name in work}
    used: dict[str, list[float]] = {name: [] for name in work}
    for function in work.values():
        function()
    for _ in progress(range(rounds), desc="rounds"):
        for name, function in work.items():
            began, spent = perf_counter(), process_time()
            function()
            taken[name].append(perf_counter() - began)
            used[name].append(process_time() - spent)
    print(f"load of the machine (1, 5, 15 minutes): {' '.join(f'{one:.1f}' for one in os.getloadavg())}")
    for name in sorted(taken):
        print(f"{name:48} median {median(taken[name]):8.3f} s   on a processor {median(used[name]):8.3f} s")
    if with_peers:
        own = {name.split(",")[0]: median(times) for name, times in taken.items() if name.endswith("eutonia")}
        emg_peers.speed(emg.read(path).samples, rounds, own)


START = """
import time
began = time.perf_counter()
import numpy as np
from eutonia import emg
recording = emg.Recording(np.random.default_rng(1).normal(0, 5, (1, 130_000)), 2000, "uV")
loaded = time.perf_counter()
for work in (emg.bursts, emg.quality, emg.features, emg.envelope):
    work(recording)
print(f"{loaded - began:.2f} s to load the modules, {time.perf_counter() - loaded:.2f} s for the first call of each")
"""


def start(folder: Path) -> None:
    """Print what a new process pays before its first answer: loops and bytecode new, and both kept from before."""
    for title in ("loops compiled", "loops ready"):
        print(f"{title}: ", end="", flush=True)
        subprocess.run([sys.executable, "-c", START], check=True, env={**os.environ, "NUMBA_CACHE_DIR": str(folder)})
    for title in ("bytecode written", "bytecode ready"):
        print(f"loops ready, {title}: ", end="", flush=True)
        environment = {**kept_in(folder), "NUMBA_CACHE_DIR": str(folder)}
        subprocess.run([sys.executable, "-c", START], check=True, env=environment)


def kept_in(folder: Path) -> dict[str, str]:
    """Return an environment in which Python keeps the bytecode of modules, as it does unless it is told not to."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}


LONG = """
import sys
from eutonia import emg
from eutonia.emg.reporting.report import analyse_channel
from eutonia.emg.speed import side_by_side
parts = side_by_side(analyse_channel, emg.read(sys.argv[1]).emg_channels())
print(sum(len(part.bursts) for part in parts), "bursts")
for line in open("/proc/self/status"):
    if line.startswith(("VmHWM", "RssAnon")):
        print(line.strip())
"""


def long_file(folder: Path) -> None:
    """Print time and memory of four hours of eight channels, in a process of its own (memory: Linux).

    The loops were compiled before. Python keeps the bytecode of modules unless it is told not to, as in containers;
    then every new process makes it again, so both are measured. VmHWM counts the pages of the mapped file too, which
    the system takes back when it needs them; RssAnon does not.
    """
    path = a_file(folder, 240)
    subprocess.run([sys.executable, "-c", START], check=True, env=kept_in(folder), stdout=subprocess.DEVNULL)
    for title, environment in (("as this shell has it", dict(os.environ)), ("bytecode kept", kept_in(folder))):
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
        subprocess.run([sys.executable, "-c", LONG, str(path)], check=True, env=environment)
        took, after = perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"4 h x 8 channels: read, cleaned, judged, bursts, features ({title}): {took:.1f} s")
        print(f"of which on a processor: {used:.1f} s; load {os.getloadavg()[0]:.1f}")


def accuracy(first: int, count: int) -> None:
    """Print F1 and onset error for each condition, for bursts of muscle-like and of flat spectrum, and at rest."""
    for flat in (False, True):
        for name, (snr_db, disturbed) in CONDITIONS.items():
            score = Score()
            nuisances = simulate.Nuisances() if disturbed else simulate.CLEAN
            for seed in progress(range(first, first + count), desc=name):
                made = simulate.surface(seed, 120, snr_db=snr_db, nuisances=nuisances, flat=flat)
                score.add([one.onset_s for one in emg.bursts(made.recording)[0]], [on for on, _ in made.bursts[0]])
            print(f"{'flat' if flat else 'muscle':8}{name:20} F1 {score.f1:.3f}   onset error {score.error_ms:4.1f} ms")
    for title, nuisances in (("rest", simulate.CLEAN), ("rest, disturbed", simulate.Nuisances())):
        found = sum(
            len(emg.bursts(simulate.surface(seed, 600, nuisances=nuisances, active=False).recording)[0])
            for seed in range(first, first + count)
        )
        print(f"{title}: {found} false bursts in {10 * count} min")


def main() -> None:
    """Measure what was asked for; without options the speed."""
    parser = argparse.ArgumentParser(prog="./run bench emg", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--accuracy", type=int, metavar="SEEDS", help="F1 on so many seeds")
    parser.add_argument("--first-seed", type=int, default=90_000)
    parser.add_argument("--peers", action="store_true", help="with --accuracy: F1 of the peers on the same recordings")
    parser.add_argument("--no-peers", action="store_true", help="only ours and the peers among our packages")
    parser.add_argument("--start", action="store_true", help="what a new process pays before its first answer")
    parser.add_argument("--long", action="store_true", help="four hours of eight channels (460 MB on disk)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.accuracy and arguments.peers:
            emg_peers.accuracy(arguments.first_seed, arguments.accuracy)
        elif arguments.start:
            start(folder)
        elif arguments.accuracy:
            accuracy(arguments.first_seed, arguments.accuracy)
        elif arguments.long:
            long_file(folder)
        else:
            speed(folder, arguments.rounds, not arguments.no_peers)


if __name__ == "__main__":
    main()
