"""Every public page: it is there, it is sound, and every way from it leads somewhere."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from urllib.parse import urldefrag
from xml.etree.ElementTree import Element

import pytest
from django.test import Client
from tinyhtml5.parser import HTMLParser  # comes with WeasyPrint

from eutonia.knowledge.coverage import PAGES
from eutonia.web.engine import knowledge
from eutonia.web.information.places import PLACES, every_address
from eutonia.web.information.urls import urlpatterns

ADDRESSES = tuple(every_address(urlpatterns, knowledge()))


@dataclass(frozen=True)
class Visit:
    """One page as it was sent."""

    address: str
    status: int
    html: str

    @cached_property
    def parser(self) -> HTMLParser:
        """Has read the page, and remembers its errors."""
        parser = HTMLParser(namespace_html_elements=False)
        parser.parse(self.html)
        return parser

    @cached_property
    def tree(self) -> Element:
        return self.parser.tree.get_document()

    def all(self, tag: str) -> list[Element]:
        return list(self.tree.iter(tag))

    @cached_property
    def ids(self) -> list[str]:
        return [element.get("id") for element in self.tree.iter() if element.get("id")]

    @cached_property
    def links(self) -> list[tuple[str, str]]:
        """Words and target of every link; the words are those that a screen reader says."""
        return [(name_of(link), link.get("href", "")) for link in self.all("a")]


def name_of(link: Element) -> str:
    return " ".join((link.get("aria-label") or "".join(link.itertext())).split())


@pytest.fixture(scope="module")
def visits() -> dict[str, Visit]:
    client = Client()
    found = {}
    for address in ADDRESSES:
        response = client.get(address)
        found[address] = Visit(address, response.status_code, response.content.decode())
    return found


def test_the_table_holds_every_cause_test_and_treatment() -> None:
    known = knowledge()
    assert len(ADDRESSES) == len(set(ADDRESSES))
    assert len(ADDRESSES) == len(PLACES) + len(known.conditions) + len(known.tests) + len(known.treatments)
    assert "/causes/nocturnal-leg-cramp/" in ADDRESSES
    assert "/tests/emg/" in ADDRESSES


def test_every_page_that_the_knowledge_names_exists() -> None:
    """`page:…` in seed.toml; the assessment and its result belong to another room."""
    assert PAGES - {"assessment", "result"} <= set(PLACES)


def test_places_and_addresses_are_the_same() -> None:
    named = {pattern.name for pattern in urlpatterns if not pattern.pattern.converters}
    assert named == set(PLACES)


def test_every_page_is_there_with_a_title_of_its_own_and_one_heading(visits: dict[str, Visit]) -> None:
    titles = defaultdict(list)
    for visit in visits.values():
        assert visit.status == 200, visit.address
        (title,) = ["".join(each.itertext()) for each in visit.all("title")]
        assert title.endswith(" – Eutonia"), visit.address
        titles[" ".join(title.split())].append(visit.address)
        assert len(visit.all("h1")) == 1, visit.address
        assert visit.tree.get("lang") == "en-GB"
    shared = {title: addresses for title, addresses in titles.items() if len(addresses) > 1}
    assert not shared


def test_the_html_is_valid(visits: dict[str, Visit]) -> None:
    for visit in visits.values():
        assert not visit.parser.errors, f"{visit.address}: {visit.parser.errors[:3]}"
        twice = [name for name, times in Counter(visit.ids).items() if times > 1]
        assert not twice, f"{visit.address}: the ids {twice} are given twice"


def test_the_check_of_html_notices_what_is_wrong() -> None:
    assert Visit("/", 200, "<!DOCTYPE html><title>x</title><p><ul></ul></p>").parser.errors


def test_headings_leave_no_level_out(visits: dict[str, Visit]) -> None:
    for visit in visits.values():
        levels = [int(each.tag[1]) for each in visit.tree.iter() if re.fullmatch("h[1-6]", str(each.tag))]
        steps = [after - before for before, after in pairwise(levels)]
        # What stands beside the text may begin with a heading of its own.
        assert all(step <= 1 for step in steps), f"{visit.address}: {levels}"


def test_every_link_inside_the_site_leads_somewhere(visits: dict[str, Visit]) -> None:
    elsewhere = set()
    for visit in visits.values():
        for words, target in visit.links:
            address, part = urldefrag(target)
            if address.startswith(("http:", "https:", "tel:", "mailto:")):
                continue
            if address and address not in visits:
                elsewhere.add(address)
            elif part:
                reached = visits[address] if address else visit
                assert part in reached.ids, f"{visit.address}: {words!r} leads to {target}, which is not there"
    assert {address: Client().get(address).status_code for address in elsewhere} == dict.fromkeys(elsewhere, 200)


def test_no_words_lead_to_two_places(visits: dict[str, Visit]) -> None:
    for visit in visits.values():
        targets = defaultdict(set)
        for words, target in visit.links:
            assert words, f"{visit.address}: a link to {target} has no words"
            targets[words.lower()].add(target)
        doubtful = {words: found for words, found in targets.items() if len(found) > 1}
        assert not doubtful, f"{visit.address}: {doubtful}"


def test_no_page_loads_anything_from_elsewhere(visits: dict[str, Visit]) -> None:
    for visit in visits.values():
        for element in visit.tree.iter():
            source = element.get("src") or (element.get("href") if element.tag == "link" else None)
            assert source is None or source.startswith("/static/"), f"{visit.address}: {source}"
            assert element.get("style") is None, f"{visit.address}: an inline style"


def test_every_page_says_that_it_is_not_reviewed_and_when_it_was_written(visits: dict[str, Visit]) -> None:
    for visit in visits.values():
        assert "Not yet reviewed by a clinician." in visit.html, visit.address
        assert "Written: 22 November 2026." in visit.html, visit.address
        assert 'href="tel:999"' in visit.html, visit.address


def test_an_entry_that_is_not_there_is_a_page_that_is_not_there() -> None:
    for address in ("/causes/no-such-cause/", "/tests/no-such-test/", "/treatments/no-such-treatment/"):
        assert Client().get(address).status_code == 404
