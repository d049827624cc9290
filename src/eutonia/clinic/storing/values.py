"""Values of Python as the database keeps them, and back: what the fields make of them, without asking a field twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Col

Field = models.Field[Any, Any]
Converter = Callable[[Any, Any, Any], Any]

REMEMBERED = 4096
"""How many instants are remembered: the grains of some clinicians for some weeks."""

INSTANT, ID = models.DateTimeField(), models.UUIDField()


def adapted_instant(value: datetime) -> object:
    """An instant as the database keeps it. The same few come again and again: now, and the grains of a day."""
    # Two instants of the hour that a clock repeats are equal and hash alike; only their fold tells them apart.
    return _adapted_instant(value, value.fold, connection.vendor)


@lru_cache(maxsize=REMEMBERED)
def _adapted_instant(value: datetime, fold: int, vendor: str) -> object:
    return INSTANT.get_db_prep_save(value, here())


def adapted_id(value: UUID) -> object:
    """A public id as the database keeps it."""
    return ID.get_db_prep_value(value, here())


Adapt = Callable[[Any], object]
READY: dict[type[Field], tuple[type, Adapt | None]] = {
    models.CharField: (str, None),
    models.TextField: (str, None),
    models.EmailField: (str, None),
    models.ForeignKey: (int, None),
    models.PositiveIntegerField: (int, None),
    models.PositiveSmallIntegerField: (int, None),
    models.DateTimeField: (datetime, adapted_instant),
    models.UUIDField: (UUID, adapted_id),
}
"""For a field, the type that most of its values have, and what adapts them; None where the database takes them so."""
OTHER: tuple[type, Adapt | None] = (type(NotImplemented), None)
"""For every other field: no value is ready."""


def ready(field: Field) -> tuple[type, Adapt | None]:
    """The type of value that needs no asking of the field, and what adapts it."""
    fills_itself = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    assert not fills_itself, f"{field} takes its own time; pass the time in"
    return READY.get(type(field), OTHER)


@lru_cache(maxsize=64)
def converters(fields: tuple[Field, ...], vendor: str) -> list[tuple[int, Field, Converter]]:
    """What makes values of this kind of database ones of Python, step by step: what it needs, then the field."""
    found: list[tuple[int, Field, Converter]] = []
    for place, field in enumerate(fields):
        column = Col(field.model._meta.db_table, field)
        steps = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
        if isinstance(field, models.DateTimeField):
            steps = [_remembering(step) for step in steps]
        found += [(place, field, step) for step in steps]
    return found


def _remembering(convert: Converter) -> Converter:
    """A step that depends on the value alone, for values that come again and again."""

    @lru_cache(maxsize=REMEMBERED)
    def converted(value: object) -> object:
        return convert(value, None, here())

    return lambda value, field, real: converted(value)


def here() -> BaseDatabaseWrapper:
    """The connection of this thread itself; the name that Django gives looks it up anew at every word."""
    return connections[DEFAULT_DB_ALIAS]
