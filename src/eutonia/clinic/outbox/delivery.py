"""Sending what is due: claim in one transaction, send outside of any, write down what came of it.

Several workers may do this at once. A claim pushes the time of the next attempt into the future, so that nobody
else takes the row meanwhile; if the worker dies, that time comes and another tries. So a message is sent at least
once, and twice only if a worker dies between handing it over and writing that down. The reference that goes with
it is the same both times.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from eutonia.clinic.outbox.channels import Channel, Undeliverable
from eutonia.clinic.outbox.composing import compose
from eutonia.clinic.outbox.gateways import gateway
from eutonia.clinic.outbox.models import Message, MessageState

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

BATCH = 10
CLAIM = timedelta(minutes=5)
"""How long a claim holds; longer than sending a batch takes when every attempt times out."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
MOST_ATTEMPTS = 14
"""With these pauses a message is given up after about six hours: long enough for a provider's bad day."""

WIPED = {"link": "", "code": "", "attachment": ""}


def deliver_due(clock: Clock, *, stopping: Callable[[], bool] = lambda: False) -> Counter[MessageState]:
    """Send every message that is due, and return what became of how many (``WAITING``: put off).

    The clock is read again for each claim and message: a mail server that does not answer can make this last, and
    a claim by an old time would be over before it began. ``stopping`` is asked before each message; what was
    claimed and not sent is given back.
    """
    outcome: Counter[MessageState] = Counter()
    while claimed := claim(clock()):
        for place, message in enumerate(claimed):
            if stopping():
                give_back(claimed[place:], clock())
                return outcome
            outcome[attempt(message, clock())] += 1
    return outcome


def claim(now: datetime) -> list[Message]:
    """Take some messages that are due, so that no other worker does. The longest due come first."""
    with transaction.atomic():
        due = Message.objects.filter(state=MessageState.WAITING, next_at__lte=now).order_by("next_at", "id")
        rows = list(due.select_for_update(skip_locked=True)[:BATCH])
        taken = Message.objects.filter(pk__in=[row.pk for row in rows])
        taken.update(next_at=now + CLAIM, attempts=F("attempts") + 1)
    for row in rows:
        row.attempts += 1
    return rows


def give_back(messages: list[Message], now: datetime) -> None:
    """Undo a claim."""
    for message in messages:
        _still_ours(message).update(next_at=now, attempts=F("attempts") - 1)


def attempt(message: Message, now: datetime) -> MessageState:
    """Send one message if that still makes sense, and write down what came of it."""
    if message.useful_until <= now:
        return _settle(message, MessageState.LATE, now)
    if message.attempts > MOST_ATTEMPTS:  # its worker died each time, perhaps of it
        return _settle(message, MessageState.FAILED, now, trouble="too many attempts")
    if not _still_ours(message).exists():  # cancelled since it was claimed
        return MessageState.CANCELLED
    try:
        gateway(Channel(message.channel)).send(compose(message))
    except Undeliverable:
        return _settle(message, MessageState.FAILED, now, trouble=Undeliverable.__name__)
    except Exception as error:
        return _put_off(message, type(error).__name__, now)
    return _settle(message, MessageState.SENT, now)


def pause_after(attempts: int, reference: str) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, up to an hour.

    Up to a quarter less, by the reference, so that messages that failed together do not all come back together.
    """
    whole = min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE)
    share = hashlib.sha256(f"{reference}:{attempts}".encode()).digest()[0] / 255
    return whole * (1 - share / 4)


def _put_off(message: Message, trouble: str, now: datetime) -> MessageState:
    if message.attempts >= MOST_ATTEMPTS:
        return _settle(message, MessageState.FAILED, now, trouble=trouble)
    pause = pause_after(message.attempts, str(message.public_id))
    _still_ours(message).update(next_at=now + pause, trouble=trouble[:100])
    _say("message put off", message, trouble)
    return MessageState.WAITING


def _settle(message: Message, state: MessageState, now: datetime, *, trouble: str = "") -> MessageState:
    """The end of a message. A failed one keeps its link, because staff may send it again."""
    wiped = {} if state == MessageState.FAILED else WIPED
    # What has left has left, even if it was cancelled or claimed by another meanwhile.
    rows = Message.objects.filter(pk=message.pk) if state == MessageState.SENT else _still_ours(message)
    rows.update(state=state, done_at=now, trouble=trouble[:100], **wiped)
    _say(f"message {state}", message, trouble)
    return state


def _still_ours(message: Message) -> QuerySet[Message]:
    """The row, unless it was cancelled or another worker has claimed it since."""
    return Message.objects.filter(pk=message.pk, state=MessageState.WAITING, attempts=message.attempts)


def _say(what: str, message: Message, trouble: str) -> None:
    level = logging.INFO if not trouble else logging.WARNING
    facts = {"kind": message.kind, "channel": message.channel, "attempts": message.attempts, "trouble": trouble}
    log.log(level, what, extra={"facts": facts})
