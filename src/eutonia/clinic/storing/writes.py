"""Rows that belong together: made ready first, then written in one transaction that holds its locks only shortly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from django.db import connection, models, transaction

from eutonia.clinic.storing.rows import New, insert, insert_all, insert_once, insert_ready
from eutonia.clinic.storing.turns import turn

Step = Callable[[], object]


class Into(Protocol):
    """Where a stage writes its rows to: `AT_ONCE`, in the caller's transaction, or `Writes`, with others later."""

    @property
    def in_transaction(self) -> bool:
        """Whether everything that is written here becomes true together, or nothing does."""

    def insert(self, row: models.Model) -> None:
        """Write a new row; it has its primary key once it is written."""

    def insert_all(self, rows: Sequence[models.Model]) -> None:
        """Write new rows of one model in one statement. They are not given their primary keys."""

    def insert_once(self, row: models.Model, unique: str) -> None:
        """Write a row unless there is one with the same value in a unique column."""

    def then(self, step: Step) -> None:
        """Do something after what was written before it."""


class Writes:
    """What will be written together, in the order in which it was said. Nothing is locked while it is gathered.

    A row may point to one that was said before it and that has no primary key yet. SQLite lets one process write at a
    time, so what can be done before its lock is taken is done before.
    """

    in_transaction = True

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def insert(self, row: models.Model) -> None:
        """Write a new row; it has its primary key once it is written."""
        self._steps.append(New(row).insert)

    def insert_all(self, rows: Sequence[models.Model]) -> None:
        """Write new rows of one model in one statement. They are not given their primary keys."""
        ready = [New(row) for row in rows]
        self._steps.append(lambda: insert_ready(ready))

    def insert_once(self, row: models.Model, unique: str) -> None:
        """Write a row unless there is one with the same value in a unique column."""
        ready = New(row)
        self._steps.append(lambda: ready.insert_once(unique))

    def then(self, step: Step) -> None:
        """Do something after what was written before it, with the locks held: keep it short."""
        self._steps.append(step)

    def write(self, within: Callable[[], AbstractContextManager[None]] = transaction.atomic) -> None:
        """Write everything in one transaction, or nothing. To be called once; ``within`` begins the transaction."""
        steps, self._steps = self._steps, []
        with turn(), within():
            for step in steps:
                step()


class _AtOnce:
    """Writes at once, in the transaction of the caller, if there is one."""

    insert = staticmethod(insert)
    insert_all = staticmethod(insert_all)
    insert_once = staticmethod(insert_once)

    @property
    def in_transaction(self) -> bool:
        return bool(connection.in_atomic_block)

    def then(self, step: Step) -> None:
        step()


AT_ONCE: Into = _AtOnce()


@contextmanager
def fleeting() -> Iterator[None]:
    """A transaction that a power cut may take back: all see it at once, but its commit does not wait for the disk.

    For what is worth little by itself and is followed by a commit that does wait, and that writes this one with it:
    a hold before its visit. Never for anything that somebody was promised. Inside another transaction it is a part of
    that one, and as lasting.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            _tell("SET LOCAL synchronous_commit TO off")
            yield
    else:
        _tell("PRAGMA synchronous=NORMAL")  # in a write-ahead log this can lose the last commits, and harm nothing else
        try:
            with transaction.atomic():
                yield
        finally:
            _tell("PRAGMA synchronous=FULL")


def _tell(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
