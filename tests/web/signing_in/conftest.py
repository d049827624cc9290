"""A member of staff, a clock that the test moves, and production's second factor."""

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.test import override_settings

from eutonia.clinic.people import services
from eutonia.clinic.people.models import User
from eutonia.clinic.people.roles import Role
from tests.web.signing_in.steps import EMAIL, PASSWORD, START


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that the test moves, for Django, allauth and us alike; and no guesses remembered."""
    with time_machine.travel(START, tick=False) as moved:
        yield moved
        cache.clear()


@pytest.fixture
def user() -> User:
    return services.create_staff(email=EMAIL, name="Example auditor", role=Role.AUDITOR, password=PASSWORD, now=START)


@pytest.fixture
def needed() -> Iterator[None]:
    """As in production."""
    with override_settings(EUTONIA_STAFF_NEED_SECOND_FACTOR=True):
        yield
