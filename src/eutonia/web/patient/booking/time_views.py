"""The times: choose one, and it is kept for ten minutes."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.queries import Held, Slot, VisitTypeLine, Wish
from eutonia.clinic.people.queries import actor_of
from eutonia.pathway.problems import NotAllowed
from eutonia.web.patient.assessment.desk import sent
from eutonia.web.patient.booking import desk, pages
from eutonia.web.patient.booking import draft as drafts
from eutonia.web.patient.booking.draft import Draft
from eutonia.web.patient.booking.times_field import TimesForm
from eutonia.web.patient.booking.views import form_page
from eutonia.web.requests import Request

FAR = timedelta(days=366)


@form_page
@desk.in_turn("times")
def times(request: Request, draft: Draft, is_change: bool = False) -> HttpResponse:
    """The free times, today first, and where else to go where nothing is free soon enough."""
    today = desk.today_of(request)
    page = page_of(request, draft, today)
    form = TimesForm(sent(request), days=page.days, chosen=draft.hold.get("slot", ""))
    if form.is_valid():
        try:
            return hold(request, draft, form.cleaned_data["slot"])
        except NotAllowed as refusal:
            page = page_of(request, draft, today)  # without what has just gone
            form = TimesForm(sent(request), days=page.days)
            form.add_error("slot" if page.days else None, pages.refused(refusal, form.asked, page))
    kind = kind_of(draft)
    shown = {
        "form": form,
        "page": page,
        "kind": kind,
        "estimate": pages.estimate_of(kind.price_code, draft.tests) if kind else None,
        "back": desk.back_from("times", draft, today, is_change=is_change),
    }
    return desk.show(request, "times", draft, shown)


def page_of(request: Request, draft: Draft, today: date) -> pages.TimesPage:
    """The page of the times that are free now."""
    start, one_each = first_day(request), not draft.wish("clinician")
    found = pages.search(wish_of(draft), draft.booking_need(), start=start, today=today, now=request.now)
    return pages.times_page(found, today=today, start=start, one_each=one_each, urgency=draft.urgency)


def hold(request: Request, draft: Draft, slot: Slot) -> HttpResponse:
    """Keep a time, in place of the one that was kept before. Raises `NotAllowed` where it cannot be kept."""
    if slot == draft.slot and not desk.is_over(draft, request.now) and not draft.has_lost_time:
        return desk.onward(request, draft)
    desk.let_go(request, draft)  # before, for the two may overlap
    drafts.save(request, draft)
    held = services.hold(actor_of(request.user), slot, draft.booking_need(), now=request.now, age=draft.age)
    draft.keep(held, who=who_of(held))
    drafts.save(request, draft)
    return desk.onward(request, draft)


@require_POST
@desk.with_draft
def let_go(request: Request, draft: Draft) -> HttpResponse:
    """Give the kept time back and choose another."""
    desk.let_go(request, draft)
    drafts.save(request, draft)
    return redirect(desk.address("times"))


def who_of(held: Held) -> str:
    """With whom a time is."""
    return next((each.name for each in queries.clinicians() if each.public_id == held.slot.clinician), "")


def wish_of(draft: Draft) -> Wish:
    """What is looked for."""
    clinician = draft.wish("clinician")
    return Wish(
        visit_type=draft.answer("visit", "kind"),
        urgency=draft.urgency,
        birth_date=draft.birth_date,
        age=draft.age,
        clinician=UUID(clinician) if clinician else None,
        language=draft.wish("language"),
        insurer=draft.insurer,
    )


def kind_of(draft: Draft) -> VisitTypeLine | None:
    """The kind of visit that was chosen."""
    wanted = draft.answer("visit", "kind")
    return next((kind for kind in queries.visit_types() if kind.code == wanted), None)


def first_day(request: Request) -> date | None:
    """The first day of the page that was asked for; None for a day that makes no sense. It tells of no person."""
    try:
        day = date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        return None
    return day if abs(day - desk.today_of(request)) <= FAR else None
