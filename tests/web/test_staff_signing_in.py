"""Signing in as staff: two steps, sessions that end, guesses that are counted. Named after OWASP ASVS 5.0.0."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from eutonia.clinic.audit.models import AuditEntry
from eutonia.clinic.outbox.models import Message
from eutonia.clinic.people import services
from eutonia.clinic.people.models import User
from eutonia.clinic.people.roles import Role
from eutonia.clinic.people.signins import ACCOUNT_PAGE
from eutonia.project.settings import base
from eutonia.web.requests import network_of
from eutonia.web.staff.accounts import SecondFactors
from eutonia.web.staff.signing_in import PUBLIC_ROOMS, StaffSessions

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
EMAIL = "auditor@example.org"
PASSWORD = "a-line-that-was-a-wave"
NEW_PASSWORD = "another-wave-that-became-a-line"


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


def sign_in(client: Client, password: str = PASSWORD) -> str:
    """Sign in with a password. Returns where that leads."""
    response = client.post("/staff/sign-in/", {"login": EMAIL, "password": password})
    return str(response.url) if response.status_code == 302 else ""


def signed_in() -> Client:
    client = Client()
    assert sign_in(client) == "/staff/"
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/staff/account/").status_code == 200


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code} {response.headers.get('Location', '')}"
    return response.content.decode()


def key_on(page: str) -> str:
    return re.sub(r"\s", "", re.search(r"<samp>([A-Z2-7\s]+)</samp>", page)[1])  # type: ignore[index]


def code_of(key: str) -> str:
    return format_hotp_value(hotp_value(key, int(time.time()) // 30))


def set_up(client: Client) -> tuple[str, list[str]]:
    """Set up a second factor. Returns its key and the recovery codes."""
    key = key_on(shown(client, "/staff/account/second-step/"))
    response = client.post("/staff/account/second-step/", {"code": code_of(key)})
    assert (response.status_code, response.url) == (302, "/staff/account/codes/")
    return key, [
        code.replace(" ", "") for code in re.findall(r"<samp>(\d{4} \d{4})</samp>", shown(client, response.url))
    ]


def second_step(client: Client, code: str) -> str:
    response = client.post("/staff/sign-in/second-step/", {"code": code})
    return str(response.url) if response.status_code == 302 else ""


# ---- a second factor -------------------------------------------------------------------------------------------


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


# ---- sessions --------------------------------------------------------------------------------------------------


def test_asvs_7_3_1_a_session_ends_after_a_quarter_of_an_hour_without_use(
    user: User, clock: time_machine.Traveller
) -> None:
    client = signed_in()
    assert is_signed_in(client)
    clock.shift(15 * 60 - 1)
    assert is_signed_in(client)
    clock.shift(15 * 60)
    response = client.get("/staff/feedback/")
    assert response.url == "/staff/sign-in/?ended=yes&next=%2Fstaff%2Ffeedback%2F"
    assert "nothing happened for 15 minutes" in shown(client, response.url)
    assert not is_signed_in(client)


def test_asvs_7_3_1_use_keeps_a_session_alive(user: User, clock: time_machine.Traveller) -> None:
    client = signed_in()
    for _step in range(20):
        clock.shift(10 * 60)
        assert is_signed_in(client)


def test_asvs_7_3_2_but_not_beyond_the_longest_day(user: User, clock: time_machine.Traveller) -> None:
    client = signed_in()
    for _step in range(71):
        clock.shift(10 * 60)
        assert is_signed_in(client)
    clock.shift(10 * 60)
    assert not is_signed_in(client)


def test_what_was_to_be_sent_is_not_sent_after_the_end(user: User, clock: time_machine.Traveller) -> None:
    client = signed_in()
    assert is_signed_in(client)
    clock.shift(16 * 60)
    assert client.post("/staff/account/password/", {"password1": NEW_PASSWORD}).url == "/staff/sign-in/?ended=yes"


def test_a_stolen_cookie_ends_with_the_session(user: User, clock: time_machine.Traveller) -> None:
    client = signed_in()
    assert is_signed_in(client)
    stolen = Client()
    stolen.cookies["eutonia-session"] = client.cookies["eutonia-session"].value
    clock.shift(16 * 60)
    assert not is_signed_in(client)
    clock.shift(-10 * 60)
    assert not is_signed_in(stolen)


def test_the_row_is_written_once_a_minute_at_most(user: User, clock: time_machine.Traveller) -> None:
    client = signed_in()
    key = client.cookies["eutonia-session"].value

    def written() -> str:
        return Session.objects.get(session_key=key).session_data

    is_signed_in(client)
    before = written()
    clock.shift(59)
    is_signed_in(client)
    assert written() == before
    clock.shift(1)
    is_signed_in(client)
    assert written() != before


def test_asvs_7_4_1_signing_out_ends_the_session_itself(user: User) -> None:
    client = signed_in()
    key = client.cookies["eutonia-session"].value
    client.post("/staff/sign-out/")
    assert not Session.objects.filter(session_key=key).exists()
    stolen = Client()
    stolen.cookies["eutonia-session"] = key
    assert not is_signed_in(stolen)


def change_password(client: Client, old: str = PASSWORD, new: str = NEW_PASSWORD) -> str:
    response = client.post("/staff/account/password/", {"oldpassword": old, "password1": new})
    return str(response.url) if response.status_code == 302 else response.content.decode()


def test_asvs_7_4_3_a_new_password_ends_every_other_session(user: User) -> None:
    here, there = signed_in(), signed_in()
    before = here.cookies["eutonia-session"].value
    assert change_password(here) == "/staff/account/"
    assert "Your password is changed" in shown(here, "/staff/account/")
    assert "Your password is changed" not in shown(here, "/staff/account/")
    assert not is_signed_in(there)
    assert here.cookies["eutonia-session"].value != before
    assert sign_in(Client()) == ""
    assert sign_in(Client(), NEW_PASSWORD) == "/staff/"


@pytest.mark.parametrize("weak", ["short", "password1234", "dragonmonkey", EMAIL, "123456789012"])
def test_asvs_6_2_4_a_weak_password_is_refused(user: User, weak: str) -> None:
    assert "There is a problem" in change_password(signed_in(), new=weak)
    assert sign_in(Client()) == "/staff/"


def test_asvs_6_2_3_the_present_password_is_asked_for(user: User) -> None:
    assert "This is not your present password" in change_password(signed_in(), old="not my password")


def test_asvs_6_3_7_the_owner_is_told_and_the_audit_knows(
    user: User, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    client = signed_in()
    with django_capture_on_commit_callbacks(execute=True):
        change_password(client)
        set_up(client)
    told = Message.objects.filter(kind="account-changed")
    assert {(message.to, message.link) for message in told} == {(EMAIL, ACCOUNT_PAGE)}
    assert reverse("mfa_index") == ACCOUNT_PAGE
    verbs = AuditEntry.objects.filter(actor_id=user.public_id).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["account.sign-in", "account.password", "account.factor-added", "account.factor-added"]


# ---- guessing --------------------------------------------------------------------------------------------------


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


# ---- pages -----------------------------------------------------------------------------------------------------

INLINE = re.compile(r'style="|<style|<script(?![^>]* src=)|src="data:|href="data:|\son\w+="', re.IGNORECASE)


def test_every_page_of_allauth_that_we_show_has_our_layout(user: User) -> None:
    """Found through the addresses, so that a page added later is looked at too."""
    names = [name for name in get_resolver().reverse_dict if isinstance(name, str) and re.match("account_|mfa_", name)]
    assert len(names) >= 13
    visitor, member, guarded = Client(), signed_in(), signed_in()
    pages = {}
    for name in names:
        for client in (visitor, member):
            response = client.get(reverse(name), follow=True)
            pages[response.request["PATH_INFO"], client] = response
    set_up(guarded)
    for name in names:
        response = guarded.get(reverse(name), follow=True)
        pages[response.request["PATH_INFO"], guarded] = response
    second = Client()
    sign_in(second)
    pages["second step", second] = second.get("/staff/sign-in/second-step/")
    for (place, _client), response in pages.items():
        page = response.content.decode()
        assert response.status_code in (200, 404), place  # 404: there is no second factor to stop
        assert 'href="tel:999"' in page, place
        assert page.count("<h1") == 1, place
        assert not INLINE.search(page), place
    seen = {place for place, _client in pages}
    assert {"/staff/account/second-step/", "/staff/account/again/code/", "/staff/account/codes/", "second step"} <= seen


def test_the_picture_is_drawn_into_the_page(user: User) -> None:
    page = shown(signed_in(), "/staff/account/second-step/")
    assert re.search(r'<svg role="img" aria-label="[^"]+" viewBox="0 0 (\d+) \1"', page)
    assert "data:image" not in page


def test_public_pages_know_nothing_of_sessions(user: User) -> None:
    response = signed_in().get("/")
    assert "Cookie" not in response.headers.get("Vary", "")


def as_seen_on(address: str, client: Client) -> object:
    """As whom a page would see the owner of a browser's session."""
    request = RequestFactory().get(address)
    request.session = client.session
    request.now = datetime.now(UTC)
    request.resolver_match = resolve(address)
    AuthenticationMiddleware(lambda request: HttpResponse())(request)
    assert StaffSessions(lambda request: HttpResponse()).process_view(request, None, (), {}) is None  # type: ignore[arg-type]
    return request.user


