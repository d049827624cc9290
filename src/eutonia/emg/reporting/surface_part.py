"""The part of a report on a muscle over seconds: types of spasm, tremor, fatigue, and two muscles at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.recording import Channel, EmgError, Recording
from eutonia.emg.reporting.drawing import INK, LINE, TEXT, framed
from eutonia.emg.reporting.tables import table
from eutonia.emg.spectra import HIGH_HZ, LOW_HZ
from eutonia.emg.surface.bursting import Burst
from eutonia.emg.surface.cocontractions import Cocontraction, cocontraction
from eutonia.emg.surface.coherences import CAUTION, Coherence, coherence
from eutonia.emg.surface.coherences import SHORTEST_S as COHERENCE_S
from eutonia.emg.surface.fatiguing import Fatigue, channel_fatigue
from eutonia.emg.surface.spasms import Spasm, spasms_of
from eutonia.emg.surface.surfaces import ROW_HZ, cleaned_row
from eutonia.emg.surface.tremors import Tremor, tremor_of

SURFACE_CHAIN = (
    "Spasms: bursts less than 0.5 s apart; unit, tonic, clonus (3 to 8 a second), myoclonus (one contraction of up to "
    "0.13 s) or mixed, after Thomas 2014. Willed activity looks the same as a tonic spasm.",
    "Tremor: spectrum of the rectified signal without the heart, windows of 8 s; a peak counts where chance makes it "
    "once in a hundred recordings and it is no multiple of a slower rhythm and not that of one unit. Fatigue: slope of "
    "the median frequency from 20 to 450 Hz (Theil and Sen, 95 %) over at least 20 s held steadily.",
    "Two muscles: co-contraction of envelopes, each in shares of its own activity here; coherence of rectified "
    "signals, windows of 1 s in which both keep their strength, with the limit that chance passes in 5 %. Coherence "
    "alone marks no disease.",
)
_MOST_ROWS = 60
_MOST_PAIRS = 6
_WIDTH, _HEIGHT, _LEFT = 960, 150, 80
_BIN_HZ = 2
_MOST_DB = 40.0  # of the axis: a slow recorder has nothing above its band


@dataclass(frozen=True, slots=True)
class SurfaceReport:
    """What was found on a channel over seconds. ``power``: in µV² for each 2 Hz up to 450 Hz.

    Of a needle's channel there is only the power: what it sees is single potentials, so to call one of them a
    myoclonus would be wrong, and a rhythm is that of a unit or two.
    """

    power: NDArray[np.float64]
    spasms: tuple[Spasm, ...] = ()
    tremor: Tremor | None = None
    fatigue: Fatigue | None = None


def analyse_surface(channel: Channel, bursts: Sequence[Burst], *, by_needle: bool = False) -> SurfaceReport:
    """Return spasms, tremor, fatigue and the spectrum of a channel whose bursts are known."""
    row = cleaned_row(channel)
    if by_needle:
        return SurfaceReport(_power(row))
    return SurfaceReport(
        _power(row), tuple(spasms_of(bursts, row)), tremor_of(channel, bursts), channel_fatigue(channel)
    )


def _power(row: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean power of windows of half a second under a Hann window, for each 2 Hz."""
    size = round(ROW_HZ / _BIN_HZ)
    whole = len(row) // size
    if not whole:
        return np.zeros(0)
    spectra = np.fft.rfft(row[: whole * size].reshape(whole, size) * np.hanning(size), axis=1)
    power = np.mean(np.abs(spectra) ** 2, axis=0) * 2 / (size * np.sum(np.hanning(size) ** 2))
    return np.asarray(power[: round(HIGH_HZ / _BIN_HZ) + 1], np.float64)


def surface_section(found: SurfaceReport, label: str) -> str:
    """Return the tables and the spectrum of a channel."""
    words = ""
    if found.tremor is not None and found.fatigue is not None:
        rhythm = f"Tremor: {escape(found.tremor.why)}{_steady(found.tremor)}"
        words = f"<p>{rhythm} Fatigue: {escape(found.fatigue.why)}{_slope(found.fatigue)}</p>"
    return words + _spasm_table(found.spasms) + spectrum_figure(found.power, label)


def _steady(found: Tremor) -> str:
    if not found.present or found.interval_hz is None:
        return ""
    low, high = found.interval_hz
    return f" 95 %: {low:.2f} to {high:.2f} Hz; {100 * (found.share or 0):.0f} % of the power from 2 to 20 Hz."


def _slope(found: Fatigue) -> str:
    if found.slope_hz_per_min is None or found.interval is None:
        return ""
    low, high = found.interval
    return f" Slope: {found.slope_hz_per_min:+.1f} Hz a minute (95 %: {low:+.1f} to {high:+.1f})."


