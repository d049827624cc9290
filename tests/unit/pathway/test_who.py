"""The roles that the rules of a visit know are those of the clinic."""

from eutonia.clinic.audit.actors import ActorKind
from eutonia.clinic.people.roles import Role
from eutonia.pathway.who import CLINICIANS, COVER, DESK, FAMILY, STAFF, SYSTEM


def test_the_roles_of_staff_are_those_of_the_clinic() -> None:
    assert set(Role.values) == STAFF


def test_everybody_else_is_a_kind_of_actor() -> None:
    assert {*FAMILY, SYSTEM} <= set(ActorKind.values)


def test_groups_are_made_of_staff() -> None:
    assert CLINICIANS < DESK < STAFF
    assert COVER < STAFF
