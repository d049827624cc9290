"""The example clinic has something for every screen, on any day within its hours, and nothing in it is out of joint."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta

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
from tests.clinic.booking.clinic import DOCUMENT, LONDON
from tests.stress import invariants

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

HOURS = {
    "a Wednesday morning": datetime(2026, 11, 25, 11, 20, tzinfo=UTC),
    "a Wednesday before it opens": datetime(2026, 11, 25, 4, 30, tzinfo=UTC),
    "a Thursday evening in summer": datetime(2027, 6, 17, 20, 40, tzinfo=UTC),
    "a Saturday": datetime(2026, 11, 28, 12, 0, tzinfo=UTC),
    "a Sunday night": datetime(2026, 11, 29, 23, 5, tzinfo=UTC),
    "Christmas Day": datetime(2026, 12, 25, 14, 0, tzinfo=UTC),
}


OPENS, CLOSES = time(8), time(18)
"""As the example's page of information says."""


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
    nothing_happened_at_night()
    nothing_happened_in_the_future(now)
    crew, today = example_crew(), today_of(now)
    states = Counter(line.state for line in queries.day(crew.desk, today, now=now).visits)
    wall = now.astimezone(LONDON).time()
    present = {VisitState.SEEN, VisitState.ARRIVED, VisitState.LATE}
    if OPENS <= wall < CLOSES:
        assert present | {VisitState.BOOKED, VisitState.LEFT} <= set(states), states
    else:  # the day is over, or has not begun
        assert not present & set(states), states
        assert (VisitState.BOOKED if wall < OPENS else VisitState.LEFT) in states
        assert (VisitState.LEFT if wall < OPENS else VisitState.BOOKED) not in states
    everywhere = set(Visit.objects.values_list("state", flat=True))
    assert {state.value for state in VisitState} - everywhere <= {state.value for state in present}
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


def test_whoever_has_the_diary_sees_the_people_in_it() -> None:
    load(HOURS["a Thursday evening in summer"])
    seen = VisitEntry.objects.filter(action="see", visit__clinician__user__isnull=False)
    assert {entry.visit.visit_type.code for entry in seen} >= {"bloods", "physiotherapy", "emg"}
    assert all(entry.actor_id == entry.visit.clinician.user.public_id for entry in seen)


def nothing_happened_at_night() -> None:
    """Neither visits nor their steps, but for those of today that are of this very moment."""
    for visit in Visit.objects.all():
        wall = visit.starts_at.astimezone(LONDON)
        assert OPENS <= wall.time()
        assert (wall + timedelta(minutes=visit.minutes)).time() <= CLOSES
    for entry in VisitEntry.objects.filter(state__in=("arrived", "late", "seen", "left")):
        assert time(7, 30) <= entry.at.astimezone(LONDON).time() <= time(18, 30)


def nothing_happened_in_the_future(now: datetime) -> None:
    """Neither steps nor visits."""
    assert not VisitEntry.objects.filter(at__gt=now).exists()
    assert not AuditEntry.objects.filter(at__gt=now).exists()
    begun = Visit.objects.filter(state__in=("seen", "left"))
    assert not begun.filter(starts_at__gt=now + timedelta(minutes=40)).exists(), "hardly anybody is seen too early"
