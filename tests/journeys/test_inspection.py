"""The inspection itself: a page with one planted fault is caught for that fault, and a sound page for none."""

import pytest
from playwright.sync_api import Browser

from tests.journeys import browser as browsers
from tests.journeys.conftest import NewVisitor
from tests.journeys.inspection import Inspector
from tests.journeys.recording import SentPage

ORIGIN = "http://127.0.0.1:9"
POLICY = "default-src 'none'; style-src 'self'; img-src 'self' https://elsewhere.example"
SOUND = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Sound – Eutonia</title></head><body>
<a class="nhsuk-skip-link" href="#main">Skip</a><main id="main"><h1>Sound</h1><p>Words.</p></main></body></html>"""
SUMMARY = (
    '<div class="nhsuk-error-summary" tabindex="-1"><a href="#{}">Enter it</a></div><input id="there" aria-label="It">'
)


def faults(browser: Browser, body: str) -> list[str]:
    context = browser.new_context()
    try:
        sent = SentPage("GET", f"{ORIGIN}/x", 200, {"Content-Security-Policy": POLICY}, body.encode())
        return Inspector(context, ORIGIN).faults(sent)
    finally:
        context.close()


def test_a_sound_page_has_no_fault(browser: Browser) -> None:
    assert faults(browser, SOUND) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("<title>Sound – Eutonia", "<title>Sound", "title 'Sound' does not end"),
        ("<title>Sound – Eutonia", "<title>Error: Sound – Eutonia", "no error summary"),
        ("<h1>Sound</h1>", "<h2>Sound</h2>", "0 first-level headings"),
        ("<p>Words", "<h1>Two</h1><p>Words", "2 first-level headings"),
        ('lang="en-GB"', 'lang="en"', "lang is 'en'"),
        ('id="main"', 'id="elsewhere"', "skip link leads nowhere"),
        ("<p>Words", '<a href="/a">More</a> <a href="/b">More</a><p>Words', "links that say 'More'"),
        ("<p>Words", '<a href="/a"><img src="/x" alt=""></a><p>Words', "a link without words"),
        ("<p>Words", '<p style="color:red">Words', "console: "),
        ("<p>Words", '<img alt="" src="https://elsewhere.example/x.png"><p>Words', "request to another host"),
        ("<p>Words", "<p>" + "W" * 200, "scrolls sideways"),
        ("<p>Words", '<input type="text"><p>Words', "axe label"),
        ("<h1>Sound</h1>", "<h1>Sound</h1>" + SUMMARY.format("there"), "does not start with 'Error: '"),
        ("<h1>Sound</h1>", "<h1>Sound</h1>" + SUMMARY.format("there"), "has no focus"),
        ("<h1>Sound</h1>", "<h1>Sound</h1>" + SUMMARY.format("gone"), "leads to #gone, which is not there"),
    ],
)
def test_a_fault_is_caught(browser: Browser, before: str, after: str, fault: str) -> None:
    assert before in SOUND
    found = faults(browser, SOUND.replace(before, after))
    assert any(fault in line for line in found), found


def test_a_page_is_inspected_once_whatever_its_token(browser: Browser) -> None:
    pages = [
        SentPage("GET", f"{ORIGIN}/x", 200, {}, SOUND.replace("Words", field).encode())
        for field in ('<input name="csrfmiddlewaretoken" value="a">', '<input name="csrfmiddlewaretoken" value="b">')
    ]
    assert pages[0].digest == pages[1].digest
    assert pages[0].digest != SentPage("GET", f"{ORIGIN}/x", 404, {}, pages[0].body).digest


def test_every_page_sent_is_recorded_redirects_and_forms_too(new_visitor: NewVisitor) -> None:
    from tests.journeys import recording

    visitor = new_visitor()
    visitor.opens("/staff/")
    visitor.presses("Sign in")
    shown = [(page.method, page.status) for page in recording.pages if page.body]
    assert ("GET", 200) in shown
    assert ("POST", 200) in shown


def test_a_missing_browser_fails_in_ci_and_skips_aloud_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsers, "find", lambda: "")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        browsers.launch(None)  # type: ignore[arg-type]
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="EUTONIA_CHROMIUM"):
        browsers.launch(None)  # type: ignore[arg-type]
