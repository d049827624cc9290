"""What every command of EMG begins with: the recording that was named, and how its refusal is said."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from eutonia.cli.documents import issue_document
from eutonia.emg import EmgError, Recording, read


def recording_of(arguments: Namespace) -> Recording:
    """Return the recording that was named; what is wrong with it goes to standard error. Raises EmgError."""
    recording = read(arguments.file, rate_hz=arguments.rate, unit=arguments.unit)
    for issue in recording.issues:
        print(issue, file=sys.stderr)
    return recording


def refused(problem: EmgError, *, as_json: bool) -> int:
    """Say why a file cannot be used, to a program too, and return the exit code for it."""
    if as_json:
        issues = [issue_document(issue) for issue in problem.issues]
        print(json.dumps({"issues": issues}, ensure_ascii=False, indent=1))
    for issue in problem.issues:
        print(issue, file=sys.stderr)
    return 2
