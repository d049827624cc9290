"""What can be done about people. Each verb lives beside what it needs; this is the door to all of them."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from eutonia.clinic.people.details import BadDetails, Contact, GuardianDetails, PatientDetails
from eutonia.clinic.people.members import NoSuchAccount
from eutonia.clinic.people.merging import CannotMerge, CannotUndo, merge, two_people, undo_merge
from eutonia.clinic.people.models import User
from eutonia.clinic.people.password_links import LinkIsOver, LinkTo, set_password
from eutonia.clinic.people.proof import CodeRefused, ProvedContact, TooManyCodes, prove_code, purge, send_code
from eutonia.clinic.people.registration import (
    ChangedMeanwhile,
    NhsNumberTaken,
    NoSuchPatient,
    add_guardian,
    change_patient,
    register_patient,
    remove_guardian,
)
from eutonia.clinic.people.roles import Role
from eutonia.clinic.people.staffing import (
    AccountExists,
    OwnAccount,
    add_staff,
    change_role,
    close_account,
    create_staff,
    open_account,
    remove_second_factor,
    send_password_link,
)

__all__ = [
    "AccountExists",
    "BadDetails",
    "CannotMerge",
    "CannotUndo",
    "ChangedMeanwhile",
    "CodeRefused",
    "Contact",
    "GuardianDetails",
    "LinkIsOver",
    "LinkTo",
    "NhsNumberTaken",
    "NoSuchAccount",
    "NoSuchPatient",
    "OwnAccount",
    "PatientDetails",
    "ProvedContact",
    "Role",
    "TooManyCodes",
    "add_guardian",
    "add_staff",
    "change_patient",
    "change_role",
    "close_account",
    "create_staff",
    "ensure_example_staff",
    "merge",
    "open_account",
    "prove_code",
    "purge",
    "register_patient",
    "remove_guardian",
    "remove_second_factor",
    "send_code",
    "send_password_link",
    "set_password",
    "two_people",
    "undo_merge",
]


def ensure_example_staff(*, password: str, now: datetime) -> list[User]:
    """Make the staff of the example clinic, or give them this password again if they are there.

    The names say what they are, so that nobody takes them for people.
    """
    if not password:
        raise ValidationError("The example clinic has no password in these settings. Use the demo settings.")
    with transaction.atomic():
        return [_example_member(role, password=password, now=now) for role in Role]


def _example_member(role: Role, *, password: str, now: datetime) -> User:
    email = f"{role.value}@example.org"
    user = User.objects.filter(email=email).first()
    if user is None:
        return create_staff(email=email, name=f"Example {role.label.lower()}", role=role, password=password, now=now)
    if not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    return user
