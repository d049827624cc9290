"""Signing in as staff takes two steps. Named after OWASP ASVS 5.0.0."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from eutonia.clinic.people.models import User
from eutonia.project.settings import base
from eutonia.web.staff.accounts import SecondFactors
from tests.web.signing_in.steps import PASSWORD, code_of, is_signed_in, second_step, set_up, shown, sign_in, signed_in

pytestmark = pytest.mark.django_db

PARTS = ("x", "1", "00000000-0000-4000-8000-000000000000", "2026-11-23", "list")
"""What may stand in an address; a new kind of part needs one of its own here."""


def staff_addresses() -> list[str]:
    """Every address under /staff/, with something in the place of its parts."""

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for pattern in patterns:
            route = before + str(pattern.pattern)
            for name, converter in pattern.pattern.converters.items():
                fitting = next(part for part in PARTS if re.fullmatch(converter.regex, part))
                route = re.sub(rf"<\w+:{name}>", fitting, route)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            else:
                yield "/" + route

    return [address for address in walk(get_resolver().url_patterns, "") if address.startswith("/staff/")]


def test_the_walk_finds_the_addresses() -> None:
    assert {"/staff/", "/staff/account/", "/staff/people/add/"} <= set(staff_addresses())


OPEN_TO_ALL = ("/staff/sign-in/", "/staff/sign-out/", "/staff/account/again/", "/staff/account/second-step/")


@pytest.mark.usefixtures("needed")
def test_asvs_6_3_3_without_a_second_factor_nothing_is_open_but_its_set_up(user: User) -> None:
    client = Client()
    sign_in(client)
    refused = [address for address in staff_addresses() if address not in OPEN_TO_ALL]
    assert len(refused) > 10
    for address in refused:
        for response in (client.get(address), client.post(address)):
            assert (response.status_code, response.headers.get("Location")) == (302, "/staff/account/second-step/"), (
                address
            )
    page = shown(client, "/staff/account/second-step/")
    assert "You can go on once this is done." in page
    assert reverse("desk:find") not in page


@pytest.mark.usefixtures("needed")
def test_asvs_6_3_3_with_a_second_factor_the_way_is_free(user: User) -> None:
    client = Client()
    sign_in(client)
    set_up(client)
    for address in ("/staff/", "/staff/account/"):
        assert client.get(address).status_code == 200


def test_asvs_6_3_3_production_needs_a_second_factor() -> None:
    assert base.EUTONIA_STAFF_NEED_SECOND_FACTOR is True
    production = (base.Path(base.__file__).parent / "production.py").read_text(encoding="utf-8")
    assert "SECOND_FACTOR" not in production


def test_signing_in_takes_two_steps_once_a_second_factor_is_set_up(user: User, clock: time_machine.Traveller) -> None:
    key, _codes = set_up(signed_in())
    client = Client()
    assert sign_in(client) == "/staff/sign-in/second-step/"
    assert not is_signed_in(client)
    clock.shift(60)
    right = code_of(key)
    assert second_step(client, f"{(int(right) + 1) % 10**6:06}") == ""
    assert second_step(client, f" {right[:3]} {right[3:]}") == "/staff/"
    assert is_signed_in(client)


def test_asvs_6_5_1_a_code_works_once(user: User, clock: time_machine.Traveller) -> None:
    key, _codes = set_up(signed_in())
    clock.shift(60)
    first, second = Client(), Client()
    sign_in(first)
    sign_in(second)
    assert second_step(first, code_of(key)) == "/staff/"
    assert second_step(second, code_of(key)) == ""
    clock.shift(30)
    assert second_step(second, code_of(key)) == "/staff/"


def test_asvs_6_5_5_an_old_code_does_not_work(user: User, clock: time_machine.Traveller) -> None:
    key, _codes = set_up(signed_in())
    client = Client()
    clock.shift(60)
    old = code_of(key)
    sign_in(client)
    clock.shift(30)
    assert second_step(client, old) == ""


def test_asvs_6_5_1_a_recovery_code_works_once_and_is_shown_once(user: User) -> None:
    client = signed_in()
    _key, codes = set_up(client)
    assert len(set(codes)) == 10
    again = shown(client, "/staff/account/codes/")
    assert "10 codes are left" in again
    assert codes[0] not in again.replace(" ", "")
    for expected in ("/staff/", ""):
        another = Client()
        sign_in(another)
        assert second_step(another, codes[0]) == expected
    assert "9 recovery codes are left" in shown(client, "/staff/account/")


def test_asvs_6_3_1_guesses_at_the_second_step_are_counted(user: User, clock: time_machine.Traveller) -> None:
    key, codes = set_up(signed_in())
    clock.shift(600)
    client = Client()
    sign_in(client)
    right = code_of(key)
    for guess in range(1, 7):
        assert second_step(client, f"{(int(right) + guess) % 10**6:06}") == ""
    assert second_step(client, right) == ""
    assert second_step(client, codes[0]) == ""
    clock.shift(301)
    sign_in(client)
    assert second_step(client, code_of(key)) == "/staff/"


def test_the_first_step_alone_is_over_after_a_quarter_of_an_hour(user: User, clock: time_machine.Traveller) -> None:
    key, _codes = set_up(signed_in())
    client = Client()
    sign_in(client)
    clock.shift(901)
    assert second_step(client, code_of(key)) == "/staff/sign-in/"


def test_asvs_13_3_1_a_second_factor_is_of_no_use_to_whoever_reads_the_database(user: User) -> None:
    key, _codes = set_up(signed_in())
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert key not in stored
    assert SecondFactors().decrypt(stored) == key
    with override_settings(SECRET_KEY="x" * 60, SECRET_KEY_FALLBACKS=[base_secret()]):
        assert SecondFactors().decrypt(stored) == key
        assert SecondFactors().encrypt(key) != stored


def base_secret() -> str:
    from django.conf import settings

    return settings.SECRET_KEY


def test_asvs_7_5_1_the_second_factor_itself_is_asked_for_before_it_is_changed(
    user: User, clock: time_machine.Traveller
) -> None:
    client = signed_in()
    key, _codes = set_up(client)
    clock.shift(301)
    for address in ("/staff/account/second-step/stop/", "/staff/account/codes/new/"):
        assert client.get(address).url == f"/staff/account/again/code/?next={address.replace('/', '%2F')}"
        assert client.post(address).url.startswith("/staff/account/again/code/")
    assert client.post("/staff/account/again/", {"password": PASSWORD}).url.startswith("/staff/account/again/code/")
    stop = "/staff/account/second-step/stop/"
    passed = client.post(f"/staff/account/again/code/?next={stop}", {"code": code_of(key)})
    assert passed.url == stop
    assert client.post(stop).url == "/staff/account/"
    assert not Authenticator.objects.exists()


def test_a_password_is_asked_for_before_a_first_factor_unless_it_was_just_given(
    user: User, clock: time_machine.Traveller
) -> None:
    client = signed_in()
    clock.shift(301)
    asked = client.get("/staff/account/second-step/").url
    assert asked.startswith("/staff/account/again/?next=")
    assert client.post(asked, {"password": "not my password"}).status_code == 200
    assert client.post(asked, {"password": PASSWORD}).url == "/staff/account/second-step/"
    set_up(client)
