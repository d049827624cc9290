"""What can be done about people."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from eutonia.clinic.people.models import User
from eutonia.clinic.people.roles import Role


class AccountExists(Exception):
    """There is an account with this e-mail address already. Use that one, or another address."""


def create_staff(*, email: str, name: str, role: Role, password: str, now: datetime) -> User:
    """Make an account for a member of staff.

    Raises :class:`AccountExists`, or Django's ``ValidationError`` for a weak password or a bad address.
    """
    user = User(email=email.strip().lower(), name=name.strip(), role=role, created_at=now)
    validate_password(password, user)
    user.set_password(password)
    user.clean_fields()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise AccountExists(AccountExists.__doc__) from error
    return user


def ensure_example_staff(*, password: str, now: datetime) -> list[User]:
    """Make the staff of the example clinic, or give them this password again if they are there.

    The names say what they are, so that nobody takes them for people.
    """
    if not password:
        raise ValidationError("The example clinic has no password in these settings. Use the demo settings.")
    with transaction.atomic():
        return [example_member(role, password=password, now=now) for role in Role]


def example_member(role: Role, *, password: str, now: datetime) -> User:
    """One member of the example staff."""
    email = f"{role.value}@example.org"
    user = User.objects.filter(email=email).first()
    if user is None:
        return create_staff(email=email, name=f"Example {role.label.lower()}", role=role, password=password, now=now)
    if not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    return user
