"""The loops behind the beats of the heart, each with its plain equivalent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from eutonia.emg.spectra import Samples32
from eutonia.emg.speed import compiled

type Places = NDArray[np.int64]


def _tops_loop(values: Samples32, least: float, apart: int) -> Places:
    found = np.empty(len(values) // 2 + 1, np.int64)
    count, k = 0, 1
    while k < len(values) - 1:
        if values[k - 1] < values[k] and values[k] >= least:
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
    found: Places = signal.find_peaks(values, height=least, distance=apart)[0].astype(np.int64)
    return found


def _likeness_loop(row: Samples32, template: Samples32, alike: float) -> Samples32:
    size, half = len(row), len(template) // 2
    fit, squares = np.zeros(size, np.float32), np.zeros(size + 1)
    energy = np.float32(0)
    for k in range(len(template)):
        weight, shift = template[k], k - half
        energy += weight * weight
        here, there = fit[max(0, -shift) : size - max(0, shift)], row[max(0, shift) : size + min(0, shift)]
        for place in range(min(len(here), len(there))):  # two views from 0 on, so that eight go at once
            here[place] += there[place] * weight
    for place in range(size):
        squares[place + 1] = squares[place] + row[place] * row[place]
    for place in range(size):
        near = squares[min(place + half + 1, size)] - squares[max(place - half, 0)]
        like = fit[place] > alike * np.sqrt(max(near, 1e-9 * energy) * energy)
        if not (like and 0.4 * energy < fit[place] < 2 * energy):
            fit[place] = 0
    return fit


def _likeness_plain(row: Samples32, template: Samples32, alike: float) -> Samples32:
    energy = float(np.sum(template**2))
    fit = np.convolve(row, template[::-1], "same")
    near = np.convolve(row.astype(np.float64) ** 2, np.ones(len(template)), "same")
    fits = (fit > alike * np.sqrt(np.maximum(near, 1e-9 * energy) * energy)) & (fit > 0.4 * energy)
    return np.where(fits & (fit < 2 * energy), fit, np.float32(0))


def _mean_loop(row: Samples32, beats: Places, half: int) -> Samples32:
    """Sort all beats at once, sample by sample of the beat, by Batcher's network: no branch depends on the data."""
    count, width = len(beats), 2 * half + 1
    work = np.empty((count, width), np.float32)
    for index in range(count):
        work[index] = row[beats[index] - half : beats[index] + half + 1]
    merged = 1
    while merged < count:
        apart = merged
        while apart >= 1:
            for start in range(apart % merged, count - apart, 2 * apart):
                for first in range(start, min(start + apart, count - apart)):
                    if first // (2 * merged) == (first + apart) // (2 * merged):
                        low, high = work[first], work[first + apart]
                        for k in range(width):
                            one, other = low[k], high[k]
                            low[k] = one if one < other else other
                            high[k] = other if one < other else one
            apart //= 2
        merged *= 2
    found: Samples32 = (work[(count - 1) // 2] + work[count // 2]) * np.float32(0.5)
    return found


def _mean_plain(row: Samples32, beats: Places, half: int) -> Samples32:
    found: Samples32 = np.median(row[beats[:, None] + np.arange(-half, half + 1)], axis=0).astype(np.float32)
    return found


def _places_loop(row: Samples32, beats: Places, template: Samples32, shift: int) -> Places:
    half = len(template) // 2
    out = np.empty_like(beats)
    for index in range(len(beats)):
        most = np.float32(-np.inf)
        for move in range(-shift, shift + 1):
            first = beats[index] + move - half
            fit = np.float32(0)
            for k in range(len(template)):
                fit += row[first + k] * template[k]
            if fit > most:
                most = fit
                out[index] = beats[index] + move
    return out


def _places_plain(row: Samples32, beats: Places, template: Samples32, shift: int) -> Places:
    half = len(template) // 2
    wide = row[beats[:, None] + np.arange(-half - shift, half + shift + 1)]
    views = np.lib.stride_tricks.sliding_window_view(wide, len(template), axis=1)
    found: Places = beats + np.einsum("ijk,k->ij", views, template).argmax(axis=1) - shift
    return found


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


def _subtract_loop(row: Samples32, at: Places, template: Samples32) -> Samples32:
    out, half = row.copy(), len(template) // 2
    energy = np.float32(0)
    for k in range(len(template)):
        energy += template[k] * template[k]
    for index in range(len(at)):
        first = at[index] - half
        fit = np.float32(0)
        for k in range(len(template)):
            fit += row[first + k] * template[k]
        gain = min(max(fit / energy, np.float32(0.5)), np.float32(1.5))
        for k in range(len(template)):
            out[first + k] -= gain * template[k]
    return out


def _subtract_plain(row: Samples32, at: Places, template: Samples32) -> Samples32:
    out, half = row.copy(), len(template) // 2
    shapes = row[at[:, None] + np.arange(-half, half + 1)]
    gains = np.clip(np.einsum("ij,j->i", shapes, template) / np.sum(template**2), 0.5, 1.5).astype(np.float32)
    for place, gain in zip(at.tolist(), gains, strict=True):
        out[place - half : place + half + 1] -= gain * template
    return out


tops = compiled(_tops_loop, _tops_plain)
likeness = compiled(_likeness_loop, _likeness_plain)
mean_beat = compiled(_mean_loop, _mean_plain)
leader = compiled(_leader_loop, _leader_plain)
best_places = compiled(_places_loop, _places_plain)
subtract = compiled(_subtract_loop, _subtract_plain)
