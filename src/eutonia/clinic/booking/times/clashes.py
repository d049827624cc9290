"""Visits for which nobody works, or whose room or site is closed: what a change of the rota leaves behind."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from eutonia.clinic.booking.known import Known
from eutonia.clinic.booking.models import Site, Visit
from eutonia.clinic.booking.rows import visits
from eutonia.pathway import rota
from eutonia.pathway.board import Board
from eutonia.pathway.grains import footprint
from eutonia.pathway.states import VisitState
from eutonia.pathway.wanted import Taken

TO_COME = (VisitState.BOOKED.value, VisitState.LATE.value, VisitState.ARRIVED.value)


def clashing(world: Known, first: date, last: date, *, now: datetime) -> dict[UUID, str]:
    """The visits still to come on some days that cannot take place as they are booked; with why, in words."""
    found: dict[UUID, str] = {}
    for site in Site.objects.all():
        zone = ZoneInfo(site.zone)
        begin = max(rota.instant(first, rota.MIDNIGHT, zone), now)
        end = rota.end_instant(last, rota.MIDNIGHT, zone)
        coming = visits().filter(site=site, state__in=TO_COME, starts_at__gte=begin, starts_at__lt=end)
        by_day: dict[date, list[Visit]] = defaultdict(list)
        for visit in coming:
            by_day[visit.starts_at.astimezone(zone).date()].append(visit)
        for day, booked in by_day.items():
            found |= _on_day(world, site, zone, day, booked)
    return found


def _on_day(world: Known, site: Site, zone: ZoneInfo, day: date, booked: list[Visit]) -> dict[UUID, str]:
    clinicians = {visit.clinician_id for visit in booked}
    board = Board(world.rotas_at(site.pk, clinicians, day, day), Taken(), day, day, zone)
    found = {}
    for visit in booked:
        kind = visit.visit_type
        grains = footprint(visit.starts_at, visit.minutes, before=kind.buffer_before, after=kind.buffer_after).grains
        bits = board.timeline.taken(grains)
        worked = any(
            not bits & ~work
            for limit, work in board.work(visit.clinician_id).items()
            if visit.room_id is None or limit is None or visit.room_id in limit
        )
        if not worked:
            found[visit.public_id] = "The clinician does not work then, or the site is closed."
        elif visit.room_id is not None and bits & board.room_shut(visit.room_id):
            found[visit.public_id] = "The room is out of use then."
    return found
