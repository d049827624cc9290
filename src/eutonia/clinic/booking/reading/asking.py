"""Free times, and one visit: what patients and staff ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from eutonia.clinic.audit.actors import Actor, ActorKind, Subject
from eutonia.clinic.audit.services import seen
from eutonia.clinic.booking import rows
from eutonia.clinic.booking.access import Permission, may, require_may_act_for
from eutonia.clinic.booking.known import known
from eutonia.clinic.booking.lines import TO_COME, site_line, visit_lines
from eutonia.clinic.booking.models import Hold, Site, Visit
from eutonia.clinic.booking.pages.visits import FreeTimes, VisitLine, VisitPage, VisitStep
from eutonia.clinic.booking.problems import CannotBook
from eutonia.clinic.booking.records import Held, Need, OpenSlot, Slot, Wish, wall_time
from eutonia.clinic.booking.times.choosing import horizon, offered
from eutonia.clinic.booking.times.finding import searches, suiting, suits
from eutonia.clinic.booking.visits import telling
from eutonia.clinic.booking.visits.consenting import find_patient
from eutonia.clinic.cover.queries import payments_of
from eutonia.clinic.outbox.channels import Attachment
from eutonia.clinic.people.models import Patient
from eutonia.clinic.people.registration import today_of
from eutonia.pathway.cover import told
from eutonia.pathway.offer import FirstStep
from eutonia.pathway.states import VisitState


def free_times(wish: Wish, need: Need, *, now: datetime, by_staff: bool = False) -> FreeTimes:
    """What somebody can choose from. ``by_staff``: any day of the horizon, at any notice.

    Never raises for an emergency: then there are no slots, and ``may_book`` says what to show instead.
    """
    may_book = offered(need)
    if may_book.first is not FirstStep.NONE:
        return FreeTimes(may_book, (), (), None, None)
    today = _today(wish, now)
    wanted = replace(wish, urgency=need.urgency)
    dates = (today, today + timedelta(days=horizon() - 1)) if by_staff else may_book.dates(today)
    dates = _narrowed(dates, wish)
    if dates is None:
        return FreeTimes(may_book, (), (), None, None)
    found = _slots(wanted, *dates, now=now, by_staff=by_staff)
    later = () if found or by_staff else _later(wanted, _narrowed(may_book.later_dates(today), wish), now=now)
    return FreeTimes(may_book, found, later, *dates)


def held(hold: UUID, *, now: datetime) -> Held | None:
    """A time that is kept; None once it is gone. Only who has the id can ask."""
    row = Hold.objects.select_related("visit_type__price", "clinician", "room", "site").filter(public_id=hold).first()
    if row is None:
        return None
    kind = row.visit_type
    return Held(
        hold=row.public_id,
        slot=Slot(kind.code, row.clinician.public_id, row.starts_at, row.room.code if row.room else ""),
        wall=wall_time(row.starts_at, row.site.zone),
        minutes=row.minutes,
        expires_at=row.expires_at,
        quote=(kind.price.low_pence, kind.price.high_pence),
    )


def visit(actor: Actor, visit: UUID, *, now: datetime, why: str = "") -> VisitPage:
    """Open a visit; written down as seen. Raises `NotFound`, and ``PermissionDenied`` for another person's."""
    row = rows.opened(actor, visit, now=now)
    seen(actor, Subject("visit", row.public_id), now=now, patient=row.patient.public_id, why=why)
    return _page(actor, row, now=now)


def calendar(actor: Actor, visit: UUID, *, now: datetime) -> Attachment:
    """The calendar file of a visit as it stands. Raises as `visit` does."""
    row = rows.opened(actor, visit, now=now)
    return telling.calendar_of(row, now=now, is_cancelled=row.state == VisitState.CANCELLED)


def visits_of(actor: Actor, patient: UUID, *, now: datetime) -> tuple[VisitLine, ...]:
    """A person's visits, the latest first: for staff, the patient, a guardian. Written down as seen."""
    person = find_patient(patient)
    require_may_act_for(actor, person, Permission.DAY, now=now)
    seen(actor, Subject("visit-list", person.public_id), now=now, patient=person.public_id)
    found = rows.visits().filter(patient__in=Patient.objects.same_person(person))
    return visit_lines(actor, found.order_by("-starts_at"), now=now)


def _page(actor: Actor, row: Visit, *, now: datetime) -> VisitPage:
    line = visit_lines(actor, [row], now=now)[0]
    facts = rows.facts_of(row)
    return VisitPage(
        line=line,
        site=site_line(row.site),
        clinician_title=row.clinician.title,
        lay_name=row.visit_type.lay_name,
        preparation=row.visit_type.preparation,
        bring=row.visit_type.bring,
        directions=row.room.directions if row.room else "",
        told=told(facts.payer, facts.standing, line.quote, day=line.wall.date()),
        insurer_name=row.coverage.insurer.name if row.coverage else "",
        payments=payments_of(row.public_id),
        guardian_name=row.consent_by.name if row.consent_by else "",
        is_over=line.state not in TO_COME,
        history=_history(row) if may(actor, Permission.DAY) else (),
    )


def _history(row: Visit) -> tuple[VisitStep, ...]:
    zone = rows.zone_of(row)
    return tuple(
        VisitStep(
            entry.sequence,
            entry.action,
            VisitState(entry.state),
            entry.starts_at.astimezone(zone),
            entry.why,
            Actor(ActorKind(entry.actor_kind), entry.actor_id, entry.actor_role),
            entry.at,
        )
        for entry in row.entries.all()
    )


def _slots(wish: Wish, first: date, last: date, *, now: datetime, by_staff: bool = False) -> tuple[OpenSlot, ...]:
    """Free slots on some dates, in order of time, with clinicians who see people of this age on that day."""
    world = known()
    visit_type = world.visit_type(wish.visit_type)
    if visit_type is None:
        raise CannotBook
    people = suiting(world, visit_type, wish, first, last)
    found = [
        search.slot(time)
        for search in searches(world, visit_type, people, wish, first, last, now=now, by_staff=by_staff)
        for time in search.free(now=now)
        if suits(world.clinicians[int(time.clinician)], wish, time.start.astimezone(search.zone).date())
    ]
    return tuple(sorted(found, key=lambda slot: (slot.slot.starts_at, slot.clinician_name)))


def _later(wish: Wish, dates: tuple[date, date] | None, *, now: datetime) -> tuple[OpenSlot, ...]:
    return () if dates is None else _slots(wish, *dates, now=now)


def _narrowed(dates: tuple[date, date] | None, wish: Wish) -> tuple[date, date] | None:
    """The dates within what the wish names; None where nothing is left."""
    if dates is None:
        return None
    first, last = max(dates[0], wish.first or dates[0]), min(dates[1], wish.last or dates[1])
    return (first, last) if first <= last else None


def _today(wish: Wish, now: datetime) -> date:
    """The date at the site that was asked for, or at the clinic."""
    site = Site.objects.filter(code=wish.site).first() if wish.site else None
    return now.astimezone(ZoneInfo(site.zone)).date() if site else today_of(now)
