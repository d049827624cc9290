"""Opening the record of one person. Each opening is written down; what is not allowed is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from eutonia.clinic.audit import services as audit
from eutonia.clinic.audit.actors import VISITOR, Actor, ActorKind, Subject
from eutonia.clinic.people import access, names
from eutonia.clinic.people.access import Act
from eutonia.clinic.people.accounts import Account
from eutonia.clinic.people.details import PatientDetails
from eutonia.clinic.people.models import Guardian, Patient, PatientVersion
from eutonia.clinic.people.proof import ProvedContact
from eutonia.clinic.people.records import DetailsChange, PatientRecord, Recognised, patient_record
from eutonia.clinic.people.registration import NoSuchPatient, today_of
from eutonia.pathway.consent import OWN_FROM, age_on

SHOWN_TO_A_GUARDIAN = ("given_name", "family_name", "birth_date", "interpreter_language")
"""What a parent knows anyway. The young person's own telephone and what they wrote of their needs is theirs."""


def actor_of(account: Account | AnonymousUser) -> Actor:
    """As whom the account that is signed in acts; a visitor if none is."""
    if isinstance(account, AnonymousUser):
        return VISITOR
    return Actor(ActorKind.STAFF, account.public_id, account.role)


def patient(actor: Actor, public_id: UUID, *, now: datetime, why: str = "") -> PatientRecord:
    """Open the record of a patient, also by the id of an alias. Written down as seen.

    Staff see all of it, patients their own, a guardian what `SHOWN_TO_A_GUARDIAN` says and only until the young
    person is 16 and consents as an adult would. Raises ``PermissionDenied``, and to staff :class:`NoSuchPatient`.
    """
    root = _open(actor, public_id, now, "patient", why)
    record = patient_record(root)
    return _for_a_guardian(record, actor) if actor.kind == ActorKind.GUARDIAN else record


def history(actor: Actor, public_id: UUID, *, now: datetime) -> tuple[DetailsChange, ...]:
    """Every change of a patient's details, the newest first: for staff. Written down as seen.

    Raises ``PermissionDenied``, :class:`NoSuchPatient`.
    """
    access.require(actor, Act.OPEN)
    root = _open(actor, public_id, now, "patient-history", "")
    versions = list(PatientVersion.objects.filter(patient=root))
    changes, before = [], dict[str, str]()
    for row in versions:
        became: dict[str, str] = row.details
        differing = [name for name in became if before.get(name, "") != became[name]]
        by = Actor(ActorKind(row.actor_kind), row.actor_id, row.actor_role)
        was = {name: before.get(name, "") for name in differing}
        changes.append(DetailsChange(row.number, row.at, by, was, {name: became[name] for name in differing}))
        before = became
    return tuple(reversed(changes))


def recognise(proved: ProvedContact, *, name: str, birth_date: date, now: datetime) -> Recognised | None:
    """Whom we know by a proved contact, a name and a date of birth: the patient, or a guardian of theirs.

    All three must fit exactly one record, else None: so nobody learns of a person but who knows all of this.
    A contact that is the patient's and a guardian's is taken for the guardian's while the patient is under 16.
    """
    if not proved.holds(now):
        return None
    address = proved.contact.address
    born = Patient.objects.filter(birth_date=birth_date)
    spoken = names.words(name)
    fitting = {
        Patient.objects.root_of(row).pk: row
        for row in born
        if names.alike(spoken, names.words(f"{row.given_name} {row.family_name}")) and _has(row, address)
    }
    if len(fitting) != 1:
        return None
    root = Patient.objects.get(pk=next(iter(fitting)))
    same = Patient.objects.same_person(root)
    guardian = next((row for row in _guardians(same) if address in (row.email, row.phone)), None)
    if guardian and not _is_grown(root, now):
        return Recognised(Actor(ActorKind.GUARDIAN, guardian.public_id), root.public_id)
    if any(address in (row.email, row.phone) for row in same):
        return Recognised(Actor(ActorKind.PATIENT, root.public_id), root.public_id)
    return None


def _open(actor: Actor, public_id: UUID, now: datetime, kind: str, why: str) -> Patient:
    try:
        root = Patient.objects.resolve(public_id)
    except Patient.DoesNotExist as error:
        if access.may(actor, Act.OPEN):
            raise NoSuchPatient(NoSuchPatient.__doc__) from error
        raise access.refusal(actor, Act.OPEN) from error
    if not _may_open(actor, root, now):
        raise access.refusal(actor, Act.OPEN)
    audit.seen(actor, Subject(kind, root.public_id), now=now, patient=root.public_id, why=why)
    return root


def _may_open(actor: Actor, root: Patient, now: datetime) -> bool:
    same = Patient.objects.same_person(root)
    if actor.kind == ActorKind.PATIENT:
        return access.is_self(actor, frozenset(row.public_id for row in same))
    if actor.kind == ActorKind.GUARDIAN:
        return not _is_grown(root, now) and any(row.public_id == actor.id for row in _guardians(same))
    return access.may(actor, Act.OPEN)


def _guardians(same: QuerySet[Patient]) -> QuerySet[Guardian]:
    return Guardian.objects.filter(patient__in=same, removed_at=None)


def _is_grown(root: Patient, now: datetime) -> bool:
    return age_on(root.birth_date, today_of(now)) >= OWN_FROM


def _has(row: Patient, address: str) -> bool:
    """Whether an address is the person's, or one of their guardians'."""
    same = Patient.objects.same_person(Patient.objects.root_of(row))
    own = any(address in (each.email, each.phone) for each in same)
    return own or any(address in (each.email, each.phone) for each in _guardians(same))


def _for_a_guardian(record: PatientRecord, actor: Actor) -> PatientRecord:
    """The same whatever the young person told us: nothing but what every parent knows, and their own entry."""
    shown = {name: getattr(record.details, name) for name in SHOWN_TO_A_GUARDIAN}
    own = tuple(guardian for guardian in record.guardians if guardian.public_id == actor.id)
    details = PatientDetails(**shown)
    return replace(record, details=details, guardians=own, aliases=(), version=0, is_limited=True)
