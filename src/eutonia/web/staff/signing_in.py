"""What holds for everybody who is signed in: sessions end when nobody is there, and a second factor comes first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from eutonia.clinic.people.queries import has_second_factor
from eutonia.web.lasting import Left
from eutonia.web.requests import Request

IDLE = timedelta(minutes=15)
"""A session in which nothing happened for so long is over. A desk stands open longer than a pocket telephone."""
LONGEST = timedelta(hours=12)
"""A session is over after so long whatever happened in it: the longest day at the clinic."""
NOTED_EVERY = timedelta(minutes=1)
"""How exactly the time of the last request is kept: a row is written once a minute, not at every click."""

SINCE, SEEN = "staff-since", "staff-seen"

PUBLIC_ROOMS = frozenset({"information", "patient", "rare", "booking", "visit", "waiting", "enquiry"})
"""Rooms for everybody. In them a session that is over, or lacks its second factor, is nobody's; elsewhere, now or
later, it is led away."""

SESSION = "staff:session"
"""Where the script of a page asks how long the session still lasts."""

BEFORE_SECOND_FACTOR = frozenset({"mfa_activate_totp", "account_reauthenticate", "account_logout"})
"""All that somebody without a second factor may do: set it up, or leave."""


class StaffSessions:
    """Middleware, after those of sessions and accounts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing before the view is known."""
        return self.get_response(request)

    def process_view(self, request: Request, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Let a request through to its view, or answer in its stead."""
        match = cast("ResolverMatch", request.resolver_match)
        if PUBLIC_ROOMS.intersection(match.namespaces):
            # Asked only if the page asks who it is: a page that does not, touches no session and can be kept.
            claimed = request.user
            request.user = SimpleLazyObject(lambda: claimed if is_trusted(request, claimed) else AnonymousUser())
            return None
        if not request.user.is_authenticated:
            return None
        by_script = match.view_name == SESSION
        if is_over(request):
            if not by_script:  # which opens its page anew, and that is to say why it ended
                logout(request)
            return to_sign_in(request, ended=True)
        if not by_script or request.method == "POST":  # to look is no use of it
            note(request)
        request.staff_session = left(request)
        if needs_second_factor(request.user) and match.view_name not in BEFORE_SECOND_FACTOR:
            return redirect("mfa_activate_totp")
        return None


def is_trusted(request: Request, account: Any) -> bool:
    """Whether somebody is signed in as they must be to act as a member of staff."""
    return account.is_authenticated and not is_over(request) and not needs_second_factor(account)


def left(request: Request) -> Left:
    """How long the session of a request still lasts."""
    now, session = request.now.timestamp(), request.session
    unused = IDLE - timedelta(seconds=now - session.get(SEEN, now))
    at_all = LONGEST - timedelta(seconds=now - session.get(SINCE, now))
    return Left(min(unused, at_all), can_stay=unused < at_all)


def is_over(request: Request) -> bool:
    """Whether the session has outlived itself, by disuse or by age."""
    return left(request).seconds == 0


def note(request: Request) -> None:
    """Keep when something last happened."""
    now, session = request.now.timestamp(), request.session
    session.setdefault(SINCE, now)
    if SEEN not in session or now - session[SEEN] >= NOTED_EVERY.total_seconds():
        session[SEEN] = now


def to_sign_in(request: HttpRequest, *, ended: bool) -> HttpResponse:
    """To the sign-in page and from there back: to the page, or to that from which something was to be sent.

    The page says what happened: that a session ``ended``, and that what was sent was not kept.
    """
    is_page = request.method in {"GET", "HEAD"}
    way_back = request.get_full_path() if is_page else sent_from(request)
    asked = {"ended": "yes" if ended else "", "lost": "" if is_page else "yes", "next": way_back}
    return redirect(f"{reverse('account_login')}?{urlencode({name: value for name, value in asked.items() if value})}")


def sent_from(request: HttpRequest) -> str:
    """The path of our page from which something was sent, as the browser says; empty for another's."""
    said = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(said, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(said)
    return urlunsplit(("", "", parts.path, parts.query, ""))


def needs_second_factor(account: Any) -> bool:
    """Whether somebody must set up a second factor before anything else."""
    return settings.EUTONIA_STAFF_NEED_SECOND_FACTOR and not has_second_factor(account)
