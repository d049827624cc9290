"""The waiting list, and the offers that go out when a place becomes free."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from eutonia.clinic.booking.models.visit import PAYERS, Hold, Visit
from eutonia.clinic.booking.models.world import Clinician, VisitType


class WaitingState(models.TextChoices):
    """Where somebody on the waiting list stands."""

    WAITING = "waiting", _("Waiting")
    OFFERED = "offered", _("Has an offer")
    PLACED = "placed", _("Has a visit")
    LEFT = "left", _("Left the list")


class WaitingEntry(models.Model):
    """Somebody who would come sooner if a place became free. Changed by services only."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    patient = models.ForeignKey("people.Patient", models.PROTECT, related_name="waiting")
    visit_type = models.ForeignKey(VisitType, models.PROTECT, related_name="+")
    clinician = models.ForeignKey(Clinician, models.PROTECT, related_name="+", null=True, blank=True)
    """Null: any."""
    urgency = models.PositiveSmallIntegerField(null=True, blank=True)
    weekdays = models.JSONField(default=list, blank=True)
    """Weekdays that suit, 0 is Monday; empty: all."""
    first_day = models.DateField()
    last_day = models.DateField()
    notice_minutes = models.PositiveIntegerField(default=120)
    """How long the person needs to get here."""
    payer = models.CharField(max_length=10, choices=PAYERS)
    coverage = models.ForeignKey("cover.Coverage", models.PROTECT, related_name="+", null=True, blank=True)
    replaces = models.ForeignKey(Visit, models.PROTECT, related_name="+", null=True, blank=True)
    """The later visit that an accepted offer moves; null: books a new one."""
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+", null=True, blank=True)
    """What came of it."""
    state = models.CharField(max_length=10, choices=WaitingState.choices)
    joined_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="waiting_days_in_order"),
            models.CheckConstraint(condition=Q(state__in=WaitingState.values), name="waiting_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="placed") | Q(visit__isnull=False), name="waiting_placed_has_visit"
            ),
            models.CheckConstraint(
                condition=Q(payer="self") | Q(coverage__isnull=False), name="waiting_insured_has_a_coverage"
            ),
        )
        indexes = (models.Index(fields=("state", "visit_type"), name="waiting_list"),)

    def __str__(self) -> str:
        return f"waiting {self.public_id}"


class OfferState(models.TextChoices):
    """What became of an offer."""

    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Not answered in time")


class Offer(models.Model):
    """A freed place, held for one person on the waiting list until it expires.

    ``hold`` null: the place is no longer kept, because the offer was answered or somebody took it after its time.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    entry = models.ForeignKey(WaitingEntry, models.PROTECT, related_name="offers")
    hold = models.OneToOneField(Hold, models.DO_NOTHING, related_name="offer", null=True, blank=True)
    clinician = models.ForeignKey(Clinician, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=OfferState.choices)
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("entry",), condition=Q(state="open"), name="offer_one_open_per_person"),
            models.UniqueConstraint(fields=("entry", "clinician", "starts_at"), name="offer_of_a_place_once"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="offer_expires_later"),
            models.CheckConstraint(condition=Q(state__in=OfferState.values), name="offer_state_is_known"),
        )

    def __str__(self) -> str:
        return f"offer {self.public_id}"
