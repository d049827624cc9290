"""allauth's forms with our fields."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateByCodeForm
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm as AllauthGenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.totp.forms import DeactivateTOTPForm as AllauthDeactivateTOTPForm
from django.utils.translation import gettext_lazy as _

from eutonia.web.design.fields import DrawnField, PasswordField, TextField
from eutonia.web.design.forms import Form
from eutonia.web.design.kit import kit

PASSWORD_HINT = _("12 characters or more. Three or four words that do not belong together are a good password.")


class CodeField(TextField):
    """A code from an app or a list: digits, which the browser may fill in, and which nobody has to remember."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(width=10, autocomplete="one-time-code", spellcheck=False, **rest)

    def draw(self, bound: DrawnField) -> str:
        """A text input that brings up the keyboard for digits."""
        return kit.input(self.input_params(bound) | {"inputmode": "numeric"})

    def clean(self, value: Any) -> Any:
        """The digits, however they were grouped."""
        return "".join(str(super().clean(value)).split())


class ActivateForm(Form, AllauthActivateTOTPForm):  # type: ignore[misc] # allauth has no types
    """The first code shows that the app has understood."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = CodeField(
            label=_("Code that the app shows"), hint=_("6 digits"), missing=_("Enter the code that the app shows")
        )


class DeactivateForm(Form, AllauthDeactivateTOTPForm):  # type: ignore[misc]
    """Nothing to fill in."""


class NewCodesForm(Form, AllauthGenerateRecoveryCodesForm):  # type: ignore[misc]
    """Nothing to fill in."""


def code_field() -> CodeField:
    """The field of the second step."""
    return CodeField(
        label=_("Code"),
        hint=_("6 digits from your authenticator app, or one of your recovery codes"),
        missing=_("Enter a code"),
    )


class AuthenticateForm(Form, AllauthAuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field()


class ReauthenticateByCodeForm(Form, AllauthReauthenticateByCodeForm):  # type: ignore[misc]
    """Once more, before the second factor itself is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field()


class ReauthenticateForm(Form, AllauthReauthenticateForm):  # type: ignore[misc]
    """The password once more, where there is no second factor yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = PasswordField(label=_("Password"), missing=_("Enter your password"))


class ChangePasswordForm(Form, AllauthChangePasswordForm):  # type: ignore[misc]
    """The present password and the new one, typed once: it can be looked at."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        self.fields["oldpassword"] = PasswordField(
            label=_("Present password"), missing=_("Enter your present password")
        )
        self.fields["password1"] = new_password_field()

    def clean_password1(self) -> str:
        """Refuse a weak password."""
        return str(get_adapter().clean_password(self.cleaned_data["password1"], user=self.user))


class SetPasswordForm(Form):
    """A first password, or a new one by a link. Whether it is strong enough is for the service to say."""

    password = PasswordField(
        label=_("Choose a password"), hint=PASSWORD_HINT, autocomplete="new-password", missing=_("Enter a password")
    )


def new_password_field() -> PasswordField:
    """The field of a new password."""
    return PasswordField(
        label=_("New password"), hint=PASSWORD_HINT, autocomplete="new-password", missing=_("Enter a new password")
    )
