"""Claiming grains of time: the one place that writes the table in which nobody can have a minute twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import IntegrityError, OperationalError
from django.db.models import Q, QuerySet

from eutonia.clinic.booking.models import Grain, Hold, Offer, Visit
from eutonia.clinic.booking.problems import Busy, HoldGone, PatientBusy, SlotTaken, whose_grain
from eutonia.clinic.storing.rows import insert_all
from eutonia.clinic.storing.tables import marks
from eutonia.clinic.storing.values import here
from eutonia.clinic.storing.writes import AT_ONCE, Into
from eutonia.pathway.grains import Footprint

DEADLOCK = "40P01"
"""PostgreSQL's code for two transactions that wait for each other; it ends one of them."""


# What every booking and every loser of a race asks for, written by hand (`clinic.storing`).
TAKEN = (
    "SELECT 1 FROM booking_grain AS grain LEFT JOIN booking_hold AS hold ON hold.id = grain.hold_id "
    "WHERE grain.clinician_id = %s AND grain.at = %s AND (grain.hold_id IS NULL OR hold.expires_at > %s)"
)
HAND_OVER = (
    "UPDATE booking_grain SET visit_id = %s, hold_id = NULL, patient_id = CASE WHEN at IN ({visit}) THEN %s END "
    "WHERE hold_id = %s AND at IN ({whole})"
)
END = "DELETE FROM booking_hold WHERE id = %s"


@dataclass(frozen=True, slots=True)
class Claim:
    """What is wanted: these grains of a clinician and a room, by primary key; ``room`` None without a room."""

    clinician: int
    room: int | None
    footprint: Footprint
    expired: frozenset[int] = frozenset()
    """Holds whose time was seen to be over; those in the way are cleared by the claim."""

    def rows(self, *, patient: int | None, hold: Hold | None = None, visit: Visit | None = None) -> Iterator[Grain]:
        """The grains as rows, the earliest first: whoever claims in this order never waits in a circle."""
        with_patient = frozenset(self.footprint.visit)
        for at in self.footprint.grains:
            yield Grain(
                at=at,
                clinician_id=self.clinician,
                room_id=self.room,
                patient_id=patient if at in with_patient else None,
                hold=hold,
                visit=visit,
            )

    def standing(self) -> QuerySet[Grain]:
        """Grains in the way: of this clinician or this room, at these times."""
        same = Q(clinician_id=self.clinician)
        if self.room is not None:
            same |= Q(room_id=self.room)
        return Grain.objects.filter(same, at__in=self.footprint.grains)


@contextmanager
def refusals(taken: SlotTaken | None = None) -> Iterator[None]:
    """Turn what the database refuses into `SlotTaken` or `PatientBusy`. Put it around the transaction.

    A deadlock of two moves that want each other's time counts as taken: before either commits, it is.
    """
    try:
        yield
    except IntegrityError as error:
        match whose_grain(error):
            case "patient":
                raise PatientBusy from error
            case "clinician" | "room":
                raise (taken or SlotTaken()) from error
            case _:
                raise
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) == DEADLOCK:
            raise (taken or SlotTaken()) from error
        if "database is locked" in str(error):  # SQLite, after the whole of its time-out
            raise Busy from error
        raise


def has_begun_with_another(clinician: int, at: datetime, *, now: datetime) -> bool:
    """Whether a visit or a running hold has a clinician's grain. Only a look: the claim is what decides.

    Every loser of a race asks this, and nothing else.
    """
    real = here()
    adapt = real.ops.adapt_datetimefield_value
    with real.cursor() as cursor:
        cursor.execute(TAKEN, [clinician, adapt(at), adapt(now)])
        return cursor.fetchone() is not None


def take_for_hold(claim: Claim, hold: Hold, *, now: datetime, into: Into = AT_ONCE) -> None:
    """Claim grains for a hold. Whoever claims clears the expired holds in the way."""
    into.then(partial(_clear_expired, claim, now=now))
    into.insert_all(list(claim.rows(patient=None, hold=hold)))


def take_for_visit(claim: Claim, visit: Visit, *, now: datetime) -> None:
    """Claim grains for a visit that was not held before."""
    _clear_expired(claim, now=now)
    insert_all(list(claim.rows(patient=visit.patient_id, visit=visit)))


def handing_over(hold: Hold, footprint: Footprint) -> Callable[[Visit], None]:
    """How a visit gets the grains of a hold, and the hold ends; ready but for the visit, which has its key by then.

    The function raises `HoldGone` unless every grain is still there.
    """
    adapt = here().ops.adapt_datetimefield_value
    theirs, whole = [adapt(at) for at in footprint.visit], [adapt(at) for at in footprint.grains]
    statement = HAND_OVER.format(visit=marks(theirs), whole=marks(whole))

    def hand_over(visit: Visit) -> None:
        with here().cursor() as cursor:
            cursor.execute(statement, [visit.pk, *theirs, visit.patient_id, hold.pk, *whole])
            if cursor.rowcount != len(whole):
                raise HoldGone
            cursor.execute(END, [hold.pk])

    return hand_over


def move(visit: Visit, claim: Claim, *, now: datetime) -> None:
    """Swap a visit's grains for others by set difference: what it has already, it keeps all the while."""
    wanted = {grain.at: grain for grain in claim.rows(patient=visit.patient_id, visit=visit)}
    kept: list[Grain] = []
    gone: list[Grain] = []
    for grain in Grain.objects.select_for_update().filter(visit=visit).order_by("at"):
        same = wanted.get(grain.at)
        is_kept = same is not None and (grain.clinician_id, grain.room_id) == (claim.clinician, claim.room)
        (kept if is_kept else gone).append(grain)
    _delete(gone)
    _clear_expired(claim, now=now)
    for grain in kept:  # a grain may become the patient's own time, or a buffer
        new = wanted.pop(grain.at)
        if new.patient_id != grain.patient_id:
            Grain.objects.filter(pk=grain.pk).update(patient_id=new.patient_id)
    insert_all(list(wanted.values()))


def free(visit: Visit) -> None:
    """Give back the grains of a visit, at once."""
    Grain.objects.filter(visit=visit).delete()


def let_go(holds: Iterable[int]) -> None:
    """Give back holds, by primary key, with their grains. An offer that is open stays, with nothing to offer."""
    gone = sorted(holds)
    if gone:
        Grain.objects.filter(hold__in=gone).delete()
        Offer.objects.filter(hold__in=gone).update(hold=None)
        Hold.objects.filter(pk__in=gone).delete()


def _clear_expired(claim: Claim, *, now: datetime) -> None:
    """Delete expired holds in the way, whole: their grains elsewhere are free too."""
    if not claim.expired:
        return
    over = claim.standing().filter(hold__in=claim.expired, hold__expires_at__lte=now)
    let_go(set(over.values_list("hold_id", flat=True)))


def _delete(grains: Sequence[Grain]) -> None:
    if grains:
        Grain.objects.filter(pk__in=[grain.pk for grain in grains]).delete()
