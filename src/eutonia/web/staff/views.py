"""Pages for the staff of the clinic."""

from __future__ import annotations

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from eutonia.clinic.assessment import queries
from eutonia.clinic.people.queries import Account
from eutonia.web.staff.home import tiles
from eutonia.web.staff.room import StaffRequest, show, staff_page
from eutonia.web.staff.signing_in import left

FEEDBACK_ON_A_PAGE = 25


@require_safe
@staff_page()
def home(request: StaffRequest) -> HttpResponse:
    """Where staff land after signing in: what each role needs first."""
    account = cast("Account", request.user)
    return show(request, "staff/home.jinja", {"tiles": tiles(account, request.actor, now=request.now)})


@require_safe
@staff_page()
def feedback(request: StaffRequest) -> HttpResponse:
    """What people told us about their results, the newest first; for managers and neurologists."""
    account = cast("Account", request.user)
    pages = Paginator(range(queries.feedback_count(account)), FEEDBACK_ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    entries = queries.feedback(account, start=max(page.start_index() - 1, 0), limit=FEEDBACK_ON_A_PAGE)
    return show(request, "staff/feedback.jinja", {"entries": entries, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def session(request: StaffRequest) -> HttpResponse:
    """For the script of every staff page: the seconds that this session still lasts. Sending it is use, and keeps it.

    ``can_stay`` says whether use can put the end off. A session that is over is led to sign-in, as everywhere.
    """
    return left(request).answer()


def closed(request: HttpRequest) -> HttpResponse:
    """An address that allauth needs and this clinic does not offer: it leads to sign-in."""
    return redirect("account_login")
