"""What is run inside the environment of the peers: needs nothing of ours. See bench/emg_peers.py.

``python emg_peers_inside.py speed SAMPLES.npy ROUNDS`` prints a line of JSON for each measurement; ``accuracy
RECORDINGS.npz`` prints the onsets that each detector finds in each recording.
"""

import contextlib
import importlib
import importlib.util
import json
import sys
import time
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

RATE, SIZE, HOP = 2000.0, 500, 250
PART_WINDOWS = 200
type Work = tuple[str, str, float, Callable[[], object]]  # what, who, how much of the whole it is, the work


def envelopes(samples: Any) -> Iterator[Work]:
    """Yield the envelopes of 8 channels: band-pass, size, smooth."""
    nk = importlib.import_module("neurokit2")
    yield "envelope", "neurokit2", 1, lambda: [nk.emg_amplitude(nk.emg_clean(row, RATE)) for row in samples]
    tools = importlib.import_module("biosppy.signals.tools")

    def with_biosppy() -> None:
        for row in samples:
            high, _, _ = tools.filter_signal(row, "butter", "highpass", 4, 100, RATE)
            tools.smoother(np.abs(high), "boxzen", int(0.05 * RATE), True)

    yield "envelope", "biosppy", 1, with_biosppy
    filtering = importlib.import_module("resurfemg.preprocessing.filtering")
    rolling = importlib.import_module("resurfemg.preprocessing.envelope")
    yield (
        "envelope",
        "resurfemg",
        1,
        lambda: [rolling.full_rolling_rms(filtering.emg_bandpass_butter(row, 20, 450, RATE), 100) for row in samples],
    )


def detectors() -> dict[str, Callable[[Any], Any]]:
    """Return the detectors: a row to its onsets in seconds. With their defaults, or given rest and tuned elsewhere.

    What each finds is tidied alike: pauses under 60 ms closed, what is shorter than 60 ms dropped.
    """
    theirs = importlib.import_module("biosppy.signals.emg")
    tools = importlib.import_module("biosppy.signals.tools")
    nk = importlib.import_module("neurokit2")

    def band(row: Any) -> Any:
        return tools.filter_signal(row, "butter", "bandpass", 4, (20, 450), RATE)[0]

    def lidierth(row: Any) -> Any:
        row = band(row)
        found = theirs.lidierth_onset_detector(row, row[: int(0.3 * RATE)], RATE, 100, 1.0, 60, 60)[0]
        return tidied(found[::2], found[1::2])

    def hodges(row: Any) -> Any:
        row = band(row)
        found = theirs.hodges_bui_onset_detector(row, row[: int(0.3 * RATE)], RATE, 100, 3)[0]
        return tidied(found[::2], found[1::2])

    def find_onsets(row: Any) -> Any:
        found = theirs.find_onsets(band(row), RATE)[0]
        return tidied(found[::2], found[1::2])

    def neurokit(row: Any, method: str) -> Any:
        cleaned = nk.emg_clean(row, RATE)
        how = {"emg_cleaned": cleaned} if method == "biosppy" else {"emg_amplitude": nk.emg_amplitude(cleaned)}
        found = nk.emg_activation(**how, sampling_rate=RATE, method=method)[1]
        return tidied(found["EMG_Onsets"], found["EMG_Offsets"])

    return {
        "biosppy lidierth, given 0.3 s of rest": lidierth,
        "biosppy hodges_bui, given 0.3 s of rest": hodges,
        "biosppy find_onsets": find_onsets,
        "neurokit2 biosppy": lambda row: neurokit(row, "biosppy"),
        "neurokit2 threshold": lambda row: neurokit(row, "threshold"),
    }


