"""Visits as rows: finding one, what the rules look at in it, and appending a step."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Max, QuerySet

from eutonia.clinic.audit.actors import Actor, Subject
from eutonia.clinic.audit.services import record
from eutonia.clinic.booking.access import require_open
from eutonia.clinic.booking.models import Visit, VisitEntry
from eutonia.clinic.booking.problems import NotFound
from eutonia.clinic.cover.authorising import standing_of, who
from eutonia.clinic.storing.writes import AT_ONCE, Into
from eutonia.pathway.standing import Payer
from eutonia.pathway.states import VisitAction, VisitState
from eutonia.pathway.steps import VisitFacts, visit_after


def visits() -> QuerySet[Visit]:
    """Visits with all that a page or rule needs of them."""
    return Visit.objects.select_related(
        "patient",
        "visit_type",
        "clinician",
        "room",
        "site",
        "coverage__insurer",
        "authorisation__coverage__patient",
        "authorisation__coverage__insurer",
        "consent_by",
    )


def opened(actor: Actor, visit: UUID, *, now: datetime) -> Visit:
    """A visit that this person may see. Raises `NotFound`, and ``PermissionDenied`` for another person's visit."""
    return _allowed(actor, visits().filter(public_id=visit).first(), now=now)


def locked(actor: Actor, visit: UUID, *, now: datetime) -> Visit:
    """As `opened`, locked until the transaction ends."""
    return _allowed(actor, visits().select_for_update(of=("self",)).filter(public_id=visit).first(), now=now)


def _allowed(actor: Actor, row: Visit | None, *, now: datetime) -> Visit:
    if row is None:
        raise NotFound
    require_open(actor, row, now=now)
    return row


def zone_of(visit: Visit) -> ZoneInfo:
    """The zone of the site where a visit is."""
    return ZoneInfo(visit.site.zone)


def today_at(visit: Visit, now: datetime) -> date:
    """The date at the site of a visit."""
    return now.astimezone(zone_of(visit)).date()


def facts_of(visit: Visit, *, used: int | None = None) -> VisitFacts:
    """What the rules look at. ``used``: the visits that began under its authorisation, where already counted."""
    return VisitFacts(
        VisitState(visit.state),
        Payer(visit.payer),
        visit.starts_at,
        None if visit.authorisation is None else standing_of(visit.authorisation, used=used),
        frozenset(visit.visit_type.procedures) if visit.payer == Payer.INSURED else frozenset(),
    )


def after(visit: Visit, action: VisitAction, actor: Actor, *, now: datetime) -> VisitFacts:
    """The visit after an action, by the table of states. Raises `NotAllowed` with reason and remedy."""
    return visit_after(facts_of(visit), action, who(actor), now=now, zone=zone_of(visit))


def snapshot(visit: Visit) -> dict[str, Any]:
    """What the audit keeps of a visit: ids and states, no words."""
    return {
        "state": visit.state,
        "starts_at": visit.starts_at,
        "clinician": visit.clinician.public_id,
        "room": visit.room.code if visit.room else None,
        "payer": visit.payer,
        "authorisation": visit.authorisation.public_id if visit.authorisation else None,
        "consent": visit.consent,
    }


def append(
    visit: Visit,
    action: VisitAction,
    actor: Actor,
    *,
    now: datetime,
    before: dict[str, Any] | None = None,
    why: str = "",
    into: Into = AT_ONCE,
) -> None:
    """Append a step to the history and the audit. Two people who take the same step get the same number: one wins."""
    last = 0
    if before is not None:
        last = VisitEntry.objects.filter(visit=visit).aggregate(last=Max("sequence"))["last"] or 0
    entry = VisitEntry(
        visit=visit,
        sequence=last + 1,
        action=action.value,
        state=visit.state,
        starts_at=visit.starts_at,
        clinician=visit.clinician,
        why=why,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_role=actor.role,
        at=now,
    )
    into.insert(entry)
    record(
        actor,
        f"visit.{action.value}",
        Subject("visit", visit.public_id),
        now=now,
        patient=visit.patient.public_id,
        before=before,
        after=snapshot(visit),
        into=into,
    )
