"""Visits, and the grains of time that they and holds take."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from eutonia.clinic.audit.actors import ActorKind
from eutonia.clinic.booking.models.world import Clinician, Room, Site, VisitType
from eutonia.pathway.consent import Consent
from eutonia.pathway.standing import Payer
from eutonia.pathway.states import VisitState

STATES = [(state.value, state.value) for state in VisitState]
CONSENTS = [(consent.value, consent.value) for consent in Consent if consent is not Consent.NOT_HERE]
PAYERS = [(payer.value, payer.value) for payer in Payer]
ACTORS = [(kind.value, kind.value) for kind in ActorKind]


class Visit(models.Model):
    """One visit. ``state`` is that of the last entry, kept here so that lists are quick.

    ``starts_at`` and ``minutes`` are the patient's time; the grains also hold the buffers of the kind of visit.
    ``quote_low`` and ``quote_high`` are the price in pence that was shown before booking: a later price list does
    not change what somebody was told.

    An index costs every booking. Kind, room and site have none: nobody searches by them alone, or deletes them. What
    most visits have nothing of, an insurer or a guardian who consented, is indexed where there is something.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    patient = models.ForeignKey("people.Patient", models.PROTECT, related_name="visits")
    visit_type = models.ForeignKey(VisitType, models.PROTECT, related_name="+", db_index=False)
    clinician = models.ForeignKey(Clinician, models.PROTECT, related_name="visits", db_index=False)
    room = models.ForeignKey(Room, models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="+", db_index=False)
    starts_at = models.DateTimeField(db_index=True)
    minutes = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=STATES)
    urgency = models.PositiveSmallIntegerField(null=True, blank=True)
    """The level of the assessment it was booked from, as `knowledge.vocabulary.Urgency`; null: without one."""
    assessment = models.UUIDField(null=True, blank=True)
    """The kept assessment that the patient let us see, if any."""
    payer = models.CharField(max_length=10, choices=PAYERS)
    coverage = models.ForeignKey(
        "cover.Coverage", models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    authorisation = models.ForeignKey(
        "cover.Authorisation", models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    quote_low = models.PositiveIntegerField()
    quote_high = models.PositiveIntegerField()
    consent = models.CharField(max_length=12, choices=CONSENTS)
    consent_by = models.ForeignKey(
        "people.Guardian", models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    booked_key = models.CharField(max_length=80, unique=True)
    """From what it was booked (the hold): confirming twice finds the first visit again."""
    calendar_sequence = models.PositiveIntegerField(default=0)
    """How often the calendar entry changed, so that a calendar replaces what it holds."""
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(minutes__gt=0), name="visit_takes_time"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in VisitState]), name="visit_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(payer="self", authorisation__isnull=True) | Q(payer="insured", coverage__isnull=False),
                name="visit_insured_has_a_coverage",
            ),
            models.CheckConstraint(condition=Q(quote_low__lte=F("quote_high")), name="visit_quote_in_order"),
        )
        indexes = (
            models.Index(fields=("clinician", "starts_at"), name="visit_of_a_day"),
            *(
                models.Index(fields=(name,), name=f"visit_{name}", condition=Q(**{f"{name}__isnull": False}))
                for name in ("coverage", "authorisation", "consent_by")
            ),
        )

    def __str__(self) -> str:
        return f"visit {self.public_id}"


