"""Find a symptom or a medicine in one's own words. What is typed goes by post and never into an address."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from eutonia.reasoning.search import Hit, SymptomSearch, find_medicines
from eutonia.web.design.options import Option
from eutonia.web.engine import knowledge
from eutonia.web.patient.assessment import desk
from eutonia.web.patient.assessment.forms import PickForm, WordsForm
from eutonia.web.patient.assessment.sheet import Sheet
from eutonia.web.patient.assessment.views import form_page
from eutonia.web.patient.words import said
from eutonia.web.requests import Request

WORDS = "assessment-words"
MOST_ADDED = 30
"""More than anybody needs; keeps a session small."""


@cache
def symptom_search() -> SymptomSearch:
    """The index, built once."""
    return SymptomSearch(knowledge())


@form_page
@desk.ready
def symptom(request: Request, sheet: Sheet) -> HttpResponse:
    """Find a symptom and add it as present."""
    words = words_of(request, "symptom")
    hits = symptom_search().find(words) if words else []
    findings = [hit for hit in hits if hit.kind == "finding"]
    picks = PickForm(
        request.POST if "picked" in request.POST or "add" in request.POST else None,
        label=_("Which of these do you mean?"),
        options=[Option(key_of(hit), said(hit.words)) for hit in findings],
        missing=_("Choose what you mean, or search again"),
    )
    if findings and picks.is_valid():
        for key in picks.cleaned_data["picked"]:
            name, _colon, value = key.partition(":")
            if len(sheet.answers) < MOST_ADDED + len(knowledge().findings):
                sheet.answers[name] = value
        return added(request, sheet)
    form = WordsForm(
        request.POST if "search" in request.POST else None,
        label=_("Find a symptom in your own words"),
        hint=_("For example “pins and needles” or “leg goes dead when I walk”."),
        missing=_("Type what you notice"),
    )
    if form.is_valid():
        return found(request, "symptom", form.cleaned_data["words"], "patient:find-symptom")
    shown: dict[str, Any] = {
        "form": picks if picks.is_bound else form,
        "search": form,
        "picks": picks if findings else None,
        "words": words,
        "causes": [hit for hit in hits if hit.kind == "condition" and readable(hit)],
        "title": _("Find a symptom"),
        "nothing": _("We found nothing like that. Try other words, or one word less."),
        "back": reverse("patient:check"),
    }
    return desk.show(request, "patient/find.jinja", shown)


@form_page
@desk.ready
def medicine(request: Request, sheet: Sheet) -> HttpResponse:
    """Find a medicine by its brand or substance and add it."""
    words = words_of(request, "medicine")
    hits = find_medicines(knowledge(), words) if words else []
    picks = PickForm(
        request.POST if "picked" in request.POST or "add" in request.POST else None,
        label=_("Which of these is taken?"),
        options=[Option(hit.substance, said(hit.substance), hint=", ".join(hit.brands)) for hit in hits],
        missing=_("Choose the medicine, or search again"),
    )
    if hits and picks.is_valid():
        chosen = [name for name in picks.cleaned_data["picked"] if name not in sheet.medicines]
        sheet.medicines = (sheet.medicines + chosen)[:MOST_ADDED]
        return added(request, sheet)
    form = WordsForm(
        request.POST if "search" in request.POST else None,
        label=_("Find a medicine by its name"),
        hint=_("The name on the packet: the brand, or the substance below it."),
        missing=_("Type the name of a medicine"),
    )
    if form.is_valid():
        return found(request, "medicine", form.cleaned_data["words"], "patient:find-medicine")
    shown: dict[str, Any] = {
        "form": picks if picks.is_bound else form,
        "search": form,
        "picks": picks if hits else None,
        "words": words,
        "causes": [],
        "title": _("Find a medicine"),
        "nothing": _("We do not know a medicine of that name, or it does not matter for spasms."),
        "back": reverse("patient:resume"),
    }
    return desk.show(request, "patient/find.jinja", shown)


def key_of(hit: Hit) -> str:
    """What a tick on a hit sends."""
    return f"{hit.id}:{hit.value}"


def readable(hit: Hit) -> bool:
    """Whether the name of a cause may be shown with a link to its page."""
    return not knowledge().conditions[hit.id].gentle_name


def words_of(request: Request, kind: str) -> str:
    """What was searched last."""
    kept = request.session.get(WORDS)
    given = kept.get(kind, "") if isinstance(kept, dict) else ""
    return given if isinstance(given, str) else ""


def found(request: Request, kind: str, words: str, page: str) -> HttpResponse:
    """Remember the words and show what they find."""
    request.session[WORDS] = {kind: words}
    return redirect(page)


def added(request: Request, sheet: Sheet) -> HttpResponse:
    """Save what was added and go on."""
    request.session.pop(WORDS, None)
    desk.keep(request, sheet)
    return desk.onward(sheet)
