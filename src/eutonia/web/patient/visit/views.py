"""Managing a visit: see it, put it into a calendar, move it, cancel it, say that one comes late, pay oneself."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eutonia.clinic.audit.queries import ActorKind
from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.queries import LinkOpened, Need, VisitPage, Wish
from eutonia.clinic.cover.queries import insurers
from eutonia.pathway.problems import NotAllowed
from eutonia.web.patient.assessment.desk import sent
from eutonia.web.patient.booking import desk, pages, words
from eutonia.web.patient.booking.time_views import first_day
from eutonia.web.patient.booking.times_field import TimesForm
from eutonia.web.patient.visit import grant
from eutonia.web.patient.visit.forms import CancelForm, reason_words
from eutonia.web.patient.visit.page import news_words, shown
from eutonia.web.requests import Request

form_page = require_http_methods(["GET", "HEAD", "POST"])
NEWS = "visit-news"
"""What was just done, for the next page to say once."""


@require_GET
@grant.with_visit
def see(request: Request, opened: LinkOpened, page: VisitPage) -> HttpResponse:
    """The visit, and what can be done with it."""
    news = news_words(request.session.pop(NEWS, ""))
    return render(
        request,
        "patient/visit/see.jinja",
        {"visit": shown(page), "news": news, "is_patient": opened.actor.kind == ActorKind.PATIENT},
    )


@require_GET
@grant.with_visit
def calendar(request: Request, opened: LinkOpened, page: VisitPage) -> HttpResponse:
    """The calendar file."""
    file = queries.calendar(opened.actor, opened.visit, now=request.now)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(file.content, content_type=file.media_type, headers=headers)


@form_page
@grant.with_visit
def move(request: Request, opened: LinkOpened, page: VisitPage) -> HttpResponse:
    """Choose another time. What is had already is had until the new time is."""
    visit = shown(page)
    if not visit.can_move:
        return redirect("visit:see")
    times = times_of(request, page)
    form = TimesForm(sent(request), days=times.days)
    if form.is_valid():
        try:
            services.move(opened.actor, opened.visit, form.cleaned_data["slot"], now=request.now)
        except NotAllowed as refusal:
            times = times_of(request, page)  # without what has just gone
            form = TimesForm(sent(request), days=times.days)
            form.add_error("slot" if times.days else None, pages.refused(refusal, form.asked, times))
        else:
            request.session[NEWS] = "moved"
            return redirect("visit:see")
    on_page = {"visit": visit, "page": times, "form": form, "any": is_any(request)}
    return render(request, "patient/visit/move.jinja", on_page)


def times_of(request: Request, page: VisitPage) -> pages.TimesPage:
    """The times to which a visit can be moved: with its clinician, or with any."""
    line = page.line
    wish = Wish(
        visit_type=line.visit_type,
        birth_date=line.birth_date,
        clinician=None if is_any(request) else line.clinician,
        insurer=next((each.code for each in insurers() if each.name == page.insurer_name), ""),
        patient=line.patient,
        moving=line.public_id,
    )
    today, start = desk.today_of(request), first_day(request)
    found = pages.search(wish, Need(line.urgency, screened=True), start=start, today=today, now=request.now)
    other = [each for each in found.slots if (each.slot.clinician, each.wall) != (line.clinician, line.wall)]
    found = replace(found, slots=tuple(other))
    return pages.times_page(found, today=today, start=start, one_each=False, urgency=line.urgency)


def is_any(request: Request) -> bool:
    """Whether times with any clinician are wanted."""
    return request.GET.get("with") == "any"


@form_page
@grant.with_visit
def cancel(request: Request, opened: LinkOpened, page: VisitPage) -> HttpResponse:
    """Cancel, with a reason if one is given."""
    visit = shown(page)
    if not visit.can_cancel:
        return redirect("visit:see")
    form = CancelForm(sent(request))
    if form.is_valid():
        try:
            services.cancel(opened.actor, opened.visit, now=request.now, why=reason_words(form.cleaned_data["why"]))
        except NotAllowed as refusal:
            form.add_error(None, words.problem_words(refusal))
        else:
            request.session[NEWS] = "cancelled"
            return redirect("visit:see")
    return render(request, "patient/visit/cancel.jinja", {"visit": visit, "form": form})


@require_POST
@grant.with_visit
def say_late(request: Request, opened: LinkOpened, page: VisitPage) -> HttpResponse:
    """I come later."""
    if shown(page).can_say_late:
        services.mark_late(opened.actor, opened.visit, now=request.now)
        request.session[NEWS] = "late"
    return redirect("visit:see")


@require_POST
@grant.with_visit
def new_link(request: Request, opened: LinkOpened, page: VisitPage) -> HttpResponse:
    """A new link, to the address that we have."""
    is_sent = services.send_link(opened.actor, opened.visit, now=request.now)
    request.session[NEWS] = "link-sent" if is_sent else "no-address"
    return redirect("visit:see")


@form_page
@grant.with_visit
def pay_myself(request: Request, opened: LinkOpened, page: VisitPage) -> HttpResponse:
    """Pay oneself in place of the insurer."""
    visit = shown(page)
    if not visit.cost.can_pay_instead:
        return redirect("visit:see")
    if request.method == "POST":
        services.pay_self(opened.actor, opened.visit, now=request.now)
        request.session[NEWS] = "pays-self"
        return redirect("visit:see")
    return render(request, "patient/visit/pay_myself.jinja", {"visit": visit})


@require_POST
def leave(request: Request) -> HttpResponse:
    """Close the visit on this computer."""
    grant.take(request)
    return redirect("visit:left")


@require_GET
def left(request: Request) -> HttpResponse:
    """Say that it is closed."""
    return render(request, "patient/visit/left.jinja", {})
