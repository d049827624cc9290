"""How allauth treats our accounts."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Nobody makes an account for themselves: the clinic does."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False
