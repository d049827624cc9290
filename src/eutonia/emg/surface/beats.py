"""The loops that find the beats of the heart at 250 Hz, each with its plain equivalent.

A QRS complex comes again with the same shape; muscle never does. Beats are looked for where they are strong, and
believed only where enough of them resemble one template and follow each other at a human pace.
"""

from __future__ import annotations

from importlib import import_module

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.paddings import Samples32
from eutonia.emg.speed import compiled

type Places = NDArray[np.int64]

RATE = 250
HALF = 15  # samples either side of a beat: 60 ms
FEWEST = 5
APART = int(0.28 * RATE)
_ALIKE = 0.8
_ALIKE_LATER = 0.6
_LEAST, _MOST = 0.4, 2.0  # times the size of the mean beat: beyond, what looks like a beat is none
_SHORTEST_S, _LONGEST_S = 0.33, 2.0
_REGULAR, _REGULAR_WHERE_SLOW = 0.6, 0.3  # of the steps, within a quarter of the usual one; estimates, 0.2 to 0.4
_SLOW = np.float32(
    (2 * np.sin(np.pi * 22 / RATE)) ** 2
)  # 22 Hz, root mean square, estimate, 20 to 24: those of units lie above
_STANDS_OUT = 5.0  # times the median size around
_AT_ONCE = 2048


