"""The statements of a model, built once, and the values that its fields make for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Col

Field = models.Field[Any, Any]
Converter = Callable[[Any, Any, Any], Any]


UNCHANGED: dict[type[Field], type] = {
    models.CharField: str,
    models.TextField: str,
    models.ForeignKey: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
}
"""Values that these fields hand to the database as they are; most values of a new row are such, or nothing at all."""


class Table:
    """What the statements of a model are made of. ``new`` are the fields that a new row brings a value for."""

    def __init__(self, model: type[models.Model]) -> None:
        self.fields = tuple(model._meta.local_concrete_fields)
        self.new = tuple(field for field in self.fields if not isinstance(field, models.AutoField))
        self.links = [(place, field) for place, field in enumerate(self.new) if isinstance(field, models.ForeignKey)]
        self.names = [field.attname for field in self.fields]
        name = quoted(model._meta.db_table)
        self.places = f"({marks(self.new)})"
        self.insert_into = f"INSERT INTO {name} ({_columns(self.new)}) VALUES "  # noqa: S608 -- our own names
        self.insert_one = f"{self.insert_into} {self.places} RETURNING {_columns([model._meta.pk])}"
        self.select_all = f"SELECT {_columns(self.fields)} FROM {name}"  # noqa: S608 -- our own names

    def values(self, row: models.Model) -> list[Any]:
        """What a new row brings, in the order of ``new``."""
        real, brought = here(), []
        for field in self.new:
            value, kind = field.pre_save(row, add=True), type(field)
            is_plain = type(value) is UNCHANGED.get(kind) or (value is None and kind is not models.JSONField)
            brought.append(value if is_plain else field.get_db_prep_save(value, real))
        return brought

    def awaited(self, row: models.Model) -> Iterator[tuple[int, Field, models.Model]]:
        """The rows that a new row points to and that have no key yet, each with its place among the values."""
        for place, field in self.links:
            if getattr(row, field.attname) is None:
                other = field.get_cached_value(row, default=None)
                if other is not None:
                    yield place, field, other


@lru_cache(maxsize=64)
def table_of(model: type[models.Model]) -> Table:
    """The table of a model."""
    return Table(model)


@lru_cache(maxsize=64)
def converters(fields: tuple[Field, ...], vendor: str) -> list[tuple[int, Field, Converter]]:
    """What makes values of this kind of database ones of Python, step by step: what it needs, then the field."""
    found: list[tuple[int, Field, Converter]] = []
    for place, field in enumerate(fields):
        column = Col(field.model._meta.db_table, field)
        of_database, of_field = connection.ops.get_db_converters(column), column.get_db_converters(connection)
        found += [(place, field, convert) for convert in (*of_database, *of_field)]
    return found


def here() -> BaseDatabaseWrapper:
    """The connection of this thread itself; the name that Django gives looks it up anew at every word."""
    return connections[DEFAULT_DB_ALIAS]


def marks(values: Sequence[object]) -> str:
    """Placeholders for values in a statement, without brackets. ``NULL``, which nothing equals, where there is none."""
    return ", ".join(["%s"] * len(values)) or "NULL"


def quoted(name: str) -> str:
    """The name of a table or column as it stands in a statement."""
    return connection.ops.quote_name(name)


def _columns(fields: Sequence[Field]) -> str:
    return ", ".join(quoted(str(field.column)) for field in fields)
