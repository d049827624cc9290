"""Every test of the staff pages begins in the example clinic, on a Wednesday at eight, as seen from a browser."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from eutonia.clinic.people.models import User
from eutonia.clinic.people.roles import Role
from tests.clinic.booking import clinic
from tests.web.staff import pages

SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def world(db: None, settings: Settings) -> None:
    """The example clinic, with an account for every role, and its clock."""
    for role in Role:
        clinic.staff(role)
    clinic.open_clinic()
    settings.EUTONIA_CLOCK = "tests.web.staff.pages.clock"
    pages.set_clock(clinic.NOW)


@pytest.fixture
def sign_in() -> SignIn:
    """A browser in which somebody of a role is signed in."""

    def make(role: Role = Role.FRONT_DESK) -> Client:
        browser = Client()
        browser.force_login(User.objects.get(email=f"{role.value}@example.org"))
        return browser

    return make
