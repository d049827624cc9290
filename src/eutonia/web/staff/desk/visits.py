"""Pages of one visit: open it, carry it forward, cancel it, who agreed, what was told in confidence."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.queries import Permission, VisitPage
from eutonia.clinic.people.queries import colleagues
from eutonia.knowledge.vocabulary import Issue
from eutonia.pathway.problems import NotAllowed
from eutonia.pathway.states import VisitAction
from eutonia.web.staff.audit.lines import name_of
from eutonia.web.staff.desk.people import form_page, opened
from eutonia.web.staff.desk.showing import show_desk
from eutonia.web.staff.desk.visit_forms import (
    COMPETENT,
    SELF,
    CompetenceForm,
    ConfidenceForm,
    ConsentForm,
    NoteForm,
    ReasonForm,
)
from eutonia.web.staff.desk.visit_page import staff_visit
from eutonia.web.staff.desk.words import ACTIONS, UNDOING
from eutonia.web.staff.room import Asking, StaffRequest, ask, missing, needs, sent, sentence, staff_page, tell

DOING: dict[VisitAction, Callable[..., None]] = {
    VisitAction.CHECK_IN: services.check_in,
    VisitAction.MARK_LATE: services.mark_late,
    VisitAction.SEE: services.see,
    VisitAction.LEAVE: services.leave,
    **dict.fromkeys(UNDOING, services.undo),
}

CLINICAL = frozenset({VisitAction.SEE, VisitAction.UNDO_SEE})
"""Steps for clinicians only."""

BACK = {"list": "desk:today", "mine": "desk:mine"}
"""Where somebody goes on after a step that they took from a list; else to the visit."""

sees_the_day = staff_page(needs(queries.require, Permission.DAY))
places = staff_page(needs(queries.require, Permission.PLACE))


@require_safe
@sees_the_day
def visit(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Open a visit."""
    return shown(request, public_id)


@require_POST
@staff_page(needs(queries.require, Permission.RECEIVE))
def step(request: StaffRequest, public_id: UUID, action: str) -> HttpResponse:
    """Take a step of one press. What is not allowed is refused on the page of the visit, with reason and remedy."""
    taken = next((each for each in DOING if each.value == action), None)
    if taken is None:
        raise Http404
    queries.require(request.actor, Permission.SEE if taken in CLINICAL else Permission.RECEIVE)
    try:
        DOING[taken](request.actor, public_id, now=request.now)
    except services.NotFound as error:
        raise missing(error) from error
    except NotAllowed as refused:
        return shown(request, public_id, problem=refused.issue)
    tell(request, str(ACTIONS[taken].done))
    back = BACK.get(request.POST.get("back", ""))
    return redirect(back) if back else redirect("desk:visit", public_id)


@form_page
@places
def cancel(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Cancel a visit, with the reason."""
    page = visit_page(request, public_id)
    form = ReasonForm(sent(request))
    if form.is_valid():
        try:
            services.cancel(request.actor, public_id, now=request.now, why=form.cleaned_data["why"])
        except NotAllowed as refused:
            form.add_error(None, sentence(refused.issue))
        else:
            tell(request, _("The visit is cancelled. The patient is told, and the place is free."))
            return redirect("desk:visit", public_id)
    intro = _("%(name)s gets a message. The place is offered to the waiting list at once.")
    asking = Asking(_("Cancel the visit"), _("Cancel the visit"), *back_to(public_id), grave=True)
    return ask(request, form, asking.saying(intro % {"name": page.line.patient_name}))


@form_page
@staff_page(needs(queries.require, Permission.RECEIVE))
def no_show(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Write down that the patient did not come."""
    visit_page(request, public_id)
    form = NoteForm(sent(request))
    if form.is_valid():
        try:
            services.no_show(request.actor, public_id, now=request.now, why=form.cleaned_data["why"])
        except NotAllowed as refused:
            form.add_error(None, sentence(refused.issue))
        else:
            tell(request, _("Written down: they did not come."))
            return redirect("desk:visit", public_id)
    intro = _("Call them first: they may be lost, unwell, or in the wrong place.")
    asking = Asking(_("They did not come"), _("They did not come"), *back_to(public_id), intro=intro, grave=True)
    return ask(request, form, asking)


# ---- on whose word, and in confidence ------------------------------------------------------------------------


@form_page
@places
def consent(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Write down who has agreed to the visit of a young person."""
    page = visit_page(request, public_id)
    form = ConsentForm(sent(request), opened(request, page.line.patient).guardians)
    if form.is_valid():
        chosen = form.cleaned_data["guardian"]
        guardian = None if chosen == SELF else UUID(chosen)
        try:
            services.record_consent(request.actor, public_id, guardian=guardian, now=request.now)
        except NotAllowed as refused:
            form.add_error(None, sentence(refused.issue))
        else:
            tell(request, _("Written down who agreed."))
            return redirect("desk:visit", public_id)
    return ask(request, form, Asking(_("Who has agreed to this visit?"), _("Save"), *back_to(public_id)))


@form_page
@staff_page(needs(queries.require, Permission.SEE))
def competence(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """A clinician judges whether somebody of 12 to 15 can decide for themselves."""
    page = visit_page(request, public_id)
    form = CompetenceForm(sent(request))
    if form.is_valid():
        services.judge_competence(
            request.actor,
            page.line.patient,
            is_competent=form.cleaned_data["answer"] == COMPETENT,
            words=form.cleaned_data["words"],
            now=request.now,
        )
        tell(request, _("Your judgement is written down. Now write down who agreed to this visit."))
        return redirect("desk:visit", public_id)
    return ask(request, form, Asking(_("Can they decide for themselves?"), _("Save"), *back_to(public_id)))


@form_page
@staff_page(needs(queries.require, Permission.CONFIDE))
def confidence(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Read what was told in confidence, which is written down, and add to it."""
    page = visit_page(request, public_id)
    form = ConfidenceForm(sent(request))
    if form.is_valid():
        try:
            services.confide(
                request.actor, page.line.patient, form.cleaned_data["words"], now=request.now, visit=public_id
            )
        except NotAllowed as refused:
            form.add_error(None, sentence(refused.issue))
        else:
            tell(request, _("Your note is kept."))
            return redirect("desk:confidence", public_id)
    names = colleagues(request.actor)
    notes = queries.confidential_notes(request.actor, page.line.patient, now=request.now)
    told = [(note, name_of(note.by, names)) for note in notes]
    return show_desk(request, "staff/desk/confidence.jinja", {"form": form, "notes": told, "line": page.line})


# ---- shared --------------------------------------------------------------------------------------------------


def shown(request: StaffRequest, public_id: UUID, *, problem: Issue | None = None) -> HttpResponse:
    """The page of a visit."""
    try:
        page = staff_visit(request.actor, public_id, now=request.now)
    except services.NotFound as error:
        raise missing(error) from error
    return show_desk(request, "staff/desk/visit.jinja", {"page": page}, problem=problem)


def visit_page(request: StaffRequest, public_id: UUID) -> VisitPage:
    """The visit; a page that is not there for an id that we do not know."""
    try:
        return queries.visit(request.actor, public_id, now=request.now)
    except services.NotFound as error:
        raise missing(error) from error


def back_to(public_id: UUID) -> tuple[str, str]:
    """The way back to a visit."""
    return reverse("desk:visit", args=[public_id]), _("Visit")
