"""Two records that are of one person become one, because somebody says so; and apart again, if it was a mistake.

Nothing is moved. The record that is given up becomes an alias; what other stages attached to it stays where it
is, and is found through :meth:`eutonia.clinic.people.models.PatientManager.same_person`. So an undo is exact as
long as nothing new was written about the person: of what was, nobody could tell to whom it belongs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from eutonia.clinic.audit import services as audit
from eutonia.clinic.audit.actors import Actor, Subject
from eutonia.clinic.audit.models import AuditEntry
from eutonia.clinic.people import access, look_alikes
from eutonia.clinic.people.access import Act
from eutonia.clinic.people.details import fault
from eutonia.clinic.people.models import LookAlike, LookAlikeState, Merge, Patient
from eutonia.clinic.people.records import PatientRecord, patient_record
from eutonia.clinic.people.registration import FIELDS, NoSuchPatient, keep_version
from eutonia.knowledge.vocabulary import Issue

MUST_AGREE = ("birth_date", "nhs_number")
"""What two records of one person cannot differ in. Whoever is sure corrects the wrong one first, and has then
looked at both."""

TAKEN_OVER = tuple(name for name in FIELDS if name not in {"given_name", "family_name", "birth_date"})
"""What an empty field of the kept record takes over. Half a name is no name, so names stay as they are."""

HARMLESS = Q(verb__endswith=".open") | Q(verb__in=("patient.merge", "patient.unmerge", "patient.two-people"))
"""Entries of the audit that change nothing about a person."""


class CannotMerge(Exception):
    """Two records cannot become one. ``issues`` say why, and what to do first."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        super().__init__("\n".join(str(issue) for issue in issues))
        self.issues = tuple(issues)


