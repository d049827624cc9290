"""How well discharges and motor units are told on a third generator, with what disturbs a real examination.

Potentials are computed from fibres in a volume conductor (`emg_third_fibres`), trains from published statistics
(`emg_third_trains`), recordings with noise and disturbances in `emg_third_recordings`; none of it was written with the
detector in view. Each pattern of a recording is scored by the discharges whose potentials are its own. "Lost": nothing
was said of it. Wrong and confident: another kind than the true one, neither "none" nor "cannot tell", at 0.8 or more.
Endplate activity is no kind: "none" and "cannot tell" are right, and it is not part of macro F1.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.emg_needle import agreement
from bench.emg_third_fibres import FINE_HZ
from bench.emg_third_recordings import Made, Truth, made
from bench.emg_third_trains import KINDS
from bench.progress import progress
from eutonia import emg
from eutonia.emg.needle.definitions import CANNOT_TELL, NONE

CONFIDENT = 0.8
_NEAR_S, _FOUND_S, _APART_S = 0.006, 0.002, 0.02
_RULES = {"1.2 % of the height": (0.012, 2.5), "20 uV": (0.0, 20.0)}  # where a potential begins and ends, without noise
type Times = NDArray[np.float64]


@dataclass(frozen=True)
class Score:
    """What was said of one pattern."""

    seed: int
    truth: str
    answer: str
    chance: float
    groups: tuple[str, ...]

    @property
    def sure_and_wrong(self) -> bool:
        """Whether another kind was said with confidence."""
        right = NONE if self.truth == "endplate" else self.truth
        return self.answer not in (right, CANNOT_TELL, NONE) and self.chance >= CONFIDENT


def _distance(times: Times, to: Times) -> Times:
    """Return how far each time lies from the nearest of the others."""
    if not len(to):
        return np.full(len(times), np.inf)
    places = np.clip(np.searchsorted(to, times), 1, max(len(to) - 1, 1))
    other = to[np.minimum(places, len(to) - 1)]
    return np.asarray(np.minimum(np.abs(to[places - 1] - times), np.abs(other - times)))


def _near(times: Times, to: Times, within: float) -> NDArray[np.bool_]:
    return np.asarray(_distance(times, to) < within)


def shares_of(one: emg.Discharge, truths: list[Truth]) -> list[float]:
    """Return how many potentials of a discharge are those of each pattern: of the one whose potential is nearest."""
    if not one.times_s:
        return [float(np.sum((t.times_s >= one.onset_s) & (t.times_s <= one.offset_s))) for t in truths]
    said = np.array(one.times_s)
    off = np.stack([_distance(said, truth.times_s) for truth in truths])
    nearest = np.argmin(off, axis=0)
    return [float(np.sum((nearest == k) & (off[k] < _NEAR_S))) for k in range(len(truths))]


def answers_to(found: list[emg.Discharge], truths: list[Truth]) -> list[tuple[str, float]]:
    """Return for each pattern the kind said of most of its potentials, with its mean probability; "none" if nothing.

    A discharge answers to the pattern that has most of its potentials. Where there is no pattern, all that is said
    counts.
    """
    answers = []
    owners = [shares_of(one, truths) for one in found]
    for k, truth in enumerate(truths):
        weights: dict[str, float] = defaultdict(float)
        chances: dict[str, float] = defaultdict(float)
        for one, shares in zip(found, owners, strict=True):
            own = shares[k] if shares[k] == max(shares) else 0.0
            weight = own if len(truth.times_s) else max(len(one.times_s), 1.0)
            if one.kind != NONE and weight:
                weights[one.kind] += weight
                chances[one.kind] += weight * one.probability
        kind = max(weights, key=lambda name: weights[name], default=NONE)
        answers.append((kind, chances[kind] / weights[kind] if weights else 1.0))
    return answers


def groups_of(one: Made) -> tuple[str, ...]:
    """Return the rows of the table to which a recording belongs."""
    level = int(one.snr_db // 10 * 10)
    many = "two patterns" if len(one.truths) > 1 else "one pattern"
    disturbed = tuple(sorted(one.disturbances)) or ("undisturbed",)
    return (f"{one.rate_hz:.0f} Hz", f"{level:2d} to {level + 9} dB", many, *disturbed)


def invented(found: list[emg.Discharge], truths: list[Truth]) -> list[emg.Discharge]:
    """Return what is said with confidence where no potential of any pattern is."""
    return [
        one
        for one in found
        if one.kind not in (NONE, CANNOT_TELL)
        and one.probability >= CONFIDENT
        and one.times_s
        and sum(shares_of(one, truths)) < 0.3 * len(one.times_s)
    ]


def macro_f1(scores: Iterable[Score]) -> float:
    """Return the mean over the ten kinds of F1; "cannot tell" is a miss."""
    pairs = Counter((one.truth, one.answer) for one in scores)
    each = []
    for kind in (name for name in KINDS if name != "endplate"):
        true = sum(count for (truth, _), count in pairs.items() if truth == kind)
        said = sum(count for (truth, answer), count in pairs.items() if answer == kind and truth != "endplate")
        if true:
            each.append(2 * pairs[kind, kind] / (said + true))
    return float(np.mean(each))


def row(name: str, scores: list[Score]) -> str:
    """Return a line of the table."""
    right = sum(one.answer == (NONE if one.truth == "endplate" else one.truth) for one in scores)
    unsure = sum(one.answer == CANNOT_TELL for one in scores)
    lost = sum(one.answer == NONE and one.truth not in (NONE, "endplate") for one in scores)
    sure = sum(one.sure_and_wrong for one in scores)
    return f"{name:20} {len(scores):4d} {right:6d} {unsure:12d} {lost:5d} {sure:18d}"


def print_table(scores: list[Score], strays: Counter[str]) -> None:
    """Print answers by kind, then by rate, signal to noise, and disturbance."""
    print(f"{'':20} {'of':>4} {'right':>6} {'cannot tell':>12} {'lost':>5} {'wrong+confident':>18}")
    for kind in KINDS:
        mine = [one for one in scores if one.truth == kind]
        if mine:
            wrong = Counter(one.answer for one in mine if one.answer not in (kind, NONE, CANNOT_TELL))
            print(row(kind, mine), " ", ", ".join(f"{answer} {count}" for answer, count in wrong.most_common()))
    for group in sorted({group for one in scores for group in one.groups}):
        print(row(group, [one for one in scores if group in one.groups]))
    loud = [one for one in scores if one.groups[1].strip()[:2] != "0 "]
    print(row("all", scores), f"  macro F1 {macro_f1(scores):.3f}; from 10 dB on {macro_f1(loud):.3f}")
    said = ", ".join(f"{kind} {count}" for kind, count in strays.most_common()) or "none"
    print(f"recordings with a confident discharge where there is none: {said}")


def fasciculations(pairs: list[tuple[list[emg.Discharge], Made]]) -> str:
    """Return how many single potentials were found within 2 ms, and how many that were said are none, by noise."""
    lines = []
    for low, high in ((6.0, 10.0), (10.0, 16.0), (16.0, 41.0)):
        true = hit = said = false = 0
        for found, one in pairs:
            if [truth.kind for truth in one.truths] != ["fasciculation"] or not low <= one.snr_db < high:
                continue
            times = one.truths[0].times_s
            apart = times[np.min(np.abs(times[:, None] - times + 9 * np.eye(len(times))), axis=1) > _APART_S]
            single = np.sort([each.times_s[0] for each in found if each.kind == "fasciculation" and each.times_s])
            true, hit = true + len(apart), hit + int(np.sum(_near(apart, single, _FOUND_S)))
            said, false = said + len(single), false + int(np.sum(~_near(single, times, _FOUND_S)))
        lines.append(f"{low:.0f} to {high:.0f} dB: {hit} of {true} found within 2 ms, {false} of {said} said are none")
    return "fasciculations, " + "; ".join(lines)


def units(pairs: list[tuple[list[emg.MotorUnit], Made]]) -> str:
    """Return how far durations of motor units are off, by two rules for where the true potential ends."""
    errors: dict[str, list[float]] = {rule: [] for rule in _RULES}
    true = found = 0
    for said, one in pairs:
        waves = [pair for truth in one.truths if truth.kind == "voluntary" for pair in truth.waves]
        true += sum(len(times) >= 20 for _, times in waves)
        for unit in said:
            shares = [(agreement(times, np.array(unit.times_s)), k) for k, (_, times) in enumerate(waves)]
            share, index = max(shares, default=(0.0, 0))
            if share >= 0.6:
                found += 1
                for rule in _RULES:
                    errors[rule].append(unit.duration_ms - duration_ms(waves[index][0], *_RULES[rule]))
    parts = [
        f"to {rule}: median error {np.median(np.abs(off)):.2f} ms, bias {np.median(off):+.2f} ms"
        for rule, off in errors.items()
        if off
    ]
    return f"motor units: {found} of {true} found; duration {'; '.join(parts)}"


def duration_ms(wave: Times, share: float, least_uv: float) -> float:
    """Return how long a potential without noise lies beyond a share of its height, and a least level."""
    beyond = np.flatnonzero(np.abs(wave) > max(share * float(np.ptp(wave)), least_uv))
    return float(beyond[-1] - beyond[0]) * 1000 / FINE_HZ if len(beyond) else 0.0


def measure(first: int, count: int, detect: Callable[[emg.Recording], list[list[emg.Discharge]]]) -> None:
    """Print the table over so many recordings of each kind."""
    scores: list[Score] = []
    strays: Counter[str] = Counter()
    single: list[tuple[list[emg.Discharge], Made]] = []
    slight: list[tuple[list[emg.MotorUnit], Made]] = []
    for kind in KINDS:
        for seed in progress(range(first, first + count), kind):
            one = made(seed, kind)
            found = detect(one.recording)[0]
            answers = answers_to(found, one.truths)
            scores += [Score(seed, t.kind, *a, groups_of(one)) for t, a in zip(one.truths, answers, strict=True)]
            strays.update({each.kind for each in invented(found, one.truths)})
            if kind == "fasciculation":
                single.append((found, one))
            if kind == "voluntary":
                slight.append((emg.motor_units(one.recording), one))
    print_table(scores, strays)
    print(fasciculations(single))
    print(units(slight))
    for bad in (one for one in scores if one.sure_and_wrong):
        print(f"  seed {bad.seed} {bad.truth}: {bad.answer} {bad.chance:.2f}; {', '.join(bad.groups)}")


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="./run bench emg_third", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10, help="recordings of each of the eleven kinds (default 10)")
    parser.add_argument("--first-seed", type=int, default=90_000)
    arguments = parser.parse_args()
    measure(arguments.first_seed, arguments.seeds, emg.discharges)


if __name__ == "__main__":
    main()
