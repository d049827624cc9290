"""The account of a member of staff, and the link by which they set their password."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from eutonia.clinic.people.roles import Role


class UserManager(BaseUserManager["User"]):
    """Finds accounts by e-mail, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The account with this e-mail address."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody who signs in. Made by :func:`eutonia.clinic.people.services.create_staff` only.

    There is no superuser: what somebody may do follows from their role.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    """Names the account outside the database; says nothing about the person or how many there are."""
    email = models.EmailField(_("Email address"), unique=True)
    name = models.CharField(_("Name"), max_length=150)
    role = models.CharField(_("Role"), max_length=20, choices=Role.choices)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_lower_case"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_is_known"),
            models.CheckConstraint(condition=~Q(name=""), name="user_has_a_name"),
        )

    def __str__(self) -> str:
        return f"account {self.public_id}"

    def get_full_name(self) -> str:
        """The name, for Django and allauth."""
        return self.name


class PasswordLink(models.Model):
    """A link by which somebody sets their password, once. The database keeps a keyed digest of its token."""

    user = models.ForeignKey(User, models.CASCADE, related_name="password_links")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="password_link_expires_later"),
            models.CheckConstraint(condition=~Q(token_digest=""), name="password_link_has_a_digest"),
        )

    def __str__(self) -> str:
        return f"password link {self.pk} of account {self.user_id}"
