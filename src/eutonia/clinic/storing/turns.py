"""Whose turn it is to write to SQLite, which lets one process write at a time.

Who finds it busy is put to sleep by SQLite for longer and longer, up to a tenth of a second, while others who just
come pass by. When many want the same minute that leaves the database idle, and some wait for seconds. So those who
are about to write ask in short steps at a file beside the database first. Nobody has to: what does not ask meets
SQLite's own lock, which is the one that counts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from time import sleep

from django.db.backends.sqlite3.base import DatabaseWrapper

from eutonia.clinic.storing.values import here

ENDING = "-turn"
"""Of the name of the file, after that of the database, as of ``-wal`` and ``-shm``. It stays empty."""
SHORTEST, LONGEST = 0.0005, 0.004
"""Seconds between two looks: as long as a booking holds the lock, and some of them."""
PATIENCE = 10.0
"""Seconds of waiting after which one goes on without a turn: SQLite's own patience comes on top."""


@contextmanager
def turn() -> Iterator[None]:
    """Have the turn to write for the length of a transaction. At once on PostgreSQL, and inside another transaction.

    Who waited in vain, or may not open the file, goes on all the same.
    """
    real = here()
    in_one_file = isinstance(real, DatabaseWrapper) and not real.is_in_memory_db()
    if not in_one_file or real.in_atomic_block:  # whoever has the lock already must not wait for a turn
        yield
        return
    gate = _gate(f"{real.settings_dict['NAME']}{ENDING}")
    try:
        if gate is not None:
            _wait(gate)
        yield
    finally:
        if gate is not None:
            os.close(gate)  # and with it the turn, as when the process is killed


def _gate(name: str) -> int | None:
    try:
        return os.open(name, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError:
        return None


def _wait(gate: int) -> None:
    pause, waited = SHORTEST, 0.0
    while waited < PATIENCE and _is_taken(gate):
        sleep(pause)
        waited, pause = waited + pause, min(2 * pause, LONGEST)


def _is_taken(gate: int) -> bool:
    """Whether somebody else has the turn; if nobody has, it is ours now, or there are no turns on this disk."""
    try:
        flock(gate, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        pass
    return False
