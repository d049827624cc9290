"""Numbers in words, worked out by hand, and sources as they are shown."""

import pytest

from eutonia.knowledge.vocabulary import Figure, Finding, Likelihood, Modifier, Sex, Source
from eutonia.web.engine import knowledge
from eutonia.web.information import care, likely
from eutonia.web.information.references import Citations, Library, link_to


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.18, "about 1 in 6"),
        (0.09, "about 1 in 11"),
        (0.03, "about 1 in 35"),  # 33.3, to the next 5
        (0.015, "about 1 in 70"),  # 66.7, to the next 10
        (0.008, "about 1 in 125"),
        (0.003, "about 1 in 325"),  # 333.3, to the next 25
        (0.004, "about 1 in 250"),
        (0.0015, "about 1 in 700"),
        (0.0005, "fewer than 1 in 1,000"),
        (0.00002, "fewer than 1 in 10,000"),
    ],
)
def test_a_share_is_said_as_one_in_so_many(share: float, words: str) -> None:
    assert likely.one_in(share) == words


def test_common_and_rare() -> None:
    causes = knowledge().conditions
    assert likely.how_common(causes["nocturnal-leg-cramp"]).startswith("Very common: about 1 in 6 people")
    assert likely.how_common(causes["motor-neurone-disease"]).startswith("Rare: about 1 in 250 people")
    assert likely.how_common(causes["tetanus"]).startswith("Very rare: fewer than 1 in 10,000 people")


def modifier(factor: float, **whom: object) -> Modifier:
    return Modifier(Figure(factor, factor / 2, factor * 2, "estimate"), **whom)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("whom", "words"),
    [
        ({"sex": Sex.FEMALE}, "women"),
        ({"age_from": 65, "age_to": 120}, "people aged 65 or over"),
        ({"age_from": 12, "age_to": 29, "sex": Sex.MALE}, "men aged 12 to 29"),
        ({"pregnant": True}, "people who are pregnant"),
    ],
)
def test_whom_a_factor_is_about(whom: dict[str, object], words: str) -> None:
    assert likely.whom(modifier(2, **whom)) == words


def test_only_clearly_more_is_said() -> None:
    """Of the modifiers of night cramps only that from 65 on (factor 2) reaches 1.5; that of 50 to 64 is 1.3."""
    assert likely.who_more_often(knowledge().conditions["nocturnal-leg-cramp"]) == "People aged 65 or over"


def spread(finding: str, *shares: float) -> tuple[Finding, Likelihood]:
    figures = tuple(Figure(share, share / 2, (1 + share) / 2, "estimate") for share in shares)
    return knowledge().findings[finding], Likelihood(finding, figures)


def test_the_usual_answer_is_the_one_that_half_give_or_else_the_two() -> None:
    assert likely.usual_answers(*spread("when", 0.73, 0.07, 0.2)) == "Mostly at night or in bed (about 7 in 10)"
    two = likely.usual_answers(*spread("when", 0.4, 0.35, 0.25))
    assert two == "Mostly at night or in bed, or: mostly in the day (about 8 in 10)"
    none = likely.usual_answers(*spread("since", 0.24, 0.24, 0.26, 0.26))
    assert none == "Three months to a year, or: more than a year (about 5 in 10)"


@pytest.mark.parametrize(
    ("number", "words"),
    [(10, "10 minutes"), (60, "1 hour"), (90, "1 and a half hours"), (120, "2 hours"), (480, "8 hours")],
)
def test_how_long_a_test_takes(number: float, words: str) -> None:
    assert care.minutes(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0.1, "the same day"),
        (1, "1 day"),
        (5, "5 days"),
        (7, "1 week"),
        (10, "10 days"),
        (14, "2 weeks"),
        (42, "6 weeks"),
        (60, "2 months"),
        (180, "6 months"),
    ],
)
def test_how_long_a_result_takes(number: float, words: str) -> None:
    assert care.days(number) == words


def test_when_the_result_is_there() -> None:
    assert care.result_in(Figure(60, 21, 180, "estimate")) == "Often 2 months; it can take 6 months"
    assert care.result_in(Figure(0.1, 0.02, 0.5, "estimate")) == "The same day"


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://www.nhs.uk/conditions/leg-cramps/", "https://www.nhs.uk/conditions/leg-cramps/"),
        ("doi:10.1371/journal.pone.0178465", "https://doi.org/10.1371/journal.pone.0178465"),
        ("doi:10.1186/s40734-017-0057-z (PMC5410090)", "https://doi.org/10.1186/s40734-017-0057-z"),
        (
            "Neurology 1999;52:504 (https://n.neurology.org/content/52/3/504)",
            "https://n.neurology.org/content/52/3/504",
        ),
        ("PMC4299648", "https://pmc.ncbi.nlm.nih.gov/articles/PMC4299648/"),
        ("PMID 26173662", "https://pubmed.ncbi.nlm.nih.gov/26173662/"),
        ("Brain 2002;125:1887–95", ""),
        ("", ""),
    ],
)
def test_an_address_becomes_a_link_where_it_is_one(address: str, link: str) -> None:
    assert link_to(address) == link


SOURCES = {
    "A": Source("A", "A trial", "doi:10.1000/a"),
    "B": Source("B", "A review", "Brain 2002;125", weak=True),
    "C": Source("C", "A trial", "doi:10.1000/c"),
}


def test_sources_are_numbered_as_they_are_first_cited_and_estimates_have_no_number() -> None:
    cite = Citations(Library(SOURCES))
    assert cite.cite("B", "estimate") == (1,)
    assert cite.cite("A", "B") == (1, 2)
    assert cite.cite("estimate") == ()
    assert [(each.number, each.key) for each in cite.references()] == [(1, "B"), (2, "A")]


def test_two_sources_with_one_title_are_told_apart_and_a_weak_one_is_marked() -> None:
    listed = Library(SOURCES).list(["A", "B", "estimate", "C", "A"])
    assert [each.title for each in listed] == ["A trial (A)", "A review", "A trial (C)"]
    assert [each.weak for each in listed] == [False, True, False]
    assert (listed[1].href, listed[1].detail) == ("", "Brain 2002;125")


def test_a_source_that_is_not_there_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(KeyError, match="no-such-source"):
        Library(SOURCES).list(["no-such-source"])
