"""From a free time to a visit: held, booked, once, by whom it may be."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, connection, transaction

from eutonia.clinic.audit.actors import VISITOR
from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.models import Grain, Hold, Visit, VisitEntry
from eutonia.clinic.booking.records import Details, Need, Wish
from eutonia.clinic.people import services as people
from eutonia.clinic.people.roles import Role
from eutonia.knowledge.vocabulary import Urgency
from eutonia.pathway.availability import NotFree
from eutonia.pathway.offer import FirstStep
from tests.clinic.booking.clinic import (
    NOW,
    SCREENED,
    TODAY,
    at,
    booked,
    clinician,
    grains,
    history,
    messages,
    minutes,
    own,
    register,
    slot,
    staff,
    verbs,
    visit,
)

pytestmark = pytest.mark.django_db


def test_a_held_time_becomes_a_visit_with_everything_at_once() -> None:
    patient = register()
    held = services.hold(VISITOR, slot(11), SCREENED, now=NOW)
    assert held.expires_at == NOW + timedelta(minutes=10)
    assert held.quote == (20000, 35000)
    done = services.book(own(patient), held.hold, Details(patient.public_id), now=NOW + minutes(3))
    row = visit(done)
    assert (row.patient.public_id, row.starts_at, row.minutes, row.state) == (patient.public_id, at(11), 45, "booked")
    assert grains(done) == [at(11), at(11, 15), at(11, 30)]
    assert history(done) == [("book", "booked")]
    assert verbs(done.visit) == ["visit.book"]
    assert [m.kind for m in messages()] == ["visit-confirmed"]
    assert not Hold.objects.exists()
    assert services.open_link(done.link.split("/")[2], now=NOW).visit == done.visit


@pytest.mark.django_db(transaction=True)
def test_nothing_is_looked_up_while_others_wait_for_the_lock() -> None:
    patient, locked = register(), list[str]()

    def listen(execute: Any, statement: str, *rest: Any) -> Any:
        if connection.in_atomic_block:
            locked.append(statement.split()[0])
        return execute(statement, *rest)

    with connection.execute_wrapper(listen):
        held = services.hold(VISITOR, slot(11), SCREENED, now=NOW)
        services.book(own(patient), held.hold, Details(patient.public_id), now=NOW)
    assert locked.count("INSERT") == 7, "hold, grains, visit, entry, audit, link, confirmation"
    assert set(locked) <= {"BEGIN", "SET", "INSERT", "UPDATE", "DELETE"}


def test_while_a_time_is_held_nobody_else_has_it() -> None:
    services.hold(VISITOR, slot(11), SCREENED, now=NOW)
    for other in (slot(11), slot(11, 30), slot(10, 30)):
        with pytest.raises(services.SlotTaken) as refused:
            services.hold(VISITOR, other, SCREENED, now=NOW + minutes(9))
        free = refused.value.next_times()
        assert 1 <= len(free) <= 3
        assert all(found.slot.starts_at != other.starts_at for found in free if found.slot.clinician == other.clinician)
    assert services.hold(VISITOR, slot(11, 45), SCREENED, now=NOW).slot.starts_at == at(11, 45)


def test_an_expired_hold_is_cleared_by_whoever_claims_its_time() -> None:
    old = services.hold(VISITOR, slot(11), SCREENED, now=NOW)
    new = services.hold(VISITOR, slot(11, 15), SCREENED, now=NOW + minutes(10))
    assert [row.public_id for row in Hold.objects.all()] == [new.hold]
    assert Grain.objects.count() == 3, "the grains of the old one are gone, whole"
    patient = register()
    with pytest.raises(services.HoldGone):
        services.book(own(patient), old.hold, Details(patient.public_id), now=NOW + minutes(11))


def test_who_typed_too_long_still_gets_the_time_if_nobody_took_it() -> None:
    patient = register()
    held = services.hold(VISITOR, slot(11), SCREENED, now=NOW)
    assert services.book(own(patient), held.hold, Details(patient.public_id), now=NOW + minutes(12)).is_new


def test_a_double_click_books_once() -> None:
    patient = register()
    held = services.hold(VISITOR, slot(11), SCREENED, now=NOW)
    first = services.book(own(patient), held.hold, Details(patient.public_id), now=NOW)
    second = services.book(own(patient), held.hold, Details(patient.public_id), now=NOW)
    assert second.visit == first.visit
    assert (first.is_new, second.is_new, second.link) == (True, False, None)
    assert Visit.objects.count() == 1
    assert len(messages("visit-confirmed")) == 1


def test_nobody_learns_of_a_visit_by_repeating_another_persons_booking() -> None:
    patient, stranger = register(), register()
    held = services.hold(VISITOR, slot(11), SCREENED, now=NOW)
    services.book(own(patient), held.hold, Details(patient.public_id), now=NOW)
    with pytest.raises(PermissionDenied):
        services.book(own(stranger), held.hold, Details(stranger.public_id), now=NOW)


def test_nobody_books_for_somebody_else() -> None:
    patient, stranger = register(), register()
    held = services.hold(VISITOR, slot(11), SCREENED, now=NOW)
    for actor in (own(stranger), VISITOR, staff(Role.AUDITOR), staff(Role.INSURANCE)):
        with pytest.raises(PermissionDenied):
            services.book(actor, held.hold, Details(patient.public_id), now=NOW)
    assert not Visit.objects.exists()


def test_a_patient_cannot_be_in_two_places() -> None:
    patient = register()
    booked(slot(11), patient)
    held = services.hold(VISITOR, slot(11, 30, who="nurse", kind="bloods", room="treatment"), SCREENED, now=NOW)
    with pytest.raises(services.PatientBusy):
        services.book(own(patient), held.hold, Details(patient.public_id), now=NOW)
    assert Visit.objects.count() == 1
    assert Hold.objects.filter(public_id=held.hold).exists(), "nothing of it happened"


def test_buffers_take_clinician_and_room_and_leave_the_patient_free() -> None:
    patient = register()
    early = at(8, day=date(2026, 11, 24))
    emg = booked(slot(10, who="neurophysiologist", kind="emg", room="emg"), patient, now=early)
    assert grains(emg) == [at(10), at(10, 15), at(10, 30), at(10, 45)]
    assert booked(slot(10, 45, who="nurse", kind="bloods", room="treatment"), patient).is_new
    with pytest.raises(services.SlotTaken):
        services.hold(VISITOR, slot(10, 45, who="neurophysiologist", kind="emg", room="emg"), SCREENED, now=early)


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        (lambda: slot(11, 5), NotFree.NOT_OFFERED),
        (lambda: slot(12, 30), NotFree.NOT_WORKED),
        (lambda: slot(3), NotFree.NOT_OFFERED),
        (lambda: slot(8, 30), NotFree.TOO_SOON),
        (lambda: slot(11, room="consulting-1", who="nurse"), NotFree.NOT_OFFERED),
        (lambda: slot(11, day=date(2026, 11, 28)), NotFree.NOT_WORKED),
        (lambda: slot(11, day=date(2026, 12, 25)), NotFree.NOT_WORKED),
    ],
    ids=["off the quarter", "past the session", "at night", "too soon", "not their kind", "Saturday", "Christmas"],
)
def test_a_time_that_is_not_on_the_list_cannot_be_forged(chosen: object, reason: NotFree) -> None:
    with pytest.raises(services.CannotBook) as refused:
        services.hold(VISITOR, chosen(), SCREENED, now=NOW)  # type: ignore[operator]
    assert refused.value.reason in {reason, NotFree.NOT_WORKED, NotFree.TOO_SOON}
    assert refused.value.issue.remedy
    assert not Grain.objects.exists()


def test_another_room_is_found_where_the_chosen_one_is_taken() -> None:
    first = booked(slot(14, 30, who="neurologist-b", day=date(2026, 11, 26)))
    second = booked(slot(14, 30, who="neurologist-a", day=date(2026, 11, 26)))
    assert {visit(first).room.code, visit(second).room.code} == {"consulting-1", "consulting-2"}


# ---- urgency leads ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("urgency", [Urgency.EMERGENCY_NOW, Urgency.EMERGENCY_DEPARTMENT])
def test_an_emergency_is_never_booked(urgency: Urgency) -> None:
    with pytest.raises(services.NotOffered) as refused:
        services.hold(VISITOR, slot(11), Need(urgency, screened=True), now=NOW)
    assert refused.value.may_book.first is FirstStep.EMERGENCY_ADVICE
    assert "999" in refused.value.issue.remedy or "A&E" in refused.value.issue.remedy
    assert not Grain.objects.exists()


def test_without_an_assessment_the_emergency_screen_comes_first() -> None:
    with pytest.raises(services.NotOffered) as refused:
        services.hold(VISITOR, slot(11), Need(), now=NOW)
    assert refused.value.may_book.first is FirstStep.EMERGENCY_SCREEN


def test_urgent_within_two_weeks_cannot_be_booked_after_the_horizon_only() -> None:
    soon = Need(Urgency.URGENT_2_WEEKS, screened=True)
    assert booked(slot(11, day=date(2026, 12, 2)), need=soon).is_new
    with pytest.raises(services.NotOffered):
        services.hold(VISITOR, slot(11, day=date(2027, 3, 31)), soon, now=NOW)


def test_the_last_places_of_a_day_are_kept_for_those_who_must_be_seen_that_day() -> None:
    today = slot(11, 45)
    early = at(8)
    same_day = Need(Urgency.SAME_DAY, screened=True)
    last = slot(16, 15)
    with pytest.raises(services.CannotBook) as refused:
        services.hold(VISITOR, last, SCREENED, now=early)
    assert refused.value.reason is NotFree.KEPT_BACK
    assert services.hold(VISITOR, last, same_day, now=early)
    assert services.hold(VISITOR, today, SCREENED, now=early)


def test_kept_places_open_to_everybody_at_their_time() -> None:
    assert services.hold(VISITOR, slot(16, 15), SCREENED, now=at(10))


# ---- at the desk --------------------------------------------------------------------------------------------


def test_the_desk_places_somebody_at_once_and_only_once() -> None:
    patient = register()
    key = uuid4().hex
    first = services.place(staff(), slot(9), Details(patient.public_id), now=at(8, 55), key=key)
    second = services.place(staff(), slot(9), Details(patient.public_id), now=at(8, 55), key=key)
    assert second.visit == first.visit
    assert history(first) == [("book", "booked")]
    assert VisitEntry.objects.get().actor_role == "front-desk"


def test_a_patient_cannot_book_past_the_desk() -> None:
    patient = register()
    with pytest.raises(PermissionDenied):
        services.place(own(patient), slot(9), Details(patient.public_id), now=at(8, 55), key="k")


def test_the_desk_cannot_take_a_time_twice_either() -> None:
    booked(slot(11))
    with pytest.raises(services.SlotTaken):
        services.place(staff(), slot(11), Details(register().public_id), now=NOW, key="k")


# ---- what the database itself refuses -----------------------------------------------------------------------


def test_the_database_refuses_every_overlap() -> None:
    row = visit(booked(slot(11)))
    other = visit(booked(slot(9)))
    for taken in (
        {"clinician": row.clinician, "patient": None, "room": other.room, "at": at(11)},
        {"clinician": clinician("nurse"), "patient": None, "room": row.room, "at": at(11, 15)},
        {"clinician": clinician("nurse"), "patient": row.patient, "room": None, "at": at(11, 30)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Grain.objects.create(visit=other, **taken)


def test_a_grain_is_of_a_hold_or_of_a_visit() -> None:
    row = visit(booked(slot(11)))
    held = Hold.objects.get(public_id=services.hold(VISITOR, slot(9), SCREENED, now=NOW).hold)
    for owner in ({}, {"visit": row, "hold": held}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Grain.objects.create(clinician=row.clinician, at=at(20), **owner)


def test_two_people_cannot_take_the_same_step() -> None:
    row = visit(booked(slot(11)))
    entry = VisitEntry.objects.get(visit=row)
    entry.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)


def test_nothing_is_left_of_a_booking_that_fails_half_way(monkeypatch: pytest.MonkeyPatch) -> None:
    patient = register()
    held = services.hold(VISITOR, slot(11), SCREENED, now=NOW)

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("eutonia.clinic.booking.visits.telling.queue", broken)
    with pytest.raises(RuntimeError):
        services.book(own(patient), held.hold, Details(patient.public_id), now=NOW)
    assert not Visit.objects.exists()
    assert not VisitEntry.objects.exists()
    assert Hold.objects.filter(public_id=held.hold).exists()
    monkeypatch.undo()
    assert services.book(own(patient), held.hold, Details(patient.public_id), now=NOW).is_new


def test_the_clocks_of_both_changes_are_minded() -> None:
    summer = slot(9, day=date(2026, 10, 26))  # the Monday after the clocks went back
    assert summer.starts_at == datetime(2026, 10, 26, 9, tzinfo=UTC)
    spring = slot(9, day=date(2027, 3, 29))  # Easter Monday, a bank holiday
    assert spring.starts_at == datetime(2027, 3, 29, 8, tzinfo=UTC)
    with pytest.raises(services.CannotBook):
        services.hold(VISITOR, spring, SCREENED, now=at(9, day=date(2027, 3, 1)))
    tuesday = slot(9, day=date(2027, 3, 30))
    assert services.hold(VISITOR, tuesday, SCREENED, now=at(9, day=date(2027, 3, 1))).wall.hour == 9
    assert TODAY.weekday() == 2


def test_a_database_that_gives_no_turn_is_said_in_words_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*args: object, **kwargs: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("eutonia.clinic.storing.writes.insert_ready", locked)
    with pytest.raises(services.BookingProblem) as refused:
        services.hold(VISITOR, slot(11), SCREENED, now=NOW)
    assert "Nothing was changed" in refused.value.issue.remedy
    assert not Hold.objects.exists()


def test_somebody_with_two_records_cannot_be_in_two_places_either() -> None:
    first, second = register(given_name="Asha"), register(given_name="Asha")
    booked(slot(11), second)
    people.merge(staff(), keep=first.public_id, alias=second.public_id, why="same person", now=NOW)
    wish = Wish("bloods", first=TODAY, last=TODAY, patient=first.public_id)
    free = queries.free_times(wish, SCREENED, now=NOW).slots
    assert free
    assert not [s for s in free if at(11) <= s.slot.starts_at < at(11, 45)]
