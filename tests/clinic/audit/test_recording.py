"""What an entry holds, and what cannot be written down."""

import json
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from eutonia.clinic.audit import canonical, services
from eutonia.clinic.audit.actors import SYSTEM, VISITOR, Actor, ActorKind, Subject
from eutonia.clinic.audit.models import AuditEntry
from tests.clinic.audit.entries import NOW, NURSE, write


@pytest.mark.django_db
def test_an_entry_says_who_what_when_about_whom_and_why() -> None:
    person = uuid4()
    write(1, patient=person)
    entry = AuditEntry.objects.get()
    assert (entry.actor_kind, entry.actor_id, entry.actor_role) == ("staff", NURSE.id, "nurse")
    assert (entry.verb, entry.subject_kind, entry.at, entry.patient) == ("visit.move", "visit", NOW, person)
    assert entry.why == "asked by telephone"


@pytest.mark.django_db
def test_only_what_changed_is_kept() -> None:
    write(1)
    entry = AuditEntry.objects.get()
    assert (json.loads(entry.before), json.loads(entry.after)) == ({"room": "1"}, {"room": "2"})


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        (None, None, ("", "")),
        (None, {"a": 1}, ("", '{"a":1}')),
        ({"a": 1}, None, ('{"a":1}', "")),
        ({"a": 1}, {"a": 1}, ("", "")),
        ({"a": 1}, {"a": "1"}, ('{"a":1}', '{"a":"1"}')),
        ({"a": None}, {}, ('{"a":null}', "")),
        ({"d": date(2026, 11, 22)}, {"d": "2026-11-22"}, ("", "")),
    ],
)
def test_differences(before: dict[str, object] | None, after: dict[str, object] | None, kept: tuple[str, str]) -> None:
    assert services.differences(before, after) == kept


@pytest.mark.parametrize("wrong", [Decimal("1.5"), object(), b"bytes"])
def test_what_has_no_agreed_form_is_refused(wrong: object) -> None:
    with pytest.raises(TypeError):
        canonical.text({"x": wrong})


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), datetime(2026, 11, 22)])  # noqa: DTZ001 -- the point
def test_a_number_that_is_none_and_a_time_without_zone_are_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"JSON|zone"):
        canonical.text(wrong)


@pytest.mark.parametrize(
    ("kind", "identity", "role"),
    [
        (ActorKind.STAFF, None, "nurse"),
        (ActorKind.STAFF, UUID(int=1), ""),
        (ActorKind.PATIENT, None, ""),
        (ActorKind.PATIENT, UUID(int=1), "nurse"),
        (ActorKind.GUARDIAN, None, ""),
        (ActorKind.VISITOR, UUID(int=1), ""),
        (ActorKind.SYSTEM, UUID(int=1), ""),
    ],
)
def test_an_actor_that_cannot_be_is_refused(kind: ActorKind, identity: UUID | None, role: str) -> None:
    with pytest.raises(ValueError, match=r"needs|role"):
        Actor(kind, identity, role)


def test_a_subject_has_a_kind_and_an_id() -> None:
    for kind, identity in (("", "x"), ("visit", "")):
        with pytest.raises(ValueError, match="a kind and an id"):
            Subject(kind, identity)


@pytest.mark.django_db
def test_opening_a_record_is_an_entry() -> None:
    services.seen(VISITOR, Subject("assessment", "a1"), now=NOW, why="own code")
    services.seen(SYSTEM, Subject("visit", "v1"), now=NOW)
    assert list(AuditEntry.objects.order_by("id").values_list("verb", flat=True)) == ["assessment.open", "visit.open"]


@pytest.mark.django_db
def test_an_entry_that_cannot_be_stored_whole_is_refused() -> None:
    book = "visit.book"
    for verb, identity, why in (
        *(("", "v", ""), ("visit", "v", ""), ("visit." + "x" * 60, "v", "")),
        *((book, "v", "x" * 501), (book, "v", "\x00"), (book, "v" * 65, "")),
    ):
        with pytest.raises(ValueError, match=r"visit\.book|characters"), transaction.atomic():
            services.record(SYSTEM, verb, Subject("visit", identity), now=NOW, why=why)
    assert not AuditEntry.objects.exists()
