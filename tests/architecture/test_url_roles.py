"""Every page, opened and sent as every role and as nobody, against one table (url_roles.csv).

A page without a row fails, and so does a row without a page. What a role may not do must be refused: by the sign-in
page, by 403, or by there being nothing to send. Each try is undone, so that one role leaves nothing to the next.
"""

import copy
import dataclasses
import logging
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from pytest_django import Settings

from eutonia.clinic.booking import services
from eutonia.clinic.outbox.channels import Channel
from eutonia.clinic.outbox.models import Message, MessageState
from eutonia.clinic.people import services as people
from eutonia.clinic.people.models import User
from eutonia.clinic.people.roles import Role
from tests.architecture.url_roles import METHODS, TABLE, WHO, Page, read_table, routes
from tests.clinic.booking import clinic
from tests.web.staff import pages

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]  # who may do what knows no database

TOMORROW = clinic.TODAY + timedelta(days=1)
SIGN_IN = "/staff/sign-in/"
SOME_TOKEN = "a-token-that-opens-nothing"


@pytest.fixture
def world(settings: Settings, caplog: pytest.LogCaptureFixture) -> dict[str, dict[str, Any]]:
    """The example clinic with one of everything, and the parts of each page's address."""
    settings.EUTONIA_CLOCK = "tests.web.staff.pages.clock"
    pages.set_clock(clinic.NOW)
    cache.clear()
    caplog.set_level(logging.ERROR)  # a thousand refusals are what we ask for
    for role in Role:
        clinic.staff(role)
        account = User.objects.get(email=f"{role.value}@example.org")
        TOTP.activate(account, generate_totp_secret())
        RecoveryCodes.activate(account)
    clinic.open_clinic()
    return addresses()


