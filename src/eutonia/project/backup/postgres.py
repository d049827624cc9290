"""Backup of PostgreSQL by its own programs, in one snapshot: writers go on meanwhile."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from eutonia.project.backup.problems import BackupProblem
from eutonia.project.database import PROTECTION

MARK = b"PGDMP"
"""How the file begins."""


def write(connection: BaseDatabaseWrapper, target: Path, left_out: Iterable[str]) -> None:
    """Let pg_dump write its custom format, which is compressed."""
    without = [f"--exclude-table-data={table}" for table in left_out]
    run(connection, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", *without, f"--file={target}")


def read(connection: BaseDatabaseWrapper, source: Path) -> None:
    """Let pg_restore fill the database, wholly or not at all."""
    run(connection, "pg_restore", "--single-transaction", "--no-owner", "--no-privileges", str(source))


def run(connection: BaseDatabaseWrapper, program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on our database.

    Raises :class:`BackupProblem` with what it said.
    """
    at = connection.settings_dict
    folder = settings.EUTONIA_POSTGRES_BIN
    path = shutil.which(program, path=str(folder)) if folder else shutil.which(program)
    if path is None:
        raise BackupProblem(
            f"The program {program} is not here. Install the client programs of PostgreSQL, of the version of the "
            "server or newer (Debian: apt-get install postgresql-client), or set EUTONIA_POSTGRES_BIN to their folder."
        )
    # In the environment rather than on the command line, which other users of the machine can read.
    protection = {f"PG{name.upper()}": value for name, value in at["OPTIONS"].items() if name in PROTECTION}
    where = {"PGHOST": at["HOST"], "PGPORT": at["PORT"], "PGUSER": at["USER"], "PGPASSWORD": at["PASSWORD"]}
    done = subprocess.run(  # noqa: S603 -- a program that was looked up, with our own arguments
        [path, "--no-password", f"--dbname={at['NAME']}", *arguments],
        env=os.environ | protection | {name: str(value) for name, value in where.items()},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BackupProblem(f"{program} failed:\n{done.stderr.strip()}")
