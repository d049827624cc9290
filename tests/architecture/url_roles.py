"""One table says which page is whose: reading it, and the examples with which every page is opened.

``url_roles.csv`` opens in any spreadsheet. A row is a page; a cell says what that role may do there: ``see`` (open
it), ``do`` (send its form or press its button), ``see do`` or nothing. ``nobody`` is somebody who is not signed in,
``patient`` somebody who came by the link of a visit. A name may be followed by a word in brackets where one address
serves several steps: ``desk:step [see]``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver

from eutonia.clinic.people.roles import Role

TABLE = Path(__file__).with_suffix(".csv")
WHO = ("nobody", "patient", *(role.value for role in Role))
METHODS = {"see": "GET", "do": "POST"}


@dataclass(frozen=True)
class Page:
    """One row: a page and what each may do there."""

    name: str
    variant: str
    what: str
    may: dict[str, frozenset[str]]

    @property
    def key(self) -> str:
        """The first cell of the row."""
        return f"{self.name} [{self.variant}]" if self.variant else self.name


def read_table(path: Path = TABLE) -> list[Page]:
    """The table. Raises ``ValueError`` for a cell or column that means nothing."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = ("page", "what", *WHO)
    if not rows or tuple(rows[0]) != columns:
        raise ValueError(f"the columns of {path.name} are {', '.join(columns)}")
    return [_page(row) for row in rows]


def _page(row: dict[str, str]) -> Page:
    name, _space, rest = row["page"].partition(" ")
    may = {who: frozenset(row[who].split()) for who in WHO}
    wrong = {word for words in may.values() for word in words} - METHODS.keys()
    if wrong or not row["what"]:
        raise ValueError(
            f"{row['page']}: a cell holds see, do, both or nothing ({', '.join(wrong) or 'say what it is'})"
        )
    return Page(name, rest.strip("[]"), row["what"], may)


def routes(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Every page of the site by its full name; a page without a name is named by its address."""
    for found in resolver.url_patterns:
        if isinstance(found, URLResolver):
            yield from routes(found, (*spaces, found.namespace) if found.namespace else spaces)
        else:
            yield ":".join((*spaces, found.name or f"({found.pattern})")), found
