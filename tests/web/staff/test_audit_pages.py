"""The auditor sees who looked and who changed what; nobody else does."""

from datetime import timedelta

import pytest

from eutonia.clinic.audit.models import AuditEntry
from eutonia.clinic.audit.services import seal
from eutonia.clinic.people import queries as people
from eutonia.clinic.people.roles import Role
from eutonia.pathway.states import AuthorisationAction, VisitAction
from eutonia.web.deeds import ACTS, said
from eutonia.web.staff.audit.lines import differences
from tests.clinic.audit.entries import tampering
from tests.clinic.booking import clinic
from tests.web.staff.conftest import SignIn
from tests.web.staff.pages import date_parts, see


@pytest.fixture
def looked_at() -> people.PatientRecord:
    """Somebody whom a neurologist has looked at."""
    patient = clinic.register()
    people.patient(clinic.staff(Role.NEUROLOGIST), patient.public_id, now=clinic.NOW)
    return patient


def test_the_auditor_reads_who_looked_at_whom(sign_in: SignIn, looked_at: people.PatientRecord) -> None:
    page = see(sign_in(Role.AUDITOR), "/staff/audit/")
    reference = str(looked_at.public_id)[:8]
    line = "Patient record: looked at 25 November 2026, 8:00am Example neurologist (neurologist) about patient"
    assert f"{line} {reference}" in page
    assert "Patient record: registered" in page


def test_lines_are_narrowed_by_person_patient_kind_and_day(sign_in: SignIn, looked_at: people.PatientRecord) -> None:
    auditor = sign_in(Role.AUDITOR)
    neurologist = clinic.staff(Role.NEUROLOGIST).id
    by_whom = see(auditor, f"/staff/audit/?who={neurologist}")
    assert "looked at" in by_whom
    assert "registered" not in by_whom
    assert "looked at" in see(auditor, f"/staff/audit/?patient={looked_at.public_id}")
    assert "Nothing was found." in see(auditor, f"/staff/audit/?what=patient&patient={neurologist}")
    assert "registered" not in see(auditor, "/staff/audit/?what=account")
    day_before = date_parts("day", (clinic.NOW - timedelta(days=1)).date())
    query = "&".join(f"{name}={value}" for name, value in day_before.items())
    assert "Nothing was found." in see(auditor, f"/staff/audit/?{query}")


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("patient=nonsense", "Enter the whole reference"),
        ("who=nonsense", "Select a valid choice"),
        ("day-day=31&day-month=2&day-year=2026", "Day must be a real date"),
    ],
)
def test_a_filter_that_means_nothing_is_told_and_shows_nothing(sign_in: SignIn, query: str, error: str) -> None:
    page = see(sign_in(Role.AUDITOR), f"/staff/audit/?{query}")
    assert error in page
    assert "Account of staff: made" not in page


def test_a_long_account_has_pages(sign_in: SignIn) -> None:
    for _ in range(60):
        people.search(clinic.staff(), clinic.register().full_name, now=clinic.NOW)
    auditor = sign_in(Role.AUDITOR)
    first = auditor.get("/staff/audit/")
    older = first.content.decode().split('href="?')[1].split('"')[0].replace("&amp;", "&")
    shown = see(auditor, f"/staff/audit/?{older}")
    assert "looked at" in shown
    assert see(auditor, "/staff/audit/?below=99999999999999999999999")
    assert see(auditor, "/staff/audit/?below=-1&below=x")


def test_reading_the_account_is_itself_written_down(sign_in: SignIn, looked_at: people.PatientRecord) -> None:
    see(sign_in(Role.AUDITOR), f"/staff/audit/?patient={looked_at.public_id}")
    assert AuditEntry.objects.latest("id").verb == "audit.open"


def test_the_account_is_shown_whole_or_broken(sign_in: SignIn, looked_at: people.PatientRecord) -> None:
    seal(now=clinic.NOW)
    auditor = sign_in(Role.AUDITOR)
    assert "Yes. Every line is as it was written" in see(auditor, "/staff/audit/verification/")
    entry = AuditEntry.objects.order_by("id").first()
    assert entry is not None
    with tampering():
        AuditEntry.objects.filter(pk=entry.pk).update(verb="account.forged")
        assert "the entry, its place or its digest was changed" in see(auditor, "/staff/audit/verification/")


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("visit.check-in", "Visit: checked in"),
        ("patient.open", "Patient record: looked at"),
        ("authorisation.pend", "Authorisation: insurer asks for more"),
        ("authorisation.set-aside", "Authorisation: not needed any more"),
        ("visit.pay-self", "Visit: the patient pays"),
        ("account.sign-in", "Account of staff: signed in"),
        ("something-new.did-it", "Something new: Did it"),
    ],
)
def test_verbs_are_words(verb: str, words: str) -> None:
    assert said(verb) == words


def test_every_step_of_a_visit_and_an_authorisation_has_words() -> None:
    assert {action.value for action in (*VisitAction, *AuthorisationAction)} <= ACTS.keys()


def test_a_reference_is_shown_as_one_and_shortened() -> None:
    reference = "7dd98593-1111-4222-8333-444455556666"
    (found,) = differences({"authorisation": reference}, {"authorisation": None})
    assert (found.name, found.before, found.after) == ("Authorisation", "reference 7dd98593", "–")
    (found,) = differences({"expires_on": ""}, {"expires_on": "2026-11-25"})
    assert (found.name, found.before, found.after) == ("Expires on", "–", "2026-11-25")
