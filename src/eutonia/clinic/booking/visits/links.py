"""The link that manages a visit: opening it, and sending a new one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from eutonia.clinic.audit.actors import Actor, ActorKind, Subject
from eutonia.clinic.audit.services import record
from eutonia.clinic.booking import rows
from eutonia.clinic.booking.access import may_open
from eutonia.clinic.booking.models import ManageLink
from eutonia.clinic.booking.problems import LinkGone
from eutonia.clinic.booking.records import LinkOpened
from eutonia.clinic.booking.tokens import digest
from eutonia.clinic.booking.visits.telling import address_of, issue_link, told_guardian
from eutonia.clinic.outbox.services import queue

ONCE_IN = 600
"""Seconds in which one new link is sent for a visit, however often the button is pressed."""


def open_link(token: str, *, now: datetime) -> LinkOpened:
    """As whom the holder of a link acts, and on which visit. Raises `LinkGone`.

    A guardian's link ends with the young person's 16th birthday, or when they are no longer a guardian.
    """
    links = ManageLink.objects.select_related("visit__patient", "guardian")
    row = links.filter(token_digest=digest(token), expires_at__gt=now).first()
    if row is None:
        raise LinkGone
    if row.guardian is None:
        actor = Actor(ActorKind.PATIENT, row.visit.patient.public_id)
    else:
        actor = Actor(ActorKind.GUARDIAN, row.guardian.public_id)
    if not may_open(actor, row.visit, now=now):
        raise LinkGone
    return LinkOpened(actor, row.visit.public_id)


def send_link(actor: Actor, visit: UUID, *, now: datetime) -> bool:
    """Send a fresh link to the patient, or to the guardian who consented. False where no message reaches them.

    Raises `NotFound`, and ``PermissionDenied`` for another person's visit.
    """
    row = rows.opened(actor, visit, now=now)
    address = address_of(told_guardian(row) or row.patient)
    if address is None:
        return False
    key = f"visit:{row.public_id}:link:{int(now.timestamp()) // ONCE_IN}"
    with transaction.atomic():
        link = issue_link(row, now=now)
        queue("manage-link", channel=address.channel, to=address.to, link=link, now=now, key=key)
        record(actor, "visit.send-link", Subject("visit", row.public_id), now=now, patient=row.patient.public_id)
    return True
