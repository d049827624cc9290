"""What every page says about the site: its name, its ways about, what it is for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eutonia.knowledge import reviews

NAME = "Eutonia"

QUICK_EXIT = "https://www.bbc.co.uk/weather"
"""Where "Leave this page now" goes: an everyday page that says nothing about the person who looks at it."""

INTENDED_PURPOSE = _(
    "Eutonia gives information about muscle spasms and helps people and clinicians decide what to do next. "
    "It does not make a diagnosis or replace a clinician, and it is not a registered medical device."
)


@dataclass(frozen=True)
class Way:
    """A link in the header or the footer."""

    text: str | Promise
    page: str
    """Name of the address, such as ``information:home``."""


HEADER: tuple[Way, ...] = (
    Way(_("Muscle spasms"), "information:muscle-spasms"),
    Way(_("Causes"), "information:causes"),
    Way(_("Tests"), "information:tests"),
    Way(_("Treatments"), "information:treatments"),
    Way(_("Emergencies"), "information:emergencies"),
    Way(_("Contact"), "information:contact"),
)
"""The main ways about. Whoever builds a page adds it here."""

FOOTER: tuple[Way, ...] = (
    Way(_("About Eutonia"), "information:about"),
    Way(_("Privacy"), "information:privacy"),
    Way(_("Accessibility"), "information:accessibility"),
    Way(_("Sources"), "information:sources"),
    Way(_("All pages"), "information:all-pages"),
    Way(_("Staff sign in"), "account_login"),
)
"""The small print: intended purpose, privacy, accessibility, contact."""


def is_current(way: Way, request: HttpRequest) -> bool:
    """Whether the page shown is the one a link leads to."""
    match = request.resolver_match
    return match is not None and match.view_name == way.page


@cache
def knowledge_is_reviewed() -> bool:
    """Whether a clinician's review covers the very knowledge that this site speaks from."""
    return reviews.reviewed()
