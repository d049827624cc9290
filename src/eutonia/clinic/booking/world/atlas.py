"""The clinic's world and rotas, as pages show them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from eutonia.clinic.audit.actors import Actor
from eutonia.clinic.booking.access import Permission, require
from eutonia.clinic.booking.lines import site_line
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
from eutonia.clinic.booking.pages.rotas import AbsenceLine, ClosureLine, ExtraLine, RotaPage, SessionLine
from eutonia.clinic.booking.pages.world import ClinicianLine, PolicyLine, RoomLine, SiteLine, VisitTypeLine, World
from eutonia.clinic.booking.world.bank_holidays import bank_holidays
from eutonia.clinic.people.registration import today_of
from eutonia.pathway.money import Money, MoneyRange

YEAR = timedelta(days=365)


def sites(*, with_old: bool = False) -> tuple[SiteLine, ...]:
    """The sites, for everybody."""
    found = Site.objects.all() if with_old else Site.objects.filter(is_active=True)
    return tuple(site_line(row) for row in found)


def rooms(*, with_old: bool = False) -> tuple[RoomLine, ...]:
    """The rooms, for everybody."""
    found = Room.objects.select_related("site")
    if not with_old:
        found = found.filter(is_active=True)
    return tuple(RoomLine(row.code, row.site.code, row.name, row.directions, row.is_active) for row in found)


def visit_types(*, open_only: bool = False, with_old: bool = False) -> tuple[VisitTypeLine, ...]:
    """The kinds of visit, for everybody. ``open_only``: those that patients book themselves."""
    found = VisitType.objects.select_related("price").prefetch_related("rooms")
    if not with_old:
        found = found.filter(is_active=True)
    if open_only:
        found = found.filter(is_open=True)
    return tuple(_visit_type(row) for row in found)


def clinicians(visit_type: str = "", *, with_old: bool = False) -> tuple[ClinicianLine, ...]:
    """Those who see patients, for everybody; for one kind of visit if it is named."""
    found = Clinician.objects.select_related("user").prefetch_related("insurers", "visit_types")
    if not with_old:
        found = found.filter(is_active=True)
    if visit_type:
        found = found.filter(visit_types__code=visit_type)
    return tuple(_clinician(row) for row in found)


def world(actor: Actor) -> World:
    """All that the manager edits, old entries too."""
    require(actor, Permission.MANAGE)
    policy = Policy.objects.select_related("kept_back_type").filter(pk=1).first()
    return World(
        sites=sites(with_old=True),
        rooms=rooms(with_old=True),
        visit_types=visit_types(with_old=True),
        clinicians=clinicians(with_old=True),
        policy=_policy(policy) if policy else None,
    )


def rota_page(actor: Actor, *, now: datetime) -> RotaPage:
    """When people work, from today on: sessions, extra ones, absences, closures and a year of bank holidays."""
    require(actor, Permission.DAY)
    today = today_of(now)
    sessions = Session.objects.select_related("clinician", "site", "room")
    absences = Absence.objects.select_related("clinician", "room").filter(last_day__gte=today).order_by("first_day")
    extras = ExtraSession.objects.select_related("clinician", "site", "room").filter(day__gte=today).order_by("day")
    return RotaPage(
        sessions=tuple(_session(row) for row in sessions if row.last_day is None or row.last_day >= today),
        extras=tuple(_extra(row) for row in extras),
        absences=tuple(_absence(row) for row in absences),
        closures=tuple(sorted(_closures(today), key=lambda line: line.first)),
    )


def _closures(today: date) -> Iterator[ClosureLine]:
    for row in Closure.objects.select_related("site").filter(last_day__gte=today):
        yield ClosureLine(row.public_id, row.site.code, row.first_day, row.last_day, row.why)
    for site in Site.objects.filter(is_active=True):
        is_open = set(OpenHoliday.objects.filter(site=site).values_list("day", flat=True))
        for day, name in bank_holidays(site.holidays, today, today + YEAR).items():
            yield ClosureLine(None, site.code, day, day, name, is_open=day in is_open)


def _visit_type(row: VisitType) -> VisitTypeLine:
    return VisitTypeLine(
        code=row.code,
        name=row.name,
        lay_name=row.lay_name,
        mode=row.mode,
        minutes=row.minutes,
        buffer_before=row.buffer_before,
        buffer_after=row.buffer_after,
        notice_minutes=row.notice_minutes,
        is_first=row.is_first,
        is_open=row.is_open,
        price=MoneyRange(Money(row.price.low_pence), Money(row.price.high_pence)),
        price_code=row.price.code,
        procedures=tuple(row.procedures),
        preparation=row.preparation,
        bring=row.bring,
        rooms=tuple(room.code for room in row.rooms.all()),
        is_active=row.is_active,
    )


def _clinician(row: Clinician) -> ClinicianLine:
    return ClinicianLine(
        public_id=row.public_id,
        code=row.code,
        name=row.name,
        title=row.title,
        specialties=tuple(row.specialties),
        languages=tuple(row.languages),
        ages_from=row.ages_from,
        ages_to=row.ages_to,
        insurers=tuple(insurer.code for insurer in row.insurers.all()),
        visit_types=tuple(kind.code for kind in row.visit_types.all()),
        account=row.user.public_id if row.user else None,
        is_active=row.is_active,
    )


def _policy(row: Policy) -> PolicyLine:
    return PolicyLine(
        horizon_days=row.horizon_days,
        kept_back=row.kept_back,
        kept_back_type=row.kept_back_type.code,
        kept_back_opens=row.kept_back_opens,
        kept_back_days_before=row.kept_back_days_before,
        reminder_hours=tuple(row.reminder_hours),
        offer_minutes=row.offer_minutes,
    )


def _session(row: Session) -> SessionLine:
    room = row.room.code if row.room else ""
    who, site = row.clinician, row.site.code
    return SessionLine(
        row.public_id,
        who.public_id,
        who.name,
        site,
        room,
        row.weekday,
        row.starts,
        row.ends,
        row.first_day,
        row.last_day,
    )


def _extra(row: ExtraSession) -> ExtraLine:
    room = row.room.code if row.room else ""
    who, site = row.clinician, row.site.code
    return ExtraLine(row.public_id, who.public_id, who.name, site, room, row.day, row.starts, row.ends)


def _absence(row: Absence) -> AbsenceLine:
    whose = row.clinician.name if row.clinician else row.room.name if row.room else ""
    clinician = row.clinician.public_id if row.clinician else None
    room = row.room.code if row.room else ""
    return AbsenceLine(
        row.public_id, whose, clinician, room, row.first_day, row.last_day, row.starts, row.ends, row.why
    )
