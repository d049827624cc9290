"""Keeping answers behind a code, deleting them in time, and hearing what was wrong."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from eutonia.clinic.assessment import codes, queries, services
from eutonia.clinic.assessment.models import Feedback, StoredAssessment
from eutonia.clinic.people.models import User
from eutonia.clinic.people.roles import Role
from eutonia.reasoning.assess import Versions

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
CASE = {"person": {"age": 63}, "answers": {"site-calf": "present"}}
VERSIONS = Versions("k1", "e1")


def test_a_code_opens_what_was_kept_however_it_is_typed() -> None:
    kept = services.keep(CASE, VERSIONS, now=NOW)
    for typed in (kept.code, kept.code.lower(), kept.code.replace("-", " "), f" {kept.code.replace('-', '')} "):
        found = services.replay(typed, now=NOW)
        assert found is not None
        assert found.case == CASE
        assert found.versions == VERSIONS
        assert found.public_id == kept.public_id


def test_the_code_is_stored_nowhere() -> None:
    kept = services.keep(CASE, VERSIONS, now=NOW)
    row = StoredAssessment.objects.get()
    plain = kept.code.replace("-", "")
    for value in vars(row).values():
        assert plain not in str(value)
        assert kept.code not in str(value)
    assert str(row) == f"assessment {row.public_id}"


def test_codes_are_long_random_and_easy_to_copy() -> None:
    made = {codes.new_code() for _ in range(200)}
    assert len(made) == 200
    for code in made:
        assert [len(group) for group in code.split("-")] == [4, 4, 4]
        assert not set(code) & set("01OILU")


def test_a_wrong_code_opens_nothing() -> None:
    services.keep(CASE, VERSIONS, now=NOW)
    for typed in ("", "AAAA-AAAA-AAAA", "' OR 1=1 --", "é" * 60):
        assert services.replay(typed, now=NOW) is None


def test_a_kept_assessment_ends_after_30_days_and_is_purged() -> None:
    kept = services.keep(CASE, VERSIONS, now=NOW)
    last_second = kept.expires_at - timedelta(seconds=1)
    assert kept.expires_at == NOW + timedelta(days=30)
    assert services.replay(kept.code, now=last_second) is not None
    assert services.purge(now=last_second) == 0
    assert services.replay(kept.code, now=kept.expires_at) is None
    assert services.purge(now=kept.expires_at) == 1
    assert StoredAssessment.objects.count() == 0


def test_deleting_is_final_and_can_be_repeated() -> None:
    kept = services.keep(CASE, VERSIONS, now=NOW)
    other = services.keep(CASE, VERSIONS, now=NOW)
    assert services.delete(kept.public_id) is True
    assert services.delete(kept.public_id) is False
    assert services.delete(uuid4()) is False
    assert services.replay(kept.code, now=NOW) is None
    assert services.replay(other.code, now=NOW) is not None


def test_the_database_refuses_an_assessment_without_end_or_code() -> None:
    rest = {"case": CASE, "knowledge_version": "k", "engine_version": "e", "created_at": NOW}
    for wrong in ({"code_digest": "d", "expires_at": NOW}, {"code_digest": "", "expires_at": NOW + timedelta(1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StoredAssessment.objects.create(**rest, **wrong)


def test_the_command_purges(capsys: pytest.CaptureFixture[str]) -> None:
    services.keep(CASE, VERSIONS, now=NOW - timedelta(days=900))
    call_command("purge")
    assert "Deleted 1 kept assessments" in capsys.readouterr().out


def account(role: Role) -> User:
    return User(email=f"{role.value}@example.org", name="Example", role=role, created_at=NOW)


def test_feedback_keeps_answers_only_where_they_were_given() -> None:
    services.give_feedback("urgency", "  It said wait.  ", VERSIONS, now=NOW)
    services.give_feedback("unclear", "What is EMG?", VERSIONS, case=CASE, now=NOW + timedelta(hours=1))
    later, first = queries.feedback(account(Role.MANAGER))
    assert first.words == "It said wait."
    assert first.case is None
    assert later.case == CASE
    assert later.reference != first.reference
    assert queries.feedback_count(account(Role.NEUROLOGIST)) == 2


@pytest.mark.parametrize(
    ("problem", "words"), [("urgency", "  "), ("nonsense", "words"), ("other", "x" * 2001), ("other", "\x00")]
)
def test_feedback_without_sense_is_refused(problem: str, words: str) -> None:
    with pytest.raises(ValidationError):
        services.give_feedback(problem, words, VERSIONS, now=NOW)
    assert Feedback.objects.count() == 0


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MANAGER, Role.NEUROLOGIST}))
def test_nobody_else_reads_feedback(role: Role) -> None:
    with pytest.raises(PermissionDenied):
        queries.feedback(account(role))
    with pytest.raises(PermissionDenied):
        queries.feedback_count(account(role))


def test_a_stranger_reads_no_feedback() -> None:
    with pytest.raises(PermissionDenied):
        queries.feedback(AnonymousUser())  # type: ignore[arg-type]
