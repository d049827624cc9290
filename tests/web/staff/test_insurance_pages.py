"""The insurance role sees what waits, takes legal steps only, and what it does lets the visit begin."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from eutonia.clinic.booking import services
from eutonia.clinic.booking.models import Visit
from eutonia.clinic.cover.models import Authorisation
from eutonia.clinic.outbox.models import Message
from eutonia.clinic.people.roles import Role
from tests.clinic.booking import clinic
from tests.web.staff import pages
from tests.web.staff.conftest import SignIn
from tests.web.staff.pages import date_parts, see, send

LAST_DAY = clinic.TODAY + timedelta(days=60)
TERMS = {"code": "AUTH-77", "visits": "2", "limit": "400", **date_parts("last_day", LAST_DAY)}
NOTE = {"note": "not covered by this policy"}


@pytest.fixture
def visit() -> Visit:
    """An insured visit tomorrow that waits for its authorisation."""
    patient = clinic.register(given_name="Rosa", family_name="Lind")
    coverage = clinic.insure(patient)
    tomorrow = clinic.TODAY + timedelta(days=1)
    return clinic.visit(clinic.booked(clinic.slot(10, day=tomorrow), patient, coverage=coverage))


@pytest.fixture
def page(visit: Visit) -> str:
    """The address of its authorisation."""
    assert visit.authorisation is not None
    return f"/staff/insurance/{visit.authorisation.public_id}/"


@pytest.fixture
def insurance(sign_in: SignIn) -> Client:
    return sign_in(Role.INSURANCE)


def ask_for(browser: Client, page: str) -> str:
    """Name the diagnosis and ask the insurer."""
    send(browser, f"{page}change/", {"procedures": "new-consult", "diagnoses": "r25.2"})
    return send(browser, f"{page}step/request/")


def test_the_work_list_says_who_and_what_is_missing(insurance: Client, visit: Visit, page: str) -> None:
    words = see(insurance, "/staff/insurance/")
    assert "Needed (1)" in words
    assert "Rosa Lind born 3 April 1980, Example Mutual Health, 12345678" in words
    assert "Missing: There is no diagnosis code." in words


IDLE = "No visit needs this any more: tell the insurer, then press “Not needed any more”."


def test_one_that_was_asked_for_and_that_no_visit_needs_is_called_off_by_a_person(
    insurance: Client, visit: Visit, page: str
) -> None:
    ask_for(insurance, page)
    assert IDLE not in see(insurance, page)
    services.pay_self(clinic.staff(), visit.public_id, now=clinic.NOW)
    words = see(insurance, "/staff/insurance/")
    assert "Asked for, and no visit needs it (1) Open each, and tell the insurer. Rosa Lind" in words
    assert "Requested The insurer has been asked." in words
    assert "Requested (1)" not in words
    assert IDLE in see(insurance, page)
    html = insurance.get(page).content.decode()
    assert re.search(r'href="[^"]+/step/set-aside/">Not needed any more</a>', html)
    told = send(insurance, f"{page}step/set-aside/", {"note": "called them"})
    assert "Written down as not needed." in told
    assert IDLE not in told
    assert "Nothing waits." in see(insurance, "/staff/insurance/")


def test_one_that_nobody_asked_for_is_set_aside_when_nobody_came(insurance: Client, visit: Visit, page: str) -> None:
    services.no_show(clinic.staff(), visit.public_id, now=visit.starts_at + timedelta(minutes=30))
    words = see(insurance, "/staff/insurance/")
    assert "No visit needs it (1) Open each, and say that it is not needed. Rosa Lind" in words
    assert "Missing:" not in words
    assert "tell the insurer" not in see(insurance, page)
    assert "Missing before it can be sent" not in see(insurance, page)


def test_nothing_can_be_sent_before_it_is_complete(insurance: Client, page: str) -> None:
    assert "Ask the insurer" not in see(insurance, page).split("What is asked for")[0].split("What can be done")[1]
    assert "The request is not complete." in send(insurance, f"{page}step/request/")


def test_an_authorisation_is_requested_and_approved(insurance: Client, visit: Visit, page: str) -> None:
    told = ask_for(insurance, page)
    assert "Ask Example Mutual Health on https://mutual.example.org/providers or by telephone" in told
    assert "Requested The insurer has been asked." in told
    words = send(insurance, f"{page}step/approve/", TERMS)
    assert "The authorisation is approved." in words
    assert "Code AUTH-77 Holds until Sunday 24 January 2027, the day included Visits 2 of 2 left Limit £400" in words
    assert "What was done Approved 25 November 2026, 8:00am Example insurance Requested" in words
    assert Message.objects.filter(kind="cover").exists()


def test_an_approval_is_said_to_be_over_only_when_it_is(insurance: Client, sign_in: SignIn, page: str) -> None:
    ask_for(insurance, page)
    send(insurance, f"{page}step/approve/", TERMS)
    step = f"{page}step/expire/"
    assert step not in insurance.get(page).content.decode()
    pages.set_clock(clinic.NOW + timedelta(days=61))
    assert step in sign_in(Role.INSURANCE).get(page).content.decode()


def test_an_approval_without_terms_is_refused_at_its_fields(insurance: Client, page: str) -> None:
    ask_for(insurance, page)
    words = send(insurance, f"{page}step/approve/", {})
    assert "Enter the code that the insurer gave" in words
    assert "Enter the last day" in words
    past = TERMS | date_parts("last_day", clinic.TODAY - timedelta(days=1))
    assert "The last day is over already." in send(insurance, f"{page}step/approve/", past)
    assert Authorisation.objects.get().state == "requested"


def test_a_no_needs_the_words_of_the_insurer(insurance: Client, page: str) -> None:
    ask_for(insurance, page)
    assert "Write down what the insurer said" in send(insurance, f"{page}step/decline/", {"note": ""})
    words = send(insurance, f"{page}step/decline/", NOTE)
    assert "Declined The insurer has said no." in words
    assert "not covered by this policy" in words


STEPS_OF_A_NEW_ONE = {"set-aside", "record-code", "request"}


def test_only_legal_steps_are_offered_and_others_are_refused(insurance: Client, page: str) -> None:
    send(insurance, f"{page}change/", {"procedures": "x", "diagnoses": "R25.2"})
    links = insurance.get(page).content.decode()
    offered = {part.split("/")[0] for part in links.split("/step/")[1:]}
    assert offered == STEPS_OF_A_NEW_ONE
    for action, answers in {"approve": TERMS, "decline": NOTE, "pend": NOTE, "extend": TERMS, "withdraw": NOTE}.items():
        assert "is not possible" in send(insurance, f"{page}step/{action}/", answers), action
    assert Authorisation.objects.get().state == "needed"
    for action in ("use-up", "give-back", "nonsense"):
        see(insurance, f"{page}step/{action}/", status=404)


def test_an_unknown_authorisation_is_a_page_that_is_not_there(insurance: Client) -> None:
    see(insurance, f"/staff/insurance/{uuid4()}/", status=404)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.INSURANCE, Role.MANAGER)])
def test_nobody_else_may_see_or_do_it(sign_in: SignIn, page: str, role: Role) -> None:
    browser = sign_in(role)
    for address in ("/staff/insurance/", page, f"{page}change/", f"{page}step/record-code/"):
        assert browser.get(address).status_code == 403
        assert browser.post(address, TERMS).status_code in (403, 405)
    assert Authorisation.objects.get().state == "needed"


def test_codes_are_read_however_they_are_typed(insurance: Client, page: str) -> None:
    send(insurance, f"{page}change/", {"procedures": "a1, b2;c3", "diagnoses": "r25.2  g24.3"})
    row = Authorisation.objects.get()
    assert (row.procedures, row.diagnoses) == (["A1", "B2", "C3"], ["G24.3", "R25.2"])
    assert isinstance(row.public_id, UUID)
