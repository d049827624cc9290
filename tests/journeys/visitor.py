"""A person at a browser, in the words of a journey."""

import re

from playwright.sync_api import Page, expect


class Visitor:
    """Opens pages, answers questions, sees things. ``page`` is Playwright's, for all other words."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin

    def opens(self, path: str) -> None:
        """Type an address of the site."""
        self.page.goto(self.origin + path)

    def follows(self, text: str) -> None:
        """Follow the link with these words."""
        self.page.get_by_role("link", name=text, exact=True).click()

    def presses(self, text: str) -> None:
        """Press the button with these words."""
        self.page.get_by_role("button", name=text, exact=True).click()

    def sends(self, text: str) -> None:
        """Press the button with these words, and wait for the page that answers, so that its address can be asked."""
        with self.page.expect_navigation():
            self.presses(text)

    def chooses(self, *labels: str, question: str | None = None) -> None:
        """Tick the radios or checkboxes with these labels, in the group that asks ``question`` if given."""
        for label in labels:
            within = self.page.get_by_role("group", name=question) if question else self.page
            within.get_by_label(label, exact=True).check()

    def enters(self, label: str, text: str) -> None:
        """Type into the field with this label."""
        self.page.get_by_label(label, exact=True).fill(text)

    def sees_heading(self, text: str) -> None:
        """The page's one first-level heading says this."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def sees(self, text: str) -> None:
        """These words are on the page."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def does_not_see(self, text: str) -> None:
        """These words are nowhere on the page."""
        expect(self.page.get_by_text(text)).to_have_count(0)

    def is_told(self, error: str) -> None:
        """The error summary says this, and its link leads to a field that then has focus."""
        expect(self.page).to_have_title(re.compile(r"^Error: "))
        link = self.page.locator(".nhsuk-error-summary").get_by_role("link", name=error, exact=True)
        link.click()
        target = (link.get_attribute("href") or "").removeprefix("#")
        expect(self.page.locator(":focus")).to_have_js_property("id", target)

    def tabs_to(self, name: str, limit: int = 60) -> None:
        """Press Tab until what has focus bears this name, as somebody without a mouse would."""
        for _ in range(limit):
            self.page.keyboard.press("Tab")
            if self.focused_name() == name:
                return
        raise AssertionError(f"{name!r} cannot be reached with {limit} presses of Tab")

    def focused_name(self) -> str:
        """The words of what has focus."""
        script = """() => {
          const element = document.activeElement;
          const text = element.labels?.length ? element.labels[0].textContent : element.textContent;
          return (element.getAttribute("aria-label") ?? text).replace(/\\s+/g, " ").trim();
        }"""
        return str(self.page.evaluate(script))
