"""The clinic as it is today: the facts of its file, with what the manager has changed in the database since.

Public pages need no database: where it does not answer, they stand with what the file says.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace

from django.db import DatabaseError
from django.utils.translation import gettext as _

from eutonia.clinic.booking.queries import SiteLine, sites
from eutonia.clinic.cover.queries import PriceLine, insurers, price_list
from eutonia.web.information.clinic import Clinic, Price, Site, WayThere, clinic

log = logging.getLogger(__name__)

VISITS = "visit"
"""The group of prices that are for visits."""


def clinic_today() -> Clinic:
    """The clinic for its public pages. What the database does not hold, or cannot tell, is as the file says."""
    told = clinic()
    try:
        return _changed(told)
    except DatabaseError:  # who looks for the telephone number or the way to help must find it all the same
        log.exception("the database does not answer: public pages say what the file of the clinic says")
        return told


def _changed(told: Clinic) -> Clinic:
    places = tuple(_site(line) for line in sites())
    prices = tuple(Price(line.name, line.price) for line in in_order(price_list(), told))
    names = [line.name for line in insurers()]
    return replace(
        told,
        sites=places or told.sites,
        prices=prices or told.prices,
        insurers=_listed(names) if names else told.insurers,
    )


def in_order(lines: Iterable[PriceLine], told: Clinic) -> list[PriceLine]:
    """Prices as a patient meets what they are for: visits first, each kind as the file of the clinic lists it."""
    place = {price.what: number for number, price in enumerate(told.prices)}
    return sorted(lines, key=lambda line: (line.group != VISITS, place.get(line.name, len(place))))


def _site(line: SiteLine) -> Site:
    street = tuple(part for each in line.address.replace("\n", ",").split(",") if (part := each.strip()))
    ways = (text.partition(": ") for text in line.travel.splitlines() if text.strip())
    return Site(
        name="" if line.name in street else line.name,
        address=street,
        postcode=line.postcode,
        phone=line.phone,
        email=line.email,
        ways=tuple(WayThere(by, text) if text else WayThere("", by) for by, _colon, text in ways),
        step_free=line.step_free,
    )


def _listed(names: list[str]) -> str:
    """``A, B and C``."""
    if len(names) == 1:
        return names[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
