"""What must hold for every page, whoever made it. Run on each recorded page when a journey ends."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Route

from tests.journeys.recording import SentPage

WIDE = {"width": 1100, "height": 800}
NARROW = {"width": 320, "height": 640}
AXE = Axe()

FACTS = (Path(__file__).parent / "facts.js").read_text(encoding="utf-8")
"""Asks the page in the browser what :func:`faults_of_facts` judges."""


class Inspector:
    """Opens recorded pages again, exactly as they were sent, and lists their faults."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.context = context
        self.origin = origin
        self.seen: set[str] = set()

    def faults(self, sent: SentPage) -> list[str]:
        """What is wrong with a page; nothing if the very same page was inspected before."""
        if sent.digest in self.seen:
            return []
        self.seen.add(sent.digest)
        page = self.context.new_page()
        watch = Watch(page, self.origin)
        try:
            page.route(sent.address, lambda route: answer(route, sent))
            page.goto(sent.address)
            return [f"{sent}: {fault}" for fault in (*faults_of_page(page), *watch.faults)]
        finally:
            page.close()


def answer(route: Route, sent: SentPage) -> None:
    """Give the browser the page that was recorded, with its headers."""
    headers = {name: value for name, value in sent.headers.items() if name != "Set-Cookie"}
    route.fulfill(status=sent.status, headers=headers, body=sent.body)


class Watch:
    """Listens to a page: errors in its console, and requests to other hosts (which are also stopped)."""

    def __init__(self, page: Page, origin: str, allowed: tuple[str, ...] = ()) -> None:
        self.faults: list[str] = []
        self.origin = origin
        self.allowed = allowed
        page.on("console", self.heard)
        page.on("pageerror", lambda error: self.faults.append(f"script failed: {error}"))
        page.route(self.is_foreign, self.stop)

    def heard(self, message: ConsoleMessage) -> None:
        """Note errors, such as what the content security policy refused."""
        own_status = message.text.startswith("Failed to load resource") and not is_file(message.location["url"])
        if message.type == "error" and not own_status:
            self.faults.append(f"console: {message.text}")

    def is_foreign(self, address: str) -> bool:
        """Whether a request would leave the site."""
        return not address.startswith((self.origin, "data:", "blob:", "about:"))

    def stop(self, route: Route, request: Request) -> None:
        """Let no request out, and note it unless the journey said that it leaves."""
        if not request.url.startswith(self.allowed or ("nowhere:",)):
            self.faults.append(f"request to another host: {request.url}")
        route.abort()


def is_file(address: str) -> bool:
    """Whether an address is one of a static file; pages may be 404 on purpose, files never."""
    return urlsplit(address).path.startswith("/static/")


def faults_of_page(page: Page) -> Iterator[str]:
    """What is wrong with the page that is open, at both widths."""
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    yield from faults_of_facts(page.evaluate(FACTS))
    yield from axe_faults(page)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if overflow > 0:
        yield f"scrolls sideways by {overflow} px at 320 px"


def axe_faults(page: Page) -> Iterator[str]:
    """Violations that axe finds."""
    for violation in AXE.run(page).response["violations"]:
        nodes = "; ".join(node["html"][:200] for node in violation["nodes"][:3])
        yield f"axe {violation['id']}: {violation['help']}: {nodes}"


def faults_of_facts(facts: dict) -> Iterator[str]:
    """What is wrong with title, headings, language, links and error summary."""
    title = facts["title"]
    if not title.endswith(" – Eutonia") or title == " – Eutonia":
        yield f"title {title!r} does not end with ' – Eutonia'"
    if facts["h1"] != 1:
        yield f"{facts['h1']} first-level headings, not 1"
    if facts["lang"] != "en-GB":
        yield f"lang is {facts['lang']!r}"
    if not facts["skipWorks"]:
        yield "the skip link leads nowhere"
    for text, targets in facts["links"].items():
        if not text:
            yield f"a link without words to {targets}"
        if len(targets) > 1:
            yield f"links that say {text!r} lead to different pages: {targets}"
    if facts["hasErrors"]:
        yield from faults_of_errors(facts)
    elif title.startswith("Error:"):
        yield "title says Error: but the page has no error summary"


def faults_of_errors(facts: dict) -> Iterator[str]:
    """What is wrong with an error summary."""
    if not facts["title"].startswith("Error: "):
        yield "error summary, but the title does not start with 'Error: '"
    if not facts["summaryHasFocus"]:
        yield "the error summary has no focus"
    for target in facts["deadErrorLinks"]:
        yield f"the error summary leads to {target}, which is not there"
