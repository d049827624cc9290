"""The ground under every journey: the way in, the way out, and getting lost."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from eutonia.clinic.people import services
from eutonia.clinic.people.roles import Role
from tests.journeys.conftest import NewVisitor
from tests.journeys.visitor import Visitor

PASSWORD = "a-line-that-was-a-wave"


@pytest.fixture
def neurologist(transactional_db: None) -> str:
    """E-mail of a neurologist with an account."""
    user = services.create_staff(
        email="neurologist@example.org",
        name="Example neurologist",
        role=Role.NEUROLOGIST,
        password=PASSWORD,
        now=datetime(2026, 11, 22, 9, tzinfo=UTC),
    )
    return user.email


def test_a_lost_visitor_finds_the_start_page(visitor: Visitor) -> None:
    visitor.opens("/no-such-page/")
    visitor.sees_heading("Page not found")
    visitor.sees("If someone may die or be seriously hurt, call")
    visitor.follows("Go to the start page")
    expect(visitor.page).to_have_url(visitor.origin + "/")


def test_the_skip_link_leads_past_the_header(visitor: Visitor) -> None:
    visitor.opens("/staff/sign-in/")
    visitor.page.keyboard.press("Tab")
    assert visitor.focused_name() == "Skip to main content"
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "main"
    visitor.page.keyboard.press("Tab")
    assert visitor.focused_name() == "Email address"


def test_staff_sign_in_and_out(visitor: Visitor, neurologist: str) -> None:
    visitor.opens("/staff/")
    visitor.sees_heading("Staff sign in")
    visitor.enters("Email address", neurologist)
    visitor.enters("Password", PASSWORD)
    visitor.presses("Sign in")
    visitor.sees_heading("Staff")
    visitor.sees("Signed in as Example neurologist. Role: Neurologist.")
    visitor.presses("Sign out")
    visitor.opens("/staff/")
    visitor.sees_heading("Staff sign in")


def test_staff_sign_in_by_keyboard_alone(visitor: Visitor, neurologist: str) -> None:
    visitor.opens("/staff/sign-in/")
    visitor.tabs_to("Email address")
    visitor.page.keyboard.type(neurologist)
    visitor.tabs_to("Password")
    visitor.page.keyboard.type(PASSWORD)
    visitor.page.keyboard.press("Enter")
    visitor.sees_heading("Staff")


def test_staff_sign_in_without_a_script_on_a_small_screen(new_visitor: NewVisitor, neurologist: str) -> None:
    visitor = new_visitor(java_script_enabled=False, viewport={"width": 320, "height": 640})
    visitor.opens("/staff/sign-in/")
    visitor.enters("Email address", neurologist)
    visitor.enters("Password", PASSWORD)
    visitor.presses("Sign in")
    visitor.sees_heading("Staff")


def test_a_wrong_password_is_told_kindly_and_says_nothing_about_the_account(visitor: Visitor, neurologist: str) -> None:
    visitor.opens("/staff/sign-in/")
    visitor.presses("Sign in")
    visitor.is_told("Enter your email address")
    visitor.is_told("Enter your password")
    visitor.enters("Email address", neurologist)
    visitor.enters("Password", "not the password")
    visitor.presses("Sign in")
    visitor.sees("The email address or the password is not right. Check both, and try again.")
