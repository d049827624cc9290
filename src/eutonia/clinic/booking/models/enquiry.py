"""Questions that people send us, and what became of them."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from eutonia.clinic.audit.actors import ActorKind
from eutonia.clinic.booking.models.visit import Visit

ACTORS = [(kind.value, kind.value) for kind in ActorKind]


class EnquiryState(models.TextChoices):
    """Where an enquiry stands."""

    NEW = "new", _("New")
    OWNED = "owned", _("Somebody looks after it")
    REPLIED = "replied", _("Answered")
    BOOKED = "booked", _("Became a visit")
    CLOSED = "closed", _("Closed")


class EnquiryAction(models.TextChoices):
    """What was done with an enquiry."""

    RECEIVE = "receive", _("Received")
    TAKE = "take", _("Taken on")
    REPLY = "reply", _("Answered")
    NOTE = "note", _("Noted")
    BOOK = "book", _("Turned into a visit")
    CLOSE = "close", _("Closed")


class Enquiry(models.Model):
    """A question, and how to reach the person. ``state`` is that of the last entry."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=150)
    channel = models.CharField(max_length=10)
    contact = models.CharField(max_length=254)
    question = models.TextField(max_length=2000)
    state = models.CharField(max_length=10, choices=EnquiryState.choices)
    owner = models.ForeignKey("people.User", models.PROTECT, related_name="+", null=True, blank=True)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+", null=True, blank=True)
    received_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(question=""), name="enquiry_asks_something"),
            models.CheckConstraint(condition=~Q(contact=""), name="enquiry_can_be_answered"),
            models.CheckConstraint(condition=Q(state__in=EnquiryState.values), name="enquiry_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="booked") | Q(visit__isnull=False), name="enquiry_booked_has_visit"
            ),
        )

    def __str__(self) -> str:
        return f"enquiry {self.public_id}"


class EnquiryEntry(models.Model):
    """One step of an enquiry. Appended, never changed. ``words``: the reply, or a note for colleagues."""

    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="entries", db_index=False)
    sequence = models.PositiveIntegerField()
    action = models.CharField(max_length=10, choices=EnquiryAction.choices)
    state = models.CharField(max_length=10, choices=EnquiryState.choices)
    words = models.TextField(max_length=4000, blank=True)
    actor_kind = models.CharField(max_length=10, choices=ACTORS)
    actor_id = models.UUIDField(null=True, blank=True)
    actor_role = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("sequence",)
        constraints = (
            models.UniqueConstraint(fields=("enquiry", "sequence"), name="enquiry_entry_once"),
            models.CheckConstraint(condition=Q(action__in=EnquiryAction.values), name="enquiry_action_is_known"),
        )

    def __str__(self) -> str:
        return f"entry {self.sequence} of enquiry {self.enquiry_id}"


class ReplyLink(models.Model):
    """A link by which somebody reads our reply. Only a keyed digest of its token is kept."""

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="links")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="reply_link_expires_later"),
        )

    def __str__(self) -> str:
        return "reply link"
