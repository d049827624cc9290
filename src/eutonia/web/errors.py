"""The pages for when something went wrong. They repeat nothing that was sent."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template import engines
from django.urls import reverse

LAST_RESORT = """\
<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Something went wrong – Eutonia</title></head>
<body><main><h1>Something went wrong</h1>
<p>This is our fault, not yours. Please try again in a few minutes.</p>
<p>If someone may die or be seriously hurt, call <a href="tel:999">999</a>.</p></main></body></html>
"""
"""Shown if even the template of the error page cannot be drawn."""


def page(status: int, name: str, *, shows_way_to_staff: bool = False) -> HttpResponse:
    """Draw an error page without the request, so that it holds nothing of it, and nothing of who asks."""
    shown = {"shows_way_to_staff": shows_way_to_staff}
    return HttpResponse(engines["jinja2"].get_template(f"design/errors/{name}.jinja").render(shown), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the browser sent something that cannot be understood."""
    return page(400, "bad_request")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in or not, this is not for them."""
    return page(403, "forbidden")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form without its token, most often because the page stood open for long."""
    return page(403, "form_expired")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is no such page."""
    return page(404, "not_found", shows_way_to_staff=request.path.startswith(reverse("staff:home")))


def not_by_itself(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware. 405: the address of a button was opened as a page, most often from the browser's history."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = page(405, "not_by_itself").content
        return response

    return answer


def too_many(request: HttpRequest) -> HttpResponse:
    """429: the same thing too often in too short a time; most often somebody who guesses."""
    return page(429, "too_many")


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. Must work when nothing else does."""
    try:
        return page(500, "broken")
    except Exception:  # the last page of all may not fail
        return HttpResponse(LAST_RESORT, status=500)
