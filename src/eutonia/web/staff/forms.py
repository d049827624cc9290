"""Forms of the staff pages."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django.utils.translation import gettext_lazy as _

from eutonia.web.design.fields import EmailField, PasswordField
from eutonia.web.design.forms import Form


class SignInForm(Form, LoginForm):  # type: ignore[misc] # allauth has no types
    """allauth's sign-in with our fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = EmailField(
            label=_("Email address"), missing=_("Enter your email address"), autocomplete="username"
        )
        self.fields["password"] = PasswordField(label=_("Password"), missing=_("Enter your password"))
