"""Who pays, what that means, and what an insurer must be told."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse

from eutonia.clinic.cover.queries import insurers
from eutonia.pathway.cover import told
from eutonia.pathway.standing import Payer
from eutonia.web.patient.assessment.desk import sent
from eutonia.web.patient.booking import desk, pages
from eutonia.web.patient.booking import draft as drafts
from eutonia.web.patient.booking.cover_forms import MembershipForm, PayForm
from eutonia.web.patient.booking.draft import Draft
from eutonia.web.patient.booking.time_views import kind_of
from eutonia.web.patient.booking.views import form_page
from eutonia.web.patient.booking.who_pays import insurers_for
from eutonia.web.patient.booking.words import price_words
from eutonia.web.patient.words import said
from eutonia.web.requests import Request

SOON = timedelta(days=1)
"""A visit so near that the insurer should be called at once."""
ASKED = "asked-number"
"""Where the draft keeps the membership number that was asked about once: the second time it is taken as it is."""


@form_page
@desk.in_turn("pay")
def pay(request: Request, draft: Draft, is_change: bool = False) -> HttpResponse:
    """Who pays for this visit, with its price and what the whole way may cost."""
    kind = kind_of(draft)
    price = price_words(kind.price) if kind else ""
    form = PayForm(sent(request), insurers=insurers_for(draft), price=price, payer=draft.payer)
    if desk.is_answered(request, draft, form):
        if form.cleaned_data["payer"] != draft.answer("membership", "insurer"):
            draft.answers.pop("membership", None)
        return desk.answered(request, draft, "pay", {"payer": form.cleaned_data["payer"]}, is_change=is_change)
    shown = {
        "form": form,
        "estimate": pages.estimate_of(kind.price_code, draft.tests) if kind else None,
        "back": desk.back_from("pay", draft, desk.today_of(request), is_change=is_change),
    }
    return desk.show(request, "pay", draft, shown)


@form_page
@desk.in_turn("membership")
def membership(request: Request, draft: Draft, is_change: bool = False) -> HttpResponse:
    """What the insurer covers, what not, what it costs if they say no; and the number of the membership."""
    today = desk.today_of(request)
    insurer = next((each for each in insurers() if each.code == draft.insurer), None)
    kind = kind_of(draft)
    if insurer is None or kind is None:
        draft.answers.pop("pay", None)
        return desk.onward(request, draft)
    given = draft.answers.get("membership", {})
    asked = draft.answer(ASKED, "number")
    form = MembershipForm(sent(request), insurer=insurer, given=given, asked=asked, today=today)
    if desk.is_answered(request, draft, form):
        return desk.answered(request, draft, "membership", form.given, is_change=is_change)
    if form.asked != asked:
        draft.answers[ASKED] = {"number": form.asked}
        drafts.save(request, draft)
    awaiting = told(Payer.INSURED, None, kind.price, day=draft.wall.date() if draft.wall else today)
    shown = {
        "form": form,
        "insurer": insurer,
        "price": price_words(awaiting.pays_if_not),
        "says": said(awaiting.says),
        "then": said(awaiting.then),
        "is_soon": draft.wall is not None and draft.wall.date() - today <= SOON,
        "back": desk.back_from("membership", draft, today, is_change=is_change),
    }
    return desk.show(request, "membership", draft, shown)
