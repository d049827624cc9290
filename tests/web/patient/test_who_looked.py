"""A person sees who looked at their record; a parent does not, nor anybody else."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from eutonia.clinic.audit.actors import SYSTEM, VISITOR, Actor, ActorKind
from eutonia.clinic.people import queries as people
from eutonia.clinic.people import services
from eutonia.clinic.people.roles import Role
from eutonia.web.patient.visit.looked_views import looks
from tests.clinic.booking import clinic
from tests.journeys.booking import Clock, clock, newest
from tests.web.patient.booking_walk import Walk

pytestmark = pytest.mark.django_db
__all__ = ["clock"]


def told(reader: Actor) -> list[tuple[str, str]]:
    """What the reader is told, the newest first: who, and what."""
    return [(look.who, look.what) for look in looks(people.who_looked(reader, now=clinic.NOW))]


def test_roles_are_told_and_no_names_of_staff() -> None:
    patient = clinic.register()
    people.patient(clinic.staff(Role.NEUROLOGIST), patient.public_id, now=clinic.NOW)
    people.patient(clinic.own(patient), patient.public_id, now=clinic.NOW)
    found = told(clinic.own(patient))
    assert ("Neurologist", "Patient record: looked at") in found
    assert ("You", "Patient record: looked at") not in found  # they know
    assert not any("Example" in who for who, _ in found)


def test_nobody_elses_lines_are_among_them() -> None:
    patient, other = clinic.register(), clinic.register()
    people.patient(clinic.staff(Role.NURSE), other.public_id, now=clinic.NOW)
    assert not any(who == "Nurse" for who, _ in told(clinic.own(patient)))


def test_what_happened_to_a_record_merged_into_theirs_is_theirs() -> None:
    patient, twin = clinic.register(), clinic.register()
    people.patient(clinic.staff(Role.NURSE), twin.public_id, now=clinic.NOW)
    desk = clinic.staff()
    services.merge(desk, keep=patient.public_id, alias=twin.public_id, why="Same person", now=clinic.NOW)
    assert ("Nurse", "Patient record: looked at") in told(clinic.own(patient))
    assert ("Nurse", "Patient record: looked at") in told(clinic.own(twin))


def test_nobody_else_reads_it_so() -> None:
    young = clinic.young(14)
    for other in (clinic.parent(young), VISITOR, SYSTEM, clinic.staff(), Actor(ActorKind.PATIENT, uuid4())):
        with pytest.raises(PermissionDenied):
            people.who_looked(other, now=clinic.NOW)


def test_the_way_there_is_on_the_page_of_the_visit(clock: Clock) -> None:
    walk = Walk()
    walk.begins(age=17)
    walk.sends("/book/person/", given_name="Mina", family_name="Owusu", birth_date=(1, 6, 2009))
    walk.sends("/book/contact/", email="mina@example.org")
    walk.sends("/book/help/")
    walk.sends("/book/private/")
    walk.proves()
    walk.sends("/book/pay/", payer="self")
    walk.sends("/book/check/", agree="yes")
    walk.opens(newest("visit-confirmed").link)
    assert "Who looked at your record" in walk.page
    walk.opens("/visit/who-looked/")
    assert "Visit: booked" in walk.page
    assert ": looked at" not in walk.page
    walk.opens("/visit/who-looked/?below=1")
    assert "Visit: booked" not in walk.page


def test_a_parent_is_shown_no_way_there_and_led_back(clock: Clock) -> None:
    walk = Walk()
    walk.begins(age=15)
    walk.sends("/book/person/", given_name="Mina", family_name="Owusu", birth_date=(1, 6, 2011))
    walk.sends("/book/guardian/", name="Eva Owusu", relationship="mother", may_decide="yes", email="eva@example.org")
    walk.sends("/book/contact/")
    walk.sends("/book/help/")
    walk.sends("/book/private/", words="I may be pregnant.")
    walk.proves()
    walk.sends("/book/pay/", payer="self")
    walk.sends("/book/check/", agree="yes")
    walk.opens(newest("visit-confirmed").link)
    assert "Who looked" not in walk.page
    walk.opens("/visit/who-looked/")
    assert walk.at == "/visit/"
