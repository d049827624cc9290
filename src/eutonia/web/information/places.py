"""Every public page: the table that the site map, the start page and the tests share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _

from eutonia.knowledge.load import Knowledge
from eutonia.web.design.options import Words


@dataclass(frozen=True, slots=True)
class Place:
    """A page of its own: the name of its address, its title, and a line about it."""

    name: str
    title: Words
    about: Words

    @property
    def href(self) -> str:
        """The address."""
        return reverse(f"information:{self.name}")


PLACES: Mapping[str, Place] = {
    place.name: place
    for place in (
        Place("home", _("Start"), _("What Eutonia is, and where to begin.")),
        Place("muscle-spasms", _("Muscle spasms"), _("What they are, what they feel like and who gets them.")),
        Place("causes", _("Causes"), _("Why muscles cramp, twitch, stiffen or twist.")),
        Place("tests", _("Tests"), _("What to expect, what it feels like and what the result means.")),
        Place("treatments", _("Treatments"), _("What can help, and what the studies say.")),
        Place("prevention", _("Prevention"), _("How to make spasms rarer or milder.")),
        Place("emergencies", _("Emergencies"), _("When to call 999, go to A&E or be seen today.")),
        Place("complications", _("Complications"), _("What can follow if the cause is not treated.")),
        Place("questions", _("Questions and answers"), _("Tonic water, stress, magnesium and more.")),
        Place("young-people", _("Young people"), _("If you are 12 to 18, or the parent of someone who is.")),
        Place("paying", _("Paying"), _("With insurance, or by yourself.")),
        Place("contact", _("Contact"), _("How to reach us and how to find us.")),
        Place("about", _("About Eutonia"), _("What it is for, what it is not, and who has checked it.")),
        Place("privacy", _("Privacy"), _("What we keep, for how long, and how you delete it.")),
        Place(
            "accessibility", _("Accessibility"), _("How everybody can use this site, and what we still do not know.")
        ),
        Place("sources", _("Sources"), _("Where our facts come from, and which sources are weak.")),
        Place("all-pages", _("All pages"), _("The whole site on one page.")),
    )
}


def every_address(patterns: Iterable[URLPattern], knowledge: Knowledge) -> Iterator[str]:
    """The address of every public page. A page made for each entry of the knowledge counts once for each."""
    entries: Mapping[str, Iterable[str]] = {
        "condition": knowledge.conditions,
        "test": knowledge.tests,
        "treatment": knowledge.treatments,
    }
    for pattern in patterns:
        parts = list(pattern.pattern.converters)
        if not parts:
            yield reverse(f"information:{pattern.name}")
        for part in parts:
            yield from (reverse(f"information:{pattern.name}", kwargs={part: entry}) for entry in entries[part])
