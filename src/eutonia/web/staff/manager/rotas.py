"""Pages about when people work. A change that would leave visits without a clinician or room lists them first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.queries import SessionLine, VisitLine
from eutonia.pathway.problems import NotAllowed
from eutonia.web.staff import words
from eutonia.web.staff.desk.placing_forms import WEEKDAYS
from eutonia.web.staff.manager.rota_forms import (
    AbsenceForm,
    CloseForm,
    EndForm,
    ExtraForm,
    RotaForm,
    SessionForm,
)
from eutonia.web.staff.manager.world import form_page, manages
from eutonia.web.staff.room import Asking, StaffRequest, missing, sent, sentence, show, tell

type Change = Callable[[], object]


@require_safe
@manages
def rota(request: StaffRequest) -> HttpResponse:
    """When people work, from today on."""
    page = queries.rota_page(request.actor, now=request.now)
    in_order = sorted(page.sessions, key=lambda line: (whose(line), line.weekday, line.starts))
    people = [(name, list(lines)) for (name, _key), lines in groupby(in_order, key=whose)]
    world = queries.world(request.actor)
    shown = {
        "page": page,
        "people": people,
        "rooms": {room.code: room.name for room in world.rooms},
        "sites": {site.code: site.name for site in world.sites},
        "weekdays": WEEKDAYS,
        "today": words.today(request.now),
    }
    return show(request, "staff/manager/rota.jinja", shown)


@form_page
@manages
def add_session(request: StaffRequest) -> HttpResponse:
    """Add weekly work."""
    form = SessionForm(sent(request), queries.world(request.actor), words.today(request.now))

    def change() -> None:
        with transaction.atomic():
            for details in form.details():
                services.add_session(request.actor, details, now=request.now)

    return changing(request, form, change, _("Add weekly work"), _("Add it"))


@form_page
@manages
def end_session(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """End weekly work after a day."""
    page = queries.rota_page(request.actor, now=request.now)
    line = next((each for each in page.sessions if each.public_id == public_id), None)
    if line is None:
        raise Http404
    form = EndForm(sent(request))
    intro = _("%(name)s, %(day)s %(from)s to %(to)s. A last day before it begins removes it altogether.")
    said = intro % {
        "name": line.clinician_name,
        "day": WEEKDAYS[line.weekday],
        "from": words.clock(line.starts),
        "to": words.clock(line.ends),
    }

    def change() -> None:
        last = form.cleaned_data["last"]
        services.end_session(request.actor, public_id, last, now=request.now, anyway=form.is_anyway)

    return changing(request, form, change, _("End weekly work"), _("End it"), said)


@form_page
@manages
def add_extra(request: StaffRequest) -> HttpResponse:
    """Add work on one day."""
    form = ExtraForm(sent(request), queries.world(request.actor))
    return changing(
        request,
        form,
        lambda: services.add_extra(request.actor, form.details(), now=request.now),
        _("Add work on one day"),
        _("Add it"),
    )


@form_page
@manages
def remove_extra(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Remove work on one day."""
    form = RotaForm(sent(request))
    return changing(
        request,
        form,
        lambda: services.remove_extra(request.actor, public_id, now=request.now, anyway=form.is_anyway),
        _("Remove work on one day"),
        _("Remove it"),
    )


@form_page
@manages
def add_absence(request: StaffRequest) -> HttpResponse:
    """Somebody is away, or a room is out of use."""
    form = AbsenceForm(sent(request), queries.world(request.actor))
    return changing(
        request,
        form,
        lambda: services.add_absence(request.actor, form.details(), now=request.now, anyway=form.is_anyway),
        _("Add an absence"),
        _("Add it"),
    )


@require_POST
@manages
def remove_absence(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """They are there after all."""
    return undone(request, lambda: services.remove_absence(request.actor, public_id, now=request.now))


@form_page
@manages
def close(request: StaffRequest) -> HttpResponse:
    """Close a site on some days."""
    form = CloseForm(sent(request), queries.world(request.actor))

    def change() -> None:
        found = form.cleaned_data
        services.close(
            request.actor,
            found["site"],
            found["first"],
            found["last"],
            found["why"],
            now=request.now,
            anyway=form.is_anyway,
        )

    return changing(request, form, change, _("Close the clinic"), _("Close it"))


@require_POST
@manages
def reopen(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Take a closure back."""
    return undone(request, lambda: services.reopen(request.actor, public_id, now=request.now))


@require_POST
@manages
def open_holiday(request: StaffRequest, site: str, day: date) -> HttpResponse:
    """Open on a bank holiday."""
    return undone(request, lambda: services.open_holiday(request.actor, site, day, now=request.now))


@form_page
@manages
def keep_holiday(request: StaffRequest, site: str, day: date) -> HttpResponse:
    """Keep a bank holiday after all."""
    form = RotaForm(sent(request))
    return changing(
        request,
        form,
        lambda: services.keep_holiday(request.actor, site, day, now=request.now, anyway=form.is_anyway),
        _("Keep the bank holiday"),
        _("Close on this day"),
        words.day(day),
    )


# ---- shared --------------------------------------------------------------------------------------------------


def whose(line: SessionLine) -> tuple[str, str]:
    """Whose work: two people may have one name."""
    return line.clinician_name, str(line.clinician)


def changing(
    request: StaffRequest, form: RotaForm, change: Change, title: str, button: str, intro: str = ""
) -> HttpResponse:
    """Ask for a change of the rota and make it; list the visits that stand in its way."""
    if request.method == "POST":
        form.offer_anyway()
    hit: tuple[VisitLine, ...] = ()
    if form.is_valid():
        try:
            change()
        except services.HitsVisits as hits:
            form.add_error(None, sentence(hits.issue))
            hit = queries.visits_named(request.actor, hits.visits, now=request.now)
        except services.NotFound as error:
            raise missing(error) from error
        except services.BadEntry as wrong:
            form.add_error(None, wrong.issue.what)
        except NotAllowed as refused:
            form.add_error(None, sentence(refused.issue))
        else:
            tell(request, _("Saved."))
            return redirect("manager:rota")
    if not hit:
        form.fields.pop("anyway", None)
    page = Asking(title, button, reverse("manager:rota"), _("Rotas and closures"), intro)
    return show(request, "staff/manager/change.jinja", {"form": form, "page": page, "hit": hit})


def undone(request: StaffRequest, change: Change) -> HttpResponse:
    """Take something back that no visit can stand in the way of."""
    try:
        change()
    except services.NotFound as error:
        raise missing(error) from error
    tell(request, _("Saved."))
    return redirect("manager:rota")
