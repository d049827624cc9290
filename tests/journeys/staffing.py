"""Members of staff at their pages, in the words of a journey. Signing in has journeys of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Locator, expect

import eutonia.project.clock
from eutonia.clinic.booking import services
from eutonia.clinic.booking.queries import Details, Slot
from eutonia.clinic.people.models import User
from eutonia.clinic.people.records import PatientRecord
from eutonia.clinic.people.roles import Role
from tests.clinic.booking import clinic
from tests.journeys.booking import WEDNESDAY_AT_8, Clock
from tests.journeys.conftest import NewVisitor
from tests.journeys.visitor import Visitor

NewMember = Callable[..., Visitor]


@pytest.fixture
def clock(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Wednesday 25 November 2026, 8 in the morning, in the example clinic with an account for every role."""
    for role in Role:
        clinic.staff(role)
    clinic.open_clinic()
    clock = Clock(WEDNESDAY_AT_8)
    monkeypatch.setattr(eutonia.project.clock, "datetime", clock)
    return clock


@pytest.fixture
def member(clock: Clock, new_visitor: NewVisitor) -> NewMember:
    """A browser in which somebody of a role is signed in."""

    def make(role: Role = Role.FRONT_DESK, **options: object) -> Visitor:
        visitor = new_visitor(**options)
        door = Client()
        door.force_login(User.objects.get(email=f"{role.value}@example.org"))
        cookie = {"name": "eutonia-session", "value": door.cookies["eutonia-session"].value, "url": visitor.origin}
        visitor.page.context.add_cookies([cookie])  # type: ignore[list-item]
        return visitor

    return make


def placed(slot: Slot, person: PatientRecord, **details: object) -> services.Booked:
    """A visit that the desk has booked."""
    found = Details(person.public_id, **details)  # type: ignore[arg-type]
    return services.place(clinic.staff(), slot, found, now=clinic.NOW, key=f"{person.public_id}{slot.key}")


def visit_in_list(visitor: Visitor, words: str) -> Locator:
    """A visit in the list of a day, by words that only it has."""
    found = visitor.page.get_by_role("listitem").filter(has_text=words)
    expect(found).to_have_count(1)
    return found
