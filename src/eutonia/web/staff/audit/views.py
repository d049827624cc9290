"""The auditor's pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eutonia.clinic.audit import queries
from eutonia.clinic.booking import queries as booking
from eutonia.clinic.cover import queries as cover
from eutonia.clinic.people.queries import colleagues
from eutonia.web.requests import below
from eutonia.web.staff.audit.facts import Names
from eutonia.web.staff.audit.forms import FilterForm
from eutonia.web.staff.audit.lines import shown
from eutonia.web.staff.room import StaffRequest, show, staff_page

ASKED = ("who", "patient", "what", "day-day", "day-month", "day-year")
PAGE = 100


@require_safe
@staff_page(queries.require_reader)
def lines(request: StaffRequest) -> HttpResponse:
    """Who looked at what and who changed what, the newest first, narrowed by the filter."""
    names = colleagues(request.actor)
    form = FilterForm(request.GET if any(name in request.GET for name in ASKED) else None, names)
    wanted = form.wanted() if form.is_bound and form.is_valid() else queries.Filter()
    found: list[queries.AuditLine] = []
    if not form.errors:
        found = queries.lines(request.actor, wanted, now=request.now, below=below(request))
    asked = {name: request.GET[name] for name in ASKED if request.GET.get(name)}
    older = urlencode({**asked, "below": found[-1].number}) if len(found) == PAGE else ""
    page = {
        "form": form,
        "lines": shown(found, names_of(names)),
        "older": older,
        "is_narrowed": bool(asked),
        "title": _("Who looked and who changed what"),
    }
    return show(request, "staff/audit/lines.jinja", page)


def names_of(accounts: Mapping[UUID, str]) -> Names:
    """What the account's ids and codes are called, closed ones too; a room with its site where two have one name."""
    clinicians = booking.clinicians(with_old=True)
    sites = {site.code: site.name for site in booking.sites(with_old=True)}
    rooms = booking.rooms(with_old=True)
    often = Counter(room.name for room in rooms)
    things = {
        "account": {str(key): name for key, name in accounts.items()},
        "clinician": {each.code: each.name for each in clinicians},
        "holiday": sites,
        "insurer": {str(each.public_id): each.name for each in cover.insurers(with_old=True)},
        "price": {each.code: each.name for each in cover.price_list(with_old=True)},
        "room": {
            room.code: f"{room.name}, {sites[room.site]}" if often[room.name] > 1 else room.name for room in rooms
        },
        "site": sites,
        "visit-type": {each.code: each.name for each in booking.visit_types(with_old=True)},
    }
    return Names({**{each.public_id: each.name for each in clinicians}, **accounts}, things)


@require_safe
@staff_page(queries.require_reader)
def verification(request: StaffRequest) -> HttpResponse:
    """Every link of the chain computed anew."""
    return show(request, "staff/audit/verification.jinja", {"found": queries.verify(now=request.now)})
