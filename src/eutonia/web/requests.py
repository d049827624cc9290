"""The request as our views see it."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from eutonia.clinic.people.queries import Account


class Request(HttpRequest):
    """A request that knows when it arrived (the clock middleware) and who sent it."""

    now: datetime
    user: Account | AnonymousUser  # type: ignore[assignment]
