"""The most probable course of activity over time (Viterbi), for rest and a ladder of levels of power.

The power of a frame over the power at rest, in units of the level's own, follows a gamma distribution; so the
logarithm of the likelihood ratio of a level L against rest is shape · (ratio · (1 - 1/L) - ln L). What one frame can
say for activity is capped: all levels are lowered alike, so the choice between them loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.speed import compiled

type Ratio = NDArray[np.float32]
type Path = NDArray[np.int8]  # per frame 0 for rest, or the number of the level from 1


@dataclass(frozen=True, slots=True)
class Ladder:
    """The levels of power over rest, and what it costs (natural logarithms) to begin, to end and to change level."""

    levels: tuple[float, ...]
    on: float
    off: float
    step: float
    cap: float

    def course(self, ratio: Ratio, shape: float, silent: NDArray[np.bool_] | None = None) -> Path:
        """Return the most probable level of each frame. Frames that are ``silent`` say nothing either way."""
        quiet = np.zeros(len(ratio), np.bool_) if silent is None else silent
        costs = np.array([self.on, self.off, self.step, self.cap])
        return best_path(ratio, shape, np.array(self.levels), costs, quiet)


def _loop(
    ratio: Ratio, shape: float, levels: NDArray[np.float64], costs: NDArray[np.float64], silent: NDArray[np.bool_]
) -> Path:
    frames, count = len(ratio), len(levels)
    on, off, step, cap = costs[0], costs[1], costs[2], costs[3]
    slope, intercept = shape * (1 - 1 / levels), shape * np.log(levels)
    moved, source, ended = np.zeros(frames, np.int16), np.zeros(frames, np.int8), np.zeros(frames, np.int8)
    rest, score, says = 0.0, np.full(count, -1e30), np.zeros(count)
    for t in range(frames):
        best, top, most = 0, score[0], -1e30
        for k in range(count):
            says[k] = 0.0 if silent[t] else slope[k] * ratio[t] - intercept[k]
            most = max(most, says[k])
            if score[k] > top:
                best, top = k, score[k]
        lower = max(most - cap, 0.0)
        source[t], other = (0, rest - on) if rest - on >= top - step else (best + 1, top - step)
        if top - off > rest:
            ended[t] = best + 1
            rest = top - off
        bits = 0  # which levels were reached from elsewhere, one bit each
        for k in range(count):
            bits |= int(other > score[k]) << k
            score[k] = max(score[k], other) + (says[k] - lower)
        moved[t] = bits
    path = np.zeros(frames, np.int8)
    state = 0 if rest >= score.max() else int(score.argmax()) + 1
    for t in range(frames - 1, -1, -1):
        path[t] = state
        if state == 0:
            state = int(ended[t])
        elif int(moved[t]) >> (state - 1) & 1:
            state = int(source[t])
    return path


def _plain(
    ratio: Ratio, shape: float, levels: NDArray[np.float64], costs: NDArray[np.float64], silent: NDArray[np.bool_]
) -> Path:
    frames, count = len(ratio), len(levels)
    on, off, step, cap = costs.tolist()
    says = shape * (1 - 1 / levels) * ratio[:, None].astype(np.float64) - shape * np.log(levels)
    says[silent] = 0
    says -= np.maximum(says.max(axis=1, keepdims=True) - cap, 0)
    came = np.zeros((frames, count + 1), np.int8)
    own = np.arange(1, count + 1)
    score = np.full(count + 1, -1e30)
    score[0] = 0.0
    for t in range(frames):
        best = int(score[1:].argmax()) + 1
        rest, top = float(score[0]), float(score[best])
        source, other = (0, rest - on) if rest - on >= top - step else (best, top - step)
        moved = other > score[1:]
        came[t, 1:] = np.where(moved, source, own)
        score[1:] = np.where(moved, other, score[1:]) + says[t]
        if top - off > rest:
            came[t, 0] = best
            score[0] = top - off
    path = np.zeros(frames, np.int8)
    state = int(score.argmax())
    for t in range(frames - 1, -1, -1):
        path[t] = state
        state = came[t, state]
    return path


best_path = compiled(_loop, _plain)
