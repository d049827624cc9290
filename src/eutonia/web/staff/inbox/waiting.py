"""Pages of the waiting list."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.queries import Need, Permission, Slot, WaitingLine, Wish
from eutonia.clinic.people import queries as people
from eutonia.pathway.problems import NotAllowed
from eutonia.web.design.forms import Form
from eutonia.web.staff.desk.people import opened
from eutonia.web.staff.desk.placing_forms import WEEKDAYS, TimeForm
from eutonia.web.staff.desk.showing import show_desk
from eutonia.web.staff.desk.times import first_day, times
from eutonia.web.staff.inbox.views import form_page, inbox_page
from eutonia.web.staff.room import Asking, StaffRequest, ask, needs, sent, sentence, show, staff_page, tell

offers = staff_page(
    needs(queries.require, Permission.ENQUIRIES), needs(people.require, people.Act.OPEN)
)  # whoever offers a place sees how old the person is


@require_safe
@inbox_page
def waiting(request: StaffRequest) -> HttpResponse:
    """Who waits, in the order in which they are asked."""
    lines = queries.waiting_list(request.actor, now=request.now)
    return show(request, "staff/inbox/waiting.jinja", {"lines": lines, "weekdays": WEEKDAYS})


@form_page
@inbox_page
def leave(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Take somebody off the list."""
    line = entry(request, public_id)
    form = Form(sent(request))
    if form.is_valid():
        services.leave_waiting_list(request.actor, public_id, now=request.now)
        tell(request, _("They are off the waiting list."))
        return redirect("inbox:waiting")
    intro = _("%(name)s waits for %(kind)s. An offer that is open goes to the next.")
    said = intro % {"name": line.patient_name, "kind": line.visit_type_name}
    return ask(request, form, Asking(_("Take off the waiting list"), _("Take them off"), *back(), said, grave=True))


@form_page
@offers
def offer(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Offer a free place by hand. They get a message with a link, and the place is kept for them meanwhile."""
    line = entry(request, public_id)
    record = opened(request, line.patient)
    wish = Wish(
        line.visit_type,
        birth_date=record.details.birth_date,
        first=max(filter(None, (line.first, first_day(request.GET)))),
        last=line.last,
        patient=line.patient,
    )
    found = times(queries.free_times(wish, Need(line.urgency, screened=True), now=request.now, by_staff=True))
    form = TimeForm(sent(request), found.slots)
    if form.is_valid():
        try:
            slot = Slot.from_key(form.cleaned_data["slot"])
            services.offer_place(request.actor, public_id, slot, now=request.now)
        except NotAllowed as refused:
            form.add_error("slot", sentence(refused.issue))
        else:
            tell(request, _("The place is offered. It is kept until they answer or the offer runs out."))
            return redirect("inbox:waiting")
    page = {
        "form": form,
        "times": found,
        "title": _("Offer a place"),
        "caption": line.patient_name,
        "button": _("Offer this time"),
        "back": back()[0],
        "back_words": back()[1],
        "elsewhere": (),
        "kept": "",
        "waiting": "",
        "here": reverse("inbox:offer", args=[public_id]),
        "with_note": False,
    }
    return show_desk(request, "staff/desk/times.jinja", page)


def entry(request: StaffRequest, public_id: UUID) -> WaitingLine:
    """Somebody on the list; a page that is not there for who is not on it."""
    lines = queries.waiting_list(request.actor, now=request.now)
    line = next((each for each in lines if each.public_id == public_id), None)
    if line is None:
        raise Http404
    return line


def back() -> tuple[str, str]:
    """The way back to the list."""
    return reverse("inbox:waiting"), _("Waiting list")
