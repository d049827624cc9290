"""Rows of the people stage: accounts of staff, patients, and what proves a contact."""

from eutonia.clinic.people.models.accounts import PasswordLink, User, UserManager
from eutonia.clinic.people.models.patients import (
    Guardian,
    LookAlike,
    LookAlikeState,
    Merge,
    NameKey,
    Patient,
    PatientManager,
    PatientVersion,
)
from eutonia.clinic.people.models.proof import OneTimeCode, Turn

__all__ = [
    "Guardian",
    "LookAlike",
    "LookAlikeState",
    "Merge",
    "NameKey",
    "OneTimeCode",
    "PasswordLink",
    "Patient",
    "PatientManager",
    "PatientVersion",
    "Turn",
    "User",
    "UserManager",
]
