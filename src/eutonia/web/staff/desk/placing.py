"""Pages for placing a person: what they need, a free time, the booking; moving a visit; the waiting list."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.queries import Permission, Slot, Wish
from eutonia.clinic.cover import queries as cover
from eutonia.clinic.people.queries import PatientRecord
from eutonia.knowledge.vocabulary import Urgency
from eutonia.pathway.consent import OWN_FROM, age_on
from eutonia.pathway.problems import NotAllowed
from eutonia.web.patient.booking.screen import Sign
from eutonia.web.staff import words
from eutonia.web.staff.desk import wish as wishes
from eutonia.web.staff.desk.people import START, back, form_page, opened
from eutonia.web.staff.desk.placing_forms import UNKNOWN, NeedForm, TimeForm, WaitingForm
from eutonia.web.staff.desk.showing import show_desk
from eutonia.web.staff.desk.times import first_day, times
from eutonia.web.staff.desk.visit_forms import SELF
from eutonia.web.staff.desk.visits import back_to, visit_page
from eutonia.web.staff.room import Asking, StaffRequest, ask, needs, sent, sentence, staff_page, tell

places = staff_page(needs(queries.require, Permission.PLACE))


@form_page
@places
def place(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """What a patient needs."""
    record = opened(request, public_id)
    lines = [c for c in cover.coverages(request.actor, public_id, now=request.now) if c.is_current]
    asked = wishes.enquirer(request)
    form = NeedForm(
        sent(request),
        kinds=queries.visit_types(),
        clinicians=queries.clinicians(),
        coverages=tuple(lines),
        guardians=record.guardians if is_young(record, words.today(request.now)) else None,
        initial=start_of(request),
        enquirer=asked.name if asked else "",
    )
    if form.is_valid():
        found = form.cleaned_data
        if found["emergency"] != Sign.NONE:
            return show_desk(request, "staff/desk/emergency.jinja", {"record": record, "sign": found["emergency"]})
        insurer = next((line.insurer for line in lines if str(line.public_id) == found["payer"]), "")
        wishes.keep(request, public_id, found, insurer)
        return redirect("desk:times", public_id)
    return ask(
        request, form, Asking(_("Book a visit"), _("Show free times"), *back(public_id), caption=record.full_name)
    )


@form_page
@places
def free_times(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Free times for what was asked for; choosing one books it."""
    wish = wishes.read(request, public_id)
    if wish is None:
        return redirect("desk:place", public_id)
    record = opened(request, public_id)
    wanted = wish.wish(record.details.birth_date, first_day(request.GET))
    found = times(queries.free_times(wanted, wish.need, now=request.now, by_staff=True))
    form = TimeForm(sent(request), found.slots)
    if form.is_valid():
        try:
            booked = book(request, wish, form.cleaned_data["slot"])
        except NotAllowed as refused:
            form.add_error("slot", sentence(refused.issue))
            wishes.renew(request, wish)
        else:
            wishes.forget(request)
            tell(request, _("The visit is booked. The patient gets a message with a link."))
            return redirect("desk:visit", booked.visit)
    is_urgent = wish.need.urgency is not None and wish.need.urgency >= Urgency.URGENT_2_WEEKS
    page = {
        "form": form,
        "times": found,
        "title": _("Free times"),
        "caption": record.full_name,
        "button": _("Book this time"),
        "back": reverse("desk:place", args=[public_id]),
        "back_words": _("Book a visit"),
        "elsewhere": found.elsewhere if is_urgent else (),
        "kept": _("Must be seen today") if wish.need.urgency == Urgency.SAME_DAY else "",
        "waiting": reverse("desk:wait", args=[public_id]),
        "here": reverse("desk:times", args=[public_id]),
        "with_note": False,
    }
    return show_desk(request, "staff/desk/times.jinja", page)


def book(request: StaffRequest, wish: wishes.DeskWish, slot: str) -> services.Booked:
    """Book, and say so to the enquiry that it answers. Raises `NotAllowed`."""
    details = services.Details(
        patient=UUID(wish.patient),
        coverage=UUID(wish.coverage) if wish.coverage else None,
        guardian=UUID(wish.guardian) if wish.guardian else None,
    )
    chosen = Slot.from_key(slot)
    booked = services.place(request.actor, chosen, details, now=request.now, key=wish.key, need=wish.need)
    if wish.enquiry:
        services.book_enquiry(request.actor, UUID(wish.enquiry), booked.visit, now=request.now)
        wishes.drop_enquiry(request)
    return booked


@form_page
@places
def move(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Choose another time for a visit."""
    line = visit_page(request, public_id).line
    wish = Wish(
        line.visit_type,
        birth_date=line.birth_date,
        first=first_day(request.GET),
        patient=line.patient,
        moving=public_id,
    )
    need = queries.Need(urgency=line.urgency, screened=True)
    found = times(queries.free_times(wish, need, now=request.now, by_staff=True))
    form = TimeForm(sent(request), found.slots)
    if form.is_valid():
        slot = Slot.from_key(form.cleaned_data["slot"])
        try:
            services.move(request.actor, public_id, slot, now=request.now, why=form.cleaned_data["why"])
        except NotAllowed as refused:
            form.add_error("slot", sentence(refused.issue))
        else:
            tell(request, _("The visit is moved. The patient gets a message with a link."))
            return redirect("desk:visit", public_id)
    page = {
        "form": form,
        "times": found,
        "title": _("Move the visit"),
        "caption": _("%(name)s, now %(day)s, %(time)s")
        % {"name": line.patient_name, "day": words.day(line.wall), "time": words.clock(line.wall)},
        "button": _("Move it to this time"),
        "back": back_to(public_id)[0],
        "back_words": back_to(public_id)[1],
        "elsewhere": (),
        "kept": "",
        "waiting": "",
        "here": reverse("desk:move", args=[public_id]),
        "with_note": True,
    }
    return show_desk(request, "staff/desk/times.jinja", page)


@form_page
@places
def wait(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Put somebody on the waiting list."""
    record = opened(request, public_id)
    form = WaitingForm(
        sent(request),
        kinds=queries.visit_types(),
        clinicians=queries.clinicians(),
        today=words.today(request.now),
    )
    if form.is_valid():
        found = form.cleaned_data
        wish = services.WaitingWish(
            patient=public_id,
            visit_type=found["kind"],
            first=found["first"],
            last=found["last"],
            clinician=UUID(found["clinician"]) if found["clinician"] else None,
            weekdays=tuple(int(each) for each in found["weekdays"]),
            notice_minutes=int(found["notice"]),
            urgency=None if found["urgency"] == UNKNOWN else Urgency(int(found["urgency"])),
        )
        try:
            services.join_waiting_list(request.actor, wish, now=request.now)
        except NotAllowed as refused:
            form.add_error(None, sentence(refused.issue))
        else:
            tell(request, _("They are on the waiting list. When a place is free, we write to them."))
            return redirect("desk:patient", public_id)
    asking = Asking(_("Put on the waiting list"), _("Put on the list"), *back(public_id), caption=record.full_name)
    return ask(request, form, asking)


def is_young(record: PatientRecord, today: date) -> bool:
    """Whether somebody else must agree to a visit."""
    return age_on(record.details.birth_date, today) < OWN_FROM


def start_of(request: StaffRequest) -> dict[str, object]:
    """What the form begins with: the column and day of the board from which somebody came."""
    stored = request.session.get(START)
    start = stored if isinstance(stored, dict) else {}
    day = start.get("day", "")
    return {
        "clinician": start.get("clinician", ""),
        "first": date.fromisoformat(day) if day else None,
        "payer": SELF,
    }
