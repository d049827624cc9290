"""Another person's visit, message or link is refused, whatever door somebody knocks at.

The doors are the verbs and questions that take the id of a visit, a patient, an enquiry, an authorisation or a
payment. Whoever adds one finds it here: every function of that kind must be tried, or say why not.
"""

import inspect
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from pytest_django import Settings

from eutonia.clinic.audit.actors import VISITOR, Actor
from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.problems import LinkGone, NotFound, OfferGone
from eutonia.clinic.cover import queries as cover_queries
from eutonia.clinic.cover import services as cover_services
from eutonia.clinic.cover.problems import CoverNotFound
from eutonia.clinic.outbox import services as outbox_services
from eutonia.clinic.people import queries as people_queries
from eutonia.clinic.people import services as people_services
from eutonia.pathway.states import AuthorisationAction
from tests.clinic.booking import clinic
from tests.web.staff import pages

pytestmark = pytest.mark.django_db

TOMORROW = clinic.TODAY + timedelta(days=1)
NOW = clinic.NOW


@pytest.fixture(autouse=True)
def world() -> None:
    """The example clinic."""
    clinic.staff()
    clinic.open_clinic()


class Theirs:
    """Somebody else, with one of everything."""

    def __init__(self) -> None:
        self.person = clinic.young(15)
        mother = clinic.parent(self.person)
        slot = clinic.slot(14, day=TOMORROW, who="neurologist-b", room="consulting-2")
        self.coverage = clinic.insure(self.person)
        booked = clinic.booked(slot, self.person, actor=mother, coverage=self.coverage)
        self.visit, self.link = booked.visit, booked.link or ""
        row = clinic.visit(booked)
        assert row.authorisation is not None
        self.authorisation = row.authorisation.public_id
        desk = clinic.staff()
        self.payment = services.take_payment(desk, self.visit, pence=100, method="cash", key="k", now=NOW)
        wish = services.WaitingWish(self.person.public_id, "follow-up", TOMORROW, TOMORROW)
        self.entry = services.join_waiting_list(desk, wish, now=NOW)
        self.slot = slot
        self.wish = wish


def strangers() -> dict[str, Actor]:
    """Who they are not."""
    other = clinic.register()
    other_young = clinic.young(14, given_name="Ola", email="ola@example.org")
    return {
        "another patient": clinic.own(other),
        "another guardian": clinic.parent(other_young),
        "a visitor": VISITOR,
    }


Door = Callable[[Actor, Theirs], Any]

DOORS: dict[str, Door] = {
    "booking.visit": lambda who, it: queries.visit(who, it.visit, now=NOW),
    "booking.calendar": lambda who, it: queries.calendar(who, it.visit, now=NOW),
    "booking.visits_of": lambda who, it: queries.visits_of(who, it.person.public_id, now=NOW),
    "booking.visits_named": lambda who, it: queries.visits_named(who, [it.visit], now=NOW),
    "booking.my_waiting": lambda who, it: queries.my_waiting(who, it.person.public_id, now=NOW),
    "booking.confidential_notes": lambda who, it: queries.confidential_notes(who, it.person.public_id, now=NOW),
    "booking.has_confidence": lambda who, it: queries.has_confidence(who, it.person.public_id),
    "booking.enquiry": lambda who, it: queries.enquiry(who, uuid4(), now=NOW),
    "booking.move": lambda who, it: services.move(who, it.visit, it.slot, now=NOW),
    "booking.cancel": lambda who, it: services.cancel(who, it.visit, now=NOW),
    "booking.check_in": lambda who, it: services.check_in(who, it.visit, now=NOW),
    "booking.send_link": lambda who, it: services.send_link(who, it.visit, now=NOW),
    "booking.mark_late": lambda who, it: services.mark_late(who, it.visit, now=NOW),
    "booking.see": lambda who, it: services.see(who, it.visit, now=NOW),
    "booking.leave": lambda who, it: services.leave(who, it.visit, now=NOW),
    "booking.no_show": lambda who, it: services.no_show(who, it.visit, now=NOW),
    "booking.undo": lambda who, it: services.undo(who, it.visit, now=NOW),
    "booking.pay_self": lambda who, it: services.pay_self(who, it.visit, now=NOW),
    "booking.use_insurance": lambda who, it: services.use_insurance(who, it.visit, it.coverage, now=NOW),
    "booking.take_payment": lambda who, it: services.take_payment(
        who, it.visit, pence=1, method="cash", key="x", now=NOW
    ),
    "booking.record_consent": lambda who, it: services.record_consent(who, it.visit, now=NOW),
    "booking.judge_competence": lambda who, it: services.judge_competence(
        who, it.person.public_id, is_competent=True, words="x", now=NOW
    ),
    "booking.confide": lambda who, it: services.confide(who, it.person.public_id, "x", now=NOW),
    "booking.place": lambda who, it: services.place(
        who, it.slot, services.Details(it.person.public_id), now=NOW, key="x"
    ),
    "booking.join_waiting_list": lambda who, it: services.join_waiting_list(who, it.wish, now=NOW),
    "booking.leave_waiting_list": lambda who, it: services.leave_waiting_list(who, it.entry, now=NOW),
    "booking.offer_place": lambda who, it: services.offer_place(who, it.entry, it.slot, now=NOW),
    "booking.request_authorisation": lambda who, it: services.request_authorisation(who, it.authorisation, now=NOW),
    "booking.authorise": lambda who, it: services.authorise(
        who, it.authorisation, AuthorisationAction.SET_ASIDE, now=NOW
    ),
    "booking.book_enquiry": lambda who, it: services.book_enquiry(who, uuid4(), it.visit, now=NOW),
    "booking.reply": lambda who, it: services.reply(who, uuid4(), "x", now=NOW),
    "booking.note_enquiry": lambda who, it: services.note_enquiry(who, uuid4(), "x", now=NOW),
    "booking.take_enquiry": lambda who, it: services.take_enquiry(who, uuid4(), now=NOW),
    "booking.close_enquiry": lambda who, it: services.close_enquiry(who, uuid4(), now=NOW),
    "cover.authorisation": lambda who, it: cover_queries.authorisation(
        who, it.authorisation, today=clinic.TODAY, now=NOW
    ),
    "cover.coverages": lambda who, it: cover_queries.coverages(who, it.person.public_id, now=NOW),
    "cover.payments": lambda who, it: cover_queries.payments(who, it.visit),
    "cover.add_coverage": lambda who, it: cover_services.add_coverage(
        who, it.person.public_id, "example-mutual", "87654321", now=NOW
    ),
    "cover.end_coverage": lambda who, it: cover_services.end_coverage(who, it.coverage, now=NOW),
    "cover.change_request": lambda who, it: cover_services.change_request(
        who, it.authorisation, procedures=[], diagnoses=[], now=NOW
    ),
    "cover.step": lambda who, it: cover_services.step(
        who, it.authorisation, AuthorisationAction.SET_ASIDE, today=clinic.TODAY, now=NOW
    ),
    "cover.request": lambda who, it: cover_services.request(who, it.authorisation, today=clinic.TODAY, now=NOW),
    "cover.refund": lambda who, it: cover_services.refund(who, it.payment, pence=1, why="x", key="x", now=NOW),
    "cover.void": lambda who, it: cover_services.void(who, it.payment, why="x", now=NOW),
    "people.patient": lambda who, it: people_queries.patient(who, it.person.public_id, now=NOW),
    "people.history": lambda who, it: people_queries.history(who, it.person.public_id, now=NOW),
    "people.possible_duplicates": lambda who, it: people_queries.possible_duplicates(who, it.person.public_id, now=NOW),
    "people.change_patient": lambda who, it: people_services.change_patient(
        who, it.person.public_id, it.person.details, now=NOW
    ),
    "people.merge": lambda who, it: people_services.merge(
        who, keep=it.person.public_id, alias=it.person.public_id, why="x", now=NOW
    ),
    "outbox.resend": lambda who, it: outbox_services.resend(who, uuid4(), now=NOW),
}
"""What takes the id of something that is somebody's, with that of somebody else."""

