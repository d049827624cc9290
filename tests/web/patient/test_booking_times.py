"""The pages of times: how many days, which way on, and that nobody is told it is full who was not shown every day."""

import re
from datetime import date, timedelta

import pytest

from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.models import Clinician
from eutonia.clinic.booking.queries import Need, Wish
from eutonia.clinic.people.roles import Role
from eutonia.knowledge.vocabulary import Urgency
from eutonia.web.patient.booking.pages import TimesPage, search, times_page
from tests.clinic.booking import clinic
from tests.clinic.booking.clinic import NOW, TODAY
from tests.journeys.booking import Clock, clock
from tests.web.patient.booking_walk import Walk

pytestmark = pytest.mark.django_db
__all__ = ["clock"]
WISH = Wish("new-consultation", age=44)


def page(urgency: Urgency | None = None, start: date | None = None, wish: Wish = WISH) -> TimesPage:
    """A page of times."""
    found = search(wish, Need(urgency, screened=True), start=start, today=TODAY, now=NOW)
    return times_page(found, today=TODAY, start=start, one_each=True, urgency=urgency)


def away(days: int) -> None:
    """Nobody works from today on for so many days."""
    for each in Clinician.objects.filter(visit_types__code="new-consultation"):
        gone = services.AbsenceDetails(first=TODAY, last=TODAY + timedelta(days=days - 1), clinician=each.public_id)
        services.add_absence(clinic.staff(Role.MANAGER), gone, now=NOW)


def test_the_pages_hold_every_free_day_once_and_lead_there_and_back(clock: Clock) -> None:
    every = [each.wall.date() for each in queries.free_times(WISH, Need(screened=True), now=NOW).slots]
    seen, start = list[date](), None
    for _page in range(60):
        shown = page(start=start)
        seen += [day.day for day in shown.days]
        assert (shown.earlier is None) is (start is None)
        if shown.earlier:
            assert page(start=shown.earlier).days[0].day < shown.days[0].day
        if shown.later is None:
            break
        start = shown.later
    assert seen == sorted(set(every))


def test_where_the_next_weeks_are_full_the_search_goes_on(clock: Clock) -> None:
    away(40)
    shown = page()
    assert not shown.is_full
    assert shown.days[0].day >= TODAY + timedelta(days=40)


def test_a_day_that_makes_no_sense_leads_to_the_first_page(clock: Clock) -> None:
    for start in (TODAY - timedelta(days=900), TODAY + timedelta(days=900)):
        assert page(start=start).days == page().days
    walk = Walk()
    walk.begins(age=44)
    for odd in ("yesterday", "2026-02-31", "", "9999-12-31", "0001-01-01"):
        assert "Choose a time" in walk.opens(f"/book/times/?from={odd}")


@pytest.mark.parametrize(("urgency", "days"), [(Urgency.SAME_DAY, 1), (Urgency.URGENT_2_WEEKS, 14)])
def test_where_it_is_full_every_page_of_later_days_says_so_first(clock: Clock, urgency: Urgency, days: int) -> None:
    assert not page(urgency).is_full
    away(days)
    for start in (None, TODAY + timedelta(days=days + 2)):
        shown = page(urgency, start)
        assert shown.is_full
        assert shown.elsewhere
        assert shown.days
        assert shown.may_wait is (urgency is not Urgency.SAME_DAY)


def test_of_two_clinicians_at_a_time_one_is_shown_to_whoever_takes_anyone(clock: Clock) -> None:
    tomorrow = TODAY + timedelta(days=1)  # both work
    found = search(WISH, Need(screened=True), start=tomorrow, today=TODAY, now=NOW)
    one = times_page(found, today=TODAY, start=tomorrow, one_each=True, urgency=None).days[0]
    both = times_page(found, today=TODAY, start=tomorrow, one_each=False, urgency=None).days[0]
    times = [choice.time for choice in one.choices]
    assert len(times) == len(set(times)) < len(both.choices)
    assert not any(choice.detail for choice in one.choices)
    assert {choice.detail for choice in both.choices} == {"Example neurologist A", "Example neurologist B"}


def test_the_estimate_stands_on_the_page_before_anything_is_booked(clock: Clock) -> None:
    walk = Walk()
    walk.sends("/book/", sign="none-of-these")
    walk.sends("/book/visit/", kind="new-consultation", age=44)
    shown = walk.sends("/book/wishes/", payer="self", clinician="any", language="any")
    assert walk.at == "/book/times/"
    assert re.search(r"This visit.*£200 to £350", shown, re.DOTALL)
