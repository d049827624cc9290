"""The auditor sees who looked and who changed what; nobody else does."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import transaction

import eutonia.clinic
from eutonia.clinic.audit.actors import Subject
from eutonia.clinic.audit.models import AuditEntry
from eutonia.clinic.audit.services import record, seal
from eutonia.clinic.booking import queries
from eutonia.clinic.booking.models import Clinician, Room, Site, Visit, VisitType
from eutonia.clinic.booking.world import rotas
from eutonia.clinic.booking.world.details import AbsenceDetails
from eutonia.clinic.cover.models import Insurer, Price
from eutonia.clinic.people import queries as people
from eutonia.clinic.people.roles import Role
from eutonia.pathway.states import AuthorisationAction, VisitAction
from eutonia.web.deeds import ACTS, SUBJECTS, said
from eutonia.web.staff.audit.facts import Names, facts
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
        ("who=nonsense", "Choose one of these"),
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


def told(verb: str, before: dict[str, object], after: dict[str, object]) -> list[tuple[str, str, str]]:
    """What a line of the account says has changed."""
    return [(fact.name, fact.before, fact.after) for fact in facts(verb, before, after)]


def test_what_changed_is_told_in_words_and_not_as_it_is_stored() -> None:
    reference = "7dd98593-1111-4222-8333-444455556666"
    assert told("visit.cancel", {"authorisation": reference}, {"authorisation": None}) == [
        ("Authorisation", "reference 7dd98593", "")
    ]
    assert told("authorisation.approve", {"expires_on": ""}, {"expires_on": "2026-11-25"}) == [
        ("Holds until", "", "25 November 2026")
    ]
    assert told("visit.move", {"starts_at": "2026-06-01T12:15:00.000000+00:00"}, {}) == [
        ("Begins", "1 June 2026, 1:15pm", "")
    ]
    assert told("payment.payment", {}, {"pence": 16550, "method": "bank-transfer"}) == [
        ("Method", "", "Bank transfer"),
        ("Amount", "", "£165.50"),
    ]
    assert told("patient.change", {}, {"fields": ["family_name", "gp_practice"]}) == [
        ("Details", "", "Family name, GP practice")
    ]


def test_a_state_is_told_by_what_it_is_a_state_of() -> None:
    assert told("visit.leave", {"state": "seen"}, {"state": "left"}) == [("State", "With the clinician", "Left")]
    assert told("waiting.leave", {"state": "waiting"}, {"state": "left"}) == [("State", "Waiting", "Left the list")]
    assert told("authorisation.set-aside", {"state": "needed"}, {"state": "not-needed"}) == [
        ("State", "Needed", "Not needed")
    ]


def test_a_colleague_is_told_by_name_and_what_was_empty_and_stayed_so_is_left_out() -> None:
    colleague = clinic.staff(Role.FRONT_DESK).id
    assert colleague is not None
    (found,) = facts(
        "enquiry.take", {"owner": None}, {"owner": str(colleague), "note": ""}, Names({colleague: "Ada Bell"})
    )
    assert (found.name, found.before, found.after) == ("Looked after by", "", "Ada Bell")
    assert not facts("enquiry.receive", {"owner": None}, {"owner": None})


def test_clinicians_and_rooms_are_told_by_name(sign_in: SignIn) -> None:
    clinic.booked(clinic.slot(11), clinic.register())
    visit = Visit.objects.get()
    assert visit.room is not None
    page = see(sign_in(Role.AUDITOR), "/staff/audit/?what=visit")
    assert f"Clinician: {visit.clinician.name}" in page
    assert f"Room: {visit.room.name}" in page
    assert f"Room: {visit.room.code}" not in page


def test_two_rooms_of_one_name_are_told_apart_by_their_site(sign_in: SignIn) -> None:
    clinic.booked(clinic.slot(11), clinic.register())
    room = Visit.objects.get().room
    assert room is not None
    first = room.site.name
    north = Site.objects.get(pk=room.site.pk)
    north.pk, north.code, north.name = None, "north", "North"
    north.save()
    Room.objects.create(code="north-1", site=north, name=room.name)
    assert f"Room: {room.name}, {first}" in see(sign_in(Role.AUDITOR), "/staff/audit/?what=visit")


def test_what_the_manager_changed_is_told_by_name(sign_in: SignIn) -> None:
    """The clinic's own things, each where the account knows only a code or an id."""
    manager = clinic.staff(Role.MANAGER)
    subjects: dict[str, tuple[str | UUID, str]] = {
        "account": (manager.id or "", "Example manager"),
        "clinician": (Clinician.objects.all()[0].code, Clinician.objects.all()[0].name),
        "holiday": (Site.objects.all()[0].code, Site.objects.all()[0].name),
        "insurer": (Insurer.objects.all()[0].public_id, Insurer.objects.all()[0].name),
        "price": (Price.objects.all()[0].code, Price.objects.all()[0].name),
        "room": (Room.objects.all()[0].code, Room.objects.all()[0].name),
        "site": (Site.objects.all()[0].code, Site.objects.all()[0].name),
        "visit-type": (VisitType.objects.all()[0].code, VisitType.objects.all()[0].name),
    }
    with transaction.atomic():
        for kind, (key, _) in subjects.items():
            record(clinic.staff(Role.FRONT_DESK), f"{kind}.set", Subject(kind, key), now=clinic.NOW)
    page = see(sign_in(Role.AUDITOR), "/staff/audit/")
    for kind, (_, name) in subjects.items():
        assert f"{SUBJECTS[kind]}: changed ({name})" in page


