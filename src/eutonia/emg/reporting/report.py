"""A report of a recording: everything that was measured, with pictures, and how each number was made.

The same file and version give the same bytes: no clock, no order of a dictionary by chance, numbers of fixed length.
The report measures; it names no disease.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape

import numpy as np

from eutonia.emg.needle.patterns import motor_unit_pattern
from eutonia.emg.recording import Channel, EmgError, Recording
from eutonia.emg.reporting.drawing import figure
from eutonia.emg.reporting.needle_part import (
    NEEDLE_CHAIN,
    NeedleReport,
    analyse_needle,
    needle_section,
    pattern_section,
)
from eutonia.emg.reporting.surface_part import (
    SURFACE_CHAIN,
    SurfaceReport,
    analyse_surface,
    pairs_section,
    surface_section,
)
from eutonia.emg.segments import segments
from eutonia.emg.speed import side_by_side
from eutonia.emg.surface.activity import LADDER
from eutonia.emg.surface.bursting import Burst
from eutonia.emg.surface.edges import JOIN_S
from eutonia.emg.surface.envelopes import OUT_HZ, channel_envelope
from eutonia.emg.surface.judging import FAULTS, UNUSABLE, Quality
from eutonia.emg.surface.stream import ChannelAnalyser
from eutonia.emg.surface.windows import Features, FeatureTaker

CHAIN = (
    "Gaps (values that are no numbers) bridged by straight lines; their seconds count as missing.",
    "Mains (50 or 60 Hz, found by itself) and its harmonics lowered to the level of the spectrum around them.",
    "Band 20 to 450 Hz, without delay; then weighted by what tells activity from rest in this recording.",
    "Beats of the heart, where they were found, taken out by their mean shape.",
    f"Bursts: power of each 5 ms; most probable course over rest and {len(LADDER.levels)} levels; pauses under "
    f"{1000 * JOIN_S:.0f} ms joined. One setting for all recordings; no rest window.",
    "Envelope: 20 to 450 Hz, rectified, low-pass 8 Hz; it lags by about 30 ms. Features: raw, each window without its "
    "mean, 0.25 s every 0.125 s; turns after Willison, 100 µV.",
)
LIMITS = (
    "Checked on simulated recordings and on few real ones, none of a cramp, dystonia or spasm. No clinician has "
    "reviewed this software. A clinician must look at the recording itself.",
)


@dataclass(frozen=True, slots=True)
class ChannelReport:
    """What was measured on one channel."""

    channel: Channel
    bursts: tuple[Burst, ...]
    quality: Quality
    features: Features
    surface: SurfaceReport | None = None
    needle: NeedleReport | None = None


def analyse_channel(channel: Channel) -> ChannelReport:
    """Return bursts, quality and features of a channel, from one pass over its samples. Nothing else."""
    analyser, taker = ChannelAnalyser(channel.label, channel.limits), FeatureTaker(channel)
    found: list[Burst] = []
    for segment in segments(channel):
        taker.add(segment.samples, segment.first)
        found += analyser.add(segment)
    last, quality = analyser.finish(channel.duration_s)
    return ChannelReport(channel, tuple(found + last), quality, taker.result())


def html_report(
    recording: Recording, name: str, version: str, muscle: str | None = None, age: float | None = None
) -> str:
    """Return the report as one HTML page without scripts and without anything from elsewhere.

    ``muscle`` and ``age``: for the limits of motor units; without the muscle no pattern is said. Raises EmgError
    where the recording cannot be analysed.
    """
    parts = side_by_side(_analysed, recording.emg_channels())
    units = [unit for part in parts if part.needle for unit in part.needle.units]
    chain = CHAIN + SURFACE_CHAIN + (NEEDLE_CHAIN if any(part.needle for part in parts) else ())
    issues = "".join(f"<li>{escape(str(issue))}</li>" for issue in recording.issues)
    body = [
        f"<h1>EMG report: {escape(name)}</h1>",
        f"<p>Length {recording.duration_s:.1f} s, {len(parts)} EMG channels. Eutonia {escape(version)}.</p>",
        f"<h2>What was wrong with the file</h2><ul>{issues}</ul>" if issues else "",
        _summary(parts),
        pattern_section(motor_unit_pattern(units, muscle, age)) if muscle is not None else "",
        *(_channel(part) for part in parts),
        pairs_section(recording),
        "<h2>How these numbers were made</h2><ol>" + "".join(f"<li>{escape(step)}</li>" for step in chain) + "</ol>",
        "<h2>What this report cannot do</h2>" + "".join(f"<p>{escape(limit)}</p>" for limit in LIMITS),
    ]
    return _PAGE.format(title=f"EMG report: {escape(name)}", body="\n".join(filter(None, body)))


def _analysed(channel: Channel) -> ChannelReport:
    part = analyse_channel(channel)
    needle = analyse_needle(channel)
    # What a needle sees is single potentials: to call one of them a myoclonus would be wrong. Its kind stands below.
    typed = () if needle else part.bursts
    return replace(part, surface=analyse_surface(channel, typed), needle=needle)


def _summary(parts: list[ChannelReport]) -> str:
    rows = []
    for part in parts:
        active = sum(burst.duration_s for burst in part.bursts)
        length = part.channel.duration_s
        rows.append(
            f"<tr><th scope='row'>{escape(part.channel.label)}</th><td>{part.channel.rate_hz:g}</td>"
            f"<td>{100 * part.quality.usable_share:.0f} %</td><td>{len(part.bursts)}</td>"
            f"<td>{60 * len(part.bursts) / length if length else 0:.1f}</td>"
            f"<td>{100 * active / length if length else 0:.1f} %</td><td>{_middle(part.features.rms_uv)}</td>"
            f"<td>{_middle(part.features.median_hz)}</td></tr>"
        )
    head = "".join(f"<th scope='col'>{text}</th>" for text in _HEADS)
    return f"<h2>In short</h2><table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _middle(values: np.ndarray[tuple[int], np.dtype[np.float32]]) -> str:
    known = values[np.isfinite(values)]
    return f"{float(np.median(known)):.1f}" if len(known) else "not measurable"


def _channel(part: ChannelReport) -> str:
    label = escape(part.channel.label)
    faults = ", ".join(
        f"{fault} {100 * part.quality.share(fault):.1f} %{' (not usable)' if fault in UNUSABLE else ''}"
        for fault in FAULTS
        if part.quality.share(fault) > 0
    )
    mains = f" Mains at {part.quality.mains_hz:.2f} Hz." if part.quality.mains_hz else ""
    lines = "".join(
        f"<tr><td>{burst.onset_s:.3f}</td><td>{burst.offset_s:.3f}</td><td>{burst.duration_s:.3f}</td>"
        f"<td>{burst.snr_db:.1f}</td></tr>"
        for burst in part.bursts[:_MOST_ROWS]
    )
    more = len(part.bursts) - _MOST_ROWS
    return (
        f"<h2>{label}</h2><p>Seconds with faults: {faults or 'none'}.{mains}</p>"
        f"{_picture(part)}"
        "<table><thead><tr><th scope='col'>Onset, s</th><th scope='col'>Offset, s</th><th scope='col'>Lasts, s</th>"
        f"<th scope='col'>Over rest, dB</th></tr></thead><tbody>{lines}</tbody></table>"
        + (f"<p>{more} more are in the table that <code>--json</code> prints.</p>" if more > 0 else "")
        + (surface_section(part.surface, part.channel.label) if part.surface else "")
        + (needle_section(part.needle) if part.needle else "")
    )


def _picture(part: ChannelReport) -> str:
    try:
        envelope = channel_envelope(part.channel)
    except EmgError:
        envelope = np.empty(0, np.float32)
    return figure(part.channel, envelope, OUT_HZ, part.bursts, part.features)


_HEADS = ("Channel", "Rate, Hz", "Usable", "Bursts", "Per minute", "Active", "Median RMS, µV", "Median frequency, Hz")
_MOST_ROWS = 200
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font-family: Georgia, serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f23; }}
table {{ border-collapse: collapse; margin: 1rem 0; }}
th, td {{ border-bottom: 1px solid #9aa5b1; padding: 0.3rem 0.7rem; text-align: left; }}
svg {{ width: 100%; height: auto; }}
@media screen and (max-width: 60rem) {{ table {{ display: block; overflow-x: auto; }} }}
</style>
</head>
<body>
{body}
</body>
</html>
"""
