"""What the pages about people show, worked out before the templates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eutonia.clinic.audit.queries import Actor
from eutonia.clinic.booking import queries as booking
from eutonia.clinic.booking.queries import Permission, VisitLine, WaitingLine
from eutonia.clinic.cover import queries as cover
from eutonia.clinic.cover.queries import CoverageLine, CoverPermission
from eutonia.clinic.people import queries
from eutonia.clinic.people.queries import Act, Likeness, PatientMatch, PatientRecord
from eutonia.pathway.consent import ADULT_FROM, age_on
from eutonia.pathway.states import VisitState
from eutonia.web.deeds import capacity
from eutonia.web.staff import words

TO_COME = (VisitState.BOOKED, VisitState.LATE, VisitState.ARRIVED, VisitState.SEEN)

LIKENESS: dict[Likeness, str | Promise] = {
    Likeness.NHS_NUMBER: gettext_lazy("same NHS number"),
    Likeness.NAME_AND_BIRTH: gettext_lazy("like name and same date of birth"),
    Likeness.CONTACT: gettext_lazy("same telephone or email address"),
}

NAMES: dict[str, str | Promise] = {
    "given_name": gettext_lazy("Given names"),
    "family_name": gettext_lazy("Family name"),
    "birth_date": gettext_lazy("Date of birth"),
    "phone": gettext_lazy("Telephone"),
    "email": gettext_lazy("Email address"),
    "address": gettext_lazy("Address"),
    "postcode": gettext_lazy("Postcode"),
    "nhs_number": gettext_lazy("NHS number"),
    "gp_practice": gettext_lazy("GP practice"),
    "communication_needs": gettext_lazy("Communication needs"),
    "interpreter_language": gettext_lazy("Interpreter wanted for"),
    "emergency_contact_name": gettext_lazy("Emergency contact: name"),
    "emergency_contact_phone": gettext_lazy("Emergency contact: telephone"),
}


@dataclass(frozen=True, slots=True)
class Detail:
    """One detail of a person: its name and what is known."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found. ``unread`` is a date or number in it that means nothing."""

    matches: tuple[PatientMatch, ...]
    unread: str
    is_empty: bool
    today: date
    may_register: bool


@dataclass(frozen=True, slots=True)
class Rights:
    """What the one who looks may do with a record."""

    change: bool
    guardians: bool
    merge: bool
    register: bool
    cover: bool
    place: bool


@dataclass(frozen=True, slots=True)
class PatientPage:
    """A record as staff see it."""

    record: PatientRecord
    age: str
    details: tuple[Detail, ...]
    duplicates: tuple[PatientMatch, ...]
    coverages: tuple[CoverageLine, ...]
    coming: tuple[VisitLine, ...]
    past: tuple[VisitLine, ...]
    waiting: tuple[WaitingLine, ...]
    may: Rights
    is_minor: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One detail of two records."""

    name: str
    one: str
    other: str
    differs: bool

    @property
    def is_in_both(self) -> bool:
        """Whether both records say something. What only one says needs no choice: a merge keeps it."""
        return bool(self.one and self.other)


@dataclass(frozen=True, slots=True)
class Changed:
    """One change of a record: when, by whom, and each detail before and after. The first has nothing before."""

    version: int
    at: datetime
    by: str
    is_first: bool
    rows: tuple[Compared, ...]


def found(actor: Actor, wanted: str, *, now: datetime) -> Found:
    """Whom a search finds."""
    asked = queries.take_apart(wanted)
    matches = queries.search(actor, wanted, now=now)
    may_register = queries.may(actor, Act.REGISTER)
    return Found(matches, asked.unread, asked.is_empty, words.today(now), may_register)


def opened(actor: Actor, public_id: UUID, *, now: datetime) -> PatientPage:
    """A record, what looks like it, and who pays for this person. Raises ``NoSuchPatient``."""
    record = queries.patient(actor, public_id, now=now)
    pairs = queries.possible_duplicates(actor, record.public_id, now=now)
    others = tuple(each for pair in pairs for each in (pair.first, pair.second) if each.public_id != record.public_id)
    covered = cover.may(actor, CoverPermission.READ)
    visits = booking.visits_of(actor, record.public_id, now=now) if booking.may(actor, Permission.DAY) else ()
    waits = booking.may(actor, Permission.ENQUIRIES)
    return PatientPage(
        record=record,
        age=words.age(record.details.birth_date, words.today(now)),
        details=tuple(each for each in details(record) if each.value),
        duplicates=others,
        coverages=cover.coverages(actor, record.public_id, now=now) if covered else (),
        coming=tuple(sorted((line for line in visits if line.state in TO_COME), key=lambda line: line.starts_at)),
        past=tuple(line for line in visits if line.state not in TO_COME),
        waiting=booking.my_waiting(actor, record.public_id, now=now) if waits else (),
        may=rights(actor),
        is_minor=age_on(record.details.birth_date, words.today(now)) < ADULT_FROM,
    )


def rights(actor: Actor) -> Rights:
    """What somebody may do with records."""
    return Rights(
        change=queries.may(actor, Act.CHANGE),
        guardians=queries.may(actor, Act.GUARDIANS),
        merge=queries.may(actor, Act.MERGE),
        register=queries.may(actor, Act.REGISTER),
        cover=cover.may(actor, CoverPermission.COVER),
        place=booking.may(actor, Permission.PLACE),
    )


def details(record: PatientRecord) -> Iterable[Detail]:
    """Every detail in words."""
    return (Detail(str(name), spoken(field, getattr(record.details, field))) for field, name in NAMES.items())


def spoken(field: str, value: date | str) -> str:
    """A detail as people read it."""
    if isinstance(value, date):
        return words.short_day(value)
    if field.endswith("phone"):
        return words.phone(value)
    return words.nhs_number(value) if field == "nhs_number" else value


def spoken_again(field: str, stored: str) -> str:
    """A detail of an earlier version, which keeps every value as text, as people read it."""
    if field == "birth_date" and stored:
        return spoken(field, date.fromisoformat(stored))
    return spoken(field, stored) if stored else ""


def side_by_side(one: PatientRecord, other: PatientRecord) -> tuple[Compared, ...]:
    """Two records, detail by detail."""
    pairs = zip(details(one), details(other), strict=True)
    rows = [Compared(a.name, a.value, b.value, a.value != b.value) for a, b in pairs]
    rows.append(Compared(_("Written down on"), words.moment(one.created_at), words.moment(other.created_at), False))
    return tuple(row for row in rows if row.one or row.other)


def changes(found: Iterable[queries.DetailsChange]) -> tuple[Changed, ...]:
    """The history of a record, the newest first."""
    return tuple(
        Changed(
            version=change.version,
            at=change.at,
            by=capacity(change.by),
            is_first=not any(change.before.values()),
            rows=tuple(changed(change, name) for name in NAMES if name in change.after),
        )
        for change in found
    )


def changed(change: queries.DetailsChange, field: str) -> Compared:
    """One detail before and after."""
    was, became = (spoken_again(field, texts[field]) for texts in (change.before, change.after))
    return Compared(str(NAMES[field]), was, became, True)
