"""Signing in and out, heard here and nowhere else.

A line in the log says that it happened and in which role; who it was stays in the database (``last_login``).
"""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from eutonia.clinic.people.models import User

log = logging.getLogger(__name__)


@receiver(user_logged_in, dispatch_uid="people.signed_in")
def signed_in(sender: object, user: User, **rest: Any) -> None:
    """Somebody signed in."""
    log.info("signed in", extra={"facts": {"role": user.role}})


@receiver(user_logged_out, dispatch_uid="people.signed_out")
def signed_out(sender: object, user: User | None, **rest: Any) -> None:
    """Somebody signed out. Nobody, if the session had ended before."""
    log.info("signed out", extra={"facts": {"role": user.role if user else "nobody"}})


@receiver(user_login_failed, dispatch_uid="people.sign_in_failed")
def sign_in_failed(sender: object, **rest: Any) -> None:
    """Somebody was refused. What they typed is not repeated."""
    log.warning("sign-in refused")
