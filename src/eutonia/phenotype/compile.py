"""From the HPO files to tables; a few seconds, then kept on disk."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from eutonia.phenotype.annotations import Annotation, publications, read_annotations, read_genes
from eutonia.phenotype.files import HpoFiles
from eutonia.phenotype.kin import find_kin
from eutonia.phenotype.onset import AUTOSOMAL, FEMALE_SHARE, ONSET_TERMS, SPANS
from eutonia.phenotype.ontology import Ontology, read_ontology
from eutonia.phenotype.parameters import Parameters
from eutonia.phenotype.profiles import Counts, Entries, Rows, borrow, frequencies, propagate
from eutonia.phenotype.relatives import find_relatives
from eutonia.phenotype.tables import Array, Tables, pack
from eutonia.phenotype.words import words_of

MOST_COUNTED = 10.0  # an onset counts for at most so many patients, so that one large series cannot drown the rest


def compile_tables(files: HpoFiles, p: Parameters) -> Tables:
    """Return the tables of a release, or raise HpoFilesError."""
    ontology = read_ontology(files.ontology)
    version, annotations = read_annotations(files.annotations)
    return build_tables(ontology, annotations, read_genes(files.genes), version, p)


def build_tables(
    ontology: Ontology, annotations: Sequence[Annotation], genes: Sequence[tuple[str, str]], version: str, p: Parameters
) -> Tables:
    """Return the tables of an ontology with its annotations and pairs of gene and disease."""
    terms = ontology.abnormalities()
    names: dict[str, str] = {}
    for annotation in annotations:
        names.setdefault(annotation.disease, annotation.name)
    diseases = sorted(names, key=lambda disease: (not disease.startswith("OMIM:"), disease))
    omim = sum(disease.startswith("OMIM:") for disease in diseases)
    place = {disease: number for number, disease in enumerate(diseases)}
    pairs = [(gene, disease) for gene, disease in genes if disease in place]
    references = sorted({annotation.reference for annotation in annotations})
    successors = ontology.successors()
    living = [t.id for t in ontology.terms.values() if not t.obsolete]
    arrays: dict[str, Array] = {
        "versions": pack([ontology.version, version]),
        "term_ids": pack(terms),
        "term_names": pack([ontology.terms[term].name for term in terms]),
        "other_ids": pack(sorted(set(living) - set(terms))),
        **_former(ontology, successors),
        "disease_ids": pack(diseases),
        "disease_names": pack([names[disease] for disease in diseases]),
        "omim": np.array([omim]),
        "gene_symbols": pack([gene for gene, _ in pairs]),
        "gene_disease": np.array([place[disease] for _, disease in pairs], dtype=np.int32),
        "references": pack(references),
        "female_share": _female_share(annotations, place),
        "publications": _publications(annotations, place),
        **_hierarchy(ontology, terms),
        **_labels(ontology, terms),
        **_listed(annotations, place, {t: n for n, t in enumerate(terms)}, references, successors),
        **_onsets(annotations, place, references),
    }
    relatives = find_relatives(diseases, [names[disease] for disease in diseases], pairs, omim, p)
    arrays |= {name: getattr(relatives, name) for name in ("borrower", "lender", "share", "series")}
    kin = find_kin([names[disease] for disease in diseases], relatives, omim, p)
    arrays |= {f"kin_{name}": getattr(kin, name) for name in ("starts", "lender", "share")}
    counts = Counts(*(arrays[f"listed_{name}"] for name in ("disease", "term", "seen", "examined")))
    ancestors = Rows(arrays["ancestor_starts"], arrays["ancestor_items"])
    own = propagate(frequencies(counts, len(terms), p), ancestors, len(terms))
    full = borrow(own, relatives, len(terms), p)
    return Tables(**arrays, **_frequencies(own, full, len(diseases), len(terms), omim, p))


def _former(ontology: Ontology, successors: dict[str, str]) -> dict[str, Array]:
    former = sorted({t.id for t in ontology.terms.values() if t.obsolete} | set(successors))
    consider = [" ".join(ontology.terms[term].consider) if term in ontology.terms else "" for term in former]
    return {
        "former_ids": pack(former),
        "former_now": pack([successors.get(term, "") for term in former]),
        "former_consider": pack(consider),
    }


def _hierarchy(ontology: Ontology, terms: Sequence[str]) -> dict[str, Array]:
    place = {term: number for number, term in enumerate(terms)}
    above = [sorted(place[t] for t in ontology.ancestors(term) if t in place) for term in terms]
    parents = [sorted(place[t] for t in ontology.terms[term].parents if t in place) for term in terms]
    return {
        f"{name}_{part}": array
        for name, lists in (("ancestor", above), ("parent", parents))
        for part, array in (
            ("starts", _starts(lists)),
            ("items", np.concatenate([np.zeros(0), *lists]).astype(np.int32)),
        )
    }


def _starts(lists: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum([len(one) for one in lists])]).astype(np.int64)


def _labels(ontology: Ontology, terms: Sequence[str]) -> dict[str, Array]:
    labels = [
        (label, number)
        for number, term in enumerate(terms)
        for label in dict.fromkeys((ontology.terms[term].name, *ontology.terms[term].synonyms))
    ]
    words = [words_of(label) for label, _ in labels]
    pairs = sorted((word, place) for place, of_label in enumerate(words) for word in of_label)
    return {
        "labels": pack([label for label, _ in labels]),
        "label_term": np.array([number for _, number in labels], dtype=np.int32),
        "label_length": np.array([len(of_label) for of_label in words], dtype=np.int32),
        "words": pack([word for word, _ in pairs]),
        "word_label": np.array([place for _, place in pairs], dtype=np.int32),
    }


def _listed(
    annotations: Sequence[Annotation],
    diseases: dict[str, int],
    terms: dict[str, int],
    references: Sequence[str],
    successors: dict[str, str],
) -> dict[str, Array]:
    number = {reference: place for place, reference in enumerate(references)}
    words = ["", *sorted({a.words for a in annotations} - {""})]
    word = {text: place for place, text in enumerate(words)}
    rows = sorted(
        (diseases[a.disease], terms[term], a.seen, a.examined, number[a.reference], word[a.words])
        for a in annotations
        if a.aspect == "P" and (term := successors.get(a.term, a.term)) in terms
    )
    columns = list(zip(*rows, strict=True)) or [()] * 6
    kinds = {"disease": np.int32, "term": np.int32, "seen": np.float32, "examined": np.float32}
    kinds |= {"reference": np.int32, "words": np.int32}
    listed: dict[str, Array] = {
        f"listed_{name}": np.array(c, dtype=kind) for c, (name, kind) in zip(columns, kinds.items(), strict=True)
    }
    return listed | {"frequency_words": pack(words)}


def _onsets(annotations: Sequence[Annotation], diseases: dict[str, int], references: Sequence[str]) -> dict[str, Array]:
    number = {reference: place for place, reference in enumerate(references)}
    rows = [a for a in annotations if a.aspect == "C" and a.term in ONSET_TERMS]
    counts = np.zeros((len(rows), len(SPANS)), dtype=np.float32)
    for row, annotation in zip(counts, rows, strict=True):
        patients = 1.0 if annotation.examined == 0 else min(annotation.seen, MOST_COUNTED)
        row[list(ONSET_TERMS[annotation.term])] = patients / len(ONSET_TERMS[annotation.term])
    return {
        "onset_disease": np.array([diseases[a.disease] for a in rows], dtype=np.int32),
        "onset_reference": np.array([number[a.reference] for a in rows], dtype=np.int32),
        "onset_counts": counts,
    }


def _publications(annotations: Sequence[Annotation], diseases: dict[str, int]) -> NDArray[np.int32]:
    pairs = {(diseases[a.disease], one) for a in annotations if a.aspect == "P" for one in publications(a.reference)}
    return np.bincount([disease for disease, _ in pairs], minlength=len(diseases)).astype(np.int32)


def _female_share(annotations: Sequence[Annotation], diseases: dict[str, int]) -> NDArray[np.float32]:
    modes: dict[int, set[str]] = {}
    for annotation in annotations:
        if annotation.aspect == "I":
            modes.setdefault(diseases[annotation.disease], set()).add(annotation.term)
    share = np.full(len(diseases), 0.5, dtype=np.float32)
    for disease, found in modes.items():
        linked = [FEMALE_SHARE[mode] for mode in sorted(found) if mode in FEMALE_SHARE]
        if linked and not found & AUTOSOMAL:
            share[disease] = np.mean(linked)
    return share


def _frequencies(own: Entries, full: Entries, diseases: int, terms: int, omim: int, p: Parameters) -> dict[str, Array]:
    by_term = np.argsort(full.term, kind="stable")
    in_omim = full.disease < omim
    total = np.bincount(full.term[in_omim], full.value[in_omim], terms)
    return {
        "own_disease": own.disease.astype(np.int32),
        "own_term": own.term.astype(np.int32),
        "own_value": own.value,
        "full_starts": full.rows(diseases).starts.astype(np.int64),
        "full_term": full.term.astype(np.int32),
        "full_value": full.value,
        "row_starts": np.concatenate([[0], np.cumsum(np.bincount(full.term, minlength=terms))]).astype(np.int64),
        "row_disease": full.disease[by_term].astype(np.int32),
        "row_value": full.value[by_term],
        "background": ((total + 0.5 * p.background_prior) / (omim + p.background_prior)).astype(np.float32),
    }
