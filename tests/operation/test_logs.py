"""Whatever somebody types, and whatever breaks while they do, no log line repeats it."""

import json
import logging
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from eutonia.project.logs import PrivateJsonFormatter
from eutonia.project.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

TYPED = {
    "given_name": "Zebedee",
    "family_name": "Quagga",
    "birth_date": "1962-02-29",
    "email": "zebedee.quagga@example.org",
    "phone": "07700 900123",
    "nhs_number": "9990000018",
    "address": "7 Okapi Mews",
    "reason": "my calf cramps at night",
}
MARKS = [*TYPED.values(), "Zebedee", "Quagga", "quagga", "Okapi", "900123", "s3cret-t0ken"]


def breaks(request: HttpRequest, token: str) -> HttpResponse:
    """A booking that goes wrong in the worst way: with everything typed in the words of the exception."""
    raise ValueError(f"cannot book {dict(request.POST)} for {token}")


def refuses(request: HttpRequest, token: str) -> HttpResponse:
    return HttpResponse(status=403)


urlpatterns = [
    *urlpatterns,
    path("visits/<str:token>/book/", breaks),
    path("visits/<str:token>/see/", refuses),
]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """What the log of a site would hold, with every record that anybody made."""
    caplog.set_level(logging.DEBUG)
    made: list[str] = []
    caplog.handler.setFormatter(PrivateJsonFormatter())
    emit = caplog.handler.emit

    def keep(record: logging.LogRecord) -> None:
        made.append(PrivateJsonFormatter().format(record))
        emit(record)

    caplog.handler.emit = keep  # type: ignore[method-assign]
    yield made
    caplog.handler.emit = emit  # type: ignore[method-assign]


@override_settings(ROOT_URLCONF="tests.operation.test_logs")
def test_asvs_16_2_5_a_booking_that_breaks_leaves_no_word_of_the_person(lines: list[str]) -> None:
    client = Client(raise_request_exception=False)
    query = "?email=zebedee.quagga@example.org"
    assert client.post(f"/visits/s3cret-t0ken/book/{query}", TYPED).status_code == 500
    assert client.post(f"/visits/s3cret-t0ken/see/{query}", TYPED).status_code == 403
    assert client.get(f"/visits/Quagga/{query}").status_code == 404
    assert client.get("/visits/s3cret-t0ken/book/", headers={"host": "quagga.example.org"}).status_code == 400
    statuses = {json.loads(line).get("status") for line in lines}
    assert {500, 403, 404} <= statuses, "the log does tell that it happened"
    (broken,) = [line for line in map(json.loads, lines) if line.get("status") == 500]
    assert (broken["exception"], broken["route"]) == ("ValueError", "visits/<str:token>/book/")
    assert any("breaks" in place for place in broken["where"])
    found = [mark for mark in MARKS for line in lines if mark in line]
    assert not found, found
