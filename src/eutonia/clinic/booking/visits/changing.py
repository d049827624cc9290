"""What happens to a visit after it is booked: moved, cancelled, begun, ended."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from eutonia.clinic.audit.actors import Actor
from eutonia.clinic.booking import rows
from eutonia.clinic.booking.access import Permission, may
from eutonia.clinic.booking.lines import NO_CONSENT
from eutonia.clinic.booking.models import Room, Visit
from eutonia.clinic.booking.problems import BookingProblem, ConsentNeeded, SlotTaken
from eutonia.clinic.booking.records import Booked, Need, Slot, wall_time
from eutonia.clinic.booking.times import claims
from eutonia.clinic.booking.times.choosing import Chosen, choose, require_offered, wish_of
from eutonia.clinic.booking.visits import telling
from eutonia.clinic.booking.visits.freed import Freed, offer_freed
from eutonia.clinic.booking.visits.insured import begin_use, end_use, set_aside_if_idle
from eutonia.clinic.booking.visits.making import coverage_for
from eutonia.knowledge.vocabulary import Urgency
from eutonia.pathway.consent import Consent
from eutonia.pathway.states import VisitAction, VisitState

UNDOING = {
    VisitState.LATE: VisitAction.UNDO_LATE,
    VisitState.ARRIVED: VisitAction.UNDO_CHECK_IN,
    VisitState.SEEN: VisitAction.UNDO_SEE,
    VisitState.NO_SHOW: VisitAction.UNDO_NO_SHOW,
}
"""What takes back the last step, for a slip of the hand."""


def move(actor: Actor, visit: UUID, slot: Slot, *, now: datetime, why: str = "") -> Booked:
    """Move a visit to another time, also one that overlaps the old; the kind of visit stays.

    What it has already it keeps all the while: if the new time is taken, nothing has changed. A place that becomes
    free is offered to the waiting list. Raises as `holding.hold` does, and `NotAllowed` by the table of states.
    """
    row = rows.opened(actor, visit, now=now)
    need = Need(None if row.urgency is None else Urgency(row.urgency), screened=True)
    wish = wish_of(
        row.visit_type.code,
        birth_date=row.patient.birth_date,
        need=need,
        patient=row.patient.public_id,
        moving=row.public_id,
    )
    chosen = choose(actor, Slot(row.visit_type.code, slot.clinician, slot.starts_at, slot.room), wish, now=now)
    if not may(actor, Permission.PLACE):
        zone = chosen.site.zone
        require_offered(need, wall_time(slot.starts_at, zone).date(), wall_time(now, zone).date())
    if row.coverage is not None:
        coverage_for(row.patient, chosen.clinician, row.coverage.public_id, None)
    for room in chosen.rooms:
        try:
            with claims.refusals():
                return move_to(actor, visit, chosen, room, now=now, why=why)
        except SlotTaken:
            continue  # another room may be free
    raise SlotTaken


def cancel(actor: Actor, visit: UUID, *, now: datetime, why: str = "") -> None:
    """Cancel a visit. Its time is free at once, and offered to the waiting list."""
    with transaction.atomic():
        row = rows.locked(actor, visit, now=now)
        freed = Freed.of(row)
        telling.stop_reminders(row, now=now)
        claims.free(row)
        row.calendar_sequence += 1
        _step(actor, row, VisitAction.CANCEL, now=now, why=why)
        telling.tell_cancelled(row, now=now)
        set_aside_if_idle(actor, row, now=now)
        offer_freed(freed, now=now)


def mark_late(actor: Actor, visit: UUID, *, now: datetime, why: str = "") -> None:
    """The patient says that they come late, or the desk sees it."""
    step(actor, visit, VisitAction.MARK_LATE, now=now, why=why)


def check_in(actor: Actor, visit: UUID, *, now: datetime, why: str = "") -> None:
    """The patient is here."""
    step(actor, visit, VisitAction.CHECK_IN, now=now, why=why)


def leave(actor: Actor, visit: UUID, *, now: datetime, why: str = "") -> None:
    """The visit is over."""
    step(actor, visit, VisitAction.LEAVE, now=now, why=why)


def no_show(actor: Actor, visit: UUID, *, now: datetime, why: str = "") -> None:
    """The patient did not come."""
    step(actor, visit, VisitAction.NO_SHOW, now=now, why=why)


def see(actor: Actor, visit: UUID, *, now: datetime, why: str = "") -> None:
    """The visit begins. Refused for an insured visit that its insurer has not allowed, and without consent.

    The authorisation is locked meanwhile, so that two visits cannot both begin under its last use.
    """
    with transaction.atomic():
        row = rows.locked(actor, visit, now=now)
        if row.consent == Consent.MISSING:
            raise ConsentNeeded(NO_CONSENT)
        leave_of_insurer = begin_use(row)
        _step(actor, row, VisitAction.SEE, now=now, why=why)
        leave_of_insurer(actor, now)


def undo(actor: Actor, visit: UUID, *, now: datetime, why: str = "") -> None:
    """Take back the last step: late, check-in, begun, not come. Raises `NotAllowed` where it cannot be."""
    with transaction.atomic():
        row = rows.locked(actor, visit, now=now)
        action = UNDOING.get(VisitState(row.state))
        if action is None:
            raise BookingProblem("There is nothing to undo.", "Look at its state again; it may have changed.")
        _step(actor, row, action, now=now, why=why)
        if action is VisitAction.UNDO_SEE:
            end_use(actor, row, now=now)


def step(actor: Actor, visit: UUID, action: VisitAction, *, now: datetime, why: str = "") -> None:
    """Take a step that changes nothing but the state. Raises `NotAllowed` by the table of states."""
    with transaction.atomic():
        _step(actor, rows.locked(actor, visit, now=now), action, now=now, why=why)


def _step(actor: Actor, row: Visit, action: VisitAction, *, now: datetime, why: str) -> None:
    before = rows.snapshot(row)
    found = rows.after(row, action, actor, now=now)
    assert found.state is not None, "a step of a visit that is there ends in a state"
    row.state = found.state.value
    row.save(update_fields=["state", "calendar_sequence"])
    rows.append(row, action, actor, now=now, before=before, why=why)


def move_to(actor: Actor, visit: UUID, chosen: Chosen, room: Room | None, *, now: datetime, why: str) -> Booked:
    """Move a visit to a place that was found free. Raises ``IntegrityError`` where somebody was quicker."""
    with transaction.atomic():
        row = rows.locked(actor, visit, now=now)
        if (row.clinician_id, row.starts_at) == (chosen.clinician.pk, chosen.starts_at):
            return Booked(row.public_id, None, is_new=False)
        found = rows.after(row, VisitAction.MOVE, actor, now=now)
        assert found.state is not None, "a visit that is moved has a state"
        before, freed = rows.snapshot(row), Freed.of(row)
        telling.stop_reminders(row, now=now)
        claims.move(row, chosen.claim(room), now=now)
        row.clinician, row.room, row.site, row.starts_at = chosen.clinician, room, chosen.site, chosen.starts_at
        row.state = found.state.value
        row.calendar_sequence += 1
        row.save()
        rows.append(row, VisitAction.MOVE, actor, now=now, before=before, why=why)
        link = telling.tell_moved(row, now=now)
        offer_freed(freed, now=now)
    return Booked(row.public_id, link, is_new=False)