@pytest.mark.parametrize("room", sorted(PUBLIC_ROOMS))
def test_in_rooms_for_everybody_a_session_that_is_over_is_nobodys(
    user: User, clock: time_machine.Traveller, room: str
) -> None:
    _before, resolver = get_resolver().namespace_dict[room]
    address = reverse(f"{room}:{next(part.name for part in resolver.url_patterns if not part.pattern.converters)}")
    client = signed_in()
    assert as_seen_on(address, client) == user
    with override_settings(EUTONIA_STAFF_NEED_SECOND_FACTOR=True):
        assert isinstance(as_seen_on(address, client), AnonymousUser)
    clock.shift(15 * 60)
    assert isinstance(as_seen_on(address, client), AnonymousUser)
    assert isinstance(as_seen_on(address, Client()), AnonymousUser)


def test_no_staff_page_is_in_a_room_for_everybody() -> None:
    spaces = get_resolver().namespace_dict
    staff = {name for name, (before, _resolver) in spaces.items() if before.startswith("staff/")}
    assert staff >= {"staff", "desk", "team"}
    assert not PUBLIC_ROOMS & staff


def test_nothing_piles_up_in_a_cookie(user: User) -> None:
    client = signed_in()
    change_password(client)
    assert set(client.cookies) <= {"eutonia-session", "eutonia-form"}
