"""Noticing that two records may be of one person. Nothing here merges: a person looks and settles it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from django.db.models import Q

from eutonia.clinic.people import names, turns
from eutonia.clinic.people.details import PatientDetails
from eutonia.clinic.people.models import LookAlike, LookAlikeState, NameKey, Patient


class Likeness(StrEnum):
    """Why two records may be of one person."""

    NHS_NUMBER = "nhs-number"
    NAME_AND_BIRTH = "name-and-birth"
    CONTACT = "contact"


def take_turn(details: PatientDetails) -> None:
    """Let nobody write a record that could look like this one until the commit: two at once would both see nothing."""
    birth, nhs_number = f"birth:{details.birth_date}", details.nhs_number and f"nhs:{details.nhs_number}"
    addresses = [f"address:{address}" for address in (details.email, details.phone) if address]
    turns.take(birth, nhs_number, *addresses)


def notice(row: Patient, *, now: datetime) -> None:
    """Write down whom a record looks like, now that it has been written. What was settled stays settled.

    A suspicion that no longer holds, because a slip was mended, goes.
    """
    found = {other.pk: reasons for other in _candidates(row) if (reasons := likeness(row, other))}
    pairs = LookAlike.objects.filter(Q(first=row) | Q(second=row))
    known = {pair.first_id + pair.second_id - row.pk: pair for pair in pairs}
    LookAlike.objects.bulk_create(
        LookAlike(first_id=min(row.pk, other), second_id=max(row.pk, other), reasons=sorted(reasons), noticed_at=now)
        for other, reasons in found.items()
        if other not in known
    )
    gone = [pair.pk for other, pair in known.items() if other not in found and pair.state == LookAlikeState.OPEN]
    LookAlike.objects.filter(pk__in=gone).delete()


def likeness(one: Patient, other: Patient) -> set[Likeness]:
    """Why two records may be of one person; empty if nothing says so.

    A shared address counts only with a like given name or the same date of birth: families share telephones.
    """
    found = set()
    if _numbers(one) & _numbers(other):
        found.add(Likeness.NHS_NUMBER)
    same_birth = one.birth_date == other.birth_date
    if same_birth and names.alike(_words(one), _words(other)):
        found.add(Likeness.NAME_AND_BIRTH)
    shares = bool({one.email, one.phone} & {other.email, other.phone} - {""})
    if shares and (same_birth or names.alike(names.words(one.given_name), names.words(other.given_name))):
        found.add(Likeness.CONTACT)
    return found


def _candidates(row: Patient) -> Iterator[Patient]:
    """Records with at least one thing in common; aliases speak through the record they were merged into."""
    same = Q(birth_date=row.birth_date, pk__in=_with_like_name(row))
    for number in _numbers(row):
        same |= Q(nhs_number=number) | Q(claimed_nhs_number=number)
    if row.email:
        same |= Q(email=row.email)
    if row.phone:
        same |= Q(phone=row.phone)
    return Patient.objects.filter(same, merged_into=None).exclude(pk=row.pk).iterator()


def _with_like_name(row: Patient) -> object:
    keys = {key for word in _words(row) for key in names.keys(word)}
    return NameKey.objects.filter(key__in=keys).values("patient")


def _words(row: Patient) -> tuple[str, ...]:
    return names.words(f"{row.given_name} {row.family_name}")


def _numbers(row: Patient) -> set[str]:
    return {row.nhs_number, row.claimed_nhs_number} - {""}
