"""What staff ask beyond one day: counts, visits that a change of the rota leaves stranded, whether there is a note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from eutonia.clinic.audit.actors import Actor
from eutonia.clinic.booking import rows
from eutonia.clinic.booking.access import Permission, require
from eutonia.clinic.booking.known import known
from eutonia.clinic.booking.lines import visit_lines
from eutonia.clinic.booking.models import ConfidentialNote, Visit, WaitingEntry, WaitingState
from eutonia.clinic.booking.pages.days import DayProblem
from eutonia.clinic.booking.pages.visits import VisitLine
from eutonia.clinic.booking.reading.board import cannot_take_place, site_of
from eutonia.clinic.booking.times.clashes import clashing
from eutonia.clinic.people.models import Patient
from eutonia.clinic.people.registration import today_of
from eutonia.pathway import rota
from eutonia.pathway.states import VisitState

FAR = timedelta(days=366)
"""How far ahead anybody can have a visit, generously."""


def visits_named(actor: Actor, visits: Iterable[UUID], *, now: datetime) -> tuple[VisitLine, ...]:
    """The visits with these ids, in order of time: those that a refused change of the rota would hit, for example."""
    require(actor, Permission.DAY)
    found = rows.visits().filter(public_id__in=list(visits)).order_by("starts_at", "pk")
    return visit_lines(actor, found, now=now)


def stranded(actor: Actor, *, now: datetime) -> tuple[DayProblem, ...]:
    """Every coming visit that cannot take place as it is booked, with why: nobody works then, or the room is shut."""
    today = today_of(now)
    found = clashing(known(), today, today + FAR, now=now)
    lines = visits_named(actor, found, now=now)
    return tuple(DayProblem(line, "clash", cannot_take_place(found[line.public_id])) for line in lines)


def states_today(actor: Actor, *, now: datetime, site: str = "") -> Counter[VisitState]:
    """How many visits of today are in each state. Counts only, so nobody's record is opened."""
    require(actor, Permission.DAY)
    where = site_of(site)
    zone = ZoneInfo(where.zone)
    today = now.astimezone(zone).date()
    begin, end = rota.instant(today, rota.MIDNIGHT, zone), rota.end_instant(today, rota.MIDNIGHT, zone)
    found = Visit.objects.filter(site=where, starts_at__gte=begin, starts_at__lt=end)
    return Counter(VisitState(state) for state in found.values_list("state", flat=True))


def waiting_count(actor: Actor) -> int:
    """How many people are on the waiting list."""
    require(actor, Permission.ENQUIRIES)
    return WaitingEntry.objects.filter(state__in=(WaitingState.WAITING, WaitingState.OFFERED)).count()


def has_confidence(actor: Actor, patient: UUID) -> bool:
    """Whether somebody told something in confidence; for clinicians. Reading it is another question, written down."""
    require(actor, Permission.CONFIDE)
    person = Patient.objects.filter(public_id=patient).first()
    if person is None:
        return False
    same = Patient.objects.same_person(Patient.objects.root_of(person))
    return ConfidentialNote.objects.filter(patient__in=same).exists()
