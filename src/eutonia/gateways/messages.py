"""What carries messages: e-mail through Django's mailer, and a folder for the example clinic."""

from __future__ import annotations

import smtplib
import sys
from email.message import EmailMessage as Mail
from email.message import MIMEPart
from email.utils import parseaddr
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.core.mail import EmailMessage

from eutonia.clinic.outbox.channels import Attachment, Outgoing, Undeliverable

NEVER = range(500, 600)
"""Replies of a mail server that mean: do not try again (RFC 5321, 4.2.1)."""


class DjangoMail:
    """E-mail by the mailer that Django's ``MAILERS`` names."""

    for_demo: ClassVar[bool] = False

    def send(self, message: Outgoing) -> None:
        """Hand over. A receiver whom the mail server refuses for good is undeliverable."""
        host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        mail = EmailMessage(
            subject=message.subject,
            body=message.body,
            to=[message.to],
            # The same at every attempt: a mailbox that gets it twice can tell. And no out-of-office reply, please.
            headers={"Message-ID": f"<{message.reference}@{host}>", "Auto-Submitted": "auto-generated"},
        )
        if message.attachment:
            mail.attach(part_of(message.attachment))
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            if all(code in NEVER for code, _ in error.recipients.values()):
                raise Undeliverable from error
            raise


def part_of(attachment: Attachment) -> MIMEPart:
    """An attachment with all parameters of its media type: mail programs look at ``method`` of a calendar file."""
    declared = Mail()
    declared["Content-Type"] = attachment.media_type
    kind = declared["Content-Type"]
    part = MIMEPart()
    part.set_content(
        attachment.content,
        subtype=kind.subtype,
        charset="utf-8",
        filename=attachment.name,
        disposition="attachment",
        params={name: value for name, value in kind.params.items() if name != "charset"},
    )
    return part


class Folder:
    """Writes each message to a file, and on the terminal: the example clinic sends nothing to anybody.

    Codes and links stand there for all to read, so production refuses to start with it (``for_demo``).
    """

    for_demo: ClassVar[bool] = True

    def __init__(self, folder: Path | str, *, aloud: bool = False) -> None:
        self.folder = Path(folder)
        self.aloud = aloud

    def send(self, message: Outgoing) -> None:
        """Write it down."""
        self.folder.mkdir(parents=True, exist_ok=True)
        text = f"To: {message.to}\nSubject: {message.subject}\n\n{message.body}"
        (self.folder / f"{message.reference}.txt").write_text(text, encoding="utf-8")
        if message.attachment:
            place = self.folder / f"{message.reference}-{Path(message.attachment.name).name}"
            place.write_text(message.attachment.content, encoding="utf-8")
        if self.aloud:
            sys.stdout.write(f"\n── a message that would have left ──\n{text}\n")
            sys.stdout.flush()
