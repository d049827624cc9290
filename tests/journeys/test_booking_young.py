"""A 15-year-old with her mother, a 17-year-old alone, and a child whom this clinic does not see."""

import pytest

from eutonia.clinic.booking.models import ConfidentialNote, Visit
from eutonia.pathway.consent import Consent
from tests.journeys.booking import Booker, Clock, clock, newest
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["clock"]


def test_a_fifteen_year_old_with_her_mother(visitor: Visitor, clock: Clock) -> None:
    booker = Booker(visitor, "eva@example.org")
    booker.comes_from_the_site()
    booker.wants(15)
    visitor.does_not_see("Example neurologist A")  # sees adults only
    booker.wishes()
    visitor.sees("Tomorrow, Thursday 26 November")  # the one who sees her age is away on Wednesdays
    booker.takes("10am", "Tomorrow")
    booker.is_called("Mina", "Owusu", (1, 6, 2011))
    booker.comes_with("Eva Owusu", "mother")
    visitor.sees_heading("How to reach the young person")
    booker.is_reached(own=False)
    booker.needs()
    booker.confides("My stepfather shouts, and I vape.")
    booker.proves()
    booker.pays()
    visitor.sees("Not shown here")
    visitor.does_not_see("stepfather")
    visitor.sees("I have parental responsibility for the young person.")
    booker.agrees()
    visitor.sees_heading("Your visit is booked")
    visitor.sees("Mina Owusu, with Eva Owusu")
    visit = Visit.objects.get()
    assert visit.consent == Consent.GUARDIAN
    assert visit.consent_by is not None
    assert visit.consent_by.name == "Eva Owusu"
    assert ConfidentialNote.objects.get().words == "My stepfather shouts, and I vape."
    booker.opens_link("visit-confirmed")
    visitor.sees("Thursday 26 November 2026 at 10am")
    visitor.does_not_see("stepfather")
    assert newest("visit-confirmed").to == "eva@example.org"


def test_a_seventeen_year_old_alone(visitor: Visitor, clock: Clock) -> None:
    booker = Booker(visitor, "noor@example.org")
    booker.comes_from_the_site()
    booker.wants(17)
    booker.wishes()
    booker.takes("10am", "Tomorrow")
    booker.is_called("Noor", "Haddad", (1, 6, 2009))
    visitor.sees_heading("How can we reach you?")  # nobody else is asked
    booker.is_reached()
    booker.needs()
    booker.confides("I may be pregnant.")
    booker.proves()
    booker.pays()
    visitor.sees("What I entered is right, and I want this visit.")
    booker.agrees()
    visitor.sees_heading("Your visit is booked")
    assert Visit.objects.get().consent == Consent.OWN
    assert ConfidentialNote.objects.get().words == "I may be pregnant."


def test_a_child_of_eleven_is_told_kindly_where_to_go(visitor: Visitor, clock: Clock) -> None:
    booker = Booker(visitor)
    booker.comes_from_the_site()
    booker.wants(11)
    visitor.sees_heading("We are sorry: we do not see children under 12")
    visitor.sees("0800 1111")
    visitor.follows("Back")
    booker.wants(12)
    booker.wishes()
    booker.takes("10am", "Tomorrow")
    booker.is_called("Theo", "Brandt", (27, 11, 2014))  # twelve on Friday, seen on Thursday
    visitor.sees_heading("We are sorry: we do not see children under 12")
    visitor.opens("/book/check/")
    visitor.sees_heading("We are sorry: we do not see children under 12")
    visitor.follows("Back")
    booker.is_called("Theo", "Brandt", (26, 11, 2014))  # twelve on the very day
    visitor.sees_heading("The parent or guardian")


def test_under_sixteen_and_no_parent_is_shown_another_way(visitor: Visitor, clock: Clock) -> None:
    booker = Booker(visitor)
    booker.comes_from_the_site()
    booker.wants(14)
    booker.wishes()
    booker.takes("10am", "Tomorrow")
    booker.is_called("Sam", "Reyes", (1, 6, 2012))
    visitor.page.get_by_text("I am under 16 and would rather not tell a parent").click()
    visitor.sees("You can talk to us first.")
    visitor.follows("How to call us")
    visitor.sees_heading("Contact and how to find us")
