"""People who do not exist, for the example clinic: the same ones for the same seed.

Nothing here can reach or be taken for anybody: telephone numbers are those that Ofcom keeps for drama (07700
900000 to 900999 and 020 7946 0000 to 0999), e-mail addresses are at example.org and example.com (RFC 2606), NHS
numbers are in the 999 range, which is for tests. Names come from Faker; a house of such a name and number may
exist somewhere, and has nothing to do with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from django.db import transaction
from nhs_number.validate import calculate_checksum

from eutonia.clinic.audit.actors import SYSTEM
from eutonia.clinic.people.details import GuardianDetails, PatientDetails
from eutonia.clinic.people.models import Patient
from eutonia.clinic.people.records import PatientRecord
from eutonia.clinic.people.registration import register_patient, today_of
from eutonia.clinic.people.writing import folded
from eutonia.pathway.consent import ADULT_FROM, SEEN_FROM, age_on

if TYPE_CHECKING:
    from faker import Faker

ORIGINS = {"en_GB": 70, "en_IN": 12, "pl_PL": 8, "pt_PT": 5, "tr_TR": 5}
"""Where names come from, with how many in a hundred: about as mixed as a clinic in a large city."""

LANGUAGES = {"en_IN": "Punjabi", "pl_PL": "Polish", "pt_PT": "Portuguese", "tr_TR": "Turkish"}
INTERPRETER = 0.25
"""How many of those whose names are not English need an interpreter."""

AGES = ((SEEN_FROM, ADULT_FROM - 1, 15), (18, 39, 22), (40, 64, 35), (65, 79, 20), (80, 96, 8))
"""First and last age, and how many in a hundred. Cramps and dystonia grow commoner with age; young people are
more than they would be, so that their pages have something to show."""

NEEDS = (
    "Hard of hearing. Face me when you speak.",
    "Letters in large print, 18 point.",
    "Uses a wheelchair. Transfers with one person's help.",
    "Needs a little more time to answer.",
    "British Sign Language interpreter.",
    "Please call rather than write.",
)
HAS_NEEDS, HAS_NHS_NUMBER, HAS_EMAIL, HAS_ONE_NAME = 0.12, 0.8, 0.85, 0.01

PARENTS = (("mother", "female"), ("mother", "female"), ("father", "male"), ("grandmother", "female"))
STREETS = ("Road", "Road", "Street", "Avenue", "Close", "Gardens", "Lane", "Terrace", "Grove")
TOWNS = (
    *(("London", district) for district in ("E8", "E17", "N4", "N19", "NW6", "SE5", "SE15", "SW2", "SW17", "W12")),
    ("Barnet", "EN5"),
    ("Brentwood", "CM14"),
    ("Bromley", "BR1"),
    ("Croydon", "CR0"),
    ("Harrow", "HA1"),
    ("Ilford", "IG1"),
    ("Kingston upon Thames", "KT2"),
    ("Slough", "SL1"),
    ("Watford", "WD18"),
)
UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
"""Letters that the last part of a postcode can have."""

PRACTICES = ("Surgery", "Medical Centre", "Health Centre", "Group Practice")
DOMAINS = ("example.org", "example.com")


@dataclass(frozen=True, slots=True)
class MadeUpPerson:
    """Somebody who does not exist; a guardian comes with everybody under 18."""

    details: PatientDetails
    guardians: tuple[GuardianDetails, ...] = ()


def made_up_people(*, seed: int, count: int, today: date) -> tuple[MadeUpPerson, ...]:
    """As many people as asked for, up to 400, of the ages that a clinic sees on that day.

    The last one is the first again, as somebody in a hurry might have typed her in: something to merge.
    """
    if not 2 <= count <= 400:
        raise ValueError("from 2 to 400 people: more would share telephone numbers")
    world = _World(seed)
    people = [world.person(today) for _number in range(count - 1)]
    return (*people, _hurried(people[0]))


def load_example_patients(*, seed: int, count: int, now: datetime) -> tuple[PatientRecord, ...]:
    """Register made-up people, unless there are patients already. Returns those that were registered."""
    with transaction.atomic():
        if Patient.objects.exists():
            return ()
        people = made_up_people(seed=seed, count=count, today=today_of(now))
        return tuple(register_patient(SYSTEM, each.details, now=now, guardians=each.guardians) for each in people)


def _hurried(person: MadeUpPerson) -> MadeUpPerson:
    was = person.details
    given = was.given_name[:-2] + was.given_name[:-3:-1] if len(was.given_name) > 3 else was.given_name
    details = PatientDetails(
        given_name=given, family_name=was.family_name, birth_date=was.birth_date, phone=was.phone or "07700 900999"
    )
    return replace(person, details=details)


class _World:
    """Draws people, and never the same telephone or NHS number twice."""

    def __init__(self, seed: int) -> None:
        from faker import Faker  # late: only the example clinic needs it

        self.dice = Random(seed)  # noqa: S311 -- nothing secret hangs on it
        self.fakers: dict[str, Faker] = {}
        for place, origin in enumerate(ORIGINS):
            self.fakers[origin] = Faker(origin)
            self.fakers[origin].seed_instance(seed * 100 + place)
        self.mobiles = self._shuffled(f"+447700900{n:03}" for n in range(999))
        self.landlines = self._shuffled(f"+442079460{n:03}" for n in range(1000))
        self.numbers = self._nhs_numbers()

    def person(self, today: date) -> MadeUpPerson:
        """The next person."""
        origin = self.dice.choices(list(ORIGINS), list(ORIGINS.values()))[0]
        given, family = self._first_name(origin), self._last_name(origin)
        name = given if self.dice.random() < HAS_ONE_NAME else f"{given} {family}"
        birth = self._birth_date(today)
        is_young = age_on(birth, today) < ADULT_FROM
        relationship, sex = self.dice.choice(PARENTS)
        beside = f"{self._first_name(origin, sex)} {family}"
        parent = GuardianDetails(
            name=beside, relationship=relationship, email=self._email(beside), phone=next(self.mobiles)
        )
        town, district = self.dice.choice(TOWNS)
        details = PatientDetails(
            given_name=given,
            family_name=family if name != given else "",
            birth_date=birth,
            email=self._email(name) if self.dice.random() < HAS_EMAIL else "",
            phone=next(self.mobiles),
            address=f"{self.dice.randint(1, 180)} {self._last_name('en_GB')} {self.dice.choice(STREETS)}\n{town}",
            postcode=f"{district} {self.dice.randint(1, 9)}{''.join(self.dice.choices(UNIT_LETTERS, k=2))}",
            nhs_number=next(self.numbers) if self.dice.random() < HAS_NHS_NUMBER else "",
            gp_practice=f"{self._last_name('en_GB')} {self.dice.choice(PRACTICES)}",
            communication_needs=self.dice.choice(NEEDS) if self.dice.random() < HAS_NEEDS else "",
            interpreter_language=self._language(origin),
            emergency_contact_name=beside,
            emergency_contact_phone=parent.phone if is_young else next(self.landlines),
        )
        return MadeUpPerson(details, (parent,) if is_young else ())

    def _shuffled(self, numbers: Iterator[str]) -> Iterator[str]:
        pool = list(numbers)
        self.dice.shuffle(pool)
        return iter(pool)

    def _nhs_numbers(self) -> Iterator[str]:
        for digits in self.dice.sample(range(1_000_000), 2000):
            body = f"999{digits:06}"
            check = calculate_checksum(body)
            if check is not None and check < 10:
                yield f"{body}{check}"

    def _first_name(self, origin: str, sex: str = "") -> str:
        faker = self.fakers[origin]
        return str({"": faker.first_name, "female": faker.first_name_female, "male": faker.first_name_male}[sex]())

    def _last_name(self, origin: str) -> str:
        return str(self.fakers[origin].last_name())

    def _birth_date(self, today: date) -> date:
        first, last, _share = self.dice.choices(AGES, [share for *_ages, share in AGES])[0]
        age = self.dice.randint(first, last)
        return today - timedelta(days=round(age * 365.2425) + self.dice.randint(3, 360))

    def _email(self, name: str) -> str:
        return f"{folded(name).replace(' ', '.')}{self.dice.randint(10, 99)}@{self.dice.choice(DOMAINS)}"

    def _language(self, origin: str) -> str:
        return LANGUAGES[origin] if origin in LANGUAGES and self.dice.random() < INTERPRETER else ""
