"""The ways about the staff pages: what each role finds in the header of every page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eutonia.clinic.audit import queries as audit
from eutonia.clinic.audit.queries import Actor
from eutonia.clinic.booking import queries as booking
from eutonia.clinic.booking.queries import Permission
from eutonia.clinic.cover import queries as cover
from eutonia.clinic.cover.queries import CoverPermission
from eutonia.clinic.people import queries as people
from eutonia.clinic.people.queries import Act


@dataclass(frozen=True, slots=True)
class StaffWay:
    """A link for those who may follow it. ``room`` is the namespace of the pages that it leads to."""

    text: str | Promise
    page: str
    may: Callable[[Actor], bool]


def _may[T](ask: Callable[[Actor, T], bool], permission: T) -> Callable[[Actor], bool]:
    return lambda actor: ask(actor, permission)


WAYS: tuple[StaffWay, ...] = (
    StaffWay(_("My day"), "desk:mine", _may(booking.may, Permission.SEE)),
    StaffWay(_("Today"), "desk:today", _may(booking.may, Permission.DAY)),
    StaffWay(_("Find a patient"), "desk:find", _may(people.may, Act.FIND)),
    StaffWay(_("Inbox"), "inbox:enquiries", _may(booking.may, Permission.ENQUIRIES)),
    StaffWay(_("Insurance"), "insurance:work", _may(cover.may, CoverPermission.AUTHORISE)),
    StaffWay(_("Staff accounts"), "team:list", _may(people.may, Act.RUN_STAFF)),
    StaffWay(_("Clinic"), "manager:home", _may(booking.may, Permission.MANAGE)),
    StaffWay(_("Who looked"), "audit:lines", audit.may_read),
)


@dataclass(frozen=True, slots=True)
class ShownWay:
    """A link as the header shows it."""

    text: str | Promise
    page: str
    is_current: bool


def ways_of(request: Any) -> tuple[ShownWay, ...]:
    """What the header offers to whoever is signed in."""
    return tuple(ShownWay(way.text, way.page, _is_current(way, request)) for way in WAYS if way.may(request.actor))


def _is_current(way: StaffWay, request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name == way.page
