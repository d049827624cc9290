"""Accounts of staff and signing in."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client, override_settings

from eutonia.clinic.people import services
from eutonia.clinic.people.models import User
from eutonia.clinic.people.roles import Role

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PASSWORD = "a-line-that-was-a-wave"


@pytest.fixture(autouse=True)
def no_guesses_remembered() -> Iterator[None]:
    """Sign-in limits are kept in the cache, which would carry them from test to test."""
    yield
    cache.clear()


def staff(**changes: object) -> User:
    usual = {"email": "nurse@example.org", "name": "Example nurse", "role": Role.NURSE, "password": PASSWORD}
    return services.create_staff(**(usual | changes), now=NOW)  # type: ignore[arg-type]


def test_an_account_is_made() -> None:
    user = staff(email=" Nurse@Example.org ")
    assert user.email == "nurse@example.org"
    assert user.check_password(PASSWORD)
    assert user.created_at == NOW


def test_one_account_for_one_address_whatever_its_capitals() -> None:
    staff()
    with pytest.raises(services.AccountExists, match="Use that one"):
        staff(email="NURSE@example.org")
    assert User.objects.count() == 1


@pytest.mark.parametrize("password", ["short", "password1234", "nurse@example.org", "123456789012"])
def test_asvs_6_2_4_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        staff(password=password)
    assert not User.objects.exists()


@pytest.mark.parametrize("change", [{"email": "no address"}, {"name": "  "}, {"role": "wizard"}])
def test_what_cannot_be_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        staff(**change)


@pytest.mark.parametrize("change", [{"role": "wizard"}, {"email": "Nurse@example.org"}, {"name": ""}])
def test_the_database_refuses_it_as_well(change: dict[str, str]) -> None:
    user = staff()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(**change)


def test_the_account_says_nothing_about_the_person() -> None:
    user = staff()
    assert "nurse" not in str(user)
    assert "example" not in repr(user).lower()


# ---- the example clinic ------------------------------------------------------------------------------------


def test_the_example_clinic_has_one_of_each_role_and_can_be_loaded_twice() -> None:
    for _ in range(2):
        out = StringIO()
        call_command("load_example_clinic", staff_only=True, stdout=out)
    assert User.objects.count() == len(Role)
    for role in Role:
        assert f"{role.value}@example.org" in out.getvalue()


@override_settings(EUTONIA_DEMO_PASSWORD="")
def test_there_is_no_example_clinic_without_a_password() -> None:
    with pytest.raises(CommandError, match="refused here"):
        call_command("load_example_clinic")
    assert not User.objects.exists()


# ---- signing in --------------------------------------------------------------------------------------------


def sign_in(client: Client, email: str, password: str) -> int:
    return client.post("/staff/sign-in/", {"login": email, "password": password}).status_code


def test_asvs_8_2_1_staff_pages_ask_for_sign_in(client: Client) -> None:
    response = client.get("/staff/")
    assert response.status_code == 302
    assert response.url == "/staff/sign-in/?next=%2Fstaff%2F"


def test_signing_in_changes_the_session_and_signing_out_ends_it(client: Client) -> None:
    staff()
    client.get("/staff/sign-in/")
    assert sign_in(client, "NURSE@example.org", PASSWORD) == 302
    key = client.session.session_key
    assert client.get("/staff/").status_code == 200
    client.post("/staff/sign-out/")
    stolen = Client()
    stolen.cookies["eutonia-session"] = key
    assert stolen.get("/staff/").status_code == 302


def test_the_session_cookie_is_opaque_and_out_of_reach_of_scripts(client: Client) -> None:
    staff()
    sign_in(client, "nurse@example.org", PASSWORD)
    cookie = client.cookies["eutonia-session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert "nurse" not in cookie.value


def test_a_wrong_password_and_an_unknown_address_look_the_same(client: Client) -> None:
    staff()
    answers = set()
    for email in ("nurse@example.org", "nobody@example.org"):
        page = client.post("/staff/sign-in/", {"login": email, "password": "wrong-wrong-wrong"}).content.decode()
        answers.add(page.replace(email, "").split("<main")[1].split("csrfmiddlewaretoken")[0])
    assert len(answers) == 1


def test_a_closed_account_cannot_sign_in(client: Client) -> None:
    user = staff()
    user.is_active = False
    user.save()
    sign_in(client, "nurse@example.org", PASSWORD)
    assert client.get("/staff/").status_code == 302


def test_asvs_6_3_1_guessing_is_slowed_down(client: Client) -> None:
    staff()
    statuses = [sign_in(client, "nurse@example.org", f"guess-number-{n}") for n in range(8)]
    assert sign_in(client, "nurse@example.org", PASSWORD) != 302, statuses


def test_nobody_can_make_an_account_for_themselves(client: Client) -> None:
    response = client.post("/staff/sign-up/", {"email": "me@example.org", "password1": PASSWORD})
    assert response.status_code == 302
    assert response.url == "/staff/sign-in/"
    assert not User.objects.exists()
