"""Pages of the insurance role."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eutonia.clinic.booking import queries as booking
from eutonia.clinic.booking import services
from eutonia.clinic.booking.queries import VisitLine
from eutonia.clinic.cover import queries
from eutonia.clinic.cover.queries import AuthorisationRecord, CoverPermission
from eutonia.clinic.cover.services import change_request
from eutonia.clinic.people.queries import colleagues
from eutonia.pathway.cover import CoverTold, told
from eutonia.pathway.problems import NotAllowed
from eutonia.pathway.states import AuthorisationAction, VisitState
from eutonia.pathway.steps import APPROVING
from eutonia.web.design.forms import Form
from eutonia.web.staff import words
from eutonia.web.staff.insurance.forms import ConfirmForm, NoteForm, RequestForm, TermsForm, codes
from eutonia.web.staff.insurance.page import authorisation_page, groups
from eutonia.web.staff.insurance.words import STATES, STEPS
from eutonia.web.staff.room import Asking, StaffRequest, ask, missing, needs, sent, sentence, show, staff_page, tell

form_page = require_http_methods(["GET", "HEAD", "POST"])
insurance_page = staff_page(needs(queries.require, CoverPermission.AUTHORISE))

ASKING = frozenset({AuthorisationAction.REQUEST, AuthorisationAction.SUPPLY})
"""Steps that go to the insurer by the gateway."""
EXPLAINED = frozenset({AuthorisationAction.PEND, AuthorisationAction.DECLINE, AuthorisationAction.WITHDRAW})
"""Steps that need the insurer's words."""
OVER = (VisitState.LEFT, VisitState.NO_SHOW, VisitState.CANCELLED)
SILENT = frozenset({AuthorisationAction.NEED, AuthorisationAction.EXPIRE, *ASKING})


@require_safe
@insurance_page
def work(request: StaffRequest) -> HttpResponse:
    """What waits for somebody, and what is missing before it can be sent."""
    lines = booking.work_list(request.actor, now=request.now)
    shown = {"groups": groups(lines), "count": len(lines), "states": STATES}
    return show(request, "staff/insurance/work.jinja", shown)


@require_safe
@insurance_page
def authorisation(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """One authorisation: how it stands, what can be done next, what was done."""
    return page_of(request, opened(request, public_id))


@form_page
@insurance_page
def step(request: StaffRequest, public_id: UUID, action: str) -> HttpResponse:
    """Take a step. What is not legal now is refused with the reason."""
    taken = legal(action)
    record = opened(request, public_id)
    form = form_for(taken, record, request)
    said = STEPS[taken]
    if form.is_valid():
        try:
            tell(request, take(request, public_id, taken, form) or str(said.done))
        except NotAllowed as refused:
            form.add_error(None, sentence(refused.issue))
        else:
            return redirect("insurance:authorisation", public_id)
    page = Asking(str(said.title), str(said.button), *back(public_id), intro=str(said.intro), grave=said.grave)
    return ask(request, form, page)


@form_page
@insurance_page
def change(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Say what is asked for."""
    record = opened(request, public_id)
    form = RequestForm(sent(request), record)
    if form.is_valid():
        found = form.cleaned_data
        change_request(
            request.actor,
            public_id,
            procedures=codes(found["procedures"]),
            diagnoses=codes(found["diagnoses"]),
            now=request.now,
        )
        tell(request, _("The codes are changed."))
        return redirect("insurance:authorisation", public_id)
    return ask(request, form, Asking(_("What is asked for"), _("Save"), *back(public_id)))


def take(request: StaffRequest, public_id: UUID, action: AuthorisationAction, form: Form) -> str:
    """Take the step; returns what a person must do now, if there is anything. Raises `NotAllowed`."""
    if action in ASKING:
        return services.request_authorisation(request.actor, public_id, now=request.now).to_do
    terms = form.terms() if isinstance(form, TermsForm) else None
    note = form.cleaned_data.get("note", "")
    services.authorise(request.actor, public_id, action, now=request.now, terms=terms, note=note)
    return ""


def form_for(action: AuthorisationAction, record: AuthorisationRecord, request: StaffRequest) -> Form:
    """The form that a step needs."""
    if action in APPROVING:
        return TermsForm(sent(request), record.standing, record.procedures)
    if action in SILENT:
        return ConfirmForm(sent(request))
    return NoteForm(sent(request), required=action in EXPLAINED)


def legal(action: str) -> AuthorisationAction:
    """The step of this name, if people take it by hand."""
    try:
        found = AuthorisationAction(action)
    except ValueError as error:
        raise Http404 from error
    if found not in STEPS:
        raise Http404
    return found


def page_of(request: StaffRequest, record: AuthorisationRecord) -> HttpResponse:
    """The page of an authorisation."""
    visits = [
        line for line in booking.visits_of(request.actor, record.patient, now=request.now) if covered(line, record)
    ]
    page = authorisation_page(record, colleagues(request.actor), today=today(request), has_visits=bool(visits))
    shown = {"page": page, "visits": visits, "cover": told_of(visits, record)}
    return show(request, "staff/insurance/authorisation.jinja", shown)


def covered(line: VisitLine, record: AuthorisationRecord) -> bool:
    """Whether a visit waits for this authorisation, or goes on under it."""
    return line.authorisation == record.public_id and line.state not in OVER


def told_of(visits: Sequence[VisitLine], record: AuthorisationRecord) -> CoverTold | None:
    """What the patient of the next visit reads about its costs, as things stand; None without a visit."""
    if not visits:
        return None
    line = min(visits, key=lambda each: each.starts_at)
    return told(line.payer, record.standing, line.quote, day=line.wall.date())


def opened(request: StaffRequest, public_id: UUID) -> AuthorisationRecord:
    """The authorisation; a page that is not there for an id that we do not know."""
    try:
        return queries.authorisation(request.actor, public_id, today=today(request), now=request.now)
    except queries.CoverNotFound as error:
        raise missing(error) from error


def today(request: StaffRequest) -> date:
    """The day at the clinic."""
    return words.today(request.now)


def back(public_id: UUID) -> tuple[str, str]:
    """The way back to an authorisation."""
    return reverse("insurance:authorisation", args=[public_id]), _("Authorisation")