def test_nobody_who_is_no_colleague_is_told_by_name(sign_in: SignIn, looked_at: people.PatientRecord) -> None:
    page = see(sign_in(Role.AUDITOR), "/staff/audit/")
    assert "Patient record: looked at 25 November" in page
    for part in looked_at.full_name.split():
        assert part not in page


def test_who_did_something_to_their_own_account_is_named_once(sign_in: SignIn) -> None:
    own = clinic.staff(Role.MANAGER)
    with transaction.atomic():
        record(own, "account.new-codes", Subject("account", own.id or ""), now=clinic.NOW)
    assert "Account of staff: new recovery codes 25 November" in see(sign_in(Role.AUDITOR), "/staff/audit/")


def test_a_room_out_of_use_and_a_closed_site_are_told_by_name(sign_in: SignIn) -> None:
    manager, day = clinic.staff(Role.MANAGER), clinic.NOW.date() + timedelta(days=200)
    room = Room.objects.all()[0]
    absence = rotas.add_absence(manager, AbsenceDetails(day, day, room=room.code), now=clinic.NOW)
    rotas.remove_absence(manager, absence, now=clinic.NOW)
    rotas.close(manager, room.site.code, day, day, "painters", now=clinic.NOW)
    rotas.open_holiday(manager, room.site.code, day, now=clinic.NOW)
    page = see(sign_in(Role.AUDITOR), "/staff/audit/")
    assert f"Last day: {day.day} {day:%B %Y} Room: {room.name}" in page
    assert f"Room: nothing any more; before: {room.name}" in page
    assert f"Site: {room.site.name}" in page
    assert f"Public holiday: open for visits ({room.site.name})" in page


def test_every_deed_that_is_written_down_has_words() -> None:
    """Deeds as the code of the clinic names them, wherever it names one in full."""
    code = "\n".join(path.read_text() for path in (Path(eutonia.clinic.__path__[0])).rglob("*.py"))
    verbs = set(re.findall(r"""record\(\s*[^"()]*(?:\([^()]*\)[^"()]*)?"([a-z-]+)\.([a-z-]+)\"""", code))
    assert len(verbs) > 20
    assert {subject for subject, _ in verbs} <= SUBJECTS.keys()
    assert {act for _, act in verbs} <= ACTS.keys()


def test_everything_that_can_be_looked_at_has_words_of_its_own() -> None:
    """The auditor chooses among these words: what is missing there cannot be asked for, and twins mislead."""
    code = "\n".join(path.read_text() for path in (Path(eutonia.clinic.__path__[0])).rglob("*.py"))
    looked_at = set(re.findall(r'''seen\([^"]*Subject\("([a-z-]+)"''', code))
    assert {"confidential-notes", "visit", "enquiry-list"} <= looked_at
    assert looked_at <= SUBJECTS.keys()
    words = [str(word) for word in SUBJECTS.values()]
    assert len(set(words)) == len(words)


def test_who_read_a_note_in_confidence_can_be_asked_for(sign_in: SignIn) -> None:
    patient = clinic.young(15).public_id
    queries.confidential_notes(clinic.staff(Role.NURSE), patient, now=clinic.NOW)
    page = see(sign_in(Role.AUDITOR), "/staff/audit/?what=confidential-notes")
    assert "All notes in confidence: looked at 25 November 2026, 8:00am Example nurse" in page
