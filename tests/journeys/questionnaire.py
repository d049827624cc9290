"""Somebody who goes through the questions of the assessment, in the words of a journey.

``Questionnaire.goes_through(answers)`` fills page after page as a person would: it ticks what applies, says
"not sure" where that is the answer, and denies the rest of a list. ``prepared`` puts the visitor in the middle
of the questions, so that a journey need not walk a way again that another one walks.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import expect

from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, PRESENT, FindingKind
from eutonia.web.engine import assessor, knowledge
from eutonia.web.patient.assessment.sheet import KEY, Sheet
from eutonia.web.patient.assessment.walk import walk
from tests.journeys.visitor import Visitor

Answers = Mapping[str, str]
ADULT = {"about": "me", "age": "63", "sex": "female"}
MOST_PAGES = 40


def default(finding: str) -> str:
    """What somebody answers to a question that the journey does not speak of."""
    return ABSENT if knowledge().findings[finding].kind is FindingKind.YES_NO else NOT_SURE


def sheet_of(answers: Answers, first: Answers = ADULT, *, pages: int = MOST_PAGES) -> Sheet:
    """The sheet of somebody who has answered the first ``pages`` pages of the interview."""
    sheet = Sheet(first=dict(first))
    for _ in range(pages):
        page = walk(assessor(), sheet.person, sheet.answers).open
        if page is None:
            break
        sheet.answers |= {name: answers.get(name, default(name)) for name in page.findings}
    return sheet


def prepared(visitor: Visitor, sheet: Sheet) -> None:
    """Give the visitor's browser a session that holds this sheet."""
    session = SessionStore()
    session[KEY] = sheet.document()
    session.save()
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": visitor.origin}
    visitor.page.context.add_cookies([cookie])


class Questionnaire:
    """The questions, answered by a visitor in the browser."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    def begins(self, about: str = "Me", age: str = "63", sex: str = "Female") -> None:
        """From the start page through the first questions."""
        self.visitor.opens("/assessment/")
        self.visitor.presses("Start now")
        self.visitor.chooses(about)
        self.goes_on()
        if about != "Me":
            self.visitor.chooses("No, or only in part")
            self.goes_on()
        self.page.locator("input[name=answer]").fill(age)
        self.goes_on()
        if self.page.get_by_label(sex, exact=True).count():
            self.visitor.chooses(sex)
            self.goes_on()

    def goes_on(self) -> None:
        """Press Continue, and wait for the next page: what to do there is told by its address."""
        self.visitor.sends("Continue")

    def goes_through(self, answers: Answers) -> None:
        """Answer every page until the answers are to be checked, or an emergency is told."""
        for _ in range(MOST_PAGES):
            if not re.search(r"/questions/\d+/", self.page.url):
                return
            self.fills(answers)
            self.goes_on()
        raise AssertionError("the questions do not end")

    def fills(self, answers: Answers) -> None:
        """Fill the page that is open."""
        listed = self.values("input[name=ticked]")
        chosen = [name for name in listed if answers.get(name) == PRESENT]
        if "/which/" in self.page.url:
            chosen = [name for name in listed if answers.get(name) == NOT_SURE]
        elif any(answers.get(name) == NOT_SURE for name in listed):
            chosen.append("some-unsure")
        for name in listed:
            self.page.locator(f"input[name=ticked][value='{name}']").set_checked(name in chosen)
        if listed and not chosen:
            self.page.locator("input[name=ticked][value=none-of-these]").check()
        for name in dict.fromkeys(self.names("input[type=radio]")):
            answer = answers.get(name, default(name))
            self.page.locator(f"input[name='{name}'][value='{answer}']").check()

    def values(self, selector: str) -> list[str]:
        """The values of the inputs on the page."""
        return self.page.locator(selector).evaluate_all("inputs => inputs.map(input => input.value)")

    def names(self, selector: str) -> list[str]:
        """The names of the inputs on the page."""
        return self.page.locator(selector).evaluate_all("inputs => inputs.map(input => input.name)")

    def sees_result(self, heading: str) -> None:
        """From the answers to the result, whose heading says how soon."""
        if urlsplit(self.page.url).path.endswith("/check/"):  # a "#field" of an error passed on may follow
            self.visitor.page.get_by_role("button", name="Show my result").click()
        self.visitor.sees_heading(heading)
        expect(self.page).to_have_title(re.compile(r"^(Your result|What to do now) – Eutonia$"))

    def sees_cause(self, words: str, *, first: bool = False) -> None:
        """A likely cause stands on the page; ``first``: before all others."""
        labels = self.page.locator(".eu-bar__label").all_inner_texts()
        assert words in (labels[:1] if first else labels), labels
