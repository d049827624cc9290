"""Rows of the people stage: accounts of staff, patients, and what proves a contact."""

from eutonia.clinic.people.models.accounts import PasswordLink, User, UserManager
from eutonia.clinic.people.models.patients import (
    Guardian,
    Merge,
    NameKey,
    Patient,
    PatientManager,
    PatientVersion,
    SeparatePeople,
)
from eutonia.clinic.people.models.proof import OneTimeCode, SendingTurn

__all__ = [
    "Guardian",
    "Merge",
    "NameKey",
    "OneTimeCode",
    "PasswordLink",
    "Patient",
    "PatientManager",
    "PatientVersion",
    "SendingTurn",
    "SeparatePeople",
    "User",
    "UserManager",
]
