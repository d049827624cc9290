"""Going back, changing, taking leave: nothing is lost that should stay, nothing stays that should go."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from eutonia.web.design import site
from eutonia.web.engine import knowledge
from tests.journeys.conftest import NewVisitor
from tests.journeys.questionnaire import Questionnaire, prepared, sheet_of
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

CRAMP = {
    "chief-complaint": "cramp",
    "site-calf": "present",
    "side": "changes",
    "severity": "moderate",
    "when": "night",
    "duration": "up-to-10-minutes",
    "since": "weeks",
}
SCREENS = len(knowledge().screens)


def test_back_shows_what_was_answered_and_loses_nothing_ahead(visitor: Visitor) -> None:
    prepared(visitor, sheet_of(CRAMP, pages=SCREENS + 3))
    visitor.opens("/assessment/go-on/")
    visitor.sees_heading("When does it come?")
    visitor.follows("Back")
    expect(visitor.page.get_by_label("Moderate: I have to stop what I am doing")).to_be_checked()
    visitor.page.go_back()
    visitor.sees_heading("When does it come?")
    visitor.page.go_back()
    visitor.page.go_forward()
    visitor.follows("Back")
    visitor.follows("Back")
    expect(visitor.page.get_by_label("Calf or lower leg", exact=True)).to_be_checked()
    visitor.presses("Continue")
    expect(visitor.page.get_by_label("Moderate: I have to stop what I am doing")).to_be_checked()


def test_a_changed_answer_changes_what_follows_and_drops_stale_follow_ups(visitor: Visitor) -> None:
    prepared(visitor, sheet_of({**CRAMP, "recent-wound": "present", "wound-dirty-or-unvaccinated": "absent"}))
    visitor.opens("/assessment/check/")
    wound = knowledge().findings["wound-dirty-or-unvaccinated"].question
    visitor.sees(wound)
    screen = knowledge().screens[knowledge().findings["recent-wound"].screen or 0]
    visitor.page.get_by_role("link", name=f"Change {screen}").click()
    visitor.page.locator("input[value='recent-wound']").uncheck()
    visitor.chooses("None of these")
    visitor.presses("Continue")
    Questionnaire(visitor).goes_through(CRAMP)  # without the wound another question may be worth asking
    visitor.sees_heading("Check your answers")
    visitor.does_not_see(wound)
    visitor.page.get_by_role("link", name="Change How old are you?").click()
    visitor.page.locator("input[name=answer]").fill("150")
    visitor.presses("Continue")
    visitor.is_told("Enter a number from 0 to 120")


def test_delete_my_answers(visitor: Visitor) -> None:
    prepared(visitor, sheet_of(CRAMP, pages=SCREENS + 1))
    visitor.opens("/assessment/go-on/")
    visitor.presses("Delete my answers")
    visitor.sees_heading("Your answers are deleted")
    assert Session.objects.count() == 0
    visitor.page.go_back()
    visitor.page.reload()
    visitor.sees_heading("Your answers are not here")


def test_leaving_in_a_hurry_deletes_and_leads_to_an_everyday_page(new_visitor: NewVisitor) -> None:
    visitor = new_visitor(leaves_for=(site.QUICK_EXIT,))
    prepared(visitor, sheet_of(CRAMP, pages=SCREENS + 1))
    visitor.opens("/assessment/go-on/")
    with visitor.page.expect_request(site.QUICK_EXIT) as left:
        visitor.follows("Leave this page now")
    assert "referer" not in left.value.headers
    for _ in range(50):
        if Session.objects.count() == 0:
            break
        visitor.page.wait_for_timeout(100)
    assert Session.objects.count() == 0


def test_addresses_and_titles_tell_nothing(visitor: Visitor) -> None:
    visited: list[str] = []
    visitor.page.on("framenavigated", lambda frame: visited.append(frame.url))
    prepared(visitor, sheet_of(CRAMP))
    visitor.opens("/assessment/check/")
    Questionnaire(visitor).sees_result("You can look after this yourself")
    visitor.follows("Back to your answers")
    visitor.follows("Add a symptom in your own words")
    visitor.enters("Find a symptom in your own words", "pins and needles")
    visitor.presses("Search")
    visitor.sees("You searched for “pins and needles”.")
    for address in visited:
        assert "?" not in address
        assert "#" not in address
        for word in ("needles", "calf", "cramp", "63"):
            assert word not in address.removeprefix(visitor.origin)
