"""Telling whether the clinic's lists have changed, so that they can be kept in memory and are never out of date."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import connection

from eutonia.clinic.cover.models import Edition


def edition() -> UUID | None:
    """The edition that holds; None before the lists were ever filled."""
    # asked by nearly every request, often twice: to make this query anew takes Django twenty times as long as to run it
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM cover_edition WHERE id = 1")
        found = cursor.fetchone()
    return UUID(str(found[0])) if found else None


def new_edition() -> None:
    """Say that a list changed. In the transaction of the change: both are seen at once, or neither."""
    token = uuid4()  # drawn, not counted: no edition of one database is ever that of another
    if not Edition.objects.filter(pk=1).update(token=token):
        Edition.objects.create(pk=1, token=token)
