"""Public pages. They need neither the database nor to know who asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render

from eutonia.clinic.assessment import services as assessments
from eutonia.web.engine import knowledge
from eutonia.web.information import care
from eutonia.web.information import causes as of_causes
from eutonia.web.information.clinic import clinic
from eutonia.web.information.clinic_today import clinic_today
from eutonia.web.information.emergencies import emergency_page
from eutonia.web.information.places import PLACES
from eutonia.web.information.references import Library, Reference
from eutonia.web.information.status import status_of
from eutonia.web.requests import Request


def home(request: Request) -> HttpResponse:
    """The start page."""
    return page(request, "home")


def prose(request: Request) -> HttpResponse:
    """A page whose words stand in its template, which bears the name of the address."""
    assert request.resolver_match is not None
    return page(request, str(request.resolver_match.url_name))


def causes(request: Request) -> HttpResponse:
    """Every cause by group."""
    return page(request, "causes", groups=of_causes.cause_groups(knowledge()))


def cause(request: Request, condition: str) -> HttpResponse:
    """One cause."""
    known = knowledge()
    made = of_causes.cause_page(known, found(known.conditions, condition))
    return page(request, "cause", place="causes", page=made)


def tests(request: Request) -> HttpResponse:
    """Every test by group."""
    return page(request, "tests", shelves=care.test_shelves(knowledge()))


def test(request: Request, test: str) -> HttpResponse:
    """What to expect of one test."""
    known = knowledge()
    return page(request, "test", place="tests", page=care.test_page(known, found(known.tests, test)))


def treatments(request: Request) -> HttpResponse:
    """Every treatment by kind."""
    return page(request, "treatments", shelves=care.treatment_shelves(knowledge()))


def treatment(request: Request, treatment: str) -> HttpResponse:
    """One treatment."""
    known = knowledge()
    made = care.treatment_page(known, found(known.treatments, treatment))
    return page(request, "treatment", place="treatments", page=made)


def prevention(request: Request) -> HttpResponse:
    """How to make spasms rarer."""
    return page(request, "prevention", entries=care.tips(knowledge()))


def emergencies(request: Request) -> HttpResponse:
    """Everything that is urgent."""
    return page(request, "emergencies", page=emergency_page(knowledge()))


def complications(request: Request) -> HttpResponse:
    """What may follow without treatment."""
    return page(request, "complications", entries=care.complications(knowledge()))


def questions(request: Request) -> HttpResponse:
    """Questions and answers."""
    return page(request, "questions", entries=care.questions(knowledge()))


def privacy(request: Request) -> HttpResponse:
    """What is kept, for how long. The times are those that the code keeps to."""
    minutes = settings.SESSION_COOKIE_AGE // 60
    return page(request, "privacy", minutes=minutes, days=assessments.KEPT_FOR.days)


def about(request: Request) -> HttpResponse:
    """What Eutonia is for and how far it can be trusted."""
    known = knowledge()
    counts = {"causes": len(known.conditions), "findings": len(known.findings), "rules": len(known.rules)}
    return page(request, "about", counts=counts)


def sources(request: Request) -> HttpResponse:
    """Every source."""
    known = knowledge().sources
    listed = Library(known).list(sorted(known, key=lambda key: known[key].title.lower()))
    return page(request, "sources", references=listed)


def all_pages(request: Request) -> HttpResponse:
    """The site map."""
    known = knowledge()
    return page(
        request,
        "all-pages",
        all_places=tuple(PLACES.values()),
        groups=of_causes.cause_groups(known),
        shelves=care.test_shelves(known) + care.treatment_shelves(known),
    )


OF_TODAY = frozenset({"home", "contact", "paying"})
"""Pages with facts that the manager may change at any time; they are read from the database."""


def page(request: Request, template: str, *, place: str = "", **context: Any) -> HttpResponse:
    """Draw a page. ``place`` is the page above it, where it is not a place of its own."""
    shared = {
        "place": PLACES[place or template],
        "is_entry": bool(place),
        "places": PLACES,
        "clinic": clinic_today() if template in OF_TODAY else clinic(),
        "status": status_of(knowledge()),
        "cite": cite,
    }
    return render(request, f"information/{template}.jinja", shared | context)


def cite(*keys: str) -> tuple[Reference, ...]:
    """Sources by their keys, for words that stand in a template. Raises KeyError for one that is not there."""
    return Library(knowledge().sources).list(keys)


def found[T](entries: Mapping[str, T], name: str) -> T:
    """The entry of that name, or the answer that there is no such page."""
    if name not in entries:
        raise Http404
    return entries[name]
