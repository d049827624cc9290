"""Take the guards of the audit away, and empty the tables after a test that commits: only tests have business so."""

from typing import Any

from django.conf import settings
from django.core.management.commands.flush import Command as Flush
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from eutonia.clinic.audit import triggers

KEPT = {"django_migrations", "django_content_type", "auth_permission"}
"""Made by migrations and the same for every test."""


def lift(connection: BaseDatabaseWrapper) -> None:
    """Drop every trigger."""
    with connection.cursor() as cursor:
        for statement in triggers.statements(connection.vendor):
            if statement.startswith("DROP TRIGGER"):
                cursor.execute(statement)


class QuickFlush(Flush):
    """In place of Django's ``flush``, which ends each test that commits.

    Django's own runs into the guards of the audit, and on PostgreSQL makes a new file for every table and index
    there is, which with a disk that is really written to takes seconds. Here only rows that exist are deleted.
    """

    def handle(self, **options: Any) -> None:
        """Empty every table that holds something."""
        connection = connections[options["database"]]
        full = tables_with_rows(connection)
        if not full:
            return
        is_guarded = bool(set(full) & set(triggers.GUARDED))
        with connection.constraint_checks_disabled(), transaction.atomic(using=connection.alias):
            if is_guarded:
                lift(connection)
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute("SET LOCAL session_replication_role = replica")  # rows may go in any order
                for table in full:
                    cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
            if is_guarded:
                triggers.install(connection)


def tables_with_rows(connection: BaseDatabaseWrapper) -> list[str]:
    """Every table with a row in it, the shared cache included."""
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
    tables.add(settings.CACHES["default"]["LOCATION"])
    quoted = {table: connection.ops.quote_name(table) for table in sorted(tables)}
    asked = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {name})" for table, name in quoted.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [table for (table,) in cursor.fetchall()]
