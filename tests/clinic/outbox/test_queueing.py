"""A message belongs to the change it tells of; nothing that cannot be sent gets in."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pytest_django import Settings

from eutonia.clinic.outbox import queries, services
from eutonia.clinic.outbox.channels import Attachment, Channel
from eutonia.clinic.outbox.gateways import ChannelClosed
from eutonia.clinic.outbox.kinds import UnknownKind
from eutonia.clinic.outbox.models import Message, MessageState
from tests.clinic.outbox.post import ADDRESS, MINUTE, NOW, NUMBER, Post, queue

CALENDAR = Attachment("booking.ics", "text/calendar", "BEGIN:VCALENDAR")


@pytest.mark.django_db(transaction=True)
def test_a_message_belongs_to_a_transaction(post: type[Post]) -> None:
    with pytest.raises(services.NotInTransaction):
        services.queue("visit-confirmed", channel=Channel.EMAIL, to=ADDRESS, link="/x", now=NOW, key="k")

    def fail() -> None:
        with transaction.atomic():
            queue()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    services.deliver(now=NOW)
    assert not post.carried
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_one_key_one_message(post: type[Post]) -> None:
    first = queue()
    again = queue(to="other@example.org", now=NOW + MINUTE)
    assert (again.public_id, again.to, again.created_at) == (first.public_id, ADDRESS, NOW)
    services.cancel("k1", now=NOW)
    assert queue().state == MessageState.CANCELLED
    services.deliver(now=NOW)
    assert not post.carried


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"kind": "birthday"}, UnknownKind),
        ({"to": "no address"}, ValidationError),
        ({"to": "a@example.org\nBcc: b@example.org"}, ValidationError),
        ({"channel": Channel.SMS}, ValidationError),
        ({"channel": Channel.SMS, "to": "07700900123"}, ValidationError),
        ({"channel": Channel.SMS, "to": NUMBER, "attachment": CALENDAR}, ValueError),
        ({"link": ""}, ValueError),
        ({"link": "javascript:alert(1)"}, ValueError),
        ({"code": "123456"}, ValueError),
        ({"kind": "code"}, ValueError),
    ],
)
def test_what_cannot_be_sent_is_refused(change: dict[str, Any], problem: type[Exception], post: type[Post]) -> None:
    with pytest.raises(problem):
        queue(**change)
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_a_channel_without_gateway_is_closed(settings: Settings) -> None:
    settings.EUTONIA_MESSAGE_GATEWAYS = {"email": {"BACKEND": "tests.clinic.outbox.post.Post"}}
    assert queries.channels() == (Channel.EMAIL,)
    with pytest.raises(ChannelClosed):
        queue(channel=Channel.SMS, to=NUMBER)


@pytest.mark.django_db
def test_the_database_refuses_it_as_well(post: type[Post]) -> None:
    """A row that a constraint refuses is an error, not a message lost without a word."""
    message = queue()
    for change in (
        {"channel": "pigeon"},
        {"state": "lost"},
        {"key": ""},
        {"state": MessageState.SENT, "done_at": NOW},
        {"state": MessageState.SENT, "link": ""},
        {"done_at": NOW},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.filter(pk=message.pk).update(**change)


@pytest.mark.django_db
def test_the_row_says_nothing_about_the_person(post: type[Post]) -> None:
    assert ADDRESS not in str(queue())
