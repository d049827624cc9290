"""The front desk finds a person from whatever is said on the telephone."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from eutonia.clinic.audit.actors import SYSTEM, VISITOR
from eutonia.clinic.people import queries, services
from eutonia.clinic.people.queries import SearchWords, take_apart
from eutonia.clinic.people.roles import Role
from tests.people.world import DESK, LATER, NOW, other, register, staff_actor, verbs, young

NHS = "9434765919"


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("asha lindqvist", SearchWords(words=("asha", "lindqvist"))),
        ("3/4/1990", SearchWords(birth_date=date(1990, 4, 3))),
        ("Lindqvist 1990-04-03", SearchWords(words=("lindqvist",), birth_date=date(1990, 4, 3))),
        ("3rd April 1990 asha", SearchWords(words=("asha",), birth_date=date(1990, 4, 3))),
        ("943 476 5919", SearchWords(nhs_number=NHS)),
        ("07700 900101", SearchWords(phone="+447700900101")),
        ("+44 (0)20 7946 0958 asha", SearchWords(words=("asha",), phone="+442079460958")),
        ("Asha@Example.org", SearchWords(email="asha@example.org")),
        ("31/2/1990", SearchWords(unread="31/2/1990")),
        ("943 476 5918", SearchWords(unread="943 476 5918")),
        ("  ", SearchWords()),
    ],
)
def test_a_search_is_taken_apart(typed: str, understood: SearchWords) -> None:
    assert take_apart(typed) == understood


def found(typed: str) -> list[str]:
    return [match.full_name for match in queries.search(DESK, typed, now=NOW)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        "lindqvist",
        "LINDQVIST asha",
        "lind",
        "lindkvist",
        "asha lindqvits",
        "åsha",
        "3.4.1990",
        "asha 3 apr 1990",
        "943 476 5919",
        "07700 900 101",
        "asha@example.org",
    ],
)
def test_somebody_is_found(typed: str) -> None:
    register(nhs_number=NHS)
    other()
    assert found(typed) == ["Asha Lindqvist"]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["asha owusu", "lindqvist 4/3/1990", "xyz", "ash lnidqvsit", "", "asha 31/2/1990"])
def test_who_does_not_fit_all_of_it_is_not(typed: str) -> None:
    register()
    other()
    assert found(typed) == []


@pytest.mark.django_db
def test_the_best_comes_first() -> None:
    for family in ("Marten", "Martens", "Martin", "Martinez"):
        register(family_name=family, email="", phone="")
    assert found("martin") == ["Asha Martin", "Asha Martinez", "Asha Marten"]


@pytest.mark.django_db
def test_accents_apostrophes_and_other_scripts_are_no_hindrance() -> None:
    register(given_name="Siân", family_name="O’Néill")
    register(given_name="王", family_name="小明")
    assert found("sian o'neill") == ["Siân O’Néill"]
    assert found("王") == ["王 小明"]


@pytest.mark.django_db
def test_a_child_is_found_by_the_mothers_address() -> None:
    made = young()
    assert found("eva@example.org") == ["Mina Lindqvist"]
    services.remove_guardian(DESK, made.guardians[0].public_id, now=NOW, why="x")
    assert found("eva@example.org") == []


@pytest.mark.django_db
def test_an_alias_leads_to_the_person_once() -> None:
    kept = register(family_name="Okafor")
    alias = register(family_name="Lindqvist")
    services.merge(DESK, keep=kept.public_id, alias=alias.public_id, why="Married", now=LATER)
    (by_old,) = queries.search(DESK, "lindqvist", now=LATER)
    assert (by_old.public_id, by_old.full_name, by_old.found_as) == (kept.public_id, "Asha Okafor", "Asha Lindqvist")
    (by_both,) = queries.search(DESK, "asha", now=LATER)
    assert by_both.public_id == kept.public_id


@pytest.mark.django_db
def test_whoever_was_shown_can_see_that_they_were() -> None:
    shown, hidden = register(), other()
    found("lindqvist")
    assert verbs(shown.public_id) == ["patient.register", "patient-list.open"]
    assert verbs(hidden.public_id) == ["patient.register"]


@pytest.mark.django_db
def test_a_list_ends_somewhere() -> None:
    for number in range(5):
        register(given_name=f"Asha{number}", email="", phone="")
    assert len(queries.search(DESK, "lindqvist", now=NOW, limit=3)) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("actor", [VISITOR, SYSTEM, staff_actor(Role.AUDITOR)])
def test_asvs_8_2_1_only_staff_who_care_for_people_search(actor: object) -> None:
    with pytest.raises(PermissionDenied):
        queries.search(actor, "lindqvist", now=NOW)  # type: ignore[arg-type]
