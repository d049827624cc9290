"""What a young person tells in confidence changes no page, message or file that a parent sees, not by a letter."""

import pytest
from django.db import transaction

from eutonia.clinic.booking.models import ConfidentialNote
from eutonia.clinic.outbox.models import Message
from tests.journeys.booking import Clock, clock, newest
from tests.web.patient.booking_walk import ID, Walk

pytestmark = pytest.mark.django_db
__all__ = ["clock"]

SECRETS = ["", "I may be pregnant.", "My stepfather hits me.\nPlease do not call at home. " * 40]


def seen_by_the_mother(words: str) -> tuple[list[str], list[tuple[str, str, str, str]]]:
    """All pages and messages of a visit that a mother books for her daughter, who writes these words."""
    walk = Walk()
    walk.begins(age=15)
    walk.sends("/book/person/", given_name="Mina", family_name="Owusu", birth_date=(1, 6, 2011))
    walk.sends("/book/guardian/", name="Eva Owusu", relationship="mother", may_decide="yes", email="eva@example.org")
    walk.sends("/book/contact/")
    walk.sends("/book/help/", communication_needs="A quiet room")
    walk.sends("/book/private/", words=words)
    walk.opens("/book/private/")
    walk.opens("/book/private/change/")
    walk.proves()
    walk.sends("/book/pay/", payer="self")
    walk.opens("/book/check/")
    walk.sends("/book/check/", longer="yes")
    walk.sends("/book/check/", agree="yes")
    assert walk.at == "/book/done/"
    walk.sends("/visit/leave/")
    walk.opens(newest("visit-confirmed").link)
    walk.opens("/visit/move/")
    walk.opens("/visit/cancel/")
    walk.opens("/waiting-list/sooner/")
    walk.opens("/visit/booking.ics")
    walk.sends("/visit/find/", address="eva@example.org", name="Mina Owusu", birth_date=(1, 6, 2011))
    walk.sends("/visit/find/code/", code=newest("code").code)
    assert walk.at == "/visit/yours/"
    walk.opens("/waiting-list/")
    walk.opens("/visit/")
    walk.sends("/visit/cancel/", why="better")
    messages = Message.objects.exclude(kind="code").order_by("id")
    return walk.pages, [(m.kind, m.to, m.channel, ID.sub("ID", m.attachment)) for m in messages]


def test_the_parents_pages_are_the_same_whatever_it_was(clock: Clock) -> None:
    found = []
    for words in SECRETS:
        before = transaction.savepoint_create()
        found.append(seen_by_the_mother(words))
        assert list(ConfidentialNote.objects.values_list("words", flat=True)) == ([words.strip()] if words else [])
        transaction.savepoint_rollback(before)
    assert found[0] == found[1] == found[2]
    assert len(found[0][0]) > 25


def test_it_would_show_if_something_were_told(clock: Clock) -> None:
    """The comparison can fail: what is not told in confidence does change the pages."""
    before = transaction.savepoint_create()
    pages, _messages = seen_by_the_mother("")
    transaction.savepoint_rollback(before)
    walk = Walk()
    walk.begins(age=15)
    walk.sends("/book/person/", given_name="Mina", family_name="Owusu", birth_date=(2, 6, 2011))
    walk.sends("/book/guardian/", name="Eva Owusu", relationship="mother", may_decide="yes", email="eva@example.org")
    walk.sends("/book/contact/", email="mina@example.org")
    walk.opens("/book/person/")
    assert walk.page not in pages


def test_nothing_written_anew_leaves_what_was_written(clock: Clock) -> None:
    walk = Walk()
    walk.begins(age=17)
    walk.sends("/book/person/", given_name="Noor", family_name="Haddad", birth_date=(1, 6, 2009))
    walk.sends("/book/contact/", email="noor@example.org")
    walk.sends("/book/help/")
    walk.sends("/book/private/", words="Only for you.")
    assert "Only for you." not in "".join(walk.pages)
    walk.sends("/book/private/change/", words="")
    walk.proves()
    walk.sends("/book/pay/", payer="self")
    walk.sends("/book/check/", agree="yes")
    assert walk.at == "/book/done/"
    assert "Only for you." not in "".join(walk.pages)
    assert ConfidentialNote.objects.get().words == "Only for you."
