"""No message tells anybody anything about health, whatever its kind and channel."""

import re

import pytest
from django.utils.functional import Promise
from pytest_django import Settings

from eutonia.clinic.outbox.channels import Channel
from eutonia.clinic.outbox.composing import compose
from eutonia.clinic.outbox.kinds import KINDS, Kind
from eutonia.clinic.outbox.models import Message
from eutonia.knowledge.load import Knowledge
from tests.clinic.outbox.post import NOW

HEALTH = """
    health ill illness sick disease disorder symptom pain ache cramp spasm muscle nerve brain tremor diagnosis diagnose
    treat treatment therapy medicine medical medication drug dose doctor nurse neurologist neurology physiotherapist
    physiotherapy hospital patient clinical consultation appointment test result scan mri emg blood urine referral
    prescription insurer insurance authorisation pregnant pregnancy emergency assessment urgent triage young parent
"""

EVERY = [(kind, channel) for kind in KINDS.values() for channel in Channel]


def outgoing(kind: Kind, channel: Channel) -> tuple[str, str]:
    code = "482913" if kind.has_code else ""
    row = Message(kind=kind.name, channel=channel, to="a@example.org", link="/x/1", code=code, created_at=NOW)
    message = compose(row)
    return message.subject, message.body


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower()))


@pytest.mark.parametrize(("kind", "channel"), EVERY, ids=lambda part: getattr(part, "name", part))
def test_nothing_about_health(kind: Kind, channel: Channel, knowledge: Knowledge) -> None:
    subject, body = outgoing(kind, channel)
    said = words(subject) | words(body)
    assert not said & set(HEALTH.split())
    named = {word for condition in knowledge.conditions.values() for word in words(condition.lay_name) if len(word) > 5}
    assert not said & named


@pytest.mark.parametrize(("kind", "channel"), EVERY, ids=lambda part: getattr(part, "name", part))
def test_one_link_no_time_no_name_and_who_sent_it(kind: Kind, channel: Channel) -> None:
    subject, body = outgoing(kind, channel)
    assert body.count("http://127.0.0.1:8000/x/1") == 1
    assert body.count("://") == 1
    assert "Your clinic" in body
    assert "://" not in subject
    numbers = re.findall(r"\d+", body.replace("http://127.0.0.1:8000/x/1", ""))
    assert numbers == (["482913", "10"] if kind.has_code else [])
    assert not re.search(r"\d", subject), "a code in a subject shows on a locked screen"
    assert "%" not in subject + body


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_words_can_be_translated(kind: Kind) -> None:
    assert isinstance(kind.subject, Promise)
    assert isinstance(kind.body, Promise)
    assert len(str(kind.subject)) <= 40


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_text_message_is_one_part(kind: Kind) -> None:
    """160 characters of the basic alphabet, of which a link of 60 leaves 100 for words."""
    _, body = outgoing(kind, Channel.SMS)
    text = body.replace("http://127.0.0.1:8000/x/1", "")
    assert len(text) <= 105
    assert text.isascii()


def test_a_code_alone_needs_no_link(settings: Settings) -> None:
    settings.EUTONIA_SENDER_NAME = "The Wharf"
    row = Message(kind="code", channel=Channel.SMS, to="+441632960001", code="012345", created_at=NOW)
    assert compose(row).body.startswith("The Wharf: Your code is 012345.")
    assert "://" not in compose(row).body
