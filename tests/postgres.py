"""A PostgreSQL of our own for a run of the tests: made from nothing, on this machine only, and gone afterwards.

As careful as in real life (fsync stays on), because what we test is what happens to commits.
"""

import ctypes
import glob
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

USUAL_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/latest/bin",
)
OLDEST = 15
FOLDERS = "eutonia-pg-"
PLENTY = 2 * 1024**3
"""Bytes."""

OWNER = "postgres"
"""PostgreSQL refuses to run as root; this user comes with its package."""

REMEDY = (
    "PostgreSQL 15 or newer is not here, so nothing was tested on it. Install it (Debian: apt-get install postgresql), "
    "or set EUTONIA_POSTGRES_BIN to the folder that holds initdb and postgres."
)


def find() -> Path | None:
    """The folder with the programs of PostgreSQL, the newest if there are several; None if there is none."""
    if chosen := os.environ.get("EUTONIA_POSTGRES_BIN"):
        folders = [Path(chosen)]
    else:
        on_path = shutil.which("initdb")
        folders = [Path(place) for pattern in USUAL_PLACES for place in glob.glob(pattern)]
        folders += [Path(on_path).parent] if on_path else []
    fit = [(number, folder) for folder in folders if (number := major(folder)) >= OLDEST]
    return max(fit)[1] if fit else None


def major(folder: Path) -> int:
    """The version of the programs in a folder; 0 if they are not there."""
    if not all((folder / program).exists() for program in ("initdb", "postgres")):
        return 0
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"PostgreSQL\) (\d+)", said)
    return int(found[1]) if found else 0


class Server:
    """One running server. Use as a context manager; `url` is the address of its empty database."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        sweep()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{FOLDERS}{os.getpid()}-", dir=place()))
        self.password = secrets.token_hex(16)
        self.process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def __enter__(self) -> "Server":
        try:
            self.make()
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def make(self) -> None:
        """Lay out an empty cluster."""
        secret = self.folder / "password"
        secret.write_text(self.password)
        if os.geteuid() == 0:
            for path in (self.folder, secret):
                shutil.chown(path, OWNER, OWNER)
        subprocess.run(
            [
                *(self.programs / "initdb", "--pgdata", self.data, "--username=eutonia", f"--pwfile={secret}"),
                *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            **self.owner(),
        )

    @property
    def data(self) -> Path:
        """Where the cluster lies."""
        return self.folder / "data"

    def owner(self) -> dict[str, Any]:
        """As whom and where the programs run."""
        run_as = {"user": OWNER, "group": OWNER, "extra_groups": []} if os.geteuid() == 0 else {}
        return {"cwd": "/", "stdin": subprocess.DEVNULL, **run_as}

    def start(self) -> None:
        """Start on a free port and wait until it answers."""
        for _ in range(3):  # between finding a port free and taking it, somebody else may
            port = free_port()
            with (self.folder / "log").open("wb") as log:
                self.process = subprocess.Popen(
                    [
                        *(self.programs / "postgres", "-D", self.data, "-k", self.folder, "-p", str(port)),
                        *("-c", "listen_addresses=127.0.0.1", "-c", "shared_buffers=64MB"),
                    ],
                    stdout=log,
                    stderr=log,
                    preexec_fn=end_with_parent,
                    **self.owner(),
                )
            self.url = f"postgresql://eutonia:{self.password}@127.0.0.1:{port}/postgres"
            if self.answers():
                return
        raise RuntimeError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text(errors='replace')}")

    def answers(self) -> bool:
        """Wait until the server answers; false if it ended instead."""
        assert self.process
        end = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < end:
            try:
                psycopg.connect(self.url, connect_timeout=5).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return True
        return False

    def stop(self) -> None:
        """End the server at once and remove all that it kept."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)


def place() -> Path:
    """Where a cluster lies: in memory where there is plenty, for a run must not wait for the disk of a busy machine.

    What a killed process had written survives there as it does on a disk.
    """
    memory = Path("/dev/shm")
    if memory.is_dir() and shutil.disk_usage(memory).free > PLENTY:
        return memory
    return Path(tempfile.gettempdir())


def sweep() -> None:
    """Remove what runs that were killed left behind: their servers ended with them, their folders did not."""
    for folder in place().glob(f"{FOLDERS}*-*"):
        process = folder.name.removeprefix(FOLDERS).partition("-")[0]
        if process.isdigit() and is_gone(int(process)):
            shutil.rmtree(folder, ignore_errors=True)


def is_gone(process: int) -> bool:
    """Whether no process has this number any more."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False


def end_with_parent() -> None:
    """Ask Linux to end this process when its parent is gone, however that happened."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGQUIT)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


if __name__ == "__main__":  # for ./run: the folder of the programs, or nothing
    print(find() or "")
