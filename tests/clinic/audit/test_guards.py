"""The audit cannot be changed, deleted, emptied or replaced, by whatever way one comes in."""

from datetime import UTC, datetime

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from eutonia.clinic.audit import checks, services, triggers
from eutonia.clinic.audit.actors import SYSTEM, Subject
from eutonia.clinic.audit.models import AuditEntry, AuditLink
from tests.clinic.audit.entries import tampering

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


# ---- the guards ----------------------------------------------------------------------------------------------

ENTRY, LINK = AuditEntry._meta.db_table, AuditLink._meta.db_table


def sealed_entry() -> tuple[list[object], list[object]]:
    services.seen(SYSTEM, Subject("visit", "v1"), now=NOW)
    services.seal(now=NOW)
    return rows()


def rows() -> tuple[list[object], list[object]]:
    return list(AuditEntry.objects.values_list()), list(AuditLink.objects.values_list())


def run(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def refused(*attacks: str) -> None:
    """Run the statements; one must be refused by the guards, and nothing be changed."""
    before = rows()
    with pytest.raises(DatabaseError, match=triggers.REFUSAL):
        run(*attacks)
    assert rows() == before


EVERYWHERE = [
    f"UPDATE {ENTRY} SET why = 'nothing to see'",
    f"UPDATE {LINK} SET digest = '0'",
    f"DELETE FROM {LINK}",
    f"DELETE FROM {ENTRY}",
    f"INSERT INTO {ENTRY} SELECT * FROM {ENTRY} WHERE true ON CONFLICT (id) DO UPDATE SET why = 'nothing to see'",
    f"INSERT INTO {LINK} SELECT * FROM {LINK} WHERE true ON CONFLICT (position) DO UPDATE SET digest = '0'",
]


@pytest.mark.django_db
@pytest.mark.parametrize("attack", EVERYWHERE)
def test_the_database_refuses(attack: str) -> None:
    sealed_entry()
    refused(attack)


@pytest.mark.django_db
@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("table", [ENTRY, LINK])
@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE"])
def test_sqlite_refuses_to_replace_although_that_asks_no_trigger_of_deletion(table: str, verb: str) -> None:
    sealed_entry()
    refused(f"{verb} INTO {table} SELECT * FROM {table}")


@pytest.mark.django_db
@pytest.mark.only_on("sqlite")
def test_sqlite_refuses_to_replace_by_another_unique_column() -> None:
    sealed_entry()
    columns = ", ".join(f'"{field.column}"' for field in AuditEntry._meta.concrete_fields if field.column != "id")
    refused(f"INSERT OR REPLACE INTO {ENTRY} (id, {columns}) SELECT id + 1000, {columns} FROM {ENTRY}")


@pytest.mark.django_db
@pytest.mark.only_on("postgresql")
@pytest.mark.parametrize("table", [LINK, f"{LINK}, {ENTRY}"])
def test_postgresql_refuses_to_truncate(table: str) -> None:
    sealed_entry()
    refused("SET CONSTRAINTS ALL IMMEDIATE", f"TRUNCATE {table}")


@pytest.mark.django_db
@pytest.mark.only_on("postgresql")
def test_postgresql_refuses_even_a_session_that_replays_a_replica() -> None:
    sealed_entry()
    refused("SET LOCAL session_replication_role = replica", EVERYWHERE[0])


@pytest.mark.django_db
def test_adding_is_allowed() -> None:
    sealed_entry()
    sealed_entry()
    assert AuditLink.objects.count() == AuditEntry.objects.count() == 2


# ---- that they stand -----------------------------------------------------------------------------------------


def warned() -> bool:
    return any(found.id == "eutonia.W010" for found in run_checks(databases=["default"]))


@pytest.mark.django_db
def test_missing_guards_are_named_by_a_check_and_put_back() -> None:
    assert triggers.missing(connection) == []
    assert not warned()
    with tampering():
        assert len(triggers.missing(connection)) == len(triggers.GUARDED) * (3 if connection.vendor == "sqlite" else 1)
        assert warned()
        triggers.after_migrate(using="default")
        assert triggers.missing(connection) == []


@pytest.mark.django_db
def test_why_guards_may_be_missing_is_told_as_far_as_it_can_be_seen() -> None:
    def told() -> str:
        return next(str(found.hint) for found in run_checks(databases=["default"]) if found.id == "eutonia.W010")

    with tampering():
        AuditLink.objects.all().delete()
        AuditEntry.objects.all().delete()
        assert told().startswith("Nothing is written in it, as after a first start that was broken off")
        sealed_entry()
        assert told() == checks.REMOVED
        last = MigrationRecorder(connection).migration_qs.filter(app="people").latest("id")
        last.delete()  # as if the migrations had been broken off before it
        assert told().startswith("Migrations are still to be run: if one was broken off")


@pytest.mark.django_db
@pytest.mark.only_on("postgresql")
def test_a_guard_that_is_switched_off_counts_as_missing() -> None:
    for state in ("DISABLE", "ENABLE", "ENABLE REPLICA"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {ENTRY} {state} TRIGGER {ENTRY}_guard")
            assert triggers.missing(connection) == [f"{ENTRY}_guard"], state
            transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.only_on("sqlite")
def test_guards_come_back_after_a_migration_that_rebuilds_the_table() -> None:
    sealed_entry()
    with connection.schema_editor() as editor:
        editor._remake_table(AuditEntry)
    assert triggers.missing(connection) != []
    call_command("migrate", verbosity=0)
    assert triggers.missing(connection) == []
    refused(EVERYWHERE[0])
