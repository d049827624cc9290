"""Placing a person: the emergency signs first, then what they need, then a free time."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from eutonia.clinic.booking import services
from eutonia.clinic.booking.models import Visit, WaitingEntry
from eutonia.clinic.booking.queries import Details
from eutonia.clinic.outbox.models import Message
from eutonia.clinic.people.records import PatientRecord
from eutonia.clinic.people.roles import Role
from tests.clinic.booking import clinic
from tests.web.staff.conftest import SignIn
from tests.web.staff.pages import date_parts, see, send
from tests.web.staff.test_visits import slots_of

NEED = {
    "kind": "new-consultation",
    "emergency": "none-of-these",
    "urgency": "1",
    "clinician": "",
    "payer": "self",
}


@pytest.fixture
def patient() -> PatientRecord:
    return clinic.register(given_name="Rosa", family_name="Lind")


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    return sign_in()


def at(patient: PatientRecord, rest: str = "") -> str:
    """An address of a patient."""
    return f"/staff/desk/patient/{patient.public_id}/{rest}"


def ask(browser: Client, patient: PatientRecord, **changes: Any) -> str:
    """Say what somebody needs, and read the free times."""
    return send(browser, at(patient, "book/"), NEED | changes)


def test_a_person_is_placed(desk: Client, patient: PatientRecord) -> None:
    page = ask(desk, patient)
    assert "Rosa Lind Free times Wednesday 25 November 2026 9:00am Example neurologist A, Consulting room 1" in page
    slot = slots_of(desk, at(patient, "book/times/"))[0]
    page = send(desk, at(patient, "book/times/"), {"slot": slot})
    assert "The visit is booked. The patient gets a message with a link." in page
    visit = Visit.objects.get()
    assert (visit.patient.public_id, visit.starts_at, visit.urgency) == (patient.public_id, clinic.at(9), 1)
    assert Message.objects.filter(kind="visit-confirmed").count() == 1
    assert "Wednesday 25 November 2026, 9:00am, New consultation" in see(desk, at(patient))


def test_a_double_press_books_once(desk: Client, patient: PatientRecord) -> None:
    ask(desk, patient)
    stored = dict(desk.session["desk-wish"])
    slot = slots_of(desk, at(patient, "book/times/"))[0]
    send(desk, at(patient, "book/times/"), {"slot": slot})
    session = desk.session
    session["desk-wish"] = stored  # the second press, sent before the first was answered
    session.save()
    desk.post(at(patient, "book/times/"), {"slot": slots_of(desk, at(patient, "book/times/"))[0]})
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    ("sign", "words"),
    [
        ("now", "This is an emergency: no visit is booked Important: On the telephone Tell them to call 999 now."),
        ("hospital", "Tell them to go to A&E now"),
        ("not-sure", "Ask a clinician before you book"),
    ],
)
def test_an_emergency_is_not_booked(desk: Client, patient: PatientRecord, sign: str, words: str) -> None:
    assert words in ask(desk, patient, emergency=sign)
    assert desk.get(at(patient, "book/times/")).url == at(patient, "book/")


def test_the_emergency_signs_must_be_asked(desk: Client, patient: PatientRecord) -> None:
    page = ask(desk, patient, emergency="", kind="", urgency="", payer="")
    for error in ("Ask about the emergency signs", "Choose the kind of visit", "Choose how soon", "Choose who pays"):
        assert error in page


def test_nothing_of_the_need_is_in_an_address(desk: Client, patient: PatientRecord) -> None:
    response = desk.post(at(patient, "book/"), NEED | {"urgency": "3"})
    assert response.url == at(patient, "book/times/")


def test_a_wish_is_for_one_patient_only(desk: Client, patient: PatientRecord) -> None:
    ask(desk, patient)
    other = clinic.register()
    assert desk.get(at(other, "book/times/")).url == at(other, "book/")


def test_somebody_who_must_be_seen_today_is_offered_what_is_kept_back(desk: Client, patient: PatientRecord) -> None:
    ask(desk, patient)
    routine = slots_of(desk, at(patient, "book/times/"))
    page = ask(desk, patient, urgency="3")
    urgent = slots_of(desk, at(patient, "book/times/"))
    today = clinic.TODAY.isoformat()
    assert {key for key in routine if today in key} < {key for key in urgent if today in key}
    assert "the places that are kept back for today are shown too" in page
    assert "If nothing here is soon enough" in page


def test_with_whom_and_from_when_are_minded(desk: Client, patient: PatientRecord) -> None:
    b = str(clinic.clinician("neurologist-b").public_id)
    page = ask(desk, patient, clinician=b, **date_parts("first", date(2026, 12, 1)))
    assert "Tuesday 1 December 2026" in page
    assert "Example neurologist A" not in page
    assert "November" not in page


def test_a_place_that_was_taken_meanwhile_is_told(desk: Client, patient: PatientRecord) -> None:
    ask(desk, patient)
    slot = slots_of(desk, at(patient, "book/times/"))[0]
    other = clinic.register()
    services.place(clinic.staff(), clinic.slot(9), Details(other.public_id), now=clinic.NOW, key="quicker")
    page = send(desk, at(patient, "book/times/"), {"slot": slot})
    assert "This time is no longer free. Choose another one" in page
    assert Visit.objects.count() == 1


def test_the_insurer_pays_only_for_clinicians_that_it_knows(desk: Client, patient: PatientRecord) -> None:
    coverage = clinic.insure(patient, insurer="example-shield", number="AB123456")
    page = ask(desk, patient, payer=str(coverage), **date_parts("first", date(2026, 11, 26)))
    assert "Example neurologist A" in page
    assert "Example neurologist B" not in page
    slot = slots_of(desk, at(patient, "book/times/"))[0]
    page = send(desk, at(patient, "book/times/"), {"slot": slot})
    assert "Who pays Example Shield Insurance" in page
    assert Visit.objects.get().authorisation is not None


def test_at_15_somebody_must_agree_or_it_is_shown_as_missing(desk: Client) -> None:
    young = clinic.young(15)
    assert "Choose who agrees" in ask(desk, young)
    mother = str(young.guardians[0].public_id)
    assert "Example neurologist A" not in ask(desk, young, guardian=mother)  # sees adults only
    slot = slots_of(desk, at(young, "book/times/"))[0]
    page = send(desk, at(young, "book/times/"), {"slot": slot})
    assert "Agreed by Eva Owusu" in page
    assert "Who agrees" not in see(desk, at(clinic.register(), "book/"))


def test_nothing_free_leads_to_the_waiting_list(desk: Client, patient: PatientRecord) -> None:
    page = ask(desk, patient, **date_parts("first", date(2027, 10, 1)))
    assert "Nothing is free." in page
    assert "Put them on the waiting list" in page
    answers = {
        "kind": "new-consultation",
        "urgency": "2",
        "notice": "120",
        "weekdays": ["0", "3"],
        **date_parts("first", clinic.TODAY),
        **date_parts("last", clinic.TODAY + timedelta(days=9)),
    }
    backwards = answers | date_parts("last", clinic.TODAY - timedelta(days=1))
    assert "The last day must not be before the first" in send(desk, at(patient, "wait/"), backwards)
    page = send(desk, at(patient, "wait/"), answers)
    assert "They are on the waiting list." in page
    assert "On the waiting list for New consultation, 25 November 2026 to 4 December 2026." in page
    row = WaitingEntry.objects.get()
    assert (row.urgency, row.weekdays) == (2, [0, 3])


@pytest.mark.parametrize("role", [Role.INSURANCE, Role.AUDITOR])
def test_who_does_not_place_may_not(sign_in: SignIn, patient: PatientRecord, role: Role) -> None:
    browser = sign_in(role)
    for address in ("book/", "book/times/", "wait/"):
        assert browser.get(at(patient, address)).status_code == 403
        assert browser.post(at(patient, address), NEED).status_code == 403
    html = browser.get(at(patient)).content.decode()
    assert not re.search(r'/book/"', html)
