"""The page for a clinician: the differential and the rare causes, side by side.

All that is typed or pressed goes by post and never into an address.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from eutonia.phenotype.files import HpoFilesError
from eutonia.reasoning.assess import Assessment
from eutonia.web.engine import knowledge
from eutonia.web.patient.assessment import desk
from eutonia.web.patient.assessment.sheet import Sheet
from eutonia.web.patient.result.views import with_result
from eutonia.web.rare import data
from eutonia.web.rare.forms import OnsetForm, SearchForm
from eutonia.web.rare.notes import LONGEST_SEARCH, STATES, Notes, read_notes, save
from eutonia.web.rare.page import found_terms, rare_page
from eutonia.web.requests import Request

PAGE = "rare:clinician"


@require_GET
@with_result
def clinician(request: Request, sheet: Sheet, assessment: Assessment) -> HttpResponse:
    """The page. Before it is shown for the first time to somebody not signed in, it says whom it is for."""
    notes = read_notes(request)
    if not notes.opened and not request.user.is_authenticated:
        return desk.show(request, "rare/gate.jinja", {})
    return page(request, assessment, notes)


@require_POST
@desk.ready
def opened(request: Request, sheet: Sheet) -> HttpResponse:
    """Somebody wants to see the page, knowing whom it is for."""
    notes = read_notes(request)
    notes.opened = True
    return kept(request, notes)


@require_POST
@with_result
def search(request: Request, sheet: Sheet, assessment: Assessment) -> HttpResponse:
    """Find terms, and remember the words so that they stand on the page again."""
    notes = read_notes(request)
    form = SearchForm(request.POST)
    if not form.is_valid():
        return page(request, assessment, notes, search=form)
    notes.words = form.cleaned_data["words"]
    return kept(request, notes)


@require_POST
def found(request: Request) -> HttpResponse:
    """The terms found, as a part of the page, for the script that asks at each key press. Knows of no person."""
    words = request.POST.get("words", "")[:LONGEST_SEARCH]
    try:
        terms = found_terms(data.index(), words.strip())
    except HpoFilesError:
        return HttpResponse(status=503)
    part = render_to_string("rare/found.jinja", {"found": terms, "words": words}, request)
    return JsonResponse({"html": part})


@require_POST
@desk.ready
def add(request: Request, sheet: Sheet) -> HttpResponse:
    """Note a term as present or absent."""
    notes = read_notes(request)
    state, _colon, term = request.POST.get("term", "").partition(" ")
    try:
        known = data.index().term_place
    except HpoFilesError:
        return redirect(PAGE)
    if state in STATES and term in known and notes.add(term, state):
        notes.words = ""
    return kept(request, notes)


@require_POST
@desk.ready
def remove(request: Request, sheet: Sheet) -> HttpResponse:
    """Take back a term that was added."""
    notes = read_notes(request)
    notes.terms.pop(request.POST.get("term", ""), None)
    return kept(request, notes)


@require_POST
@with_result
def onset(request: Request, sheet: Sheet, assessment: Assessment) -> HttpResponse:
    """Note the age at onset."""
    notes = read_notes(request)
    form = OnsetForm(request.POST, age=assessment.case.person.age, onset=notes.onset)
    if not form.is_valid():
        return page(request, assessment, notes, onset_form=form)
    given = form.cleaned_data["onset"]
    notes.onset = None if given is None else float(given)
    return kept(request, notes)


def kept(request: Request, notes: Notes) -> HttpResponse:
    """Save the notes and show the page."""
    save(request, notes)
    return redirect(PAGE)


def page(
    request: Request,
    assessment: Assessment,
    notes: Notes,
    search: SearchForm | None = None,
    onset_form: OnsetForm | None = None,
) -> HttpResponse:
    """Draw the page; a form with errors is shown as it was sent."""
    person = assessment.case.person
    forms = {
        "search": search or SearchForm(initial={"words": notes.words}),
        "onset_form": onset_form or OnsetForm(None, age=person.age, onset=notes.onset),
    }
    shown: dict[str, Any] = {
        "page": rare_page(assessment, knowledge(), notes),
        "assessment": assessment,
        "person": person,
        "back": reverse("patient:result"),
        "form": search or onset_form or forms["search"],
    }
    return desk.show(request, "rare/clinician.jinja", shown | forms)
