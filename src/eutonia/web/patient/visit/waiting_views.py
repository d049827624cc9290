"""The waiting list as a person sees it: what they wait for, how to leave it, and to wait for something sooner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.queries import LinkOpened, VisitPage, WaitingLine
from eutonia.clinic.people.queries import Recognised
from eutonia.web.patient.assessment.desk import sent
from eutonia.web.patient.booking import desk, words
from eutonia.web.patient.booking.suits_forms import SuitsForm, weekday_words, weekdays_of
from eutonia.web.patient.visit import grant
from eutonia.web.patient.visit.find_views import with_person
from eutonia.web.patient.visit.page import shown
from eutonia.web.requests import Request

form_page = require_http_methods(["GET", "HEAD", "POST"])
NEWS = "waiting-news"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that a person waits for."""

    public_id: str
    kind: str
    clinician: str
    days: str
    until: str
    has_offer: bool


@require_GET
@with_person
def listed(request: Request, who: Recognised) -> HttpResponse:
    """What a person waits for."""
    kinds = {kind.code: kind.lay_name for kind in queries.visit_types(with_old=True)}
    entries = [entry_of(line, kinds) for line in queries.my_waiting(who.actor, who.patient, now=request.now)]
    news = request.session.pop(NEWS, "")
    return render(request, "patient/visit/waiting.jinja", {"entries": entries, "news": news})


def entry_of(line: WaitingLine, kinds: Mapping[str, str]) -> Entry:
    """An entry in words."""
    return Entry(
        public_id=str(line.public_id),
        kind=kinds.get(line.visit_type, line.visit_type_name),
        clinician=line.clinician_name,
        days=weekday_words(",".join(str(day) for day in line.weekdays)),
        until=words.long_day_words(line.last),
        has_offer=line.offer_until is not None,
    )


@require_POST
@with_person
def leave(request: Request, who: Recognised) -> HttpResponse:
    """Leave the list."""
    for line in queries.my_waiting(who.actor, who.patient, now=request.now):
        if str(line.public_id) == request.POST.get("entry"):
            services.leave_waiting_list(who.actor, line.public_id, now=request.now)
            request.session[NEWS] = "left"
    return redirect("waiting:list")


@form_page
@grant.with_visit
def sooner(request: Request, opened: LinkOpened, page: VisitPage) -> HttpResponse:
    """Wait for a place that is sooner than the visit one has. That stays until they say yes to another."""
    visit, line = shown(page), page.line
    if not visit.can_move:
        return redirect("visit:see")
    today = desk.today_of(request)
    form = SuitsForm(sent(request), today=today, given={}, before=line.wall.date())
    if form.is_valid():
        given = form.given
        wish = services.WaitingWish(
            patient=line.patient,
            visit_type=line.visit_type,
            first=today,
            last=date.fromisoformat(given["last"]),
            weekdays=weekdays_of(given["weekdays"]),
            notice_minutes=int(given["notice"]),
            urgency=line.urgency,
            replaces=line.public_id,
        )
        services.join_waiting_list(opened.actor, wish, now=request.now)
        grant.give_person(request, Recognised(opened.actor, line.patient))
        request.session[NEWS] = "joined"
        return redirect("waiting:list")
    return render(request, "patient/visit/sooner.jinja", {"visit": visit, "form": form, "back": reverse("visit:see")})
