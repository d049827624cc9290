"""The audit cannot be changed, deleted, emptied or replaced, by whatever way one comes in."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from eutonia.clinic.audit import services, triggers
from eutonia.clinic.audit.actors import SYSTEM, Subject
from eutonia.clinic.audit.models import AuditEntry

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_an_entry_belongs_to_a_transaction() -> None:
    with pytest.raises(services.NotInTransaction):
        services.record(SYSTEM, "visit.book", Subject("visit", "v1"), now=NOW)
    services.seen(SYSTEM, Subject("visit", "v1"), now=NOW)
    assert AuditEntry.objects.get().verb == "visit.open"


@pytest.mark.django_db(transaction=True)
def test_an_entry_goes_when_its_transaction_does() -> None:
    def fail() -> None:
        with transaction.atomic():
            services.record(SYSTEM, "visit.book", Subject("visit", "v1"), now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE {t} SET why = 'nothing to see'",
        "DELETE FROM {t}",
        "INSERT INTO {t} SELECT * FROM {t} WHERE true ON CONFLICT (id) DO UPDATE SET why = 'nothing to see'",
    ],
)
def test_the_database_refuses(attack: str) -> None:
    services.seen(SYSTEM, Subject("visit", "v1"), now=NOW)
    with pytest.raises(DatabaseError, match=triggers.REFUSAL), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack.format(t=AuditEntry._meta.db_table))
    assert AuditEntry.objects.get().why == ""
