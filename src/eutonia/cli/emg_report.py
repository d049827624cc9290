"""``eutonia emg report FILE --out DIR``: the report as HTML and, where its library is there, as PDF.

A report is named after its recording, so two recordings can want the same name (``a.edf`` and ``a.csv``, or ``a.edf``
of two folders). Each report therefore carries the fingerprint of its recording, and only a report of the same
recording is ever replaced; anything else of that name stays, and the command is refused before it measures.
"""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from pathlib import Path

from eutonia import __version__
from eutonia.cli.documents import issue_document
from eutonia.cli.emg_input import recording_of, refused
from eutonia.emg import EmgError
from eutonia.emg.formats.fingerprints import fingerprint
from eutonia.emg.recording import refuse
from eutonia.emg.reporting.report import report_of
from eutonia.knowledge.vocabulary import Issue, IssueLevel

_WRITE_REMEDY = "Name a folder that can be written to."


def report(arguments: Namespace) -> int:
    """Write the report as HTML, and as PDF where its library is there; 2 where that is not possible."""
    target = arguments.out / f"{arguments.file.stem}.html"
    try:
        recording = recording_of(arguments)
        made_from = fingerprint(arguments.file)
        for path in (target, target.with_suffix(".pdf")):
            _may_be_written(path, made_from)
        made = report_of(recording, arguments.file.name, __version__, arguments.muscle, arguments.age, made_from)
        arguments.out.mkdir(parents=True, exist_ok=True)
        written = [
            _write(target, made.page.encode(), made_from),
            *_pdf(made.page, target.with_suffix(".pdf"), made_from),
        ]
    except EmgError as problem:
        return refused(problem, as_json=arguments.json)
    except OSError as problem:
        what = f"The report cannot be written: {problem.strerror}."
        return refused(EmgError(Issue(IssueLevel.ERROR, what, _WRITE_REMEDY)), as_json=arguments.json)
    if arguments.json:
        issues = [issue_document(issue) for issue in recording.issues]
        head = {"version": __version__, "duration_s": recording.duration_s, "issues": issues, "written": written}
        print(json.dumps(head | made.measures, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print("\n".join(written))
    return 0


def _pdf(page: str, target: Path, made_from: str) -> list[str]:
    try:
        from weasyprint import HTML
    except (ImportError, OSError):
        print("information: No PDF was written. Install the extra 'clinic' and Pango for it.", file=sys.stderr)
        return []
    # identifier: otherwise drawn by chance, and no two runs would give the same bytes
    content = HTML(string=page).write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=f"eutonia {made_from}".encode())
    return [_write(target, content, made_from)]


def _may_be_written(path: Path, made_from: str) -> None:
    """Raise EmgError where the name is taken by anything but a report of this recording."""
    if os.path.lexists(path) and made_from.encode() not in path.read_bytes():
        raise _taken(path)


def _taken(path: Path) -> EmgError:
    return refuse(
        "This file is there already, and does not say that it is a report of this very recording.",
        "Name another folder with --out, or move that file away.",
        str(path),
    )


def _write(path: Path, content: bytes, made_from: str) -> str:
    """Write a file whole or not at all, and return its name. Raises EmgError where another one came in between."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        _may_be_written(path, made_from)
        try:
            os.link(beside, path)  # fails where the name is taken, also by somebody at the same moment
        except OSError:  # there already, or a disk without links
            _may_be_written(path, made_from)
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return str(path)
