"""The code that opens a kept assessment: shown once, stored only as a keyed digest."""

from __future__ import annotations

import secrets

from django.utils.crypto import salted_hmac

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0 and O, 1, I and L, and U, which people mix up when they copy by hand."""

LENGTH, GROUP = 12, 4  # 30**12 is about 2**58: nobody guesses that over a network
SALT = "eutonia.clinic.assessment.code"
MISREAD = str.maketrans({" ": "", "-": "", "–": "", "—": "", ".": ""})


def new_code() -> str:
    """Return a fresh code such as ``K7QM-4XTR-2WHD``."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return "-".join(letters[place : place + GROUP] for place in range(0, LENGTH, GROUP))


def digest(code: str) -> str:
    """Return what the database keeps of a code; capitals, spaces and hyphens do not matter."""
    plain = code.upper().translate(MISREAD)
    return salted_hmac(SALT, plain, algorithm="sha256").hexdigest()
