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

_MOST = 6  # levels: the loop below spells them out
_FROM_REST, _TO_REST = 1, 2  # bits: what came from elsewhere came from rest; rest came from the highest level


@dataclass(frozen=True, slots=True)
class Ladder:
    """The levels of power over rest, and what it costs (natural logarithms) to begin, to end and to change level."""

    levels: tuple[float, ...]
    on: float
    off: float
    step: float
    cap: float

    def __post_init__(self) -> None:
        if not 1 <= len(self.levels) <= _MOST:
            raise ValueError(f"A ladder has 1 to {_MOST} levels, not {len(self.levels)}.")

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
    slope, intercept = np.zeros(_MOST), np.zeros(_MOST) + 1e30
    slope[:count], intercept[:count] = shape * (1 - 1 / levels), shape * np.log(levels)
    a, b, c, d, e, f = slope[0], slope[1], slope[2], slope[3], slope[4], slope[5]
    u, v, w, x, y, z = intercept[0], intercept[1], intercept[2], intercept[3], intercept[4], intercept[5]
    rest, i, j, k, m, n, o = 0.0, -1e30, -1e30, -1e30, -1e30, -1e30, -1e30  # and the scores of the levels
    scores, others, came = np.empty((frames, _MOST)), np.empty(frames), np.zeros(frames, np.int8)
    # no loop over the levels and no branch on their powers: each frame waits for the one before, so what counts is
    # the way through
    for t in range(frames):
        power = float(ratio[t])
        p, q, r = a * power - u, b * power - v, c * power - w
        g, h, s = d * power - x, e * power - y, f * power - z
        if silent[t]:
            p, q, r, g, h, s = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        lower = max(max(max(max(p, g), max(q, h)), max(r, s)) - cap, 0.0)
        row = scores[t]
        row[0], row[1], row[2], row[3], row[4], row[5] = i, j, k, m, n, o
        top = max(max(max(i, m), max(j, n)), max(k, o))
        begun, moved, ended = rest - on, top - step, top - off
        other = max(begun, moved)
        others[t] = other
        came[t] = int(begun >= moved) * _FROM_REST + int(ended > rest) * _TO_REST
        rest = max(rest, ended)
        i, j, k = max(i, other) + (p - lower), max(j, other) + (q - lower), max(k, other) + (r - lower)
        m, n, o = max(m, other) + (g - lower), max(n, other) + (h - lower), max(o, other) + (s - lower)
    path, last = np.zeros(frames, np.int8), np.array([i, j, k, m, n, o])[:count]
    state = 0 if rest >= last.max() else int(last.argmax()) + 1
    for t in range(frames - 1, -1, -1):
        path[t] = state
        if state == 0:
            if came[t] & _TO_REST:
                state = int(scores[t, :count].argmax()) + 1
        elif others[t] > scores[t, state - 1]:
            state = 0 if came[t] & _FROM_REST else int(scores[t, :count].argmax()) + 1
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