class CannotUndo(Exception):
    """A merge cannot be taken back any more. ``issue`` says why, and what to do instead."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(str(issue))
        self.issue = issue


def merge(actor: Actor, *, keep: UUID, alias: UUID, why: str, now: datetime) -> PatientRecord:
    """Say that two records are of one person: ``alias`` gives way to ``keep``, which fills its empty fields from it.

    Raises ``PermissionDenied``, :class:`NoSuchPatient`, :class:`CannotMerge`.
    """
    access.require(actor, Act.MERGE)
    with transaction.atomic():
        kept, given_up = _both(keep, alias)
        if issues := _obstacles(kept, given_up, why):
            raise CannotMerge(issues)
        filled = _fill(kept, given_up)
        given_up.merged_into = kept
        given_up.save(update_fields=["merged_into"])
        if filled:
            kept.version += 1
            kept.save()
            keep_version(actor, kept, now)
        entry = Merge.objects.create(kept=kept, alias=given_up, filled=filled, why=why.strip(), at=now)
        _settle(kept, given_up, LookAlikeState.MERGED, why, now)
        look_alikes.notice(kept, now=now)
        _record(actor, "patient.merge", entry, why, now)
        return patient_record(kept)


def undo_merge(actor: Actor, *, alias: UUID, why: str, now: datetime) -> PatientRecord:
    """Take a merge back: the alias stands for itself again. Returns its record.

    Raises ``PermissionDenied``, :class:`NoSuchPatient`, :class:`CannotUndo`.
    """
    access.require(actor, Act.MERGE)
    with transaction.atomic():
        entry = Merge.objects.select_for_update().filter(alias__public_id=alias, undone_at=None).first()
        if entry is None:
            raise NoSuchPatient(NoSuchPatient.__doc__)
        kept, given_up = _lock(entry.kept_id, entry.alias_id)
        if issue := _bound(entry, kept):
            raise CannotUndo(issue)
        _empty(actor, kept, given_up, entry, now)
        given_up.merged_into = None
        try:
            with transaction.atomic():
                given_up.save(update_fields=["merged_into"])
        except IntegrityError as error:
            raise CannotUndo(_number_in_use()) from error
        entry.undone_at = now
        entry.save(update_fields=["undone_at"])
        LookAlike.objects.filter(_pair(kept, given_up)).delete()
        look_alikes.notice(given_up, now=now)
        _record(actor, "patient.unmerge", entry, why, now)
        return patient_record(given_up)


def two_people(actor: Actor, *, first: UUID, second: UUID, why: str, now: datetime) -> None:
    """Say that two records that look alike are of two people, so that nobody is asked again.

    Raises ``PermissionDenied``, :class:`NoSuchPatient`, :class:`CannotMerge` without a reason.
    """
    access.require(actor, Act.MERGE)
    with transaction.atomic():
        one, other = _both(first, second)
        if not why.strip():
            raise CannotMerge([_no_reason()])
        _settle(one, other, LookAlikeState.SEPARATE, why, now)
        for patient, beside in ((one, other), (other, one)):
            audit.record(
                actor,
                "patient.two-people",
                Subject("patient", patient.public_id),
                now=now,
                patient=patient.public_id,
                after={"beside": beside.public_id},
                why=why.strip(),
            )


# ---- what must be so -----------------------------------------------------------------------------------------


def _obstacles(kept: Patient, given_up: Patient, why: str) -> list[Issue]:
    issues = []
    if kept.pk == given_up.pk:
        issues.append(fault("alias", _("These are the same record already."), _("There is nothing to merge.")))
    if not why.strip():
        issues.append(_no_reason())
    for name in MUST_AGREE:
        if getattr(kept, name) and getattr(given_up, name) and getattr(kept, name) != getattr(given_up, name):
            what = {
                "birth_date": _("The two records have different dates of birth."),
                "nhs_number": _("The two records have different NHS numbers."),
            }[name]
            remedy = _("They may be two people. Ask the person. If one record is wrong, correct it first.")
            issues.append(fault(name, what, remedy))
    return issues


def _no_reason() -> Issue:
    return fault("why", _("The reason is missing."), _("Say how you know, such as: asked her by telephone."))


def _number_in_use() -> Issue:
    what = _("Another record has the NHS number of this one.")
    return fault("alias", what, _("Take the number out of the other record first, if it is not theirs."))


def _bound(entry: Merge, kept: Patient) -> Issue | None:
    """Why a merge cannot be undone; None if it can."""
    if kept.merged_into_id is not None:
        what = _("The record it was merged into has itself been merged since.")
        return fault("alias", what, _("Undo that merge first."))
    same = Patient.objects.same_person(kept).values_list("public_id", flat=True)
    told = AuditEntry.objects.filter(verb="patient.merge", subject_id=str(entry.alias.public_id), at=entry.at)
    last = told.order_by("-id").values_list("id", flat=True)[:1]
    since = AuditEntry.objects.filter(patient__in=list(same), id__gt=last).exclude(HARMLESS)
    verbs = sorted(set(since.values_list("verb", flat=True)))
    if not verbs:
        return None
    what = _("Since the merge this was written about the person: %(verbs)s. Nobody can tell to whom it belongs.")
    remedy = _("Register the other person anew, and correct by hand what is theirs.")
    return fault("alias", what % {"verbs": ", ".join(verbs)}, remedy)


# ---- rows ----------------------------------------------------------------------------------------------------


def _both(one: UUID, other: UUID) -> tuple[Patient, Patient]:
    """Two records after their merges, locked in one order, so that two callers never wait for each other."""
    try:
        first, second = Patient.objects.resolve(one), Patient.objects.resolve(other)
    except Patient.DoesNotExist as error:
        raise NoSuchPatient(NoSuchPatient.__doc__) from error
    found = _lock(first.pk, second.pk)
    return found if all(row.merged_into_id is None for row in found) else _both(one, other)


def _lock(first: int, second: int) -> tuple[Patient, Patient]:
    rows = {row.pk: row for row in Patient.objects.select_for_update().filter(pk__in=(first, second)).order_by("pk")}
    return rows[first], rows[second]


def _fill(kept: Patient, given_up: Patient) -> list[str]:
    """Fill the empty fields of the kept record. Returns which."""
    filled = [name for name in TAKEN_OVER if not getattr(kept, name) and getattr(given_up, name)]
    for name in filled:
        setattr(kept, name, getattr(given_up, name))
    if kept.claimed_nhs_number == kept.nhs_number:
        kept.claimed_nhs_number = ""
    return filled


def _empty(actor: Actor, kept: Patient, given_up: Patient, entry: Merge, now: datetime) -> None:
    """Take back what the kept record had taken over."""
    back = [name for name in entry.filled if getattr(kept, name) == getattr(given_up, name)]
    if not back:
        return
    for name in back:
        setattr(kept, name, "")
    kept.version += 1
    kept.save()
    keep_version(actor, kept, now)


def _pair(one: Patient, other: Patient) -> Q:
    return Q(first_id=min(one.pk, other.pk), second_id=max(one.pk, other.pk))


def _settle(one: Patient, other: Patient, state: LookAlikeState, why: str, now: datetime) -> None:
    LookAlike.objects.update_or_create(
        first_id=min(one.pk, other.pk),
        second_id=max(one.pk, other.pk),
        defaults={"state": state, "why": why.strip(), "settled_at": now},
        create_defaults={
            "state": state,
            "why": why.strip(),
            "settled_at": now,
            "noticed_at": now,
            "reasons": [],
        },
    )


def _record(actor: Actor, verb: str, entry: Merge, why: str, now: datetime) -> None:
    """One entry in the account of each of the two, so that either leads to the other."""
    for patient in (entry.kept, entry.alias):
        audit.record(
            actor,
            verb,
            Subject("patient", patient.public_id),
            now=now,
            patient=patient.public_id,
            after={"kept": entry.kept.public_id, "alias": entry.alias.public_id, "filled": entry.filled},
            why=why.strip(),
        )
