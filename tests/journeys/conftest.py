"""What a journey gets: a server, a browser, a visitor; and what no journey can forget: the inspection.

``visitor`` is the usual way in. ``new_visitor(java_script_enabled=False, viewport=…)`` makes others. When a
journey ends, every page that the server sent during it is inspected, and so is the page each visitor is on.
"""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as django_settings
from django.test import override_settings
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.journeys import browser as browsers
from tests.journeys import recording
from tests.journeys.inspection import WIDE, Inspector, Watch, faults_of_page
from tests.journeys.visitor import Visitor

NewVisitor = Callable[..., Visitor]

# How long a journey waits before it says that something is not there. A machine that stands still for some seconds
# must not fail one; what is there is seen at once all the same.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """The site on a port of this machine, with its pages recorded (pytest-django's own does not record)."""
    middleware = ["tests.journeys.recording.record_pages", *django_settings.MIDDLEWARE]
    with override_settings(MIDDLEWARE=middleware):
        server = LiveServer("127.0.0.1")
        yield server
        server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of this run.

    Playwright keeps an event loop in this thread, and Django then refuses its database here, fearing that the
    loop would wait for it. Nothing of ours runs in that loop, so the refusal is lifted as long as it lives.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        launched = browsers.launch(playwright)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def inspector(browser: Browser, live_server: LiveServer) -> Iterator[Inspector]:
    """Inspects each distinct page once a run."""
    context = browser.new_context(viewport=WIDE, service_workers="block")
    yield Inspector(context, live_server.url)
    context.close()


@pytest.fixture
def new_visitor(browser: Browser, live_server: LiveServer, inspector: Inspector) -> Iterator[NewVisitor]:
    """Make visitors, each with cookies of their own; inspect all that they were shown."""
    recording.pages.clear()
    visits: list[tuple[Visitor, Watch]] = []

    def make(leaves_for: tuple[str, ...] = (), **options: object) -> Visitor:
        context = browser.new_context(**({"viewport": WIDE, "service_workers": "block"} | options))  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        visits.append((Visitor(page, live_server.url), Watch(page, live_server.url, leaves_for)))
        return visits[-1][0]

    yield make
    sent = list(recording.pages)
    faults = [fault for page in sent for fault in inspector.faults(page)]
    for visitor, watch in visits:
        faults += [f"during the visit: {fault}" for fault in watch.faults]
        if visitor.page.url.startswith(live_server.url):
            faults += [f"at the end, on {visitor.page.url}: {fault}" for fault in last_state(visitor)]
        visitor.page.context.close()
    if visits and not sent:
        faults.append("the journey visited no page of the site")
    if faults:
        pytest.fail("\n".join(["Pages of this journey are not as every page must be:", *faults]), pytrace=False)


def last_state(visitor: Visitor) -> Iterator[str]:
    """Faults of the page as the visitor left it, for scripts may have changed it; needs scripts to look."""
    if visitor.page.evaluate("document.body.classList.contains('js-enabled')"):
        for fault in faults_of_page(visitor.page):
            if fault != "the error summary has no focus":  # it had, until the visitor went on
                yield fault


@pytest.fixture
def visitor(new_visitor: NewVisitor) -> Visitor:
    """Somebody at a desk."""
    return new_visitor()
