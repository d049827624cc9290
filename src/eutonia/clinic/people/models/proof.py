"""Rows that let a person prove an e-mail address or telephone number."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

MOST_TRIES = 5


class OneTimeCode(models.Model):
    """A code that was sent. Holds neither the code nor the address: both are keyed digests."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    contact_digest = models.CharField(max_length=64)
    code_digest = models.CharField(max_length=64)
    network_digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("contact_digest", "created_at"), name="code_of_contact"),
            models.Index(fields=("network_digest", "created_at"), name="code_of_network"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(tries__lte=MOST_TRIES), name="code_tries_are_limited"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="code_expires_later"),
            models.CheckConstraint(condition=~Q(contact_digest="") & ~Q(code_digest=""), name="code_has_digests"),
        )

    def __str__(self) -> str:
        return f"code {self.public_id}"


class Turn(models.Model):
    """Locked while something is looked up and then written that must not change in between, such as a count.

    ``key`` is a keyed digest: what the turn is about cannot be read from it.
    """

    key = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"turn {self.pk}"
