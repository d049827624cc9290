"""Triggers that refuse to change, delete or replace what the audit holds, on both databases.

They are put up after every migration, because Django rebuilds a table of SQLite when a column changes, and
the triggers of the old table go with it. `missing` says which do not stand.
"""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from eutonia.clinic.audit.models import AuditEntry, AuditLink

GUARDED = {
    AuditEntry._meta.db_table: ("id", "public_id"),
    AuditLink._meta.db_table: ("position", "entry_id"),
}
"""Guarded tables, each with its unique columns."""

FUNCTION = "eutonia_audit_refuse"
REFUSAL = "the audit is append-only"


def after_migrate(*, using: str = DEFAULT_DB_ALIAS, **rest: Any) -> None:
    """Put the triggers up; heard after every migration."""
    connection = connections[using]
    if set(GUARDED) <= set(connection.introspection.table_names()):
        install(connection)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger up, whether or not it stands."""
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor):
            cursor.execute(statement)


def statements(vendor: str) -> list[str]:
    """The SQL that puts every trigger up."""
    if vendor == "postgresql":
        return [_refusing_function(), *(line for table in GUARDED for line in _postgres(table))]
    return [line for table, unique in GUARDED.items() for line in _sqlite(table, unique)]


def _refusing_function() -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )


def _postgres(table: str) -> list[str]:
    """One trigger for each table. ALWAYS: not even a session that replays a replica is let through."""
    name = f"{table}_guard"
    return [
        f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
        f'CREATE TRIGGER "{name}" BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" '
        f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()",
        f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{name}"',
    ]


def _sqlite(table: str, unique: tuple[str, ...]) -> list[str]:
    """Three triggers for each table: INSERT OR REPLACE deletes a row without asking a trigger of deletion."""
    taken = " OR ".join(f'"{column}" = NEW."{column}"' for column in unique)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    return [
        line
        for name, event in (
            (f"{table}_guard_update", f'BEFORE UPDATE ON "{table}"'),
            (f"{table}_guard_delete", f'BEFORE DELETE ON "{table}"'),
            (
                f"{table}_guard_replace",
                f'BEFORE INSERT ON "{table}" WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {taken})',  # noqa: S608 -- ours
            ),
        )
        for line in (f'DROP TRIGGER IF EXISTS "{name}"', f'CREATE TRIGGER "{name}" {event} {refuse}')
    ]


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers that should stand and do not; empty if all is well."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'")
            wanted = {f"{table}_guard" for table in GUARDED}
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            wanted = {f"{table}_guard_{act}" for table in GUARDED for act in ("update", "delete", "replace")}
        standing = {name for (name,) in cursor.fetchall()}
    return sorted(wanted - standing)
