"""Entries are appended and never changed; two people cannot both take the same step."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from eutonia.clinic.cover import authorising, queries, services
from eutonia.clinic.cover.models import Authorisation, AuthorisationEntry, AuthorisationUse, Coverage, Payment
from eutonia.clinic.cover.protocols import AuthorisationRequest, Charge, InsurerGateway, PaymentGateway, PaymentRefused
from eutonia.clinic.people.models import Patient
from eutonia.clinic.people.roles import Role
from eutonia.gateways.insurer import TelephoneOrPortal
from eutonia.gateways.payments import PayAtTheClinic
from eutonia.pathway.problems import NotAllowed
from eutonia.pathway.standing import AuthorisationState, Terms
from eutonia.pathway.states import AuthorisationAction
from tests.clinic.cover.clinic import NOW, TODAY, insurer, own, register, staff

pytestmark = pytest.mark.django_db

DO = AuthorisationAction


def needed() -> tuple[UUID, UUID]:
    """Somebody who needs an authorisation: patient and authorisation."""
    insurer()
    patient = register()
    coverage = services.add_coverage(own(patient), patient, "mutual", "12345678", now=NOW)
    with transaction.atomic():
        row = authorising.need(
            own(patient), Coverage.objects.get(public_id=coverage), ["B", "A"], ["R25.2"], today=TODAY, now=NOW
        )
    return patient, row.public_id


def step(leave: UUID, action: AuthorisationAction, **more: object) -> None:
    """The insurance role takes a step."""
    services.step(staff(Role.INSURANCE), leave, action, today=TODAY, now=NOW, **more)  # type: ignore[arg-type]


TERMS = Terms("A-1", TODAY + timedelta(days=9), visits=2)


def test_every_step_is_an_entry_and_the_row_says_the_last() -> None:
    _patient, leave = needed()
    step(leave, DO.REQUEST)
    step(leave, DO.PEND, note="wants a letter")
    step(leave, DO.SUPPLY)
    step(leave, DO.APPROVE, terms=TERMS)
    record = queries.authorisation(staff(Role.INSURANCE), leave, today=TODAY, now=NOW)
    assert [entry.action for entry in record.history] == ["need", "request", "pend", "supply", "approve"]
    assert [entry.sequence for entry in record.history] == [1, 2, 3, 4, 5]
    assert record.history[2].note == "wants a letter"
    assert record.standing.state is AuthorisationState.APPROVED
    assert record.standing.terms == Terms("A-1", TERMS.last_day, 2, None, frozenset({"A", "B"}))
    assert Authorisation.objects.get().state == record.history[-1].state


def test_terms_come_with_steps_that_approve_and_only_with_them() -> None:
    _patient, leave = needed()
    with pytest.raises(NotAllowed):
        step(leave, DO.RECORD_CODE)
    with pytest.raises(NotAllowed):
        step(leave, DO.RECORD_CODE, terms=Terms("A-1", date(2026, 11, 24)))
    assert AuthorisationEntry.objects.count() == 1


def test_the_database_refuses_the_same_step_twice_and_an_approval_without_a_code() -> None:
    _patient, leave = needed()
    entry = AuthorisationEntry.objects.get()
    entry.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Authorisation.objects.filter(public_id=leave).update(state="approved")
    with pytest.raises(IntegrityError), transaction.atomic():
        Authorisation.objects.filter(public_id=leave).update(state="waved-through")


def test_the_database_refuses_the_same_use_twice() -> None:
    _patient, leave = needed()
    row = Authorisation.objects.get(public_id=leave)
    AuthorisationUse.objects.create(authorisation=row, number=1, visit=uuid4(), at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        AuthorisationUse.objects.create(authorisation=row, number=1, visit=uuid4(), at=NOW)


def test_the_database_refuses_money_of_nothing_and_corrections_of_nothing() -> None:
    patient = Patient.objects.get(public_id=register())
    plain = {"visit": uuid4(), "patient": patient, "method": "card", "taken_by": uuid4(), "at": NOW}
    for wrong in (
        {"kind": "payment", "pence": 0, "key": "a"},
        {"kind": "refund", "pence": 5, "key": "b", "why": "x"},
        {"kind": "gift", "pence": 5, "key": "c"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Payment.objects.create(**plain, **wrong)


# ---- the shipped gateways -----------------------------------------------------------------------------------


def test_the_shipped_gateway_says_whom_to_ask_and_knows_no_answer() -> None:
    gateway: InsurerGateway = TelephoneOrPortal()
    usual = {
        "key": "k", "insurer": "Mutual", "insurer_phone": "020 7946 0201", "insurer_portal": "", "birth_date": TODAY,
        "membership_number": "1", "patient_name": "Asha", "procedures": (), "diagnoses": (),
    }  # fmt: skip
    request = AuthorisationRequest(**usual)  # type: ignore[arg-type]
    assert "Mutual by telephone on 020 7946 0201" in gateway.send(request).to_do
    silent = AuthorisationRequest(**(usual | {"insurer_phone": ""}))  # type: ignore[arg-type]
    assert "card" in gateway.send(silent).to_do
    assert gateway.answer(request) is None


def test_pay_at_the_clinic_writes_down_what_the_desk_took() -> None:
    gateway: PaymentGateway = PayAtTheClinic()
    assert gateway.take(Charge("k", uuid4(), 100, "card", "R-7")).reference == "R-7"
    with pytest.raises(PaymentRefused):
        gateway.give_back(Charge("k", uuid4(), 100, "shells"))
