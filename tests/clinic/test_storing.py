"""Statements that need no building write and read what Django's own would, on both databases."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fcntl import LOCK_EX, LOCK_UN, flock
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, models, transaction

from eutonia.clinic.assessment.models import Feedback, Problem, StoredAssessment
from eutonia.clinic.outbox.models import Message
from eutonia.clinic.people.models import Patient
from eutonia.clinic.storing import rows as storing
from eutonia.clinic.storing import tables, turns, writes

NOW = datetime(2026, 11, 22, 9, 30, 15, 123456, tzinfo=UTC)
WORDS = "'; DROP TABLE people_patient; -- 100 % ümlaut \n \\ \""


def person(**more: Any) -> Patient:
    plain = {"family_name": WORDS, "birth_date": date(2008, 2, 29), "created_at": NOW}
    return Patient(**(plain | more))


def told(case: object) -> Feedback:
    return Feedback(problem=Problem.OTHER, words=WORDS, case=case, created_at=NOW)


def message(key: str, **more: Any) -> Message:
    plain = {"kind": "visit-confirmed", "channel": "email", "to": "a@example.org", "link": "/x"}
    times = {"created_at": NOW, "next_at": NOW, "useful_until": NOW + timedelta(days=1)}
    return Message(**(plain | times | {"key": key} | more))


def same_as_saved(one: models.Model, other: models.Model) -> None:
    """Both rows, one inserted and one saved, read back alike, but for what names them."""
    storing.insert(one)
    other.save(force_insert=True)
    assert one.pk is not None
    assert not one._state.adding
    model = type(one)
    rows = [model._default_manager.filter(pk=row.pk).values().get() for row in (one, other)]
    for row in rows:
        for name in ("id", "public_id", "key"):
            row.pop(name, None)
    assert rows[0] == rows[1]


@pytest.mark.django_db
@pytest.mark.parametrize("case", [{"person": {"age": 15}, "answers": []}, [], 0, None, WORDS])
def test_a_row_is_stored_as_django_stores_it(case: object) -> None:
    same_as_saved(person(), person())
    same_as_saved(told(case), told(case))
    same_as_saved(message("one"), message("two"))


@pytest.mark.django_db
def test_the_hour_that_a_clock_repeats_is_two_hours() -> None:
    """Python holds both times for equal, so what remembers one must not give it for the other."""
    london = ZoneInfo("Europe/London")
    summer, winter = (datetime(2026, 10, 25, 1, 30, fold=fold, tzinfo=london) for fold in (0, 1))
    assert summer == winter
    storing.insert(person(given_name="summer", created_at=summer))
    storing.insert(person(given_name="winter", created_at=winter))
    kept = dict(Patient.objects.values_list("given_name", "created_at"))
    assert kept["winter"] - kept["summer"] == timedelta(hours=1)
    found = storing.find(Patient, "given_name", "winter")
    assert found is not None
    assert found.created_at == kept["winter"]


@pytest.mark.django_db
def test_a_time_without_a_zone_is_refused_as_django_refuses_it() -> None:
    with pytest.raises(RuntimeWarning, match="naive datetime"):
        storing.insert(person(created_at=NOW.replace(tzinfo=None)))


@pytest.mark.django_db
def test_an_inserted_row_can_be_changed_and_saved() -> None:
    row = person()
    storing.insert(row)
    row.given_name = "Asha"
    row.save()
    assert Patient.objects.get().given_name == "Asha"


@pytest.mark.django_db
def test_many_rows_at_once() -> None:
    storing.insert_all([person(given_name=name) for name in "abc"])
    storing.insert_all([])
    assert sorted(Patient.objects.values_list("given_name", flat=True)) == ["a", "b", "c"]


@pytest.mark.django_db
def test_a_row_is_found_as_django_finds_it() -> None:
    row = person(merged_into=None)
    storing.insert(row)
    case = {"person": {"age": 40}, "answers": [1, None, WORDS]}
    kept = StoredAssessment(code_digest="d", case=case, created_at=NOW, expires_at=NOW + timedelta(days=1))
    storing.insert(kept)
    for wanted, column, value in ((row, "public_id", row.public_id), (kept, "code_digest", "d")):
        found = storing.find(type(wanted), column, value)
        plain = type(wanted)._default_manager.get(pk=wanted.pk)
        assert found is not None
        names = [field.attname for field in plain._meta.concrete_fields]
        assert [getattr(found, name) for name in names] == [getattr(plain, name) for name in names]
        assert not found._state.adding
    assert storing.find(Patient, "public_id", uuid4()) is None


@pytest.mark.django_db
def test_a_statement_by_hand_gives_values_as_the_fields_do() -> None:
    storing.insert_all([person(), person(birth_date=date(1950, 1, 1))])
    fields = tuple(storing.field_of(Patient, name) for name in ("public_id", "birth_date", "created_at", "merged_into"))
    statement = "SELECT public_id, birth_date, created_at, merged_into_id FROM people_patient WHERE birth_date > %s"
    (found,) = storing.select(statement, [storing.adapted(Patient, "birth_date", date(2000, 1, 1))], fields)
    assert isinstance(found[0], UUID)
    assert found[1:] == [date(2008, 2, 29), NOW, None]
    nobody = f"SELECT id FROM people_patient WHERE id IN ({tables.marks([])})"
    assert storing.select(nobody, [], (storing.field_of(Patient, "id"),)) == []


@pytest.mark.django_db(transaction=True)
def test_only_the_named_column_is_forgiven() -> None:
    storing.insert_once(message("k"), "key")
    storing.insert_once(message("k", to="other@example.org"), "key")
    assert Message.objects.get().to == "a@example.org"
    with pytest.raises(IntegrityError):
        storing.insert_once(message("k2", channel="pigeon"), "key")
    with pytest.raises(IntegrityError):
        storing.insert_once(message("k2", public_id=Message.objects.get().public_id), "key")
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_fleeting_commit_does_not_wait_and_the_next_one_does() -> None:
    waits = waits_for_the_disk()
    with writes.fleeting():
        storing.insert(person())
        assert waits_for_the_disk() < waits
    assert waits_for_the_disk() == waits
    assert Patient.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_error_takes_a_fleeting_transaction_back_and_leaves_the_next_one_lasting() -> None:
    waits = waits_for_the_disk()

    def fail() -> None:
        with writes.fleeting():
            storing.insert(person())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert waits_for_the_disk() == waits
    assert not Patient.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_within_a_lasting_transaction_nothing_is_fleeting() -> None:
    with transaction.atomic():
        waits = waits_for_the_disk()
        with writes.fleeting():
            storing.insert(person())
            assert waits_for_the_disk() == waits
        transaction.set_rollback(True)
    assert not Patient.objects.exists()


@pytest.mark.django_db
def test_what_belongs_together_is_written_in_the_order_in_which_it_was_said() -> None:
    together, seen = writes.Writes(), []
    first, second = person(given_name="Asha"), person(given_name="Noor")
    second.merged_into = first  # it has no key yet
    together.insert(first)
    together.then(lambda: seen.append(first.pk))
    together.insert(second)
    together.insert_all([person(merged_into=first), person(merged_into=second)])
    together.insert_once(message("k"), "key")
    together.insert_once(message("k", to="other@example.org"), "key")
    assert not Patient.objects.exists()
    together.write()
    assert seen == [first.pk]
    assert second.merged_into_id == first.pk
    pointing = Patient.objects.order_by("pk").values_list("merged_into", flat=True)
    assert list(pointing) == [None, first.pk, first.pk, second.pk]
    assert Message.objects.get().to == "a@example.org"


@pytest.mark.django_db(transaction=True)
def test_what_belongs_together_is_written_whole_or_not_at_all() -> None:
    together = writes.Writes()
    together.insert(person())
    together.insert_once(message("k", channel="pigeon"), "key")
    with pytest.raises(IntegrityError):
        together.write()
    assert not Patient.objects.exists()


@pytest.mark.django_db
def test_a_row_that_points_to_one_that_is_never_written_is_refused() -> None:
    together = writes.Writes()
    together.insert(person(merged_into=person()))
    with pytest.raises(ValueError, match="Patient must be written before Patient"):
        together.write()


@pytest.mark.django_db(transaction=True)
def test_what_is_written_at_once_is_in_the_transaction_of_the_caller() -> None:
    assert not writes.AT_ONCE.in_transaction
    assert writes.Writes().in_transaction
    with transaction.atomic():
        assert writes.AT_ONCE.in_transaction
        writes.AT_ONCE.insert(person())
        transaction.set_rollback(True)
    assert not Patient.objects.exists()


@pytest.fixture
def gate() -> Iterator[int]:
    """Somebody else has the turn to write to this database."""
    held = os.open(f"{connection.settings_dict['NAME']}{turns.ENDING}", os.O_CREAT | os.O_RDWR)
    flock(held, LOCK_EX)
    yield held
    os.close(held)


def one_person() -> writes.Writes:
    together = writes.Writes()
    together.insert(person())
    return together


@pytest.mark.only_on("sqlite")
@pytest.mark.django_db(transaction=True)
def test_who_writes_waits_for_their_turn_without_holding_the_lock(gate: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    def pass_time(seconds: float) -> None:
        pauses.append(seconds)
        assert not connection.in_atomic_block
        if len(pauses) == 5:
            flock(gate, LOCK_UN)

    monkeypatch.setattr(turns, "sleep", pass_time)
    one_person().write()
    assert pauses == [0.0005, 0.001, 0.002, 0.004, 0.004]
    assert Patient.objects.count() == 1
    assert not turns._is_taken(gate), "the turn is given back"


@pytest.mark.only_on("sqlite")
@pytest.mark.django_db(transaction=True)
def test_who_waited_in_vain_writes_all_the_same(gate: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(turns, "sleep", pauses.append)
    one_person().write()
    assert sum(pauses) == pytest.approx(turns.PATIENCE, abs=turns.LONGEST)
    assert Patient.objects.count() == 1


@pytest.mark.only_on("sqlite")
@pytest.mark.django_db(transaction=True)
def test_who_has_the_lock_already_does_not_wait_for_a_turn(gate: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else two who each have what the other waits for would wait for each other."""
    monkeypatch.setattr(turns, "sleep", lambda seconds: pytest.fail("waited"))
    with transaction.atomic():
        one_person().write()
    assert Patient.objects.count() == 1


@pytest.mark.only_on("sqlite")
@pytest.mark.django_db(transaction=True)
def test_a_turn_is_given_back_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = writes.Writes()
    broken.then(lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        broken.write()
    monkeypatch.setattr(turns, "sleep", lambda seconds: pytest.fail("waited"))
    one_person().write()


@pytest.mark.django_db(transaction=True)
def test_without_a_file_for_turns_one_writes_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "ENDING", "/no/such/place")
    one_person().write()
    assert Patient.objects.count() == 1


def waits_for_the_disk() -> int:
    """How far a commit waits now, as the database says: more is safer."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            return int(cursor.fetchone()[0])  # 1 is NORMAL, 2 is FULL
        cursor.execute("SHOW synchronous_commit")
        return {"off": 0, "on": 1}[cursor.fetchone()[0]]
