"""Opening the link that manages a visit."""

from __future__ import annotations

from datetime import datetime

from eutonia.clinic.audit.actors import Actor, ActorKind
from eutonia.clinic.booking.access import may_open
from eutonia.clinic.booking.models import ManageLink
from eutonia.clinic.booking.problems import LinkGone
from eutonia.clinic.booking.records import LinkOpened
from eutonia.clinic.booking.tokens import digest


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
