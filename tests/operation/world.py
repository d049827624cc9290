"""Sites of their own for the tests of operation: a database that nobody else has, here or in another process."""

import os
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from django.db import connection
from psycopg import sql

from eutonia.project import database
from tests import databases

SETTINGS = "eutonia.project.settings.demo"


class Site:
    """A site in a folder, with a database of its own."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Let this process be a process of the site."""
        with databases.another(database.settings_for(self.url, self.folder)):
            yield

    def environment(self, **more: str) -> dict[str, str]:
        """What another process of the site finds around it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("EUTONIA_", "DJANGO_"))}
        ours = {
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "EUTONIA_DATA_DIR": str(self.folder),
            "EUTONIA_DATABASE_URL": self.url,
        }
        return kept | ours | more

    def start(self, *words: str, **more: str) -> "subprocess.Popen[str]":
        """Start Python as an operator would."""
        return subprocess.Popen(
            [sys.executable, *words],
            env=self.environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def eutonia(self, *words: str, **more: str) -> "tuple[int, str, str]":
        """Run the command line to its end: exit code, what it printed, what it complained of."""
        with self.start("-m", "eutonia.cli.main", *words, **more) as process:
            said, complained = process.communicate(timeout=120)
            return process.returncode, said, complained


@contextmanager
def site(folder: Path, name: str, *, empty: bool) -> Iterator[Site]:
    """A site on the engine of the current test; its tables are those of the test's own database, or there are none."""
    folder.mkdir(parents=True, exist_ok=True)
    source = connection.settings_dict["NAME"]
    connection.close()
    if connection.vendor == "sqlite":
        file = folder / "eutonia.sqlite3"
        if not empty:
            with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(file)) as copy:
                original.backup(copy)
        yield Site(folder, f"sqlite:///{file}")
        return
    server = databases.url().rpartition("/")[0]
    own = sql.Identifier(f"eutonia_{os.getpid()}_{name}_{secrets.token_hex(4)}")
    template = sql.Identifier("template0" if empty else source)
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(own, template))
        try:
            yield Site(folder, f"{server}/{own.as_string(admin).strip(chr(34))}")
        finally:
            if not databases.server_is_ours():  # else it goes with the server; dropping waits for the disk each time
                admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(own))
