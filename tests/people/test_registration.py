"""Writing down who somebody is: what is kept, who may, and what the audit says of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from eutonia.clinic.audit.actors import SYSTEM, VISITOR
from eutonia.clinic.audit.models import AuditEntry
from eutonia.clinic.people import queries, services
from eutonia.clinic.people.models import Guardian, Patient, PatientVersion
from eutonia.clinic.people.roles import Role
from tests.people.world import (
    DESK,
    LATER,
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

NHS = "9434765919"


# ---- registering -----------------------------------------------------------------------------------------------


def test_a_patient_is_registered_and_opened() -> None:
    made = register(nhs_number=NHS)
    opened = queries.patient(DESK, made.public_id, now=NOW)
    assert opened == made
    assert opened.details == details(nhs_number=NHS)
    assert verbs(made.public_id) == ["patient.register", "patient.open"]


def test_everything_is_written_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from eutonia.clinic.people import registration

    monkeypatch.setattr(registration.look_alikes, "notice", lambda row, now: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        register()
    assert not Patient.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_birth_in_the_future_is_refused_by_the_day_at_the_clinic() -> None:
    summer_midnight = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # half past midnight on 1 July in London
    assert register(now=summer_midnight, birth_date=date(2026, 7, 1))
    with pytest.raises(services.BadDetails, match="in the future"):
        register(now=summer_midnight, birth_date=date(2026, 7, 2))


def test_a_visitor_registers_with_a_proved_contact_only() -> None:
    for proved in (None, proof("someone.else@example.org"), proof(at=NOW - timedelta(minutes=31))):
        with pytest.raises(PermissionDenied):
            services.register_patient(VISITOR, details(), now=NOW, proved=proved)
    assert not Patient.objects.exists()
    made = services.register_patient(VISITOR, details(), now=NOW, proved=proof())
    assert Patient.objects.get().public_id == made.public_id


def test_a_parent_registers_a_child_with_the_parents_own_contact() -> None:
    child = details(birth_date=date(2012, 5, 5), email="", phone="")
    made = services.register_patient(VISITOR, child, now=NOW, proved=proof("eva@example.org"), guardians=[mother()])
    assert [guardian.details for guardian in made.guardians] == [mother()]
    assert verbs(made.public_id) == ["patient.register", "guardian.add"]


# ---- the NHS number --------------------------------------------------------------------------------------------


def test_an_nhs_number_belongs_to_one_record() -> None:
    first = register(nhs_number=NHS)
    with pytest.raises(services.NhsNumberTaken) as caught:
        other(nhs_number=NHS)
    assert caught.value.public_id == first.public_id
    with pytest.raises(IntegrityError), transaction.atomic():
        Patient.objects.create(given_name="X", birth_date=date(2000, 1, 1), nhs_number=NHS, created_at=NOW)


def test_a_visitor_is_not_told_that_somebody_has_the_number() -> None:
    first = register(nhs_number=NHS)
    theirs = details(
        given_name="Benedikt", birth_date=date(1961, 12, 30), email="b@example.org", phone="", nhs_number=NHS
    )
    made = services.register_patient(VISITOR, theirs, now=NOW, proved=proof("b@example.org"))
    assert made.details == theirs
    row = Patient.objects.get(public_id=made.public_id)
    assert (row.nhs_number, row.claimed_nhs_number) == ("", NHS)
    (pair,) = queries.duplicates_to_review(DESK, now=NOW)
    assert {pair.first.public_id, pair.second.public_id} == {first.public_id, made.public_id}
    assert pair.reasons == (queries.Likeness.NHS_NUMBER,)


# ---- changing --------------------------------------------------------------------------------------------------


def test_a_change_says_in_the_audit_what_changed_and_keeps_the_words_where_they_can_be_deleted() -> None:
    made = register()
    services.change_patient(DESK, made.public_id, details(address="2 Elm Road", phone=""), now=LATER)
    entry = AuditEntry.objects.get(verb="patient.change")
    assert entry.before == '{"version":1}'
    assert entry.after == '{"fields":["address","phone"],"version":2}'
    changed, registered = queries.history(DESK, made.public_id, now=LATER)
    assert changed.before == {"address": "", "phone": "+447700900101"}
    assert changed.after == {"address": "2 Elm Road", "phone": ""}
    assert (changed.by, changed.at) == (DESK, LATER)
    assert registered.before["given_name"] == ""
    assert registered.after["given_name"] == "Asha"


def test_nothing_changed_is_no_change() -> None:
    made = register()
    again = services.change_patient(DESK, made.public_id, details(), now=LATER)
    assert again.version == 1
    assert verbs(made.public_id) == ["patient.register"]


def test_nobody_overwrites_what_they_have_not_seen() -> None:
    opened = register()
    services.change_patient(DESK, opened.public_id, details(postcode="M1 1AE"), now=LATER, version=opened.version)
    with pytest.raises(services.ChangedMeanwhile, match="Open it again"):
        services.change_patient(DESK, opened.public_id, details(postcode="W1G 0AR"), now=LATER, version=opened.version)
    assert Patient.objects.get().postcode == "M1 1AE"
    assert list(PatientVersion.objects.values_list("number", flat=True)) == [1, 2]


def test_a_changed_name_is_found_and_the_old_one_is_not() -> None:
    made = register()
    services.change_patient(DESK, made.public_id, details(family_name="Okafor"), now=LATER)
    assert [match.public_id for match in queries.search(DESK, "okafor", now=LATER)] == [made.public_id]
    assert queries.search(DESK, "lindqvist", now=LATER) == ()


def test_patients_change_their_own_contact_and_needs() -> None:
    made = register()
    me = patient_actor(made.public_id)
    services.change_patient(
        me, made.public_id, details(address="2 Elm Road", communication_needs="Large print"), now=LATER
    )
    with pytest.raises(PermissionDenied):
        services.change_patient(me, made.public_id, details(email="new@example.org"), now=LATER)
    moved = services.change_patient(
        me, made.public_id, details(email="new@example.org"), now=LATER, proved=proof("new@example.org", LATER)
    )
    assert moved.details.email == "new@example.org"


@pytest.mark.parametrize(
    "change",
    [
        {"given_name": "Ash"},
        {"family_name": "Owusu"},
        {"birth_date": date(1991, 4, 3)},
        {"nhs_number": NHS},
        {"email": "", "phone": ""},
    ],
)
def test_patients_do_not_change_who_they_are(change: dict[str, object]) -> None:
    made = register()
    with pytest.raises(PermissionDenied):
        services.change_patient(patient_actor(made.public_id), made.public_id, details(**change), now=LATER)
    assert Patient.objects.get().version == 1


def test_asvs_8_2_2_nobody_changes_somebody_else() -> None:
    mine, theirs = register(), other()
    for actor in (
        patient_actor(mine.public_id),
        VISITOR,
        SYSTEM,
        staff_actor(Role.AUDITOR),
        staff_actor(Role.NEUROLOGIST),
    ):
        with pytest.raises(PermissionDenied):
            services.change_patient(actor, theirs.public_id, details(), now=LATER, proved=proof(at=LATER))


# ---- guardians -------------------------------------------------------------------------------------------------


def test_a_guardian_comes_and_goes_and_stays_named_in_the_audit() -> None:
    made = other()
    added = services.add_guardian(DESK, made.public_id, mother(), now=NOW)
    assert queries.patient(DESK, made.public_id, now=NOW).guardians == (added,)
    for _twice in range(2):
        services.remove_guardian(DESK, added.public_id, now=LATER, why="Court order")
    assert queries.patient(DESK, made.public_id, now=NOW).guardians == ()
    assert Guardian.objects.get().removed_at == LATER
    assert verbs(made.public_id).count("guardian.remove") == 1


def test_only_the_desk_changes_guardians() -> None:
    made = young()
    for actor in (patient_actor(made.public_id), guardian_actor(made), VISITOR, staff_actor(Role.NEUROLOGIST)):
        with pytest.raises(PermissionDenied):
            services.add_guardian(actor, made.public_id, mother(), now=NOW)
        with pytest.raises(PermissionDenied):
            services.remove_guardian(actor, made.guardians[0].public_id, now=NOW, why="x")


# ---- the database ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"given_name": "", "family_name": ""},
        {"birth_date": date(1899, 12, 31)},
        {"email": "Asha@example.org"},
        {"phone": "07700900101"},
        {"nhs_number": "943476591"},
        {"version": 0},
    ],
)
def test_the_database_refuses_what_cannot_be(change: dict[str, object]) -> None:
    made = register()
    with pytest.raises(IntegrityError), transaction.atomic():
        Patient.objects.filter(public_id=made.public_id).update(**change)


@pytest.mark.parametrize(
    "change",
    [{"name": ""}, {"relationship": ""}, {"email": "", "phone": ""}, {"email": "E@example.org"}, {"phone": "0"}],
)
def test_the_database_refuses_a_guardian_that_cannot_be(change: dict[str, object]) -> None:
    young()
    with pytest.raises(IntegrityError), transaction.atomic():
        Guardian.objects.update(**change)


def test_a_row_says_nothing_about_the_person() -> None:
    young(nhs_number=NHS)
    shown = " ".join(map(repr, [*Patient.objects.all(), *Guardian.objects.all(), *PatientVersion.objects.all()]))
    for secret in ("Mina", "Lindqvist", "Eva", "2011", NHS):
        assert secret not in shown
