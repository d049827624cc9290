"""Reading pages in tests of the staff pages."""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Any

from django.test import Client

from tests.clinic.booking import clinic

_now = [clinic.NOW]


def clock() -> datetime:
    """The clock of the server (``EUTONIA_CLOCK``)."""
    return _now[0]


def set_clock(now: datetime) -> None:
    """Put the clock of the server."""
    _now[0] = now


def read(response: Any) -> str:
    """The words of a page's main part, one space between them."""
    page = response.content.decode()
    main = page.split("<main", 1)[-1].split("</main>")[0]
    text = re.sub(r"<[^>]+>", " ", main.partition(">")[2])
    return " ".join(html.unescape(text).split())


def see(browser: Client, address: str, *, status: int = 200) -> str:
    """Open a page and read it."""
    response = browser.get(address)
    assert response.status_code == status, (address, response.status_code, getattr(response, "url", ""))
    return read(response)


def send(browser: Client, address: str, answers: dict[str, Any] | None = None) -> str:
    """Send a form, follow where it leads, and read the page."""
    response = browser.post(address, answers or {}, follow=True)
    assert response.status_code == 200, (address, response.status_code)
    return read(response)


def date_parts(name: str, day: Any) -> dict[str, str]:
    """The three inputs of a date."""
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}
