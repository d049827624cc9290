"""Finding a patient from whatever the person at the desk or on the telephone says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from eutonia.clinic.audit import services as audit
from eutonia.clinic.audit.actors import Actor, Subject
from eutonia.clinic.people import access, names, writing
from eutonia.clinic.people.access import Act
from eutonia.clinic.people.models import NameKey, Patient
from eutonia.clinic.people.records import PatientMatch, match
from eutonia.clinic.people.writing import Unreadable

LIMIT = 20
LOOKED_THROUGH = 300
"""Candidates that are ranked. Whoever types so little that there are more must type more anyway."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATES = (
    re.compile(r"(?P<year>[12]\d{3})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})[./ -](?P<month>\d{1,2})[./ -](?P<year>[12]\d{3})"),
    re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month>[a-z]{3,9})\.?,?\s+(?P<year>[12]\d{3})", re.IGNORECASE),
)
NUMBER = re.compile(r"\+?[\d(][\d ()–-]{6,}\d")


@dataclass(frozen=True, slots=True)
class SearchWords:
    """What was typed into the search, taken apart. ``unread`` is a date or number that means nothing."""

    words: tuple[str, ...] = ()
    birth_date: date | None = None
    nhs_number: str = ""
    phone: str = ""
    email: str = ""
    unread: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.words or self.birth_date or self.nhs_number or self.phone or self.email)


def take_apart(text: str) -> SearchWords:
    """Read a search in any order: names, a date of birth, an NHS number, a telephone number, an e-mail address."""
    email = next((part.strip(",;").lower() for part in text.split() if "@" in part), "")
    rest = " ".join(part for part in text.split() if "@" not in part)
    born, rest, unread = _take_date(rest)
    nhs_number = phone = ""
    if found := NUMBER.search(rest):
        nhs_number, phone = _read_number(found.group())
        rest = rest.replace(found.group(), " ")
        unread = unread or ("" if nhs_number or phone else found.group())
    return SearchWords(names.words(rest), born, nhs_number, phone, email, unread)


def search(actor: Actor, text: str, *, now: datetime, limit: int = LIMIT) -> tuple[PatientMatch, ...]:
    """Patients that fit all that was typed, the best first. Who was shown is written down.

    Names fit from their beginning on, in any order, whatever accents and capitals, one slip a word forgiven.
    A telephone number or e-mail address may also be a guardian's. Raises ``PermissionDenied``.
    """
    access.require(actor, Act.FIND)
    asked = take_apart(text)
    if asked.is_empty or asked.unread:
        return ()
    found: dict[int, PatientMatch] = {}
    for row in _ranked(_fitting(asked), asked.words):
        root = Patient.objects.root_of(row)
        found.setdefault(root.pk, match(row, root))
        if len(found) == limit:
            break
    _note(actor, found.values(), now)
    return tuple(found.values())


def _take_date(text: str) -> tuple[date | None, str, str]:
    """The first date in a text, the text without it, and what looked like a date and is none."""
    for form in DATES:
        if hit := form.search(text):
            rest = text.replace(hit.group(), " ")
            month = hit["month"].lower()
            try:
                number = int(month) if month.isdigit() else MONTHS.index(month[:3]) + 1
                return date(int(hit["year"]), number, int(hit["day"])), rest, ""
            except ValueError:
                return None, rest, hit.group()
    return None, text, ""


def _read_number(text: str) -> tuple[str, str]:
    """An NHS number or a telephone number; a number that could be both is taken for the first."""
    for read, place in ((writing.nhs_number, 0), (writing.phone, 1)):
        try:
            plain = read(text)
        except Unreadable:
            continue
        return (plain, "") if place == 0 else ("", plain)
    return "", ""


def _fitting(asked: SearchWords) -> QuerySet[Patient]:
    rows = Patient.objects.all()
    if asked.birth_date:
        rows = rows.filter(birth_date=asked.birth_date)
    if asked.nhs_number:
        rows = rows.filter(Q(nhs_number=asked.nhs_number) | Q(claimed_nhs_number=asked.nhs_number))
    if asked.phone:
        rows = rows.filter(Q(phone=asked.phone) | Q(guardians__phone=asked.phone, guardians__removed_at=None))
    if asked.email:
        rows = rows.filter(Q(email=asked.email) | Q(guardians__email=asked.email, guardians__removed_at=None))
    for word in asked.words:
        near = Q(key__startswith=word, is_whole=True) | Q(key__in=names.keys(word))
        rows = rows.filter(Exists(NameKey.objects.filter(near, patient=OuterRef("pk"))))
    return rows.distinct().order_by("pk")


def _ranked(rows: QuerySet[Patient], words: tuple[str, ...]) -> list[Patient]:
    """The rows that fit on a closer look, those with the fewest slips first."""
    if not words:
        return list(rows[:LOOKED_THROUGH])
    looked_at = [(_slips(row, words), row) for row in rows[:LOOKED_THROUGH]]
    return [row for slips, row in sorted(looked_at, key=lambda pair: (pair[0], pair[1].family_name)) if slips < 1000]


def _slips(row: Patient, words: tuple[str, ...]) -> int:
    """How badly a name fits: 0 for the very words, 1 for each beginning, 10 for each slip, 1000 for no fit."""
    held = names.words(f"{row.given_name} {row.family_name}")
    return sum(_worst(word, held) for word in words)


def _worst(word: str, held: tuple[str, ...]) -> int:
    if word in held:
        return 0
    if any(each.startswith(word) for each in held):
        return 1
    return 10 if any(names.one_slip(word, each) for each in held) else 1000


def _note(actor: Actor, shown: Iterable[PatientMatch], now: datetime) -> None:
    """Each person who was shown has it in their own account; the words of the search are not kept."""
    with transaction.atomic():
        for each in shown:
            audit.seen(actor, Subject("patient-list", each.public_id), now=now, patient=each.public_id)
