"""Somebody starts work at the clinic: an account, a password, a phone, and a day without the phone."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import override_settings
from playwright.sync_api import expect

from eutonia.clinic.outbox.models import Message
from eutonia.clinic.people import services
from eutonia.clinic.people.roles import Role
from eutonia.web.staff import signing_in
from tests.journeys.conftest import NewVisitor
from tests.journeys.visitor import Visitor

PASSWORD = "a-line-that-was-a-wave"
NEW_PASSWORD = "tram velvet onion forty"


@pytest.fixture(autouse=True)
def second_factor_is_needed(transactional_db: None) -> Iterator[None]:
    """As in production."""
    with override_settings(EUTONIA_STAFF_NEED_SECOND_FACTOR=True):
        yield
    cache.clear()


@pytest.fixture
def manager(new_visitor: NewVisitor) -> Visitor:
    """A manager at her desk, signed in."""
    services.create_staff(
        email="manager@example.org",
        name="Example manager",
        role=Role.MANAGER,
        password=PASSWORD,
        now=datetime(2026, 11, 22, 9, tzinfo=UTC),
    )
    visitor = new_visitor()
    visitor.opens("/staff/")
    signs_in(visitor, "manager@example.org", PASSWORD)
    sets_up(visitor)
    return visitor


def signs_in(visitor: Visitor, email: str, password: str) -> None:
    visitor.sees_heading("Staff sign in")
    visitor.enters("Email address", email)
    visitor.enters("Password", password)
    visitor.presses("Sign in")


def sets_up(visitor: Visitor) -> tuple[str, list[str]]:
    """Set up a second step. Returns the key that the phone keeps, and the recovery codes."""
    visitor.sees_heading("Set up a second step")
    expect(visitor.page.get_by_role("img", name=re.compile("for your authenticator app"))).to_be_visible()
    key = re.sub(r"\s", "", visitor.page.locator("samp").inner_text())
    visitor.enters("Code that the app shows", code_of(key))
    visitor.presses("Continue")
    visitor.sees_heading("Your recovery codes")
    codes = visitor.page.locator("li > samp").all_inner_texts()
    visitor.page.get_by_role("button", name="I have kept them").click()
    return key, codes


def code_of(key: str) -> str:
    """What the app on the phone shows, once it will show it long enough to be typed."""
    left = 30 - time.time() % 30
    if left < 5:
        time.sleep(left)
    return format_hotp_value(hotp_value(key, int(time.time()) // 30))


def link_in_mail() -> str:
    return Message.objects.filter(kind="staff-password").latest("id").link


def test_from_a_new_account_to_the_first_day(manager: Visitor, new_visitor: NewVisitor) -> None:
    manager.opens("/staff/people/")
    manager.presses("Add a member of staff")
    manager.enters("Name", "Nia Example")
    manager.enters("Email address", "nia@example.org")
    manager.chooses("Nurse")
    manager.presses("Add")
    manager.sees_heading("Nia Example")
    manager.sees("A link to set the password is on its way.")

    nia = new_visitor()
    nia.opens(link_in_mail())
    nia.sees_heading("Set your password")
    nia.enters("Choose a password", "dragonmonkey")
    nia.presses("Set password")
    nia.is_told("Guessers try this password early. Take three or four words that do not belong together.")
    nia.enters("Choose a password", PASSWORD)
    nia.presses("Set password")
    nia.sees_heading("Your password is set")
    nia.presses("Sign in")
    signs_in(nia, "nia@example.org", PASSWORD)
    nia.sees_heading("Set up a second step")
    nia.opens("/staff/desk/find/")
    nia.sees_heading("Set up a second step")
    nia.enters("Code that the app shows", "000 000")
    nia.presses("Continue")
    nia.is_told("This code is not right. Enter the newest code that the app shows.")
    nia.opens("/staff/account/second-step/")
    key, codes = sets_up(nia)

    nia.opens("/staff/account/")
    nia.sees("10 recovery codes are left")
    nia.opens("/staff/sign-out/")
    nia.presses("Sign out")
    signs_in(nia, "nia@example.org", PASSWORD)
    nia.sees_heading("Second step")
    nia.enters("Code", "12345")
    nia.presses("Sign in")
    nia.is_told("This code is not right. Enter the newest code that the app shows.")
    nia.enters("Code", code_of(key))
    nia.presses("Sign in")

    without_phone = new_visitor(java_script_enabled=False, viewport={"width": 320, "height": 640})
    without_phone.opens("/staff/account/")
    signs_in(without_phone, "nia@example.org", PASSWORD)
    without_phone.enters("Code", codes[0])
    without_phone.presses("Sign in")
    without_phone.sees_heading("Your account")
    without_phone.sees("9 recovery codes are left")

    manager.opens("/staff/people/")
    manager.sees("In use")


def test_a_new_password_signs_out_elsewhere(manager: Visitor, new_visitor: NewVisitor) -> None:
    manager.opens("/staff/account/")
    manager.follows("Change your password")
    manager.enters("Present password", "not this one")
    manager.enters("New password", NEW_PASSWORD)
    manager.presses("Change password")
    manager.is_told("This is not your present password. Enter the one you signed in with.")
    manager.enters("Present password", PASSWORD)
    manager.enters("New password", NEW_PASSWORD)
    manager.presses("Change password")
    manager.sees("Your password is changed. Wherever else you were signed in, you are signed out.")


def test_another_phone(manager: Visitor) -> None:
    manager.opens("/staff/account/")
    manager.follows("Use another phone")
    manager.sees_heading("Use another phone")
    manager.presses("Stop using this phone")
    sets_up(manager)
    manager.opens("/staff/account/")
    manager.follows("Make new recovery codes")
    manager.presses("Make new codes")
    manager.sees_heading("Your recovery codes")


def test_managing_an_account(manager: Visitor) -> None:
    services.create_staff(
        email="nurse@example.org",
        name="Example nurse",
        role=Role.NURSE,
        password=PASSWORD,
        now=datetime(2026, 11, 22, 9, tzinfo=UTC),
    )
    manager.opens("/staff/people/")
    manager.page.get_by_role("link", name=re.compile("Example nurse")).click()
    manager.follows("Change the role")
    manager.chooses("Neurologist")
    manager.presses("Change role")
    manager.is_told("Say why")
    manager.enters("Why?", "She is one now")
    manager.presses("Change role")
    manager.sees("The role is changed.")
    manager.follows("Send a password link")
    manager.presses("Send")
    manager.sees("A link to set the password is on its way.")
    manager.follows("Close the account")
    manager.enters("Why?", "Left the clinic")
    manager.presses("Close account")
    manager.sees("The account is closed.")
    manager.follows("Open the account again")
    manager.enters("Why?", "Came back")
    manager.presses("Open account")
    manager.sees("The account is open.")


def test_by_keyboard_alone(visitor: Visitor) -> None:
    services.create_staff(
        email="auditor@example.org",
        name="Example auditor",
        role=Role.AUDITOR,
        password=PASSWORD,
        now=datetime(2026, 11, 22, 9, tzinfo=UTC),
    )
    visitor.opens("/staff/")
    visitor.tabs_to("Email address")
    visitor.page.keyboard.type("auditor@example.org")
    visitor.tabs_to("Password")
    visitor.page.keyboard.type(PASSWORD)
    visitor.page.keyboard.press("Enter")
    visitor.sees_heading("Set up a second step")
    key = re.sub(r"\s", "", visitor.page.locator("samp").inner_text())
    visitor.tabs_to("Code that the app shows")
    visitor.page.keyboard.type(code_of(key))
    visitor.page.keyboard.press("Enter")
    visitor.sees_heading("Your recovery codes")
    visitor.tabs_to("I have kept them")
    visitor.page.keyboard.press("Enter")
    visitor.sees_heading("Staff")


def test_somebody_is_warned_before_they_are_signed_out(manager: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    warning = manager.page.get_by_role("dialog", name="You will soon be signed out")
    manager.opens("/staff/people/")
    expect(warning).to_be_hidden()
    monkeypatch.setattr(signing_in, "IDLE", timedelta(seconds=100))
    manager.opens("/staff/people/add/")
    expect(warning).to_be_visible()
    expect(warning).to_contain_text("what you typed and did not send will be lost")
    manager.page.get_by_role("link", name="999").first.click(trial=True)  # nothing may lie over it
    monkeypatch.undo()
    with manager.page.expect_response("**/staff/session/"):
        warning.get_by_role("button", name="Go on").click()
    expect(warning).to_be_hidden()

    monkeypatch.setattr(signing_in, "IDLE", timedelta(0))
    manager.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    manager.sees_heading("Staff sign in")
    manager.sees("nothing happened for 15 minutes")
    monkeypatch.undo()
    assert "next=%2Fstaff%2Fpeople%2Fadd%2F" in manager.page.url
