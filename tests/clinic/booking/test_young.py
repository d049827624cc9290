"""Young people: whose word counts, and what stays between them and a clinician."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from eutonia.clinic.audit.actors import VISITOR
from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.models import ConfidentialNote
from eutonia.clinic.booking.records import Details
from eutonia.clinic.people import services as people
from eutonia.clinic.people.roles import Role
from eutonia.pathway.consent import Consent
from eutonia.pathway.problems import NotAllowed
from tests.clinic.booking.clinic import (
    NOW,
    SCREENED,
    at,
    booked,
    messages,
    own,
    parent,
    register,
    slot,
    staff,
    visit,
    young,
)

pytestmark = pytest.mark.django_db

THURSDAY = date(2026, 11, 26)


def with_b(hour: int = 10, day: date = THURSDAY):  # type: ignore[no-untyped-def]
    """A slot with the clinician who sees people from 12."""
    return slot(hour, who="neurologist-b", day=day)


def test_at_15_a_mother_books_and_is_the_one_who_is_told() -> None:
    patient = young(15)
    found = booked(with_b(), patient, actor=parent(patient))
    row = visit(found)
    assert (row.consent, row.consent_by.name) == (Consent.GUARDIAN, "Eva Owusu")
    assert {m.to for m in messages()} == {"eva@example.org"}
    assert found.link is not None
    assert services.open_link(found.link.split("/")[2], now=NOW).actor == parent(patient)


def test_at_15_alone_is_refused_until_a_clinician_has_judged() -> None:
    patient = young(15)
    with pytest.raises(services.ConsentNeeded):
        booked(with_b(), patient)
    services.expire(now=at(9))
    services.judge_competence(
        staff(Role.NEUROLOGIST), patient.public_id, is_competent=True, words="Understands it well.", now=NOW
    )
    found = booked(with_b(), patient)
    assert visit(found).consent == Consent.COMPETENCE
    assert {m.to for m in messages()} == {"mina@example.org"}


def test_only_a_clinician_judges_competence_and_the_latest_judgement_counts() -> None:
    patient = young(15)
    for role in (Role.FRONT_DESK, Role.MANAGER, Role.AUDITOR):
        with pytest.raises(PermissionDenied):
            services.judge_competence(staff(role), patient.public_id, is_competent=True, words="x", now=NOW)
    nurse = staff(Role.NURSE)
    services.judge_competence(nurse, patient.public_id, is_competent=True, words="Understands.", now=NOW)
    services.judge_competence(nurse, patient.public_id, is_competent=False, words="Not this.", now=at(9))
    with pytest.raises(services.ConsentNeeded):
        booked(with_b(), patient, now=at(9, 5))


@pytest.mark.parametrize(
    ("birth", "word"),
    [
        (date(2010, 11, 26), Consent.OWN),
        (date(2010, 11, 27), None),
        (date(2014, 11, 26), None),
        (date(2014, 11, 27), "too young"),
    ],
    ids=["16 that day", "15 by a day", "12 that day", "11 by a day"],
)
def test_the_age_on_the_day_of_the_visit_decides(birth: date, word: object) -> None:
    patient = register(birth_date=birth)
    if word is Consent.OWN:
        assert visit(booked(with_b(), patient)).consent == Consent.OWN
        return
    with pytest.raises(services.ConsentNeeded) as refused:
        booked(with_b(), patient)
    assert ("under 12" in refused.value.issue.what) == (word == "too young")


def test_born_on_a_leap_day_somebody_is_18_on_the_first_of_march() -> None:
    patient = register(birth_date=date(2012, 2, 29))
    february = at(9, day=date(2030, 2, 1))
    with pytest.raises(services.AgeNotSeen):
        booked(slot(10, day=date(2030, 2, 28)), patient, now=february)
    assert booked(slot(10, day=date(2030, 3, 1)), patient, now=february).is_new


def test_under_12_is_not_booked_at_the_desk_either() -> None:
    child = register(birth_date=date(2016, 1, 1))
    with pytest.raises(services.ConsentNeeded):
        services.place(staff(), with_b(), Details(child.public_id), now=NOW, key=uuid4().hex)


def test_17_alone_and_a_parent_has_no_say() -> None:
    patient = young(17)
    assert visit(booked(with_b(), patient)).consent == Consent.OWN
    with pytest.raises(PermissionDenied):
        booked(with_b(11), patient, actor=parent(patient))


def test_a_clinician_who_sees_adults_only_is_not_booked_for_a_young_person() -> None:
    patient = young(17)
    with pytest.raises(services.AgeNotSeen):
        booked(slot(11), patient)
    with pytest.raises(services.AgeNotSeen):
        services.hold(VISITOR, slot(9, 15), SCREENED, now=NOW, age=17)


def test_the_desk_may_book_before_consent_and_the_visit_waits_for_it() -> None:
    patient = young(14)
    found = services.place(staff(), with_b(), Details(patient.public_id), now=NOW, key="k")
    problems = queries.problems(staff(), THURSDAY, now=NOW)
    assert "consent" in {problem.kind for problem in problems}
    services.check_in(staff(), found.visit, now=at(9, 50, THURSDAY))
    with pytest.raises(NotAllowed):
        services.see(staff(Role.NEUROLOGIST), found.visit, now=at(10, 0, THURSDAY))
    services.record_consent(staff(), found.visit, guardian=patient.guardians[0].public_id, now=at(10, 0, THURSDAY))
    services.see(staff(Role.NEUROLOGIST), found.visit, now=at(10, 1, THURSDAY))


def test_a_guardian_of_somebody_else_agrees_to_nothing() -> None:
    patient, other = young(14), young(13, given_name="Nora")
    with pytest.raises(PermissionDenied):
        booked(with_b(), patient, actor=parent(other))
    found = services.place(staff(), with_b(11), Details(patient.public_id), now=NOW, key="k")
    services.record_consent(staff(), found.visit, guardian=other.guardians[0].public_id, now=NOW)
    assert visit(found).consent == Consent.MISSING


def test_a_guardians_link_ends_when_they_are_no_longer_one_or_the_young_person_is_16() -> None:
    patient = young(15)
    found = booked(with_b(), patient, actor=parent(patient))
    assert found.link is not None
    token = found.link.split("/")[2]
    people.remove_guardian(staff(), patient.guardians[0].public_id, now=NOW, why="asked to")
    with pytest.raises(services.LinkGone):
        services.open_link(token, now=NOW)
    with pytest.raises(PermissionDenied):
        queries.visit(parent(patient), found.visit, now=NOW)


# ---- in confidence ------------------------------------------------------------------------------------------


def everything_a_parent_can_ask(patient: object, found: object) -> tuple[object, ...]:
    """Every answer that a guardian gets in this stage."""
    mother = parent(patient)  # type: ignore[arg-type]
    return (
        queries.visit(mother, found.visit, now=NOW),  # type: ignore[attr-defined]
        queries.visits_of(mother, patient.public_id, now=NOW),  # type: ignore[attr-defined]
        queries.my_waiting(mother, patient.public_id, now=NOW),  # type: ignore[attr-defined]
        queries.calendar(mother, found.visit, now=NOW),  # type: ignore[attr-defined]
    )


def test_a_parents_pages_are_identical_whatever_was_told_in_confidence() -> None:
    patient = young(15)
    found = booked(with_b(), patient, actor=parent(patient))
    before = everything_a_parent_can_ask(patient, found)
    services.confide(own(patient), patient.public_id, "I take something my mother must not know of.", now=NOW)
    services.confide(staff(Role.NURSE), patient.public_id, "She told me.", now=NOW, visit=found.visit)
    assert ConfidentialNote.objects.count() == 2
    assert everything_a_parent_can_ask(patient, found) == before


def test_a_parent_reads_and_writes_nothing_in_confidence() -> None:
    patient = young(15)
    for attempt in (
        lambda actor: queries.confidential_notes(actor, patient.public_id, now=NOW),
        lambda actor: services.confide(actor, patient.public_id, "x", now=NOW),
    ):
        for actor in (parent(patient), staff(), staff(Role.MANAGER), staff(Role.AUDITOR), VISITOR):
            with pytest.raises(PermissionDenied):
                attempt(actor)


def test_a_clinician_reads_what_was_told_while_booking_and_the_reading_is_written_down() -> None:
    patient = young(17)
    found = booked(with_b(), patient, in_confidence="I smoke.")
    notes = queries.confidential_notes(staff(Role.NEUROLOGIST), patient.public_id, now=NOW)
    assert [(note.words, note.visit) for note in notes] == [("I smoke.", found.visit)]
    assert "I smoke" not in repr(Details(patient.public_id, in_confidence="I smoke."))
