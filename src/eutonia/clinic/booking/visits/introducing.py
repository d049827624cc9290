"""Whoever books for the first time, or again: the record that they have, or a new one. For pages without an account."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from eutonia.clinic.audit.actors import VISITOR, Actor, ActorKind
from eutonia.clinic.booking.problems import BookingProblem
from eutonia.clinic.people import queries as people
from eutonia.clinic.people import services, turns
from eutonia.clinic.people.access import OWN_FIELDS
from eutonia.clinic.people.details import BadDetails, GuardianDetails, PatientDetails
from eutonia.clinic.people.proof import ProvedContact
from eutonia.clinic.people.records import Recognised


class ProofGone(BookingProblem):
    """The proof of an address is too old to act on."""

    def __init__(self) -> None:
        super().__init__(
            _("It is a while since you proved your address."), _("Ask for a new code. What you typed is still there.")
        )


def introduce(
    proved: ProvedContact, details: PatientDetails, *, guardian: GuardianDetails | None = None, now: datetime
) -> Recognised:
    """As whom somebody acts who has proved an address, and for which patient.

    Somebody whom we know by address, name and date of birth keeps their record; patients bring what is theirs in it up
    to date. Anybody else is written down, with the ``guardian`` who books for them. Two quick presses make one record.
    Raises `ProofGone`.
    """
    if not proved.holds(now):
        raise ProofGone
    with transaction.atomic():
        turns.take(f"introduce:{proved.contact.channel}:{proved.contact.address}")
        known = people.recognise(proved, name=details.full_name, birth_date=details.birth_date, now=now)
        if known is not None and _fits(known, guardian):
            _bring_up_to_date(known, details, proved, now=now)
            return known
        guardians = (guardian,) if guardian else ()
        record = services.register_patient(VISITOR, details, now=now, proved=proved, guardians=guardians)
        if guardian is not None:
            return Recognised(Actor(ActorKind.GUARDIAN, record.guardians[0].public_id), record.public_id)
        return Recognised(Actor(ActorKind.PATIENT, record.public_id), record.public_id)


def _fits(known: Recognised, guardian: GuardianDetails | None) -> bool:
    """Whether we know them as the one as whom they book: a guardian as a guardian."""
    return guardian is None or known.actor.kind == ActorKind.GUARDIAN


def _bring_up_to_date(known: Recognised, typed: PatientDetails, proved: ProvedContact, *, now: datetime) -> None:
    """Let patients renew what is theirs to change. An address that was not proved stays as it was."""
    if known.actor.kind != ActorKind.PATIENT:
        return
    record = people.patient(known.actor, known.patient, now=now)
    news = {name: getattr(typed, name) for name in sorted(OWN_FIELDS) if getattr(typed, name)}
    for name in ("email", "phone"):
        if news.get(name) != proved.contact.address:
            news.pop(name, None)
    try:
        changed = replace(record.details, **news)
    except BadDetails:
        return  # something stored long ago has no form any more: the desk mends that, and the booking goes on
    if changed != record.details:
        services.change_patient(known.actor, known.patient, changed, now=now, version=record.version, proved=proved)
