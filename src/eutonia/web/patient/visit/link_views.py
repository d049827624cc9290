"""Links that we sent: each is exchanged for the session and leads on, so that its token stays nowhere."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from eutonia.clinic.booking import services
from eutonia.clinic.booking.services import LinkGone
from eutonia.web.patient.visit import grant
from eutonia.web.patient.visit.offer_views import OFFER
from eutonia.web.requests import Request


@require_GET
def open_visit(request: Request, token: str) -> HttpResponse:
    """The link that manages a visit."""
    try:
        opened = services.open_link(token, now=request.now)
    except LinkGone:
        return render(request, "patient/visit/expired.jinja", {})
    request.session.cycle_key()
    grant.give(request, opened)
    return redirect("visit:see")


@require_GET
def open_offer(request: Request, token: str) -> HttpResponse:
    """The link to an offered place."""
    request.session[OFFER] = token
    return redirect("waiting:offer")
