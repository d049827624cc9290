"""Pages for the staff of the clinic."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Where staff land after signing in."""
    return render(request, "staff/home.jinja")


def closed(request: HttpRequest) -> HttpResponse:
    """An address that allauth needs and this clinic does not offer: it leads to sign-in."""
    return redirect("account_login")
