"""Writing down who somebody is: register a patient, change their details, add and remove guardians."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from eutonia.clinic.audit import services as audit
from eutonia.clinic.audit.actors import Actor, ActorKind, Subject
from eutonia.clinic.people import access, look_alikes, names
from eutonia.clinic.people.access import Act
from eutonia.clinic.people.details import BadDetails, GuardianDetails, PatientDetails, fault
from eutonia.clinic.people.models import Guardian, NameKey, Patient, PatientVersion
from eutonia.clinic.people.proof import ProvedContact
from eutonia.clinic.people.records import GuardianRecord, PatientRecord, guardian_record, patient_record

FIELDS = tuple(field.name for field in fields(PatientDetails))
CONTACT_FIELDS = frozenset({"email", "phone"})


class NoSuchPatient(LookupError):
    """There is no patient with this id. Search again; the link may be old."""


class NhsNumberTaken(Exception):
    """Another record has this NHS number. Open it: if it is the same person, merge the two.

    ``public_id`` names the other record. Raised to staff only; a person who types it is told nothing of others.
    """

    def __init__(self, public_id: UUID) -> None:
        super().__init__("Another record has this NHS number. Open it: if it is the same person, merge the two.")
        self.public_id = public_id


class ChangedMeanwhile(Exception):
    """Somebody else has changed this record since it was opened. Open it again, look, and make your change anew."""


def register_patient(
    actor: Actor,
    details: PatientDetails,
    *,
    now: datetime,
    proved: ProvedContact | None = None,
    guardians: Sequence[GuardianDetails] = (),
) -> PatientRecord:
    """Write down a new patient, with the guardians that come with them.

    Who is not staff must have ``proved`` an address that is the patient's or a guardian's. Records that look
    like this one are noticed, for the front desk to settle; nothing is merged or refused because of them.

    Raises ``PermissionDenied``, :class:`BadDetails`, and to staff :class:`NhsNumberTaken`.
    """
    _require_proof(actor, (details, *guardians), proved, now)
    _refuse_future(details.birth_date, now)
    with transaction.atomic():
        look_alikes.take_turn(details)
        row = Patient(created_at=now, **_values(details))
        _save(row, staff=_is_staff(actor))
        _keep_names(row)
        keep_version(actor, row, now)
        audit.record(
            actor, "patient.register", _subject(row), now=now, patient=row.public_id, after={"version": row.version}
        )
        for guardian in guardians:
            _add_guardian(actor, row, guardian, now)
        look_alikes.notice(row, now=now)
        record = patient_record(row)
    return record if _is_staff(actor) else replace(record, details=details)


def change_patient(
    actor: Actor,
    public_id: UUID,
    details: PatientDetails,
    *,
    now: datetime,
    version: int | None = None,
    proved: ProvedContact | None = None,
) -> PatientRecord:
    """Change what is known of a patient. ``version`` is the one that was opened; without it the last word wins.

    Patients change their own contact and needs, a new e-mail address or telephone only once it is ``proved``.

    Raises ``PermissionDenied``, :class:`NoSuchPatient`, :class:`BadDetails`, :class:`ChangedMeanwhile`,
    :class:`NhsNumberTaken`.
    """
    _refuse_future(details.birth_date, now)
    with transaction.atomic():
        look_alikes.take_turn(details)
        row = locked(actor, public_id, Act.CHANGE)
        was = PatientDetails.stored(row)
        changed = [name for name in FIELDS if getattr(was, name) != getattr(details, name)]
        _require_change(actor, row, details, changed, proved, now)
        if version not in (None, row.version):
            raise ChangedMeanwhile(ChangedMeanwhile.__doc__)
        if changed:
            _change(actor, row, details, changed, now)
        return patient_record(row)


def add_guardian(actor: Actor, patient: UUID, details: GuardianDetails, *, now: datetime) -> GuardianRecord:
    """Write down a parent or guardian. Raises ``PermissionDenied``, :class:`NoSuchPatient`."""
    access.require(actor, Act.GUARDIANS)
    with transaction.atomic():
        return guardian_record(_add_guardian(actor, locked(actor, patient, Act.GUARDIANS), details, now))


def remove_guardian(actor: Actor, guardian: UUID, *, now: datetime, why: str) -> None:
    """Somebody is no longer a guardian: from now on they see and do nothing here for the patient.

    No harm if they were removed before. Raises ``PermissionDenied``.
    """
    access.require(actor, Act.GUARDIANS)
    with transaction.atomic():
        row = Guardian.objects.select_for_update().filter(public_id=guardian, removed_at=None).first()
        if row is None:
            return
        row.removed_at = now
        row.save(update_fields=["removed_at"])
        of_whom = Patient.objects.root_of(row.patient).public_id
        audit.record(actor, "guardian.remove", Subject("guardian", row.public_id), now=now, patient=of_whom, why=why)


def locked(actor: Actor, public_id: UUID, act: Act) -> Patient:
    """The record to write to, after merges, locked until the commit.

    Raises :class:`NoSuchPatient` for staff; to anybody else a missing record and a forbidden one look the same.
    """
    try:
        root = Patient.objects.resolve(public_id)
    except Patient.DoesNotExist as error:
        if access.may(actor, act):
            raise NoSuchPatient(NoSuchPatient.__doc__) from error
        raise access.refusal(actor, act) from error
    row = Patient.objects.select_for_update().get(pk=root.pk)
    return row if row.merged_into_id is None else locked(actor, public_id, act)  # merged while we waited


def today_of(now: datetime) -> date:
    """The day at the clinic."""
    return now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


# ---- what must be so -----------------------------------------------------------------------------------------


def _is_staff(actor: Actor) -> bool:
    return actor.kind in (ActorKind.STAFF, ActorKind.SYSTEM)


def _require_proof(
    actor: Actor,
    holders: Sequence[PatientDetails | GuardianDetails],
    proved: ProvedContact | None,
    now: datetime,
) -> None:
    if _is_staff(actor):
        access.require(actor, Act.REGISTER)
        return
    given = {address for holder in holders for address in (holder.email, holder.phone) if address}
    if proved is None or not proved.holds(now) or proved.contact.address not in given:
        raise access.refusal(actor, Act.REGISTER)


def _refuse_future(birth: date, now: datetime) -> None:
    if birth > today_of(now):
        raise BadDetails((fault("birth_date", _("The date of birth is in the future."), _("Check the year.")),))


def _require_change(
    actor: Actor,
    row: Patient,
    details: PatientDetails,
    changed: Sequence[str],
    proved: ProvedContact | None,
    now: datetime,
) -> None:
    if access.may(actor, Act.CHANGE):
        return
    identities = frozenset(Patient.objects.same_person(row).values_list("public_id", flat=True))
    if not access.is_self(actor, identities) or not access.OWN_FIELDS.issuperset(changed):
        raise access.refusal(actor, Act.CHANGE)
    fresh = {getattr(details, name) for name in CONTACT_FIELDS.intersection(changed)} - {""}
    shown = {proved.contact.address} if proved and proved.holds(now) else set()
    if not fresh <= shown or not (details.email or details.phone):
        raise access.refusal(actor, Act.CHANGE)


# ---- rows ----------------------------------------------------------------------------------------------------


def _change(actor: Actor, row: Patient, details: PatientDetails, changed: Sequence[str], now: datetime) -> None:
    for name, value in _values(details).items():
        setattr(row, name, value)
    row.version += 1
    _save(row, staff=_is_staff(actor))
    if {"given_name", "family_name"}.intersection(changed):
        _keep_names(row)
    keep_version(actor, row, now)
    audit.record(
        actor,
        "patient.change",
        _subject(row),
        now=now,
        patient=row.public_id,
        before={"version": row.version - 1},
        after={"version": row.version, "fields": sorted(changed)},
    )
    look_alikes.notice(row, now=now)


def _values(details: PatientDetails) -> dict[str, object]:
    return {name: getattr(details, name) for name in FIELDS}


def _save(row: Patient, *, staff: bool) -> None:
    """Save, and see to an NHS number that another record has: staff are told, others only noted as a look-alike."""
    if row.claimed_nhs_number == row.nhs_number:
        row.claimed_nhs_number = ""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        number = row.nhs_number
        other = Patient.objects.filter(nhs_number=number, merged_into=None).exclude(pk=row.pk).first()
        if not number or other is None:
            raise
        if staff:
            raise NhsNumberTaken(other.public_id) from None
        row.nhs_number, row.claimed_nhs_number = "", number
        row.save()


def _keep_names(row: Patient) -> None:
    whole = set(names.words(f"{row.given_name} {row.family_name}"))
    shortened = {key for word in whole for key in names.keys(word)}
    NameKey.objects.filter(patient=row).delete()
    NameKey.objects.bulk_create(
        [NameKey(patient=row, key=key, is_whole=True) for key in whole]
        + [NameKey(patient=row, key=key, is_whole=False) for key in shortened]
    )


def keep_version(actor: Actor, row: Patient, now: datetime) -> None:
    """Append the details as they are now to the history of the record."""
    PatientVersion.objects.create(
        patient=row,
        number=row.version,
        details=PatientDetails.stored(row).as_json(),
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_role=actor.role,
    )


def _add_guardian(actor: Actor, patient: Patient, details: GuardianDetails, now: datetime) -> Guardian:
    row = Guardian.objects.create(
        patient=patient,
        name=details.name,
        relationship=details.relationship,
        email=details.email,
        phone=details.phone,
        created_at=now,
    )
    audit.record(actor, "guardian.add", Subject("guardian", row.public_id), now=now, patient=patient.public_id)
    return row


def _subject(row: Patient) -> Subject:
    return Subject("patient", row.public_id)
