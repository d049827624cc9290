"""Pages of the day: the board, the list, the month, the problems, and a clinician's own day."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from eutonia.clinic.booking import queries
from eutonia.clinic.booking.queries import Permission
from eutonia.clinic.booking.services import NotFound
from eutonia.web.staff import words
from eutonia.web.staff.desk import day_page
from eutonia.web.staff.desk.day_forms import GoForm
from eutonia.web.staff.desk.day_page import Look, Place
from eutonia.web.staff.desk.showing import show_desk
from eutonia.web.staff.room import StaffRequest, missing, needs, staff_page

LOOK = "desk-look"
"""How somebody looked at a day last: the way they will want to look at it again."""

sees_the_day = staff_page(needs(queries.require, Permission.DAY))


@require_safe
@sees_the_day
def today(request: StaffRequest) -> HttpResponse:
    """Today, as this person looked at it last."""
    look = str(request.session.get(LOOK, Look.CLINICIANS))
    return redirect(Place(words.today(request.now), Look(look), site(request)).href())


@require_safe
@sees_the_day
def day(request: StaffRequest, day: date, look: str) -> HttpResponse:
    """A day as a board by clinician, a board by room, or a list."""
    place = Place(day, Look(look), site(request))
    if request.session.get(LOOK) != place.look:
        request.session[LOOK] = place.look.value
    try:
        page = day_page.day_page(request.actor, place, now=request.now)
    except NotFound as error:
        raise missing(error) from error
    template = "staff/desk/list.jinja" if place.look is Look.LIST else "staff/desk/board.jinja"
    return show_desk(request, template, {"page": page, "go": GoForm(initial={"day": day})})


@require_safe
@sees_the_day
def go(request: StaffRequest) -> HttpResponse:
    """Go to a day that was typed."""
    form = GoForm(request.GET)
    if form.is_valid():
        look = str(request.session.get(LOOK, Look.CLINICIANS))
        return redirect(Place(form.cleaned_data["day"], Look(look), site(request)).href())
    return show_desk(request, "staff/desk/go.jinja", {"form": form})


@require_safe
@sees_the_day
def month(request: StaffRequest, year: int, month: int) -> HttpResponse:
    """A month with how full each day is."""
    if not (1 <= month <= 12 and date.min.year < year < date.max.year):
        raise Http404
    try:
        page = day_page.month_page(request.actor, year, month, site=site(request), now=request.now)
    except NotFound as error:
        raise missing(error) from error
    return show_desk(request, "staff/desk/month.jinja", {"page": page})


@require_safe
@sees_the_day
def problems(request: StaffRequest, day: date) -> HttpResponse:
    """What should be mended before the visits of a day."""
    place = Place(day, Look.LIST, site(request))
    try:
        found = queries.problems(request.actor, day, now=request.now, site=place.site)
    except NotFound as error:
        raise missing(error) from error
    is_tomorrow = day - words.today(request.now) == day_page.DAY
    shown = {"found": found, "place": place, "is_tomorrow": is_tomorrow}
    return show_desk(request, "staff/desk/problems.jinja", shown)


@require_safe
@sees_the_day
def stranded(request: StaffRequest) -> HttpResponse:
    """Every coming visit that cannot take place as it is booked."""
    found = queries.stranded(request.actor, now=request.now)
    return show_desk(request, "staff/desk/stranded.jinja", {"found": found})


@require_safe
@staff_page(needs(queries.require, Permission.SEE))
def mine(request: StaffRequest, day: date | None = None) -> HttpResponse:
    """A clinician's own day."""
    wanted = day or words.today(request.now)
    page = day_page.my_day(request.actor, wanted, now=request.now)
    return show_desk(request, "staff/desk/mine.jinja", {"page": page})


def site(request: StaffRequest) -> str:
    """The site that the address names; empty: the first."""
    return request.GET.get("site", "")
