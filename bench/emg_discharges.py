"""How well discharges are told by kind, on two generators written apart from the detector.

`eutonia.emg.simulate.needle` draws phases; `bench.emg_sibling` computes fibres as line sources. A recording of one
kind counts as the kind to which most of the potentials that were found belong. Wrong and confident: another kind,
neither "none" nor "cannot tell", with a probability of 0.8 or more for most of its potentials.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bench.emg_sibling import RATES_HZ, sibling
from bench.progress import progress
from eutonia import emg
from eutonia.emg import simulate
from eutonia.emg.needle.definitions import CANNOT_TELL, NONE

KINDS = tuple(simulate.PATTERNS)
CONFIDENT = 0.8
_APART_S, _NEAR_S, _LOOSE_S = 0.02, 0.002, 0.01


def drawn(seed: int, kind: str) -> emg.Recording:
    """Return a recording of the project's own generator."""
    return simulate.needle(seed, kind, 15.0, RATES_HZ[seed % 3], inverted=bool(seed % 2)).recording


GENERATORS: dict[str, Callable[[int, str], emg.Recording]] = {
    "drawn": drawn,
    "sibling": lambda seed, kind: sibling(seed, kind)[0],
}


def verdict(found: list[emg.Discharge]) -> tuple[str, float]:
    """Return the kind of most potentials, and its probability in the mean of them."""
    weights: dict[str, float] = defaultdict(float)
    chances: dict[str, float] = defaultdict(float)
    for one in found:
        count = max(len(one.times_s), 1)
        weights[one.kind] += count
        chances[one.kind] += count * one.probability
    kind = max(weights, key=lambda name: weights[name])
    return kind, chances[kind] / weights[kind]


def macro_f1(pairs: Counter[tuple[str, str]]) -> float:
    """Return the mean over the kinds of F1; "cannot tell" is a miss."""
    each = []
    for kind in KINDS:
        right = pairs[kind, kind]
        said = sum(count for (_, answer), count in pairs.items() if answer == kind)
        true = sum(count for (truth, _), count in pairs.items() if truth == kind)
        each.append(2 * right / (said + true) if said + true else 0.0)
    return sum(each) / len(each)


type Timed = tuple[emg.Recording, NDArray[np.float64]]


def fasciculations(first: int, count: int, decibels: float | None) -> str:
    """Return how many single potentials were found within 2 ms, of those that come no sooner than 20 ms apart.

    Also how far off they were: the peak of the true waveform against the time that is said. ``decibels``: the peak of
    each source over the noise, root mean square; None takes both generators with the noise that they draw.
    """

    def recordings(seed: int) -> list[Timed]:
        if decibels is None:
            return [sibling(seed, "fasciculation"), _drawn_with_times(seed)]
        return [_in_noise(seed, decibels)]

    lags: list[float] = []
    said = strays = 0
    for seed in progress(range(first, first + count), "fasciculations"):
        for recording, times in recordings(seed):
            found = np.array([o.times_s[0] for o in emg.discharges(recording)[0] if o.kind == "fasciculation"])
            apart = times[np.min(np.abs(times[:, None] - times + 9 * np.eye(len(times))), axis=1) > _APART_S]
            lags += [float(np.min(np.abs(found - one), initial=np.inf)) for one in apart.tolist()]
            said += len(found)
            strays += sum(not np.any(np.abs(times - one) < _NEAR_S) for one in found.tolist())
    off = np.array(lags)
    near = off[off < _LOOSE_S]
    return (
        f"fasciculations: {int(np.sum(off < _NEAR_S))} of {len(off)} found within 2 ms, {len(near)} within 10 ms "
        f"(error: median {1000 * np.median(near):.2f} ms, 95 % within {1000 * np.quantile(near, 0.95):.2f} ms); "
        f"{said} said, {strays} of them more than 2 ms from any"
    )


def _in_noise(seed: int, decibels: float) -> Timed:
    """Return a recording of the project's own generator, every source as high, in white noise over the whole band."""
    rate, seconds = RATES_HZ[seed % 3], 15.0
    sources = simulate.needle(seed, "fasciculation", seconds, rate, noise_uv=0.0).sources
    row = np.random.default_rng(seed).standard_normal(round(seconds * rate)) * 10 ** (2 - decibels / 20)
    for source in sources:
        alone = np.zeros(round(0.2 * rate))
        source.shape.add_to(alone, rate, 0.05, 1.0)
        scale = 100 / float(np.max(np.abs(alone)))
        for at, gain in zip(source.times_s.tolist(), source.each_gain().tolist(), strict=True):
            source.shape.add_to(row, rate, at, gain * scale)
    recording = emg.Recording([-row if seed % 2 else row], rate, "uV", ["needle"])
    return recording, np.sort(np.concatenate([one.times_s for one in sources]))


def _drawn_with_times(seed: int) -> Timed:
    made = simulate.needle(seed, "fasciculation", 15.0)
    return made.recording, np.sort(np.concatenate([one.times_s for one in made.sources]))


def main() -> None:
    """Print the table of each generator: what was made, what was said."""
    parser = argparse.ArgumentParser(prog="./run bench emg_discharges", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10, help="recordings of each kind (default 10)")
    parser.add_argument("--first-seed", type=int, default=60_000)
    parser.add_argument("--fasciculations", action="store_true", help="count single potentials instead")
    parser.add_argument(
        "--decibels", type=float, help="with --fasciculations: peaks over the noise (default: as drawn)"
    )
    parser.add_argument("--generator", choices=[*GENERATORS, "both"], default="both")
    arguments = parser.parse_args()
    if arguments.fasciculations:
        print(fasciculations(arguments.first_seed, arguments.seeds, arguments.decibels))
        return
    for name, make in GENERATORS.items():
        if arguments.generator not in (name, "both"):
            continue
        pairs: Counter[tuple[str, str]] = Counter()
        confident = 0
        for kind in KINDS:
            for seed in progress(range(arguments.first_seed, arguments.first_seed + arguments.seeds), kind):
                answer, chance = verdict(emg.discharges(make(seed, kind))[0])
                pairs[kind, answer] += 1
                confident += answer not in (kind, CANNOT_TELL, NONE) and chance >= CONFIDENT
            answers = {answer: count for (truth, answer), count in pairs.items() if truth == kind}
            print(
                f"{name:8} {kind:20} " + ", ".join(f"{a} {n}" for a, n in sorted(answers.items(), key=lambda p: -p[1]))
            )
        total = sum(pairs.values())
        unsure = sum(count for (_, answer), count in pairs.items() if answer == CANNOT_TELL)
        print(
            f"{name}: macro F1 {macro_f1(pairs):.3f}; cannot tell {unsure} of {total}; "
            f"wrong and confident {confident} of {total}"
        )


if __name__ == "__main__":
    main()
