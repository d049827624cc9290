"""What somebody at the desk is looking for on behalf of a patient, kept in the session while they look.

It says how urgent a person is, so it must not stand in an address.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from eutonia.clinic.booking.queries import Need, Wish
from eutonia.knowledge.vocabulary import Urgency
from eutonia.web.staff.desk.people import ASKED, SEARCHED, START
from eutonia.web.staff.desk.placing_forms import NO, UNKNOWN, YES
from eutonia.web.staff.desk.visit_forms import SELF
from eutonia.web.staff.room import StaffRequest

WISH = "desk-wish"
ENQUIRY = "desk-enquiry"
"""Where the session keeps the enquiry from which somebody set out to book. It may be left half-way, and another person
placed first: so the form asks whether a visit answers it, and only a wish that says so carries it to the booking."""


@dataclass(frozen=True, slots=True)
class DeskWish:
    """A wish as the session keeps it: everything is text. ``key`` is made once, so that a double click books once."""

    patient: str
    kind: str
    urgency: str
    clinician: str = ""
    first: str = ""
    coverage: str = ""
    insurer: str = ""
    guardian: str = ""
    enquiry: str = ""
    """The enquiry that this visit answers; empty where it answers none."""
    key: str = ""

    @property
    def need(self) -> Need:
        """How urgent it is. The emergency signs were asked at the desk."""
        urgency = None if self.urgency == UNKNOWN else Urgency(int(self.urgency))
        return Need(urgency=urgency, screened=True)

    def wish(self, birth_date: date, first: date | None) -> Wish:
        """What to look for. ``first`` narrows it further than what was asked for."""
        asked = date.fromisoformat(self.first) if self.first else None
        return Wish(
            self.kind,
            birth_date=birth_date,
            clinician=UUID(self.clinician) if self.clinician else None,
            insurer=self.insurer,
            first=max(filter(None, (asked, first)), default=None),
            patient=UUID(self.patient),
        )


@dataclass(frozen=True, slots=True)
class Enquirer:
    """Who sent the enquiry from which somebody set out to book, and its id."""

    enquiry: str
    name: str


def set_out(request: StaffRequest, enquiry: UUID, name: str, person: dict[str, str]) -> None:
    """Begin to book for an enquiry. ``person`` is what a form of a new patient begins with."""
    request.session[ENQUIRY] = asdict(Enquirer(str(enquiry), name))
    request.session[SEARCHED], request.session[ASKED] = name, person


def enquirer(request: StaffRequest) -> Enquirer | None:
    """Who sent the enquiry from which somebody set out to book; None if nobody did."""
    stored = request.session.get(ENQUIRY)
    return Enquirer(**stored) if isinstance(stored, dict) else None


def drop_enquiry(request: StaffRequest) -> None:
    """Forget the enquiry: its visit is booked, or the visit is another person's."""
    for name in (ENQUIRY, ASKED):
        request.session.pop(name, None)


def keep(request: StaffRequest, patient: UUID, found: dict[str, Any], insurer: str) -> None:
    """Keep what the form asked for."""
    payer, guardian = found["payer"], found.get("guardian", SELF)
    asked = enquirer(request)
    if asked and found.get("answers") == NO:
        drop_enquiry(request)
    wish = DeskWish(
        patient=str(patient),
        kind=found["kind"],
        urgency=found["urgency"],
        clinician=found["clinician"],
        first=found["first"].isoformat() if found["first"] else "",
        coverage="" if payer == SELF else payer,
        insurer=insurer,
        guardian="" if guardian == SELF else guardian,
        enquiry=asked.enquiry if asked and found.get("answers") == YES else "",
        key=str(uuid4()),
    )
    request.session[WISH] = asdict(wish)


def read(request: StaffRequest, patient: UUID) -> DeskWish | None:
    """The wish for this patient; None for another's, or if there is none."""
    stored = request.session.get(WISH)
    if not isinstance(stored, dict) or stored.get("patient") != str(patient):
        return None
    return DeskWish(**stored)


def renew(request: StaffRequest, wish: DeskWish) -> None:
    """Give the wish a new key, after one was used up in vain."""
    request.session[WISH] = asdict(replace(wish, key=str(uuid4())))


def forget(request: StaffRequest) -> None:
    """Forget what was looked for."""
    for name in (WISH, START):
        request.session.pop(name, None)
