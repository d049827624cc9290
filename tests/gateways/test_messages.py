"""What carries messages: Django's mailer and the folder of the example clinic."""

import smtplib
from pathlib import Path
from uuid import UUID

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from eutonia.clinic.outbox.channels import Attachment, Outgoing, Undeliverable
from eutonia.gateways.messages import DjangoMail, Folder

CALENDAR = Attachment("booking.ics", "text/calendar; method=CANCEL; charset=utf-8", "BEGIN:VCALENDAR\r\nX:ü\r\n")
MESSAGE = Outgoing(UUID(int=5), "a@example.org", "Your booking", "See it here:\n\nhttps://clinic.example/x", CALENDAR)


def test_a_mail_carries_its_reference_and_its_calendar_entry() -> None:
    DjangoMail().send(MESSAGE)
    DjangoMail().send(MESSAGE)
    first, second = (sent.message() for sent in mail.outbox)
    assert first["Message-ID"] == second["Message-ID"] == f"<{UUID(int=5)}@example.org>"
    assert (first["To"], first["Subject"], first["Auto-Submitted"]) == (
        "a@example.org",
        "Your booking",
        "auto-generated",
    )
    text, calendar = first.iter_parts()
    assert "https://clinic.example/x" in text.get_content()
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_param("method") == "CANCEL"
    assert calendar.get_filename() == "booking.ics"
    assert calendar.get_content().splitlines() == ["BEGIN:VCALENDAR", "X:ü"]
    assert b"BEGIN:VCALENDAR" in first.as_bytes() or calendar["Content-Transfer-Encoding"] == "base64"


def test_a_mail_without_attachment_is_plain_text() -> None:
    DjangoMail().send(Outgoing(UUID(int=5), "a@example.org", "Subject", "Body"))
    assert mail.outbox[0].message().get_content_type() == "text/plain"


@pytest.mark.parametrize(
    ("refused", "problem"),
    [
        ({"a@example.org": (550, b"no such user")}, Undeliverable),
        ({"a@example.org": (450, b"try later")}, smtplib.SMTPRecipientsRefused),
    ],
)
def test_only_a_final_refusal_is_final(
    refused: dict[str, tuple[int, bytes]], problem: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(self: EmailMessage) -> int:
        raise smtplib.SMTPRecipientsRefused(refused)

    monkeypatch.setattr(EmailMessage, "send", send)
    with pytest.raises(problem):
        DjangoMail().send(MESSAGE)


def test_trouble_with_our_own_sign_in_is_not_the_receivers_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def send(self: EmailMessage) -> int:
        raise smtplib.SMTPAuthenticationError(535, b"wrong password")

    monkeypatch.setattr(EmailMessage, "send", send)
    with pytest.raises(smtplib.SMTPAuthenticationError):
        DjangoMail().send(MESSAGE)


def test_the_folder_keeps_each_message_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        Folder(tmp_path / "messages").send(MESSAGE)
    assert sorted(path.name for path in (tmp_path / "messages").iterdir()) == [
        f"{UUID(int=5)}-booking.ics",
        f"{UUID(int=5)}.txt",
    ]
    assert "To: a@example.org" in (tmp_path / "messages" / f"{UUID(int=5)}.txt").read_text(encoding="utf-8")
    assert capsys.readouterr().out == ""
    Folder(tmp_path, aloud=True).send(MESSAGE)
    assert "https://clinic.example/x" in capsys.readouterr().out
    assert Folder.for_demo


def test_an_attachment_cannot_leave_the_folder(tmp_path: Path) -> None:
    wicked = Attachment("../../evil.ics", "text/calendar", "X")
    Folder(tmp_path / "messages").send(Outgoing(UUID(int=5), "a@example.org", "S", "B", wicked))
    assert not list(tmp_path.glob("*.ics"))