def _tops_loop(values: Samples32, least: float, apart: int) -> Places:
    found = np.empty(len(values) // 2 + 1, np.int64)
    count, k = 0, 1
    while k < len(values) - 1:
        if values[k] >= least and values[k - 1] < values[k]:  # in this order: few are so high
            ahead = k + 1
            while ahead < len(values) - 1 and values[ahead] == values[k]:
                ahead += 1
            if values[ahead] < values[k]:
                found[count] = (k + ahead - 1) // 2
                count += 1
                k = ahead
        k += 1
    found = found[:count]
    kept = np.ones(count, np.bool_)
    order = np.argsort(values[found])
    for turn in range(count - 1, -1, -1):
        place = order[turn]
        if not kept[place]:
            continue
        other = place - 1
        while other >= 0 and found[place] - found[other] < apart:
            kept[other] = False
            other -= 1
        other = place + 1
        while other < count and found[other] - found[place] < apart:
            kept[other] = False
            other += 1
    return found[kept]


def _tops_plain(values: Samples32, least: float, apart: int) -> Places:
    signal = import_module("scipy.signal")  # late: it takes seconds to load
    found: Places = signal.find_peaks(values, height=least, distance=apart)[0].astype(np.int64)
    return found


def _likeness_loop(row: Samples32, template: Samples32, alike: float) -> Samples32:
    size, half = len(row), len(template) // 2
    fit, energy = np.zeros(size, np.float32), np.float32(0)
    for weight in template:
        energy += weight * weight
    weights = np.zeros(-(-len(template) // 4) * 4, np.float32)
    weights[: len(template)] = template
    wide = np.zeros(size + len(weights), np.float32)
    wide[half : half + size] = row
    for start in range(0, size, _AT_ONCE):  # so many that they stay near the processor
        here = fit[start : start + _AT_ONCE]
        for k in range(0, len(weights), 4):  # four at a time, as what is summed must be fetched and put back
            a, b, c, d = weights[k], weights[k + 1], weights[k + 2], weights[k + 3]
            one, two, three, four = (
                wide[start + k :],
                wide[start + k + 1 :],
                wide[start + k + 2 :],
                wide[start + k + 3 :],
            )
            for place in range(len(here)):  # views from 0 on, so that many go at once
                here[place] += one[place] * a + two[place] * b + three[place] * c + four[place] * d
    for place in range(size):
        like = _LEAST * energy < fit[place] < _MOST * energy
        if like:
            near = np.float32(0)
            for value in row[max(place - half, 0) : min(place + half + 1, size)]:
                near += value * value
            like = fit[place] > alike * np.sqrt(max(near, np.float32(1e-9) * energy) * energy)
        if not like:
            fit[place] = 0
    return fit


def _likeness_plain(row: Samples32, template: Samples32, alike: float) -> Samples32:
    energy = float(np.sum(template**2))
    fit = np.convolve(row, template[::-1], "same")
    near = np.convolve(row.astype(np.float64) ** 2, np.ones(len(template)), "same")
    fits = (fit > alike * np.sqrt(np.maximum(near, 1e-9 * energy) * energy)) & (fit > _LEAST * energy)
    return np.where(fits & (fit < _MOST * energy), fit, np.float32(0))


def _leader_loop(units: Samples32, alike: float) -> int:
    """Return which of some shapes of unit size has the most that are alike to it."""
    count, width = units.shape
    votes = np.zeros(count, np.int64)
    for first in range(count):
        one = units[first]
        for second in range(first + 1, count):
            other, fit = units[second], np.float32(0)
            for k in range(width):
                fit += one[k] * other[k]
            if fit > alike:
                votes[first] += 1
                votes[second] += 1
    return int(votes.argmax())


def _leader_plain(units: Samples32, alike: float) -> int:
    return int((np.einsum("ik,jk->ij", units, units) > alike).sum(axis=1).argmax())


def _heart_loop(places: Places, count: int, template: Samples32) -> bool:
    """Return whether places among so many samples follow each other as beats of a heart do.

    A template as slow as only a heart is need not come as regularly: in atrial fibrillation it does not.
    """
    if len(places) < FEWEST:
        return False
    steps = (places[1:] - places[:-1]) / RATE
    near = steps[(steps >= _SHORTEST_S) & (steps <= _LONGEST_S)]
    if len(near) < max(FEWEST - 1, 0.6 * len(steps)):
        return False
    for k in range(1, len(near)):  # few, so put in order one by one
        step, place = near[k], k
        while place > 0 and near[place - 1] > step:
            near[place] = near[place - 1]
            place -= 1
        near[place] = step
    usual, regular = (near[(len(near) - 1) // 2] + near[len(near) // 2]) / 2, 0
    for step in near:
        regular += int(abs(step - usual) < 0.25 * usual)
    power, change = np.float32(0), np.float32(0)
    for k in range(len(template) - 1):
        power += template[k] * template[k]
        change += (template[k + 1] - template[k]) * (template[k + 1] - template[k])
    least = _REGULAR_WHERE_SLOW if change < _SLOW * power else _REGULAR
    return bool(regular > least * len(near) and len(places) > 0.25 * (count / RATE) / usual)


def _fits_loop(shapes: Samples32, one: Samples32) -> Samples32:
    """Return the product of each shape with one."""
    out = np.zeros(len(shapes), np.float32)
    for index in range(len(shapes)):
        shape, fit = shapes[index], np.float32(0)
        for k in range(len(one)):
            fit += shape[k] * one[k]
        out[index] = fit
    return out


def _found_loop(row: Samples32, usual: float) -> Places:
    peaks = _tops_loop(np.abs(row), _STANDS_OUT * usual, APART)
    peaks = peaks[(peaks >= HALF) & (peaks < len(row) - HALF)]
    count, width = len(peaks), 2 * HALF + 1
    if count < FEWEST:
        return peaks[:0]
    shapes, units, sizes = np.empty((count, width), np.float32), np.empty((count, width), np.float32), np.zeros(count)
    for index in range(count):
        shapes[index] = row[peaks[index] - HALF : peaks[index] + HALF + 1]
        for value in shapes[index]:
            sizes[index] += value * value
        sizes[index] = np.sqrt(sizes[index])
        units[index] = shapes[index] * np.float32(1 / sizes[index])
    alike = _fits_loop(units, units[_leader_loop(units, _ALIKE)]) > _ALIKE
    template, energy = np.zeros(width, np.float32), np.float32(0)
    for place in np.flatnonzero(alike):
        template += shapes[place]
    template /= np.float32(alike.sum())
    for weight in template:
        energy += weight * weight
    beats = peaks[_fits_loop(shapes, template) > _ALIKE * np.maximum(sizes * np.sqrt(energy), 1e-30)]
    if not _heart_loop(beats, len(row), template):
        return peaks[:0]
    return _tops_loop(_likeness_loop(row, template, _ALIKE_LATER), 0.0, APART)


def _found_plain(row: Samples32, usual: float) -> Places:
    """Return where beats are in a row at 250 Hz of this usual size; none where nothing behaves like a heart.

    All places that look like the template and are about as large: a believed heart beats on in noise.
    """
    peaks = _tops_plain(np.abs(row), _STANDS_OUT * usual, APART)
    peaks = peaks[(peaks >= HALF) & (peaks < len(row) - HALF)]
    if len(peaks) < FEWEST:
        return peaks[:0]
    shapes = row[peaks[:, None] + np.arange(-HALF, HALF + 1)]
    sizes = np.sqrt(np.einsum("ij,ij->i", shapes, shapes))
    units = shapes / sizes[:, None]
    alike = np.einsum("ik,k->i", units, units[_leader_plain(units, _ALIKE)]) > _ALIKE
    template: Samples32 = shapes[alike].mean(axis=0)  # of those that resemble the one which resembles most
    fits = np.einsum("ij,j->i", shapes, template)
    beats = peaks[fits > _ALIKE * np.maximum(sizes * np.sqrt(np.sum(template**2)), 1e-30)]
    if not _heart_loop(beats, len(row), template):
        return peaks[:0]
    return _tops_plain(_likeness_plain(row, template, _ALIKE_LATER), 0.0, APART)


tops = compiled(_tops_loop, _tops_plain)
likeness = compiled(_likeness_loop, _likeness_plain)
leader = compiled(_leader_loop, _leader_plain)
beats_in = compiled(_found_loop, _found_plain, uses=(_tops_loop, _likeness_loop, _leader_loop, _fits_loop, _heart_loop))
