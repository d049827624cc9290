"""Changing when people work. A change that would leave visits without a clinician or room is refused with the list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction

from eutonia.clinic.audit.actors import Actor, Subject
from eutonia.clinic.audit.services import record
from eutonia.clinic.booking.access import Permission, require
from eutonia.clinic.booking.known import read
from eutonia.clinic.booking.models import Absence, Clinician, Closure, ExtraSession, OpenHoliday, Room, Session, Site
from eutonia.clinic.booking.problems import HitsVisits, NotFound
from eutonia.clinic.booking.times.clashes import clashing
from eutonia.clinic.booking.world.details import AbsenceDetails, ExtraDetails, SessionDetails
from eutonia.clinic.booking.world.editing import BadEntry
from eutonia.clinic.cover.editions import new_edition

FAR = timedelta(days=366)

type Planned = Session | ExtraSession | Absence | Closure


def add_session(actor: Actor, details: SessionDetails, *, now: datetime) -> UUID:
    """Add weekly work. Returns its id."""
    row = Session(
        clinician=_clinician(details.clinician),
        site=_site(details.site),
        room=_room(details.room),
        weekday=details.weekday,
        starts=details.starts,
        ends=details.ends,
        first_day=details.first,
        last_day=details.last,
    )
    _add(actor, row, "session.add", now=now)
    return row.public_id


def end_session(actor: Actor, session: UUID, last: date, *, now: datetime, anyway: bool = False) -> None:
    """End weekly work after a day; before its first day it goes altogether. Raises `HitsVisits` unless ``anyway``."""
    row = _found(Session, session)

    def change() -> None:
        if last < row.first_day:
            row.delete()
        else:
            row.last_day = last
            row.save(update_fields=["last_day"])

    day_after = last + timedelta(days=1)
    _change(actor, "session.end", row, change, day_after, last + FAR, now=now, anyway=anyway)


def add_extra(actor: Actor, details: ExtraDetails, *, now: datetime) -> UUID:
    """Add work on one day. Returns its id."""
    row = ExtraSession(
        clinician=_clinician(details.clinician),
        site=_site(details.site),
        room=_room(details.room),
        day=details.day,
        starts=details.starts,
        ends=details.ends,
    )
    _add(actor, row, "extra-session.add", now=now)
    return row.public_id


def remove_extra(actor: Actor, extra: UUID, *, now: datetime, anyway: bool = False) -> None:
    """Remove work on one day. Raises `HitsVisits` unless ``anyway``."""
    row = _found(ExtraSession, extra)
    _change(actor, "extra-session.remove", row, row.delete, row.day, row.day, now=now, anyway=anyway)


def add_absence(actor: Actor, details: AbsenceDetails, *, now: datetime, anyway: bool = False) -> UUID:
    """Write down that a clinician is away or a room out of use. Raises `HitsVisits` unless ``anyway``."""
    row = Absence(
        clinician=_clinician(details.clinician) if details.clinician else None,
        room=_room(details.room),
        first_day=details.first,
        last_day=details.last,
        starts=details.starts,
        ends=details.ends,
        why=details.why.strip(),
    )

    def change() -> None:
        _checked(row)

    _change(actor, "absence.add", row, change, details.first, details.last, now=now, anyway=anyway)
    return row.public_id


def remove_absence(actor: Actor, absence: UUID, *, now: datetime) -> None:
    """They are there after all."""
    _remove(actor, _found(Absence, absence), "absence.remove", absence, now=now)


def close(actor: Actor, site: str, first: date, last: date, why: str, *, now: datetime, anyway: bool = False) -> UUID:
    """Close a site on some days. Raises `HitsVisits` unless ``anyway``."""
    row = Closure(site=_site(site), first_day=first, last_day=last, why=why.strip())

    def change() -> None:
        _checked(row)

    _change(actor, "closure.add", row, change, first, last, now=now, anyway=anyway)
    return row.public_id


def reopen(actor: Actor, closure: UUID, *, now: datetime) -> None:
    """Take a closure back."""
    _remove(actor, _found(Closure, closure), "closure.remove", closure, now=now)


def open_holiday(actor: Actor, site: str, day: date, *, now: datetime) -> None:
    """Open on a bank holiday."""
    require(actor, Permission.MANAGE)
    with transaction.atomic():
        OpenHoliday.objects.get_or_create(site=_site(site), day=day)
        new_edition()
        record(actor, "holiday.open", Subject("site", site), now=now, after={"day": day})


def keep_holiday(actor: Actor, site: str, day: date, *, now: datetime, anyway: bool = False) -> None:
    """Keep a bank holiday after all. Raises `HitsVisits` unless ``anyway``."""
    rows = OpenHoliday.objects.filter(site=_site(site), day=day)
    _change(actor, "holiday.keep", site, rows.delete, day, day, now=now, anyway=anyway)


def _change(
    actor: Actor,
    verb: str,
    of: Planned | str,
    change: Callable[[], object],
    first: date,
    last: date,
    *,
    now: datetime,
    anyway: bool,
) -> None:
    """Make a change and look which visits clash now that did not before; undo it all if there are any."""
    require(actor, Permission.MANAGE)
    concerns = {} if isinstance(of, str) else _concerns(of)  # before the change, which may delete it
    with transaction.atomic():
        before = clashing(read(), first, last, now=now)
        change()
        new_edition()
        hit = tuple(visit for visit in clashing(read(), first, last, now=now) if visit not in before)
        if hit and not anyway:
            raise HitsVisits(hit)
        subject = of if isinstance(of, str) else of.public_id
        after = concerns | {"first": first, "last": last, "hits": len(hit)}
        record(actor, verb, Subject(verb.partition(".")[0], subject), now=now, after=after)


def _concerns(row: Planned) -> dict[str, UUID | str]:
    """Return whom and what a plan is about, as the account of who did what knows them: an id, or a code."""
    clinician, room, site = (getattr(row, name, None) for name in ("clinician", "room", "site"))
    found = {
        "clinician": clinician and clinician.public_id,
        "room": room and room.code,
        "site": site and site.code,
    }
    return {name: value for name, value in found.items() if value}


def _add(actor: Actor, row: Session | ExtraSession, verb: str, *, now: datetime) -> None:
    require(actor, Permission.MANAGE)
    with transaction.atomic():
        _checked(row)
        new_edition()
        subject = Subject(verb.partition(".")[0], row.public_id)
        record(actor, verb, subject, now=now, after=_concerns(row))


def _remove(actor: Actor, row: Planned, verb: str, public_id: UUID, *, now: datetime) -> None:
    require(actor, Permission.MANAGE)
    with transaction.atomic():
        was = _concerns(row)
        row.delete()
        new_edition()
        record(actor, verb, Subject(verb.partition(".")[0], public_id), now=now, before=was)


def _checked(row: models.Model) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise BadEntry(" ".join(error.messages), tuple(error.message_dict)) from error
    row.save()


def _found[M: models.Model](model: type[M], public_id: UUID) -> M:
    row = model._default_manager.filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def _clinician(public_id: UUID) -> Clinician:
    return _found(Clinician, public_id)


def _site(code: str) -> Site:
    row = Site.objects.filter(code=code).first()
    if row is None:
        raise NotFound
    return row


def _room(code: str) -> Room | None:
    if not code:
        return None
    row = Room.objects.filter(code=code).first()
    if row is None:
        raise NotFound
    return row
