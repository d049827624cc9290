"""Guesses at a password are counted and slowed. Named after OWASP ASVS 5.0.0."""

import pytest
import time_machine
from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.test import Client, RequestFactory, override_settings

from eutonia.clinic.people.models import User
from eutonia.web.requests import network_of
from tests.web.signing_in.steps import EMAIL, sign_in

pytestmark = pytest.mark.django_db


def test_asvs_6_3_1_guesses_are_counted_in_one_place_for_all_machines(user: User) -> None:
    assert isinstance(caches["default"], DatabaseCache)
    for number in range(5):
        assert sign_in(Client(REMOTE_ADDR=f"192.0.2.{number}"), f"guess-number-{number}") == ""
    assert sign_in(Client(REMOTE_ADDR="192.0.2.99")) == "", "another machine of the guesser does not help"


def test_asvs_6_3_1_a_flood_of_guesses_does_not_wipe_out_its_own_count(user: User) -> None:
    for number in range(5):
        sign_in(Client(), f"guess-number-{number}")
    for number in range(400):  # Django's own limit of a cache is 300 entries
        cache.set(f"flood-{number}", number)
    assert sign_in(Client()) == ""


@pytest.mark.parametrize(
    ("proxies", "said", "counted"),
    [
        (0, "198.51.100.1", "192.0.2.7"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
    ],
)
def test_asvs_6_3_1_who_counts_as_one_cannot_be_chosen(proxies: int, said: str, counted: str) -> None:
    """What the visitor wrote into the header themselves stands left of what our proxy adds, and is not believed."""
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7", headers={"X-Forwarded-For": said})
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        assert network_of(request) == counted


def test_somebody_who_waits_gets_in_again(user: User, clock: time_machine.Traveller) -> None:
    for number in range(6):
        sign_in(Client(), f"guess-number-{number}")
    clock.shift(301)
    assert sign_in(Client()) == "/staff/"


def test_too_many_tries_are_told_on_a_page_of_ours(user: User) -> None:
    client = Client()
    answers = [client.post("/staff/sign-in/", {"login": EMAIL}) for _try in range(31)]
    assert answers[-1].status_code == 429
    page = answers[-1].content.decode()
    assert "<h1>Too many tries</h1>" in page
    assert 'href="tel:999"' in page
