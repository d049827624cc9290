"""Signing in and out, and changes of how somebody signs in: allauth's and Django's signals, heard here only.

A line in the log says that it happened and in which role. Who it was stays in the database: in the audit, and
in ``last_login``. The owner of the account is told by e-mail when their password or second factor changes.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver

from eutonia.clinic.audit import services as audit
from eutonia.clinic.audit.actors import Actor, ActorKind, Subject
from eutonia.clinic.outbox import services as outbox
from eutonia.clinic.outbox.channels import Channel
from eutonia.clinic.people.models import User

log = logging.getLogger(__name__)

ACCOUNT_PAGE = "/staff/account/"
"""Where a message about a changed account leads. A test holds it to the address of that page."""


@receiver(user_logged_in, dispatch_uid="people.signed_in")
def signed_in(sender: object, request: object, user: User, **rest: Any) -> None:
    """Somebody signed in."""
    log.info("signed in", extra={"facts": {"role": user.role}})
    _record(request, user, "account.sign-in")


@receiver(user_logged_out, dispatch_uid="people.signed_out")
def signed_out(sender: object, request: object, user: User | None, **rest: Any) -> None:
    """Somebody signed out. Nobody, if the session had ended before."""
    log.info("signed out", extra={"facts": {"role": user.role if user else "nobody"}})
    if user is not None:
        _record(request, user, "account.sign-out")


@receiver(user_login_failed, dispatch_uid="people.sign_in_failed")
def sign_in_failed(sender: object, **rest: Any) -> None:
    """Somebody was refused. What they typed is not repeated."""
    log.warning("sign-in refused")


@receiver(password_changed, dispatch_uid="people.password_changed")
def changed_password(sender: object, request: object, user: User, **rest: Any) -> None:
    """Somebody changed their password; Django ends their other sessions."""
    _record(request, user, "account.password", is_told=True)


@receiver(authenticator_added, dispatch_uid="people.factor_added")
def added_factor(sender: object, request: object, user: User, authenticator: Any, **rest: Any) -> None:
    """Somebody set up a second factor, or got recovery codes with it."""
    _record(request, user, "account.factor-added", factor=authenticator.type, is_told=True)


@receiver(authenticator_removed, dispatch_uid="people.factor_removed")
def removed_factor(sender: object, request: object, user: User, authenticator: Any, **rest: Any) -> None:
    """Somebody took their second factor away."""
    _record(request, user, "account.factor-removed", factor=authenticator.type, is_told=True)


@receiver(authenticator_reset, dispatch_uid="people.factor_reset")
def new_codes(sender: object, request: object, user: User, authenticator: Any, **rest: Any) -> None:
    """Somebody made new recovery codes."""
    _record(request, user, "account.new-codes", is_told=True)


def _record(request: object, user: User, verb: str, *, factor: str = "", is_told: bool = False) -> None:
    """Write it down, and tell the owner of the account if it is a change that a thief might make."""
    now: datetime | None = getattr(request, "now", None)
    if now is None:  # signed in by a test, without a request that knows the time
        return
    with transaction.atomic():
        owner = Actor(ActorKind.STAFF, user.public_id, user.role)
        after = {"factor": factor} if factor else None
        audit.record(owner, verb, Subject("account", user.public_id), now=now, after=after)
        if is_told:
            outbox.queue(
                "account-changed",
                channel=Channel.EMAIL,
                to=user.email,
                link=ACCOUNT_PAGE,
                now=now,
                # One message for all that is changed in one go: a second factor comes with its recovery codes.
                key=f"account-changed:{user.public_id}:{now.isoformat()}",
            )
