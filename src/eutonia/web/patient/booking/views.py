"""The first pages of booking: danger first, then what kind of visit, who pays and what one wishes."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eutonia.clinic.booking import queries
from eutonia.clinic.booking.queries import VisitTypeLine
from eutonia.knowledge.vocabulary import Urgency
from eutonia.web.engine import knowledge
from eutonia.web.patient.assessment.desk import sent
from eutonia.web.patient.booking import desk, from_result
from eutonia.web.patient.booking import draft as drafts
from eutonia.web.patient.booking.draft import Draft
from eutonia.web.patient.booking.forms import VisitForm, WishesForm
from eutonia.web.patient.booking.screen import ADVICE, LINES, ScreenForm, Sign
from eutonia.web.patient.booking.who_pays import clinicians_for, insurers_for
from eutonia.web.patient.result.levels import LEVELS
from eutonia.web.patient.words import said
from eutonia.web.requests import Request

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def start(request: Request, aim: str = drafts.VISIT) -> HttpResponse:
    """The way in from the site: the emergency screen, or on with the result that is in this session."""
    result = from_result.result_in(request)
    if result is not None and result.urgency.is_emergency:
        return redirect("patient:result")
    if result is not None:
        shown = {"level": LEVELS[result.urgency], "is_waiting": aim == drafts.WAITING, "aim": aim}
        return render(request, "patient/booking/start_from_result.jinja", shown)
    form = ScreenForm(sent(request))
    if form.is_valid():
        return screened(request, form.answered, aim)
    return render(request, "patient/booking/start.jinja", {"form": form, "is_waiting": aim == drafts.WAITING})


def screened(request: Request, sign: Sign, aim: str) -> HttpResponse:
    """After the emergency screen: help at once, the assessment for whoever is not sure, or on to the booking."""
    if sign in LINES:
        return emergency(request, sign, back=request.path)
    if sign is Sign.NOT_SURE:
        return redirect("patient:start")
    begin(request, {"screened": True}, aim)
    return redirect("booking:visit")


def emergency(request: Request, sign: Sign, *, back: str) -> HttpResponse:
    """What to do now. Drawn at once: no redirect, no session, nothing that can fail on the way."""
    advice = knowledge().advice
    shown = {
        "level": LEVELS[LINES[sign].level],
        "sign": sign,
        "blocks": [advice[name] for name in ADVICE[sign]],
        "back": back,
        "said": said,
    }
    return render(request, "patient/booking/emergency.jinja", shown)


@require_POST
def begin_from_result(request: Request) -> HttpResponse:
    """Take over what the assessment found."""
    result = from_result.result_in(request)
    if result is None:
        return redirect("booking:start")
    if result.urgency.is_emergency:
        return redirect("patient:result")
    aim = drafts.WAITING if request.POST.get("aim") == drafts.WAITING else drafts.VISIT
    begin(request, from_result.need_of(result), aim)
    return redirect("booking:visit")


def begin(request: Request, need: dict[str, object], aim: str) -> None:
    """Begin a draft. Who they are stays from an earlier one; what they chose by its urgency does not."""
    draft = drafts.read(request) or Draft()
    desk.let_go(request, draft)
    draft.aim, draft.need = aim, need
    for page in ("visit", "wishes", "suits", "pay"):
        draft.answers.pop(page, None)
    drafts.save(request, draft)


@form_page
@desk.in_turn("visit")
def visit(request: Request, draft: Draft, is_change: bool = False) -> HttpResponse:
    """What kind of visit, and for what age."""
    kinds = queries.visit_types(open_only=True)
    form = VisitForm(sent(request), kinds=kinds, given=draft.answers.get("visit") or likely(request, draft, kinds))
    if form.is_valid():
        if form.given != draft.answers.get("visit"):
            desk.let_go(request, draft)
            draft.answers.pop("wishes", None)  # other clinicians, other insurers
        return desk.answered(request, draft, "visit", form.given, is_change=is_change)
    back = desk.back_from("visit", draft, desk.today_of(request), is_change=is_change)
    if draft.is_from_result and not is_change:
        back = reverse("patient:result")
    return desk.show(request, "visit", draft, {"form": form, "back": back})


def likely(request: Request, draft: Draft, kinds: tuple[VisitTypeLine, ...]) -> dict[str, str]:
    """What most people answer: a first visit; and the age that the assessment knows."""
    first = next((kind.code for kind in kinds if kind.is_first), "")
    result = from_result.result_in(request) if draft.is_from_result else None
    age = result.sheet.age if result else None
    return {"kind": first, "age": "" if age is None else str(age)}


@form_page
@desk.in_turn("wishes")
def wishes(request: Request, draft: Draft, is_change: bool = False) -> HttpResponse:
    """Who pays, with whom, in which language; and whether the clinicians may read the answers."""
    form = WishesForm(
        sent(request),
        insurers=insurers_for(draft),
        clinicians=clinicians_for(draft),
        may_share=draft.is_from_result,
        given=draft.answers.get("wishes", {}),
    )
    if form.is_valid():
        if form.given != draft.answers.get("wishes"):
            desk.let_go(request, draft)
            draft.answers.pop("pay", None)
        if form.given.get("share") == "yes":
            draft.need["assessment"] = from_result.kept_assessment(request) or None
        return desk.answered(request, draft, "wishes", form.given, is_change=is_change)
    back = desk.back_from("wishes", draft, desk.today_of(request), is_change=is_change)
    return desk.show(request, "wishes", draft, {"form": form, "back": back})


@require_GET
@desk.with_draft
def not_here(request: Request, draft: Draft) -> HttpResponse:
    """Under 12: a kind no, and where to go instead."""
    if not draft.is_too_young(desk.today_of(request)):
        return desk.onward(request, draft)
    page = "person" if draft.has("person") else "visit"
    return desk.show(request, "not_here", draft, {"back": desk.address(page)})


@require_POST
def forget(request: Request) -> HttpResponse:
    """Delete all that was typed, and give the time back."""
    draft = drafts.read(request)
    if draft is not None:
        desk.let_go(request, draft)
    drafts.forget(request)
    return redirect("booking:forgotten")


@require_GET
def forgotten(request: Request) -> HttpResponse:
    """Say that it is gone."""
    return render(request, "patient/booking/forgotten.jinja", {})


@require_POST
@desk.with_draft
def switch_to_waiting(request: Request, draft: Draft) -> HttpResponse:
    """From the times, none of which suits, to the waiting list. Whoever must be seen today is not made to wait."""
    if draft.urgency is not Urgency.SAME_DAY:
        desk.let_go(request, draft)
        draft.aim = drafts.WAITING
        drafts.save(request, draft)
    return desk.onward(request, draft)
