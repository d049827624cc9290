"""``eutonia audit verify`` and ``eutonia audit head``."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from eutonia.cli import site

if TYPE_CHECKING:
    from eutonia.clinic.audit.queries import Verification


def verify(arguments: argparse.Namespace) -> int:
    """Compute the chain anew. Exit code 0 if it is whole, 1 if it is not, 2 if it cannot be read."""
    if not site.opened():
        return 2
    from django.conf import settings
    from django.db import DatabaseError
    from django.utils.module_loading import import_string

    from eutonia.clinic.audit import queries

    try:
        expected = queries.Head.read(arguments.expect) if arguments.expect else None
    except ValueError as problem:
        print(problem, file=sys.stderr)
        return 2
    try:
        found = queries.verify(now=import_string(settings.EUTONIA_CLOCK)(), expected=expected)
    except DatabaseError as problem:
        return site.no_database(problem)
    print(as_json(found) if arguments.json else as_text(found))
    return 0 if found.is_whole else 1


def head(arguments: argparse.Namespace) -> int:
    """Print the last link of the chain, to be written down elsewhere."""
    if not site.opened():
        return 2
    from django.db import DatabaseError

    from eutonia.clinic.audit import queries

    try:
        print(queries.head())
    except DatabaseError as problem:
        return site.no_database(problem)
    return 0


def as_text(found: Verification) -> str:
    """What was found, in sentences."""
    lines = [
        f"entries  {found.entries}",
        f"sealed   {found.sealed}",
        f"head     {found.head}",
    ]
    if found.is_whole:
        return "\n".join([*lines, "The audit is whole."])
    lines += [f"The audit is NOT as it was written. Breaks: {found.broken}. The first:"]
    lines += [f"  {one}" for one in found.breaks[:20]]
    lines += ["Stop the site, keep this database as it is, and compare with the last backup (docs/operation.md)."]
    return "\n".join(lines)


def as_json(found: Verification) -> str:
    """What was found, for a program."""
    return json.dumps(
        {
            "whole": found.is_whole,
            "entries": found.entries,
            "sealed": found.sealed,
            "head": str(found.head),
            "broken": found.broken,
            "breaks": [
                {"position": one.position, "entry": str(one.entry) if one.entry else None, "what": one.what}
                for one in found.breaks
            ],
        },
        indent=2,
    )
