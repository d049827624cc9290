"""Proving an address: choose where the code goes, then type it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect

from eutonia.clinic.people.services import BadDetails, CodeRefused, TooManyCodes, prove_code, send_code
from eutonia.web.patient.assessment.desk import sent
from eutonia.web.patient.booking import desk
from eutonia.web.patient.booking import draft as drafts
from eutonia.web.patient.booking.draft import Draft
from eutonia.web.patient.booking.proof_forms import CodeForm, WayForm, contact_of, ways_of
from eutonia.web.patient.booking.views import form_page
from eutonia.web.requests import Request, network_of


@form_page
@desk.in_turn("prove")
def prove(request: Request, draft: Draft) -> HttpResponse:
    """Where the code shall go; there is none to be sent while a proof holds."""
    today = desk.today_of(request)
    if draft.proved(request.now) is not None:
        return desk.onward(request, draft)
    ways = ways_of(draft, by_guardian=draft.needs_guardian(today))
    form = WayForm(sent(request), ways=ways)
    if desk.is_answered(request, draft, form):
        way = form.cleaned_data["way"]
        try:
            send_code(contact_of(way, ways[way]), now=request.now, network=network_of(request))
        except (BadDetails, TooManyCodes) as trouble:
            form.add_error("way", words_of(trouble))
        else:
            draft.sent = {"channel": way, "address": ways[way]}
            drafts.save(request, draft)
            return redirect("booking:code")
    back = desk.back_from("prove", draft, today, is_change=False)
    return desk.show(request, "prove", draft, {"form": form, "back": back})


@form_page
@desk.in_turn("prove")
def code(request: Request, draft: Draft) -> HttpResponse:
    """The code that was sent."""
    if draft.proved(request.now) is not None:
        return desk.onward(request, draft)
    if not draft.sent:
        return redirect("booking:prove")
    form = CodeForm(sent(request))
    if desk.is_answered(request, draft, form):
        contact = contact_of(draft.sent["channel"], draft.sent["address"])
        try:
            proved = prove_code(contact, form.cleaned_data["code"], now=request.now)
        except CodeRefused as refusal:
            form.add_error("code", f"{refusal.issue.what} {refusal.issue.remedy}")
        else:
            draft.proof = proved.as_session()
            draft.sent = {}
            request.session.cycle_key()  # from here on the session may act for somebody
            drafts.save(request, draft)
            return desk.onward(request, draft)
    shown = {"form": form, "sent": draft.sent, "back": desk.address("prove")}
    return desk.show(request, "code", draft, shown)


def words_of(trouble: BadDetails | TooManyCodes) -> str:
    """What is wrong and what to do."""
    issues = trouble.issues if isinstance(trouble, BadDetails) else (trouble.issue,)
    return " ".join(f"{issue.what} {issue.remedy}" for issue in issues)
