"""Staff see what failed, send it again, and old rows go."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied

from eutonia.clinic.audit.actors import SYSTEM, VISITOR, Actor, ActorKind
from eutonia.clinic.audit.models import AuditEntry
from eutonia.clinic.outbox import access, queries, services
from eutonia.clinic.outbox.channels import Outgoing, Undeliverable
from eutonia.clinic.outbox.models import Message, MessageState
from eutonia.clinic.people.roles import Role
from tests.clinic.outbox.post import MINUTE, NOW, NUMBER, Post, queue

DESK = Actor(ActorKind.STAFF, UUID(int=1), "front-desk")

pytestmark = pytest.mark.django_db


def a_failed_message(post: type[Post]) -> Message:
    def never(message: Outgoing) -> None:
        raise Undeliverable

    post.before = never
    row = queue()
    services.deliver(now=NOW)
    post.before = None
    row.refresh_from_db()
    return row


def test_the_roles_are_spelt_as_people_spell_them() -> None:
    assert {Role.FRONT_DESK.value, Role.MANAGER.value} == access.MENDERS


def test_staff_see_what_failed_with_the_address_shortened(post: type[Post]) -> None:
    row = a_failed_message(post)
    (seen,) = queries.failed(DESK, now=NOW)
    assert (seen.public_id, seen.to, seen.trouble) == (row.public_id, "ze…@example.org", "Undeliverable")
    assert (seen.subject, seen.failed_at, seen.is_late) == ("Your booking is confirmed", NOW, False)
    assert queries.shortened(NUMBER) == "…0001"


def test_a_failed_message_can_be_sent_again_and_that_is_written_down(post: type[Post]) -> None:
    row = a_failed_message(post)
    services.resend(DESK, row.public_id, now=NOW + MINUTE)
    assert services.deliver(now=NOW + MINUTE) == {MessageState.SENT: 1}
    assert "/visits/abc" in post.carried[0].body
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.subject_id, entry.actor_id) == ("message.resend", str(row.public_id), DESK.id)


def test_what_did_not_fail_or_is_too_late_is_not_sent_again(post: type[Post]) -> None:
    row = a_failed_message(post)
    for public_id, now in ((uuid4(), NOW), (row.public_id, row.useful_until)):
        with pytest.raises(services.CannotResend):
            services.resend(DESK, public_id, now=now)
    assert not AuditEntry.objects.exists()
    assert queries.failed(DESK, now=row.useful_until)[0].is_late


@pytest.mark.parametrize(
    "actor",
    [
        *(SYSTEM, VISITOR, Actor(ActorKind.PATIENT, UUID(int=1)), Actor(ActorKind.GUARDIAN, UUID(int=1))),
        *(Actor(ActorKind.STAFF, UUID(int=1), role.value) for role in Role if role.value not in access.MENDERS),
    ],
    ids=lambda actor: f"{actor.kind}-{actor.role}",
)
def test_nobody_else_sees_or_sends_them(actor: Actor, post: type[Post]) -> None:
    row = a_failed_message(post)
    with pytest.raises(PermissionDenied):
        queries.failed(actor, now=NOW)
    with pytest.raises(PermissionDenied):
        services.resend(actor, row.public_id, now=NOW)


def test_old_rows_go_and_old_doors_close(post: type[Post]) -> None:
    failed = a_failed_message(post)
    queue("waiting", send_at=NOW + timedelta(days=400))
    services.purge(now=failed.useful_until)
    failed.refresh_from_db()
    assert (failed.state, failed.link) == (MessageState.FAILED, "")
    assert services.purge(now=NOW + timedelta(days=90)) == 0
    assert services.purge(now=NOW + timedelta(days=90, seconds=1)) == 1
    assert list(Message.objects.values_list("key", flat=True)) == ["waiting"]


def test_health_counts_and_names_nobody(post: type[Post]) -> None:
    a_failed_message(post)
    queue("due", now=NOW - 5 * MINUTE)
    queue("later", send_at=NOW + MINUTE)
    assert queries.health(now=NOW) == queries.OutboxHealth(failed=1, overdue=5 * MINUTE)
