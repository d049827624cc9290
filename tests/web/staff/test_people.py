"""The front desk finds people, opens their records, writes them down, and settles who is one and who is two."""

from datetime import date
from uuid import uuid4

import pytest

from eutonia.clinic.audit.models import AuditEntry
from eutonia.clinic.people.models import Patient
from eutonia.clinic.people.roles import Role
from tests.clinic.booking import clinic
from tests.web.staff.conftest import SignIn
from tests.web.staff.pages import date_parts, see, send

BORN = date(1980, 4, 3)
ANNA = {"given_name": "Anna", "family_name": "Vasquez", "birth_date": BORN, "phone": "07700 900123", "email": ""}


def test_a_search_finds_by_what_is_said_and_keeps_it_out_of_the_address(sign_in: SignIn) -> None:
    patient = clinic.register(**ANNA, nhs_number="943 476 5919")
    desk = sign_in()
    for wanted in ("vasquez", "Vasqez 3 4 1980", "943 476 5919", "07700 900123", "anna 3 april 1980"):
        response = desk.post("/staff/desk/find/", {"wanted": wanted})
        assert response.url == "/staff/desk/found/"
        page = see(desk, response.url)
        assert "1 person found" in page
        assert "Anna Vasquez born 3 April 1980, 46 years old" in page
        assert f"/staff/desk/patient/{patient.public_id}/" in desk.get(response.url).content.decode()


def test_a_search_that_finds_nobody_says_how_to_go_on(sign_in: SignIn) -> None:
    desk = sign_in()
    assert "0 people found Try less" in send(desk, "/staff/desk/find/", {"wanted": "Nobody"})
    assert "is no date, NHS number or telephone number" in send(desk, "/staff/desk/find/", {"wanted": "31 2 1980"})
    assert "Enter a name, a date of birth" in send(desk, "/staff/desk/find/", {"wanted": ""})
    assert "Register a new patient" in send(desk, "/staff/desk/find/", {"wanted": "Nobody"})
    assert "Register a new patient" not in send(sign_in(Role.NEUROLOGIST), "/staff/desk/find/", {"wanted": "Nobody"})


def test_opening_a_record_is_written_down(sign_in: SignIn) -> None:
    patient = clinic.register(**ANNA)
    before = AuditEntry.objects.filter(verb="patient.open").count()
    assert "Anna Vasquez Born 3 April 1980" in see(sign_in(), f"/staff/desk/patient/{patient.public_id}/")
    entry = AuditEntry.objects.filter(verb="patient.open").latest("id")
    assert AuditEntry.objects.filter(verb="patient.open").count() == before + 1
    assert (entry.patient, entry.actor_role) == (patient.public_id, "front-desk")


def test_somebody_we_do_not_know_is_a_page_that_is_not_there(sign_in: SignIn) -> None:
    see(sign_in(), f"/staff/desk/patient/{uuid4()}/", status=404)


def test_a_new_patient_is_written_down_and_a_like_one_is_shown_at_once(sign_in: SignIn) -> None:
    clinic.register(**ANNA)
    answers = {"given_name": "Anna", "family_name": "Vasqez", **date_parts("birth_date", BORN)}
    page = send(sign_in(), "/staff/desk/register/", answers)
    assert "The patient is registered." in page
    assert "This may be the same person as Compare with Anna Vasquez, born 3 April 1980" in page
    assert Patient.objects.filter(merged_into=None, given_name="Anna").count() == 2


def test_what_cannot_be_is_said_at_its_field(sign_in: SignIn) -> None:
    answers = {"given_name": "Ana", "nhs_number": "943 476 5918", **date_parts("birth_date", date(2031, 1, 1))}
    page = send(sign_in(), "/staff/desk/register/", answers)
    assert "The patient is registered" not in page
    assert page.count("Check") >= 2
    assert not Patient.objects.exists()


