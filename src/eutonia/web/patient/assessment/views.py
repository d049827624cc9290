"""Pages of the questions. Each shows one thing, saves what was answered, and leads on by a redirect."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eutonia.knowledge.vocabulary import NOT_SURE, PRESENT
from eutonia.reasoning.interview.page import Page
from eutonia.web import sessions
from eutonia.web.engine import assessor, knowledge
from eutonia.web.patient.assessment import desk, emergencies
from eutonia.web.patient.assessment import sheet as sheets
from eutonia.web.patient.assessment.first_forms import FirstForm
from eutonia.web.patient.assessment.forecast import progress_words
from eutonia.web.patient.assessment.forms import TICKED, PageForm, UnsureForm
from eutonia.web.patient.assessment.overview import overview
from eutonia.web.patient.assessment.sheet import Sheet
from eutonia.web.patient.assessment.walk import is_medicines
from eutonia.web.requests import Request

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
def start(request: Request) -> HttpResponse:
    """What this is, how long it takes, what happens with the answers."""
    return desk.show(
        request, "patient/start.jinja", {"has_sheet": sheets.has_sheet(request), "screens": len(knowledge().screens)}
    )


@require_GET
@desk.with_sheet
def resume(request: Request, sheet: Sheet) -> HttpResponse:
    """Go on where somebody left off."""
    return desk.onward(sheet)


@form_page
def first(request: Request, number: int, change: bool = False) -> HttpResponse:
    """One of the first questions. The very first may be opened without a sheet: it makes one."""
    if number == 1 and not sheets.has_sheet(request):
        return ask_first(request, Sheet(), number, change)
    return first_with_sheet(request, number, change)


@desk.with_sheet
def first_with_sheet(request: Request, sheet: Sheet, number: int, change: bool) -> HttpResponse:
    """A first question of somebody who has begun."""
    return ask_first(request, sheet, number, change)


def ask_first(request: Request, sheet: Sheet, number: int, change: bool) -> HttpResponse:
    """Ask a first question, or save its answer and lead on."""
    names = sheet.first_questions()
    still_open = sheet.next_first()
    if not 1 <= number <= len(names) or (still_open is not None and number > still_open):
        return desk.onward(sheet)
    name = names[number - 1]
    form = FirstForm(desk.sent(request), sheet=sheet, name=name)
    if form.is_valid():
        sheet.first[name] = form.answer
        desk.keep(request, sheet)
        return after_first(sheet, number, change)
    back = "patient:check" if change else "patient:start"
    shown = {
        "form": form,
        "name": name,
        "sheet": sheet,
        "back": reverse("patient:first", args=[number - 1]) if number > 1 and not change else reverse(back),
        "tells_parent": sheet.is_young and sheet.is_about_me and name == "sex",
    }
    return desk.show(request, "patient/first.jinja", shown)


def after_first(sheet: Sheet, number: int, change: bool) -> HttpResponse:
    """Lead to the next first question, then to the interview; after a change to what is still open."""
    if change or sheet.is_too_young or sheet.next_first() is not None:
        return desk.onward(sheet)
    if number < len(sheet.first_questions()):
        return redirect("patient:first", number + 1)
    return redirect("patient:question", 1)


@require_GET
@desk.with_sheet
def elsewhere(request: Request, sheet: Sheet) -> HttpResponse:
    """For a child under 12: a kind no, where to go instead, and every emergency message."""
    if not sheet.is_too_young:
        return desk.onward(sheet)
    shown = {
        "sheet": sheet,
        "levels": emergencies.signs_by_level(assessor(), sheet.person),
        "helps": emergencies.advice_for_emergencies(knowledge()),
        "back": reverse("patient:first", args=[sheet.first_questions().index("age") + 1]),
    }
    return desk.show(request, "patient/elsewhere.jinja", shown)


@form_page
@desk.ready
def question(request: Request, sheet: Sheet, number: int, change: bool = False) -> HttpResponse:
    """A page of the interview."""
    way = desk.way_of(sheet)
    page = way.page(number)
    if page is None:
        return desk.onward(sheet)
    known = knowledge()
    medicines = is_medicines(page, assessor())
    form = PageForm(desk.sent(request), page=page, knowledge=known, given=sheet.pool(known), asks_names=medicines)
    if request.method == "POST" and form.searches:
        return search_medicine(request, sheet, page, form)
    if form.is_valid():
        set_aside(sheet, page, keeps_unsure=form.is_unsure)
        sheet.answers.update(form.answers())
        desk.keep(request, sheet)
        if form.is_unsure and not desk.way_of(sheet).is_ambulance:
            return redirect("patient:unsure-change" if change else "patient:unsure", number)
        return after_question(sheet, number, change)
    shown = {
        "form": form,
        "page": page,
        "sheet": sheet,
        "caption": progress_words(way, number, known),
        "back": reverse("patient:check") if change else desk.back_from_question(sheet, number),
        "has_own_heading": not form.listed and len(form.single) > 1,
        "added": sheet.medicines if medicines else [],
    }
    return desk.show(request, "patient/question.jinja", shown)


def set_aside(sheet: Sheet, page: Page, *, keeps_unsure: bool) -> None:
    """Take the page's former answers off the sheet; what was not sure stays, to be shown again."""
    for name in page.findings:
        if not (keeps_unsure and sheet.answers.get(name) == NOT_SURE):
            sheet.answers.pop(name, None)


