"""Which browser the journeys drive."""

import os
import shutil

import pytest
from playwright.sync_api import Browser, Playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# the same Chromium without its windows comes first: it starts and opens pages three times as fast
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MISSING = (
    "no Chromium or Chrome found: install one (Debian: apt-get install chromium-headless-shell)"
    " or set EUTONIA_CHROMIUM to its path"
)


def find() -> str:
    """Path of a browser; empty if there is none."""
    named = os.environ.get("EUTONIA_CHROMIUM", "")
    return named or next(filter(None, map(shutil.which, NAMES)), "")


def launch(playwright: Playwright) -> Browser:
    """Start the browser. Without one: fail in CI, skip with the reason elsewhere."""
    path = find()
    if not path:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return playwright.chromium.launch(executable_path=path, args=FLAGS)
