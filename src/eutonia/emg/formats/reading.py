"""Read a recording, whatever its format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eutonia.emg.formats.csv_format import read_csv
from eutonia.emg.formats.edf import read_edf
from eutonia.emg.formats.otb import read_otb
from eutonia.emg.formats.statements import agreed
from eutonia.emg.formats.wfdb_format import read_wfdb
from eutonia.emg.recording import TRUE_RATE, Channel, Recording, refuse
from eutonia.emg.refusals import labels_of, number, text_of
from eutonia.emg.units import is_other_quantity, microvolts
from eutonia.knowledge.vocabulary import Issue, IssueLevel

_TEXT = (".csv", ".tsv", ".txt")
_READERS = {".edf": read_edf, ".bdf": read_edf, ".rec": read_edf, ".hea": read_wfdb, ".otb+": read_otb}


def read(
    path: Path | str,
    *,
    rate_hz: float | None = None,
    unit: str | None = None,
    labels: Sequence[str] | None = None,
    fallback: bool = False,
) -> Recording:
    """Return the recording in an EDF, EDF+, BDF, WFDB (.hea), OTB+ or text file.

    ``rate_hz`` and ``unit`` state what a text file does not say; for other formats ``unit`` states the unit of
    channels whose own unit is missing or not known. Where the file says otherwise it is refused; with ``fallback``,
    for many files of which some do not say, its own word holds and ``recording.issues`` warns. ``labels`` chooses
    channels. Raises EmgError, with issues and remedies, where the file cannot be used or what was stated is none; what
    is wrong but can be lived with is in ``recording.issues``.
    """
    path = Path(path)
    rate_hz = None if rate_hz is None else number(rate_hz, "sampling rate", TRUE_RATE)
    unit = None if unit is None else text_of(unit)
    try:
        recording = agreed(_read(path, rate_hz, unit), rate_hz, unit, fallback=fallback)
    except OSError as problem:
        reason = problem.strerror or "unknown reason"
        raise refuse(f"The file cannot be read: {reason}.", "Check its name and who may read it.", path.name) from None
    if labels is not None:
        recording = _choose(recording, labels_of(labels))
    return recording


def _read(path: Path, rate_hz: float | None, unit: str | None) -> Recording:
    if path.is_dir():
        raise refuse("This is a folder.", "Name a file.", path.name)
    if path.stat().st_size == 0:
        raise refuse("The file is empty.", "Ask for the file again.", path.name)
    kind = path.suffix.lower()
    if kind in _TEXT:
        recording = read_csv(path, rate_hz, unit)
    elif (reader := _READERS.get(kind)) is not None:
        recording = reader(path)
    else:
        what = f"The ending {kind or 'of the name'} is of no format that is read."
        raise refuse(what, _instead(path), path.name)
    return recording if unit is None else _with_unit(recording, unit)


def _instead(path: Path) -> str:
    """Return what to give instead of a file that is not read: the header beside it, if there is one."""
    header = path.with_suffix(".hea")
    return f"Name its header: {header.name}." if header.is_file() else "Give EDF, BDF, WFDB (.hea), OTB+ or CSV."


def _with_unit(recording: Recording, unit: str) -> Recording:
    """Fill in a unit only where the file has none that is known: a stated one must not overrule the recorder."""
    channels, issues = [], list(recording.issues)
    for channel in recording.channels:
        if microvolts(channel.unit) is None and not is_other_quantity(channel.unit):
            channels.append(Channel(channel.label, unit, channel.rate_hz, channel.source, channel.limits))
            what = f"The unit {unit} was stated by the user, not by the file."
            issues.append(Issue(IssueLevel.INFORMATION, what, "Check it.", f"channel {channel.label!r}"))
        else:
            channels.append(channel)
    return Recording.of(channels, recording.annotations, issues)


def _choose(recording: Recording, labels: Sequence[str]) -> Recording:
    missing = [label for label in labels if label not in recording.labels]
    if missing:
        raise refuse(
            f"There is no channel named {', '.join(map(repr, missing))}.",
            f"Choose from {', '.join(map(repr, recording.labels))}.",
        )
    chosen = [channel for channel in recording.channels if channel.label in labels]
    return Recording.of(chosen, recording.annotations, recording.issues)
