"""Who books without an account: the record they have, or a new one, and never two."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from eutonia.clinic.audit.actors import ActorKind
from eutonia.clinic.booking import services
from eutonia.clinic.booking.visits.introducing import ProofGone, introduce
from eutonia.clinic.outbox.models import Message
from eutonia.clinic.people import services as people
from eutonia.clinic.people.details import Contact, GuardianDetails, PatientDetails
from eutonia.clinic.people.models import Guardian, Patient
from eutonia.clinic.people.proof import ProvedContact
from tests.clinic.booking import clinic
from tests.clinic.booking.clinic import NOW

ASHA = PatientDetails(
    given_name="Asha", family_name="Lindqvist", birth_date=date(1982, 4, 3), email="asha@example.org", gp_practice="Old"
)
MINA = PatientDetails(given_name="Mina", family_name="Owusu", birth_date=date(2011, 6, 1))
MOTHER = GuardianDetails(name="Eva Owusu", relationship="mother", email="eva@example.org")

pytestmark = pytest.mark.django_db


def proved(address: str) -> ProvedContact:
    """An address that somebody has just proved."""
    contact = Contact("email", address)  # type: ignore[arg-type]
    people.send_code(contact, now=NOW)
    return people.prove_code(contact, Message.objects.filter(kind="code").order_by("-id")[0].code, now=NOW)


def test_somebody_new_is_written_down_and_acts_as_the_patient() -> None:
    who = introduce(proved("asha@example.org"), ASHA, now=NOW)
    assert who.actor.kind == ActorKind.PATIENT
    assert who.actor.id == who.patient == Patient.objects.get().public_id


def test_the_second_press_finds_the_record_of_the_first() -> None:
    proof = proved("asha@example.org")
    assert introduce(proof, ASHA, now=NOW) == introduce(proof, ASHA, now=NOW)
    assert Patient.objects.count() == 1


def test_what_is_theirs_is_renewed_and_an_address_only_if_it_was_proved() -> None:
    introduce(proved("asha@example.org"), ASHA, now=NOW)
    news = replace(ASHA, gp_practice="New", communication_needs="Large print", phone="07700 900123", address="")
    introduce(proved("asha@example.org"), news, now=NOW)
    row = Patient.objects.get()
    assert (row.gp_practice, row.communication_needs, row.phone) == ("New", "Large print", "")
    introduce(proved("asha@example.org"), replace(ASHA, gp_practice=""), now=NOW)
    assert Patient.objects.get().gp_practice == "New"  # nothing typed takes nothing away


def test_a_mother_acts_as_guardian_and_is_known_again() -> None:
    proof = proved("eva@example.org")
    who = introduce(proof, MINA, guardian=MOTHER, now=NOW)
    assert who.actor.kind == ActorKind.GUARDIAN
    assert who.actor.id == Guardian.objects.get().public_id
    assert introduce(proof, MINA, guardian=MOTHER, now=NOW) == who
    assert Patient.objects.count() == Guardian.objects.count() == 1


def test_the_same_address_with_another_name_is_another_person() -> None:
    introduce(proved("eva@example.org"), MINA, guardian=MOTHER, now=NOW)
    brother = replace(MINA, given_name="Kofi")
    introduce(proved("eva@example.org"), brother, guardian=MOTHER, now=NOW)
    assert Patient.objects.count() == 2


def test_an_old_proof_opens_nothing() -> None:
    proof = proved("asha@example.org")
    with pytest.raises(ProofGone):
        introduce(proof, ASHA, now=NOW + timedelta(minutes=30))
    assert not Patient.objects.exists()


def test_the_code_that_a_patient_gives_allows_nothing_and_is_there_for_whoever_asks() -> None:
    person = clinic.register()
    made = clinic.booked(clinic.slot(11), person, coverage=clinic.insure(person), insurer_code="  AUTH 77\n")
    leave = clinic.visit(made).authorisation
    assert leave is not None
    assert leave.state == "needed"
    assert [entry.note for entry in leave.entries.all()] == ["The patient gave this code: AUTH 77"]
    assert services.ProofGone is ProofGone
