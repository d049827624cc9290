"""The link by which a member of staff sets their password: sent by e-mail, works once, for three days."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.crypto import salted_hmac

from eutonia.clinic.audit import services as audit
from eutonia.clinic.audit.actors import Actor, ActorKind, Subject
from eutonia.clinic.outbox import services as outbox
from eutonia.clinic.outbox.channels import Channel
from eutonia.clinic.people.models import PasswordLink, User

WORKS_FOR = timedelta(hours=72)
"""Long enough for a weekend, short enough for a mailbox that somebody else reads later."""

SALT = "eutonia.clinic.people.password-link"

LinkTo = Callable[[str], str]
"""From the secret of a link to its path on our site. Pages know their addresses; this room does not."""


class LinkIsOver(Exception):
    """This link has been used or replaced, or is too old. Ask a manager for a new one."""


def send(user: User, link_to: LinkTo, *, now: datetime) -> None:
    """Queue a link in the caller's transaction. Links sent before stop working."""
    secret = secrets.token_urlsafe(32)
    user.password_links.filter(used_at=None).update(used_at=now)
    link = user.password_links.create(token_digest=_digest(secret), created_at=now, expires_at=now + WORKS_FOR)
    outbox.queue(
        "staff-password",
        channel=Channel.EMAIL,
        to=user.email,
        link=link_to(secret),
        now=now,
        key=f"staff-password:{link.pk}",
        useful_until=link.expires_at,
    )


def account_behind(secret: str, *, now: datetime) -> str:
    """E-mail address of the account whose password a link sets. Raises :class:`LinkIsOver`."""
    return _live(secret, now).user.email


def set_password(secret: str, password: str, *, now: datetime) -> None:
    """Set a password by a link. Whoever is signed in to the account is signed out.

    Raises :class:`LinkIsOver`, or ``ValidationError`` for a weak password.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=_live(secret, now).user_id)
        _live(secret, now)  # again, now that nobody else can use it meanwhile
        validate_password(password, user)
        user.set_password(password)
        user.save(update_fields=["password"])
        user.password_links.filter(used_at=None).update(used_at=now)
        owner = Actor(ActorKind.STAFF, user.public_id, user.role)
        audit.record(owner, "account.set-password", Subject("account", user.public_id), now=now)


def _live(secret: str, now: datetime) -> PasswordLink:
    links = PasswordLink.objects.select_related("user").filter(user__is_active=True)
    link = links.filter(token_digest=_digest(secret), used_at=None, expires_at__gt=now).first()
    if link is None:
        raise LinkIsOver(LinkIsOver.__doc__)
    return link


def _digest(secret: str) -> str:
    return salted_hmac(SALT, secret, algorithm="sha256").hexdigest()
