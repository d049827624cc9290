"""Pages of the inbox: enquiries, their owner, replies and notes, and the booking that may come of one."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.queries import EnquiryPage, Permission
from eutonia.clinic.people.queries import colleagues
from eutonia.pathway.problems import NotAllowed
from eutonia.web.staff import words
from eutonia.web.staff.audit.lines import name_of
from eutonia.web.staff.desk.wish import set_out
from eutonia.web.staff.inbox.forms import NoteForm, OwnerForm, ReplyForm
from eutonia.web.staff.room import Asking, StaffRequest, ask, missing, needs, sent, sentence, show, staff_page, tell

form_page = require_http_methods(["GET", "HEAD", "POST"])
inbox_page = staff_page(needs(queries.require, Permission.ENQUIRIES))

ON_A_PAGE = 50
STATES: dict[str, str | Promise] = {
    "": gettext_lazy("Open"),
    "replied": gettext_lazy("Answered"),
    "booked": gettext_lazy("Became a visit"),
    "closed": gettext_lazy("Closed"),
}


@require_safe
@inbox_page
def enquiries(request: StaffRequest) -> HttpResponse:
    """What people asked: the open ones, or those of one state."""
    state = request.GET.get("state", "")
    if state not in STATES:
        raise Http404
    start = page_start(request)
    lines = queries.enquiries(request.actor, now=request.now, state=state, start=start, limit=ON_A_PAGE + 1)
    shown = {
        "lines": lines[:ON_A_PAGE],
        "first": start,
        "state": state,
        "states": STATES,
        "counts": queries.enquiry_counts(request.actor),
        "more": start + ON_A_PAGE if len(lines) > ON_A_PAGE else None,
        "actor": request.actor,
    }
    return show(request, "staff/inbox/enquiries.jinja", shown)


@require_safe
@inbox_page
def enquiry(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """One enquiry: the question, what was done, what can be done."""
    page = opened(request, public_id)
    names = colleagues(request.actor)
    steps = [(step, name_of(step.by, names)) for step in reversed(page.steps)]
    is_mine = page.line.owner == request.actor.id
    return show(request, "staff/inbox/enquiry.jinja", {"page": page, "steps": steps, "is_mine": is_mine})


@require_POST
@inbox_page
def take(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Look after an enquiry oneself."""
    opened(request, public_id)
    services.take_enquiry(request.actor, public_id, now=request.now)
    tell(request, _("You look after this enquiry."))
    return redirect("inbox:enquiry", public_id)


@form_page
@inbox_page
def owner(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Give an enquiry to a colleague."""
    page = opened(request, public_id)
    form = OwnerForm(sent(request), queries.enquiry_keepers(request.actor), page.line.owner)
    if form.is_valid():
        try:
            chosen = UUID(form.cleaned_data["owner"])
            services.take_enquiry(request.actor, public_id, owner=chosen, now=request.now)
        except NotAllowed as refused:
            form.add_error("owner", sentence(refused.issue))
        else:
            tell(request, _("Somebody else looks after it now."))
            return redirect("inbox:enquiry", public_id)
    return ask(request, form, Asking(_("Give it to a colleague"), _("Give it"), *back(public_id)))


@form_page
@inbox_page
def reply(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Answer."""
    page = opened(request, public_id)
    form = ReplyForm(sent(request))
    if form.is_valid():
        try:
            services.reply(request.actor, public_id, form.cleaned_data["words"], now=request.now)
        except NotAllowed as refused:
            form.add_error("words", sentence(refused.issue))
        else:
            tell(request, _("The reply is kept, and a message with a link is on its way."))
            return redirect("inbox:enquiry", public_id)
    asking = Asking(_("Reply"), _("Send the reply"), *back(public_id), intro=page.line.question)
    return ask(request, form, asking)


@form_page
@inbox_page
def note(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Write something down for colleagues."""
    opened(request, public_id)
    form = NoteForm(sent(request))
    if form.is_valid():
        try:
            services.note_enquiry(request.actor, public_id, form.cleaned_data["words"], now=request.now)
        except NotAllowed as refused:
            form.add_error("words", sentence(refused.issue))
        else:
            tell(request, _("Your note is kept."))
            return redirect("inbox:enquiry", public_id)
    return ask(request, form, Asking(_("Add a note"), _("Keep the note"), *back(public_id)))


@require_POST
@inbox_page
def close(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Nothing more is to be done."""
    opened(request, public_id)
    services.close_enquiry(request.actor, public_id, now=request.now)
    tell(request, _("The enquiry is closed."))
    return redirect("inbox:enquiries")


@require_POST
@inbox_page
def book(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Turn an enquiry into a booking. First the person is found; the form of the visit asks whether it answers it."""
    page = opened(request, public_id)
    set_out(request, public_id, page.line.name, person_of(page))
    tell(request, _("Choose the person or register them, then book. The enquiry is closed by the booking."))
    return redirect("desk:found")


def person_of(page: EnquiryPage) -> dict[str, str]:
    """What the form of a new patient begins with. People write their own names, so the desk looks at the split."""
    given, _space, family = page.line.name.rpartition(" ")
    contact = {"email": page.contact} if "@" in page.contact else {"phone": words.phone(page.contact)}
    return {"given_name": given, "family_name": family, **contact}


# ---- shared --------------------------------------------------------------------------------------------------


def opened(request: StaffRequest, public_id: UUID) -> EnquiryPage:
    """The enquiry; a page that is not there for an id that we do not know."""
    try:
        return queries.enquiry(request.actor, public_id, now=request.now)
    except services.NotFound as error:
        raise missing(error) from error


def page_start(request: StaffRequest) -> int:
    """From which line on a page shows the list."""
    text = request.GET.get("from", "")
    return min(int(text), 10**6) if text.isascii() and text.isdigit() else 0


def back(public_id: UUID) -> tuple[str, str]:
    """The way back to an enquiry."""
    return reverse("inbox:enquiry", args=[public_id]), _("Enquiry")
