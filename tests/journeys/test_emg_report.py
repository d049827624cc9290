"""The report of a recording on a telephone: as wide as the screen, and whole for a screen reader."""

import pytest
from playwright.sync_api import Browser

from eutonia.emg import simulate
from eutonia.emg.reporting.report import report_of
from tests.journeys.inspection import faults_of_page

OF_THE_SITE = ("title ", "the skip link")  # what only pages of the clinic must have


@pytest.mark.parametrize("kind", ["surface", "needle"])
def test_a_report_fits_a_telephone(browser: Browser, kind: str) -> None:
    made = simulate.surface(3, 20, channels=2) if kind == "surface" else simulate.needle(11, "voluntary", 10.0)
    context = browser.new_context(viewport={"width": 320, "height": 640}, is_mobile=True)
    page = context.new_page()
    page.set_content(report_of(made.recording, "a-recording-with-quite-a-long-name-of-its-own.edf", "0").page)
    assert page.evaluate("[innerWidth, document.documentElement.scrollWidth]") == [320, 320]
    assert [fault for fault in faults_of_page(page) if not fault.startswith(OF_THE_SITE)] == []
    context.close()
