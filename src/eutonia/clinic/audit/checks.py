"""The check that the guards of the audit stand. Run by ``migrate`` and ``check --database default``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from eutonia.clinic.audit import triggers
from eutonia.clinic.audit.models import AuditEntry


@register(Tags.database)
def guards_stand(app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Warn of triggers that are gone. A warning, because ``migrate``, which mends it, runs this check first."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if not set(triggers.GUARDED) <= set(connection.introspection.table_names()):
            continue
        if gone := triggers.missing(connection):
            found.append(
                Warning(
                    f"The audit is not guarded against change: {', '.join(gone)} missing.",
                    hint=hint(connection),
                    id="eutonia.W010",
                )
            )
    return found


REMOVED = "Find out who removed them, run `eutonia audit verify`, then run migrate to put them back."
BROKEN_OFF = (
    "Migrations are still to be run: if one was broken off, the guards are put up at the end of the next. "
    "Run `eutonia audit verify`, then migrate. If none was broken off, find out who removed them."
)
EMPTY = (
    "Nothing is written in it, as after a first start that was broken off; migrate puts the guards up at its end. "
    "If anything had been written, find out who removed it."
)


def hint(connection: BaseDatabaseWrapper) -> str:
    """Say why guards may be missing, as far as that can be seen, and what to do."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT 1 FROM "{AuditEntry._meta.db_table}" LIMIT 1')  # noqa: S608 -- our own table
        if cursor.fetchone() is None:
            return EMPTY
    executor = MigrationExecutor(connection)
    return BROKEN_OFF if executor.migration_plan(executor.loader.graph.leaf_nodes()) else REMOVED
