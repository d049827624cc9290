"""People who do not exist: believable, reproducible, and out of anybody's reach."""

import re
from datetime import date

import pytest

from eutonia.clinic.people import queries
from eutonia.clinic.people.example import load_example_patients, made_up_people
from eutonia.clinic.people.models import Patient
from eutonia.pathway.consent import age_on
from tests.people.world import DESK, NOW

TODAY = date(2026, 11, 22)
PEOPLE = made_up_people(seed=7, count=200, today=TODAY)
OFCOM = re.compile(r"\+44(7700900|2079460)\d{3}")


def test_the_same_seed_makes_the_same_people() -> None:
    assert made_up_people(seed=7, count=200, today=TODAY) == PEOPLE
    assert made_up_people(seed=8, count=200, today=TODAY) != PEOPLE


def test_nobody_can_be_reached() -> None:
    for person in PEOPLE:
        details = person.details
        phones = [details.phone, details.emergency_contact_phone, *(guardian.phone for guardian in person.guardians)]
        emails = [details.email, *(guardian.email for guardian in person.guardians)]
        assert all(OFCOM.fullmatch(phone) for phone in phones if phone)
        assert all(re.search(r"@example\.(org|com)$", email) for email in emails if email)
        assert details.nhs_number[:3] in ("", "999")


def test_no_two_share_a_number() -> None:
    for name in ("phone", "nhs_number"):
        held = [value for person in PEOPLE[:-1] if (value := getattr(person.details, name))]
        assert len(held) == len(set(held)) > 100


@pytest.mark.parametrize("today", [TODAY, date(2028, 2, 29)])
def test_ages_are_spread_and_the_young_have_guardians(today: date) -> None:
    people = made_up_people(seed=3, count=300, today=today)
    ages = [age_on(person.details.birth_date, today) for person in people]
    assert min(ages) == 12
    assert max(ages) > 85
    young = [person for person, age in zip(people, ages, strict=True) if age < 18]
    assert 20 < len(young) < 80
    assert {age for age in ages if age < 18} == set(range(12, 18))
    assert all(bool(person.guardians) == (age < 18) for person, age in zip(people, ages, strict=True))


def test_people_differ_in_what_they_need() -> None:
    details = [person.details for person in PEOPLE]
    assert any(each.interpreter_language for each in details)
    assert any(each.communication_needs for each in details)
    assert any(not each.email for each in details)
    assert any(not each.given_name.isascii() or not each.family_name.isascii() for each in details)


@pytest.mark.parametrize("count", [1, 401])
def test_more_than_there_are_numbers_for_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="from 2 to 400"):
        made_up_people(seed=1, count=count, today=TODAY)


@pytest.mark.django_db
def test_they_are_registered_once_and_two_of_them_look_alike() -> None:
    made = load_example_patients(seed=7, count=30, now=NOW)
    assert len(made) == 30
    assert load_example_patients(seed=7, count=30, now=NOW) == ()
    assert Patient.objects.count() == 30
    pairs = queries.duplicates_to_review(DESK, now=NOW)
    assert (made[0].public_id, made[-1].public_id) in {(p.first.public_id, p.second.public_id) for p in pairs}
