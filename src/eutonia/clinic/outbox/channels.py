"""By which way a message goes, and what a gateway must be able to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """The way a message takes."""

    EMAIL = "email", _("Email")
    SMS = "sms", _("Text message")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with an e-mail, such as a calendar entry. ``content`` is text."""

    name: str
    media_type: str
    content: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as a gateway gets it. ``reference`` is the same at every attempt to send it."""

    reference: UUID
    to: str
    subject: str
    body: str
    attachment: Attachment | None = None


class Undeliverable(Exception):
    """This message will never arrive, however often it is sent: an address that does not exist, for example."""


class Gateway(Protocol):
    """Hands messages to the outside world. Implementations are named by settings (`EUTONIA_MESSAGE_GATEWAYS`)."""

    def send(self, message: Outgoing) -> None:
        """Hand it over. Raise :class:`Undeliverable` if trying again is no use, anything else if it may be."""
