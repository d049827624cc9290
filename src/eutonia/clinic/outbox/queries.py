"""What can be asked of the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from eutonia.clinic.audit.actors import Actor
from eutonia.clinic.outbox.access import may_mend, require_mender
from eutonia.clinic.outbox.channels import Channel
from eutonia.clinic.outbox.gateways import open_channels
from eutonia.clinic.outbox.kinds import kind_of
from eutonia.clinic.outbox.models import Message, MessageState

__all__ = ["FailedMessage", "OutboxHealth", "channels", "failed", "health", "may_mend", "require_mender"]


@dataclass(frozen=True, slots=True)
class FailedMessage:
    """A message that could not be sent, as staff see it. The address is shortened: enough to know, not to copy."""

    public_id: UUID
    subject: str
    channel: str
    to: str
    trouble: str
    attempts: int
    failed_at: datetime
    is_late: bool
    """Too late to be of use, so it cannot be sent again."""


@dataclass(frozen=True, slots=True)
class OutboxHealth:
    """How the outbox is doing: messages that failed, and how long the oldest has been due."""

    failed: int
    overdue: timedelta


def channels() -> tuple[Channel, ...]:
    """By which ways a message can go from here."""
    return open_channels()


def failed(actor: Actor, *, now: datetime, limit: int = 100) -> list[FailedMessage]:
    """Messages that could not be sent, the newest first. Raises ``PermissionDenied``."""
    require_mender(actor)
    rows = Message.objects.filter(state=MessageState.FAILED).order_by("-done_at", "-id")[:limit]
    return [
        FailedMessage(
            public_id=row.public_id,
            subject=str(kind_of(row.kind).subject),
            channel=str(Channel(row.channel).label),
            to=shortened(row.to),
            trouble=row.trouble,
            attempts=row.attempts,
            failed_at=row.done_at or row.created_at,
            is_late=row.useful_until <= now,
        )
        for row in rows
    ]


def health(*, now: datetime) -> OutboxHealth:
    """How the outbox is doing, without anything about a person."""
    waiting = Message.objects.filter(state=MessageState.WAITING, next_at__lt=now).order_by("next_at")
    oldest = waiting.values_list("next_at", flat=True).first()
    count = Message.objects.filter(state=MessageState.FAILED).count()
    return OutboxHealth(count, now - oldest if oldest else timedelta())


def shortened(to: str) -> str:
    """An address with its middle left out: ``an…@example.org``, ``…4567``."""
    name, at, host = to.rpartition("@")
    return f"{name[:2]}…@{host}" if at else f"…{to[-4:]}"
