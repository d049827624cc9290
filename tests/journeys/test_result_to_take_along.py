"""The result goes along: as a document for a doctor, kept behind a code, and with a word on what was wrong."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from eutonia.clinic.people import services
from eutonia.clinic.people.roles import Role
from tests.journeys.conftest import NewVisitor
from tests.journeys.questionnaire import prepared, sheet_of
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

CRAMP = {"chief-complaint": "cramp", "site-calf": "present", "side": "changes", "when": "night", "since": "weeks"}
PASSWORD = "a-line-that-was-a-wave"


def test_the_document_for_a_doctor_is_downloaded(visitor: Visitor) -> None:
    prepared(visitor, sheet_of(CRAMP))
    visitor.opens("/assessment/result/")
    with visitor.page.expect_download(timeout=60_000) as download:
        visitor.follows("Download a summary for a doctor (PDF)")
    assert download.value.suggested_filename == "eutonia-result.pdf"
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(content) > 10_000


def test_a_result_is_kept_opened_elsewhere_and_deleted(visitor: Visitor, new_visitor: NewVisitor) -> None:
    prepared(visitor, sheet_of(CRAMP))
    visitor.opens("/assessment/result/")
    visitor.follows("Keep this result for 30 days")
    visitor.presses("Keep it and show me the code")
    visitor.sees_heading("Write this code down")
    code = visitor.page.locator(".eu-code").inner_text()
    visitor.page.reload()
    visitor.sees_heading("We showed your code once")
    other = new_visitor()
    other.opens("/assessment/return/")
    other.enters("What is your code?", "AAAA-AAAA-AAAA")
    other.presses("Open it")
    other.is_told("This code opens nothing. Check it. If it is right, its time is over, or the result was deleted")
    other.enters("What is your code?", code.lower())
    other.presses("Open it")
    other.sees("You kept this result until")
    other.presses("Delete the result that I kept")
    other.sees_heading("Your answers are deleted")


def test_what_was_wrong_reaches_the_manager(visitor: Visitor, new_visitor: NewVisitor) -> None:
    prepared(visitor, sheet_of(CRAMP))
    visitor.opens("/assessment/result/")
    visitor.follows("This was wrong or unclear")
    visitor.presses("Send")
    visitor.is_told("Choose what was wrong")
    visitor.is_told("Tell us what was wrong, in a few words")
    visitor.chooses("How soon I should be seen is wrong")
    visitor.enters("Tell us more", "I think it cannot wait.")
    visitor.presses("Send")
    visitor.sees_heading("Thank you")
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    services.create_staff(
        email="manager@example.org", name="Example manager", role=Role.MANAGER, password=PASSWORD, now=now
    )
    manager = new_visitor()
    manager.opens("/staff/")
    manager.enters("Email address", "manager@example.org")
    manager.enters("Password", PASSWORD)
    manager.presses("Sign in")
    manager.follows("What people say about their results")
    manager.sees("I think it cannot wait.")
    manager.does_not_see("answers that were sent along")
