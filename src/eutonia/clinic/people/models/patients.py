"""Patients, their guardians, and what keeps two records of one person apart or together."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Lower
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from eutonia.clinic.audit.actors import ActorKind
from eutonia.clinic.people.details import EARLIEST_BIRTH
from eutonia.clinic.storing.rows import find


class PatientManager(models.Manager["Patient"]):
    """Finds patients; the one place that follows a merge."""

    def resolve(self, public_id: UUID) -> Patient:
        """The patient of this id, or of whom it has become an alias. For stages of the clinic, not for pages.

        Raises ``Patient.DoesNotExist``.
        """
        found = find(self.model, "public_id", public_id)
        if found is None:
            raise self.model.DoesNotExist
        return self.root_of(found)

    def root_of(self, patient: Patient) -> Patient:
        """The record that stands at the end of the merges of this one: itself, most often."""
        passed = {patient.pk}
        while patient.merged_into_id is not None:
            patient = self.get(pk=patient.merged_into_id)
            if patient.pk in passed:
                raise RuntimeError("merges form a ring, which no service makes: restore the rows from a backup")
            passed.add(patient.pk)
        return patient

    def same_person(self, root: Patient) -> models.QuerySet[Patient]:
        """The record and all that were merged into it, at whatever remove: whose rows are this person's rows."""
        found = layer = {root.pk}
        while layer:
            layer = set(self.filter(merged_into__in=layer).values_list("pk", flat=True)) - found
            found = found | layer
        return self.filter(pk__in=found)


class Patient(models.Model):
    """Somebody whom the clinic cares for. Made and changed by :mod:`eutonia.clinic.people.services` only.

    One of the two names may be empty: many people have one. A record with ``merged_into`` is an alias: nothing
    new is attached to it, and whoever asks for it is given the record it was merged into.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    """Names the person outside the database; says nothing about them or how many there are."""
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    birth_date = models.DateField(db_index=True)
    email = models.EmailField(blank=True, db_index=True)
    phone = models.CharField(max_length=16, blank=True, db_index=True)
    """In the international form E.164: a plus sign and at most 15 digits."""
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    """Ten digits without spaces; unique among records that are no alias."""
    claimed_nhs_number = models.CharField(max_length=10, blank=True, db_index=True)
    """A number that this person gave and that another record has. A sign of a duplicate, shown to staff only."""
    gp_practice = models.CharField(max_length=150, blank=True)
    communication_needs = models.CharField(max_length=500, blank=True)
    interpreter_language = models.CharField(max_length=60, blank=True)
    emergency_contact_name = models.CharField(max_length=150, blank=True)
    emergency_contact_phone = models.CharField(max_length=16, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="aliases")
    version = models.PositiveIntegerField(default=1)
    """Counts the changes of the details, so that nobody overwrites what they have not seen."""
    created_at = models.DateTimeField()

    objects = PatientManager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(given_name="", family_name=""), name="patient_has_a_name"),
            models.CheckConstraint(condition=Q(birth_date__gte=EARLIEST_BIRTH), name="patient_birth_is_possible"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="patient_email_is_lower_case"),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__startswith="+"), name="patient_phone_is_international"
            ),
            models.CheckConstraint(
                condition=Q(nhs_number="") | Q(Exact(Length("nhs_number"), 10)),
                name="patient_nhs_number_has_ten_digits",
            ),
            models.UniqueConstraint(
                fields=("nhs_number",),
                condition=Q(merged_into__isnull=True) & ~Q(nhs_number=""),
                name="patient_nhs_number_once",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="patient_is_not_merged_into_itself"),
            models.CheckConstraint(condition=Q(version__gte=1), name="patient_version_counts_from_one"),
        )

    def __str__(self) -> str:
        return f"patient {self.public_id}"


class PatientVersion(models.Model):
    """The details as they were after one change. Appended, never changed; goes when the patient's record goes.

    The audit names the version and the fields; the words stay here, where they can be deleted one day.
    """

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    details = models.JSONField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10, choices=ActorKind.choices)
    actor_id = models.UUIDField(null=True)
    actor_role = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("patient", "number"), name="patient_version_once"),)

    def __str__(self) -> str:
        return f"version {self.number} of patient {self.patient_id}"


class Guardian(models.Model):
    """A parent or guardian of a young person. Removed by a date, never deleted: the audit names them."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="guardians")
    name = models.CharField(max_length=150)
    relationship = models.CharField(max_length=60)
    email = models.EmailField(blank=True, db_index=True)
    phone = models.CharField(max_length=16, blank=True, db_index=True)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="guardian_has_a_name"),
            models.CheckConstraint(condition=~Q(relationship=""), name="guardian_has_a_relationship"),
            models.CheckConstraint(condition=~Q(email="", phone=""), name="guardian_can_be_reached"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="guardian_email_is_lower_case"),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__startswith="+"), name="guardian_phone_is_international"
            ),
        )

    def __str__(self) -> str:
        return f"guardian {self.public_id}"


class NameKey(models.Model):
    """One way to find a word of a patient's name: the word itself, or the word with one letter left out.

    Two words that differ by one slip share a key, so that the search forgives it on any database.
    """

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="name_keys")
    key = models.CharField(max_length=100, db_index=True)
    is_whole = models.BooleanField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("patient", "key", "is_whole"), name="name_key_once"),
            models.CheckConstraint(condition=~Q(key=""), name="name_key_is_not_empty"),
        )

    def __str__(self) -> str:
        return f"name key of patient {self.patient_id}"


class Merge(models.Model):
    """That two records were found to be of one person. Undone by a date, never deleted."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    kept = models.ForeignKey(Patient, models.PROTECT, related_name="merges_kept")
    alias = models.ForeignKey(Patient, models.PROTECT, related_name="merges_as_alias")
    filled = models.JSONField(default=list)
    """Fields of the kept record that were empty and took over what the alias had."""
    why = models.CharField(max_length=500)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(kept=F("alias")), name="merge_is_of_two"),
            models.CheckConstraint(condition=~Q(why=""), name="merge_has_a_reason"),
            models.UniqueConstraint(
                fields=("alias",), condition=Q(undone_at__isnull=True), name="merge_of_an_alias_once"
            ),
        )

    def __str__(self) -> str:
        return f"merge {self.public_id}"


class LookAlikeState(models.TextChoices):
    """What has become of a suspicion."""

    OPEN = "open", _("To be looked at")
    SEPARATE = "separate", _("Two people")
    MERGED = "merged", _("One person, merged")


class LookAlike(models.Model):
    """Two records that may be of one person, noticed when one of them was written. A person settles it."""

    first = models.ForeignKey(Patient, models.CASCADE, related_name="look_alikes_later")
    second = models.ForeignKey(Patient, models.CASCADE, related_name="look_alikes_earlier")
    reasons = models.JSONField()
    state = models.CharField(max_length=10, choices=LookAlikeState.choices, default=LookAlikeState.OPEN)
    why = models.CharField(max_length=500, blank=True)
    noticed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("noticed_at",), name="look_alike_open", condition=Q(state=LookAlikeState.OPEN)),
        )
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="look_alike_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="look_alike_in_order"),
            models.CheckConstraint(condition=Q(state__in=LookAlikeState.values), name="look_alike_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=LookAlikeState.OPEN, settled_at__isnull=True)
                | (~Q(state=LookAlikeState.OPEN) & Q(settled_at__isnull=False)),
                name="look_alike_is_open_or_settled",
            ),
        )

    def __str__(self) -> str:
        return f"patients {self.first_id} and {self.second_id} look alike"
