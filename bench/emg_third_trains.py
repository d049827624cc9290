"""When potentials come, and which: trains of every kind after the statistics that have been published.

Part of `./run bench emg_third`; shares nothing with `eutonia.emg.simulated` and `bench.emg_sibling`. Definitions:
AANEM glossary of terms (Muscle Nerve 2015, supplement); what is a spread here and not in a source is an estimate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bench.emg_third_fibres import (
    Draw,
    Row,
    complex_of_fibres,
    endplate_fibre,
    motor_unit,
    single_fibre,
)


@dataclass(frozen=True)
class Source:
    """One unit or fibre: potential at the fine rate, times in seconds, size of each against the first."""

    wave: Row
    times_s: Row
    sizes: Row
    share: float = 1.0  # peak against the largest source


@dataclass(frozen=True)
class Pattern:
    """One kind in one recording: what sounds, and the range of peaks in microvolts that textbooks give."""

    kind: str
    sources: list[Source]
    peaks_uv: tuple[float, float]
    variant: str = ""


def renewal(rng: Draw, onset: float, offset: float, rate: float, cv: float) -> Row:
    """Return times of a renewal process, Gaussian intervals (Clamann 1969, Biophys J 9:1233)."""
    count = int((offset - onset) * rate * 1.5) + 8
    gaps = np.maximum(rng.normal(1 / rate, cv / rate, count), 0.3 / rate)
    times = onset + rng.uniform(0, 1 / rate) + np.cumsum(gaps)
    return np.asarray(times[times < offset])


def gliding(rng: Draw, onset: float, offset: float, rate: Callable[[float], float], cv: float) -> Row:
    """Return times of a train whose rate is a function of the seconds since its onset."""
    times, now = [], onset
    while now < offset:
        times.append(now)
        now += max(float(rng.normal(1, cv)), 0.4) / max(rate(now - onset), 0.3)
    return np.array(times)


def _even(wave: Row, times: Row, rng: Draw, spread: float = 0.02, share: float = 1.0) -> Source:
    return Source(wave, times, 1 + spread * rng.normal(size=len(times)), share)


def _unit(rng: Draw) -> Row:
    return motor_unit(rng, disease=str(rng.choice(["normal", "normal", "neurogenic", "myopathic"])))


def fasciculation(rng: Draw, seconds: float) -> Pattern:
    """Single motor units at random: 0.05 to 1 a second each, now and then a second one within 4 to 60 ms.

    Peaks 123 to 3599 uV, duration 13 (SD 5) ms, often unstable in ALS (de Carvalho and Swash 2013, JNNP 84:963); double
    fasciculations (Kleine et al. 2008, Muscle Nerve 37:269). Isolated: more than 250 ms apart (Sleutjes et al. 2016).
    """
    sources = []
    for at in range(int(rng.integers(1, 6))):
        rate = float(np.exp(rng.uniform(np.log(0.08), np.log(1.0))))
        gaps = 0.25 + rng.exponential(1 / rate, int(seconds * rate * 2) + 10)
        times = rng.uniform(0, 1 / rate) + np.cumsum(gaps)
        if rng.random() < 0.2:
            times = np.concatenate([times, times[rng.random(len(times)) < 0.15] + rng.uniform(0.004, 0.06)])
        times = np.sort(times[(times > 0.1) & (times < seconds - 0.1)])
        disease = str(rng.choice(["normal", "neurogenic"]))
        sources.append(
            _even(motor_unit(rng, disease=disease), times, rng, 0.05, 1.0 if not at else rng.uniform(0.4, 1))
        )
    if sum(len(one.times_s) for one in sources) < 3:
        return fasciculation(rng, seconds)
    return Pattern("fasciculation", sources, (120, 3600))


def _denervated(rng: Draw, seconds: float, kind: str, *, ends_here: bool) -> Pattern:
    """Rates 0.5 to 15 a second, very regular, slowing a little (Partanen 2013; Heckmann and Ludin 1982)."""
    sources = []
    for at in range(int(rng.choice([1, 1, 2, 3]))):
        rate, cv = float(np.exp(rng.uniform(np.log(1.0), np.log(15)))), float(rng.uniform(0.005, 0.08))
        fall = float(rng.uniform(0, 0.3)) / seconds
        onset = float(rng.uniform(0, 0.2 * seconds)) if rng.random() < 0.4 else 0.0
        offset = float(rng.uniform(0.7, 1) * seconds) if rng.random() < 0.4 else seconds
        times = gliding(rng, onset + rng.random() / rate, offset, lambda t, r=rate, f=fall: r * (1 - f * t), cv)
        share = 1.0 if not at else float(rng.uniform(0.4, 1))
        sources.append(_even(single_fibre(rng, ends_here=ends_here), times, rng, 0.02, share))
    return Pattern(kind, sources, (20, 400))


def fibrillation(rng: Draw, seconds: float) -> Pattern:
    """Return one to three fibres without nerve."""
    return _denervated(rng, seconds, "fibrillation", ends_here=False)


def positive_sharp_wave(rng: Draw, seconds: float) -> Pattern:
    """Return one to three injured fibres."""
    return _denervated(rng, seconds, "positive sharp wave", ends_here=True)


def myotonic(rng: Draw, seconds: float) -> Pattern:
    """20 to 80 a second, some to 150, rate and size wax and wane or only wane, in runs of 1 to 10 s.

    AANEM: spikes below 5 ms or positive waves of 5 to 20 ms. Waning alone: typical of type 2 (Logigian et al. 2005);
    slow decay over many seconds included.
    """
    variant = str(rng.choice(["waxing-waning", "waning", "slow decay"]))
    wave = single_fibre(rng, ends_here=bool(rng.random() < 0.45))
    times, sizes, now = [], [], float(rng.uniform(0.3, 2))
    while now < seconds - 1.5 and len(times) < 4:
        last = float({"slow decay": rng.uniform(5, 15)}.get(variant, rng.uniform(1.2, 7)))
        last = min(last, seconds - now - 0.1)
        top, low = float(rng.uniform(40, 110)), float(rng.uniform(0.25, 0.6))
        if variant == "slow decay":
            top, low = float(rng.uniform(25, 60)), float(rng.uniform(0.3, 0.6))
        apex = float(rng.uniform(0.2, 0.6)) if variant == "waxing-waning" else 0.0

        def shape(t: float, last: float = last, low: float = low, apex: float = apex) -> float:
            x = t / last
            return low + (1 - low) * (x / apex if x < apex else (1 - x) / (1 - apex))

        run = gliding(rng, now, now + last, lambda t, top=top, s=shape: top * s(t), float(rng.uniform(0.01, 0.04)))
        height = np.array([shape(t - now) for t in run]) ** float(rng.uniform(0.5, 1.5))
        if rng.random() < 0.3:  # size against rate, also seen
            height = 1.3 - 0.6 * height
        times.append(run)
        sizes.append(height * (1 + 0.03 * rng.normal(size=len(run))))
        now += last + float(rng.uniform(0.5, 3))
    return Pattern("myotonic", [Source(wave, np.concatenate(times), np.concatenate(sizes))], (30, 800), variant)


def myokymic(rng: Draw, seconds: float) -> Pattern:
    """Groups of 2 to 10 (or more) at 5 to 60 a second, intervals growing in a group (Kleine et al. 2008); 0.1 to 10 s.

    Semi-rhythmic groups of one to three motor units (Albers et al. 1981, Muscle Nerve 4:494).
    """
    sources = []
    for at in range(int(rng.choice([1, 1, 2, 3]))):
        period = float(np.exp(rng.uniform(np.log(0.25), np.log(3))))
        size, inner = int(rng.integers(2, 11)), float(rng.uniform(12, 60))
        inner = max(inner, 2.2 * size / period)
        times, now = [], float(rng.uniform(0.05, period))
        while now < seconds - 0.3:
            count = max(2, size + int(rng.integers(-1, 2)))
            gaps = (1 + 0.05 * np.arange(count - 1)) / inner * (1 + 0.08 * rng.normal(size=count - 1))
            times.append(now + np.concatenate([[0.0], np.cumsum(gaps)]))
            now = times[-1][-1] + max(float(rng.normal(period, 0.15 * period)) - count / inner, 1.8 / inner)
        row = np.concatenate(times)
        sources.append(_even(_unit(rng), row[row < seconds], rng, 0.04, 1.0 if not at else rng.uniform(0.4, 1)))
    return Pattern("myokymic", sources, (100, 2000))


def neuromyotonic(rng: Draw, seconds: float) -> Pattern:
    """Bursts at 150 to 300 a second, abrupt, waning in size and somewhat in rate, 0.2 to 3 s.

    AANEM; Maddison 2006, Clin Neurophysiol 117:2118. A motor unit or a part of one.
    """
    wave = motor_unit(rng, disease="myopathic") if rng.random() < 0.5 else single_fibre(rng)
    times, sizes, now = [], [], float(rng.uniform(0.2, 2))
    while now < seconds - 0.5 and len(times) < 12:
        last = min(float(rng.uniform(0.2, 3)), seconds - now - 0.1)
        top, fall = float(rng.uniform(170, 300)), float(rng.uniform(0.02, 0.3))
        run = gliding(
            rng, now, now + last, lambda t, r=top, f=fall, n=last: r * (1 - f * t / n), rng.uniform(0.01, 0.05)
        )
        times.append(run)
        sizes.append(1 - rng.uniform(0.3, 0.8) * (run - now) / last)
        now += last + float(rng.uniform(0.3, 4))
    return Pattern("neuromyotonic", [Source(wave, np.concatenate(times), np.concatenate(sizes))], (50, 1500))


def complex_repetitive(rng: Draw, seconds: float) -> Pattern:
    """5 to 100 a second, uniform, abrupt start and end, sometimes an abrupt change of rate (AANEM).

    Most often 30 to 40 a second; jitter of microseconds (Trontelj and Stalberg 1983, JNNP 46:1013).
    """
    wave = complex_of_fibres(rng)
    rate = float(np.clip(rng.lognormal(np.log(25), 0.6), 5, 80))
    onset, offset = float(rng.uniform(0, 0.3) * seconds), float(rng.uniform(0.7, 1) * seconds)
    change = float(rng.uniform(onset, offset)) if rng.random() < 0.25 else offset
    cv = float(rng.uniform(0.001, 0.008))
    times = renewal(rng, onset, change, rate, cv)
    if change < offset:
        times = np.concatenate([times, renewal(rng, change, offset, rate * float(rng.uniform(0.6, 1.5)), cv)])
    return Pattern("complex repetitive", [_even(wave, times, rng, 0.005)], (50, 1000))


def cramp(rng: Draw, seconds: float) -> Pattern:
    """Many units that recruit and end in sputter: 14.5 (SD 5) a second, CV of intervals 0.45 (SD 0.10), 4 % doublets.

    Minetto et al. 2009, J Neurophysiol 102:1890; rates higher and less regular than voluntary: Ross and Thomas 1995,
    Brain 118:983; up to 60 here for the worst (Layzer's older figures reach 150).
    """
    onset, full = float(rng.uniform(0.3, 0.15 * seconds)), float(rng.uniform(0.8, 0.25 * seconds))
    end = float(rng.uniform(0.8, 0.98) * seconds)
    sources = []
    for at in range(int(rng.integers(8, 26))):
        rate = float(np.clip(rng.lognormal(np.log(17), 0.4), 8, 60))
        cv = float(np.clip(rng.normal(0.45, 0.1), 0.25, 0.7))
        begin, stop = onset + full * rng.random() ** 1.5, end - rng.random() ** 2 * 0.3 * seconds
        count = int((stop - begin) * rate * 2) + 5
        gaps = rng.gamma(1 / cv**2, cv**2 / rate, count) + 0.004
        times = begin + np.cumsum(gaps)
        times = np.concatenate([times, times[rng.random(count) < 0.04] + rng.uniform(0.003, 0.01)])
        keep = rng.random(len(times)) < np.clip((stop - times) / (0.15 * seconds), 0.15, 1)  # sputter
        times = np.sort(times[(times < stop) & keep])
        sources.append(_even(_unit(rng), times, rng, 0.04, 1.0 if not at else float(rng.uniform(0.15, 1))))
    return Pattern("cramp", sources, (200, 3000))


def voluntary(rng: Draw, seconds: float) -> Pattern:
    """One to eight units, recruited by size at 6 to 9 a second, rising with the drive; CV 0.1 to 0.25.

    Clamann 1969; recruitment interval 90 (SD 19) ms for limbs (Petajan 1974).
    """
    many = int(rng.choice([1, 1, 2, 3, 4, 6, 8]))
    onset, offset = float(rng.uniform(0, 0.2) * seconds), float(rng.uniform(0.7, 1) * seconds)
    rise, sway = float(rng.uniform(0.3, 3)), float(rng.uniform(0, 0.15))
    level, phase, beat = float(rng.uniform(0.4, 1)), rng.uniform(0, 6), rng.uniform(0.1, 0.5)

    def drive(now: float) -> float:
        if not onset < now < offset:
            return 0.0
        edge = min((now - onset) / rise, (offset - now) / rise, 1.0)
        return level * edge * (1 + sway * np.sin(2 * np.pi * beat * now + phase))

    sources = []
    for at in range(many):
        threshold = level * 0.75 * at / many
        base, gain, cv = float(rng.uniform(6, 9)), float(rng.uniform(8, 20)), float(rng.uniform(0.09, 0.24))
        times, now = [], onset
        while now < offset:
            over = drive(now) - threshold
            if over <= 0.02:
                now += 0.02
                continue
            times.append(now)
            now += max(float(rng.normal(1, cv)), 0.4) / (base + gain * over)
        share = (0.35 + 0.65 * (at + 1) / many) * float(rng.uniform(0.7, 1.2))
        sources.append(_even(_unit(rng), np.array(times), rng, 0.04, share))
    return Pattern("voluntary", [one for one in sources if len(one.times_s) > 3], (150, 2500), str(many))


def endplate(rng: Draw, seconds: float) -> Pattern:
    """Endplate noise and spikes: not a kind of discharge; "none" or "cannot tell" is right.

    Noise: miniature potentials, negative, 0.5 to 2 ms, 10 to 50 uV, hundreds a second; spikes: start negative, 5 to 50
    a second, irregular, intervals below 30 ms among them (Partanen and Danner 1982, as told in Partanen 2013).
    """
    fine = np.arange(576) / 96.0
    noise_wave = -(fine / 0.4) * np.exp(1 - fine / 0.4)
    noise = np.sort(rng.uniform(0, seconds, int(seconds * rng.uniform(150, 900))))
    sources = []
    if rng.random() < 0.75:
        rate, cv = float(rng.uniform(5, 50)), float(rng.uniform(0.5, 1.0))
        gaps = rng.gamma(1 / cv**2, cv**2 / rate, int(seconds * rate * 2)) + 0.003
        times = float(rng.uniform(0, 2)) + np.cumsum(gaps)
        sources.append(_even(endplate_fibre(rng), times[times < rng.uniform(0.5, 1) * seconds], rng, 0.05))
    share = float(rng.uniform(0.08, 0.25)) if sources else 1.0
    sources.append(Source(noise_wave, noise, rng.lognormal(0, 0.3, len(noise)), share))
    return Pattern("endplate", sources, (40, 300) if len(sources) > 1 else (10, 50))


def silence(rng: Draw, seconds: float) -> Pattern:
    """Return nothing."""
    return Pattern("none", [], (1, 1))


KINDS: dict[str, Callable[[Draw, float], Pattern]] = {
    "fasciculation": fasciculation,
    "fibrillation": fibrillation,
    "positive sharp wave": positive_sharp_wave,
    "myotonic": myotonic,
    "myokymic": myokymic,
    "neuromyotonic": neuromyotonic,
    "complex repetitive": complex_repetitive,
    "cramp": cramp,
    "voluntary": voluntary,
    "none": silence,
    "endplate": endplate,
}
