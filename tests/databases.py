"""Every test that touches the database runs on both, in one run: `test_x[sqlite]` and `test_x[postgresql]`.

Django's ``connections["default"]`` is exchanged under the test; all of Eutonia goes through it. Both databases
are made when the first test wants them. `url` is the address for a process that a test starts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import ConnectionHandler, connections

from eutonia.project import database
from tests import postgres, templates

BOTH = ("sqlite", "postgresql")


class Databases:
    """The databases of one run."""

    def __init__(self) -> None:
        self.undo = ExitStack()
        self.settings: dict[str, dict[str, Any]] = {}
        self.current = ""

    def use(self, name: str) -> None:
        """Let everything in this process speak to one of the two."""
        if self.current == name:
            return
        if name not in self.settings:
            self.settings[name] = self.made(name)
        exchange(self.settings[name])
        self.current = name

    def made(self, name: str) -> dict[str, Any]:
        """The settings of a new database with every table in it."""
        address = self.empty_sqlite() if name == "sqlite" else self.empty_postgresql()
        # The folder is for an address that names no file, which ours never is.
        settings = completed(database.settings_for(address, Path()) | {"CONN_MAX_AGE": 0})
        with another(settings):
            templates.fill()
        return settings

    def empty_sqlite(self) -> str:
        """The address of a file of our own."""
        sweep()
        file = templates.FOLDER / f"test-{os.getpid()}.sqlite3"
        parts = [file, *(file.with_name(file.name + end) for end in ("-wal", "-shm", "-turn"))]
        for part in parts:
            part.unlink(missing_ok=True)
            self.undo.callback(part.unlink, missing_ok=True)
        return f"sqlite:///{file}"

    def empty_postgresql(self) -> str:
        """The address of a new database on a server of our own, unless the operator named one."""
        address = self.undo.enter_context(own_server()).url if server_is_ours() else os.environ["EUTONIA_DATABASE_URL"]
        name = f"eutonia_test_{os.getpid()}"
        admin = self.undo.enter_context(psycopg.connect(address, autocommit=True))
        admin.execute(f'CREATE DATABASE "{name}"')
        if not server_is_ours():  # else it goes with the server; dropping waits for the disk
            self.undo.callback(admin.execute, f'DROP DATABASE "{name}" WITH (FORCE)')
        return f"{address.rpartition('/')[0]}/{name}"

    def close(self) -> None:
        """Remove every database, then the server."""
        connections.close_all()
        self.undo.close()


def sweep() -> None:
    """Remove the files of runs that were killed."""
    for file in templates.FOLDER.glob("test-*.sqlite3*"):
        process = file.name.removeprefix("test-").partition(".")[0]
        if process.isdigit() and postgres.is_gone(int(process)):
            file.unlink(missing_ok=True)


def completed(settings: dict[str, Any]) -> dict[str, Any]:
    """Settings of a database with Django's defaults for what they leave out."""
    return dict(ConnectionHandler({"default": deepcopy(settings)}).settings["default"])


def exchange(settings: dict[str, Any]) -> None:
    """Put the settings of another database under Django's hands."""
    connections["default"].close()
    connections.settings["default"] = settings
    del connections["default"]
    ContentType.objects.clear_cache()


@contextmanager
def another(settings: dict[str, Any]) -> Iterator[None]:
    """Let everything in this process speak to another database for a while."""
    before = connections.settings["default"]
    exchange(completed(settings))
    try:
        yield
    finally:
        exchange(before)


def server_is_ours() -> bool:
    """Whether PostgreSQL is one that this run made, rather than one that the operator named."""
    return not os.environ.get("EUTONIA_DATABASE_URL", "").startswith("postgres")


def own_server() -> postgres.Server:
    """A fresh PostgreSQL; without its programs the test is skipped, but fails where all tests must run."""
    programs = postgres.find()
    if programs is None:
        if os.environ.get("CI") in {"true", "1"}:
            pytest.fail(postgres.REMEDY, pytrace=False)
        pytest.skip(postgres.REMEDY)
    return postgres.Server(programs)


def url() -> str:
    """The address of the database that the current test uses, for ``EUTONIA_DATABASE_URL`` of another process."""
    at = connections["default"].settings_dict
    if connections["default"].vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgresql://{quote(at['USER'])}:{quote(at['PASSWORD'])}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
