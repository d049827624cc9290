"""Pictures of a channel as SVG: the raw signal with what was marked in it, the envelope, and the median frequency."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.needle.discharge import Discharge
from eutonia.emg.recording import Channel
from eutonia.emg.reporting.scales import counted, plain, ticks, unit_of_time
from eutonia.emg.surface.bursting import Burst
from eutonia.emg.surface.windows import Features

WIDTH, HEIGHT, LEFT, GAP = 960, 120, 80, 26
_COLUMNS = WIDTH - LEFT
INK, LINE, TEXT = "#1f4e79", "#9aa5b1", "#1b1f23"
_ACTIVE = "#f3c98b"


def extremes(channel: Channel, columns: int) -> NDArray[np.float64]:
    """Return the least and largest value in each of so many columns, in microvolts; NaN where there is none.

    What is read stays small however long the channel is.
    """
    edges = np.linspace(0, len(channel), columns + 1).astype(np.int64)
    out = np.full((columns, 2), np.nan)
    for column, (start, stop) in enumerate(pairwise(edges.tolist())):
        piece = channel.read(start, max(stop, start + 1))
        piece = piece[np.isfinite(piece)]
        if len(piece):
            out[column] = float(piece.min()), float(piece.max())
    return out * channel.to_microvolts


def figure(
    channel: Channel,
    envelope: NDArray[np.float32],
    envelope_hz: float,
    marked: Sequence[Burst] | Sequence[Discharge],
    features: Features,
    shaded: str,
) -> str:
    """Return the three pictures above each other, on one axis of time; what is ``marked`` is shaded in the first.

    ``shaded``: what one mark is called.
    """
    seconds = max(channel.duration_s, 1e-9)
    raw = extremes(channel, _COLUMNS)
    known = _recorded(envelope, envelope_hz, seconds, raw)
    legend = f" (shaded: {shaded}s)" if marked else ""
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {3 * HEIGHT + 4 * GAP}" role="img" xmlns="http://www.w3.org/2000/svg">',
        f"<title>{escape(channel.label)}: {counted(len(marked), shaded)} in {seconds:.1f} s</title>",
        f'<g font-family="sans-serif" font-size="12" fill="{TEXT}">',
        *_marks(marked, seconds),
        *_panel(0, f"raw, µV{legend}", _band(raw), _range(raw)),
        *_panel(1, "envelope, µV", _line_at(np.arange(len(known)) / envelope_hz, known, seconds), _range(known)),
        *_panel(
            2,
            "median frequency, Hz",
            _line_at(features.start_s, features.median_hz, seconds),
            _range(features.median_hz),
        ),
        *_axis(seconds),
        "</g></svg>",
    ]
    return framed("".join(parts))


def framed(picture: str) -> str:
    """Return a picture in a frame that a narrow screen scrolls, so that its letters stay large enough to read."""
    return f'<div class="wide">{picture}</div>'


def _top(panel: int) -> int:
    return GAP + panel * (HEIGHT + GAP)


def _marks(marked: Sequence[Burst] | Sequence[Discharge], seconds: float) -> list[str]:
    return [
        f'<rect x="{LEFT + one.onset_s / seconds * _COLUMNS:.2f}" y="{_top(0)}" '
        f'width="{max((one.offset_s - one.onset_s) / seconds * _COLUMNS, 0.5):.2f}" '
        f'height="{HEIGHT}" fill="{_ACTIVE}"/>'
        for one in marked
    ]


def _range(values: NDArray[np.floating]) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    if not len(known):
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    room = max(1.0, 1e-6 * abs(high))  # so that there is some beside the largest values, too
    return (low, high) if high > low else (low - room, high + room)


def _scaled(values: NDArray[np.floating], limits: tuple[float, float]) -> NDArray[np.float64]:
    return HEIGHT * (1 - (np.asarray(values, np.float64) - limits[0]) / (limits[1] - limits[0]))


def _band(raw: NDArray[np.float64]) -> str:
    tops = _scaled(raw, _range(raw))
    # half a unit at least: a line of no length is not drawn
    return "".join(
        f"M{LEFT + x} {low:.1f}V{min(high, low - 0.5):.1f}" for x, (low, high) in enumerate(tops) if np.isfinite(low)
    )


def _recorded(
    envelope: NDArray[np.float32], rate_hz: float, seconds: float, raw: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Return the envelope without the columns of the picture in which nothing was recorded: there it is no silence."""
    columns = _column(np.arange(len(envelope)) / rate_hz, seconds)
    return np.where(np.isnan(raw[columns, 0]), np.float32(np.nan), envelope)


def _column(times_s: NDArray[np.float64], seconds: float) -> NDArray[np.int64]:
    return np.minimum((times_s / seconds * _COLUMNS).astype(np.int64), _COLUMNS - 1)


def _line_at(times_s: NDArray[np.float64], values: NDArray[np.float32], seconds: float) -> str:
    """Return a line through the values, broken where they are not known; of many to a column least and largest."""
    limits = _range(values)
    if len(values) > 2 * _COLUMNS:  # to take one of so many would lose what is short
        starts = np.flatnonzero(np.diff(_column(times_s, seconds), prepend=-1))
        values = np.stack([np.fmin.reduceat(values, starts), np.fmax.reduceat(values, starts)], axis=1).ravel()
        times_s = np.repeat(times_s[starts], 2)
    points, joined = [], False
    for t, height in zip(times_s.tolist(), _scaled(values, limits).tolist(), strict=True):
        if np.isfinite(height):
            points.append(f"{'L' if joined else 'M'}{LEFT + t / seconds * _COLUMNS:.2f} {height:.1f}")
        joined = bool(np.isfinite(height))
    return "".join(points)


def _panel(number: int, name: str, path: str, limits: tuple[float, float]) -> list[str]:
    top = _top(number)
    return [
        f'<text x="0" y="{top - 8}">{name}</text>',
        *(_limits(top, limits) if path else ()),
        f'<path d="M{LEFT} {top}V{top + HEIGHT}H{WIDTH}" fill="none" stroke="{LINE}"/>',
        f'<path transform="translate(0 {top})" d="{path}" fill="none" stroke="{INK}" stroke-width="1"/>'
        if path
        else f'<text x="{LEFT + 10}" y="{top + HEIGHT // 2}">not measurable</text>',
    ]


def _limits(top: int, limits: tuple[float, float]) -> list[str]:
    return [
        f'<text x="{LEFT - 6}" y="{top + 10}" text-anchor="end">{plain(limits[1])}</text>',
        f'<text x="{LEFT - 6}" y="{top + HEIGHT}" text-anchor="end">{plain(limits[0])}</text>',
    ]


def _axis(seconds: float) -> list[str]:
    y = _top(2) + HEIGHT
    size, name = unit_of_time(seconds)
    places = [(LEFT + tick * size / seconds * _COLUMNS, tick) for tick in ticks(seconds / size)]
    return [
        f'<path d="M{x:.1f} {y}v5" stroke="{LINE}"/>'
        f'<text x="{x:.0f}" y="{y + 18}" text-anchor="{"end" if x > WIDTH - 15 else "middle"}">{tick:g} {name}</text>'
        for x, tick in places
    ]
