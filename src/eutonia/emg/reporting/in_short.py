"""The top of a report: what was found on each channel, in a few sentences, and the table of its main numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.needle.definitions import CANNOT_TELL, NONE
from eutonia.emg.needle.discharge import Discharge
from eutonia.emg.needle.patterns import FEWEST_UNITS, PatternVerdict
from eutonia.emg.reporting.channel_report import ChannelReport
from eutonia.emg.reporting.needle_part import NeedleReport, fired, pattern_words
from eutonia.emg.reporting.scales import counted
from eutonia.emg.reporting.tables import table

_HEADS = (
    "Channel",
    "Rate, Hz",
    "Usable",
    "Bursts",
    "Per minute",
    "Active",
    "RMS (raw), µV",
    "Median frequency (raw), Hz",
)
_NOT_USABLE = "No second of it is usable, so nothing can be said."
NOTHING_STANDS_OUT = "No burst stands out: the muscle was at rest, or active alike, all the time."
_MUSCLE_IS_MISSING = (
    "No muscle was named, so the motor units are not compared with any limits. Name it (--muscle) to see them beside "
    "the published limits of that muscle."
)


def in_short(parts: Sequence[ChannelReport], verdict: PatternVerdict | None, *, asked: bool = False) -> str:
    """Return the sentences and the table.

    ``verdict``: of all motor units; None where no muscle was named. ``asked``: whether something was given that is for
    such a verdict, such as an age; what is missing is then said, too.
    """
    lines = [f"<li><strong>{escape(part.channel.label)}</strong>: {escape(_sentences(part))}</li>" for part in parts]
    if verdict is not None:
        lines.append(
            f"<li><strong>Motor units of {escape(verdict.muscle)}</strong>: {escape(pattern_words(verdict))}</li>"
        )
    elif asked or sum(len(part.needle.units) for part in parts if part.needle) >= FEWEST_UNITS:
        lines.append(f"<li>{escape(_MUSCLE_IS_MISSING)}</li>")
    rows = "".join(map(_row, parts))
    return f"<h2>In short</h2><ul>{''.join(lines)}</ul>{table(_HEADS, rows)}"


def _sentences(part: ChannelReport) -> str:
    if not part.quality.usable_share:
        return _NOT_USABLE
    said = _of_needle(part.needle) if part.needle else _of_surface(part)
    lost = 1 - part.quality.usable_share
    if lost > 0:
        said.append(f"{100 * lost:.0f} % of the time is not usable.")
    said += [f"{one.what} {one.remedy}" for one in part.quality.issues]  # a wrong unit makes every height wrong
    return " ".join(said)


def _of_surface(part: ChannelReport) -> list[str]:
    found = f"{counted(len(part.bursts), 'burst')}, {_active(part):.0f} % of the time."
    said = [found if part.bursts else NOTHING_STANDS_OUT]
    if part.surface is None:
        return said
    types = Counter(spasm.kind for spasm in part.surface.spasms)
    unsure = types.pop(CANNOT_TELL, 0)
    if types:
        said.append(
            "Activity resembles " + ", ".join(f"{kind} ({number})" for kind, number in types.most_common()) + "."
        )
    if "tonic" in types:
        said.append("A willed contraction looks like a tonic one.")
    if unsure:
        said.append(f"Of {counted(unsure, 'spell')} of activity the type cannot be told.")
    rhythm = part.surface.tremor
    if rhythm and rhythm.present and rhythm.frequency_hz is not None:
        said.append(f"A rhythm of {rhythm.frequency_hz:.1f} Hz.")
    return said


def _of_needle(found: NeedleReport) -> list[str]:
    told = [one for one in found.discharges if one.kind not in (CANNOT_TELL, NONE)]
    said = [_resembles(kind, [one for one in told if one.kind == kind]) for kind in dict.fromkeys(o.kind for o in told)]
    unsure = sum(one.kind == CANNOT_TELL for one in found.discharges)
    if unsure:
        said.append(f"Of {counted(unsure, 'discharge')} the kind cannot be told.")
    if not fired(found.discharges):
        said.append("No discharge was found.")
    units = len(found.units)
    few = f"; a verdict on their pattern needs {FEWEST_UNITS}" if units < FEWEST_UNITS else ""
    said.append(f"{counted(units, 'motor unit')} measured{few}.")
    return said


def _resembles(kind: str, found: Sequence[Discharge]) -> str:
    chances = [one.probability for one in found]
    sure = f"{min(chances):.2f}" if len(found) == 1 else f"{min(chances):.2f} or more each"
    times = f" ({len(found)} times)" if len(found) > 1 else ""
    name = "voluntary activity" if kind == "voluntary" else kind
    return f"Pattern resembles {name}{times}, probability {sure}."


def _active(part: ChannelReport) -> float:
    length = part.channel.duration_s
    return 100 * sum(burst.duration_s for burst in part.bursts) / length if length else 0.0


def _row(part: ChannelReport) -> str:
    length = part.channel.duration_s
    cells = (
        f"{part.channel.rate_hz:g}",
        f"{100 * part.quality.usable_share:.0f}\u00a0%",
        f"{len(part.bursts)}",
        f"{60 * len(part.bursts) / length if length else 0:.1f}",
        f"{_active(part):.1f}\u00a0%" if part.bursts else "cannot tell",
        _middle(part.features.rms_uv),
        _middle(part.features.median_hz),
    )
    return f"<tr><th scope='row'>{escape(part.channel.label)}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _middle(values: NDArray[np.float32]) -> str:
    known = values[np.isfinite(values)]
    return f"{float(np.median(known)):.1f}" if len(known) else "not measurable"