def test_details_change_and_nobody_overwrites_what_they_have_not_seen(sign_in: SignIn) -> None:
    patient = clinic.register(**ANNA)
    address = f"/staff/desk/patient/{patient.public_id}/change/"
    desk = sign_in()
    opened = {"given_name": "Anna", "family_name": "Okafor", **date_parts("birth_date", BORN), "version": "1"}
    assert "The details are changed. Patient record Anna Okafor" in send(desk, address, opened)
    assert "Somebody else has changed this record" in send(desk, address, opened | {"family_name": "Brown"})
    assert Patient.objects.get().family_name == "Okafor"
    history = see(desk, f"/staff/desk/patient/{patient.public_id}/history/")
    assert "Family name Before Vasquez After Okafor" in history
    assert "The record was made Detail Written down Given names Anna" in history
    assert "Date of birth 3 April 1980 Telephone 07700 900123" in history


def test_only_somebody_under_18_is_given_a_guardian(sign_in: SignIn) -> None:
    desk = sign_in()
    for patient, is_offered in ((clinic.young(17), True), (clinic.register(), False)):
        page = see(desk, f"/staff/desk/patient/{patient.public_id}/")
        assert ("Add a parent or guardian" in page) is is_offered


def test_guardians_come_and_go(sign_in: SignIn) -> None:
    patient = clinic.young(15)
    desk, record = sign_in(), f"/staff/desk/patient/{patient.public_id}/"
    father = {"name": "Kofi Owusu", "relationship": "father", "phone": "07700 900456"}
    assert "Kofi Owusu, father, 07700 900456" in send(desk, f"{record}guardians/add/", father)
    mother = str(patient.guardians[0].public_id)
    page = send(desk, f"{record}guardians/remove/", {"guardian": mother, "why": "court order"})
    assert "Eva Owusu" not in page
    assert "Say in a few words why" in send(desk, f"{record}guardians/remove/", {"guardian": mother})


@pytest.fixture
def twins() -> tuple[str, str]:
    """Two records that look alike."""
    return str(clinic.register(**ANNA).public_id), str(
        clinic.register(**(ANNA | {"given_name": "Ana", "email": "ana@example.org"})).public_id
    )


def test_two_records_are_merged_only_by_somebody_who_says_so(sign_in: SignIn, twins: tuple[str, str]) -> None:
    first, second = twins
    desk = sign_in()
    address = f"/staff/desk/duplicates/{first}/{second}/"
    assert "Compare Anna Vasquez" in see(desk, "/staff/desk/duplicates/")
    assert "Given names different The first record Anna The second record Ana" in see(desk, address)
    assert "Email address only in one of them" in see(desk, address)
    assert "Say how you know" in send(desk, address, {"answer": first})
    assert "The two records are one now." in send(desk, address, {"answer": first, "why": "asked her"})
    assert "Patient record Anna Vasquez" in see(desk, f"/staff/desk/patient/{second}/")
    undone = send(desk, f"/staff/desk/patient/{first}/merged/{second}/undo/", {"why": "they are sisters"})
    assert "stand for themselves again. Patient record Ana Vasquez" in undone


def test_two_people_stay_two_and_nobody_is_asked_again(sign_in: SignIn, twins: tuple[str, str]) -> None:
    first, second = twins
    desk = sign_in()
    answer = {"answer": "separate", "why": "twins, both here"}
    page = send(desk, f"/staff/desk/duplicates/{first}/{second}/", answer)
    assert "They stay two records" in page
    assert "There are none." in page
    assert "This may be the same person" not in see(desk, f"/staff/desk/patient/{first}/")


def test_insurance_is_added_with_a_doubt_said_and_ended(sign_in: SignIn) -> None:
    patient = clinic.register(**ANNA)
    desk, record = sign_in(), f"/staff/desk/patient/{patient.public_id}/"
    wrong = {"insurer": "example-mutual", "number": "12"}
    page = send(desk, f"{record}insurance/add/", wrong)
    assert "The insurance is added. The membership number does not look like one of this insurer." in page
    assert "Insurance Example Mutual Health, 12" in page
    choice = desk.get(f"{record}insurance/end/").content.decode().split('name="coverage" type="radio" value="')
    coverage = choice[1][:36] if len(choice) > 1 else ""
    page = send(desk, f"{record}insurance/end/", {"coverage": coverage})
    assert "The insurance has ended." in page
    assert "Example Mutual" not in page
