"""The sheet: all that one person has told us, as the session keeps it.

Reading is forgiving and honest: what can be read is kept, what cannot is named in ``lost``, and a page says
so. The sheet lives in the server's session only, until it goes unused for an hour or the person deletes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, PRESENT, Person, Sex
from eutonia.reasoning.answers import read_case
from eutonia.web.requests import Request

KEY = "assessment"
FORMAT = 1
RATHER_NOT = "rather-not-say"
YOUNGEST, GROWN_UP = 12, 16
FERTILE = range(12, 56)

ME, CHILD, SOMEONE = "me", "child", "someone"
FIRST: Mapping[str, tuple[str, ...]] = {
    "about": (ME, CHILD, SOMEONE),
    "able": ("yes", "no"),
    "age": (),  # whole years as text, or RATHER_NOT
    "sex": (Sex.FEMALE.value, Sex.MALE.value, RATHER_NOT),
    "pregnant": ("yes", "no", NOT_SURE, RATHER_NOT),
}
"""The first questions in their order, with the answers that each may have."""


@dataclass
class Sheet:
    """What was answered. ``first`` holds the first questions, ``answers`` those of the interview."""

    first: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    medicines: list[str] = field(default_factory=list)
    goes_on: bool = False
    """Somebody on the way to an emergency department wants to answer more."""

    @property
    def age(self) -> int | None:
        """Age in years, or None where it was not said."""
        given = self.first.get("age", RATHER_NOT)
        return None if given == RATHER_NOT else int(given)

    @property
    def sex(self) -> Sex | None:
        """Sex, or None where it was not said."""
        given = self.first.get("sex", RATHER_NOT)
        return None if given == RATHER_NOT else Sex(given)

    @property
    def person(self) -> Person:
        """The person as the reasoning knows them."""
        pregnant = {"yes": True, "no": False}.get(self.first.get("pregnant", ""))
        return Person(self.age, self.sex, pregnant if self.asks_pregnancy else None)

    @property
    def is_about_me(self) -> bool:
        """Whether somebody answers for themselves."""
        return self.first.get("about", ME) == ME

    @property
    def asks_pregnancy(self) -> bool:
        """Whether pregnancy can matter: not for a man, and from 12 to 55 or where the age was not said."""
        return self.sex is not Sex.MALE and (self.age is None or self.age in FERTILE)

    @property
    def is_too_young(self) -> bool:
        """Whether this service is not made for a person of that age."""
        return self.age is not None and self.age < YOUNGEST

    @property
    def is_young(self) -> bool:
        """Whether a parent should know, though nobody is turned away for it."""
        return self.age is not None and YOUNGEST <= self.age < GROWN_UP

    def first_questions(self) -> tuple[str, ...]:
        """The first questions that this person is asked."""
        skipped = {"able"} if self.is_about_me else set()
        if not self.asks_pregnancy:
            skipped.add("pregnant")
        return tuple(name for name in FIRST if name not in skipped)

    def next_first(self) -> int | None:
        """The number (from 1) of the first question still open, or None."""
        return next((n for n, name in enumerate(self.first_questions(), start=1) if name not in self.first), None)

    def pool(self, knowledge: Knowledge) -> dict[str, str]:
        """Every answer to a finding: given on a page, found by words, or following from a medicine."""
        taken = {
            finding
            for medicine in knowledge.medicines
            if medicine.substance in self.medicines
            for finding in medicine.findings
        }
        return self.answers | dict.fromkeys(sorted(taken), PRESENT)

    def forget_stale(self, knowledge: Knowledge) -> None:
        """Drop follow-up questions whose reason has gone, so that they are asked anew should it come back."""
        given = self.pool(knowledge)
        for name in tuple(self.answers):
            finding = knowledge.findings[name]
            wrong_sex = finding.asked_of is not None and self.sex not in (None, finding.asked_of)
            no_reason = finding.asked_if and all(given.get(other, ABSENT) == ABSENT for other in finding.asked_if)
            if wrong_sex or no_reason:
                del self.answers[name]

    def document(self) -> dict[str, Any]:
        """The sheet as the session, or a kept assessment, stores it."""
        return {
            "format": FORMAT,
            "first": dict(self.first),
            "answers": dict(self.answers),
            "medicines": list(self.medicines),
            "goes_on": self.goes_on,
        }


def read_sheet(document: object, knowledge: Knowledge) -> tuple[Sheet, list[str]]:
    """Return the sheet of a document and, in words, what of it could not be read."""
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        return Sheet(), [_("all of your answers")]
    lost: list[str] = []
    sheet = Sheet(goes_on=document.get("goes_on") is True)
    for name, value in _mapping(document, "first", lost, _("the first questions")).items():
        if _is_first_answer(name, value):
            sheet.first[name] = value
        else:
            lost.append(_("one of the first questions"))
    given = _mapping(document, "answers", lost, _("the answers about the spasms"))
    texts = {name: value for name, value in given.items() if isinstance(name, str) and isinstance(value, str)}
    sheet.answers = dict(read_case({"answers": texts}, knowledge).case.answers)
    missing = len(given) - len(sheet.answers)
    if missing:
        lost.append(_("answers that cannot be read: %(count)s") % {"count": missing})
    listed = document.get("medicines", [])
    known = {medicine.substance for medicine in knowledge.medicines}
    sheet.medicines = (
        [name for name in listed if isinstance(name, str) and name in known] if isinstance(listed, list) else []
    )
    if not isinstance(listed, list) or len(sheet.medicines) != len(listed):
        lost.append(_("a medicine that you added"))
    return sheet, list(dict.fromkeys(lost))


def _mapping(document: Mapping[str, Any], key: str, lost: list[str], words: str) -> Mapping[Any, Any]:
    given = document.get(key, {})
    if isinstance(given, Mapping):
        return given
    lost.append(words)
    return {}


def _is_first_answer(name: object, value: object) -> bool:
    if not isinstance(name, str) or name not in FIRST or not isinstance(value, str):
        return False
    if name == "age":
        return value == RATHER_NOT or (value.isascii() and value.isdigit() and len(value) <= 3 and int(value) <= 120)
    return value in FIRST[name]


def has_sheet(request: Request) -> bool:
    """Whether the session holds a sheet, sound or not."""
    return KEY in request.session


def save(request: Request, sheet: Sheet) -> None:
    """Put the sheet into the session."""
    request.session[KEY] = sheet.document()
