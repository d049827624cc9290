"""An insurer pays: asked for, approved; or declined, and then the patient pays."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from eutonia.clinic.booking import services
from eutonia.clinic.booking.models import Visit
from eutonia.clinic.cover import services as cover
from eutonia.clinic.cover.models import Authorisation
from eutonia.clinic.people.roles import Role
from eutonia.pathway.standing import Terms
from eutonia.pathway.states import AuthorisationAction
from tests.clinic.booking import clinic
from tests.journeys.booking import Booker, Clock, clock
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["clock"]


def insured(visitor: Visitor) -> Booker:
    """Somebody books, and Example Mutual shall pay."""
    booker = Booker(visitor)
    booker.comes_from_the_site()
    booker.wants(44)
    booker.wishes("Example Mutual Health")
    booker.takes("11am", "Today")
    booker.says_who_she_is()
    booker.pays()
    visitor.sees_heading("Your insurance: Example Mutual Health")
    visitor.sees("Your visit is booked, but cannot begin before they say yes.")
    visitor.sees("You owe nothing. You can pay the visit yourself, or cancel it.")
    visitor.sees("8 digits, on the front of the card.")
    return booker


def asked(clock: Clock) -> Authorisation:
    """The insurer is asked."""
    leave = Authorisation.objects.get()
    desk = clinic.staff(Role.INSURANCE)
    cover.change_request(desk, leave.public_id, procedures=leave.procedures, diagnoses=["R25.2"], now=clock.at)
    services.request_authorisation(desk, leave.public_id, now=clock.at)
    return leave


def test_insured_and_approved(visitor: Visitor, clock: Clock) -> None:
    booker = insured(visitor)
    booker.is_member("12345678", code="AUTH-77")
    visitor.sees("Your visit will be booked, and wait for your insurer’s yes.")
    booker.agrees()
    visitor.sees_heading("Your visit is booked")
    visitor.sees("We have no yes from your insurer yet.")
    visitor.sees("Your excess, if your policy has one.")
    visitor.sees("Price, if you pay yourself")
    leave = asked(clock)
    first = leave.entries.order_by("sequence")[0]
    assert first.note == "The patient gave this code: AUTH-77"
    terms = Terms("M-42", clinic.TODAY + timedelta(days=30), 2)
    services.authorise(
        clinic.staff(Role.INSURANCE), leave.public_id, AuthorisationAction.APPROVE, now=clock.at, terms=terms
    )
    booker.opens_link("cover")
    visitor.sees_heading("Your visit")
    visitor.sees("Your insurer has said yes to this visit.")
    visitor.does_not_see("Pay yourself instead")


def test_a_number_that_looks_wrong_is_asked_about_once_and_then_taken(visitor: Visitor, clock: Clock) -> None:
    booker = insured(visitor)
    booker.is_member("123")
    visitor.is_told(
        "This does not look like a number of Example Mutual Health. Check it; if it is right, press Continue again"
    )
    booker.goes_on()
    visitor.sees_heading("Check your answers")
    visitor.sees("123")


def test_insured_and_declined_then_self_pay(visitor: Visitor, clock: Clock) -> None:
    booker = insured(visitor)
    booker.is_member("12345678")
    booker.agrees()
    visitor.sees_heading("Your visit is booked")
    leave = asked(clock)
    services.authorise(clinic.staff(Role.INSURANCE), leave.public_id, AuthorisationAction.DECLINE, now=clock.at)
    booker.opens_link("cover")
    visitor.sees("Your insurer has said no to this visit.")
    visitor.follows("Pay yourself instead")
    visitor.sees_heading("Pay yourself instead")
    visitor.sees("£200 to £350")
    visitor.presses("I pay this visit myself")
    visitor.sees_heading("Your visit")
    visitor.sees("You pay this visit yourself now.")
    expect(visitor.page.get_by_text("Your insurer has said no")).to_have_count(0)
    assert Visit.objects.get().payer == "self"


def test_an_insurer_that_we_do_not_work_with_is_told_honestly(visitor: Visitor, clock: Clock) -> None:
    booker = Booker(visitor)
    booker.comes_from_the_site()
    booker.wants(44)
    visitor.sees("Example Health Abroad (not for this kind of visit)")
    assert visitor.page.get_by_label("Example Health Abroad").count() == 0  # named, and not to be chosen
    booker.wishes("Another insurer")
    booker.takes("11am", "Today")
    booker.says_who_she_is()
    booker.pays()
    visitor.sees("You ask your insurer to pay you back.")
