"""Telling whether the clinic's lists have changed, so that they can be kept in memory and are never out of date."""

from __future__ import annotations

from uuid import UUID, uuid4

from eutonia.clinic.cover.models import Edition


def edition() -> UUID | None:
    """The edition that holds; None before the lists were ever filled."""
    return Edition.objects.filter(pk=1).values_list("token", flat=True).first()


def new_edition() -> None:
    """Say that a list changed. In the transaction of the change: both are seen at once, or neither."""
    token = uuid4()  # drawn, not counted: no edition of one database is ever that of another
    if not Edition.objects.filter(pk=1).update(token=token):
        Edition.objects.create(pk=1, token=token)
