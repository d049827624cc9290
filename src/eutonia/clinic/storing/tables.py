"""The statements of a model, built once, and the values that its fields make for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db import connection, models

from eutonia.clinic.storing.values import Field, here, ready


class Table:
    """What the statements of a model are made of. ``new`` are the fields that a new row brings a value for."""

    def __init__(self, model: type[models.Model]) -> None:
        self.fields = tuple(model._meta.local_concrete_fields)
        self.new = tuple(field for field in self.fields if not isinstance(field, models.AutoField))
        self.links = [(place, field) for place, field in enumerate(self.new) if isinstance(field, models.ForeignKey)]
        self.names = [field.attname for field in self.fields]
        self._brought = attrgetter(*(field.attname for field in self.new))
        self._ready = [ready(field) for field in self.new]
        name = quoted(model._meta.db_table)
        self.places = f"({marks(self.new)})"
        self.insert_into = f"INSERT INTO {name} ({_columns(self.new)}) VALUES "  # noqa: S608 -- our own names
        self.insert_one = f"{self.insert_into} {self.places} RETURNING {_columns([model._meta.pk])}"
        self.select_all = f"SELECT {_columns(self.fields)} FROM {name}"  # noqa: S608 -- our own names

    def values(self, row: models.Model) -> list[Any]:
        """What a new row brings, in the order of ``new``."""
        brought = list(self._brought(row))
        for place, (kind, adapt) in enumerate(self._ready):
            value = brought[place]
            if type(value) is not kind:
                if value is not None:
                    brought[place] = self.new[place].get_db_prep_save(value, here())
            elif adapt is not None:
                brought[place] = adapt(value)
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


def marks(values: Sequence[object]) -> str:
    """Placeholders for values in a statement, without brackets. ``NULL``, which nothing equals, where there is none."""
    return ", ".join(["%s"] * len(values)) or "NULL"


def quoted(name: str) -> str:
    """The name of a table or column as it stands in a statement."""
    return connection.ops.quote_name(name)


def _columns(fields: Sequence[Field]) -> str:
    return ", ".join(quoted(str(field.column)) for field in fields)
