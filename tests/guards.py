"""Take the guards of the audit away and put them back: only the tests, which empty tables, have business doing so."""

from typing import Any

from django.core.management.commands.flush import Command as Flush
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from eutonia.clinic.audit import triggers


def lift(connection: BaseDatabaseWrapper) -> None:
    """Drop every trigger."""
    with connection.cursor() as cursor:
        for statement in triggers.statements(connection.vendor):
            if statement.startswith("DROP TRIGGER"):
                cursor.execute(statement)


class GuardedFlush(Flush):
    """Django's ``flush``, which ends each test that commits: TRUNCATE and DELETE are what the guards refuse."""

    def handle(self, **options: Any) -> None:
        """Empty every table between lifting the guards and putting them back."""
        connection = connections[options["database"]]
        lift(connection)
        try:
            super().handle(**options)
        finally:
            triggers.install(connection)
