"""What every request passes through: the time it arrived, and privacy unless a page says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

Answer = Callable[[HttpRequest], HttpResponse]

SENSORS = ("camera", "microphone", "geolocation", "payment", "usb", "browsing-topics")
SENSORS_OFF = ", ".join(f"{name}=()" for name in SENSORS)


def clock(get_response: Answer) -> Answer:
    """Put ``request.now`` on every request, from the function that the settings name."""
    read_clock = cast("Callable[[], datetime]", import_string(settings.EUTONIA_CLOCK))

    def answer(request: HttpRequest) -> HttpResponse:
        request.now = read_clock()  # type: ignore[attr-defined]
        return get_response(request)

    return answer


def private_by_default(get_response: Answer) -> Answer:
    """Forbid keeping a page unless its view set ``Cache-Control`` itself.

    A page shows what somebody answered far more often than not, and a shared computer keeps what it is not
    told to forget. So a view must opt out, and forgetting costs speed, not privacy.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store, private"
        response.headers.setdefault("Permissions-Policy", SENSORS_OFF)
        return response

    return answer
