"""Backup of the embedded database by its own online copy: writers go on meanwhile, and the copy is of one moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from eutonia.project.backup.problems import BackupProblem

MARK = b"SQLite format 3\x00"
"""How the file begins."""


def write(connection: BaseDatabaseWrapper, target: Path, left_out: Iterable[str]) -> None:
    """Copy the database to a file, and empty the tables that are left out."""
    with closing(open_for_reading(database_file(connection))) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without its log beside it
        for table in left_out:
            copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 -- our own names
        copy.commit()
        copy.execute("VACUUM")  # what was deleted is otherwise still in the file
        require_whole(copy, target)


def read(connection: BaseDatabaseWrapper, source: Path) -> None:
    """Copy a file into the database, in one transaction."""
    place = database_file(connection)
    connection.close()
    with closing(open_for_reading(source)) as backup, closing(sqlite3.connect(place)) as target:
        require_whole(backup, source)
        backup.backup(target)


def database_file(connection: BaseDatabaseWrapper) -> Path:
    """Where the embedded database lies."""
    return Path(connection.settings_dict["NAME"])


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that cannot write."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=60)


def require_whole(connection: sqlite3.Connection, path: Path) -> None:
    """Raise :class:`BackupProblem` unless every page and every reference is sound."""
    try:
        ((sound,),) = connection.execute("PRAGMA integrity_check(1)").fetchall()
        astray = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupProblem(f"{path} is damaged: {error}. Use another backup.") from error
    if sound != "ok" or astray:
        raise BackupProblem(f"{path} is damaged: {sound if sound != 'ok' else 'a row points nowhere'}.")
