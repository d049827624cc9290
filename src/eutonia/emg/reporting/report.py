"""A report of a recording: everything that was measured, with pictures, and how each number was made.

The same file and version give the same bytes: no clock, no order of a dictionary by chance, numbers of fixed length.
The report measures; it names no disease.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import numpy as np

from eutonia.emg.needle.patterns import motor_unit_pattern
from eutonia.emg.recording import Channel, EmgError, Recording
from eutonia.emg.reporting.channel_report import ChannelReport
from eutonia.emg.reporting.drawing import figure
from eutonia.emg.reporting.figures import figures
from eutonia.emg.reporting.in_short import NOTHING_STANDS_OUT, in_short
from eutonia.emg.reporting.needle_part import (
    NEEDLE_CHAIN,
    analyse_needle,
    fired,
    needle_section,
    pattern_section,
)
from eutonia.emg.reporting.surface_part import (
    SURFACE_CHAIN,
    analyse_surface,
    pairs_section,
    surface_section,
)
from eutonia.emg.reporting.tables import table
from eutonia.emg.segments import segments
from eutonia.emg.speed import side_by_side
from eutonia.emg.surface.activity import LADDER
from eutonia.emg.surface.bursting import Burst
from eutonia.emg.surface.edges import JOIN_S
from eutonia.emg.surface.envelopes import OUT_HZ, channel_envelope
from eutonia.emg.surface.judging import FAULTS, UNUSABLE
from eutonia.emg.surface.stream import ChannelAnalyser
from eutonia.emg.surface.windows import FeatureTaker

CHAIN = (
    "Gaps (values that are no numbers) bridged by straight lines; their seconds count as missing. They say nothing of "
    "activity, nor do seconds quieter than any contact (0.21 µV) and than a tenth of rest: there a lead is off.",
    "Mains (50 or 60 Hz, found by itself) and its harmonics lowered to the level of the spectrum around them.",
    "Band 20 to 450 Hz, without delay; then weighted by what tells activity from rest in this recording.",
    "Beats of the heart, where they were found, taken out by their mean shape.",
    f"Bursts: power of each 5 ms; most probable course over rest and {len(LADDER.levels)} levels; pauses under "
    f"{1000 * JOIN_S:.0f} ms joined. One setting for all recordings; no rest window.",
    "Envelope: 20 to 450 Hz, rectified, low-pass 8 Hz; it lags by about 30 ms. Features: raw, with drift and mains in "
    "them, each window without its mean, 0.25 s every 0.125 s (the table above: their medians); turns after Willison, "
    "100 µV.",
)
LIMITS = (
    "Checked on simulated recordings and on few real ones, none of a cramp, dystonia or spasm. No clinician has "
    "reviewed this software. A clinician must look at the recording itself.",
)


def analyse_channel(channel: Channel) -> ChannelReport:
    """Return bursts, quality and features of a channel, from one pass over its samples. Nothing else."""
    analyser, taker = ChannelAnalyser(channel), FeatureTaker(channel)
    found: list[Burst] = []
    for segment in segments(channel):
        taker.add(segment.samples, segment.first)
        found += analyser.add(segment)
    last, quality = analyser.finish(channel.duration_s)
    return ChannelReport(channel, tuple(found + last), quality, taker.result())


@dataclass(frozen=True, slots=True)
class Report:
    """A report: the page that people read, and its measures as plain values for a program (`figures`)."""

    page: str
    measures: dict[str, Any]


def report_of(
    recording: Recording,
    name: str,
    version: str,
    muscle: str | None = None,
    age: float | None = None,
    made_from: str = "",
) -> Report:
    """Return the report: one HTML page without scripts and without anything from elsewhere, and what it measured.

    ``muscle`` and ``age``: for the limits of motor units; without the muscle no pattern is said. ``made_from``: the
    fingerprint of the recording's file, by which the report is known to be of this recording. Raises EmgError where
    the recording cannot be analysed.
    """
    parts = side_by_side(_analysed, recording.emg_channels())
    units = [unit for part in parts if part.needle for unit in part.needle.units]
    verdict = motor_unit_pattern(units, muscle, age) if muscle is not None else None
    channels = "channel" if len(parts) == 1 else "channels"
    chain = CHAIN + SURFACE_CHAIN + (NEEDLE_CHAIN if any(part.needle for part in parts) else ())
    issues = "".join(f"<li>{escape(str(issue))}</li>" for issue in recording.issues)
    body = [
        f"<h1>EMG report: {escape(name)}</h1>",
        f"<p>Length {recording.duration_s:.1f} s, {len(parts)} EMG {channels}. Eutonia {escape(version)}.</p>",
        f"<h2>What was wrong with the file</h2><ul>{issues}</ul>" if issues else "",
        in_short(parts, verdict, asked=age is not None),
        pattern_section(verdict) if verdict is not None else "",
        *(_channel(part) for part in parts),
        pairs_section(recording),
        "<h2>How these numbers were made</h2><ol>" + "".join(f"<li>{escape(step)}</li>" for step in chain) + "</ol>",
        f"<p class='made-from'>Made from the file with SHA-256 {escape(made_from)}.</p>" if made_from else "",
        "<h2>What this report cannot do</h2>" + "".join(f"<p>{escape(limit)}</p>" for limit in LIMITS),
    ]
    page = _PAGE.format(title=f"EMG report: {escape(name)}", body="\n".join(filter(None, body)))
    return Report(page, figures(parts, verdict))


def _analysed(channel: Channel) -> ChannelReport:
    part = analyse_channel(channel)
    needle = analyse_needle(channel)
    surface = analyse_surface(channel, part.bursts, by_needle=needle is not None)
    return replace(part, surface=surface, needle=needle)


def _channel(part: ChannelReport) -> str:
    mains = f" Mains at {part.quality.mains_hz:.2f} Hz." if part.quality.mains_hz else ""
    wrong = "".join(f" <strong>{escape(f'{one.what} {one.remedy}')}</strong>" for one in part.quality.issues)
    return (
        f"<h2>{escape(part.channel.label)}</h2><p>Seconds with faults: {_faults(part)}.{mains}{wrong}</p>"
        f"{_picture(part)}{_burst_table(part.bursts)}"
        + (surface_section(part.surface, part.channel.label) if part.surface else "")
        + (needle_section(part.needle) if part.needle else "")
    )


def _faults(part: ChannelReport) -> str:
    # Beside a needle the potentials of a unit are as steep as the spikes of a fault.
    looked_for = [fault for fault in FAULTS if not (part.needle and fault == "spikes")]
    shares = {fault: part.quality.share(fault) for fault in looked_for}
    named = [f"{f} {100 * s:.1f} %{' (not usable)' if f in UNUSABLE else ''}" for f, s in shares.items() if s > 0]
    return ", ".join(named) or "none"


def _burst_table(bursts: Sequence[Burst]) -> str:
    if not bursts:
        return f"<h3>Bursts</h3><p>{NOTHING_STANDS_OUT}</p>"
    lines = "".join(
        f"<tr><td>{burst.onset_s:.3f}</td><td>{burst.offset_s:.3f}</td><td>{burst.duration_s:.3f}</td>"
        f"<td>{burst.snr_db:.1f}</td></tr>"
        for burst in bursts[:_MOST_ROWS]
    )
    more = len(bursts) - _MOST_ROWS
    return (
        "<h3>Bursts</h3>"
        + table(("Onset, s", "Offset, s", "Lasts, s", "Over rest, dB"), lines)
        + (f"<p>{more} more are in what <code>eutonia emg bursts</code> prints.</p>" if more > 0 else "")
    )


def _picture(part: ChannelReport) -> str:
    try:
        envelope = channel_envelope(part.channel)
    except EmgError:
        envelope = np.empty(0, np.float32)
    marked = fired(part.needle.discharges) if part.needle else part.bursts
    shaded = "discharge" if part.needle else "burst"
    return figure(part.channel, envelope, OUT_HZ, marked, part.features, shaded)


_MOST_ROWS = 200
_PAGE = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font-family: Georgia, serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f23; }}
table {{ border-collapse: collapse; margin: 1rem 0; }}
th, td {{ border-bottom: 1px solid #9aa5b1; padding: 0.3rem 0.7rem; text-align: left; }}
h1, .made-from {{ overflow-wrap: anywhere; }}
svg {{ width: 100%; height: auto; }}
@page {{ size: A4; margin: 15mm; }}
@media print {{
  body {{ max-width: none; margin: 0; padding: 0; font-size: 9pt; }}
  th, td {{ padding: 0.2rem 0.35rem; }}
  th[scope=row] {{ overflow-wrap: anywhere; }}
  svg, tr {{ break-inside: avoid; }}
  h2, h3, h2 + p {{ break-after: avoid; }}
}}
@media screen and (max-width: 60rem) {{
  table {{ display: block; overflow-x: auto; }}
  .why {{ min-width: 14rem; }}
  .wide {{ overflow-x: auto; }}
  .wide svg {{ min-width: 40rem; }}
}}
</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""
