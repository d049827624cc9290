"""One after the other: a lock on something that has no row of its own, such as an address or a date of birth.

SQLite lets one transaction write at a time anyway; on PostgreSQL the row of the turn is locked until the commit.
"""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from eutonia.clinic.people.models import Turn

SALT = "eutonia.clinic.people.turn"


def take(*names: str) -> None:
    """Wait for everybody who took a turn of one of these names. Must be called inside the transaction that it is for.

    All the names at once, so that two callers never wait for each other in a ring. Empty names are passed over.
    """
    keys = sorted({salted_hmac(SALT, name, algorithm="sha256").hexdigest() for name in names if name})
    Turn.objects.bulk_create([Turn(key=key) for key in keys], ignore_conflicts=True)
    list(Turn.objects.select_for_update().filter(key__in=keys).order_by("key"))
