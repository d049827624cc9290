"""The request as our views see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from allauth.core.internal.ratelimit import get_ip
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from eutonia.clinic.people.queries import Account
from eutonia.web.lasting import Left


class Request(HttpRequest):
    """A request that knows when it arrived (the clock middleware) and who sent it.

    ``kept()`` says how long what somebody entered will be kept; ``staff_session``, on pages of the staff, how long
    that lasts.
    """

    now: datetime
    user: Account | AnonymousUser  # type: ignore[assignment]
    kept: Callable[[], Left]
    staff_session: Left


LARGEST = 2**63 - 1


def below(request: HttpRequest) -> int | None:
    """The number of the last line of the page before; None on the first page, or for what is no number."""
    text = request.GET.get("below", "")
    return min(int(text), LARGEST) if text.isascii() and text.isdigit() else None


def network_of(request: HttpRequest) -> str:
    """Where a request came from, for counting guesses and codes only: an address, or of IPv6 the network of a home.

    Behind the proxy of the clinic it is what the proxy says, else everybody would count as one.
    """
    return str(get_ip(request))
