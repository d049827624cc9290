"""The clinic's world, read once for each edition and kept in memory: every search needs it, and it seldom changes.

Rows in here are shared by all threads of a process and are only read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from eutonia.clinic.booking.models import (
    Absence,
    Clinician,
    Closure,
    ExtraSession,
    OpenHoliday,
    Policy,
    Room,
    Session,
    Site,
    VisitType,
)
from eutonia.clinic.booking.world.bank_holidays import bank_holidays
from eutonia.clinic.cover.editions import edition
from eutonia.pathway import rota
from eutonia.pathway.rota import Rota
from eutonia.pathway.wanted import Rotas


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the clinic in one edition. Keys are primary keys, but for codes and public ids."""

    edition: UUID | None
    policy: Policy | None
    sites: Mapping[int, Site]
    rooms: Mapping[int, Room]
    visit_types: Mapping[int, VisitType]
    clinicians: Mapping[int, Clinician]
    rooms_of: Mapping[int, frozenset[int]]
    """Kind of visit to the rooms that it fits into."""
    kinds_of: Mapping[int, frozenset[int]]
    """Clinician to kinds of visit."""
    insurers_of: Mapping[int, frozenset[str]]
    """Clinician to codes of insurers."""
    rotas: Mapping[tuple[int, int], Rota]
    """Site and clinician to rota."""
    rooms_shut: Mapping[rota.Key, tuple[rota.Absence, ...]]
    closed: Mapping[int, tuple[rota.Absence, ...]]
    """Site to the days on which the manager closed it."""
    open_days: Mapping[int, frozenset[date]]
    """Site to bank holidays on which it is open."""

    def visit_type(self, code: str) -> VisitType | None:
        """The kind of visit of a code, if it is given now."""
        return next((kind for kind in self.visit_types.values() if kind.code == code and kind.is_active), None)

    def clinician(self, public_id: UUID) -> Clinician | None:
        """The clinician of a public id, if they see patients now."""
        found = (row for row in self.clinicians.values() if row.public_id == public_id and row.is_active)
        return next(found, None)

    def active_sites(self) -> Iterator[Site]:
        """The sites where patients are seen now."""
        return (site for site in self.sites.values() if site.is_active)

    def fitting_rooms(self, visit_type: int, site: int) -> list[int]:
        """The rooms of a site in use that a kind of visit fits into."""
        fitting = self.rooms_of.get(visit_type, frozenset())
        return [pk for pk, room in self.rooms.items() if pk in fitting and room.site_id == site and room.is_active]

    def givers(self, visit_type: int) -> list[Clinician]:
        """Those who give a kind of visit now."""
        return [row for pk, row in self.clinicians.items() if row.is_active and visit_type in self.kinds_of.get(pk, ())]

    def rotas_at(self, site: int, clinicians: Iterable[int], first: date, last: date) -> Rotas:
        """Who works when at a site, for a search on some dates."""
        never = Rota()
        return Rotas(
            {pk: self.rotas.get((site, pk), never) for pk in clinicians},
            tuple(self.closures(site, first, last)),
            self.rooms_shut,
        )

    def closures(self, site: int, first: date, last: date) -> Iterator[rota.Absence]:
        """The days on which a site is closed: what the manager says, and bank holidays unless the manager says open."""
        for span in self.closed.get(site, ()):
            if span.first <= last and first <= span.last:
                yield span
        open_all_the_same = self.open_days.get(site, frozenset())
        for day in bank_holidays(self.sites[site].holidays, first, last):
            if day not in open_all_the_same:
                yield rota.Absence(day, day)


class _Kept:
    """The last edition that this process has read."""

    known: ClassVar[Known | None] = None


def kept() -> Known | None:
    """What this process read last, of whatever edition."""
    return _Kept.known


def lately() -> Known:
    """The world as somebody in this process read it a moment ago: for the second look within one request."""
    return _Kept.known or known()


def known() -> Known:
    """The clinic's world as it is now: one short query, and a reading of all of it after a change."""
    now = edition()
    last = _Kept.known
    if last is None or last.edition != now or now is None:
        last = _Kept.known = read(now)
    return last


def read(token: UUID | None = None) -> Known:
    """Read the world from the database, whatever is kept: inside a transaction that changes it."""
    visit_types = {row.pk: row for row in VisitType.objects.select_related("price")}
    sessions, extras, away, shut = _work()
    sites = {row.pk: row for row in Site.objects.all()}
    clinicians = {row.pk: row for row in Clinician.objects.select_related("user")}
    return Known(
        edition=token,
        policy=Policy.objects.filter(pk=1).first(),
        sites=sites,
        rooms={row.pk: row for row in Room.objects.order_by("pk")},
        visit_types=visit_types,
        clinicians=clinicians,
        rooms_of=_pairs(VisitType.rooms.through.objects.values_list("visittype_id", "room_id")),
        kinds_of=_pairs(Clinician.visit_types.through.objects.values_list("clinician_id", "visittype_id")),
        insurers_of=_pairs(Clinician.insurers.through.objects.values_list("clinician_id", "insurer__code")),
        rotas={
            (site, pk): Rota(tuple(sessions[site, pk]), tuple(extras[site, pk]), tuple(away[pk]))
            for site in sites
            for pk in clinicians
        },
        rooms_shut={pk: tuple(spans) for pk, spans in shut.items()},
        closed=_by_site((row.site_id, rota.Absence(row.first_day, row.last_day)) for row in Closure.objects.all()),
        open_days=_pairs(OpenHoliday.objects.values_list("site_id", "day")),
    )


_Sessions = dict[tuple[int, int], list[rota.Session]]
_Extras = dict[tuple[int, int], list[rota.Extra]]
_Spans = dict[int, list[rota.Absence]]


def _work() -> tuple[_Sessions, _Extras, _Spans, _Spans]:
    """Sessions and extra ones by site and clinician; absences by clinician, and by room."""
    sessions: _Sessions = defaultdict(list)
    for row in Session.objects.all():
        limit = None if row.room_id is None else frozenset({row.room_id})
        sessions[row.site_id, row.clinician_id].append(
            rota.Session(row.weekday, row.starts, row.ends, row.first_day, row.last_day, limit)
        )
    extras: _Extras = defaultdict(list)
    for extra in ExtraSession.objects.all():
        limit = None if extra.room_id is None else frozenset({extra.room_id})
        extras[extra.site_id, extra.clinician_id].append(rota.Extra(extra.day, extra.starts, extra.ends, limit))
    away: _Spans = defaultdict(list)
    shut: _Spans = defaultdict(list)
    for absence in Absence.objects.all():
        span = rota.Absence(absence.first_day, absence.last_day, absence.starts, absence.ends)
        if absence.clinician_id is not None:
            away[absence.clinician_id].append(span)
        elif absence.room_id is not None:
            shut[absence.room_id].append(span)
    return sessions, extras, away, shut


def _pairs[K, V](rows: Iterable[tuple[K, V]]) -> dict[K, frozenset[V]]:
    found: dict[K, set[V]] = defaultdict(set)
    for key, value in rows:
        found[key].add(value)
    return {key: frozenset(values) for key, values in found.items()}


def _by_site(rows: Iterable[tuple[int, rota.Absence]]) -> dict[int, tuple[rota.Absence, ...]]:
    found: dict[int, list[rota.Absence]] = defaultdict(list)
    for site, span in rows:
        found[site].append(span)
    return {site: tuple(spans) for site, spans in found.items()}
