"""What every answer of the server carries, and the pages for when something went wrong."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.urls import path

from eutonia.project import clock
from eutonia.project.urls import handler400, handler403, handler404, handler500, urlpatterns
from eutonia.web import errors

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

SECRET_WORDS = "my-left-calf-cramps"


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation(SECRET_WORDS)


def failing(request: HttpRequest) -> HttpResponse:
    raise RuntimeError(SECRET_WORDS)


def posted(request: HttpRequest) -> HttpResponse:
    return HttpResponse("received")


def asks_time(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.now.isoformat())


def cached(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the same for everybody", headers={"Cache-Control": "public, max-age=300"})


urlpatterns = [
    *urlpatterns,
    path("suspicious/", suspicious),
    path("failing/", failing),
    path("posted/", posted),
    path("time/", asks_time),
    path("cached/", cached),
]


@pytest.fixture(autouse=True)
def these_addresses() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.web.test_pages"):
        yield


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


ERRORS = [
    ("get", "/no-such-page/", 404, "Page not found"),
    ("get", "/suspicious/", 400, "We could not understand that"),
    ("get", "/failing/", 500, "Something went wrong"),
    ("post", "/posted/", 403, "This page was open for too long"),
    ("get", "/book/delete/", 405, "This page does not open by itself"),
]


@pytest.mark.parametrize(("method", "address", "status", "heading"), ERRORS)
def test_an_error_page_is_kind_and_keeps_quiet(
    browser: Client, method: str, address: str, status: int, heading: str
) -> None:
    response = getattr(browser, method)(f"{address}?q={SECRET_WORDS}", {"answer": SECRET_WORDS})
    page = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in page
    assert f"<title>{heading} – Eutonia</title>" in page
    assert 'href="tel:999"' in page
    assert SECRET_WORDS not in page
    assert "Traceback" not in page
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["Content-Length"] == str(len(response.content))  # else a browser shows less, or nothing


def test_staff_find_back_to_their_day_and_patients_are_not_told_of_it(browser: Client) -> None:
    way = 'href="/staff/"'
    assert way in browser.get("/staff/no-such-page/").content.decode()
    assert way not in browser.get("/no-such-page/").content.decode()


def test_forbidden_is_ours_too() -> None:
    assert "<h1>You cannot see this page</h1>" in errors.forbidden(HttpRequest(), PermissionError()).content.decode()


def test_error_pages_need_no_database(browser: Client) -> None:
    """pytest-django refuses the database to a test that does not ask for it, so reaching for it would fail."""
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.cursor()
    assert browser.get("/failing/").content.decode().count("<h1>") == 1


def test_when_even_the_error_page_is_broken_there_is_a_last_one(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_engine(name: str) -> None:
        raise OSError("no templates")

    monkeypatch.setattr(engines["jinja2"], "get_template", broken_engine)
    response = browser.get("/failing/")
    assert response.status_code == 500
    assert response.content.decode() == errors.LAST_RESORT
    assert 'href="tel:999"' in errors.LAST_RESORT


def test_asvs_14_3_2_nothing_is_kept_unless_the_view_says_so(browser: Client) -> None:
    assert browser.get("/").headers["Cache-Control"] == "no-store, private"
    assert browser.get("/cached/").headers["Cache-Control"] == "public, max-age=300"


def test_asvs_3_4_3_the_policy_lets_nothing_in_or_out(browser: Client) -> None:
    policy = browser.get("/").headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == "'none'"
    assert rules["base-uri"] == "'none'"
    for kind in ("script-src", "style-src", "img-src", "connect-src", "form-action"):
        assert rules[kind] == "'self'"
    assert "unsafe" not in policy


def test_other_headers(browser: Client) -> None:
    headers = browser.get("/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_a_public_page_sets_no_cookie(browser: Client) -> None:
    assert not browser.get("/").cookies


def test_a_request_knows_its_time_from_the_one_clock(browser: Client) -> None:
    told = datetime.fromisoformat(browser.get("/time/").content.decode())
    assert told.tzinfo is not None
    assert abs(clock.now() - told) < timedelta(minutes=1)
    with override_settings(EUTONIA_CLOCK="tests.web.test_pages.noon"):
        assert Client().get("/time/").content == b"2026-11-22T12:00:00+00:00"


def noon() -> datetime:
    return datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_the_page_bears_our_name_and_no_mark_of_the_nhs(browser: Client) -> None:
    page = browser.get("/").content.decode()
    for mark in ("nhs.uk", "© NHS", "nhsuk-header__logo", "NHS England", "Frutiger"):
        assert mark not in page
    assert "not a registered medical device" in page
