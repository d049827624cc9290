"""Rows of the outbox."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eutonia.clinic.outbox.channels import Channel


class MessageState(models.TextChoices):
    """What has become of a message."""

    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    CANCELLED = "cancelled", _("Cancelled before it was sent")
    LATE = "late", _("Not sent in time to be of use")
    FAILED = "failed", _("Could not be sent")


class Message(models.Model):
    """One message. Made by `services.queue` only.

    The row is the truth: it is written in the transaction of what it tells of. ``link``, ``code`` and the
    attachment open doors, so they are wiped as soon as the message is out of our hands.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    """Goes out as the reference of the message, the same at every attempt."""
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    to = models.CharField(max_length=254)
    link = models.CharField(max_length=500, blank=True)
    code = models.CharField(max_length=20, blank=True)
    attachment_name = models.CharField(max_length=100, blank=True)
    attachment_type = models.CharField(max_length=100, blank=True)
    attachment = models.TextField(blank=True)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.WAITING)
    next_at = models.DateTimeField()
    """When it may be taken for sending: at first its time, then the end of the claim or of the pause."""
    useful_until = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=100, blank=True)
    """The kind of the last error, without its words, which may quote an address."""
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["next_at"], name="outbox_due", condition=Q(state=MessageState.WAITING)),
            models.Index(fields=["done_at"], name="outbox_failed", condition=Q(state=MessageState.FAILED)),
        )
        constraints = (
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="message_channel_is_known"),
            models.CheckConstraint(condition=Q(state__in=MessageState.values), name="message_state_is_known"),
            models.CheckConstraint(condition=~Q(key=""), name="message_has_a_key"),
            models.CheckConstraint(
                condition=Q(state=MessageState.WAITING, done_at=None)
                | (~Q(state=MessageState.WAITING) & Q(done_at__isnull=False)),
                name="message_is_done_or_waits",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[MessageState.WAITING, MessageState.FAILED]) | Q(link="", code="", attachment=""),
                name="message_that_is_out_opens_no_door",
            ),
        )

    def __str__(self) -> str:
        return f"message {self.public_id}"
