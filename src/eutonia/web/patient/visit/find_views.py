"""A lost or expired link: prove the address again, and see the visits and the waiting list of a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from eutonia.clinic.booking import queries
from eutonia.clinic.booking.queries import LinkOpened
from eutonia.clinic.people.queries import Recognised, recognise
from eutonia.clinic.people.services import CodeRefused, TooManyCodes, prove_code, send_code
from eutonia.web.patient.assessment.desk import sent
from eutonia.web.patient.booking.proof_forms import CodeForm, contact_of
from eutonia.web.patient.booking.proof_views import words_of
from eutonia.web.patient.visit import grant
from eutonia.web.patient.visit.forms import FindForm
from eutonia.web.patient.visit.page import coming
from eutonia.web.requests import Request, network_of

form_page = require_http_methods(["GET", "HEAD", "POST"])
LOOKING = "visit-looking"
"""Who looks for a visit, until the code is typed: channel, address, name, date of birth."""


@form_page
def find(request: Request) -> HttpResponse:
    """Who looks for a visit. Everybody gets a code, whether we know them or not."""
    form = FindForm(sent(request))
    if form.is_valid():
        try:
            send_code(form.contact, now=request.now, network=network_of(request))
        except TooManyCodes as trouble:
            form.add_error("address", words_of(trouble))
        else:
            request.session[LOOKING] = {
                "channel": str(form.contact.channel),
                "address": form.contact.address,
                "name": form.cleaned_data["name"],
                "birth_date": form.cleaned_data["birth_date"].isoformat(),
            }
            return redirect("visit:find-code")
    return render(request, "patient/visit/find.jinja", {"form": form})


@form_page
def code(request: Request) -> HttpResponse:
    """The code; with it, whoever is known by address, name and date of birth sees their visits."""
    looking = request.session.get(LOOKING)
    if not isinstance(looking, dict):
        return redirect("visit:find")
    form = CodeForm(sent(request))
    if form.is_valid():
        contact = contact_of(looking["channel"], looking["address"])
        try:
            proved = prove_code(contact, form.cleaned_data["code"], now=request.now)
        except CodeRefused as refusal:
            form.add_error("code", f"{refusal.issue.what} {refusal.issue.remedy}")
        else:
            born = date.fromisoformat(looking["birth_date"])
            known = recognise(proved, name=looking["name"], birth_date=born, now=request.now)
            del request.session[LOOKING]
            if known is None:
                return render(request, "patient/visit/not_found.jinja", {})
            request.session.cycle_key()
            grant.give_person(request, known)
            return redirect("visit:yours")
    shown = {"form": form, "address": looking["address"], "back": reverse("visit:find")}
    return render(request, "patient/visit/find_code.jinja", shown)


def with_person(view: Callable[[Request, Recognised], HttpResponse]) -> Callable[[Request], HttpResponse]:
    """Give a view the person for whom this session acts; else ask for a code."""

    @wraps(view)
    def answer(request: Request) -> HttpResponse:
        who = grant.person(request)
        if who is None:
            return redirect("visit:find")
        try:
            return view(request, who)
        except PermissionDenied:  # a guardian's word ends on a birthday
            grant.take(request)
            return redirect("visit:find")

    return answer


@form_page
@with_person
def yours(request: Request, who: Recognised) -> HttpResponse:
    """The coming visits of a person, to choose one; and what they wait for."""
    visits = coming(queries.visits_of(who.actor, who.patient, now=request.now))
    if request.method == "POST":
        chosen = next((each for each in visits if str(each.public_id) == request.POST.get("visit")), None)
        if chosen is not None:
            grant.give(request, LinkOpened(who.actor, chosen.public_id))
            return redirect("visit:see")
    waiting = queries.my_waiting(who.actor, who.patient, now=request.now)
    return render(request, "patient/visit/yours.jinja", {"visits": visits, "waits": bool(waiting)})
