"""What else makes a rhythm in the size of activity: a slower rhythm, and one motor unit that fires evenly."""

from __future__ import annotations

from importlib import import_module

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.surface.surfaces import ROW_HZ

type Row = NDArray[np.float64]

UNITS_HZ = (5.0, 20.0)  # at which motor units fire in a contraction of no great force; estimate; 4 to 25
_FASTEST_HZ, _SLOWEST_HZ = 2.0, 0.4  # of the rhythms that are no tremor; slower ones a window of 8 s does not show
_LINE_HZ = 0.15  # within which a line of such a spectrum lies
_SIDES_HZ = (0.3, 0.7)  # beside a line, beyond its own width
_SOME = 0.15  # of the highest peak; estimate; 0.1 to 0.3
_RAISED = 2.0  # times what lies half way between two multiples; estimate; 1.5 to 3
_MOST = 3.0  # times the multiple below it: higher, a peak is one of its own; estimate; 2 to 5
_HALF, _SHIFT = 12, 6  # samples: a potential of one unit on the skin lasts some 20 ms
_APART = 0.6  # of a period
_TALL = 0.5  # of the tall ones
_ENOUGH = 400
_FEWEST = 5


def slower(power: Row, hz: Row, peak: int, limit: float) -> float | None:
    """Return the rhythm below 2 Hz of which a peak is a multiple; None where there is none.

    It must stand out itself (by ``limit``), as must at least half of the multiples between the two, and the peak may
    not rise above them: a tremor that grows and shrinks, or that lies upon a movement, is one of its own.
    """
    for parts in range(2, int(hz[peak] / _SLOWEST_HZ) + 1):
        if hz[peak] / parts >= _FASTEST_HZ:
            continue
        near = np.flatnonzero(np.abs(hz - hz[peak] / parts) <= _LINE_HZ)
        base = int(near[np.argmax(power[near])])
        if base in (near[0], near[-1]) or abs(parts * hz[base] - hz[peak]) > _SIDES_HZ[0]:
            continue  # the flank of another line
        off = np.abs(hz - hz[base])
        sides = (off >= _SIDES_HZ[0]) & (off <= _SIDES_HZ[1]) & (hz >= _SLOWEST_HZ / 2)
        if power[base] < max(_SOME * power[peak], limit * float(np.median(power[sides]))):
            continue
        lines = [_line(power, hz, part * hz[base]) for part in range(2, parts)]
        between = [_line(power, hz, (part + 0.5) * hz[base], 0.0) for part in range(1, parts)]
        raised = [line > _RAISED * (a + b) / 2 for line, a, b in zip(lines, between, between[1:], strict=False)]
        below = lines[-1] if lines else float(power[base]) / _SOME
        if np.count_nonzero(raised) >= len(raised) / 2 and power[peak] <= _MOST * below:
            return float(hz[base])
    return None


def _line(power: Row, hz: Row, at_hz: float, within_hz: float = _LINE_HZ) -> float:
    return float(power[np.abs(hz - at_hz) <= within_hz + hz[1] / 2].max())


def alike(row: Row, rate_hz: float) -> float:
    """Return how much the highest moments of each period have one shape: the median of their correlations.

    Many units make another sum each time; one unit makes the same potential.
    """
    height = np.abs(row)
    tops, _ = import_module("scipy.signal").find_peaks(height, distance=max(1, int(_APART * ROW_HZ / rate_hz)))
    tops = tops[(tops >= _HALF + _SHIFT) & (tops < len(row) - _HALF - _SHIFT)]
    if not len(tops):
        return 0.0
    tops = tops[height[tops] > _TALL * np.quantile(height[tops], 0.75)]
    tops = tops[:: max(1, len(tops) // _ENOUGH)]
    if len(tops) < _FEWEST:
        return 0.0
    wide = row[tops[:, None] + np.arange(-_HALF - _SHIFT, _HALF + _SHIFT + 1)]
    views = np.lib.stride_tricks.sliding_window_view(wide, 2 * _HALF + 1, axis=1)
    units = views[:, _SHIFT] / np.linalg.norm(views[:, _SHIFT], axis=1, keepdims=True)
    shape = views[int(np.argmax(np.sum(units @ units.T, axis=1))), _SHIFT]
    for _ in range(2):
        best = views[np.arange(len(views)), np.einsum("ijk,k->ij", views, shape).argmax(axis=1)]
        shape = np.median(best, axis=0)
    sizes = np.linalg.norm(best, axis=1) * np.linalg.norm(shape)
    return float(np.median(best @ shape / np.maximum(sizes, 1e-30)))
