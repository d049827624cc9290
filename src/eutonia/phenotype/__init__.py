"""Rare and genetic diseases ranked from HPO terms, with reasons, genes and panels.

``Index.load()`` gives the compiled release; ``rank(present, absent, age, sex)`` ranks. Pure functions: no
Django, no network, no clock, no dice.
"""

from eutonia.phenotype.files import HpoFiles, HpoFilesError
from eutonia.phenotype.genes import RankedGene, rank_genes
from eutonia.phenotype.index import Index
from eutonia.phenotype.next_term import NextTerm, next_terms
from eutonia.phenotype.panels import GeneticTest, suggest_test
from eutonia.phenotype.query import QueryError, ReadQuery, read_query
from eutonia.phenotype.ranking import RankedDisease, posterior, rank, ranked
from eutonia.phenotype.search import TermMatch, search_terms

__all__ = [
    "GeneticTest",
    "HpoFiles",
    "HpoFilesError",
    "Index",
    "NextTerm",
    "QueryError",
    "RankedDisease",
    "RankedGene",
    "ReadQuery",
    "TermMatch",
    "next_terms",
    "posterior",
    "rank",
    "rank_genes",
    "ranked",
    "read_query",
    "search_terms",
    "suggest_test",
]
