"""Questions that people send: nothing before the emergency lines, one owner, a reply behind a link."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from eutonia.clinic.audit.models import AuditEntry
from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.records import Question
from eutonia.clinic.outbox.channels import Channel
from eutonia.clinic.people.roles import Role
from tests.clinic.booking.clinic import NOW, booked, messages, slot, staff

pytestmark = pytest.mark.django_db

ASKED = Question("Asha Lindqvist", Channel.EMAIL, "Asha@Example.org", "Do you see people\nwith writer's cramp?")


def test_no_question_before_the_emergency_lines() -> None:
    with pytest.raises(services.NotOffered):
        services.enquire(ASKED, screened=False, now=NOW)
    assert queries.enquiries(staff(), now=NOW) == ()


def test_a_question_is_owned_answered_behind_a_link_and_becomes_a_visit() -> None:
    enquiry = services.enquire(ASKED, screened=True, now=NOW)
    desk = staff()
    assert [line.state for line in queries.enquiries(desk, now=NOW)] == ["new"]
    services.take_enquiry(desk, enquiry, now=NOW)
    services.note_enquiry(desk, enquiry, "Called, no answer.", now=NOW)
    services.reply(desk, enquiry, "Yes, we do.", now=NOW)
    sent = messages("reply")
    assert [(m.to, m.kind) for m in sent] == [("asha@example.org", "reply")]
    page = services.read_reply(sent[0].link.split("/")[2], now=NOW)
    assert page.question == ASKED.words
    assert [reply.words for reply in page.replies] == ["Yes, we do."], "and no note for colleagues"
    services.book_enquiry(desk, enquiry, booked(slot(11)).visit, now=NOW)
    opened = queries.enquiry(desk, enquiry, now=NOW)
    assert [step.action for step in opened.steps] == ["receive", "take", "note", "reply", "book"]
    assert opened.line.owner == desk.id
    assert queries.enquiry_counts(desk)["booked"] == 1


def test_a_reply_link_expires() -> None:
    enquiry = services.enquire(ASKED, screened=True, now=NOW)
    services.reply(staff(), enquiry, "Yes.", now=NOW)
    token = messages("reply")[0].link.split("/")[2]
    for wrong, now in ((token, NOW + timedelta(days=30)), ("x", NOW)):
        with pytest.raises(services.LinkGone):
            services.read_reply(wrong, now=now)


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": "  "},
        {"words": "x" * 2001},
        {"name": ""},
        {"contact": "nobody"},
        {"contact": ""},
        {"channel": Channel.SMS, "contact": "asha@example.org"},
    ],
    ids=["no words", "too many", "no name", "no address", "nothing", "no telephone"],
)
def test_what_cannot_be_answered_is_refused_with_a_remedy(wrong: dict[str, object]) -> None:
    question = {"name": ASKED.name, "channel": ASKED.channel, "contact": ASKED.contact, "words": ASKED.words} | wrong
    with pytest.raises(services.BookingProblem) as refused:
        services.enquire(Question(**question), screened=True, now=NOW)  # type: ignore[arg-type]
    assert refused.value.issue.remedy


def test_the_inbox_is_for_the_desk() -> None:
    enquiry = services.enquire(ASKED, screened=True, now=NOW)
    for role in (Role.NEUROLOGIST, Role.INSURANCE, Role.AUDITOR):
        for attempt in (
            lambda actor: queries.enquiries(actor, now=NOW),
            lambda actor: queries.enquiry(actor, enquiry, now=NOW),
            lambda actor: services.reply(actor, enquiry, "x", now=NOW),
        ):
            with pytest.raises(PermissionDenied):
                attempt(staff(role))


def test_neither_question_nor_contact_is_in_the_audit() -> None:
    enquiry = services.enquire(ASKED, screened=True, now=NOW)
    services.reply(staff(), enquiry, "Yes, for cramp.", now=NOW)
    for row in AuditEntry.objects.filter(subject_kind="enquiry"):
        told = " ".join(str(value) for value in vars(row).values())
        assert "cramp" not in told
        assert "asha" not in told.lower()
