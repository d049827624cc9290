"""Bank holidays, from a library that follows the law, so that nobody types them in each year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays


def bank_holidays(region: str, first: date, last: date) -> dict[date, str]:
    """The bank holidays of a region (``GB-ENG``) between two dates, both included, with their names."""
    return {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in _of_year(region, year).items()
        if first <= day <= last
    }


def is_known(region: str) -> bool:
    """Whether we know the bank holidays of a region; an empty one has none."""
    country, _dash, part = region.partition("-")
    parts = holidays.list_supported_countries()
    return not region or (country in parts and (not part or part in parts[country]))


@lru_cache(maxsize=64)
def _of_year(region: str, year: int) -> Mapping[date, str]:
    if not region:
        return {}
    country, _dash, part = region.partition("-")
    return dict(holidays.country_holidays(country, subdiv=part or None, years=year, language="en_GB"))
