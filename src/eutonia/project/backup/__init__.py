"""Backup while the site runs, and restore into an empty database. The same two questions for both databases.

A backup holds everything that the database holds except who is signed in, how often somebody guessed at a code,
and what only lives for minutes: a stolen copy must not open a running site.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from eutonia.project.backup import postgres, sqlite
from eutonia.project.backup.problems import BackupProblem

__all__ = ["BackupProblem", "backup", "restore"]

LEFT_OUT = ("django_session", "eutonia_cache")
"""Tables whose rows are not kept."""

ENGINES = {"sqlite": sqlite, "postgresql": postgres}


def backup(target: Path) -> None:
    """Write everything to a new file that only its owner can read, as it is at one moment.

    Raises :class:`BackupProblem`; then there is no file.
    """
    if target.exists():
        raise BackupProblem(f"{target} exists. A backup never overwrites another; choose a new name.")
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        remedy = "See that no other backup is at work, remove that file, and try again."
        raise BackupProblem(f"{unfinished} is there: a backup is at work, or was broken off. {remedy}") from error
    except OSError as error:
        remedy = "Name a folder that exists and that you may write to."
        raise BackupProblem(f"{target} cannot be written: {error.strerror}. {remedy}") from error
    try:
        ENGINES[connection.vendor].write(connection, unfinished, LEFT_OUT)
        flush(unfinished)
        unfinished.rename(target)
        flush(target.parent)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def flush(path: Path) -> None:
    """Wait until the disk has it."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def restore(source: Path) -> None:
    """Fill an empty database from a backup of the same kind, and bring its tables up to this version.

    Raises :class:`BackupProblem` for a database that holds something, and for a file that is no backup of ours.
    """
    require_empty()
    if not source.is_file():
        raise BackupProblem(f"{source} is no file. Name what `eutonia backup` wrote.")
    with source.open("rb") as file:
        start = file.read(16)
    engine = ENGINES[connection.vendor]
    if not start.startswith(engine.MARK):
        others = [vendor for vendor, other in ENGINES.items() if start.startswith(other.MARK)]
        kind = f"a backup of {others[0]}" if others else "no backup of Eutonia"
        remedy = f"Name what `eutonia backup` wrote on a site that uses {connection.vendor}, as this one does."
        raise BackupProblem(f"{source} is {kind}. {remedy}")
    engine.read(connection, source)
    require_known_migrations()
    call_command("migrate", verbosity=0)  # an older backup; and the guards of the audit are put up


def require_empty() -> None:
    """Raise :class:`BackupProblem` unless the database holds no table."""
    if connection.introspection.table_names():
        raise BackupProblem(
            "The database is not empty. A backup is restored into an empty one only, so that nothing is lost by it: "
            "make a new database (or move the file of the old one away), point the settings to it, and try again."
        )


def require_known_migrations() -> None:
    """Raise :class:`BackupProblem` if the backup comes from a newer version than this one."""
    loader = MigrationLoader(connection)
    if newer := sorted(set(loader.applied_migrations) - set(loader.disk_migrations)):
        names = ", ".join(f"{app}.{name}" for app, name in newer)
        raise BackupProblem(
            f"The backup was made by a newer version of Eutonia (it knows {names}). Install that version and run "
            "`eutonia audit verify` with it; what was restored stays in the database."
        )
