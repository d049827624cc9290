"""Sources as a page shows them: numbered in the order in which the page first speaks of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from eutonia.knowledge.vocabulary import ESTIMATE, Source

# How an address may be written in the knowledge, and where it then leads.
PLACES = (
    (re.compile(r"https?://[^\s;)]+"), "{0}"),
    (re.compile(r"doi:(\S+?)[;)]?(?=\s|$)"), "https://doi.org/{1}"),
    (re.compile(r"\b(PMC\d+)\b"), "https://pmc.ncbi.nlm.nih.gov/articles/{1}/"),
    (re.compile(r"\bPMID (\d+)\b"), "https://pubmed.ncbi.nlm.nih.gov/{1}/"),
)


@dataclass(frozen=True, slots=True)
class Reference:
    """One source on one page.

    ``href`` is empty where the source has no address on the web; ``detail`` is then where it was printed.
    ``weak``: read only as a copy, an excerpt or an unreviewed page.
    """

    number: int
    key: str
    title: str
    href: str
    detail: str
    note: str
    weak: bool


def link_to(address: str) -> str:
    """The web address that a source's address means; empty for one that is only printed."""
    for form, target in PLACES:
        if found := form.search(address):
            return target.format(found[0], *found.groups())
    return ""


class Library:
    """Every source of the knowledge, ready to be shown. Two sources with one title are told apart by their keys."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._titles = Counter(source.title for source in sources.values())

    def reference(self, key: str, number: int) -> Reference:
        """A source under its number. Raises KeyError for a key that is not there."""
        source = self._sources[key]
        href = link_to(source.address)
        return Reference(
            number=number,
            key=key,
            title=source.title if self._titles[source.title] == 1 else f"{source.title} ({key})",
            href=href,
            detail="" if href else source.address,
            note=source.note,
            weak=source.weak,
        )

    def list(self, keys: Iterable[str]) -> tuple[Reference, ...]:
        """The sources of these keys, each once and numbered; estimates have none."""
        distinct = dict.fromkeys(key for key in keys if key != ESTIMATE)
        return tuple(self.reference(key, number) for number, key in enumerate(distinct, start=1))


class Citations:
    """Numbers the sources of one page while its parts are made."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._numbers: dict[str, int] = {}

    def cite(self, *keys: str) -> tuple[int, ...]:
        """The numbers of these sources, in rising order; an estimate has none."""
        named = [key for key in keys if key != ESTIMATE]
        return tuple(sorted({self._numbers.setdefault(key, len(self._numbers) + 1) for key in named}))

    def references(self) -> tuple[Reference, ...]:
        """All that were cited so far."""
        return tuple(self._library.reference(key, number) for key, number in self._numbers.items())
