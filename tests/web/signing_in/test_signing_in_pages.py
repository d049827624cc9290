"""The pages of signing in, and what the other pages know of a session."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import get_resolver, resolve, reverse

from eutonia.clinic.people.models import User
from eutonia.web.staff.signing_in import PUBLIC_ROOMS, StaffSessions
from tests.web.signing_in.steps import change_password, set_up, shown, sign_in, signed_in

pytestmark = pytest.mark.django_db

INLINE = re.compile(r'style="|<style|<script(?![^>]* src=)|src="data:|href="data:|\son\w+="', re.IGNORECASE)


def test_every_page_of_allauth_that_we_show_has_our_layout(user: User) -> None:
    """Found through the addresses, so that a page added later is looked at too."""
    names = [name for name in get_resolver().reverse_dict if isinstance(name, str) and re.match("account_|mfa_", name)]
    assert len(names) >= 13
    visitor, member, guarded = Client(), signed_in(), signed_in()
    pages = {}
    for name in names:
        for client in (visitor, member):
            response = client.get(reverse(name), follow=True)
            pages[response.request["PATH_INFO"], client] = response
    set_up(guarded)
    for name in names:
        response = guarded.get(reverse(name), follow=True)
        pages[response.request["PATH_INFO"], guarded] = response
    second = Client()
    sign_in(second)
    pages["second step", second] = second.get("/staff/sign-in/second-step/")
    for (place, _client), response in pages.items():
        page = response.content.decode()
        assert response.status_code in (200, 404), place  # 404: there is no second factor to stop
        assert 'href="tel:999"' in page, place
        assert page.count("<h1") == 1, place
        assert not INLINE.search(page), place
    seen = {place for place, _client in pages}
    assert {"/staff/account/second-step/", "/staff/account/again/code/", "/staff/account/codes/", "second step"} <= seen


def test_the_picture_is_drawn_into_the_page(user: User) -> None:
    page = shown(signed_in(), "/staff/account/second-step/")
    assert re.search(r'<svg role="img" aria-label="[^"]+" viewBox="0 0 (\d+) \1"', page)
    assert "data:image" not in page


def test_public_pages_know_nothing_of_sessions(user: User) -> None:
    response = signed_in().get("/")
    assert "Cookie" not in response.headers.get("Vary", "")


def as_seen_on(address: str, client: Client) -> object:
    """As whom a page would see the owner of a browser's session."""
    request = RequestFactory().get(address)
    request.session = client.session
    request.now = datetime.now(UTC)
    request.resolver_match = resolve(address)
    AuthenticationMiddleware(lambda request: HttpResponse())(request)
    assert StaffSessions(lambda request: HttpResponse()).process_view(request, None, (), {}) is None  # type: ignore[arg-type]
    return request.user


@pytest.mark.parametrize("room", sorted(PUBLIC_ROOMS))
def test_in_rooms_for_everybody_a_session_that_is_over_is_nobodys(
    user: User, clock: time_machine.Traveller, room: str
) -> None:
    _before, resolver = get_resolver().namespace_dict[room]
    address = reverse(f"{room}:{next(part.name for part in resolver.url_patterns if not part.pattern.converters)}")
    client = signed_in()
    assert as_seen_on(address, client) == user
    with override_settings(EUTONIA_STAFF_NEED_SECOND_FACTOR=True):
        assert isinstance(as_seen_on(address, client), AnonymousUser)
    clock.shift(15 * 60)
    assert isinstance(as_seen_on(address, client), AnonymousUser)
    assert isinstance(as_seen_on(address, Client()), AnonymousUser)


def test_no_staff_page_is_in_a_room_for_everybody() -> None:
    spaces = get_resolver().namespace_dict
    staff = {name for name, (before, _resolver) in spaces.items() if before.startswith("staff/")}
    assert staff >= {"staff", "desk", "team"}
    assert not PUBLIC_ROOMS & staff


def test_nothing_piles_up_in_a_cookie(user: User) -> None:
    client = signed_in()
    change_password(client)
    assert set(client.cookies) <= {"eutonia-session", "eutonia-form"}