def _spasm_table(spasms: Sequence[Spasm]) -> str:
    if not spasms:
        return ""
    rows = "".join(
        f"<tr><th scope='row'>{escape(one.kind)}</th><td>{one.onset_s:.2f} to {one.offset_s:.2f}</td>"
        f"<td>{one.contractions}</td><td>{'' if one.rate_hz is None else format(one.rate_hz, '.1f')}</td>"
        f"<td class='why'>{escape(one.why)}</td></tr>"
        for one in spasms[:_MOST_ROWS]
    )
    more = len(spasms) - _MOST_ROWS
    heads = ("Looks like", "From and to, s", "Contractions", "Per second", "Why")
    return f"<h3>Types of activity</h3>{table(heads, rows)}" + (
        f"<p>{more} more are not shown.</p>" if more > 0 else ""
    )


def spectrum_figure(power: NDArray[np.float64], label: str) -> str:
    """Return the power of a channel by frequency as a picture, in decibels over 1 µV² for each 2 Hz."""
    if not len(power) or not np.any(power > 0):
        return ""
    level = 10 * np.log10(np.maximum(power, float(power.max()) * 1e-6))
    inside = level[round(LOW_HZ / _BIN_HZ) :]  # what the band-pass left below it would press the rest into a line
    high = float(level.max())
    low = min(max(float(inside.min()), high - _MOST_DB), high - 1)
    level = np.maximum(level, low)
    step = (_WIDTH - _LEFT) / max(len(level) - 1, 1)
    points = "L".join(
        f"{_LEFT + k * step:.1f} {20 + (_HEIGHT - 20) * (high - value) / (high - low):.1f}"
        for k, value in enumerate(level)
    )
    ticks = "".join(
        f'<text x="{_LEFT + hz / _BIN_HZ * step:.0f}" y="{_HEIGHT + 16}" text-anchor="middle">{hz} Hz</text>'
        for hz in range(0, _BIN_HZ * (len(level) - 1) + 1, 100)
    )
    return framed(
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT + 24}" role="img" xmlns="http://www.w3.org/2000/svg">'
        f"<title>Spectrum of {escape(label)}, 0 to {int(HIGH_HZ)} Hz</title>"
        f'<g font-family="sans-serif" font-size="12" fill="{TEXT}">'
        f'<text x="0" y="12">spectrum of the cleaned signal, dB over 1 µV² in each 2 Hz</text>{ticks}'
        f'<text x="{_LEFT - 6}" y="30" text-anchor="end">{high:.0f}</text>'
        f'<text x="{_LEFT - 6}" y="{_HEIGHT}" text-anchor="end">{low:.0f}</text>'
        f'<path d="M{_LEFT} 20V{_HEIGHT}H{_WIDTH}" fill="none" stroke="{LINE}"/>'
        f'<path d="M{points}" fill="none" stroke="{INK}"/></g></svg>'
    )


# ---- two muscles -----------------------------------------------------------------------------------------------------


def pairs_section(recording: Recording) -> str:
    """Return the table of co-contraction and coherence of each pair of channels, the first six pairs; or nothing."""
    channels = recording.emg_channels()
    pairs = list(combinations(range(len(channels)), 2))
    if not pairs:
        return ""
    rows = "".join(_pair(recording, first, second) for first, second in pairs[:_MOST_PAIRS])
    heads = (
        "Muscles",
        "Index (0 to 1)",
        "Overlap",
        "Coherence 4–7 Hz (limit)",
        "Coherence 8–14 Hz (limit)",
        "Power 3–10 in 3–30 Hz",
    )
    more = len(pairs) - _MOST_PAIRS
    return f"<h2>Two muscles at once</h2>{table(heads, rows)}<p>{CAUTION}</p>" + (
        f"<p>{more} more pairs are not shown.</p>" if more > 0 else ""
    )


def _pair(recording: Recording, first: int, second: int) -> str:
    both = cocontraction(recording, first, second)
    try:
        cells = _bands(coherence(recording, first, second))
    except EmgError:  # both are EMG channels, so this is the only reason left
        cells = f"<td colspan='3'>fewer than {COHERENCE_S:g} s of steady activity</td>"
    return f"<tr><th scope='row'>{escape(' and '.join(both.channels))}</th>{_together(both)}{cells}</tr>"


def _together(found: Cocontraction) -> str:
    if found.index is None or found.overlap is None:
        return f"<td colspan='2'>{escape(found.why)}</td>"
    doubt = f". {escape(found.caution)}" if found.caution else ""
    return f"<td>{found.index:.2f}</td><td>{100 * found.overlap:.0f} %{doubt}</td>"


def _bands(found: Coherence) -> str:
    cells = "".join(
        f"<td>{band.mean:.3f} ({band.limit:.3f}){', beyond chance' if band.beyond_chance else ''}</td>"
        for band in found.bands
    )
    low = " and ".join(f"{share:.2f}" for share in found.low_share)
    doubt = escape(found.caution.removeprefix(CAUTION))
    return f"{cells}<td>{low}{f'.{doubt}' if doubt else ''}</td>"
