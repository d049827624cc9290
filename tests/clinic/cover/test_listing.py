"""Prices, insurers and memberships."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from eutonia.clinic.audit.actors import VISITOR
from eutonia.clinic.audit.models import AuditEntry
from eutonia.clinic.cover import queries, services
from eutonia.clinic.cover.models import Coverage, Price
from eutonia.clinic.people.roles import Role
from eutonia.pathway.money import Money
from tests.clinic.cover.clinic import NOW, TODAY, insurer, manager, own, register, staff

pytestmark = pytest.mark.django_db

FIRST = services.PriceDetails("first", "First visit", "visit", 20000, 35000)


def test_a_price_is_listed_changed_and_taken_off() -> None:
    services.set_price(manager(), FIRST, now=NOW)
    services.set_price(manager(), services.PriceDetails("first", "First visit", "visit", 21000, 35000), now=NOW)
    line = queries.price_list()[0]
    assert (line.price.low, line.group_name) == (Money(21000), "Visit")
    services.set_price(
        manager(), services.PriceDetails("first", "First visit", "visit", 21000, 35000, is_active=False), now=NOW
    )
    assert queries.price_list() == ()
    assert len(queries.price_list(with_old=True)) == 1
    assert [row.verb for row in AuditEntry.objects.all()] == ["price.set"] * 3
    with pytest.raises(services.CoverNotFound):
        queries.visit_estimate("first")


@pytest.mark.parametrize(("low", "high", "group"), [(2, 1, "visit"), (-1, 1, "visit"), (1, 2, "gold")])
def test_what_is_no_price_is_refused(low: int, high: int, group: str) -> None:
    with pytest.raises(services.CoverProblem):
        services.set_price(manager(), services.PriceDetails("x", "X", group, low, high), now=NOW)


def test_the_database_refuses_a_price_that_runs_backwards() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.create(code="x", name="X", group="visit", low_pence=2, high_pence=1)


def test_a_pattern_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(services.CoverProblem):
        insurer(membership_pattern="[0-9")
    with pytest.raises(ValidationError):
        insurer(portal="not an address")


def test_only_the_manager_changes_prices_and_insurers() -> None:
    for role in set(Role) - {Role.MANAGER}:
        with pytest.raises(PermissionDenied):
            services.set_price(staff(role), FIRST, now=NOW)
        with pytest.raises(PermissionDenied):
            services.set_insurer(staff(role), services.InsurerDetails("x", "X"), now=NOW)


@pytest.mark.parametrize(
    ("number", "fine"), [("12345678", True), ("1234 5678", True), ("1234567", False), ("AB345678", False)]
)
def test_a_number_that_looks_odd_is_asked_about_once_more_and_taken_all_the_same(number: str, fine: bool) -> None:
    insurer()
    issue = queries.membership_issue("mutual", number, today=TODAY)
    assert (issue is None) == fine
    if issue:
        assert "8 digits" in issue.remedy
    patient = register()
    services.add_coverage(own(patient), patient, "mutual", number, now=NOW)
    line = queries.coverages(own(patient), patient, now=NOW)[0]
    assert line.membership_number == number.replace(" ", "")


def test_the_same_membership_is_written_once_and_an_ended_one_can_come_back() -> None:
    insurer()
    patient = register()
    first = services.add_coverage(own(patient), patient, "mutual", "12345678", now=NOW)
    assert services.add_coverage(own(patient), patient, "mutual", "12345678", now=NOW) == first
    services.end_coverage(own(patient), first, now=NOW)
    assert not queries.coverages(own(patient), patient, now=NOW)[0].is_current
    services.add_coverage(own(patient), patient, "mutual", "12345678", now=NOW)
    assert queries.coverages(own(patient), patient, now=NOW)[0].is_current
    assert Coverage.objects.count() == 1


def test_nobody_sees_or_enters_the_insurance_of_another() -> None:
    insurer()
    patient, stranger = register(), register()
    coverage = services.add_coverage(own(patient), patient, "mutual", "12345678", now=NOW)
    for actor in (own(stranger), VISITOR, staff(Role.AUDITOR)):
        for attempt in (
            lambda actor: queries.coverages(actor, patient, now=NOW),
            lambda actor: services.add_coverage(actor, patient, "mutual", "87654321", now=NOW),
            lambda actor: services.end_coverage(actor, coverage, now=NOW),
        ):
            with pytest.raises(PermissionDenied):
                attempt(actor)


def test_an_insurer_that_is_not_there_or_no_number_is_refused() -> None:
    insurer(is_active=False)
    patient = register(birth_date=date(1990, 1, 1))
    for code, number in (("mutual", "12345678"), ("nobody", "1"), ("mutual", " ")):
        with pytest.raises(services.CoverProblem):
            services.add_coverage(own(patient), patient, code, number, now=NOW)
