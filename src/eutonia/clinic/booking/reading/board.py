"""The day, the month, and what should be mended before: what the front desk looks at."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from eutonia.clinic.audit.actors import Actor, Subject
from eutonia.clinic.audit.services import seen
from eutonia.clinic.booking import rows
from eutonia.clinic.booking.access import Permission, require
from eutonia.clinic.booking.known import known
from eutonia.clinic.booking.lines import missing, site_line, visit_lines
from eutonia.clinic.booking.models import Closure, Grain, Site, Visit
from eutonia.clinic.booking.pages.days import Column, DayBoard, DayCount, DayProblem, Gap
from eutonia.clinic.booking.pages.visits import VisitLine
from eutonia.clinic.booking.problems import NotFound
from eutonia.clinic.booking.records import Wish
from eutonia.clinic.booking.remedies import Remedies
from eutonia.clinic.booking.rows import facts_of
from eutonia.clinic.booking.times.clashes import clashing
from eutonia.clinic.booking.times.finding import searches
from eutonia.clinic.booking.world.bank_holidays import bank_holidays
from eutonia.knowledge.vocabulary import Issue, IssueLevel
from eutonia.pathway import rota
from eutonia.pathway.board import Board
from eutonia.pathway.states import VisitState
from eutonia.pathway.timeline import runs
from eutonia.pathway.wanted import Taken


def day(actor: Actor, day: date, *, now: datetime, site: str = "") -> DayBoard:
    """A day at a site (the first one, if none is named), with cancelled visits in the list only. Written as seen.

    Raises ``PermissionDenied``, `NotFound`.
    """
    require(actor, Permission.DAY)
    where = site_of(site)
    zone = ZoneInfo(where.zone)
    seen(actor, Subject("day", day.isoformat()), now=now)
    clashes = clashing(known(), day, day, now=now)
    lines = tuple(
        _with_clash(line, clashes.get(line.public_id, ""))
        for line in visit_lines(actor, _of_day(where, zone, day).order_by("starts_at", "clinician__name"), now=now)
    )
    standing = tuple(line for line in lines if line.state is not VisitState.CANCELLED)
    return DayBoard(
        day=day,
        site=site_line(where),
        closed=closed_why(where, day, day).get(day, ""),
        clinicians=tuple(_columns(where, zone, day, standing)),
        rooms=tuple(_rooms(where, standing)),
        visits=lines,
    )


def month(
    actor: Actor, year: int, month: int, *, now: datetime, site: str = "", visit_type: str = ""
) -> tuple[DayCount, ...]:
    """Every day of a month: visits still standing, free starts of a kind of visit, why it is closed."""
    require(actor, Permission.DAY)
    where = site_of(site)
    zone = ZoneInfo(where.zone)
    first = date(year, month, 1)
    last = date(year, month, calendar.monthrange(year, month)[1])
    begin, end = rota.instant(first, rota.MIDNIGHT, zone), rota.end_instant(last, rota.MIDNIGHT, zone)
    starts = Visit.objects.filter(site=where, starts_at__gte=begin, starts_at__lt=end)
    starts = starts.exclude(state=VisitState.CANCELLED)
    visits = Counter(at.astimezone(zone).date() for at in starts.values_list("starts_at", flat=True))
    free = Counter[date]()
    if visit_type and last >= now.astimezone(zone).date():
        free = _free_starts(where, visit_type, first, last, now=now)
    closed = closed_why(where, first, last)
    return tuple(DayCount(each, visits[each], free[each], closed.get(each, "")) for each in rota.days(first, last))


def _free_starts(site: Site, visit_type: str, first: date, last: date, *, now: datetime) -> Counter[date]:
    world, zone = known(), ZoneInfo(site.zone)
    kind = world.visit_type(visit_type)
    if kind is None:
        raise NotFound
    wish = Wish(visit_type, site=site.code)
    found = searches(world, kind, world.givers(kind.pk), wish, first, last, now=now, by_staff=True)
    return Counter(time.start.astimezone(zone).date() for search in found for time in search.free(now=now))


def problems(actor: Actor, day: date, *, now: datetime, site: str = "") -> tuple[DayProblem, ...]:
    """What should be mended before the visits of a day, in order of time: consent, authorisation, form, clashes."""
    require(actor, Permission.DAY)
    where = site_of(site)
    zone = ZoneInfo(where.zone)
    found = list(_of_day(where, zone, day).exclude(state=VisitState.CANCELLED).order_by("starts_at"))
    lines = {line.public_id: line for line in visit_lines(actor, found, now=now)}
    clashes, remedies = clashing(known(), day, day, now=now), Remedies.of(actor, found)
    return tuple(
        DayProblem(lines[visit.public_id], kind, issue)
        for visit in found
        for kind, issue in _problems_of(visit, clashes.get(visit.public_id, ""), remedies)
    )


def closed_why(site: Site, first: date, last: date) -> dict[date, str]:
    """The days on which a site is closed, with why."""
    reasons: dict[date, str] = dict(bank_holidays(site.holidays, first, last))
    for row in Closure.objects.filter(site=site, first_day__lte=last, last_day__gte=first):
        reasons |= dict.fromkeys(rota.days(max(first, row.first_day), min(last, row.last_day)), row.why)
    shut = {each for span in known().closures(site.pk, first, last) for each in rota.days(span.first, span.last)}
    return {each: why for each, why in reasons.items() if each in shut and first <= each <= last}


def site_of(code: str) -> Site:
    """The site of a code, or the first one. Raises `NotFound`."""
    sites = Site.objects.filter(is_active=True)
    row = sites.filter(code=code).first() if code else sites.order_by("pk").first()
    if row is None:
        raise NotFound
    return row


def cannot_take_place(why: str) -> Issue:
    """What is said of a visit for which nobody works, or whose room or site is closed."""
    return Issue(IssueLevel.ERROR, why, "Move the visit, or change the rota.")


def _with_clash(line: VisitLine, clash: str) -> VisitLine:
    return replace(line, missing=(*line.missing, cannot_take_place(clash))) if clash else line


def _problems_of(visit: Visit, clash: str, remedies: Remedies) -> Iterator[tuple[str, Issue]]:
    yield from missing(visit, facts_of(visit), remedies)
    if clash:
        yield "clash", cannot_take_place(clash)


def _of_day(site: Site, zone: ZoneInfo, day: date) -> QuerySet[Visit]:
    begin, end = rota.instant(day, rota.MIDNIGHT, zone), rota.end_instant(day, rota.MIDNIGHT, zone)
    return rows.visits().filter(site=site, starts_at__gte=begin, starts_at__lt=end)


def _columns(site: Site, zone: ZoneInfo, day: date, lines: tuple[VisitLine, ...]) -> Iterator[Column]:
    """The clinicians who work that day or have visits, each with work, gaps and visits."""
    world = known()
    people = {pk: row for pk, row in world.clinicians.items() if row.is_active}
    begin, end = rota.instant(day, rota.MIDNIGHT, zone), rota.end_instant(day, rota.MIDNIGHT, zone)
    taken: dict[rota.Key, list[datetime]] = {}
    for clinician, at in Grain.objects.filter(at__gte=begin, at__lt=end).values_list("clinician_id", "at"):
        taken.setdefault(clinician, []).append(at)
    board = Board(world.rotas_at(site.pk, people, day, day), Taken(taken), day, day, zone)
    for pk, person in people.items():
        mine = tuple(line for line in lines if line.clinician == person.public_id)
        work = 0
        for bits in board.work(pk).values():
            work |= bits & board.day(day)
        if work or mine:
            yield Column(
                key=str(person.public_id),
                name=person.name,
                title=person.title,
                work=_stretches(board, work, zone),
                gaps=_stretches(board, work & ~board.busy(pk), zone),
                visits=mine,
            )


def _stretches(board: Board, bits: int, zone: ZoneInfo) -> tuple[Gap, ...]:
    at = board.timeline.at
    return tuple(Gap(at(first).astimezone(zone), at(stop).astimezone(zone)) for first, stop in runs(bits))


def _rooms(site: Site, lines: tuple[VisitLine, ...]) -> Iterator[Column]:
    for room in site.rooms.filter(is_active=True).order_by("pk"):
        yield Column(room.code, room.name, "", (), (), tuple(line for line in lines if line.room == room.code))
