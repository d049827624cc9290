"""Names of diseases are shown without old words that hurt, and HPO itself is the source of the newer ones."""

import pytest

from eutonia.phenotype.files import packaged_files
from eutonia.phenotype.ontology import read_ontology
from eutonia.phenotype.words import TODAYS_WORDS, in_todays_words


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Mental retardation, X-linked 9", "Intellectual disability, X-linked 9"),
        ("Ulnar hypoplasia with mental retardation", "Ulnar hypoplasia with intellectual disability"),
        ("Microcephaly and mentalretardation", "Microcephaly and intellectual disability"),
        ("Growth retardation, alopecia, pseudoanodontia", "Growth delay, alopecia, pseudoanodontia"),
        ("Myotonic dystrophy 1", "Myotonic dystrophy 1"),
    ],
)
def test_a_name_is_shown_in_the_words_of_today(name: str, shown: str) -> None:
    assert in_todays_words(name) == shown


@pytest.mark.parametrize("old", ["Mental retardation", "Mental-retardation", "Mental deficiency", "Growth retardation"])
def test_hpo_lists_the_old_words_as_synonyms_of_the_new(old: str) -> None:
    terms = read_ontology(packaged_files().ontology).terms
    (found,) = [term for term, (_today, pattern) in TODAYS_WORDS.items() if pattern.fullmatch(old)]
    assert terms[found].name.lower() == TODAYS_WORDS[found][0]
    assert old in terms[found].synonyms
