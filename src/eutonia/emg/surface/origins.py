"""What a run of activity comes from: muscle, or something that only has power in the band of muscle.

Three things pass for activity where they are large, and each is told by what muscle is not:

- Slow: an extra beat or a cut one, a moved lead. Muscle fills the band up to some 200 Hz and more; even with a median
  of 37 Hz, slower than tired muscle, the root mean square of its frequencies is 48 Hz. That of these lies below 35 Hz.
- Sudden: a spike or a step of an electrode. All its quick change is over within some milliseconds; a potential of one
  motor unit on the skin takes about ten.
- Mains that changes its size within a second, as when a lead is touched: nearly all of its power lies in the lines.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.paddings import Samples32, Waves
from eutonia.emg.spectra import INNER_HZ
from eutonia.emg.speed import compiled
from eutonia.emg.surface.edges import JOIN, joined
from eutonia.emg.surface.floors import NOTHING
from eutonia.emg.surface.frames import PER_FRAME
from eutonia.emg.surface.paths import Path, Ratio

type Kinds = NDArray[np.int8]
type Ends = NDArray[np.int64]  # (runs, 2): first frame and the one past the last
type Others = NDArray[np.int64]  # (runs, 3): the same, and the kind

MUSCLE, SLOW, SUDDEN, LINED = range(4)

# Estimates, from simulated muscle, hearts, electrodes and mains (`./run bench emg_rest`).
_SLOWEST_HZ = 40.0  # of muscle, root mean square of what rose; 36 to 45
# the power of the change from sample to sample, over that of the samples
_SLOWLY = np.float32((2 * np.sin(np.pi * _SLOWEST_HZ / INNER_HZ)) ** 2)
_SURELY = 1.5  # standard deviations; 1 to 2
_LEAST = 5.0  # times the power at rest must be added before its kind can be told; 3 to 6
_MOMENT = 6  # samples: so long the change of a spike or a step lasts at most, limited to the band; 5 to 7
_MOMENTARY = 0.93  # of all quick change in a run, without that of rest; potentials of units reach 0.92; 0.92 to 0.96
_TWO_FRAMES = 0.8  # of it; where they hold less, a moment does not hold so much
_LINES = 0.55  # of the power of a run; muscle has a fifth to a third there, in four blocks seldom half; 0.5 to 0.65
_HIGHEST_HZ = 450.0
_BLOCK = 100  # samples from which the share of mains is taken: it may change its size from one to the next
_BLOCKS = 8
_SHORTEST, _LONGEST = 80, 800  # frames that mains takes to settle again
_EVERY = 16  # frames at rest between those that are asked
_ENOUGH = 100  # frames of a run that are asked, evenly spread where there are more than twice as many
_BY = np.float32(1 / PER_FRAME)
_FEWEST = 20


def of_muscle(row: Samples32, frames: Ratio, path: Path, mains_hz: float | None) -> tuple[Path, Others]:
    """Return a course with nothing where its activity cannot come from muscle (neither rest nor activity), and where.

    ``row``: a segment at 1000 Hz in the band of muscle, without the heart; ``frames``: its power.
    """
    runs = joined(path, JOIN)
    kinds = origins(row, frames, path, runs, _waves(mains_hz))
    others = np.column_stack([runs, kinds])[kinds != MUSCLE]
    if not len(others):
        return path, others
    found = path.copy()
    for first, stop in others[:, :2].tolist():
        found[first:stop] = NOTHING
    return found, others


@lru_cache(maxsize=16)
def _waves(mains_hz: float | None) -> Waves:
    """Return mains and its harmonics over a block, each as a cosine and a sine; none where there is no mains."""
    harmonics = np.arange(1, int(_HIGHEST_HZ / mains_hz) + 1) if mains_hz else np.empty(0)
    phase = 2 * np.pi * (mains_hz or 0.0) / INNER_HZ * np.outer(harmonics, np.arange(_BLOCK))
    return np.vstack([np.cos(phase), np.sin(phase)]).astype(np.float32)


def _loop(row: Samples32, frames: Ratio, path: Path, runs: Ends, waves: Waves) -> Kinds:
    out, whole = np.zeros(len(runs), np.int8), min(len(frames), (len(row) - 1) // PER_FRAME)
    asked, count = np.empty((2, whole // _EVERY + 1), np.float32), 0
    for frame in range(0, whole, _EVERY):
        if path[frame] == 0:
            asked[0, count], asked[1, count] = frames[frame], _quick_loop(row, frame)
            count += 1
    if count < _FEWEST:
        return out
    usual, usual_quick = _usual_loop(asked[0, :count]), _usual_loop(asked[1, :count])
    for run in range(len(runs)):
        first, stop = runs[run, 0], min(runs[run, 1], whole)
        apart = max(1, (stop - first) // _ENOUGH)
        length, power, change, most, last = 0, 0.0, 0.0, 0.0, 0.0
        for frame in range(first, stop, apart):
            quick = float(_quick_loop(row, frame))
            most, last = max(most, last + quick), quick
            power += frames[frame]
            change += quick
            length += 1
        rose, grew = power - length * usual, change - length * usual_quick
        if length == 0 or rose < _LEAST * length * usual:
            continue
        begin, end = first * PER_FRAME, stop * PER_FRAME
        if grew + change * _SURELY * np.sqrt(2 / (PER_FRAME * length)) < _SLOWLY * rose:
            out[run] = SLOW
        elif (
            apart == 1
            and most > _TWO_FRAMES * grew
            and _moment_loop(row, begin, end, usual_quick) > _MOMENTARY * PER_FRAME * grew
        ):
            out[run] = SUDDEN
        elif len(waves) > 0 and _SHORTEST <= stop - first <= _LONGEST and _lines_loop(row, begin, end, waves) > _LINES:
            out[run] = LINED
    return out


def _quick_loop(row: Samples32, frame: int) -> np.float32:
    """Return the power of the change from sample to sample in a frame."""
    total, part = np.float32(0), row[frame * PER_FRAME : (frame + 1) * PER_FRAME + 1]
    for k in range(PER_FRAME):
        change = part[k + 1] - part[k]
        total += change * change
    return total * _BY


def _usual_loop(powers: Ratio) -> float:
    """Return the mean of powers without those that stand out."""
    most, total, count = 4 * np.median(powers), 0.0, 0
    for power in powers:
        if power <= most:
            total += power
            count += 1
    return total / max(count, 1)


def _moment_loop(row: Samples32, begin: int, end: int, usual: float) -> float:
    """Return the most quick change that a moment between two samples has; ``usual``: that of rest."""
    moment, most = 0.0, 0.0
    for k in range(begin, end):
        change = row[k + 1] - row[k]
        moment += change * change
        if k - _MOMENT >= begin:
            before = row[k - _MOMENT + 1] - row[k - _MOMENT]
            moment -= before * before
        most = max(most, moment)
    return most - _MOMENT * usual


def _lines_loop(row: Samples32, begin: int, end: int, waves: Waves) -> float:
    """Return the share of the power between two samples that lies at mains and its harmonics."""
    power, lined, apart = 0.0, 0.0, max(_BLOCK, (end - begin - _BLOCK) // _BLOCKS)
    for start in range(begin, end - _BLOCK + 1, apart):
        block = row[start : start + _BLOCK]
        whole = np.float32(0)
        for k in range(_BLOCK):
            whole += block[k] * block[k]
        power += float(whole)
        for index in range(len(waves)):
            wave, line = waves[index], np.float32(0)
            for k in range(_BLOCK):
                line += block[k] * wave[k]
            lined += float(line * line)
    return 2 * lined / (_BLOCK * power) if power > 0 else 0.0


def _plain(row: Samples32, frames: Ratio, path: Path, runs: Ends, waves: Waves) -> Kinds:
    """Return of what kind each run is."""
    change, whole = np.diff(row.astype(np.float64)) ** 2, min(len(frames), (len(row) - 1) // PER_FRAME)
    quick = change[: whole * PER_FRAME].reshape(whole, PER_FRAME).mean(axis=1)
    resting = np.arange(0, whole, _EVERY)
    resting = resting[path[resting] == 0]
    if len(resting) < _FEWEST:
        return np.zeros(len(runs), np.int8)
    usual, usual_quick = (_usual(one[resting].astype(np.float32)) for one in (frames, quick))
    found = []
    for first, stop in np.minimum(runs, whole).tolist():
        apart = max(1, (stop - first) // _ENOUGH)
        power, changed = frames[first:stop:apart], quick[first:stop:apart]
        length, begin, end = len(power), first * PER_FRAME, stop * PER_FRAME
        rose, grew = np.sum(power - usual, dtype=np.float64), np.sum(changed - usual_quick)
        if not length or rose < _LEAST * length * usual:
            found.append(MUSCLE)
            continue
        slow = grew + np.sum(changed) * _SURELY * np.sqrt(2 / (PER_FRAME * length)) < _SLOWLY * rose
        moments = np.convolve(change[begin:end], np.ones(_MOMENT)) - _MOMENT * usual_quick
        two = np.convolve(changed, np.ones(2)).max() > _TWO_FRAMES * grew
        sudden = apart == 1 and two and moments.max() > _MOMENTARY * PER_FRAME * grew
        lined = len(waves) > 0 and _SHORTEST <= stop - first <= _LONGEST and _lines(row[begin:end], waves) > _LINES
        found.append(SLOW if slow else SUDDEN if sudden else LINED if lined else MUSCLE)
    return np.array(found, np.int8)


def _usual(powers: Ratio) -> float:
    return float(np.mean(powers[powers <= 4 * np.median(powers)], dtype=np.float64))


def _lines(part: Samples32, waves: Waves) -> float:
    apart = max(_BLOCK, (len(part) - _BLOCK) // _BLOCKS)
    starts = range(0, len(part) - _BLOCK + 1, apart)
    blocks = np.array([part[start : start + _BLOCK] for start in starts], np.float64).reshape(-1, _BLOCK)
    power = float(np.sum(blocks**2))
    return float(2 * np.sum((blocks @ waves.T) ** 2) / (_BLOCK * power)) if power > 0 else 0.0


origins = compiled(_loop, _plain, uses=(_quick_loop, _usual_loop, _moment_loop, _lines_loop))
