"""Who may read the audit, and what they see."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied

from eutonia.clinic.audit import access, queries, services
from eutonia.clinic.audit.actors import SYSTEM, VISITOR, Actor, ActorKind, Subject
from eutonia.clinic.audit.models import AuditEntry
from eutonia.clinic.audit.queries import Filter
from eutonia.clinic.people.roles import Role
from tests.clinic.audit.entries import AUDITOR, MINUTE, NOW, NURSE, write

PERSON = UUID(int=77)
THEMSELVES = Actor(ActorKind.PATIENT, PERSON)

OTHERS = [
    SYSTEM,
    VISITOR,
    Actor(ActorKind.PATIENT, UUID(int=78)),
    Actor(ActorKind.GUARDIAN, PERSON),
    Actor(ActorKind.GUARDIAN, UUID(int=79)),
    *(Actor(ActorKind.STAFF, UUID(int=1), role.value) for role in Role if role != Role.AUDITOR),
]

pytestmark = pytest.mark.django_db


def test_the_role_is_spelt_as_people_spell_it() -> None:
    assert access.AUDITOR == Role.AUDITOR.value


@pytest.mark.parametrize("actor", OTHERS, ids=lambda actor: f"{actor.kind}-{actor.role}")
def test_nobody_else_reads_the_audit(actor: Actor) -> None:
    with pytest.raises(PermissionDenied):
        queries.lines(actor, Filter(), now=NOW)
    with pytest.raises(PermissionDenied):
        queries.about(actor, PERSON, now=NOW)
    assert not AuditEntry.objects.exists()


def test_a_person_sees_who_looked_and_no_values() -> None:
    write(2, patient=PERSON)
    write(1, patient=uuid4())
    lines = queries.about(THEMSELVES, PERSON, now=NOW)
    assert [line.verb for line in lines] == ["visit.move", "visit.move"]  # not what they opened themselves
    assert {line.patient for line in lines} == {PERSON}
    assert lines[-1].actor == NURSE
    assert not any(line.before or line.after or line.why for line in lines)


def test_an_auditor_sees_the_values_and_is_seen_looking() -> None:
    write(1, patient=PERSON)
    opened, moved = queries.about(AUDITOR, PERSON, now=NOW)
    assert (moved.before, moved.after, moved.why) == ({"room": "1"}, {"room": "2"}, "asked by telephone")
    assert (opened.verb, opened.actor) == ("audit.open", AUDITOR)


def test_a_merged_record_is_read_under_both_ids() -> None:
    old = uuid4()
    write(1, patient=old)
    write(1, patient=PERSON)
    assert len(queries.about(AUDITOR, PERSON, now=NOW, aliases=[old])) == 3


def test_filters_narrow() -> None:
    write(3, patient=PERSON)
    services.seen(SYSTEM, Subject("letter", "l1"), now=NOW)

    def count(**wanted: object) -> int:
        rows = queries.narrowed(Filter(**wanted))  # type: ignore[arg-type]
        return rows.exclude(verb="audit.open").count()

    assert count() == 4
    assert count(verb="visit.") == 3
    assert count(verb="letter.open") == 1
    assert count(actor=NURSE.id) == 3
    assert count(patient=PERSON) == 3
    assert count(subject=Subject("letter", "l1")) == 1
    assert count(since=NOW + MINUTE) == 2
    assert count(since=NOW + MINUTE, until=NOW + 2 * MINUTE) == 1


def test_pages_follow_each_other_without_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 4)
    write(6)
    first = queries.lines(AUDITOR, Filter(verb="visit"), now=NOW)
    second = queries.lines(AUDITOR, Filter(verb="visit"), now=NOW, below=first[-1].number)
    assert [line.at - NOW for line in (*first, *second)] == [timedelta(minutes=n) for n in (5, 4, 3, 2, 1, 0)]


def test_a_line_says_whether_it_is_sealed() -> None:
    write(1)
    assert [line.is_sealed for line in queries.lines(AUDITOR, Filter(verb="visit"), now=NOW)] == [False]
    services.seal(now=NOW)
    assert [line.is_sealed for line in queries.lines(AUDITOR, Filter(verb="visit"), now=NOW)] == [True]
