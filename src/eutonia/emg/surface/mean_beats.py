"""The loops that take the beats of the heart out of a row at 1000 Hz, each with its plain equivalent."""

from __future__ import annotations

import numpy as np

from eutonia.emg.paddings import Samples32
from eutonia.emg.speed import compiled
from eutonia.emg.surface.beats import FEWEST, Places

HALF_BEAT, SHIFT = 70, 5  # samples at 1000 Hz
EDGE = HALF_BEAT + SHIFT
_APART = 64  # samples between those that are asked for that size
_LANES = 64  # samples that a processor takes at once, several times
_SEEN = 0.1  # of the power of a beat that must lie inside a row for it to be taken out there
_WIDE_BEAT = 150  # of a beat far above the noise: what the limits of the band leave around it stands out for so long
_FAR_ABOVE = 10.0  # times the usual size of the row; estimate, 6 to 15
_FADE = 15


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
    out, size = np.empty_like(beats), len(template) + 2 * shift
    wide = -(-len(template) // _LANES) * _LANES  # with zeros after it, so that none is left over to be taken singly
    shape, near = np.zeros(wide, np.float32), np.zeros(wide + 2 * shift, np.float32)
    shape[: len(template)] = template
    for index in range(len(beats)):
        first, most = beats[index] - shift - len(template) // 2, np.float32(-np.inf)
        near[:size] = row[first : first + size]
        for move in range(2 * shift + 1):
            here, fit = near[move : move + wide], np.float32(0)
            for k in range(wide):
                fit += here[k] * shape[k]
            if fit > most:
                most = fit
                out[index] = beats[index] + move - shift
    return out


def _places_plain(row: Samples32, beats: Places, template: Samples32, shift: int) -> Places:
    half = len(template) // 2
    wide = row[beats[:, None] + np.arange(-half - shift, half + shift + 1)]
    views = np.lib.stride_tricks.sliding_window_view(wide, len(template), axis=1)
    found: Places = beats + np.einsum("ijk,k->ij", views, template).argmax(axis=1) - shift
    return found


def _subtract_loop(row: Samples32, at: Places, template: Samples32) -> Samples32:
    out, size, half = row.copy(), len(template), len(template) // 2
    slope = np.zeros(size, np.float32)
    for k in range(1, size - 1):
        slope[k] = (template[k + 1] - template[k - 1]) * np.float32(0.5)
    whole = np.float32(0)
    for k in range(size):
        whole += template[k] * template[k]
    for index in range(len(at)):
        first = at[index] - half
        fit, energy, moved, steep, both = np.float32(0), np.float32(0), np.float32(0), np.float32(0), np.float32(0)
        for k in range(max(0, -first), min(size, len(row) - first)):
            fit += row[first + k] * template[k]
            energy += template[k] * template[k]
            moved += row[first + k] * slope[k]
            steep += slope[k] * slope[k]
            both += template[k] * slope[k]
        if energy > _SEEN * whole:
            under = energy * steep - both * both
            gain, shift = fit / energy, np.float32(0)
            if under > np.float32(0.1) * energy * steep:
                gain = (fit * steep - moved * both) / under
                shift = (moved * energy - fit * both) / under
            gain = min(max(gain, np.float32(0.5)), np.float32(1.5))
            shift = min(max(shift, -gain), gain)  # a sample to either side, as the places are whole samples
            for k in range(max(0, -first), min(size, len(row) - first)):
                out[first + k] -= gain * template[k] + shift * slope[k]
    return out


def _subtract_plain(row: Samples32, at: Places, template: Samples32) -> Samples32:
    """Return the row without the template at each place, scaled and moved to fit what of it is inside the row.

    Moved by up to a sample, by its slope: a beat far above the noise leaves more than the noise where it is half a
    sample off.
    """
    out, half = row.copy(), len(template) // 2
    slope = np.zeros_like(template)
    slope[1:-1] = (template[2:] - template[:-2]) / 2
    for place in at.tolist():
        start, stop = max(place - half, 0), min(place + half + 1, len(row))
        inside = slice(start - place + half, stop - place + half)
        shapes = np.stack([template[inside], slope[inside]]).astype(np.float64)
        (energy, both), (_, steep) = products = shapes @ shapes.T
        if energy > _SEEN * np.sum(template**2):
            fits = shapes @ row[start:stop]
            gain, shift = fits[0] / energy, 0.0
            if energy * steep - both**2 > 0.1 * energy * steep:
                gain, shift = np.linalg.solve(products, fits)
            gain = np.clip(gain, 0.5, 1.5)
            out[start:stop] -= (np.array([gain, np.clip(shift, -gain, gain)]) @ shapes).astype(np.float32)
    return out


def _aligned_loop(row: Samples32, beats: Places) -> Places:
    if len(beats) < FEWEST:
        return beats[:0]
    wide = np.zeros(len(row) + 2 * EDGE, np.float32)
    wide[EDGE : EDGE + len(row)] = row
    at = beats + EDGE
    for _ in range(2):
        at = _places_loop(wide, at, _mean_loop(wide, at, HALF_BEAT), SHIFT)
        at = np.minimum(np.maximum(at, EDGE), len(row) + EDGE - 1)
    return at - EDGE


def _aligned_plain(row: Samples32, beats: Places) -> Places:
    """Return the beats, each moved by up to 5 ms to where it fits the mean of all best; none where they are too few.

    Twice, as the mean then sharpens. A beat that the beginning or the end of the row cuts is one of them: what is left
    of it would pass for a contraction.
    """
    if len(beats) < FEWEST:
        return beats[:0]
    wide, at = np.pad(row, EDGE), beats + EDGE
    for _ in range(2):
        at = _places_plain(wide, at, _mean_plain(wide, at, HALF_BEAT), SHIFT)
        at = np.clip(at, EDGE, len(row) + EDGE - 1)
    return at - EDGE


def _whole_loop(at: Places, size: int, half: int) -> Places:
    """Return the beats that are whole in a row of this size."""
    return at[(at >= half) & (at < size - half)]


def _faded_loop(template: Samples32) -> Samples32:
    """Return a template that fades towards its ends."""
    out = template.copy()
    for k in range(_FADE):
        share = np.float32((k + 1) / (_FADE + 1))
        out[k] *= share
        out[len(out) - 1 - k] *= share
    return out


def _without_loop(row: Samples32, at: Places) -> Samples32:
    whole = _whole_loop(at, len(row), HALF_BEAT)
    if len(whole) < FEWEST:
        return row
    template = _mean_loop(row, whole, HALF_BEAT)
    most = np.abs(template).max()
    if most <= 0:
        return row
    if most > _FAR_ABOVE * np.median(np.abs(row[::_APART])):
        whole = _whole_loop(at, len(row), _WIDE_BEAT)
        if len(whole) >= FEWEST:
            template = _mean_loop(row, whole, _WIDE_BEAT)
    return _subtract_loop(row, at, _faded_loop(template))


def _without_plain(row: Samples32, at: Places) -> Samples32:
    """Return the row at 1000 Hz with the mean beat taken out at each (aligned) place, scaled and moved to fit there."""
    template = _mean_beat(row, at, HALF_BEAT)
    if template is None or not np.any(template):
        return row
    if np.abs(template).max() > _FAR_ABOVE * np.median(np.abs(row[::_APART])):
        wide = _mean_beat(row, at, _WIDE_BEAT)
        template = template if wide is None else wide
    return _subtract_plain(row, at, _faded_loop(template))


def _mean_beat(row: Samples32, at: Places, half: int) -> Samples32 | None:
    whole = _whole_loop(at, len(row), half)
    return _mean_plain(row, whole, half) if len(whole) >= FEWEST else None


mean_beat = compiled(_mean_loop, _mean_plain)
best_places = compiled(_places_loop, _places_plain)
subtract = compiled(_subtract_loop, _subtract_plain)
aligned = compiled(_aligned_loop, _aligned_plain, uses=(_mean_loop, _places_loop))
without_beats = compiled(_without_loop, _without_plain, uses=(_whole_loop, _mean_loop, _faded_loop, _subtract_loop))
