"""How long a session lasts: an hour from the last page that used it, not from the last answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import cast

from django.http import HttpRequest, HttpResponse

from eutonia.web.requests import Request

NOTED_EVERY = timedelta(minutes=5)
"""How exactly use is kept: a row is written so often at most, not at every page that somebody reads."""

USED = "used"


def kept_while_used(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, inside that of sessions: a page that reads what somebody entered puts the end of it off."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session, now = request.session, cast("Request", request).now.timestamp()
        if session.accessed and session.keys() and now - session.get(USED, 0) >= NOTED_EVERY.total_seconds():
            session[USED] = now  # what is changed is written, and its hour begins anew
        return response

    return answer
