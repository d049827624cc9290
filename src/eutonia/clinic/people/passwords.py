"""Refusing passwords that guessers try first, beyond Django's own list.

Django's list of common passwords holds few of 12 characters or more, which ours must have. Guessers make those
from the short ones: joined, repeated, with a year or a sign at the end. So those are refused as well.
"""

from __future__ import annotations

from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

RUNS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qazwsxedcrfvtgbyhnujmikolp", "01234567890")
SHORTEST_PIECE = 3


@cache
def common() -> frozenset[str]:
    """Django's list of common passwords, of any length."""
    return frozenset(CommonPasswordValidator().passwords)


def is_easy(password: str) -> bool:
    """Whether a password is a common one, two of them joined, something repeated, or a run of the keyboard.

    Capitals do not matter, nor do digits and signs before and after.
    """
    whole = password.casefold()
    start = next((place for place, char in enumerate(whole) if char.isalpha()), 0)
    end = next((place for place, char in enumerate(reversed(whole)) if char.isalpha()), 0)
    return any(_is_made_of_common(text) for text in {whole, whole[start:], whole[start : len(whole) - end]})


def _is_made_of_common(text: str) -> bool:
    places = range(SHORTEST_PIECE, len(text) - SHORTEST_PIECE + 1)
    is_joined = any(text[:place] in common() and text[place:] in common() for place in places)
    is_repeated = text in (text + text)[1:-1]
    is_run = any(text in run or text in run[::-1] for run in RUNS)
    return text in common() or is_joined or is_repeated or is_run


class EasyPasswordValidator:
    """Django asks it whenever a password is set."""

    def validate(self, password: str, user: object = None) -> None:
        """Refuse what `is_easy`. Raises ``ValidationError``."""
        if is_easy(password):
            words = _("Guessers try this password early. Take three or four words that do not belong together.")
            raise ValidationError(words, code="easy")

    def get_help_text(self) -> str:
        """What is asked for, in a sentence."""
        return _("Take three or four words that do not belong together.")