def tidied(begins: Any, ends: Any) -> list[float]:
    """Return the onsets in seconds of what was found, in samples, after joining and dropping."""
    kept: list[list[float]] = []
    for begin, end in zip(begins, ends, strict=False):
        if kept and begin - kept[-1][1] < 0.06 * RATE:
            kept[-1][1] = float(end)
        else:
            kept.append([float(begin), float(end)])
    return [begin / RATE for begin, end in kept if end - begin >= 0.06 * RATE]


def bursts(samples: Any) -> Iterator[Work]:
    """Yield the detectors on 8 channels; the slow ones of neurokit2 on a minute of one."""
    minute = int(60 * RATE)
    for name, detect in detectors().items():
        if name.startswith("neurokit2"):
            part = minute / samples.size
            yield "bursts", name, part, lambda detect=detect: detect(samples[0, :minute])
        else:
            yield "bursts", name, 1, lambda detect=detect: [detect(row) for row in samples]


def features(samples: Any) -> Iterator[Work]:
    """Yield the features of windows of 250 ms every 125 ms; nobody here counts turns."""
    found = importlib.util.find_spec("libemg")
    if found is not None:  # only its features: the package itself asks for the drivers of a dozen devices
        package = types.ModuleType("libemg")
        package.__path__ = list(found.submodule_search_locations or ())
        sys.modules["libemg"] = package
        extractor = importlib.import_module("libemg.feature_extractor").FeatureExtractor()

        def with_libemg() -> None:
            for row in samples:
                windows = np.lib.stride_tricks.sliding_window_view(row, SIZE)[::HOP][:, None, :]
                for name in ("RMS", "MAV", "WL", "ZC", "SSC"):
                    getattr(extractor, f"get{name}feat")(windows)
                extractor.getMNFfeat(windows, RATE)

        yield "features", "libemg, no median frequency, no turns", 1, with_libemg
    with contextlib.redirect_stdout(sys.stderr):  # it greets
        theirs = importlib.import_module("pysiology.electromyography")
    pieces = [list(samples[0, k * HOP : k * HOP + SIZE]) for k in range(PART_WINDOWS)]

    def with_pysiology() -> None:
        for piece in pieces:
            theirs.getRMS(piece), theirs.getMAV(piece), theirs.getWL(piece)
            theirs.getZC(piece, 0), theirs.getSSC(piece, 0)
            power, hz = theirs.getPSD(piece, RATE)
            theirs.getMNF(power, hz), theirs.getMDF(power, hz)

    whole = samples.shape[0] * ((samples.shape[1] - SIZE) // HOP + 1)
    yield "features", "pysiology, no turns", PART_WINDOWS / whole, with_pysiology


def speed(path: str, rounds: int) -> None:
    """Print the median time of each; what was measured on a part is multiplied, and the line says so."""
    samples = np.load(path).astype(np.float64)
    for of in (envelopes, bursts, features):
        works = of(samples)
        while True:
            try:
                work = next(works, None)
            except Exception as error:
                tell(what=of.__name__, who="the rest of these", failed=f"{type(error).__name__}: {error}")
                break
            if work is None:
                break
            what, who, part, run = work
            try:
                run()
                times = []
                for _ in range(rounds):
                    began = time.perf_counter()
                    run()
                    times.append(time.perf_counter() - began)
                tell(what=what, who=who, seconds=sorted(times)[rounds // 2] / part, part=part)
            except Exception as error:
                tell(what=what, who=who, failed=f"{type(error).__name__}: {error}")


def accuracy(path: str) -> None:
    """Print the onsets each detector finds in each recording."""
    recordings = np.load(path)
    for who, detect in detectors().items():
        for name in recordings.files:
            try:
                tell(who=who, recording=name, onsets=detect(recordings[name]))
            except Exception as error:
                tell(who=who, recording=name, failed=f"{type(error).__name__}: {error}")


def tell(**fields: object) -> None:
    """Print one line of JSON at once."""
    print(json.dumps(fields), flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    if sys.argv[1] == "speed":
        speed(sys.argv[2], int(sys.argv[3]))
    else:
        accuracy(sys.argv[2])
