"""Rows written and found at once, by statements that are built once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, models

from eutonia.clinic.storing.tables import Table, quoted, table_of
from eutonia.clinic.storing.values import Field, converters, here


def insert(row: models.Model) -> None:
    """Insert a new row, and give it its primary key, as ``save(force_insert=True)`` does but without its signals."""
    New(row).insert()


def insert_all(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model in one statement. They are not given their primary keys."""
    insert_ready([New(row) for row in rows])


def insert_once(row: models.Model, unique: str) -> None:
    """Insert a row unless there is one with the same value in a unique column; no other constraint is forgiven."""
    New(row).insert_once(unique)


class New:
    """A new row whose values are ready. Keys of rows that are written before it are filled in at the last moment."""

    __slots__ = ("_awaited", "_row", "_values", "table")

    def __init__(self, row: models.Model) -> None:
        self._row = row
        self.table: Table = table_of(type(row))
        self._values = self.table.values(row)
        self._awaited = list(self.table.awaited(row))

    def values(self) -> list[Any]:
        """All values, in the order of the statement. Raises ValueError where a row it points to is not there yet."""
        for place, field, other in self._awaited:
            if other.pk is None:
                raise ValueError(f"{type(other).__name__} must be written before {type(self._row).__name__}")
            setattr(self._row, field.attname, other.pk)
            self._values[place] = field.get_db_prep_save(other.pk, connection)
        return self._values

    def insert(self) -> None:
        """Write the row, and give it its primary key."""
        real = here()
        with real.cursor() as cursor:
            cursor.execute(self.table.insert_one, self.values())
            self._row.pk = cursor.fetchone()[0]
        self._row._state.adding, self._row._state.db = False, real.alias

    def insert_once(self, unique: str) -> None:
        """Write the row unless there is one with the same value in a unique column."""
        column = quoted(unique)
        # SQLite's INSERT OR IGNORE would also forgive a row that any other constraint refuses, and it would be lost
        # without a word; an update that changes nothing forgives this one column, on both databases.
        insert_ready([self], f" ON CONFLICT ({column}) DO UPDATE SET {column} = EXCLUDED.{column}")


def insert_ready(rows: Sequence[New], ending: str = "") -> None:
    """Write rows of one model that are ready, in one statement."""
    if not rows:
        return
    table = rows[0].table
    places = ", ".join([table.places] * len(rows))
    with here().cursor() as cursor:
        cursor.execute(f"{table.insert_into}{places}{ending}", [value for row in rows for value in row.values()])


def find[Row: models.Model](model: type[Row], column: str, value: object) -> Row | None:
    """The row with a value in a unique column; None where there is none."""
    table = table_of(model)
    found = select(f"{table.select_all} WHERE {quoted(column)} = %s", [adapted(model, column, value)], table.fields)
    return model.from_db(connection.alias, table.names, found[0]) if found else None


def select(statement: str, values: Sequence[Any], fields: tuple[Field, ...]) -> list[list[Any]]:
    """What a statement written by hand finds, each column converted as its field does."""
    real = here()
    with real.cursor() as cursor:
        cursor.execute(statement, values)
        rows = [list(row) for row in cursor.fetchall()]
    if rows:
        for place, field, convert in converters(fields, real.vendor):
            for row in rows:
                row[place] = convert(row[place], field, real)
    return rows


def field_of(model: type[models.Model], name: str) -> Field:
    """A field that has a column."""
    found = model._meta.get_field(name)
    assert isinstance(found, models.Field)
    return found


def adapted(model: type[models.Model], name: str, value: object) -> Any:
    """A value as the database keeps it in a column."""
    return field_of(model, name).get_db_prep_value(value, here())
