"""What can be done with messages: queue one, cancel one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from eutonia.clinic.outbox.channels import Attachment, Channel
from eutonia.clinic.outbox.kinds import kind_of
from eutonia.clinic.outbox.models import Message, MessageState


class NotInTransaction(Exception):
    """A message must be queued in the transaction of what it tells of. Use ``transaction.atomic``."""


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
) -> None:
    """Queue a message in the caller's transaction: it leaves after the commit, or never.

    ``key`` makes it idempotent: a second message with the same key is not queued, also after the first was
    cancelled; so name in it what changed (``visit:<id>:3:reminder``). ``link`` is a path of our
    site (``/…``) or a whole address. ``send_at`` puts it off; after ``useful_until`` (if not given: so long
    after its time as its kind says) it no longer leaves. ``code`` is for the kind that carries one.

    Raises :class:`NotInTransaction`, :class:`eutonia.clinic.outbox.kinds.UnknownKind`, ``ValueError``.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(NotInTransaction.__doc__)
    words = kind_of(kind)
    if words.has_code != bool(code):
        raise ValueError(f"a message of kind {kind} has {'a' if words.has_code else 'no'} code")
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
    # One statement that forgives a taken key and nothing else: SQLite's INSERT OR IGNORE would also forgive a
    # row that a constraint refuses, and the message would be lost without a word.
    Message.objects.bulk_create([message], update_conflicts=True, unique_fields=["key"], update_fields=["key"])


def cancel(key: str, *, now: datetime) -> None:
    """Stop a message that has not left yet, such as the reminder of a cancelled visit. No harm if it has."""
    Message.objects.filter(key=key, state=MessageState.WAITING).update(
        state=MessageState.CANCELLED, done_at=now, link="", code="", attachment=""
    )
