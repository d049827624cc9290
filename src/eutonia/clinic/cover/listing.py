"""Prices, insurers and memberships: what the manager lists, and what a patient says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from eutonia.clinic.audit.actors import Actor, Subject
from eutonia.clinic.audit.services import record
from eutonia.clinic.cover.access import CoverPermission, require, require_may_act_for
from eutonia.clinic.cover.editions import new_edition
from eutonia.clinic.cover.models import Coverage, Insurer, Price, PriceGroup
from eutonia.clinic.cover.problems import CoverNotFound, CoverProblem
from eutonia.clinic.people.models import Patient


@dataclass(frozen=True, slots=True)
class PriceDetails:
    """A price as the manager enters it, in pence."""

    code: str
    name: str
    group: str
    low_pence: int
    high_pence: int
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class InsurerDetails:
    """An insurer as the manager enters it. ``membership_pattern`` is a regular expression over a whole number."""

    code: str
    name: str
    membership_pattern: str = ""
    membership_hint: str = ""
    phone: str = ""
    portal: str = ""
    is_active: bool = True


def set_price(actor: Actor, details: PriceDetails, *, now: datetime) -> None:
    """Make or change a price. Visits that are booked keep the price that was shown."""
    require(actor, CoverPermission.PRICES)
    if not 0 <= details.low_pence <= details.high_pence or details.group not in PriceGroup.values:
        raise CoverProblem(_("This is no price."), _("Enter two amounts, the lower one first."))
    with transaction.atomic():
        row = Price.objects.filter(code=details.code).first()
        before = None if row is None else _price_facts(row)
        row = row or Price(code=details.code)
        row.name, row.group, row.is_active = details.name.strip(), details.group, details.is_active
        row.low_pence, row.high_pence = details.low_pence, details.high_pence
        row.full_clean(validate_constraints=False, validate_unique=False)
        row.save()
        new_edition()
        record(actor, "price.set", Subject("price", row.code), now=now, before=before, after=_price_facts(row))


def set_insurer(actor: Actor, details: InsurerDetails, *, now: datetime) -> UUID:
    """Make or change an insurer."""
    require(actor, CoverPermission.PRICES)
    try:
        re.compile(details.membership_pattern)
    except re.error as error:
        raise CoverProblem(
            _("The pattern of membership numbers cannot be read."), _("Mend it, or leave it empty.")
        ) from error
    with transaction.atomic():
        row = Insurer.objects.filter(code=details.code).first() or Insurer(code=details.code)
        for name in InsurerDetails.__dataclass_fields__:
            setattr(row, name, getattr(details, name))
        row.full_clean(validate_constraints=False, validate_unique=False)
        row.save()
        new_edition()
        record(actor, "insurer.set", Subject("insurer", row.public_id), now=now, after={"active": row.is_active})
    return row.public_id


def add_coverage(actor: Actor, patient: UUID, insurer: str, membership_number: str, *, now: datetime) -> UUID:
    """Write down that a patient is a member of an insurer (by its code), and return the id of the coverage.

    A number that does not look right is taken all the same, and shown to the insurance role: the pattern may be out
    of date, and the visit must not wait for it.
    """
    person = _patient(patient)
    require_may_act_for(actor, person, CoverPermission.COVER, now=now)
    number = "".join(membership_number.split()).upper()
    company = Insurer.objects.filter(code=insurer, is_active=True).first()
    if company is None or not number:
        raise CoverProblem(_("The insurer or the number is missing."), _("Choose an insurer and enter the number."))
    with transaction.atomic():
        row, is_new = Coverage.objects.get_or_create(
            patient=person, insurer=company, membership_number=number, defaults={"created_at": now}
        )
        if is_new or row.ended_at is not None:
            row.ended_at = None
            row.save(update_fields=["ended_at"])
            _audit_coverage(actor, row, "add", now=now)
    return row.public_id


def end_coverage(actor: Actor, coverage: UUID, *, now: datetime) -> None:
    """Write down that a patient is no longer a member."""
    with transaction.atomic():
        row = Coverage.objects.select_related("patient", "insurer").filter(public_id=coverage).first()
        if row is None:
            raise CoverNotFound
        require_may_act_for(actor, row.patient, CoverPermission.COVER, now=now)
        if row.ended_at is None:
            row.ended_at = now
            row.save(update_fields=["ended_at"])
            _audit_coverage(actor, row, "end", now=now)


def _audit_coverage(actor: Actor, row: Coverage, verb: str, *, now: datetime) -> None:
    subject = Subject("coverage", row.public_id)
    after = {"insurer": row.insurer.code}
    record(actor, f"coverage.{verb}", subject, now=now, patient=row.patient.public_id, after=after)


def _patient(public_id: UUID) -> Patient:
    try:
        return Patient.objects.resolve(public_id)
    except Patient.DoesNotExist:
        raise CoverNotFound from None


def _price_facts(row: Price) -> dict[str, object]:
    return {"from": row.low_pence, "to": row.high_pence, "active": row.is_active}
