"""The disease's name as evidence: which words count, for how much, and for whom."""

import math

import numpy as np
import pytest

from eutonia.phenotype.annotations import read_annotations
from eutonia.phenotype.contributions import MatchKind
from eutonia.phenotype.files import HpoFiles
from eutonia.phenotype.index import Index
from eutonia.phenotype.naming import Naming, find_naming, name_told, shared_words, stems
from eutonia.phenotype.ontology import read_ontology
from eutonia.phenotype.ranking import rank
from tests.unit.phenotype import tiny
from tests.unit.phenotype.tiny import hp

NAMES = ["Spastic paraplegia 3A", "Spastic paraplegia 78", "Dystonia 11", "Rickets", "Spasticity, of Orphanet"]
LABELS = [("Spasticity", 0), ("Dystonic posture", 1), ("Limb dystonia", 1), ("Cough", 2)]


@pytest.fixture
def naming() -> Naming:
    return find_naming(NAMES, 4, LABELS, 3)


def test_words_are_cut_and_short_ones_and_numbers_left_out() -> None:
    assert stems("Dystonia 11, of the légs (DYT11)") == {"dyston", "legs"}


def test_what_a_shared_word_tells_by_hand(naming: Naming) -> None:
    two_of_four, one_of_four = math.log(4 / 2), math.log(4 / 1)
    assert name_told(naming, np.array([0]), 5).tolist() == pytest.approx([two_of_four, two_of_four, 0, 0, two_of_four])
    assert name_told(naming, np.array([0, 1]), 5)[2] == pytest.approx(one_of_four)  # said by two labels, told once
    assert name_told(naming, np.array([2]), 5).tolist() == [0.0] * 5


def test_only_names_of_omim_make_a_word_telling(naming: Naming) -> None:
    assert "orphan" not in naming.stems
    assert "spasti" in naming.stems


def test_the_shared_words_are_said_as_the_name_has_them(naming: Naming) -> None:
    assert shared_words(naming, np.array([0, 1]), NAMES[0]) == ["spastic"]
    assert shared_words(naming, np.array([2]), NAMES[0]) == []


def test_the_tables_hold_what_the_plain_reference_says(files: HpoFiles, index: Index) -> None:
    present = [hp("0000011"), hp("0000022")]  # cramp and focal seizure
    places = np.array([index.term_place[term] for term in present])
    expected = tiny.name_told(read_ontology(files.ontology), read_annotations(files.annotations)[1], present)
    told = name_told(index.naming, places, len(index.tables.diseases))
    assert dict(zip(index.tables.diseases, told.tolist(), strict=True)) == pytest.approx(expected)
    assert told.max() > 0


def test_a_contribution_says_which_words(index: Index) -> None:
    found = {one.id: one for one in rank([hp("0000011")], index=index)}
    by_name = {d: [c for c in one.contributions if c.kind is MatchKind.NAME] for d, one in found.items()}
    assert by_name["OMIM:4"] == []
    assert "cramp" in by_name["OMIM:1"][0].sentence
    assert by_name["OMIM:1"][0].weight > 0
