"""The races and crashes of `./run stress` in a short form, on both databases; and proof that their judge can say no."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from eutonia.clinic.audit.models import AuditEntry
from eutonia.clinic.booking.models import Grain, Visit, VisitEntry
from eutonia.clinic.cover.models import Authorisation, AuthorisationUse
from eutonia.clinic.outbox.models import Message
from tests import databases, guards
from tests.stress import ground, invariants

ROOT = Path(__file__).resolve().parents[2]


def stress(*arguments: str) -> str:
    """Run a stress in a process of its own on the database of this test; return what it says."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("EUTONIA_", "DJANGO_"))}
    command = [sys.executable, "-m", "tests.stress", *arguments, "--url", databases.url()]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.django_db(transaction=True)
def test_four_processes_race_for_the_same_times_and_one_wins_each() -> None:
    said = stress("race", "--processes", "4", "--slots", "24", "--attempts", "384")
    assert "384 attempts, 24 won" in said
    assert "all as it must be" in said


@pytest.mark.django_db(transaction=True)
def test_a_race_for_times_that_overlap_leaves_no_overlap() -> None:
    said = stress("race", "--kind", "new-consultation", "--processes", "4", "--slots", "24", "--attempts", "200")
    assert "all as it must be" in said


@pytest.mark.django_db(transaction=True)
def test_what_a_client_saw_confirmed_outlives_a_kill_and_nothing_is_half_done() -> None:
    said = stress("crash", "--kills", "8", "--seed", "3")
    assert "8 kills" in said
    assert "'booked'" in said
    assert "all as it must be" in said


# ---- the judge ----------------------------------------------------------------------------------------------


@pytest.fixture
def clinic(db: None) -> Visit:
    """The example clinic with one insured visit that began."""
    from tests.stress.crash import begin_insured

    ground.open_clinic()
    return begin_insured(ground.people(1)[0])


def test_the_judge_finds_nothing_wrong_where_nothing_is(clinic: Visit) -> None:
    assert invariants.broken([clinic.public_id]) == []


def lift_guards() -> None:
    """The audit's own triggers would not let us plant a fault."""
    from django.db import connection

    guards.lift(connection)


@pytest.mark.parametrize(
    ("plant", "finds"),
    [
        (lambda visit: Grain.objects.filter(visit=visit).first().delete(), "has not the grains"),
        (lambda visit: Grain.objects.filter(visit=visit).update(visit=other(visit)), "has not the grains"),
        (lambda visit: VisitEntry.objects.filter(visit=visit, sequence=2).delete(), "gap in its history"),
        (lambda visit: Visit.objects.filter(pk=visit.pk).update(state="booked"), "not where its history ends"),
        (lambda visit: VisitEntry.objects.filter(visit=visit, sequence=2).update(action="leave"), "no move from"),
        (lambda visit: AuditEntry.objects.filter(verb="visit.book").delete(), "audited 0 times"),
        (lambda visit: Message.objects.filter(kind="visit-confirmed").delete(), "without its message"),
        (lambda visit: AuthorisationUse.objects.all().delete(), "began unauthorised"),
        (lambda visit: Authorisation.objects.update(state="needed"), "not where its history ends"),
    ],
    ids=[
        "a grain lost", "grains of another", "an entry lost", "state and history part", "an impossible step",
        "no audit", "no message", "no leave", "authorisation and history part",
    ],
)  # fmt: skip
def test_the_judge_finds_a_planted_fault(clinic: Visit, plant: object, finds: str) -> None:
    lift_guards()
    plant(clinic)  # type: ignore[operator]
    assert any(finds in sentence for sentence in invariants.broken())


def other(visit: Visit) -> Visit:
    """A second visit like this one, at another time."""
    return Visit.objects.create(
        patient=visit.patient, visit_type=visit.visit_type, clinician=visit.clinician, room=visit.room,
        site=visit.site, starts_at=visit.starts_at + timedelta(days=1), minutes=15, state="booked", payer="self",
        quote_low=1, quote_high=1, consent="own", booked_key="other", created_at=ground.NOW,
    )  # fmt: skip


def test_the_judge_misses_no_confirmation(clinic: Visit) -> None:
    from uuid import uuid4

    gone = uuid4()
    assert [s for s in invariants.broken([gone]) if str(gone) in s]
