"""What can be asked about people. Each answer is made beside what it needs; this is the door to all of them."""

from __future__ import annotations

from eutonia.clinic.people.access import Act, may, require
from eutonia.clinic.people.accounts import Account
from eutonia.clinic.people.duplicates import (
    PossibleDuplicate,
    duplicates_count,
    duplicates_to_review,
    possible_duplicates,
)
from eutonia.clinic.people.look_alikes import Likeness
from eutonia.clinic.people.looking import who_looked
from eutonia.clinic.people.members import (
    NoSuchAccount,
    StaffMember,
    colleagues,
    has_second_factor,
    recovery_codes_left,
    staff,
    staff_member,
)
from eutonia.clinic.people.password_links import LinkIsOver, account_behind
from eutonia.clinic.people.reading import actor_of, history, patient, recognise
from eutonia.clinic.people.records import DetailsChange, GuardianRecord, PatientMatch, PatientRecord, Recognised
from eutonia.clinic.people.registration import NoSuchPatient
from eutonia.clinic.people.roles import Role
from eutonia.clinic.people.searching import SearchWords, search, take_apart
from eutonia.clinic.people.writing import spoken_nhs_number, spoken_phone

__all__ = [
    "Account",
    "Act",
    "DetailsChange",
    "GuardianRecord",
    "Likeness",
    "LinkIsOver",
    "NoSuchAccount",
    "NoSuchPatient",
    "PatientMatch",
    "PatientRecord",
    "PossibleDuplicate",
    "Recognised",
    "Role",
    "SearchWords",
    "StaffMember",
    "account_behind",
    "actor_of",
    "colleagues",
    "duplicates_count",
    "duplicates_to_review",
    "has_second_factor",
    "history",
    "may",
    "patient",
    "possible_duplicates",
    "recognise",
    "recovery_codes_left",
    "require",
    "search",
    "spoken_nhs_number",
    "spoken_phone",
    "staff",
    "staff_member",
    "take_apart",
    "who_looked",
]
