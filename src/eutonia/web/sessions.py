"""How long a session lasts: an hour from the last page that used it, not from the last answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from eutonia.web.lasting import Left
from eutonia.web.requests import Request

NOTED_EVERY = timedelta(minutes=5)
"""How exactly use is kept: a row is written so often at most, not at every page that somebody reads."""

USED = "used"
LOOKING = "patient:session"
"""The page that says how long what was entered is still kept. To look is no use of it."""


def left(request: Request) -> Left:
    """How long what somebody entered is still kept; no time at all where there is nothing."""
    used = request.session.get(USED)
    if used is None:
        return Left(timedelta(0))
    return Left(timedelta(seconds=settings.SESSION_COOKIE_AGE - (request.now.timestamp() - used)))


def left_after(request: Request) -> Left:
    """As `left`, once the page that is being drawn has counted as use."""
    if is_noted_by(request):
        return Left(timedelta(seconds=settings.SESSION_COOKIE_AGE))
    return left(request)


def is_noted_by(request: Request) -> bool:
    """Whether the last use lies so far back that a page that reads the session notes it anew."""
    return bool(request.now.timestamp() - request.session.get(USED, 0) >= NOTED_EVERY.total_seconds())


def note(request: Request) -> None:
    """Keep when the session was last used; what is changed is written, and its hour begins anew."""
    request.session[USED] = request.now.timestamp()


def kept_while_used(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, inside that of sessions: a page that reads what somebody entered puts the end of it off.

    ``request.kept()`` says how long it will then last; asking reads the session.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        asked = cast("Request", request)
        asked.kept = partial(left_after, asked)
        response = get_response(request)
        looks = request.resolver_match is not None and request.resolver_match.view_name == LOOKING
        if request.session.accessed and not looks and request.session.keys() and is_noted_by(asked):
            note(asked)
        return response

    return answer
