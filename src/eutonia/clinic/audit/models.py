"""Rows of the audit. Written once; the database itself refuses to change or delete them (see `triggers`)."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from eutonia.clinic.audit.actors import ActorKind

LONGEST_VERB, LONGEST_ID, LONGEST_WHY = 60, 64, 500
"""Characters. Checked before writing too: SQLite stores what is longer, PostgreSQL refuses it."""


class AuditEntry(models.Model):
    """One thing that somebody did or saw. Made by `services.record` only.

    ``before`` and ``after`` hold JSON text rather than a JSON column: what is hashed must be stored letter by
    letter, and PostgreSQL's JSON columns rewrite numbers and key order.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    at = models.DateTimeField(db_index=True)
    actor_kind = models.CharField(max_length=10, choices=ActorKind.choices)
    actor_id = models.UUIDField(null=True)
    actor_role = models.CharField(max_length=20, blank=True)
    verb = models.CharField(max_length=LONGEST_VERB)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=LONGEST_ID)
    patient = models.UUIDField(null=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    why = models.CharField(max_length=LONGEST_WHY, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["patient", "-id"], name="audit_of_patient"),
            models.Index(fields=["subject_kind", "subject_id", "-id"], name="audit_of_subject"),
            models.Index(fields=["actor_id", "-id"], name="audit_of_actor"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(actor_kind__in=ActorKind.values), name="audit_actor_is_known"),
            models.CheckConstraint(condition=~Q(verb="") & ~Q(subject_kind=""), name="audit_says_what"),
        )

    def __str__(self) -> str:
        return f"audit entry {self.public_id}"


class AuditLink(models.Model):
    """The place of one entry in the chain. Made by the sealer only.

    Each digest covers the place, the entry and the digest before it, so that a later change anywhere breaks
    every link from there on. A table of its own: sealing adds rows and touches no entry.
    """

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="link")
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(position__gte=1), name="audit_chain_starts_at_one"),)

    def __str__(self) -> str:
        return f"link {self.position}"