def addresses() -> dict[str, dict[str, Any]]:
    """The parts of the address of every page that has any; a name in brackets is a step."""
    desk, manager = clinic.staff(), clinic.staff(Role.MANAGER)
    grown = clinic.register(given_name="Rosa", family_name="Lind")
    twin = clinic.register(given_name="Rosa", family_name="Lind")
    alias = clinic.register(given_name="Rosalie", family_name="Lind")
    people.merge(desk, keep=grown.public_id, alias=alias.public_id, why="asked her", now=clinic.NOW)
    insured = clinic.visit(clinic.booked(clinic.slot(10, day=TOMORROW), grown, coverage=clinic.insure(grown)))
    today = clinic.visit(clinic.booked(clinic.slot(11), grown))
    young = clinic.young(15)
    held = services.place(
        desk,
        clinic.slot(14, day=TOMORROW, who="neurologist-b", room="consulting-2"),
        services.Details(young.public_id),
        now=clinic.NOW,
        key="young",
    )
    payment = services.take_payment(desk, today.public_id, pence=500, method="card", key="k", now=clinic.NOW)
    enquiry = services.enquire(
        services.Question("Mo", Channel.EMAIL, "mo@example.org", "Do you see necks?"), screened=True, now=clinic.NOW
    )
    waiting = services.join_waiting_list(
        desk,
        services.WaitingWish(twin.public_id, "follow-up", clinic.TODAY, TOMORROW),
        now=clinic.NOW,
    )
    absence = services.add_absence(
        manager, services.AbsenceDetails(TOMORROW, TOMORROW, room="gym"), now=clinic.NOW, anyway=True
    )
    far = clinic.TODAY + timedelta(days=20)
    extra = services.add_extra(
        manager,
        services.ExtraDetails(
            clinic.clinician().public_id,
            "welbeck-street",
            far,
            pages.clock().time(),
            (clinic.NOW + timedelta(hours=2)).time(),
        ),
        now=clinic.NOW,
    )
    closure = services.close(manager, "welbeck-street", far, far, "training", now=clinic.NOW)
    Message.objects.filter(kind="visit-confirmed").update(state=MessageState.FAILED, done_at=clinic.NOW)
    assert insured.authorisation is not None
    patient, visit = {"public_id": grown.public_id}, {"public_id": today.public_id}
    person = {"public_id": User.objects.get(email="nurse@example.org").public_id}
    leave = {"public_id": insured.authorisation.public_id}
    place = {"site": "welbeck-street", "day": date(2026, 12, 25)}
    of_visit = dict.fromkeys(
        ["visit", "move", "cancel", "no-show", "consent", "competence", "confidence", "payer", "pay"], visit
    )
    of_patient = dict.fromkeys(
        [
            "patient",
            "place",
            "times",
            "wait",
            "change",
            "history",
            "add-guardian",
            "remove-guardian",
            "add-coverage",
            "end-coverage",
        ],
        patient,
    )
    steps = ("check-in", "mark-late", "see", "leave", "undo-check-in", "undo-see")
    found: dict[str, dict[str, Any]] = {
        **{f"desk:{name}": parts for name, parts in (of_visit | of_patient).items()},
        **{f"desk:step [{step}]": visit | {"action": step} for step in steps},
        "desk:consent": {"public_id": held.visit},
        "desk:day": {"day": clinic.TODAY, "look": "clinicians"},
        "desk:problems": {"day": TOMORROW},
        "desk:month": {"year": 2026, "month": 11},
        "desk:my-day": {"day": TOMORROW},
        "desk:compare": {"first": grown.public_id, "second": twin.public_id},
        "desk:undo-merge": patient | {"alias": alias.public_id},
        "desk:void": visit | {"payment": payment},
        "desk:refund": visit | {"payment": payment},
        "insurance:authorisation": leave,
        "insurance:change": leave,
        **{f"insurance:step [{step}]": leave | {"action": step} for step in ("request", "record-code", "decline")},
        **{f"inbox:{name}": {"public_id": waiting} for name in ("leave", "offer")},
        **{
            f"inbox:{name}": {"public_id": enquiry}
            for name in ("enquiry", "take", "owner", "reply", "note", "book", "close")
        },
        "manager:end-session": {"public_id": clinic.clinician().sessions.first().public_id},  # type: ignore[union-attr]
        "manager:remove-extra": {"public_id": extra},
        "manager:remove-absence": {"public_id": absence},
        "manager:reopen": {"public_id": closure},
        "manager:open-holiday": place,
        "manager:keep-holiday": place,
        "manager:kind": {"code": "emg"},
        "manager:price": {"code": "mri"},
        "manager:insurer": {"code": "example-mutual"},
        "manager:room": {"code": "gym"},
        "manager:site": {"code": "welbeck-street"},
        "manager:diary": {"code": "nurse"},
        "manager:resend": {"public_id": Message.objects.filter(state=MessageState.FAILED)[0].public_id},
        **{f"team:{name}": person for name in ("one", "role", "link", "second-step", "close", "open")},
        "information:cause": {"condition": "nocturnal-leg-cramp"},
        "information:test": {"test": "emg"},
        "information:treatment": {"treatment": "stretching"},
        **{
            f"patient:{name}": {"number": 1}
            for name in ("first", "first-change", "question", "question-change", "unsure", "unsure-change")
        },
        **{name: {"token": SOME_TOKEN} for name in ("visit:link", "offer-link", "reply-link")},
        "set-password": {"secret": SOME_TOKEN},
        "(link)": {"path": clinic.booked(clinic.slot(9, 0, day=TOMORROW)).link},
    }
    return found


def browser_of(who: str, link: str) -> Client:
    """A browser in which somebody of a role is signed in, or that came by the link of a visit, or neither."""
    browser = Client(raise_request_exception=False)
    if who == "patient":
        browser.get(link)
    elif who != "nobody":
        browser.force_login(User.objects.get(email=f"{who}@example.org"))
    return browser


class Undo(Exception):
    """Ends a try."""


