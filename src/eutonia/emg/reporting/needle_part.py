"""The part of a report that speaks of a needle channel: discharges, motor units with their pictures, the pattern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.needle.definitions import CANNOT_TELL, NONE
from eutonia.emg.needle.discharge import Discharge
from eutonia.emg.needle.discharging import LEAST_RATE_HZ, judged
from eutonia.emg.needle.limits import MEASURES
from eutonia.emg.needle.motor_units import MotorUnit, units_of
from eutonia.emg.needle.patterns import CANNOT_SAY, FEWEST_UNITS, PatternVerdict
from eutonia.emg.recording import Channel
from eutonia.emg.reporting.drawing import INK, TEXT, framed
from eutonia.emg.reporting.scales import counted, plain
from eutonia.emg.reporting.tables import table
from eutonia.emg.sorting.trains import Train, examine

NEEDLE_CHAIN = (
    "Needle channels (4000 Hz and more): mains followed in time and taken off; 5 Hz to 0.46 of the rate, lowered to "
    "8000 to 16 000 Hz; runs of 140 to 320 a second found by their period; else peaks in 80 to 2500 Hz, 6 times the "
    "noise, grouped by shape, taken out one after the other, what is left searched again; units that look alike told "
    "apart by their looks and rhythms; even runs followed until they are gone.",
    "Motor units: mean of the middle three fifths of the potentials, those of other units taken out; marks where the "
    "mean leaves 3 times its own noise (at least 2.5 µV and 1.2 % of its height), 2 ms of quiet beyond.",
    "Discharges: each train held against the published definitions; below a probability of 0.6 (many units at "
    "once: 0.8) it is “cannot tell”. Where there is no rest to see the noise in, all of it is judged as one crowd.",
)
_TOO_FEW = (
    f"The limits are those of means over many units, so means of fewer than {FEWEST_UNITS} are not held against them."
)
_MOST_ROWS = 60
_MOST_UNITS = 24
_MOST_TRACES = 12
_CELL_W, _CELL_H, _PER_ROW = 230, 130, 4
_SHOWN_S, _AROUND_S, _BAR_MS = 0.02, 0.001, 5  # a unit that lasts longer gets a wider picture, not a cut one
_FAINT, _MARK = "#9fb6cc", "#a33b20"


@dataclass(frozen=True, slots=True)
class NeedleReport:
    """What was found on a needle channel."""

    discharges: tuple[Discharge, ...]
    units: tuple[MotorUnit, ...]
    trains: tuple[Train, ...]


def analyse_needle(channel: Channel) -> NeedleReport | None:
    """Return discharges and motor units of a channel; None where it is too slow for needle EMG."""
    if channel.rate_hz < LEAST_RATE_HZ:
        return None
    examined = examine(channel)
    found = judged(channel, examined)
    return NeedleReport(tuple(found), tuple(units_of(examined, channel.label, found)), tuple(examined.trains))


def fired(found: Sequence[Discharge]) -> list[Discharge]:
    """Return what did fire: that nothing stands out of the noise is a finding, and no discharge."""
    return [one for one in found if one.kind != NONE]


def needle_section(found: NeedleReport) -> str:
    """Return the tables and pictures of a needle channel."""
    return _discharge_table(found.discharges) + _unit_table(found.units) + unit_figure(found.units, found.trains)


def pattern_section(verdict: PatternVerdict) -> str:
    """Return the pattern of all motor units, each mean beside its limits; where units are too few, without means."""
    words = f"<h2>Motor units of {escape(verdict.muscle)}</h2><p>{escape(pattern_words(verdict))}</p>"
    reasons = f"<ul>{''.join(f'<li>{escape(reason)}</li>' for reason in verdict.reasons)}</ul>"
    if verdict.count < FEWEST_UNITS:  # one unit far off its limits would be read as the verdict that is refused
        return f"{words}{reasons}<p>{_TOO_FEW}</p>" if verdict.source else words + reasons
    rows = "".join(
        f"<tr><th scope='row'>{escape(MEASURES[one.measure])}</th><td>{plain(one.mean)}</td>"
        f"<td>{one.low:g} to {one.high:g}</td><td>{one.z:+.1f}</td></tr>"
        for one in verdict.measures
    )
    means = table(("Mean of the muscle", "Here", "Limits", "SD off"), rows) if rows else ""
    source = f"<p>Limits: {escape(verdict.source)}.</p>" if verdict.source else ""
    return f"{words}{reasons}{means}{source}"


def pattern_words(verdict: PatternVerdict) -> str:
    """Return what the motor units of a muscle resemble, in a sentence."""
    if verdict.verdict == CANNOT_SAY:
        return "It cannot be said what pattern the motor units resemble."
    low, high = verdict.interval[verdict.verdict]
    chance = verdict.probability[verdict.verdict]
    return f"The pattern resembles: {verdict.verdict}. Probability {chance:.2f} (90 %: {low:.2f} to {high:.2f})."


def _number(value: float | None, form: str) -> str:
    return "not known" if value is None else format(value, form)


def _discharge_table(found: Sequence[Discharge]) -> str:
    single = [one for one in found if one.kind == "fasciculation"]
    rest = [one for one in found if one.kind != "fasciculation"]
    rows = []
    if single:
        least, count = min(one.probability for one in single), sum(len(one.times_s) for one in single)
        rows.append(
            f"<tr><th scope='row'>fasciculation, {count}</th><td>{least:.2f} or more</td>"
            f"<td>{single[0].onset_s:.2f} to {single[-1].offset_s:.2f}</td>"
            f"<td>{_number(single[0].rate_hz, '.3g')}</td><td>single</td>"
            f"<td>{np.median([one.duration_ms or 0 for one in single]):.1f}</td>"
            f"<td>{np.median([one.amplitude_uv or 0 for one in single]):.0f}</td>"
            f"<td class='why'>{_why(single[0])}</td></tr>"
        )
    for one in rest[:_MOST_ROWS]:
        regular = "not known" if one.cv is None else f"{100 * one.cv:.1f} %"
        rows.append(
            f"<tr><th scope='row'>{escape(one.kind)}</th><td>{one.probability:.2f}</td>"
            f"<td>{one.onset_s:.2f} to {one.offset_s:.2f}</td><td>{_number(one.rate_hz, '.3g')}</td><td>{regular}</td>"
            f"<td>{_number(one.duration_ms, '.1f')}</td><td>{_number(one.amplitude_uv, '.0f')}</td>"
            f"<td class='why'>{_why(one)}</td></tr>"
        )
    more = len(rest) - _MOST_ROWS
    heads = ("Discharge", "Probability", "From and to, s", "Per second", "Variation", "Lasts, ms", "Height, µV", "Why")
    return f"<h3>Discharges</h3>{table(heads, ''.join(rows))}" + (
        f"<p>{more} more are in what <code>eutonia emg discharges --json</code> prints.</p>" if more > 0 else ""
    )


def _why(one: Discharge) -> str:
    """Return the reasons that matter: what speaks against most, or, for a sure kind, the first that speak for it."""
    against = [reason.sentence for reason in one.why if reason.weight < -0.5]
    chosen = against if one.kind == CANNOT_TELL and against else [reason.sentence for reason in one.why]
    said = " ".join(list(dict.fromkeys(chosen))[:3])  # one measure may speak of two kinds in the same words
    several = one.units > 1 and one.cv is not None  # the numbers beside it are the middle of all, its own are of one
    return escape(f"The unit seen most of {one.units}: {said}" if several else said)


def _unit_table(units: Sequence[MotorUnit]) -> str:
    if not units:
        return "<h3>Motor units</h3><p>None could be measured.</p>"
    rows = "".join(
        f"<tr><th scope='row'>{place}</th><td>{one.firings}</td><td>{one.rate_hz:.1f}</td>"
        f"<td>{one.duration_ms:.1f}</td>"
        f"<td>{one.amplitude_uv:.0f}</td><td>{one.area_uvms:.0f}</td><td>{one.phases}</td><td>{one.turns}</td>"
        f"<td>{one.jiggle:.2f}</td><td>{one.thickness_ms:.2f}</td><td>{one.size_index:.2f}</td></tr>"
        for place, one in enumerate(units[:_MOST_UNITS], 1)
    )
    heads = (
        "Unit",
        "Potentials",
        "Per second",
        "Duration, ms",
        "Height, µV",
        "Area, µV ms",
        "Phases",
        "Turns",
        "Jiggle",
        "Thickness, ms",
        "Size index",
    )
    return f"<h3>Motor units</h3>{table(heads, rows)}"


def unit_figure(units: Sequence[MotorUnit], trains: Sequence[Train]) -> str:
    """Return each unit's potentials drawn on each other, their mean, and the marks of onset and offset."""
    if not units:
        return ""
    shown = units[:_MOST_UNITS]
    stacks = {train.waveform.values.tobytes(): train.average.stack for train in trains}
    height = -(-len(shown) // _PER_ROW) * _CELL_H
    cells = "".join(_cell(unit, stacks.get(unit.values_uv.tobytes()), place) for place, unit in enumerate(shown))
    what = f"{counted(len(shown), 'motor unit')}: potentials on each other, mean, onset and offset; bar: {_BAR_MS} ms"
    return framed(
        f'<svg viewBox="0 0 {_PER_ROW * _CELL_W} {height}" role="img" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{what}</title>"
        f'<g font-family="sans-serif" font-size="11" fill="{TEXT}">{cells}</g></svg>'
    )


def _cell(unit: MotorUnit, stack: NDArray[np.float32] | None, place: int) -> str:
    left, top = place % _PER_ROW * _CELL_W, place // _PER_ROW * _CELL_H
    centre = len(unit.values_uv) // 2
    half_s = max(_SHOWN_S / 2, max(abs(unit.onset_ms), abs(unit.offset_ms)) / 1000 + _AROUND_S)
    reach = min(centre, round(half_s * unit.values_hz))
    window = slice(centre - reach, centre + reach + 1)
    tall = max(float(np.max(np.abs(unit.values_uv))), 1e-9)
    step = (_CELL_W - 20) / (2 * reach)

    def path(values: NDArray[np.floating], ink: str, width: float) -> str:
        heights = top + 70 - 50 * np.clip(np.asarray(values[window], np.float64) / tall, -1.1, 1.1)
        points = "L".join(f"{left + 10 + k * step:.1f} {y:.1f}" for k, y in enumerate(heights))
        return f'<path d="M{points}" fill="none" stroke="{ink}" stroke-width="{width}"/>'

    traces = (
        []
        if stack is None
        else [stack[k] for k in np.linspace(0, len(stack) - 1, min(len(stack), _MOST_TRACES)).astype(int)]
    )
    marks = "".join(
        f'<path d="M{left + 10 + (reach + ms / 1000 * unit.values_hz) * step:.1f} {top + 20}v100" '
        f'stroke="{_MARK}" stroke-dasharray="3 3"/>'
        for ms in (unit.onset_ms, unit.offset_ms)
        if abs(ms) / 1000 * unit.values_hz <= reach
    )
    bar, right = _BAR_MS / 1000 * unit.values_hz * step, left + _CELL_W - 10
    return (
        f'<text x="{left + 10}" y="{top + 14}">'
        f"{place + 1}: {unit.duration_ms:.1f} ms, {unit.amplitude_uv:.0f} µV</text>"
        f'<text x="{right - bar - 4:.1f}" y="{top + 14}" text-anchor="end">{_BAR_MS} ms</text>'
        f'<path d="M{right:.1f} {top + 10}h{-bar:.1f}" fill="none" stroke="{TEXT}" stroke-width="2"/>'
        + "".join(path(trace, _FAINT, 0.6) for trace in traces)
        + path(unit.values_uv, INK, 1.4)
        + marks
    )
