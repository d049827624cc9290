"""What can be done with messages: queue one, cancel one, deliver what is due, send a failed one again, purge."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.validators import RegexValidator, validate_email
from django.db import transaction
from django.utils.module_loading import import_string

from eutonia.clinic.audit import services as audit
from eutonia.clinic.audit.actors import Actor, Subject
from eutonia.clinic.outbox.access import require_mender
from eutonia.clinic.outbox.channels import Attachment, Channel
from eutonia.clinic.outbox.delivery import WIPED, deliver_due
from eutonia.clinic.outbox.gateways import require_open
from eutonia.clinic.outbox.kinds import Kind, kind_of
from eutonia.clinic.outbox.models import Message, MessageState
from eutonia.clinic.storing.writes import AT_ONCE, Into

__all__ = ["CannotResend", "NotInTransaction", "cancel", "deliver", "deliver_due", "purge", "queue", "resend"]

KEPT_FOR = timedelta(days=90)
"""How long a row stays after its message is done with."""

validate_number = RegexValidator(r"^\+[1-9]\d{6,14}$", "A telephone number looks like +441632960001.")


class NotInTransaction(Exception):
    """A message must be queued in the transaction of what it tells of. Use ``transaction.atomic``."""


class CannotResend(Exception):
    """This message did not fail, is gone, or would come too late to be of use."""


def queue(
    kind: str,
    *,
    channel: Channel,
    to: str,
    link: str,
    now: datetime,
    send_at: datetime | None = None,
    key: str,
    attachment: Attachment | None = None,
    code: str = "",
    useful_until: datetime | None = None,
    into: Into = AT_ONCE,
) -> None:
    """Queue a message in the caller's transaction: it leaves after the commit, or never.

    ``key`` makes it idempotent: a second message with the same key is not queued, also after the first was
    cancelled; so name in it what changed (``visit:<id>:3:reminder``). ``link`` is a path of our
    site (``/…``) or a whole address. ``send_at`` puts it off; after ``useful_until`` (if not given: so long
    after its time as its kind says) it no longer leaves. ``code`` is for the kind that carries one.

    Raises :class:`NotInTransaction`; ``UnknownKind`` and ``ChannelClosed`` for what is not to be had; Django's
    ``ValidationError`` for an address that cannot be one; ``ValueError`` for parts that do not belong together.
    """
    if not into.in_transaction:
        raise NotInTransaction(NotInTransaction.__doc__)
    words = kind_of(kind)
    require_open(channel)
    _require_sound(words, channel, to, link, code, attachment)
    due = send_at or now
    message = Message(
        key=key,
        kind=kind,
        channel=channel,
        to=to,
        link=link,
        code=code,
        attachment_name=attachment.name if attachment else "",
        attachment_type=attachment.media_type if attachment else "",
        attachment=attachment.content if attachment else "",
        created_at=now,
        next_at=due,
        useful_until=useful_until or due + words.useful_for,
    )
    into.insert_once(message, "key")
    if words.urgent and due <= now:
        into.then(import_string(settings.EUTONIA_DELIVERY_TASK).enqueue)  # wakes the worker once this is committed


def cancel(key: str, *, now: datetime) -> None:
    """Stop a message that has not left yet, such as the reminder of a cancelled visit. No harm if it has."""
    Message.objects.filter(key=key, state=MessageState.WAITING).update(
        state=MessageState.CANCELLED, done_at=now, **WIPED
    )


def deliver(*, now: datetime) -> Counter[MessageState]:
    """Send every message that is due at one moment, as `deliver_due` does by a clock."""
    return deliver_due(lambda: now)


def resend(actor: Actor, public_id: UUID, *, now: datetime) -> None:
    """Send a failed message again from the start. Raises ``PermissionDenied``, :class:`CannotResend`."""
    require_mender(actor)
    with transaction.atomic():
        again = Message.objects.filter(public_id=public_id, state=MessageState.FAILED, useful_until__gt=now)
        changed = again.update(state=MessageState.WAITING, done_at=None, next_at=now, attempts=0, trouble="")
        if not changed:
            raise CannotResend(CannotResend.__doc__)
        audit.record(actor, "message.resend", Subject("message", public_id), now=now)


def purge(*, now: datetime) -> int:
    """Delete rows that have been done with for 90 days; wipe what can no longer be resent. Return how many went."""
    Message.objects.filter(state=MessageState.FAILED, useful_until__lte=now).update(**WIPED)
    count, _ = Message.objects.filter(done_at__lt=now - KEPT_FOR).delete()
    return count


def _require_sound(words: Kind, channel: Channel, to: str, link: str, code: str, attachment: Attachment | None) -> None:
    """Refuse a message that could not be sent or understood."""
    if words.has_code != bool(code):
        raise ValueError(f"a message of kind {words.name} has {'a' if words.has_code else 'no'} code")
    if not words.has_code and not link:
        raise ValueError(f"a message of kind {words.name} needs a link")
    if link and not link.startswith(("/", "https://", "http://")):
        raise ValueError("a link is a path of our site or a whole address")
    if attachment and channel != Channel.EMAIL:
        raise ValueError("only an e-mail can carry an attachment")
    if channel == Channel.EMAIL:
        validate_email(to)
    else:
        validate_number(to)
