"""Pages of one's own account. allauth does the work; the layout and the words are ours."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eutonia.clinic.people import queries, services
from eutonia.web.requests import Request
from eutonia.web.staff import room, words
from eutonia.web.staff.room import StaffRequest, staff_page, tell
from eutonia.web.staff.signing_in import needs_second_factor
from eutonia.web.staff.signing_in_forms import SetPasswordForm
from eutonia.web.staff.ways import ways_of


class Dressed:
    """A page of allauth in the layout of the staff pages, without ways to pages that are still closed."""

    def get_context_data(self, **rest: Any) -> dict[str, Any]:
        """What the layout needs."""
        request = self.request  # type: ignore[attr-defined]
        request.actor = queries.actor_of(request.user)
        is_needed = needs_second_factor(request.user)
        ways = () if is_needed else ways_of(request)
        context: dict[str, Any] = super().get_context_data(**rest)  # type: ignore[misc]
        return context | {"ways": ways, "told": "", "problem": None, "say": words, "is_needed": is_needed}


class ChangePassword(Dressed, account.PasswordChangeView):  # type: ignore[misc]
    """A new password; Django ends every other session of the account."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Change it and say so."""
        response: HttpResponse = super().form_valid(form)
        tell(self.request, _("Your password is changed. Wherever else you were signed in, you are signed out."))
        return response


class Activate(Dressed, totp.ActivateTOTPView):  # type: ignore[misc]
    """Set up a second factor."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Its first code counts as one: the recovery codes come next, and ask for it."""
        response: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", reauthenticated=True)
        return response


class Deactivate(Dressed, totp.DeactivateTOTPView):  # type: ignore[misc]
    """Take the second factor away, to set up another."""


class RecoveryCodes(Dressed, recovery_codes.ViewRecoveryCodesView):  # type: ignore[misc]
    """The recovery codes, shown once."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Where there are none, back to the account, which says how to get some."""
        if not queries.recovery_codes_left(request.user):
            return redirect("mfa_index")
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response


class NewRecoveryCodes(Dressed, recovery_codes.GenerateRecoveryCodesView):  # type: ignore[misc]
    """Fresh recovery codes; the old ones stop working."""


class Reauthenticate(Dressed, account.ReauthenticateView):  # type: ignore[misc]
    """Who is it? By password."""


class ReauthenticateByCode(Dressed, base.ReauthenticateView):  # type: ignore[misc]
    """Who is it? By the second factor."""


change_password = ChangePassword.as_view()
activate = Activate.as_view()
deactivate = Deactivate.as_view()
recovery_codes_page = RecoveryCodes.as_view()
new_recovery_codes = NewRecoveryCodes.as_view()
reauthenticate = Reauthenticate.as_view()
reauthenticate_by_code = ReauthenticateByCode.as_view()


@require_safe
@staff_page()
def own_account(request: StaffRequest) -> HttpResponse:
    """How one signs in, and what one can change about it."""
    shown = {
        "has_second_factor": queries.has_second_factor(request.user),
        "codes_left": queries.recovery_codes_left(request.user),
    }
    return room.show(request, "staff/own_account.jinja", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def set_password(request: Request, secret: str) -> HttpResponse:
    """Set a password by the link that a manager had sent."""
    form = SetPasswordForm(room.sent(request))
    try:
        email = queries.account_behind(secret, now=request.now)
        if form.is_valid():
            services.set_password(secret, form.cleaned_data["password"], now=request.now)
            return redirect("password-is-set")
    except queries.LinkIsOver:
        return render(request, "staff/link_is_over.jinja", status=410)
    except ValidationError as weak:
        form.add_error("password", weak)
    return render(request, "staff/set_password.jinja", {"form": form, "email": email})


@require_safe
def password_is_set(request: Request) -> HttpResponse:
    """That worked; now sign in."""
    return render(request, "staff/password_is_set.jinja")