def search_medicine(request: Request, sheet: Sheet, page: Page, form: PageForm) -> HttpResponse:
    """Keep what is ticked, leave the page open, and look for the medicine that was typed."""
    chosen = set(request.POST.getlist(TICKED))
    set_aside(sheet, page, keeps_unsure=False)
    sheet.answers.update({name: PRESENT for name in page.findings if name in chosen})
    desk.keep(request, sheet)
    request.session["assessment-words"] = {"medicine": form.searches}
    return redirect("patient:find-medicine")


def after_question(sheet: Sheet, number: int, change: bool) -> HttpResponse:
    """Lead to the next page; after a change to what is still open, or back to the answers."""
    way = desk.way_of(sheet)
    if change or way.is_ambulance or number >= len(way.steps):
        return desk.onward(sheet)
    return redirect("patient:question", number + 1)


@form_page
@desk.ready
def unsure(request: Request, sheet: Sheet, number: int, change: bool = False) -> HttpResponse:
    """About which of a list somebody is not sure."""
    page = desk.way_of(sheet).page(number)
    if page is None:
        return desk.onward(sheet)
    known = knowledge()
    listed = PageForm(None, page=page, knowledge=known, given={}).listed
    given = sheet.pool(known)
    left = [finding for finding in listed if given.get(finding.id) != PRESENT]
    if not left:
        return after_question(sheet, number, change)
    form = UnsureForm(desk.sent(request), findings=left, given=given)
    if form.is_valid():
        sheet.answers.update(form.answers())
        desk.keep(request, sheet)
        return after_question(sheet, number, change)
    again = "patient:question-change" if change else "patient:question"
    shown = {"form": form, "sheet": sheet, "back": reverse(again, args=[number])}
    return desk.show(request, "patient/unsure.jinja", shown)


@require_GET
@desk.ready
def check(request: Request, sheet: Sheet) -> HttpResponse:
    """Everything that was answered, with a way to change each."""
    way = desk.way_of(sheet)
    if not way.is_finished:
        return desk.onward(sheet)
    shown = {
        "sheet": sheet,
        "overview": overview(sheet, way, knowledge()),
        "back": reverse("patient:question", args=[len(way.steps)]) if way.steps else reverse("patient:start"),
    }
    return desk.show(request, "patient/check.jinja", shown)


@require_POST
@desk.ready
def remove(request: Request, sheet: Sheet) -> HttpResponse:
    """Take back something that was added by words: a symptom or a medicine."""
    name = request.POST.get("what", "")
    sheet.answers.pop(name, None)
    sheet.medicines = [substance for substance in sheet.medicines if substance != name]
    desk.keep(request, sheet)
    return desk.onward(sheet)


@require_POST
@desk.ready
def go_on(request: Request, sheet: Sheet) -> HttpResponse:
    """Answer more questions on the way to an emergency department."""
    sheet.goes_on = True
    desk.keep(request, sheet)
    return desk.onward(sheet)


@require_GET
@desk.ready
def mistake(request: Request, sheet: Sheet) -> HttpResponse:
    """Back to the page whose answer called for an emergency."""
    way = desk.way_of(sheet)
    fired = assessor().triage.result(way.case.answers, way.case.person).reasons
    numbers = [way.number_of(finding) for rule in fired for finding in rule.because]
    known = [number for number in numbers if number is not None]
    return redirect("patient:question", known[0]) if known else redirect("patient:check")


@require_http_methods(["GET", "HEAD", "POST"])
def session(request: Request) -> HttpResponse:
    """For the script of every page that asks: how long what was entered is kept. Sending it is use, and keeps it."""
    kept = sessions.left(request)
    if request.method == "POST" and kept.seconds:
        sessions.note(request)
        kept = sessions.left(request)
    return kept.answer()


@require_POST
def forget(request: Request) -> HttpResponse:
    """Delete all answers, at once and for good."""
    desk.forget(request)
    return redirect("patient:forgotten")


@require_GET
def forgotten(request: Request) -> HttpResponse:
    """Say that the answers are gone."""
    return desk.show(request, "patient/forgotten.jinja", {})
