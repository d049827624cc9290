"""``eutonia emg bursts|features|discharges|quality|report``: a recording in, measurements out."""

from __future__ import annotations

import json
import math
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from eutonia import __version__
from eutonia.cli.documents import issue_document
from eutonia.emg import Burst, Channel, Discharge, EmgError, Features, Quality, Recording, read
from eutonia.emg.needle.discharging import channel_discharges
from eutonia.emg.reporting.report import analyse_channel, html_report
from eutonia.emg.surface.windows import channel_features
from eutonia.knowledge.vocabulary import Issue, IssueLevel

_WRITE_REMEDY = "Name a folder that can be written to."


def bursts(arguments: Namespace) -> int:
    """Print the bursts of each channel; 2 where the file cannot be used."""

    def lines(channel: Channel) -> dict[str, Any]:
        part = analyse_channel(channel)
        return {"bursts": [_burst(one) for one in part.bursts], "usable_share": part.quality.usable_share}

    return _each(arguments, lines)


def quality(arguments: Namespace) -> int:
    """Print the share of seconds with each fault; 2 where the file cannot be used."""
    return _each(arguments, lambda channel: _quality(analyse_channel(channel).quality))


def features(arguments: Namespace) -> int:
    """Print the features of every window; 2 where the file cannot be used."""
    return _each(arguments, lambda channel: _features(channel_features(channel)))


def discharges(arguments: Namespace) -> int:
    """Print the discharges of each channel with their reasons; 2 where the file cannot be used."""
    shown = asdict if arguments.json else _in_short
    return _each(arguments, lambda channel: {"discharges": [shown(one) for one in channel_discharges(channel)]})


def report(arguments: Namespace) -> int:
    """Write the report as HTML, and as PDF where its library is there; 2 where that is not possible."""
    try:
        recording = _recording(arguments)
        page = html_report(recording, arguments.file.name, __version__, arguments.muscle, arguments.age)
    except EmgError as problem:
        return _refused(problem, as_json=arguments.json)
    target = arguments.out / f"{arguments.file.stem}.html"
    try:
        arguments.out.mkdir(parents=True, exist_ok=True)
        target.write_text(page, encoding="utf-8")
        written = [str(target), *_pdf(page, target.with_suffix(".pdf"))]
    except OSError as problem:
        what = f"The report cannot be written: {problem.strerror}."
        return _refused(EmgError(Issue(IssueLevel.ERROR, what, _WRITE_REMEDY)), as_json=arguments.json)
    if arguments.json:
        issues = [issue_document(issue) for issue in recording.issues]
        print(json.dumps({"written": written, "issues": issues}, ensure_ascii=False))
    else:
        print("\n".join(written))
    return 0


def _pdf(page: str, target: Path) -> list[str]:
    try:
        from weasyprint import HTML
    except (ImportError, OSError):
        print("information: No PDF was written. Install the extra 'clinic' and Pango for it.", file=sys.stderr)
        return []
    # identifier: otherwise drawn by chance, and no two runs would give the same bytes
    HTML(string=page).write_pdf(target, pdf_variant="pdf/ua-1", pdf_identifier=b"eutonia")
    return [str(target)]


def _recording(arguments: Namespace) -> Recording:
    recording = read(arguments.file, rate_hz=arguments.rate, unit=arguments.unit)
    for issue in recording.issues:
        print(issue, file=sys.stderr)
    return recording


def _refused(problem: EmgError, *, as_json: bool) -> int:
    if as_json:
        issues = [issue_document(issue) for issue in problem.issues]
        print(json.dumps({"issues": issues}, ensure_ascii=False, indent=1))
    for issue in problem.issues:
        print(issue, file=sys.stderr)
    return 2


def _each(arguments: Namespace, measure: Callable[[Channel], dict[str, Any]]) -> int:
    try:
        recording = _recording(arguments)
        channels = [{"label": one.label, "rate_hz": one.rate_hz, **measure(one)} for one in recording.emg_channels()]
    except EmgError as problem:
        return _refused(problem, as_json=arguments.json)
    if arguments.json:
        issues = [issue_document(issue) for issue in recording.issues]
        head = {"version": __version__, "duration_s": recording.duration_s, "issues": issues}
        print(json.dumps({**head, "channels": channels}, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print("\n".join(line for channel in channels for line in _table(channel)))
    return 0


def _table(channel: dict[str, Any]) -> list[str]:
    """Return a heading and rows of columns, parted by tabs."""
    lines = [f"# {channel['label']} ({channel['rate_hz']:g} Hz)"]
    for name, value in channel.items():
        if isinstance(value, list) and value:
            keys = list(value[0])
            lines += ["\t".join(keys), *("\t".join(_cell(row[key]) for key in keys) for row in value)]
        elif name not in ("label", "rate_hz"):
            lines.append(f"{name}\t{_cell(value)}")
    return lines


def _cell(value: Any) -> str:
    """Return a value as people write it: no True, None or []."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "-"
    return "none" if value == [] else str(value)


def _burst(burst: Burst) -> dict[str, Any]:
    return asdict(burst) | {"duration_s": round(burst.duration_s, 6)}


def _in_short(found: Discharge) -> dict[str, Any]:
    short = asdict(found) | {"potentials": len(found.times_s), "why": found.why[0].sentence if found.why else ""}
    return {name: value for name, value in short.items() if name not in ("times_s", "probabilities")}


def _quality(found: Quality) -> dict[str, Any]:
    shares = [{"fault": fault, "share": round(found.share(fault), 4)} for fault in found.faults]
    return {"usable_share": found.usable_share, "mains_hz": found.mains_hz, "faults": shares}


def _features(found: Features) -> dict[str, Any]:
    columns = {field.name: np.asarray(getattr(found, field.name), np.float64).tolist() for field in fields(found)}
    return {
        "windows": [
            {name: None if math.isnan(values[i]) else float(f"{values[i]:.6g}") for name, values in columns.items()}
            for i in range(len(found.start_s))
        ]
    }
