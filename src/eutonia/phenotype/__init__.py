"""Rare and genetic diseases ranked from HPO terms, with reasons, genes and panels.

``Index.load()`` gives the compiled release; ``rank(present, absent, age, sex)`` ranks. Pure functions: no
Django, no network, no clock, no dice.

The names below are imported when first used: ``phenotype.when``, which only asks whether a ranking is called for,
must not pay for the ranking.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eutonia.phenotype.files import HpoFiles, HpoFilesError
    from eutonia.phenotype.genes import RankedGene, rank_genes
    from eutonia.phenotype.index import Index
    from eutonia.phenotype.next_term import NextTerm, next_terms
    from eutonia.phenotype.panels import GeneticTest, suggest_test
    from eutonia.phenotype.query import QueryError, ReadQuery, read_query
    from eutonia.phenotype.ranking import RankedDisease, posterior, rank, ranked
    from eutonia.phenotype.search import TermMatch, search_terms
    from eutonia.phenotype.when import RareCauses, rare_causes

__all__ = [
    "GeneticTest",
    "HpoFiles",
    "HpoFilesError",
    "Index",
    "NextTerm",
    "QueryError",
    "RankedDisease",
    "RankedGene",
    "RareCauses",
    "ReadQuery",
    "TermMatch",
    "next_terms",
    "posterior",
    "rank",
    "rank_genes",
    "ranked",
    "rare_causes",
    "read_query",
    "search_terms",
    "suggest_test",
]

_ROOMS = {
    "files": ("HpoFiles", "HpoFilesError"),
    "genes": ("RankedGene", "rank_genes"),
    "index": ("Index",),
    "next_term": ("NextTerm", "next_terms"),
    "panels": ("GeneticTest", "suggest_test"),
    "query": ("QueryError", "ReadQuery", "read_query"),
    "ranking": ("RankedDisease", "posterior", "rank", "ranked"),
    "search": ("TermMatch", "search_terms"),
    "when": ("RareCauses", "rare_causes"),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
