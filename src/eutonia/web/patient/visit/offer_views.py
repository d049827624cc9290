"""An offered place: look at it, take it, or leave it to the next. The token stays in the session."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.services import OfferGone
from eutonia.pathway.problems import NotAllowed
from eutonia.pathway.standing import Payer
from eutonia.web.patient.booking import words
from eutonia.web.requests import Request

OFFER = "offer"


@require_GET
def offer(request: Request) -> HttpResponse:
    """The place, until when it is theirs to take, and what it costs."""
    try:
        found = queries.offer(token_of(request), now=request.now)
    except OfferGone:
        return gone(request)
    shown = {
        "when": words.when_words(found.wall),
        "clock_note": words.clock_change_words(found.wall),
        "lasts": words.minutes_words(found.minutes),
        "kind": found.lay_name,
        "clinician": ", ".join(filter(None, (found.clinician_name, found.clinician_title))),
        "site": found.site,
        "price": words.price_words(found.price),
        "is_self_pay": found.payer is Payer.SELF,
        "replaces": words.when_words(found.replaces) if found.replaces else "",
        "until": words.when_words(found.until),
        "problem": request.session.pop(PROBLEM, ""),
    }
    return render(request, "patient/visit/offer.jinja", shown)


PROBLEM = "offer-problem"


@require_POST
def accept(request: Request) -> HttpResponse:
    """Take the place. The link of the visit opens it at once."""
    try:
        made = services.accept_offer(token_of(request), now=request.now)
    except OfferGone:
        return gone(request)
    except NotAllowed as refusal:
        request.session[PROBLEM] = words.problem_words(refusal)
        return redirect("waiting:offer")
    request.session.pop(OFFER, None)
    return redirect(made.link or "visit:find")


@require_POST
def decline(request: Request) -> HttpResponse:
    """Leave the place to the next."""
    try:
        services.decline_offer(token_of(request), now=request.now)
    except OfferGone:
        return gone(request)
    request.session.pop(OFFER, None)
    return redirect("waiting:declined")


@require_GET
def declined(request: Request) -> HttpResponse:
    """Say that the place went to the next, and that they stay on the list."""
    return render(request, "patient/visit/offer_declined.jinja", {})


def gone(request: Request) -> HttpResponse:
    """The place is no longer theirs to take."""
    request.session.pop(OFFER, None)
    return render(request, "patient/visit/offer_gone.jinja", {})


def token_of(request: Request) -> str:
    """The token of the link that was opened; empty without one."""
    token = request.session.get(OFFER, "")
    return token if isinstance(token, str) else ""