def outcome(browser: Client, method: str, address: str) -> str:
    """What came of a try: ``yes``, ``no``, or what went wrong. Whatever it did is undone."""
    response: Any = None
    kept = copy.deepcopy(browser.cookies)
    try:
        with transaction.atomic():
            response = browser.generic(method, address) if method == "GET" else browser.post(address, {})
            raise Undo
    except Undo:
        browser.cookies = kept
    to_sign_in = response.status_code == 302 and response.url.startswith(f"{SIGN_IN}?")
    if response.status_code in (403, 405) or to_sign_in:
        return "no"
    if response.status_code in (200, 302):
        return "yes"
    if response.status_code in (404, 410) and SOME_TOKEN in address:
        return "yes"  # anybody may try a link
    return f"status {response.status_code}"


def faults_of(table: list[Page], parts: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Where the site and the table disagree."""
    browsers = {who: browser_of(who, parts["(link)"]["path"]) for who in WHO}
    for page in table:
        address = reverse(page.name, kwargs=parts.get(page.key, parts.get(page.name)))
        for who, browser in browsers.items():
            for word, method in METHODS.items():
                found = outcome(browser, method, address)
                expected = "yes" if word in page.may[who] else "no"
                if found != expected:
                    yield f"{page.key}: {who} should be able to {word}: {expected}; it says {found}"


def unmatched(table: list[Page]) -> list[str]:
    """Pages without a row, rows without a page, and rows that stand there twice."""
    names, keys = {name for name, _ in routes(get_resolver())}, [page.key for page in table]
    lacking = [f"{name} has no row in url_roles.csv" for name in names - {page.name for page in table}]
    gone = [f"{page.key} is no page any more" for page in table if page.name not in names]
    twice = [f"{key} stands in url_roles.csv twice" for key in set(keys) if keys.count(key) > 1]
    return sorted(lacking + gone + twice)


def test_every_page_has_its_row() -> None:
    assert not unmatched(read_table())


def test_every_page_is_open_to_whom_the_table_says_and_to_nobody_else(world: dict[str, dict[str, Any]]) -> None:
    faults = list(faults_of(read_table(), world))
    assert not faults, "\n".join(faults)


def row(key: str) -> Page:
    """One row of the table."""
    return next(page for page in read_table() if page.key == key)


def test_a_page_without_a_row_and_a_row_without_a_page_are_noticed() -> None:
    table = read_table()
    assert unmatched(table[1:]) == [f"{table[0].name} has no row in url_roles.csv"]
    gone = dataclasses.replace(table[0], name="desk:no-such-page")
    assert "desk:no-such-page is no page any more" in unmatched([*table, gone])
    assert unmatched([*table, table[0]]) == [f"{table[0].name} stands in url_roles.csv twice"]


@pytest.mark.parametrize(
    ("key", "who", "words"),
    [
        ("desk:patient", "auditor", {"see"}),  # a table that gives too much
        ("desk:patient", "nurse", set()),  # one that gives too little
        ("desk:step [see]", "front-desk", {"do"}),
        ("desk:visit", "nobody", {"see"}),
        ("desk:visit", "patient", {"see"}),
        ("staff:home", "manager", {"see", "do"}),
    ],
)
def test_a_wrong_cell_is_noticed(world: dict[str, dict[str, Any]], key: str, who: str, words: set[str]) -> None:
    right = row(key)
    wrong = dataclasses.replace(right, may=right.may | {who: frozenset(words)})
    assert not list(faults_of([right], world))
    assert list(faults_of([wrong], world))


@pytest.mark.parametrize("text", ["page,what\n", "page,what,nobody\nx,y,z\n"])
def test_a_table_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "table.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="columns"):
        read_table(file)


def test_a_cell_that_means_nothing_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    text = TABLE.read_text(encoding="utf-8").replace("see do", "may", 1)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="a cell holds see, do, both or nothing"):
        read_table(file)
