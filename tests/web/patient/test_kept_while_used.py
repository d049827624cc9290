"""What somebody entered goes an hour after the last page that used it, as we tell them; reading counts as use."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from eutonia.web.patient.assessment.sheet import KEY, Sheet
from eutonia.web.sessions import NOTED_EVERY

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MINUTE = 60


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def visitor(clock: time_machine.Traveller) -> Client:
    """Somebody who has said whom they ask for."""
    client = Client()
    session = client.session
    session[KEY] = Sheet(first={"about": "me", "age": "45", "sex": "female"}).document()
    session.save()
    return client


def is_there(client: Client) -> bool:
    return b"Your answers are not here" not in client.get("/assessment/check/").content


def test_reading_puts_the_end_off(visitor: Client, clock: time_machine.Traveller) -> None:
    for _page in range(4):
        clock.shift(50 * MINUTE)
        assert is_there(visitor)
    clock.shift(61 * MINUTE)
    assert not is_there(visitor)


def test_a_row_is_written_every_five_minutes_at_most(visitor: Client, clock: time_machine.Traveller) -> None:
    assert is_there(visitor)
    written = Session.objects.get().expire_date
    clock.shift(NOTED_EVERY.total_seconds() - 1)
    assert is_there(visitor)
    assert Session.objects.get().expire_date == written
    clock.shift(1)
    assert is_there(visitor)
    assert Session.objects.get().expire_date > written


def test_pages_without_a_session_get_none(clock: time_machine.Traveller) -> None:
    response = Client().get("/")
    assert not response.cookies
    assert Session.objects.count() == 0


def test_what_was_deleted_stays_deleted(visitor: Client, clock: time_machine.Traveller) -> None:
    visitor.post("/assessment/delete/")
    clock.shift(10 * MINUTE)
    assert not is_there(visitor)
    assert Session.objects.count() == 0


def test_wcag_2_2_1_a_page_that_asks_can_look_how_long_the_answers_last_and_that_is_no_use(
    visitor: Client, clock: time_machine.Traveller
) -> None:
    assert is_there(visitor)
    for minutes in (60, 40, 20):
        assert visitor.get("/assessment/session/").json() == {"seconds": minutes * MINUTE, "can_stay": True}
        clock.shift(20 * MINUTE)
    assert visitor.get("/assessment/session/").json()["seconds"] == 0
    assert not is_there(visitor)


def test_wcag_2_2_1_one_press_keeps_the_answers(visitor: Client, clock: time_machine.Traveller) -> None:
    assert is_there(visitor)
    clock.shift(59 * MINUTE)
    assert visitor.post("/assessment/session/").json() == {"seconds": 60 * MINUTE, "can_stay": True}
    clock.shift(59 * MINUTE)
    assert is_there(visitor)


def test_a_press_brings_back_nothing_that_is_gone(visitor: Client, clock: time_machine.Traveller) -> None:
    assert is_there(visitor)
    clock.shift(61 * MINUTE)
    assert visitor.post("/assessment/session/").json()["seconds"] == 0
    assert not is_there(visitor)
    assert Client().post("/assessment/session/").json()["seconds"] == 0


def test_the_page_says_how_long_it_has_been_given(visitor: Client, clock: time_machine.Traveller) -> None:
    def given() -> int:
        page = visitor.get("/assessment/first/4/").content.decode()
        return int(page.partition('data-seconds="')[2].partition('"')[0])

    assert given() == 60 * MINUTE
    clock.shift(4 * MINUTE)
    assert given() == 56 * MINUTE
    clock.shift(MINUTE)
    assert given() == 60 * MINUTE
