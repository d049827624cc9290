"""Which mail server, from the operator's choice to Django's settings; and what the letterhead must not tell."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote, urlsplit

TIMEOUT_S = 15
"""Seconds. Times the batch of the outbox, it must stay below the claim (`eutonia.clinic.outbox.delivery`)."""

HERE = frozenset({"localhost", "127.0.0.1", "::1"})
PORTS = {"smtps": 465, "smtp": 587}

TELLING = re.compile(r"spasm|cramp|muscle|neuro|nerve|brain|spine|pain|migraine|tremor|dystoni|patient", re.IGNORECASE)
"""Parts of words that would tell whoever looks over a shoulder what the clinic is for."""


def mailer(url: str) -> dict[str, Any]:
    """One entry of Django's ``MAILERS``.

    ``smtps://`` speaks TLS from the start, ``smtp://`` switches to it; only to a server on this very machine does it
    stay plain. Raises ``ValueError`` for another address.
    """
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/"):
        raise ValueError("not the address of a mail server")
    is_here = parts.hostname in HERE
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or (25 if is_here and parts.scheme == "smtp" else PORTS[parts.scheme]),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_ssl": parts.scheme == "smtps",
            "use_tls": parts.scheme == "smtp" and not is_here,
            "timeout": TIMEOUT_S,
        },
    }
