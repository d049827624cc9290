"""What every page of the assessment does first: find the sheet, and say kindly when it cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from eutonia.web.engine import assessor, knowledge
from eutonia.web.patient.assessment import sheet as sheets
from eutonia.web.patient.assessment.sheet import Sheet
from eutonia.web.patient.assessment.walk import Walk, walk
from eutonia.web.patient.words import said
from eutonia.web.requests import Request

type View[**P] = Callable[Concatenate[Request, P], HttpResponse]
type SheetView[**P] = Callable[Concatenate[Request, Sheet, P], HttpResponse]

EXTRAS = ("assessment-words", "assessment-code", "assessment-kept", "assessment-rare")
"""What else of the assessment a session may hold; it goes when the answers go."""


def show(request: Request, template: str, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    """Draw a page. ``said`` puts words of the knowledge on it, in which a per cent sign is just a sign."""
    return render(request, template, shown | {"said": said}, status=status)


def sent(request: Request) -> QueryDict | None:
    """What a form is bound to: all that was sent, even nothing at all; None where nothing was to be sent."""
    return request.POST if request.method == "POST" else None


def with_sheet[**P](view: SheetView[P]) -> View[P]:
    """Give a view the sheet; without one, or with a broken one, say what happened and offer the way on."""

    @wraps(view)
    def answer(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not sheets.has_sheet(request):
            return show(request, "patient/expired.jinja", {})
        sheet, lost = sheets.read_sheet(request.session[sheets.KEY], knowledge())
        if lost:
            return tell_loss(request, sheet, lost)
        return view(request, sheet, *args, **kwargs)

    return answer


def ready[**P](view: SheetView[P]) -> View[P]:
    """As `with_sheet`, for pages that come after the first questions."""

    @wraps(view)
    def answer(request: Request, sheet: Sheet, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if sheet.is_too_young or sheet.next_first() is not None:
            return onward(sheet)
        return view(request, sheet, *args, **kwargs)

    return with_sheet(answer)


def tell_loss(request: Request, sheet: Sheet, lost: list[str]) -> HttpResponse:
    """Keep what could be read and say once what could not."""
    is_empty = not sheet.first and not sheet.answers
    if is_empty:
        forget(request)
    else:
        sheets.save(request, sheet)
    return show(request, "patient/lost.jinja", {"lost": lost, "is_empty": is_empty})


def way_of(sheet: Sheet) -> Walk:
    """The way that the answers of a sheet make."""
    return walk(assessor(), sheet.person, sheet.pool(knowledge()), goes_on=sheet.goes_on)


def onward(sheet: Sheet) -> HttpResponseRedirect:
    """Lead to the first thing that is still to be done."""
    return redirect(*onward_to(sheet))


def onward_to(sheet: Sheet) -> tuple[Any, ...]:
    """The name, and perhaps the number, of the page that comes next."""
    if sheet.is_too_young:
        return ("patient:elsewhere",)
    if (number := sheet.next_first()) is not None:
        return ("patient:first", number)
    way = way_of(sheet)
    if way.is_finished and way.level is not None and way.level.is_emergency:
        return ("patient:result",)
    if way.open is not None:
        return ("patient:question", len(way.steps) + 1)
    return ("patient:check",)


def keep(request: Request, sheet: Sheet) -> None:
    """Save the sheet, without follow-ups whose reason has gone."""
    sheet.forget_stale(knowledge())
    sheets.save(request, sheet)


def forget(request: Request) -> None:
    """Delete every answer from the session; of a visitor who is not signed in, the whole session."""
    if request.user.is_authenticated:
        for key in (sheets.KEY, *EXTRAS):
            request.session.pop(key, None)
    else:
        request.session.flush()


def back_from_question(sheet: Sheet, number: int) -> str:
    """The address of the page before a question of the interview."""
    if number > 1:
        return reverse("patient:question", args=[number - 1])
    return reverse("patient:first", args=[len(sheet.first_questions())])
