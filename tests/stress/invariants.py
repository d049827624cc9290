"""What must be true of the tables whatever happened: read from the rows, with nothing of the code that wrote them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

QUARTER = timedelta(minutes=15)


def broken(confirmed: Iterable[UUID] = ()) -> list[str]:
    """Sentences for everything that is not as it must be; empty if all is well.

    ``confirmed`` are the visits of which a client has seen the confirmation.
    """
    return [*_grains(), *_histories(), *_traces(), *_authorisations(), *_confirmed(set(confirmed))]


def _grains() -> Iterator[str]:
    from eutonia.clinic.booking.models import Grain, Hold, Visit

    rows = list(Grain.objects.values_list("at", "clinician_id", "room_id", "patient_id", "hold_id", "visit_id"))
    for place, whose in ((1, "clinician"), (2, "room"), (3, "patient")):
        taken = Counter((row[place], row[0]) for row in rows if row[place] is not None)
        yield from (f"{whose} {key[0]} has {key[1]} {count} times" for key, count in taken.items() if count > 1)
    of_visit: dict[int, set[datetime]] = defaultdict(set)
    of_hold: dict[int, set[datetime]] = defaultdict(set)
    for at, _clinician, _room, _patient, hold, visit in rows:
        (of_visit if visit is not None else of_hold)[visit if visit is not None else hold].add(at)
    for visit in Visit.objects.select_related("visit_type"):
        wanted = set() if visit.state == "cancelled" else _needs(visit)
        if of_visit.pop(visit.pk, set()) != wanted:
            yield f"{visit} ({visit.state}) has not the grains that it needs"
    for hold in Hold.objects.select_related("visit_type"):
        if of_hold.pop(hold.pk, set()) != _needs(hold):
            yield f"{hold} has not the grains that it needs"
    yield from (f"grains of {owner}, who is not there" for owner in (*of_visit, *of_hold))


def _needs(row: Any) -> set[datetime]:
    """The quarters of an hour of a visit or hold with its buffers, counted by hand."""
    kind = row.visit_type
    first = row.starts_at - QUARTER * -(-kind.buffer_before // 15)
    last = row.starts_at + timedelta(minutes=row.minutes + kind.buffer_after)
    return {first + QUARTER * n for n in range(-(-(last - first) // QUARTER))}


def _histories() -> Iterator[str]:
    from eutonia.clinic.booking.models import Visit
    from eutonia.pathway.states import VISIT_MOVES, VisitAction, VisitState

    steps = {(move.start, move.action, move.result) for move in VISIT_MOVES}
    for visit in Visit.objects.prefetch_related("entries"):
        entries = sorted(visit.entries.all(), key=lambda entry: entry.sequence)
        if [entry.sequence for entry in entries] != list(range(1, len(entries) + 1)):
            yield f"{visit} has a gap in its history"
            continue
        if not entries or entries[-1].state != visit.state or entries[-1].starts_at != visit.starts_at:
            yield f"{visit} is not where its history ends"
        before = None
        for entry in entries:
            after = VisitState(entry.state)
            if (before, VisitAction(entry.action), after) not in steps:
                yield f"{visit}: no move from {before} by {entry.action} to {after}"
            before = after


def _traces() -> Iterator[str]:
    """Each step of a visit is in the audit once; each visit that stands was confirmed once."""
    from eutonia.clinic.audit.models import AuditEntry
    from eutonia.clinic.booking.models import Visit, VisitEntry
    from eutonia.clinic.outbox.models import Message

    written = Counter(AuditEntry.objects.filter(subject_kind="visit").values_list("subject_id", "verb"))
    taken = Counter(
        (str(visit), f"visit.{action}")
        for visit, action in VisitEntry.objects.values_list("visit__public_id", "action")
    )
    for key in written.keys() | taken.keys():
        if written[key] != taken[key] and not key[1].endswith(".open"):
            yield f"visit {key[0]}: {key[1]} was done {taken[key]} times and audited {written[key]} times"
    keys = set(Message.objects.filter(kind="visit-confirmed").values_list("key", flat=True))
    visits = {f"visit:{public_id}:0:visit-confirmed" for public_id in Visit.objects.values_list("public_id", flat=True)}
    yield from (f"a visit without its message, or a message without its visit: {key}" for key in keys ^ visits)


def _authorisations() -> Iterator[str]:
    from eutonia.clinic.booking.models import Visit
    from eutonia.clinic.cover.models import Authorisation, AuthorisationUse

    uses = AuthorisationUse.objects.filter(taken_back_at__isnull=True)
    used = Counter(uses.values_list("authorisation_id", flat=True))
    begun = set(uses.values_list("visit", flat=True))
    for row in Authorisation.objects.prefetch_related("entries"):
        entries = sorted(row.entries.all(), key=lambda entry: entry.sequence)
        if [entry.sequence for entry in entries] != list(range(1, len(entries) + 1)):
            yield f"{row} has a gap in its history"
        elif entries[-1].state != row.state:
            yield f"{row} is not where its history ends"
        if row.visits_allowed is not None and used[row.pk] > row.visits_allowed:
            yield f"{row} was used {used[row.pk]} times, and {row.visits_allowed} were allowed"
    insured = Visit.objects.filter(payer="insured", state__in=("seen", "left"))
    yield from (f"{visit} began unauthorised" for visit in insured if visit.public_id not in begun)


def _confirmed(seen: set[UUID]) -> Iterator[str]:
    from eutonia.clinic.booking.models import Visit

    there = set(Visit.objects.values_list("public_id", flat=True))
    yield from (f"somebody saw visit {public_id} confirmed, and it is not there" for public_id in seen - there)
