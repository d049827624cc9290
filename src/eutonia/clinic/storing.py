"""Rows where many people want the same minute: statements that need no building, and commits that need not wait.

Django builds the SQL of every statement anew, and that takes longer than the database needs to run it. Here it is
built once for each model, or written by hand; the fields still adapt and convert every value (decision 021). Names of
tables and columns come from the models, never from a caller's words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache
from typing import Any

from django.db import connection, models, transaction
from django.db.models.expressions import Col

Field = models.Field[Any, Any]
Converter = Callable[[Any, Any, Any], Any]


def insert(row: models.Model) -> None:
    """Insert a new row, and give it its primary key, as ``save(force_insert=True)`` does but without its signals."""
    table = _table(type(row))
    with connection.cursor() as cursor:
        cursor.execute(table.insert_one, table.values(row))
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


def insert_all(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model in one statement. They are not given their primary keys."""
    if rows:
        _insert_all(rows)


def insert_once(row: models.Model, unique: str) -> None:
    """Insert a row unless there is one with the same value in a unique column; no other constraint is forgiven."""
    column = _quoted(unique)
    # SQLite's INSERT OR IGNORE would also forgive a row that any other constraint refuses, and it would be lost
    # without a word; an update that changes nothing forgives this one column, on both databases.
    _insert_all([row], f" ON CONFLICT ({column}) DO UPDATE SET {column} = EXCLUDED.{column}")


def find[Row: models.Model](model: type[Row], column: str, value: object) -> Row | None:
    """The row with a value in a unique column; None where there is none."""
    table = _table(model)
    found = select(f"{table.select_all} WHERE {_quoted(column)} = %s", [adapted(model, column, value)], table.fields)
    return model.from_db(connection.alias, table.names, found[0]) if found else None


def select(statement: str, values: Sequence[Any], fields: Sequence[Field]) -> list[list[Any]]:
    """What a statement written by hand finds, each column converted as its field does."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = [list(row) for row in cursor.fetchall()]
    for place, field in enumerate(fields):
        for convert in _converters(field, connection.vendor):
            for row in rows:
                row[place] = convert(row[place], field, connection)
    return rows


def field_of(model: type[models.Model], name: str) -> Field:
    """A field that has a column."""
    found = model._meta.get_field(name)
    assert isinstance(found, models.Field)
    return found


def adapted(model: type[models.Model], name: str, value: object) -> Any:
    """A value as the database keeps it in a column."""
    return field_of(model, name).get_db_prep_value(value, connection)


def marks(values: Sequence[object]) -> str:
    """Placeholders for values in a statement, without brackets. ``NULL``, which nothing equals, where there is none."""
    return ", ".join(["%s"] * len(values)) or "NULL"


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


class _Table:
    """What the statements of a model are made of. ``new`` are the fields that a new row brings a value for."""

    def __init__(self, model: type[models.Model]) -> None:
        self.fields = tuple(model._meta.local_concrete_fields)
        self.new = tuple(field for field in self.fields if not isinstance(field, models.AutoField))
        self.names = [field.attname for field in self.fields]
        self.name = _quoted(model._meta.db_table)
        self.key = _columns([model._meta.pk])

    @cached_property
    def insert_into(self) -> str:
        return f"INSERT INTO {self.name} ({_columns(self.new)}) VALUES "  # noqa: S608 -- our own names

    @cached_property
    def insert_one(self) -> str:
        return f"{self.insert_into} ({marks(self.new)}) RETURNING {self.key}"

    @cached_property
    def select_all(self) -> str:
        return f"SELECT {_columns(self.fields)} FROM {self.name}"  # noqa: S608 -- our own names

    def values(self, row: models.Model) -> list[Any]:
        """What a new row brings, in the order of ``new``."""
        return [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in self.new]


def _insert_all(rows: Sequence[models.Model], ending: str = "") -> None:
    table = _table(type(rows[0]))
    places = ", ".join([f"({marks(table.new)})"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(f"{table.insert_into}{places}{ending}", [value for row in rows for value in table.values(row)])


@lru_cache(maxsize=64)
def _table(model: type[models.Model]) -> _Table:
    return _Table(model)


@lru_cache(maxsize=256)
def _converters(field: Field, vendor: str) -> list[Converter]:
    """What makes a value of this kind of database one of Python, step by step: what it needs, then the field."""
    column = Col(field.model._meta.db_table, field)
    return [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]


def _columns(fields: Sequence[Field]) -> str:
    return ", ".join(_quoted(str(field.column)) for field in fields)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _tell(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
