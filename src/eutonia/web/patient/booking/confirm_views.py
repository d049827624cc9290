"""The last look at the answers, and the one press that makes a visit of them, or a place on the waiting list."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from eutonia.clinic.booking import services
from eutonia.clinic.booking.queries import LinkOpened, VisitPage
from eutonia.clinic.booking.services import AgeNotSeen, HoldGone, SlotTaken
from eutonia.clinic.cover.services import add_coverage
from eutonia.clinic.people.queries import Recognised
from eutonia.clinic.people.services import PatientDetails
from eutonia.pathway.problems import NotAllowed
from eutonia.web.patient.assessment.desk import sent
from eutonia.web.patient.booking import desk, pages, words
from eutonia.web.patient.booking import draft as drafts
from eutonia.web.patient.booking.agree_form import AgreeForm
from eutonia.web.patient.booking.draft import WAITING, Draft
from eutonia.web.patient.booking.overview import overview
from eutonia.web.patient.booking.person_forms import guardian_of
from eutonia.web.patient.booking.suits_forms import weekdays_of
from eutonia.web.patient.booking.time_views import kind_of
from eutonia.web.patient.booking.views import form_page
from eutonia.web.patient.visit import grant
from eutonia.web.patient.visit.page import shown
from eutonia.web.requests import Request


@form_page
def check(request: Request) -> HttpResponse:
    """Check your answers; the second of two quick presses is led to what the first one made."""
    if request.method == "POST" and not drafts.has_draft(request) and grant.held(request) is not None:
        return redirect("booking:done")
    return checked(request)


@desk.in_turn("check")
def checked(request: Request, draft: Draft) -> HttpResponse:
    """Show the answers, or confirm them."""
    today = desk.today_of(request)
    form = AgreeForm(sent(request), by_guardian=draft.needs_guardian(today))
    if desk.is_answered(request, draft, form):
        try:
            return joined(request, draft, today) if draft.aim == WAITING else booked(request, draft, today)
        except (HoldGone, SlotTaken, AgeNotSeen) as refusal:
            return desk.lose_time(request, draft, refusal)
        except NotAllowed as refusal:
            form.add_error(None, words.problem_words(refusal))
    kind = kind_of(draft)
    on_page = {
        "form": form,
        "parts": overview(draft, today),
        "estimate": pages.estimate_of(kind.price_code, draft.tests) if kind else None,
        "is_self_pay": draft.is_self_pay,
        "back": desk.back_from("check", draft, today, is_change=False),
    }
    return desk.show(request, "check", draft, on_page)


def booked(request: Request, draft: Draft, today: date) -> HttpResponse:
    """Book. Raises `NotAllowed` where that cannot be."""
    hold = draft.hold_id
    if hold is None:
        raise HoldGone
    who = introduced(request, draft, today)
    details = services.Details(
        who.patient,
        coverage=coverage_of(request, draft, who),
        insurer_code=draft.answer("membership", "code"),
        in_confidence=draft.answer("private", "words") if draft.is_young(today) else "",
    )
    made = services.book(who.actor, hold, details, now=request.now)
    drafts.forget(request)
    grant.give(request, LinkOpened(who.actor, made.visit))
    grant.give_person(request, who)
    return redirect("booking:done")


def joined(request: Request, draft: Draft, today: date) -> HttpResponse:
    """Join the waiting list. Raises `NotAllowed` where that cannot be."""
    who = introduced(request, draft, today)
    clinician = draft.wish("clinician")
    wish = services.WaitingWish(
        patient=who.patient,
        visit_type=draft.answer("visit", "kind"),
        first=today,
        last=date.fromisoformat(draft.answer("suits", "last")),
        clinician=UUID(clinician) if clinician else None,
        weekdays=weekdays_of(draft.answer("suits", "weekdays")),
        notice_minutes=int(draft.answer("suits", "notice")),
        urgency=draft.urgency,
        coverage=coverage_of(request, draft, who),
    )
    services.join_waiting_list(who.actor, wish, now=request.now)
    drafts.forget(request)
    grant.give_person(request, who)
    return redirect("waiting:list")


def introduced(request: Request, draft: Draft, today: date) -> Recognised:
    """Who they are: somebody whom we know, or somebody new."""
    proved = draft.proved(request.now)
    if proved is None:
        raise services.ProofGone
    typed = {
        name: value
        for page in ("person", "contact", "help")
        for name, value in draft.answers.get(page, {}).items()
        if name != "birth_date"
    }
    born = draft.birth_date
    assert born is not None, "whoever comes so far gave a date of birth"
    guardian = guardian_of(draft.answers["guardian"]) if draft.needs_guardian(today) else None
    details = PatientDetails(birth_date=born, **typed)
    return services.introduce(proved, details, guardian=guardian, now=request.now)


def coverage_of(request: Request, draft: Draft, who: Recognised) -> UUID | None:
    """The membership that pays, written down if it was not; None for who pays themselves."""
    if draft.is_self_pay:
        return None
    number = draft.answer("membership", "number")
    return add_coverage(who.actor, who.patient, draft.insurer, number, now=request.now)


@require_GET
@grant.with_visit
def done(request: Request, opened: LinkOpened, page: VisitPage) -> HttpResponse:
    """The confirmation: everything needed to come."""
    return render(request, "patient/booking/done.jinja", {"visit": shown(page)})
