"""Sessions of staff end: by time, by signing out, by a new password. Named after OWASP ASVS 5.0.0."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from eutonia.clinic.audit.models import AuditEntry
from eutonia.clinic.outbox.models import Message
from eutonia.clinic.people.models import User
from eutonia.clinic.people.signins import ACCOUNT_PAGE
from tests.web.signing_in.steps import (
    EMAIL,
    NEW_PASSWORD,
    PASSWORD,
    change_password,
    is_signed_in,
    set_up,
    shown,
    sign_in,
    signed_in,
)

pytestmark = pytest.mark.django_db


def test_asvs_7_3_1_a_session_ends_after_a_quarter_of_an_hour_without_use(
    user: User, clock: time_machine.Traveller
) -> None:
    client = signed_in()
    assert is_signed_in(client)
    clock.shift(15 * 60 - 1)
    assert is_signed_in(client)
    clock.shift(15 * 60)
    response = client.get("/staff/feedback/")
    assert response.url == "/staff/sign-in/?ended=yes&next=%2Fstaff%2Ffeedback%2F"
    assert "nothing happened for 15 minutes" in shown(client, response.url)
    assert not is_signed_in(client)


def test_asvs_7_3_1_use_keeps_a_session_alive(user: User, clock: time_machine.Traveller) -> None:
    client = signed_in()
    for _step in range(20):
        clock.shift(10 * 60)
        assert is_signed_in(client)


def test_asvs_7_3_2_but_not_beyond_the_longest_day(user: User, clock: time_machine.Traveller) -> None:
    client = signed_in()
    for _step in range(71):
        clock.shift(10 * 60)
        assert is_signed_in(client)
    clock.shift(10 * 60)
    assert not is_signed_in(client)


def left(client: Client) -> tuple[int, bool]:
    """What the script of a staff page is told: the seconds left, and whether use puts the end off."""
    told = client.get("/staff/session/").json()
    return told["seconds"], told["can_stay"]


def test_wcag_2_2_1_a_page_can_ask_how_long_the_session_lasts_and_that_is_no_use_of_it(
    user: User, clock: time_machine.Traveller
) -> None:
    client = signed_in()
    assert is_signed_in(client)
    for seconds in (900, 600, 300, 1):
        assert left(client) == (seconds, True)
        clock.shift(min(300, seconds))
        if seconds == 300:
            clock.shift(-1)
    assert client.get("/staff/session/").url.startswith("/staff/sign-in/?ended=yes")


def test_wcag_2_2_1_one_press_keeps_the_session(user: User, clock: time_machine.Traveller) -> None:
    client = signed_in()
    assert is_signed_in(client)
    clock.shift(14 * 60)
    assert client.post("/staff/session/").json() == {"seconds": 900, "can_stay": True}
    clock.shift(14 * 60)
    assert is_signed_in(client)


def test_wcag_2_2_1_a_press_that_cannot_put_the_end_off_says_so(user: User, clock: time_machine.Traveller) -> None:
    client = signed_in()
    assert is_signed_in(client)
    for _step in range(71):
        clock.shift(10 * 60)
        assert is_signed_in(client)
    clock.shift(9 * 60)
    assert client.post("/staff/session/").json() == {"seconds": 60, "can_stay": False}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_script_that_asks_too_late_leaves_it_to_the_page_to_say_why(
    user: User, clock: time_machine.Traveller, method: str
) -> None:
    client = signed_in()
    assert is_signed_in(client)
    clock.shift(16 * 60)
    assert getattr(client, method)("/staff/session/").url.startswith("/staff/sign-in/?ended=yes")
    assert client.get("/staff/feedback/").url == "/staff/sign-in/?ended=yes&next=%2Fstaff%2Ffeedback%2F"
    assert not is_signed_in(client)


def test_how_long_a_session_lasts_is_nobodys_without_one() -> None:
    assert Client().get("/staff/session/").url.startswith("/staff/sign-in/")


def test_what_was_to_be_sent_is_not_sent_after_the_end(user: User, clock: time_machine.Traveller) -> None:
    client = signed_in()
    assert is_signed_in(client)
    clock.shift(16 * 60)
    response = client.post("/staff/account/password/", {"password1": NEW_PASSWORD})
    assert response.url == "/staff/sign-in/?ended=yes&lost=yes"
    page = shown(client, response.url)
    assert "nothing happened for 15 minutes" in page
    assert "What you pressed last was not done, and what you typed was not saved." in page


@pytest.mark.parametrize(
    ("came_from", "way_back"),
    [
        ("http://testserver/staff/inbox/?state=new", "/staff/inbox/?state=new"),
        ("http://elsewhere.example.org/staff/", ""),
        ("//elsewhere.example.org/staff/", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
@pytest.mark.parametrize("has_cookie", [True, False])
def test_after_signing_in_the_way_leads_back_to_the_page_and_never_to_its_button(
    user: User, clock: time_machine.Traveller, came_from: str, way_back: str, has_cookie: bool
) -> None:
    client = signed_in() if has_cookie else Client()
    assert is_signed_in(client) is has_cookie
    clock.shift(16 * 60)
    response = client.post(
        "/staff/desk/visit/00000000-0000-4000-8000-000000000000/step/arrive/", headers={"Referer": came_from}
    )
    asked = parse_qs(urlsplit(response.url).query)
    assert asked.get("next", [""]) == [way_back]
    assert asked["lost"] == ["yes"]
    assert ("ended" in asked) is has_cookie
    led = client.post("/staff/sign-in/", {"login": EMAIL, "password": PASSWORD, "next": way_back})
    assert led.url == (way_back or "/staff/")


def test_a_stolen_cookie_ends_with_the_session(user: User, clock: time_machine.Traveller) -> None:
    client = signed_in()
    assert is_signed_in(client)
    stolen = Client()
    stolen.cookies["eutonia-session"] = client.cookies["eutonia-session"].value
    clock.shift(16 * 60)
    assert not is_signed_in(client)
    clock.shift(-10 * 60)
    assert not is_signed_in(stolen)


def test_the_row_is_written_once_a_minute_at_most(user: User, clock: time_machine.Traveller) -> None:
    client = signed_in()
    key = client.cookies["eutonia-session"].value

    def written() -> str:
        return Session.objects.get(session_key=key).session_data

    is_signed_in(client)
    before = written()
    clock.shift(59)
    is_signed_in(client)
    assert written() == before
    clock.shift(1)
    is_signed_in(client)
    assert written() != before


def test_asvs_7_4_1_signing_out_ends_the_session_itself(user: User) -> None:
    client = signed_in()
    key = client.cookies["eutonia-session"].value
    client.post("/staff/sign-out/")
    assert not Session.objects.filter(session_key=key).exists()
    stolen = Client()
    stolen.cookies["eutonia-session"] = key
    assert not is_signed_in(stolen)


def test_asvs_7_4_3_a_new_password_ends_every_other_session(user: User) -> None:
    here, there = signed_in(), signed_in()
    before = here.cookies["eutonia-session"].value
    assert change_password(here) == "/staff/account/"
    assert "Your password is changed" in shown(here, "/staff/account/")
    assert "Your password is changed" not in shown(here, "/staff/account/")
    assert not is_signed_in(there)
    assert here.cookies["eutonia-session"].value != before
    assert sign_in(Client()) == ""
    assert sign_in(Client(), NEW_PASSWORD) == "/staff/"


@pytest.mark.parametrize("weak", ["short", "password1234", "dragonmonkey", EMAIL, "123456789012"])
def test_asvs_6_2_4_a_weak_password_is_refused(user: User, weak: str) -> None:
    assert "There is a problem" in change_password(signed_in(), new=weak)
    assert sign_in(Client()) == "/staff/"


def test_asvs_6_2_3_the_present_password_is_asked_for(user: User) -> None:
    assert "This is not your present password" in change_password(signed_in(), old="not my password")


def test_asvs_6_3_7_the_owner_is_told_and_the_audit_knows(
    user: User, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    client = signed_in()
    with django_capture_on_commit_callbacks(execute=True):
        change_password(client)
        set_up(client)
    told = Message.objects.filter(kind="account-changed")
    assert {(message.to, message.link) for message in told} == {(EMAIL, ACCOUNT_PAGE)}
    assert reverse("mfa_index") == ACCOUNT_PAGE
    verbs = AuditEntry.objects.filter(actor_id=user.public_id).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["account.sign-in", "account.password", "account.factor-added", "account.factor-added"]
