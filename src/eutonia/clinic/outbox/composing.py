"""From a row to the words that leave."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from eutonia.clinic.outbox.channels import Attachment, Channel, Outgoing
from eutonia.clinic.outbox.kinds import kind_of
from eutonia.clinic.outbox.models import Message


def compose(message: Message) -> Outgoing:
    """What a gateway hands over: neutral words, at most one link, who sent it."""
    kind = kind_of(message.kind)
    body = str(kind.body) % {"code": message.code} if kind.has_code else str(kind.body)
    link = address(message.link)
    sender = settings.EUTONIA_SENDER_NAME
    if message.channel == Channel.SMS:
        text = " ".join(part for part in (f"{sender}:", body, link) if part)
    else:
        closing = _("This mailbox is not read. To reach us, use our website or telephone.")
        text = "\n\n".join(part for part in (body, link, closing, sender) if part) + "\n"
    attachment = None
    if message.attachment:
        attachment = Attachment(message.attachment_name, message.attachment_type, message.attachment)
    return Outgoing(message.public_id, message.to, str(kind.subject), text, attachment)


def address(link: str) -> str:
    """A whole address from a path of our site; another address as it is."""
    return f"{settings.EUTONIA_SITE_URL}{link}" if link.startswith("/") else link
