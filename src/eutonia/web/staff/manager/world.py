"""Pages for the clinic's world: kinds of visit, prices, rooms, sites, diaries, insurers, the rules of booking."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.queries import Permission
from eutonia.clinic.cover import queries as cover
from eutonia.clinic.cover import services as cover_services
from eutonia.clinic.people import queries as people
from eutonia.pathway.problems import NotAllowed
from eutonia.web.staff.manager.diary_forms import ClinicianForm
from eutonia.web.staff.manager.entries import EntryForm
from eutonia.web.staff.manager.kind_forms import VisitTypeForm
from eutonia.web.staff.manager.money_forms import InsurerForm, PriceForm
from eutonia.web.staff.manager.place_forms import RoomForm, SiteForm
from eutonia.web.staff.manager.policy_forms import PolicyForm
from eutonia.web.staff.room import Asking, StaffRequest, ask, needs, sent, sentence, show, staff_page, tell

form_page = require_http_methods(["GET", "HEAD", "POST"])
manages = staff_page(
    needs(queries.require, Permission.MANAGE),
    needs(cover.require, cover.CoverPermission.PRICES),
    needs(people.require, people.Act.RUN_STAFF),
)


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry of a list: its name, the address of its form, facts in a line."""

    name: str
    href: str
    facts: str
    is_active: bool


@require_safe
@manages
def home(request: StaffRequest) -> HttpResponse:
    """What the manager can change."""
    return show(
        request, "staff/manager/home.jinja", {"stranded": len(queries.stranded(request.actor, now=request.now))}
    )


# ---- lists ---------------------------------------------------------------------------------------------------


@require_safe
@manages
def kinds(request: StaffRequest) -> HttpResponse:
    """The kinds of visit."""
    lines = queries.visit_types(with_old=True)
    facts = _("%(minutes)s minutes, %(price)s")
    shown = [
        EntryLine(k.name, _href("kind", k.code), facts % {"minutes": k.minutes, "price": k.price}, k.is_active)
        for k in lines
    ]
    return listing(request, _("Kinds of visit"), "add-kind", _("Add a kind of visit"), shown)


@require_safe
@manages
def prices(request: StaffRequest) -> HttpResponse:
    """The price list."""
    lines = cover.price_list(with_old=True)
    shown = [EntryLine(p.name, _href("price", p.code), f"{p.price}, {p.group_name}", p.is_active) for p in lines]
    return listing(request, _("Prices"), "add-price", _("Add a price"), shown)


@require_safe
@manages
def insurers(request: StaffRequest) -> HttpResponse:
    """The insurers."""
    lines = cover.insurers(with_old=True)
    shown = [EntryLine(i.name, _href("insurer", i.code), i.phone, i.is_active) for i in lines]
    return listing(request, _("Insurers"), "add-insurer", _("Add an insurer"), shown)


@require_safe
@manages
def rooms(request: StaffRequest) -> HttpResponse:
    """The rooms."""
    lines = queries.world(request.actor).rooms
    shown = [EntryLine(r.name, _href("room", r.code), r.directions, r.is_active) for r in lines]
    return listing(request, _("Rooms"), "add-room", _("Add a room"), shown)


@require_safe
@manages
def sites(request: StaffRequest) -> HttpResponse:
    """The sites."""
    lines = queries.world(request.actor).sites
    shown = [EntryLine(s.name, _href("site", s.code), s.postcode, s.is_active) for s in lines]
    return listing(request, _("Sites"), "add-site", _("Add a site"), shown)


@require_safe
@manages
def diaries(request: StaffRequest) -> HttpResponse:
    """The diaries of those who see patients."""
    lines = queries.world(request.actor).clinicians
    shown = [EntryLine(c.name, _href("diary", c.code), c.title, c.is_active) for c in lines]
    return listing(request, _("People who see patients"), "add-diary", _("Add somebody"), shown)


def listing(request: StaffRequest, title: str, add: str, add_words: str, lines: Iterable[EntryLine]) -> HttpResponse:
    """A list of entries: those in use first."""
    found = sorted(lines, key=lambda line: not line.is_active)
    shown = {"title": title, "add": reverse(f"manager:{add}"), "add_words": add_words, "lines": found}
    return show(request, "staff/manager/entries.jinja", shown)


