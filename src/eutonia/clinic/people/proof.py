"""Proving an e-mail address or telephone with a one-time code, instead of an account.

Whether we know the address makes no difference anywhere here: everybody gets a code, and every answer is the
same. A code has six digits, works for ten minutes and five tries, and only the newest one works. With at most
five codes an hour to one address, a guesser has 25 tries an hour at a million codes: a chance of about
1 in 40,000 an hour.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from eutonia.clinic.audit import services as audit
from eutonia.clinic.audit.actors import VISITOR, Subject
from eutonia.clinic.outbox import services as outbox
from eutonia.clinic.outbox.channels import Channel
from eutonia.clinic.people import turns
from eutonia.clinic.people.details import Contact, fault
from eutonia.clinic.people.models import OneTimeCode
from eutonia.clinic.people.models.proof import MOST_TRIES
from eutonia.knowledge.vocabulary import Issue

DIGITS = 6
WORKS_FOR = timedelta(minutes=10)
PROOF_HOLDS_FOR = timedelta(minutes=30)
"""How long a proved contact may be acted on before a new code is asked for: long enough to book, short enough for
a shared computer."""

WINDOW = timedelta(hours=1)
MOST_TO_A_CONTACT = 5
"""Codes to one address in an hour."""
MOST_FROM_A_NETWORK = 30
"""Codes asked for from one network in an hour; a clinic's or a school's visitors share one."""

SALT = "eutonia.clinic.people.proof"


class CodeRefused(Exception):
    """A code did not prove its contact. ``issue`` says why and what to do; ``is_over``: only a new code helps."""

    def __init__(self, issue: Issue, *, is_over: bool) -> None:
        super().__init__(str(issue))
        self.issue = issue
        self.is_over = is_over


class TooManyCodes(Exception):
    """Too many codes were asked for. ``issue`` says when to try again. It was not sent."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(str(issue))
        self.issue = issue


@dataclass(frozen=True, slots=True)
class ProvedContact:
    """An address that somebody has just shown to be theirs. Made by :func:`prove_code` only."""

    contact: Contact
    at: datetime

    def holds(self, now: datetime) -> bool:
        """Whether it may still be acted on."""
        return self.at <= now < self.at + PROOF_HOLDS_FOR

    def as_session(self) -> dict[str, str]:
        """The form in which a session in the database carries it; never to be put into a cookie or a link."""
        return {"channel": self.contact.channel, "address": self.contact.address, "at": self.at.isoformat()}

    @classmethod
    def of_session(cls, kept: Mapping[str, str] | None, *, now: datetime) -> Self | None:
        """What a session carries, if it holds still."""
        if not kept:
            return None
        proved = cls(Contact(Channel(kept["channel"]), kept["address"]), datetime.fromisoformat(kept["at"]))
        return proved if proved.holds(now) else None


def send_code(contact: Contact, *, now: datetime, network: str = "") -> None:
    """Send a fresh code, whoever it is. ``network`` is where the request came from, for counting only.

    Codes sent before stop working. Raises :class:`TooManyCodes`.
    """
    whose, where = _digest("contact", contact.channel, contact.address), _digest("network", network) if network else ""
    code = "".join(secrets.choice("0123456789") for _place in range(DIGITS))
    with transaction.atomic():
        turns.take(whose, where)
        _refuse_too_many(whose, where, now)
        row = OneTimeCode.objects.create(
            contact_digest=whose,
            code_digest=_digest("code", whose, code),
            network_digest=where,
            created_at=now,
            expires_at=now + WORKS_FOR,
        )
        outbox.queue(
            "code",
            channel=contact.channel,
            to=contact.address,
            link="",
            code=code,
            now=now,
            key=f"code:{row.public_id}",
        )
        audit.record(VISITOR, "code.send", Subject("code", row.public_id), now=now, after={"by": contact.channel})


def prove_code(contact: Contact, code: str, *, now: datetime) -> ProvedContact:
    """Take a code in return for proof that the contact is theirs. Works once.

    Must not be called inside a transaction of the caller: a failed try has to be remembered although this raises.
    Raises :class:`CodeRefused`.
    """
    whose = _digest("contact", contact.channel, contact.address)
    typed = "".join(char for char in code if char.isdigit())
    with transaction.atomic(durable=True):
        newest = OneTimeCode.objects.select_for_update().filter(contact_digest=whose).order_by("-created_at", "-id")
        row = newest.first()
        fits = constant_time_compare(row.code_digest if row else "", _digest("code", whose, typed))
        is_live = row is not None and _take_a_try(row, now)
        if row and is_live and fits:
            OneTimeCode.objects.filter(pk=row.pk).update(used_at=now)
            audit.record(VISITOR, "code.prove", Subject("code", row.public_id), now=now)
            return ProvedContact(contact, now)
        is_over = not (row and is_live and row.tries + 1 < MOST_TRIES)
    raise _refused(is_over)


def purge(*, now: datetime) -> int:
    """Delete codes that are of no more use, not even for counting. Returns how many."""
    with transaction.atomic():
        count, _by_model = OneTimeCode.objects.filter(expires_at__lt=now - WINDOW).delete()
    return count


def _refuse_too_many(whose: str, where: str, now: datetime) -> None:
    recent = OneTimeCode.objects.filter(created_at__gt=now - WINDOW)
    to_contact = recent.filter(contact_digest=whose).count() >= MOST_TO_A_CONTACT
    from_network = bool(where) and recent.filter(network_digest=where).count() >= MOST_FROM_A_NETWORK
    if to_contact or from_network:
        what = _("Too many codes were asked for in the last hour.")
        raise TooManyCodes(fault("address", what, _("Use the newest code we sent, or try again in an hour.")))


def _take_a_try(row: OneTimeCode, now: datetime) -> bool:
    """Count a try, if the code still has one. The database counts: many at once do not get one more."""
    live = OneTimeCode.objects.filter(pk=row.pk, tries__lt=MOST_TRIES, used_at=None, expires_at__gt=now)
    return live.update(tries=F("tries") + 1) == 1


def _refused(is_over: bool) -> CodeRefused:
    if is_over:
        what, remedy = _("This code does not work, or no longer."), _("Ask for a new code.")
    else:
        what, remedy = _("This code is not right."), _("Use the newest code we sent. Check each digit.")
    return CodeRefused(fault("code", what, remedy), is_over=is_over)


def _digest(*parts: str) -> str:
    """A keyed digest: without the key of this server nobody can tell, or try out, what it stands for."""
    return salted_hmac(SALT, "\x00".join(parts), algorithm="sha256").hexdigest()
