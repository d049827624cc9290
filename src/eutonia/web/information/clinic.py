"""The clinic that the public pages speak for, as ``clinic.toml`` has it.

Sites, prices and insurers of the file fill an empty database once; `clinic_today` has them as they are since.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from eutonia.knowledge.vocabulary import Issue, IssueLevel
from eutonia.pathway.money import Money, MoneyRange


class ClinicProblem(Exception):
    """``clinic.toml`` cannot be used. ``issues`` say what is wrong and what to do about it."""

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__("\n".join(str(issue) for issue in issues))
        self.issues = issues


@dataclass(frozen=True, slots=True)
class Price:
    """What something costs a person who pays by themselves."""

    what: str
    range: MoneyRange

    @classmethod
    def in_pounds(cls, what: str, low: int, high: int) -> Price:
        """Return a price from whole pounds; ValueError where they run backwards."""
        if not 0 < low <= high:
            raise ValueError(f"the price of {what!r} needs 0 < from ≤ to, not {low} to {high}")
        return cls(what, MoneyRange(Money(low * 100), Money(high * 100)))


@dataclass(frozen=True, slots=True)
class Opening:
    """When the telephone is answered."""

    days: str
    hours: str


@dataclass(frozen=True, slots=True)
class WayThere:
    """How to get to a site by one means; ``by`` is empty where the words name it themselves."""

    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Site:
    """A building where patients are seen, and how it is reached. ``name`` is empty where the street is its name."""

    name: str
    address: tuple[str, ...]
    postcode: str
    phone: str
    email: str
    ways: tuple[WayThere, ...]
    step_free: str = ""

    def __post_init__(self) -> None:
        if "@" not in self.email:
            raise ValueError(f"{self.email!r} is no e-mail address")

    @property
    def phone_link(self) -> str:
        """The telephone number as a link dials it, without spaces."""
        return self.phone.replace(" ", "")


@dataclass(frozen=True, slots=True)
class Clinic:
    """Facts about one clinic. ``is_example``: telephone, post and prices are made up, and pages say so.

    ``ages_from`` and ``young_people_until`` are ages in whole years.
    """

    name: str
    is_example: bool
    ages_from: int
    young_people_until: int
    same_day: bool
    sites: tuple[Site, ...]
    answers_within: str
    insurers: str
    self_pay: bool
    opening: tuple[Opening, ...]
    prices: tuple[Price, ...]

    def __post_init__(self) -> None:
        if not 0 <= self.ages_from <= self.young_people_until <= 120:
            raise ValueError("ages_from must not be above young_people_until")

    @property
    def main(self) -> Site:
        """The site whose telephone and post are those of the clinic."""
        return self.sites[0]


def read_clinic(path: Path) -> Clinic:
    """Return the clinic of a ``clinic.toml``; ClinicProblem names each thing that is wrong with its remedy."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise _problem(
            path, "The file is not there.", "Copy project/example/clinic.toml there and change it."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _problem(path, f"The file is not valid TOML: {error}.", "Mend the line that is named.") from error
    if issues := list(_missing(document, path)):
        raise ClinicProblem(issues)
    try:
        return _clinic(document)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise _problem(path, f"An entry cannot be read: {error}.", "Compare it with the example clinic.") from error


@cache
def clinic() -> Clinic:
    """The clinic of this site, read once from the file that the settings name."""
    return read_clinic(Path(settings.EUTONIA_CLINIC_FILE))


REQUIRED: Mapping[str, tuple[str, ...]] = {
    "clinic": ("name", "example", "ages_from", "young_people_until", "same_day"),
    "address": ("lines", "postcode"),
    "contact": ("phone", "email", "answers_within"),
    "payment": ("insurers", "self_pay"),
}


def _missing(document: Mapping[str, Any], path: Path) -> Iterator[Issue]:
    for table, keys in REQUIRED.items():
        for key in keys:
            if key not in document.get(table, {}):
                what = f"[{table}] has no entry {key!r}."
                yield Issue(IssueLevel.ERROR, what, "Add it; the example clinic shows the form.", path.name)


def _clinic(document: Mapping[str, Any]) -> Clinic:
    about, address, contact, payment = (document[table] for table in REQUIRED)
    return Clinic(
        name=about["name"],
        is_example=about["example"],
        ages_from=about["ages_from"],
        young_people_until=about["young_people_until"],
        same_day=about["same_day"],
        sites=(
            Site(
                name="",
                address=tuple(address["lines"]),
                postcode=address["postcode"],
                phone=contact["phone"],
                email=contact["email"],
                ways=tuple(WayThere(**entry) for entry in document.get("way", [])),
            ),
        ),
        answers_within=contact["answers_within"],
        insurers=payment["insurers"],
        self_pay=payment["self_pay"],
        opening=tuple(Opening(**entry) for entry in document.get("opening", [])),
        prices=tuple(Price.in_pounds(entry["what"], entry["from"], entry["to"]) for entry in document.get("price", [])),
    )


def _problem(path: Path, what: str, remedy: str) -> ClinicProblem:
    return ClinicProblem([Issue(IssueLevel.ERROR, what, remedy, path.name)])
