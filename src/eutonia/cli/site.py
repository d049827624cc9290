"""The door from the command line to a site with its database. Nothing else here starts Django."""

from __future__ import annotations

import os
import sys
from typing import Any

PRODUCTION = "eutonia.project.settings.production"
_REMEDY = (
    "If it is new, make its tables: python -m eutonia.project.manage migrate (for the example clinic: ./run manage "
    "migrate). Otherwise see that it runs, and to EUTONIA_DATABASE_URL and EUTONIA_DATA_DIR."
)


def opened() -> bool:
    """Start Django, on the production settings unless ``DJANGO_SETTINGS_MODULE`` says otherwise; say why if not."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", PRODUCTION)
    try:
        import django
    except ImportError:
        print("This command needs a site. Install the extra 'clinic'.", file=sys.stderr)
        return False
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as problem:
        print(problem, file=sys.stderr)
        return False
    return True


def run(command: str, *arguments: Any, **options: Any) -> int:
    """Run a management command of the site and return the exit code."""
    if not opened():
        return 2
    from django.core.management import CommandError, call_command
    from django.db import DatabaseError

    try:
        call_command(command, *arguments, **options)
    except CommandError as problem:
        print(problem, file=sys.stderr)
        return 1
    except DatabaseError as problem:
        return no_database(problem)
    return 0


def no_database(problem: Exception) -> int:
    """Say that the database cannot be used, and return the exit code."""
    print(f"The database cannot be used: {problem}\n{_REMEDY}", file=sys.stderr)
    return 2
