"""The bench of a further paper: what is left of a disease when one paper is taken out of pooled lines."""

import numpy as np
import pytest

from bench.phenotype_drawn import Drawn
from bench.phenotype_further import rank_of, with_others
from eutonia.phenotype.index import Index
from eutonia.phenotype.likelihood import Query
from eutonia.phenotype.overlay import Overlay, without
from tests.unit.phenotype.tiny import hp


def frequency(index: Index, overlay: Overlay | None, disease: str, term: str) -> float:
    assert overlay is not None
    row = int(np.flatnonzero(overlay.diseases == index.disease_place[disease])[0])
    return float(overlay.frequency[row, index.term_place[hp(term)]])


def test_a_pooled_line_keeps_the_share_of_the_other_papers(index: Index) -> None:
    # OMIM:1, calf cramp: 3/4 in PMID:1, and 1/2 pooled from PMID:2 and PMID:9, so half a patient of one is PMID:9's
    p = index.parameters
    added, examined = p.frequency_prior * p.frequency_prior_patients, p.frequency_prior_patients
    kept = without(with_others(index, "PMID:2"), ["PMID:1", "PMID:2"])
    assert frequency(index, kept, "OMIM:1", "0000012") == pytest.approx((0.5 + added) / (1 + examined))
    plain = without(index, ["PMID:1", "PMID:2"])
    assert frequency(index, plain, "OMIM:1", "0000012") < frequency(index, kept, "OMIM:1", "0000012")


def test_what_only_the_paper_says_goes_and_the_index_stays_as_it_was(index: Index) -> None:
    before = np.array(index.tables.listed_seen)
    cut = with_others(index, "PMID:4")  # cited alone
    assert (np.asarray(cut.tables.listed_seen) == before).all()
    with_others(index, "PMID:9")
    assert (np.asarray(index.tables.listed_seen) == before).all()


def test_a_disease_of_which_nothing_is_left_has_no_rank(index: Index) -> None:
    query = Query((index.term_place[hp("0000022")],))
    assert rank_of(index, Drawn(index.disease_place["OMIM:4"], ("PMID:4",), query)) is None
    assert rank_of(index, Drawn(index.disease_place["OMIM:4"], ("PMID:3",), query)) == 1
