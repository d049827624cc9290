"""What this session may see: a visit that a link opened, or the waiting list of somebody who has proved an address.

A token of a link is exchanged for this at once, so that none stays in an address, a history or a log.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render

from eutonia.clinic.booking import queries
from eutonia.clinic.booking.queries import VisitPage
from eutonia.clinic.booking.services import LinkOpened, NotFound
from eutonia.clinic.people.queries import Recognised
from eutonia.web.requests import Request

VISIT, PERSON = "visit", "visit-person"

type VisitView[**P] = Callable[Concatenate[Request, LinkOpened, VisitPage, P], HttpResponse]


def give(request: Request, opened: LinkOpened) -> None:
    """Let this session see a visit."""
    request.session[VISIT] = opened.as_session()


def give_person(request: Request, who: Recognised) -> None:
    """Let this session see the visits and the waiting list of a person."""
    request.session[PERSON] = who.as_session()


def held(request: Request) -> LinkOpened | None:
    """The visit that this session may see."""
    return LinkOpened.of_session(request.session.get(VISIT))


def person(request: Request) -> Recognised | None:
    """The person for whom this session may act."""
    return Recognised.of_session(request.session.get(PERSON))


def take(request: Request) -> None:
    """Let this session see nothing any more."""
    for key in (VISIT, PERSON):
        request.session.pop(key, None)


def with_visit[**P](view: VisitView[P]) -> Callable[Concatenate[Request, P], HttpResponse]:
    """Give a view the visit as its patient or guardian sees it; else say kindly that a new link is needed."""

    @wraps(view)
    def answer(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        opened = held(request)
        try:
            page = queries.visit(opened.actor, opened.visit, now=request.now) if opened else None
        except (PermissionDenied, NotFound):
            page = None
        if opened is None or page is None:
            request.session.pop(VISIT, None)
            return render(request, "patient/visit/expired.jinja", {})
        return view(request, opened, page, *args, **kwargs)

    return answer