REFUSED = (PermissionDenied, NotFound, CoverNotFound)


@pytest.mark.parametrize("door", DOORS)
def test_a_stranger_is_refused(door: str) -> None:
    theirs = Theirs()
    before = clinic.history(services.Booked(theirs.visit, None, is_new=False))
    for name, stranger in strangers().items():
        try:
            DOORS[door](stranger, theirs)
        except REFUSED:
            continue
        pytest.fail(f"{name} came through {door}")
    assert clinic.history(services.Booked(theirs.visit, None, is_new=False)) == before


OWNED = ("visit", "patient", "authorisation", "payment", "coverage", "entry", "enquiry")
"""Names of parameters that hold the id of something that is somebody's."""

NOT_BY_AN_ACTOR = {"payments_of", "authorisation_record", "need", "use", "give_back", "visits_named", "expire"}
"""For other stages of the clinic, inside what an actor does; pages do not call them."""


@pytest.mark.parametrize(
    ("room", "module"),
    [("booking", queries), ("booking", services), ("cover", cover_queries), ("cover", cover_services)],
)
def test_no_door_is_forgotten(room: str, module: Any) -> None:
    found = {
        f"{room}.{name}"
        for name in module.__all__
        if inspect.isfunction(function := getattr(module, name))
        and name not in NOT_BY_AN_ACTOR
        and {"actor", "who"} & set(parameters := list(inspect.signature(function).parameters))
        and set(OWNED) & set(parameters)
    }
    assert found <= DOORS.keys(), f"try these doors as a stranger: {sorted(found - DOORS.keys())}"


# ---- links -----------------------------------------------------------------------------------------------------


def test_a_link_opens_one_visit_and_no_other(settings: Settings) -> None:
    settings.EUTONIA_CLOCK = "tests.web.staff.pages.clock"
    pages.set_clock(NOW)
    theirs = Theirs()
    mine = clinic.booked(clinic.slot(9, 0, day=TOMORROW))
    token = theirs.link.strip("/").split("/")[-1]
    opened = services.open_link(token, now=NOW)
    assert opened.visit == theirs.visit
    with pytest.raises(PermissionDenied):
        queries.visit(opened.actor, mine.visit, now=NOW)
    browser = Client()
    page = browser.get(mine.link, follow=True).content.decode()
    assert "Example neurologist A" in page
    assert "Example neurologist B" not in page


@pytest.mark.parametrize("token", ["", "x", "../staff", "A" * 32])
def test_a_guessed_link_opens_nothing(token: str) -> None:
    Theirs()
    with pytest.raises(LinkGone):
        services.open_link(token, now=NOW)
    with pytest.raises(LinkGone):
        services.read_reply(token, now=NOW)
    with pytest.raises(OfferGone):
        queries.offer(token, now=NOW)
