"""Every test that touches the database runs on both, in one run: `test_x[sqlite]` and `test_x[postgresql]`.

Django's ``connections["default"]`` is exchanged under the test; all of Eutonia goes through it. Both databases
are made when the first test wants them. `url` is the address for a process that a test starts.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import ConnectionHandler, connections
from django.test.utils import setup_databases, teardown_databases

from eutonia.project import database
from tests import postgres

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
        if name in self.settings:
            self.exchange(name)
        else:
            self.make(name)

    def exchange(self, name: str) -> None:
        """Put the settings of a database under Django's hands."""
        connections["default"].close()
        connections.settings["default"] = self.settings[name]
        del connections["default"]
        ContentType.objects.clear_cache()
        self.current = name

    def make(self, name: str) -> None:
        """Make a database with every table in it."""
        wanted = self.sqlite() if name == "sqlite" else self.postgresql()
        self.settings[name] = ConnectionHandler({"default": deepcopy(wanted)}).settings["default"]
        self.exchange(name)
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"}, serialized_aliases=())
        if name == "sqlite" or not server_is_ours():  # else it goes with the server; dropping waits for the disk
            self.undo.callback(self.drop, name, made)

    def drop(self, name: str, made: Any) -> None:
        """Undo `make`."""
        self.use(name)
        teardown_databases(made, verbosity=0)

    def sqlite(self) -> dict[str, Any]:
        """A file of its own for each run."""
        folder = Path(tempfile.gettempdir()) / "eutonia-test"
        return database.sqlite(folder / "eutonia.sqlite3", f"test-{os.getpid()}.sqlite3")

    def postgresql(self) -> dict[str, Any]:
        """A server of our own, unless the operator named one."""
        address = self.undo.enter_context(own_server()).url if server_is_ours() else os.environ["EUTONIA_DATABASE_URL"]
        return database.postgres(address) | {"TEST": {"NAME": f"eutonia_test_{os.getpid()}"}, "CONN_MAX_AGE": 0}

    def close(self) -> None:
        """Remove every database, then the server."""
        self.undo.close()


@contextmanager
def another(settings: dict[str, Any]) -> Iterator[None]:
    """Let everything in this process speak to another database for a while."""
    before = connections.settings["default"]
    connections["default"].close()
    connections.settings["default"] = ConnectionHandler({"default": deepcopy(settings)}).settings["default"]
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = before
        del connections["default"]


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
