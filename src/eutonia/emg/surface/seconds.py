"""What the samples of single seconds show: how long they stand still, how they step, and whether they are cut off."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.speed import LARGEST, compiled

type Rows = NDArray[np.float32]  # (seconds, samples), without gaps
type Marks = NDArray[np.float64]  # (seconds, 5): the columns below

STILL, STEP, CUT, BEYOND, WANDER = range(5)
_JUMP = 4.0  # times the least step of the recorder
_OFTEN = 6  # samples at an extreme, where it is reached from afar: estimate; 5 to 10
_FINE = 30.0  # times the least step of the recorder; where samples change by less, many are equal by chance
_BELOW = 0.1  # of the mean step: so far below a cut-off top there are half as many samples as at it, or fewer
_NONE, _ONE = np.float32(0), np.float32(1)
_SIGN, _INFINITE = np.int32(0x7FFFFFFF), np.int32(0x7F800000)
_PARTS = 10  # of a second, whose means show what drifts more slowly than a window of a second can


def marks(
    rows: Rows, taper: NDArray[np.float32], limits: tuple[float, float] | None, grain: float
) -> tuple[Marks, Rows]:
    """Return the marks of each row, and the rows without their mean under a taper.

    STILL: the longest run of equal samples. STEP: the mean step from sample to sample. CUT (0 or 1): three equal
    samples in a row at the row's own extreme, reached or left by a jump of several times ``grain``, the least step of
    the recorder; an amplifier may give up long before its recorder does, and the jump tells a cut-off top from the
    rounded top of a slow wave. Or many samples at the extreme and few just short of it: of a slow recorder's samples
    few come in a row. BEYOND (0 or 1): three in a row at or past ``limits``. WANDER: the variance of the
    means of tenths.
    """
    low, high = limits if limits is not None else (-np.inf, np.inf)
    tapered = np.empty_like(rows)
    return marked(rows, taper, float(low), float(high), grain, tapered), tapered


def _loop(  # noqa: C901 - one pass over a second while it is near is what makes it quick
    rows: Rows, taper: NDArray[np.float32], low: float, high: float, grain: float, tapered: Rows
) -> Marks:
    out, size = np.zeros((len(rows), 5)), rows.shape[1]
    part = max(1, size // _PARTS)
    means, ends = np.zeros(size // part), np.zeros(2, np.int32)
    for index in range(len(rows)):
        row, into = rows[index], tapered[index]
        low_place, high_place, places = _SIGN, ~_SIGN, row.view(np.int32)
        total = 0.0
        for k in range(len(means)):
            piece, sum_of = row[k * part : (k + 1) * part], 0.0
            for j in range(part):
                sum_of += piece[j]
            means[k] = sum_of / part
            total += sum_of
        for k in range(len(means) * part, size):
            total += row[k]
        for k in range(size):
            place = places[k] ^ ((places[k] >> 31) & _SIGN)  # bits in the order of the numbers
            low_place, high_place = min(low_place, place), max(high_place, place)
        ends[0], ends[1] = low_place ^ ((low_place >> 31) & _SIGN), high_place ^ ((high_place >> 31) & _SIGN)
        least, most = ends.view(np.float32)[0], ends.view(np.float32)[1]
        offset = np.float32(total / size)
        for k in range(size):
            into[k] = (row[k] - offset) * taper[k]
        # summed in single precision, exact up to sixteen million, so that as many go at once as of the samples
        later, moved, equal, at_least, at_most, past = row[1:], _NONE, _NONE, _NONE, _NONE, _NONE
        for k in range(size - 1):
            moved += abs(later[k] - row[k])
            equal += _ONE if later[k] == row[k] else _NONE
        for k in range(size):
            at_least += _ONE if row[k] == least else _NONE
            at_most += _ONE if row[k] == most else _NONE
        for k in range(size if most >= high or least <= low else 0):
            past += _ONE if row[k] >= high or row[k] <= low else _NONE
        out[index, STEP] = moved / max(size - 1, 1)
        out[index, WANDER] = np.var(means)
        if equal >= 2:
            run, longest = 0, 0
            for k in range(size - 1):
                run = run + 1 if later[k] == row[k] else 0
                longest = max(longest, run)
            out[index, STILL] = longest + 1
        for end, count in ((least, at_least), (most, at_most)):
            if size < 4 or count < 3 or not abs(grain) <= LARGEST:
                continue
            run, jump = 0, np.float32(0)
            for k in range(size):
                if row[k] == end:
                    if run == 0:
                        jump = abs(row[k] - row[k - 1]) if k > 0 else np.float32(0)
                    run += 1
                if run > 0 and (row[k] != end or k == size - 1):
                    if row[k] != end:
                        jump = max(jump, abs(row[k] - row[k - 1]))
                    if run >= 3 and jump > _JUMP * grain:
                        out[index, CUT] = 1
                    run = 0
            if out[index, CUT] == 0 and count >= _OFTEN and out[index, STEP] > _FINE * grain:
                short, near = np.float32(_BELOW * out[index, STEP]), _NONE
                for k in range(size):
                    near += _ONE if abs(row[k] - end) <= short else _NONE
                out[index, CUT] = 1 if 2 * (near - count) <= count else 0
        run = 0
        for k in range(size if past >= 3 else 0):
            run = run + 1 if row[k] >= high or row[k] <= low else 0
            if run >= 3:
                out[index, BEYOND] = 1
    return out


def _plain(rows: Rows, taper: NDArray[np.float32], low: float, high: float, grain: float, tapered: Rows) -> Marks:
    size = rows.shape[1]
    tapered[:] = (rows - rows.mean(axis=1, keepdims=True, dtype=np.float64).astype(np.float32)) * taper
    steps = np.abs(np.diff(rows, axis=1))
    moved = steps.mean(axis=1, dtype=np.float64) if size > 1 else np.zeros(len(rows))
    part = max(1, size // _PARTS)
    means = rows[:, : size // part * part].reshape(len(rows), -1, part).mean(axis=2, dtype=np.float64)
    reached = _three((rows >= high) | (rows <= low))
    columns = (_longest_still(rows), moved, _cut(rows, grain, moved), reached, np.var(means, axis=1))
    return np.stack([np.asarray(column, np.float64) for column in columns], axis=1)


def _longest_still(rows: Rows) -> NDArray[np.int64]:
    longest = np.zeros(len(rows), np.int64)
    equal = rows[:, 1:] == rows[:, :-1]
    for index in np.flatnonzero(equal.sum(axis=1) >= 2):  # few rows have any
        edges = np.flatnonzero(np.diff(np.concatenate([[False], equal[index], [False]]).astype(np.int8)))
        longest[index] = int(np.max(edges[1::2] - edges[::2])) + 1
    return longest


def _cut(rows: Rows, grain: float, moved: NDArray[np.float64]) -> NDArray[np.bool_]:
    flags = np.zeros(len(rows), bool)
    if rows.shape[1] < 4 or not np.isfinite(grain):
        return flags
    for end in (rows.min(axis=1, keepdims=True), rows.max(axis=1, keepdims=True)):
        at_end = rows == end
        for index in np.flatnonzero(at_end.sum(axis=1) >= 3):
            flags[index] |= _cut_off(rows[index], at_end[index], grain, moved[index])
    return flags


def _cut_off(row: NDArray[np.float32], at_end: NDArray[np.bool_], grain: float, moved: float) -> bool:
    edges = np.flatnonzero(np.diff(at_end, prepend=False, append=False)).reshape(-1, 2)
    steps = np.concatenate([[0.0], np.abs(np.diff(row)), [0.0]])  # in double precision, as the loop compares
    jumps = np.maximum(steps[edges[:, 0]], steps[edges[:, 1]])
    if np.any((edges[:, 1] - edges[:, 0] >= 3) & (jumps > _JUMP * grain)):
        return True
    count = int(at_end.sum())
    near = int((np.abs(row - row[at_end][0]) <= np.float32(_BELOW * moved)).sum())
    return bool(count >= _OFTEN and moved > _FINE * grain and 2 * (near - count) <= count)


def _three(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Flag rows with three set flags in a row."""
    found: NDArray[np.bool_] = (flags[:, 2:] & flags[:, 1:-1] & flags[:, :-2]).any(axis=1)
    return found


def _step_loop(samples: NDArray[np.float32]) -> float:
    later, bits, least = samples[1:], np.empty(1, np.int32), _INFINITE
    step = bits.view(np.float32)
    for k in range(len(later)):
        step[0] = abs(later[k] - samples[k])
        least = min(least, bits[0] if bits[0] > 0 else _INFINITE)
    bits[0] = least
    return float(step[0])


def _step_plain(samples: NDArray[np.float32]) -> float:
    """Return the least step from sample to sample that is none of zero; infinite where there is none."""
    steps = np.abs(np.diff(samples))
    return float(np.min(steps, where=steps > 0, initial=np.inf))


marked = compiled(_loop, _plain)
least_step = compiled(_step_loop, _step_plain)
