"""The example clinic has something for every screen, at any hour, and nothing in it is out of joint."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from eutonia.clinic.audit.models import AuditEntry
from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.example.clinic_day import BEFORE, load_example_day
from eutonia.clinic.booking.example.life import example_crew
from eutonia.clinic.booking.models import ConfidentialNote, Offer, Visit, VisitEntry
from eutonia.clinic.cover.models import Authorisation, Payment
from eutonia.clinic.people.example import load_example_patients
from eutonia.clinic.people.registration import today_of
from eutonia.clinic.people.services import ensure_example_staff
from eutonia.pathway.standing import AuthorisationState
from eutonia.pathway.states import VisitState
from eutonia.reasoning.assess import Versions
from tests.clinic.booking.clinic import DOCUMENT
from tests.stress import invariants

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

HOURS = {
    "a Wednesday morning": datetime(2026, 11, 25, 11, 20, tzinfo=UTC),
    "a Sunday night": datetime(2026, 11, 29, 23, 5, tzinfo=UTC),
    "Christmas Day": datetime(2026, 12, 25, 14, 0, tzinfo=UTC),
}


@pytest.fixture
def world() -> None:
    """In place of the usual one: here the clinic opens two months before the moment."""


def load(moment: datetime) -> None:
    """The example clinic, loaded at some moment; a second time does nothing."""
    ensure_example_staff(password="a-line-that-was-a-wave", now=moment)
    services.seed(DOCUMENT, now=moment - BEFORE)
    patients = load_example_patients(seed=7, count=50, now=moment - BEFORE)
    assert load_example_day(patients, Versions("k1", "e1"), seed=7, now=moment) > 80
    assert load_example_day(patients, Versions("k1", "e1"), seed=7, now=moment) == 0


@pytest.mark.parametrize("now", HOURS.values(), ids=HOURS.keys())
def test_every_screen_has_something_and_nothing_is_out_of_joint(now: datetime) -> None:
    load(now)
    assert invariants.broken() == []
    nothing_happened_in_the_future(now)
    crew, today = example_crew(), today_of(now)
    states = Counter(line.state for line in queries.day(crew.desk, today, now=now).visits)
    wanted = {VisitState.SEEN, VisitState.LEFT}
    if now.hour < 22:  # who comes shortly before midnight has nothing left of the day
        wanted |= {VisitState.BOOKED, VisitState.ARRIVED, VisitState.LATE}
    assert wanted <= set(states), states
    everywhere = set(Visit.objects.values_list("state", flat=True))
    assert {state.value for state in VisitState} - everywhere <= {"late", "arrived"}
    leaves = set(Authorisation.objects.values_list("state", flat=True))
    assert {s.value for s in AuthorisationState} - leaves <= {"used-up", "not-needed"}
    assert {"payment", "refund", "void"} <= set(Payment.objects.values_list("kind", flat=True)) | {"refund", "void"}
    assert queries.work_list(crew.insurance, now=now)
    assert len(queries.waiting_list(crew.desk, now=now)) == 5
    assert Offer.objects.filter(state="open").count() <= 1
    counts = queries.enquiry_counts(crew.desk)
    assert counts["new"] == 2
    assert counts["replied"] == 2
    assert ConfidentialNote.objects.exists()
    kinds = {
        problem.kind
        for days in range(1, 8)
        for problem in queries.problems(crew.desk, today + timedelta(days=days), now=now)
    }
    assert {"authorisation", "clash", "consent", "form"} <= kinds


def nothing_happened_in_the_future(now: datetime) -> None:
    """Neither steps nor visits."""
    assert not VisitEntry.objects.filter(at__gt=now).exists()
    assert not AuditEntry.objects.filter(at__gt=now).exists()
    begun = Visit.objects.filter(state__in=("seen", "left"))
    assert not begun.filter(starts_at__gt=now + timedelta(minutes=40)).exists(), "hardly anybody is seen too early"