# ---- forms ---------------------------------------------------------------------------------------------------


@form_page
@manages
def kind(request: StaffRequest, code: str = "") -> HttpResponse:
    """Make or change a kind of visit."""
    world = queries.world(request.actor)
    line = _one(world.visit_types, code)
    form = VisitTypeForm(sent(request), line, world, cover.price_list())
    return entry(request, form, services.set_visit_type, "kinds", _("Kinds of visit"), _("Kind of visit"))


@form_page
@manages
def price(request: StaffRequest, code: str = "") -> HttpResponse:
    """Make or change a price."""
    lines = cover.price_list(with_old=True)
    form = PriceForm(sent(request), _one(lines, code), [each.code for each in lines], cover.price_groups())
    return entry(request, form, cover_services.set_price, "prices", _("Prices"), _("Price"))


@form_page
@manages
def insurer(request: StaffRequest, code: str = "") -> HttpResponse:
    """Make or change an insurer."""
    lines = cover.insurers(with_old=True)
    form = InsurerForm(sent(request), _one(lines, code), [each.code for each in lines])
    return entry(request, form, cover_services.set_insurer, "insurers", _("Insurers"), _("Insurer"))


@form_page
@manages
def room(request: StaffRequest, code: str = "") -> HttpResponse:
    """Make or change a room."""
    world = queries.world(request.actor)
    form = RoomForm(sent(request), _one(world.rooms, code), world)
    return entry(request, form, services.set_room, "rooms", _("Rooms"), _("Room"))


@form_page
@manages
def site(request: StaffRequest, code: str = "") -> HttpResponse:
    """Make or change a site."""
    world = queries.world(request.actor)
    form = SiteForm(sent(request), _one(world.sites, code), world)
    return entry(request, form, services.set_site, "sites", _("Sites"), _("Site"))


@form_page
@manages
def diary(request: StaffRequest, code: str = "") -> HttpResponse:
    """Make or change the diary of somebody who sees patients."""
    world = queries.world(request.actor)
    accounts = [member for member in people.staff(request.actor) if member.is_active]
    form = ClinicianForm(sent(request), _one(world.clinicians, code), world, cover.insurers(), accounts)
    back_words, title = _("People who see patients"), _("Somebody who sees patients")
    return entry(request, form, services.set_clinician, "diaries", back_words, title)


@form_page
@manages
def policy(request: StaffRequest) -> HttpResponse:
    """Change the rules of booking."""
    world = queries.world(request.actor)
    form = PolicyForm(sent(request), world.policy, world.visit_types)
    if form.is_valid() and saved(request, form, services.set_policy, form.details()):
        return redirect("manager:home")
    back = (reverse("manager:home"), _("Clinic"))
    return ask(request, form, Asking(_("Rules of booking"), _("Save"), *back))


def entry(
    request: StaffRequest, form: EntryForm, save: Callable[..., Any], back: str, back_words: str, title: str
) -> HttpResponse:
    """Ask for an entry, and save it."""
    if form.is_valid() and saved(request, form, save, form.details()):
        return redirect(f"manager:{back}")
    return ask(request, form, Asking(title, _("Save"), reverse(f"manager:{back}"), back_words))


def saved(request: StaffRequest, form: Any, save: Callable[..., Any], details: object) -> bool:
    """Save what was entered; what cannot be is said at its field."""
    try:
        save(request.actor, details, now=request.now)
    except services.BadEntry as wrong:
        field = next((name for name in wrong.fields if name in form.fields), None)
        form.add_error(field, wrong.issue.what)
        return False
    except NotAllowed as refused:
        form.add_error(None, sentence(refused.issue))
        return False
    tell(request, _("Saved."))
    return True


def _href(page: str, code: str) -> str:
    return reverse(f"manager:{page}", args=[code])


def _one[L: Any](lines: Iterable[L], code: str) -> L | None:
    """The entry of a code; None for a new one; a page that is not there for a code that we do not know."""
    if not code:
        return None
    found = next((line for line in lines if line.code == code), None)
    if found is None:
        raise Http404
    return found
