"""Links that open one thing for one person: random, short-lived, and kept only as a keyed digest."""

from __future__ import annotations

import secrets

from django.utils.crypto import salted_hmac

BYTES = 24  # 192 bits: nobody guesses that
SALT = "eutonia.clinic.booking.token"


def new_token() -> str:
    """A fresh token for a link."""
    return secrets.token_urlsafe(BYTES)


def digest(token: str) -> str:
    """What the database keeps of a token."""
    return salted_hmac(SALT, token, algorithm="sha256").hexdigest()


# The addresses at which `web` serves what a link opens. They are said here because messages are queued here, in the
# transaction of what they tell of; a test of `web` asks that each leads somewhere.


def visit_link(token: str) -> str:
    """The address of a visit's page."""
    return f"/visit/{token}/"


def offer_link(token: str) -> str:
    """The address of an offer from the waiting list."""
    return f"/offer/{token}/"


def reply_link(token: str) -> str:
    """The address of our reply to an enquiry."""
    return f"/reply/{token}/"
