"""Pages for the staff of the clinic."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from eutonia.clinic.assessment import queries
from eutonia.clinic.people.queries import Account

FEEDBACK_ON_A_PAGE = 25


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Where staff land after signing in."""
    return render(request, "staff/home.jinja", {"reads_feedback": queries.may_read_feedback(request.user)})


@require_GET
@login_required
def feedback(request: HttpRequest) -> HttpResponse:
    """What people told us about their results, the newest first; for managers and neurologists."""
    account = cast("Account", request.user)
    pages = Paginator(range(queries.feedback_count(account)), FEEDBACK_ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    entries = queries.feedback(account, start=max(page.start_index() - 1, 0), limit=FEEDBACK_ON_A_PAGE)
    return render(request, "staff/feedback.jinja", {"entries": entries, "page": page})


def closed(request: HttpRequest) -> HttpResponse:
    """An address that allauth needs and this clinic does not offer: it leads to sign-in."""
    return redirect("account_login")
