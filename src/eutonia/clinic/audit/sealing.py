"""Chaining what was written: one sealer at a time, in batches, apart from those who write.

A chain that every writer extended would make them wait for each other, readers included, since reading writes too.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max, QuerySet

from eutonia.clinic.audit.chain import NOTHING_SEALED, Head, follow
from eutonia.clinic.audit.models import AuditEntry, AuditLink

BATCH = 200
"""Entries chained in one transaction; few, because on SQLite others wait meanwhile."""

LOOK_BACK = 10_000
"""How many row numbers below the highest sealed one a quick look still covers. A transaction may commit later than
one that began after it; one that is overtaken by more than this is found by a thorough look."""

SEALER = 0x6575746F6E6961
"""Number of the advisory lock of PostgreSQL; spells 'eutonia'."""


def seal_batch(*, now: datetime, thorough: bool) -> int:
    """Chain what is not chained yet, in the order of row numbers. Return how many; 0 too if another is at it."""
    with transaction.atomic():
        if not alone():
            return 0
        entries = list(unsealed(thorough=thorough)[:BATCH])
        links, last = [], head()
        for entry in entries:
            last = follow(last, entry)
            links.append(AuditLink(position=last.position, entry=entry, digest=last.digest, sealed_at=now))
        AuditLink.objects.bulk_create(links)
    return len(links)


def alone() -> bool:
    """Whether nobody else seals until this transaction ends. On SQLite, whoever writes is alone anyhow."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALER])
        row = cursor.fetchone()
    return bool(row and row[0])


def head() -> Head:
    """The last link there is."""
    last = AuditLink.objects.order_by("-position").values_list("position", "digest").first()
    return Head(*last) if last else NOTHING_SEALED


def unsealed(*, thorough: bool) -> QuerySet[AuditEntry]:
    """Entries outside the chain: all of them, or those a quick look finds."""
    entries = AuditEntry.objects.filter(link=None).order_by("id")
    if thorough:
        return entries
    highest = AuditLink.objects.aggregate(highest=Max("entry_id"))["highest"] or 0
    return entries.filter(id__gt=highest - LOOK_BACK)
