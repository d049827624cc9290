"""Who may open whose record, and what a parent sees."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from eutonia.clinic.audit.actors import SYSTEM, VISITOR, Actor, ActorKind
from eutonia.clinic.people import access, queries, services
from eutonia.clinic.people.access import Act
from eutonia.clinic.people.models import Patient
from eutonia.clinic.people.reading import _for_a_guardian
from eutonia.clinic.people.roles import Role
from tests.people.world import (
    DESK,
    NOW,
    details,
    guardian_actor,
    mother,
    other,
    patient_actor,
    proof,
    register,
    staff_actor,
    verbs,
    young,
)

pytestmark = pytest.mark.django_db


def may_open(actor: Actor, public_id: object, now: datetime = NOW) -> bool:
    try:
        queries.patient(actor, public_id, now=now)  # type: ignore[arg-type]
    except PermissionDenied:
        return False
    return True


@pytest.mark.parametrize("role", Role)
def test_asvs_8_2_1_every_role_opens_records_but_the_auditor(role: Role) -> None:
    assert may_open(staff_actor(role), register().public_id) is (role != Role.AUDITOR)


def test_every_role_and_act_stands_in_the_table_and_the_rest_is_refused() -> None:
    assert set(access.ROLES) == set(Act)
    for kind in (ActorKind.PATIENT, ActorKind.GUARDIAN):
        assert not any(access.may(Actor(kind, uuid4()), act) for act in Act)
    assert not any(access.may(VISITOR, act) for act in Act)
    assert not access.may(Actor(ActorKind.STAFF, uuid4(), "wizard"), Act.OPEN)
    assert not access.may(SYSTEM, Act.OPEN)


def test_asvs_8_2_2_patients_open_their_own_record_and_no_other() -> None:
    mine, theirs = register(), other()
    assert may_open(patient_actor(mine.public_id), mine.public_id)
    assert not may_open(patient_actor(mine.public_id), theirs.public_id)
    assert not may_open(VISITOR, mine.public_id)
    assert not may_open(SYSTEM, mine.public_id)


def test_a_record_that_is_not_there_looks_forbidden_to_all_but_staff() -> None:
    mine = register()
    with pytest.raises(PermissionDenied):
        queries.patient(patient_actor(mine.public_id), uuid4(), now=NOW)
    with pytest.raises(services.NoSuchPatient, match="Search again"):
        queries.patient(DESK, uuid4(), now=NOW)


def test_opening_is_written_down_with_the_reason_and_refusal_is_not_an_opening() -> None:
    made, stranger = register(), other()
    queries.patient(DESK, made.public_id, now=NOW, why="on the telephone")
    assert not may_open(patient_actor(stranger.public_id), made.public_id)
    queries.history(DESK, made.public_id, now=NOW)
    assert verbs(made.public_id) == ["patient.register", "patient.open", "patient-history.open"]


def test_asvs_16_3_2_a_refusal_is_noted_without_saying_whom_it_was_about(caplog: pytest.LogCaptureFixture) -> None:
    made = register()
    auditor = staff_actor(Role.AUDITOR)
    assert not may_open(auditor, made.public_id)
    (line,) = [record for record in caplog.records if record.message == "refused"]
    assert line.facts == {"actor": "staff", "role": "auditor", "act": "OPEN", "account": str(auditor.id)}


# ---- parents ---------------------------------------------------------------------------------------------------


def test_a_guardian_opens_until_the_young_person_is_sixteen() -> None:
    made = young(birth_date=date(2010, 11, 23))
    parent = guardian_actor(made)
    eve = datetime(2026, 11, 22, 23, 59, tzinfo=UTC)
    assert may_open(parent, made.public_id, eve)
    assert not may_open(parent, made.public_id, eve + timedelta(minutes=1))
    assert not may_open(parent, other().public_id, eve)


def test_a_guardian_who_was_removed_opens_nothing() -> None:
    made = young()
    parent = guardian_actor(made)
    services.remove_guardian(DESK, made.guardians[0].public_id, now=NOW, why="asked by the court")
    assert not may_open(parent, made.public_id)


@given(
    email=st.sampled_from(["", "secret@example.org", "eva@example.org"]),
    phone=st.sampled_from(["", "07700 900333"]),
    needs=st.text(max_size=100),
    address=st.text(max_size=50),
    practice=st.text(max_size=50),
    contact=st.text(max_size=50),
)
def test_what_a_parent_sees_is_the_same_whatever_the_young_person_told_us(
    email: str, phone: str, needs: str, address: str, practice: str, contact: str
) -> None:
    told = details(
        birth_date=date(2011, 6, 1),
        email=email,
        phone=phone,
        communication_needs=needs,
        address=address,
        gp_practice=practice,
        emergency_contact_name=contact,
    )
    quiet = details(birth_date=date(2011, 6, 1), email="", phone="")
    shown = [_for_a_guardian(record_of(each), Actor(ActorKind.GUARDIAN, GUARDIAN)) for each in (told, quiet)]
    assert shown[0] == shown[1]


GUARDIAN, RECORD = uuid4(), uuid4()


def record_of(told: services.PatientDetails) -> queries.PatientRecord:
    guardians = (
        queries.GuardianRecord(GUARDIAN, mother()),
        queries.GuardianRecord(uuid4(), mother(name="Not To Be Known")),
    )
    version = 1 if not told.email else 5
    aliases = (uuid4(),)
    return queries.PatientRecord(RECORD, told, guardians, aliases, version, NOW)


def test_a_guardian_gets_that_limited_record() -> None:
    made = young(phone="07700 900333", communication_needs="Please do not tell my mother")
    seen = queries.patient(guardian_actor(made), made.public_id, now=NOW)
    assert seen.is_limited
    assert seen.details.given_name == "Mina"
    assert "07700" not in repr(seen)
    assert "tell my mother" not in repr(seen)


# ---- recognising -----------------------------------------------------------------------------------------------


def test_somebody_is_known_by_contact_name_and_date_of_birth_together() -> None:
    made = register()
    known = queries.recognise(proof(), name="asha lindqvist", birth_date=date(1990, 4, 3), now=NOW)
    assert known == queries.Recognised(patient_actor(made.public_id), made.public_id)
    for wrong in (
        {"proved": proof("x@example.org")},
        {"name": "Benedikt Owusu"},
        {"name": ""},
        {"birth_date": date(1990, 3, 4)},
        {"proved": proof(at=NOW - timedelta(minutes=31))},
    ):
        asked = {"proved": proof(), "name": "Asha Lindqvist", "birth_date": date(1990, 4, 3)} | wrong
        assert queries.recognise(asked.pop("proved"), **asked, now=NOW) is None  # type: ignore[arg-type]


def test_a_parent_is_known_as_a_parent_even_at_a_shared_address() -> None:
    made = young(email="eva@example.org")
    asked = {"name": "Mina Lindqvist", "birth_date": date(2011, 6, 1)}
    parent = queries.recognise(proof("eva@example.org"), **asked, now=NOW)  # type: ignore[arg-type]
    assert parent is not None
    assert parent.actor == guardian_actor(made)
    grown = datetime(2027, 6, 1, 9, tzinfo=UTC)
    own = queries.recognise(proof("eva@example.org", grown), **asked, now=grown)  # type: ignore[arg-type]
    assert own is not None
    assert own.actor == patient_actor(made.public_id)


def test_where_two_fit_nobody_is_known() -> None:
    register(given_name="Ana", nhs_number="")
    register(given_name="Ana", family_name="Lindkvist")
    assert Patient.objects.count() == 2
    assert queries.recognise(proof(), name="Ana Lindqvist", birth_date=date(1990, 4, 3), now=NOW) is None


def test_nobody_signed_in_is_a_visitor() -> None:
    assert queries.actor_of(AnonymousUser()) == VISITOR
