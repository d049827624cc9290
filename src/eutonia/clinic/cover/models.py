"""Rows of the cover stage. Money is in whole pence, always."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from eutonia.clinic.audit.actors import ActorKind
from eutonia.pathway.standing import AuthorisationState

STATES = [(state.value, state.value) for state in AuthorisationState]
ACTORS = [(kind.value, kind.value) for kind in ActorKind]


class PriceGroup(models.TextChoices):
    """What a price is for. The tests' groups are those of the knowledge, so that a suggested test finds its price."""

    VISIT = "visit", _("Visit")
    BLOOD = "blood", _("Blood tests")
    URINE = "urine", _("Urine tests")
    EMG = "emg", _("Muscle and nerve tests")
    IMAGING = "imaging", _("Scans")
    GENETIC = "genetic", _("Genetic tests")
    OTHER = "other", _("Other tests")


class Price(models.Model):
    """What something costs a person who pays by themselves, from and to. Changed by `services.set_price` only."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    group = models.CharField(max_length=20, choices=PriceGroup.choices)
    low_pence = models.PositiveIntegerField()
    high_pence = models.PositiveIntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(condition=Q(low_pence__lte=F("high_pence")), name="price_from_is_not_above_to"),
            models.CheckConstraint(condition=Q(group__in=PriceGroup.values), name="price_group_is_known"),
            models.CheckConstraint(condition=~Q(name=""), name="price_has_a_name"),
        )

    def __str__(self) -> str:
        return f"price {self.code}"


class Edition(models.Model):
    """Which edition of the clinic's lists holds: one row, renewed whenever a list changes.

    The lists are prices and insurers here, rooms and rotas in later stages. Whoever keeps them in memory asks first
    whether the edition is still the same; see `editions`.
    """

    token = models.UUIDField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="edition_is_one_row"),)

    def __str__(self) -> str:
        return "edition"


class Insurer(models.Model):
    """A health insurer, and how one reaches it."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120, unique=True)
    membership_pattern = models.CharField(max_length=120, blank=True)
    """A regular expression that every membership number of theirs matches in full; empty: not known."""
    membership_hint = models.CharField(max_length=200, blank=True)
    """How the number looks, for people: "8 digits, on the front of the card"."""
    phone = models.CharField(max_length=30, blank=True)
    portal = models.URLField(blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="insurer_has_a_name"),)

    def __str__(self) -> str:
        return f"insurer {self.code}"


class Coverage(models.Model):
    """That a patient is a member of an insurer. Ended, never deleted."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    patient = models.ForeignKey("people.Patient", models.PROTECT, related_name="coverages")
    insurer = models.ForeignKey(Insurer, models.PROTECT, related_name="coverages")
    membership_number = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("patient", "insurer", "membership_number"), name="coverage_once"),
            models.CheckConstraint(condition=~Q(membership_number=""), name="coverage_has_a_number"),
        )

    def __str__(self) -> str:
        return f"coverage {self.public_id}"


class Authorisation(models.Model):
    """An insurer's leave to begin. ``state`` is the state of the last entry, kept here so that lists are quick.

    ``expires_on`` is the last day on which it holds. ``visits_allowed`` and ``limit_pence``: no limit where null.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    coverage = models.ForeignKey(Coverage, models.PROTECT, related_name="authorisations")
    state = models.CharField(max_length=20, choices=STATES)
    procedures = models.JSONField(default=list, blank=True)
    """Procedure codes that are asked for, as the insurer knows them."""
    diagnoses = models.JSONField(default=list, blank=True)
    """Diagnosis codes (ICD-10) that are given as the reason."""
    code = models.CharField(max_length=60, blank=True)
    approved_procedures = models.JSONField(default=list, blank=True)
    visits_allowed = models.PositiveSmallIntegerField(null=True, blank=True)
    limit_pence = models.PositiveIntegerField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in AuthorisationState]), name="authorisation_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=AuthorisationState.APPROVED.value) | (~Q(code="") & Q(expires_on__isnull=False)),
                name="authorisation_approved_has_code_and_last_day",
            ),
        )
        indexes = (models.Index(fields=("state", "created_at"), name="authorisation_work_list"),)

    def __str__(self) -> str:
        return f"authorisation {self.public_id}"


class AuthorisationEntry(models.Model):
    """One step of an authorisation. Appended, never changed: two people cannot both take the same step."""

    authorisation = models.ForeignKey(Authorisation, models.PROTECT, related_name="entries", db_index=False)
    sequence = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=STATES)
    action = models.CharField(max_length=20)
    note = models.CharField(max_length=500, blank=True)
    actor_kind = models.CharField(max_length=10, choices=ACTORS)
    actor_id = models.UUIDField(null=True, blank=True)
    actor_role = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("sequence",)
        constraints = (
            models.UniqueConstraint(fields=("authorisation", "sequence"), name="authorisation_entry_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in AuthorisationState]), name="authorisation_entry_known"
            ),
        )

    def __str__(self) -> str:
        return f"entry {self.sequence} of authorisation {self.authorisation_id}"


class AuthorisationUse(models.Model):
    """That one visit began under an authorisation. ``number`` counts from 1, so that the last use is taken once.

    ``taken_back_at``: the visit had not begun after all; its number is free again.
    """

    authorisation = models.ForeignKey(Authorisation, models.PROTECT, related_name="uses")
    number = models.PositiveSmallIntegerField()
    visit = models.UUIDField()
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("authorisation", "number"),
                condition=Q(taken_back_at__isnull=True),
                name="authorisation_use_once",
            ),
            models.UniqueConstraint(
                fields=("visit",), condition=Q(taken_back_at__isnull=True), name="authorisation_use_of_a_visit_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="authorisation_use_counts_from_one"),
        )

    def __str__(self) -> str:
        return f"use {self.number} of authorisation {self.authorisation_id}"


class PaymentKind(models.TextChoices):
    """Money in, money back, or a payment that was entered by mistake."""

    PAYMENT = "payment", _("Payment")
    REFUND = "refund", _("Refund")
    VOID = "void", _("Entered by mistake")


class Payment(models.Model):
    """Money that changed hands for a visit. Appended, never changed: a mistake is voided, money back is a refund.

    ``pence`` is above 0 for all kinds; a refund or void names the payment it is ``of``.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    visit = models.UUIDField(db_index=True)
    patient = models.ForeignKey("people.Patient", models.PROTECT, related_name="payments")
    kind = models.CharField(max_length=10, choices=PaymentKind.choices)
    of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    pence = models.PositiveIntegerField()
    method = models.CharField(max_length=20)
    reference = models.CharField(max_length=80, blank=True)
    """What the gateway calls it: a receipt number of the card machine, for example."""
    key = models.CharField(max_length=80, unique=True)
    """Chosen once per form, so that a double click takes the money once."""
    why = models.CharField(max_length=300, blank=True)
    taken_by = models.UUIDField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(pence__gt=0), name="payment_is_above_nothing"),
            models.CheckConstraint(condition=Q(kind__in=PaymentKind.values), name="payment_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind="payment", of__isnull=True) | (~Q(kind="payment") & Q(of__isnull=False) & ~Q(why="")),
                name="payment_correction_names_payment_and_reason",
            ),
            models.UniqueConstraint(fields=("of",), condition=Q(kind="void"), name="payment_voided_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"