class VisitEntry(models.Model):
    """One step of a visit, with where and when it then stood. Appended, never changed."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="entries", db_index=False)
    sequence = models.PositiveIntegerField()
    action = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=STATES)
    starts_at = models.DateTimeField()
    clinician = models.ForeignKey(Clinician, models.PROTECT, related_name="+", db_index=False)
    why = models.CharField(max_length=300, blank=True)
    actor_kind = models.CharField(max_length=10, choices=ACTORS)
    actor_id = models.UUIDField(null=True, blank=True)
    actor_role = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("sequence",)
        constraints = (
            models.UniqueConstraint(fields=("visit", "sequence"), name="visit_entry_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in VisitState]), name="visit_entry_state_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"entry {self.sequence} of visit {self.visit_id}"


class Hold(models.Model):
    """A time that is kept for somebody who is typing, or who was offered it, until it expires or becomes a visit.

    Deleted by `claims` only, which sees to its grains and offer first; so one statement deletes it.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    visit_type = models.ForeignKey(VisitType, models.CASCADE, related_name="+", db_index=False)
    clinician = models.ForeignKey(Clinician, models.CASCADE, related_name="+", db_index=False)
    room = models.ForeignKey(Room, models.CASCADE, related_name="+", null=True, blank=True, db_index=False)
    site = models.ForeignKey(Site, models.CASCADE, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    expires_at = models.DateTimeField(db_index=True)
    created_at = models.DateTimeField()
    urgency = models.PositiveSmallIntegerField(null=True, blank=True)
    assessment = models.UUIDField(null=True, blank=True)
    actor_kind = models.CharField(max_length=10, choices=ACTORS)
    actor_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="hold_expires_later"),)

    def __str__(self) -> str:
        return f"hold {self.public_id}"


class Grain(models.Model):
    """Fifteen minutes of a clinician, of a room and of a patient. The database lets nobody have them twice.

    Holds and visits claim in this one table, so that neither can overlap the other on any engine (decision 018).
    A buffer takes clinician and room, and no patient.
    """

    at = models.DateTimeField()
    clinician = models.ForeignKey(Clinician, models.PROTECT, related_name="+", db_index=False)
    room = models.ForeignKey(Room, models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    patient = models.ForeignKey("people.Patient", models.PROTECT, related_name="+", null=True, db_index=False)
    hold = models.ForeignKey(Hold, models.DO_NOTHING, related_name="grains", null=True, blank=True)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="grains", null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("clinician", "at"), name="grain_of_a_clinician_once"),
            models.UniqueConstraint(fields=("room", "at"), name="grain_of_a_room_once"),
            models.UniqueConstraint(fields=("patient", "at"), name="grain_of_a_patient_once"),
            models.CheckConstraint(
                condition=Q(hold__isnull=True, visit__isnull=False)
                | Q(hold__isnull=False, visit__isnull=True, patient__isnull=True),
                name="grain_is_of_a_hold_or_a_visit",
            ),
        )
        indexes = (models.Index(fields=("at",), name="grain_at"),)

    def __str__(self) -> str:
        return f"grain at {self.at.isoformat()}"


class ManageLink(models.Model):
    """A link by which a patient or guardian manages a visit. Only a keyed digest of its token is kept."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="links")
    guardian = models.ForeignKey(
        "people.Guardian", models.CASCADE, related_name="+", null=True, blank=True, db_index=False
    )
    """Whose link it is; null: the patient's own."""
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="manage_link_expires_later"),
        )

    def __str__(self) -> str:
        return "manage link"


class Competence(models.Model):
    """A clinician's recorded judgement whether somebody of 12 to 15 understands enough to consent themselves."""

    patient = models.ForeignKey("people.Patient", models.PROTECT, related_name="+")
    judged_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    is_competent = models.BooleanField()
    words = models.CharField(max_length=1000)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(words=""), name="competence_gives_reasons"),)

    def __str__(self) -> str:
        return f"judgement {self.pk}"


class ConfidentialNote(models.Model):
    """What a young person told us in confidence: for clinicians only, and never on a guardian's page."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    patient = models.ForeignKey("people.Patient", models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+", null=True, blank=True)
    words = models.TextField(max_length=4000)
    actor_kind = models.CharField(max_length=10, choices=ACTORS)
    actor_id = models.UUIDField(null=True, blank=True)
    actor_role = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(words=""), name="confidential_note_has_words"),)

    def __str__(self) -> str:
        return f"note {self.public_id}"
