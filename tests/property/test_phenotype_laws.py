"""Laws of the ranking of rare diseases, on a tiny ontology."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eutonia.phenotype.index import Index
from eutonia.phenotype.likelihood import independence
from eutonia.phenotype.query import read_query
from eutonia.phenotype.ranking import posterior, rank
from tests.unit.phenotype.tiny import TERMS, hp, write_files


@cache
def index() -> Index:
    with TemporaryDirectory() as folder:
        return Index.load(write_files(Path(folder)), cache=None)


IDS = [hp(number) for number, *_ in TERMS if number in {f"00000{n}" for n in (10, 11, 12, 13, 14, 20, 21, 22, 23)}]
terms = st.lists(st.sampled_from(IDS), min_size=1, max_size=6, unique=True)
people = st.fixed_dictionaries({"age": st.none() | st.floats(0, 120), "sex": st.sampled_from([None, "female", "male"])})


@given(terms, st.lists(st.sampled_from(IDS), max_size=4, unique=True), people)
def test_probabilities_are_probabilities_and_lie_in_their_intervals(present, absent, person) -> None:
    found = rank(present, [t for t in absent if t not in present], index=index(), **person)
    assert sum(one.probability for one in found) == pytest.approx(1.0 - index().parameters.elsewhere)
    assert [one.probability for one in found] == sorted((one.probability for one in found), reverse=True)
    for one in found:
        assert 0.0 <= one.interval[0] <= one.probability <= one.interval[1] <= 1.0


@given(terms, st.randoms(use_true_random=False))
def test_the_order_of_terms_does_not_matter(present, shuffler) -> None:
    mixed = list(present)
    shuffler.shuffle(mixed)
    first, second = (posterior(index(), read_query(index(), order).sound()).logit for order in (present, mixed))
    assert (first == second).all()


@given(terms)
def test_a_term_said_twice_counts_once(present) -> None:
    assert rank(present, index=index()) == rank(present + present[:1], index=index())


@given(terms, st.sampled_from(IDS))
def test_terms_never_count_for_more_together_than_apart(present, further) -> None:
    places = tuple(index().term_place[t] for t in present)
    share = independence(index(), places)
    assert ((0 < share) & (share <= 1.0 + 1e-6)).all()
    more = independence(index(), tuple(dict.fromkeys((*places, index().term_place[further]))))
    assert (more[: len(places)] <= share + 1e-6).all()  # a further term never makes another count for more


@given(terms, st.sampled_from([f"OMIM:{n}" for n in range(1, 6)]), st.floats(1.01, 50))
def test_a_higher_prior_never_lowers_a_disease(present, disease, weight) -> None:
    before = {one.id: one.probability for one in rank(present, index=index())}
    after = {one.id: one.probability for one in rank(present, index=index(), prior={disease: weight})}
    assert after[disease] >= before[disease] - 1e-9


@given(terms, st.sets(st.sampled_from([f"PMID:{n}" for n in range(1, 10)])))
def test_leaving_out_what_nobody_cites_changes_nothing(present, numbers) -> None:
    query = read_query(index(), present).sound()
    elsewhere = [f"{number}00" for number in numbers]
    assert (posterior(index(), query, exclude_sources=elsewhere).logit == posterior(index(), query).logit).all()
