"""The pages of the accounts of staff."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from eutonia.clinic.outbox.models import Message
from eutonia.clinic.people import services
from eutonia.clinic.people.models import User
from eutonia.clinic.people.roles import Role

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
PASSWORD = "a-line-that-was-a-wave"


@pytest.fixture(autouse=True)
def no_guesses_remembered() -> Iterator[None]:
    yield
    cache.clear()


def staff(role: Role) -> User:
    return services.create_staff(
        email=f"{role.value}@example.org", name=f"Example {role.value}", role=role, password=PASSWORD, now=NOW
    )


def signed_in(role: Role) -> Client:
    """A browser in which somebody of a role has signed in."""
    user = User.objects.filter(role=role).first() or staff(role)
    client = Client()
    assert client.post("/staff/sign-in/", {"login": user.email, "password": PASSWORD}).status_code == 302
    return client


@pytest.fixture
def manager() -> Client:
    return signed_in(Role.MANAGER)


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def link() -> str:
    return Message.objects.filter(kind="staff-password").latest("id").link


NEW = {"name": "Nia Example", "email": "nia@example.org", "role": "nurse"}


def test_a_manager_adds_somebody_who_sets_a_password_and_signs_in(manager: Client) -> None:
    made = manager.post("/staff/people/add/", NEW)
    assert "A link to set the password is on its way." in page(manager, made.url)
    assert "Password not set" in page(manager, "/staff/people/")
    new = Client()
    assert "nia@example.org" in page(new, link())
    done = new.post(link(), {"password": PASSWORD})
    assert "Your password is set" in page(new, done.url)
    assert new.post("/staff/sign-in/", {"login": "nia@example.org", "password": PASSWORD}).url == "/staff/"
    assert "No second step" in page(manager, "/staff/people/")


def test_a_weak_password_is_told_beside_its_field(manager: Client) -> None:
    manager.post("/staff/people/add/", NEW)
    told = Client().post(link(), {"password": "dragonmonkey"}).content.decode()
    assert "<title>Error: Set your password" in told
    assert "three or four words" in told


@pytest.mark.parametrize("secret", ["x", "used"])
def test_a_link_that_is_over_says_whom_to_ask(manager: Client, secret: str) -> None:
    manager.post("/staff/people/add/", NEW)
    Client().post(link(), {"password": PASSWORD})
    address = link() if secret == "used" else reverse("set-password", args=[secret])
    for response in (Client().get(address), Client().post(address, {"password": PASSWORD})):
        assert response.status_code == 410
        assert "Ask your practice manager for a new one." in response.content.decode()


def test_faults_of_a_new_account_are_told(manager: Client) -> None:
    assert "Enter the name" in manager.post("/staff/people/add/", {}).content.decode()
    manager.post("/staff/people/add/", NEW)
    assert "There is an account with this" in manager.post("/staff/people/add/", NEW).content.decode()
    assert "Choose the role" in manager.post("/staff/people/add/", NEW | {"role": ""}).content.decode()
    assert User.objects.count() == 2


def test_a_role_is_changed_from_the_next_click_on(manager: Client) -> None:
    auditor = signed_in(Role.AUDITOR)
    assert auditor.get("/staff/people/").status_code == 403
    address = reverse("team:role", args=[User.objects.get(role=Role.AUDITOR).public_id])
    assert 'value="auditor" checked' in page(manager, address)
    assert "Say why" in manager.post(address, {"role": "manager"}).content.decode()
    assert "The role is changed." in page(manager, manager.post(address, {"role": "manager", "why": "Promoted"}).url)
    assert auditor.get("/staff/people/").status_code == 200


def test_asvs_7_4_2_closing_an_account_ends_its_sessions_for_good(manager: Client) -> None:
    nurse = signed_in(Role.NURSE)
    public_id = User.objects.get(role=Role.NURSE).public_id
    assert nurse.get("/staff/account/").status_code == 200
    key = nurse.cookies["eutonia-session"].value
    manager.post(reverse("team:close", args=[public_id]), {"why": "Left"})
    assert nurse.get("/staff/account/").status_code == 302
    assert "Closed" in page(manager, reverse("team:one", args=[public_id]))
    manager.post(reverse("team:open", args=[public_id]), {"why": "Came back"})
    Client().post(link(), {"password": PASSWORD})
    old = Client()
    old.cookies["eutonia-session"] = key
    assert old.get("/staff/account/").status_code == 302


def test_a_forgotten_password_is_set_anew_by_a_link(manager: Client) -> None:
    nurse = signed_in(Role.NURSE)
    address = reverse("team:link", args=[User.objects.get(role=Role.NURSE).public_id])
    assert "nurse@example.org" in page(manager, address)
    manager.post(address)
    assert nurse.get("/staff/account/").status_code == 200, "until the link is used, the old password works"
    Client().post(link(), {"password": "tram velvet onion forty"})
    assert nurse.get("/staff/account/").status_code == 302


def test_a_manager_cannot_touch_their_own_account(manager: Client) -> None:
    me = User.objects.get(role=Role.MANAGER).public_id
    own = page(manager, reverse("team:one", args=[me]))
    assert "This is your own account." in own
    assert "Close the account" not in own
    told = manager.post(reverse("team:close", args=[me]), {"why": "x"}).content.decode()
    assert "Ask another manager." in told
    assert User.objects.get().is_active


def addresses(public_id: object) -> list[str]:
    names = ("one", "role", "link", "second-step", "close", "open")
    return ["/staff/people/", "/staff/people/add/", *(reverse(f"team:{name}", args=[public_id]) for name in names)]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MANAGER])
def test_asvs_8_2_1_the_pages_are_for_managers(role: Role) -> None:
    client = signed_in(role)
    for address in addresses(User.objects.get().public_id):
        assert client.get(address).status_code == 403, address
        assert client.post(address, {"why": "x", "role": "manager"}).status_code in (403, 405), address
    assert User.objects.get().role == role


def test_an_account_that_is_not_there_is_not_found(manager: Client) -> None:
    for address in addresses("00000000-0000-4000-8000-000000000000")[2:]:
        assert manager.get(address).status_code == 404, address


def test_the_second_step_is_taken_away_for_somebody_who_lost_it(manager: Client) -> None:
    nurse = staff(Role.NURSE)
    address = reverse("team:second-step", args=[nurse.public_id])
    assert "call back" in page(manager, address)
    done = manager.post(address, {"why": "Lost her phone; stands before me"})
    assert "The second step is taken away." in page(manager, done.url)
    assert not User.objects.get(pk=nurse.pk).has_usable_password()


def test_pages_hold_nothing_inline(manager: Client) -> None:
    for address in addresses(staff(Role.NURSE).public_id):
        assert not re.search(r'style="|<style|\son\w+="', page(manager, address))


@pytest.mark.parametrize("role", Role)
def test_the_first_page_opens_on_the_first_day_before_there_is_a_site(role: Role) -> None:
    assert "<h1>Staff</h1>" in page(signed_in(role), "/staff/")
