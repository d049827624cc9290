"""Every public page, word for word as it is sent, can be read at the age of 12. No name is excused here."""

from statistics import median

import pytest
from django.test import Client

from eutonia.web.engine import knowledge
from eutonia.web.information.places import every_address
from eutonia.web.information.urls import urlpatterns
from tests.unit.readability.measure import measure
from tests.unit.readability.pages import blocks

OLDEST_READER = 12.0
USUAL_READER = 10.0
LABEL = 6
"""Shorter blocks are headings and labels; they would make any page look easy, so they do not count."""


def reading_age(address: str) -> float:
    read_through = [block for block in blocks(Client().get(address).content.decode()) if len(block.split()) >= LABEL]
    assert read_through, f"{address} says nothing"
    return measure(read_through).flesch_kincaid_age


@pytest.fixture(scope="module")
def ages() -> dict[str, float]:
    return {address: reading_age(address) for address in every_address(urlpatterns, knowledge())}


def test_no_page_asks_for_more_than_a_reader_of_12(ages: dict[str, float]) -> None:
    too_hard = {address: round(age, 1) for address, age in ages.items() if age > OLDEST_READER}
    assert not too_hard, f"write shorter sentences and plainer words on {too_hard}"


def test_most_pages_are_easier_than_that(ages: dict[str, float]) -> None:
    assert len(ages) > 200
    assert median(ages.values()) <= USUAL_READER


def test_the_text_of_a_page_leaves_out_only_what_is_looked_up() -> None:
    page = """<main><h1>Night cramps</h1><p>It <b>hurts</b>.<sup class="eu-ref"><a href="#s">1</a></sup></p>
    <ul><li>Stretch.</li><li>Rest.</li></ul><details class="eu-origin">NHS</details>
    <ol class="eu-sources"><li>Lancet 2020</li></ol><address>1 Welbeck Street<br>London</address></main>"""
    assert blocks(page) == ["Night cramps", "It hurts.", "Stretch.", "Rest.", "1 Welbeck Street. London"]
