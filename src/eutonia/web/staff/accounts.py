"""How allauth treats our accounts and their second factors."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from qrcode.main import QRCode  # type: ignore[import-untyped]

from eutonia.clinic.people.queries import has_second_factor
from eutonia.web.requests import Request
from eutonia.web.staff.signing_in import note

SALT = "eutonia.web.staff.second-factor"


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Nobody makes an account for themselves: the clinic does."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The email address or the password is not right. Check both, and try again."),
        "enter_current_password": _("This is not your present password. Enter the one you signed in with."),
        "incorrect_password": _("This is not your password. Enter the one you signed in with."),
        "too_many_login_attempts": _("Too many tries. Wait 5 minutes, then try again."),
        "rate_limited": _("Too many tries. Wait 5 minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: our pages say what was done, and nothing piles up in a cookie until a page shows it."""

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the page of one's own account."""
        return reverse("mfa_index")

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in, and note when."""
        super().login(request, user)
        note(cast("Request", request))

    def is_reauthentication_required(self, *, app: str, **rest: Any) -> bool:
        """Whether to ask once more who it is: not within 5 minutes of the same answer.

        Whoever has a second factor is asked for it, whoever has none for the password.
        """
        user, now = self.request.user, self.request.now.timestamp()
        methods = {"mfa"} if has_second_factor(user) else {"mfa", "password"}
        records = get_authentication_records(self.request, user)
        return not any(r["method"] in methods and now - r["at"] < REAUTHENTICATION_TIMEOUT for r in records)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """With the second factor where there is one: whoever has only the password cannot take it away."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [method for method in methods if method["id"] == "mfa_reauthenticate"] or methods


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: encrypted where they are stored, drawn so that no inline style is needed."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Enter the newest code that the app shows."),
    }

    def encrypt(self, text: str) -> str:
        """A secret as the database keeps it: of no use without the key of this server."""
        return keyring().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. A key that was changed is tried too as long as it stands in ``SECRET_KEY_FALLBACKS``."""
        return keyring().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The picture that an authenticator app reads, as one path on white, without styles."""
        code = QRCode(border=4)
        code.add_data(url)
        matrix = code.get_matrix()
        size = len(matrix)
        path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark)
        label = _("A picture for your authenticator app. The same key stands below as text.")
        return (
            f'<svg role="img" aria-label="{label}" viewBox="0 0 {size} {size}" width="240" height="240" '
            f'shape-rendering="crispEdges"><rect width="{size}" height="{size}" fill="#fff"/>'
            f'<path d="{path}" fill="#000"/></svg>'
        )


def keyring() -> MultiFernet:
    """The keys for secrets of second factors, made from the keys of this server, the newest first."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    keys = (salted_hmac(SALT, "", secret=secret, algorithm="sha256").digest() for secret in secrets)
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in keys])
