"""What an entry of the audit says has changed, in words: states, dates, amounts and names instead of what is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eutonia.clinic.audit.queries import Subject
from eutonia.clinic.people.queries import Role
from eutonia.pathway.consent import Consent
from eutonia.pathway.money import Money
from eutonia.web.deeds import plain
from eutonia.web.staff import words
from eutonia.web.staff.desk import record_page
from eutonia.web.staff.desk import words as desk
from eutonia.web.staff.desk.words import Words
from eutonia.web.staff.insurance.words import STATES as AUTHORISATIONS

SHORT = 8
"""How many figures of a reference tell two records apart in a list."""

NAMES: dict[str, Words] = {
    "active": gettext_lazy("In use"),
    "alias": gettext_lazy("Record that was merged into it"),
    "beside": gettext_lazy("The other record"),
    "by": gettext_lazy("Sent by"),
    "entry": gettext_lazy("Entry of the waiting list"),
    "expires_at": gettext_lazy("Kept until"),
    "expires_on": gettext_lazy("Holds until"),
    "factor": gettext_lazy("Second step"),
    "fields": gettext_lazy("Details"),
    "filled": gettext_lazy("Filled in from the other record"),
    "first": gettext_lazy("First day"),
    "hits": gettext_lazy("Visits that day"),
    "is_competent": gettext_lazy("Understands what is to be decided"),
    "kept": gettext_lazy("Record that was kept"),
    "kept_back": gettext_lazy("Places kept for the same day"),
    "last": gettext_lazy("Last day"),
    "limit_pence": gettext_lazy("Limit"),
    "owner": gettext_lazy("Looked after by"),
    "payer": gettext_lazy("Who pays"),
    "pence": gettext_lazy("Amount"),
    "starts_at": gettext_lazy("Begins"),
    "version": gettext_lazy("Version of the details"),
    "visits_allowed": gettext_lazy("Visits that it covers"),
}
"""Facts whose stored name says too little; the others are told by their own."""

STATES: dict[str, Mapping[str, Words]] = {
    "visit": {state.value: said.name for state, said in desk.STATES.items()},
    "authorisation": {state.value: said.name for state, said in AUTHORISATIONS.items()},
    "enquiry": {
        "new": gettext_lazy("New"),
        "owned": gettext_lazy("Somebody looks after it"),
        "replied": gettext_lazy("Answered"),
        "booked": gettext_lazy("Became a visit"),
        "closed": gettext_lazy("Closed"),
    },
    "waiting": {
        "waiting": gettext_lazy("Waiting"),
        "offered": gettext_lazy("Has an offer"),
        "placed": gettext_lazy("Has a visit"),
        "left": gettext_lazy("Left the list"),
    },
}
"""States by what they are states of: "left" is one thing of a visit and another of the waiting list."""

CODES: dict[str, Mapping[str, Words]] = {
    "by": {"email": gettext_lazy("email"), "sms": gettext_lazy("text message")},
    "consent": {
        Consent.OWN: gettext_lazy("the patient's own"),
        Consent.GUARDIAN: gettext_lazy("a parent's or guardian's"),
        Consent.COMPETENCE: gettext_lazy("the young person's own, judged able to decide"),
        Consent.MISSING: gettext_lazy("missing"),
        Consent.NOT_HERE: gettext_lazy("too young for this clinic"),
    },
    "fields": record_page.NAMES,
    "filled": record_page.NAMES,
    "method": desk.METHODS,
    "payer": {payer.value: said for payer, said in desk.PAYERS.items()},
    "role": {role.value: role.label for role in Role},
}
"""Stored codes by the fact that they stand in."""

PLACES = ("room", "site")
"""Facts that hold the code of a thing which has a name."""

PENCE = ("pence", "limit_pence", "from", "to")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact before and after; either is empty where there was, or is, none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Names:
    """What the clinic's own things are called: never a patient, nor anything of one.

    ``people``: who work here, by their ids. ``things``: by the kind of a subject (``room``), then by the id under which
    the account knows it (a code, or the text of an id).
    """

    people: Mapping[UUID, str] = field(default_factory=dict)
    things: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, subject: Subject) -> str:
        """What the subject of a deed is called; empty for whatever has no name here, such as a patient's record."""
        return self.things.get(subject.kind, {}).get(str(subject.id), "")


NO_NAMES = Names()


def facts(verb: str, before: Mapping[str, Any], after: Mapping[str, Any], names: Names = NO_NAMES) -> tuple[Fact, ...]:
    """What a deed changed, fact by fact, in the order of their stored names.

    A fact that was empty and stayed so is no change, and is left out.
    """
    subject = verb.partition(".")[0]
    found = (
        Fact(
            str(NAMES.get(key) or plain(key)),
            in_words(subject, key, before.get(key), names),
            in_words(subject, key, after.get(key), names),
        )
        for key in sorted({*before, *after})
    )
    return tuple(fact for fact in found if fact.before or fact.after)


def in_words(subject: str, key: str, stored: Any, names: Names) -> str:
    """A stored value in words; one that we have no words for is told as it is, and nothing as an empty text."""
    if stored is None or stored in ("", []):
        return ""
    if isinstance(stored, bool):
        return _("yes") if stored else _("no")
    if isinstance(stored, list):
        return ", ".join(in_words(subject, key, each, names) for each in stored)
    if isinstance(stored, int) and key in PENCE:
        return str(Money(stored))
    return str(codes_of(subject, key, names).get(str(stored)) or text_in_words(str(stored), names.people))


def codes_of(subject: str, key: str, names: Names) -> Mapping[str, Words]:
    """The words for the codes that may stand in a fact."""
    if key == "state":
        return STATES.get(subject, {})
    return names.things.get(key, {}) if key in PLACES else CODES.get(key, {})


def text_in_words(stored: str, names: Mapping[UUID, str]) -> str:
    """A text as people read it: a moment, a day, a colleague or a reference; any other as it stands."""
    if (moment := read(datetime.fromisoformat, stored)) and moment.tzinfo:
        return words.moment(moment)
    if (day := read(date.fromisoformat, stored)) and day.isoformat() == stored:
        return words.short_day(day)
    if (key := read(UUID, stored)) and str(key) == stored:
        return names.get(key) or _("reference %(start)s") % {"start": stored[:SHORT]}
    return stored


def read[T](how: Callable[[str], T], stored: str) -> T | None:
    """What a text says, read in one way; None where it cannot be read so."""
    try:
        return how(stored)
    except ValueError:
        return None
