"""The terms of the Human Phenotype Ontology, read from hp.obo or hp.json."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eutonia.knowledge.vocabulary import Issue, IssueLevel
from eutonia.phenotype.files import HpoFilesError

PHENOTYPIC_ABNORMALITY = "HP:0000118"
_TERM = re.compile(r"HP:\d{7}")
_SYNONYM = re.compile(r'"((?:[^"\\]|\\.)*)" (\w+)')


@dataclass(frozen=True, slots=True)
class Term:
    """A term as the ontology defines it. ``replaced_by`` is set where it is obsolete and has a successor.

    ``consider`` are terms that may stand for an obsolete one that has none.
    """

    id: str
    name: str
    parents: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    alternative_ids: tuple[str, ...] = ()
    obsolete: bool = False
    replaced_by: str = ""
    consider: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ontology:
    """The terms of one release by id."""

    version: str
    terms: Mapping[str, Term]
    _ancestors: dict[str, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    def ancestors(self, term: str) -> frozenset[str]:
        """Return the term and everything above it."""
        known = self._ancestors.get(term)
        if known is None:
            known = frozenset({term}).union(*(self.ancestors(parent) for parent in self.terms[term].parents))
            self._ancestors[term] = known
        return known

    def abnormalities(self) -> list[str]:
        """Return the ids of all living terms under "Phenotypic abnormality", itself included, in order."""
        return sorted(
            term.id
            for term in self.terms.values()
            if not term.obsolete and PHENOTYPIC_ABNORMALITY in self.ancestors(term.id)
        )

    def successors(self) -> dict[str, str]:
        """Return for each former id its living term."""
        found = {old: term.id for term in self.terms.values() if not term.obsolete for old in term.alternative_ids}
        found |= {t.id: t.replaced_by for t in self.terms.values() if t.obsolete and t.replaced_by in self.terms}
        return {old: new for old, new in found.items() if old == new or not self.terms[new].obsolete}


def read_ontology(path: Path) -> Ontology:
    """Return the ontology of an OBO or OBO-graph JSON file, or raise HpoFilesError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        version, terms = _from_json(text) if path.suffix == ".json" else _from_obo(text)
        ontology = Ontology(version, {term.id: term for term in terms})
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise HpoFilesError(_unusable(path, str(error))) from error
    if PHENOTYPIC_ABNORMALITY not in ontology.terms:
        raise HpoFilesError(_unusable(path, f"it has no term {PHENOTYPIC_ABNORMALITY}"))
    unknown = {p for term in ontology.terms.values() for p in term.parents if p not in ontology.terms}
    if unknown:
        raise HpoFilesError(_unusable(path, f"parents are missing: {', '.join(sorted(unknown)[:5])}"))
    try:
        for term in ontology.terms:
            ontology.ancestors(term)
    except RecursionError as error:
        raise HpoFilesError(_unusable(path, "its terms stand above each other in a circle")) from error
    return ontology


def _unusable(path: Path, why: str) -> Issue:
    what = f"{path.name} cannot be read as an ontology: {why}."
    return Issue(IssueLevel.ERROR, what, "Pass the hp.obo or hp.json of an HPO release.")


def _from_obo(text: str) -> tuple[str, Iterable[Term]]:
    header, *stanzas = text.split("\n[")
    version = re.search(r"^data-version: (?:hp/releases/)?(.+)$", header, flags=re.MULTILINE)
    return version[1].strip() if version else "unknown", _obo_terms(stanzas)


def _obo_terms(stanzas: Iterable[str]) -> Iterator[Term]:
    for stanza in stanzas:
        kind, _, body = stanza.partition("]\n")
        if kind != "Term":
            continue
        tags: dict[str, list[str]] = {}
        for line in body.splitlines():
            tag, _, value = line.partition(": ")
            tags.setdefault(tag, []).append(value)
        identifier = tags.get("id", [""])[0]
        if _TERM.fullmatch(identifier):
            yield Term(
                id=identifier,
                name=tags.get("name", [identifier])[0],
                parents=tuple(value[:10] for value in tags.get("is_a", ()) if _TERM.match(value)),
                synonyms=_distinct(_synonym(value) for value in tags.get("synonym", ())),
                alternative_ids=tuple(value for value in tags.get("alt_id", ()) if _TERM.fullmatch(value)),
                obsolete=tags.get("is_obsolete") == ["true"],
                replaced_by=next(iter(tags.get("replaced_by", ())), ""),
                consider=tuple(value[:10] for value in tags.get("consider", ()) if _TERM.match(value)),
            )


def _synonym(value: str) -> str:
    found = _SYNONYM.match(value)
    return found[1].replace('\\"', '"') if found else ""


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _from_json(text: str) -> tuple[str, Iterable[Term]]:
    graph = json.loads(text)["graphs"][0]
    meta = graph.get("meta", {})
    versions = [str(meta.get("version", ""))] + [
        str(fact.get("val"))
        for fact in meta.get("basicPropertyValues", ())
        if str(fact.get("pred")).endswith("versionInfo")
    ]
    dated = re.search(r"\d{4}-\d\d-\d\d", " ".join(versions))
    parents: dict[str, list[str]] = {}
    for edge in graph.get("edges", ()):
        if edge["pred"] in {"is_a", "http://www.w3.org/2000/01/rdf-schema#subClassOf"}:
            parents.setdefault(_curie(edge["sub"]), []).append(_curie(edge["obj"]))
    return dated[0] if dated else "unknown", _json_terms(graph["nodes"], parents)


def _json_terms(nodes: Iterable[dict[str, Any]], parents: Mapping[str, list[str]]) -> Iterator[Term]:
    for node in nodes:
        identifier = _curie(node["id"])
        if not _TERM.fullmatch(identifier):
            continue
        meta = node.get("meta", {})
        facts = [(str(fact["pred"]), _curie(str(fact["val"]))) for fact in meta.get("basicPropertyValues", ())]
        yield Term(
            id=identifier,
            name=str(node.get("lbl", identifier)),
            parents=tuple(parent for parent in parents.get(identifier, ()) if _TERM.fullmatch(parent)),
            synonyms=_distinct(str(synonym["val"]) for synonym in meta.get("synonyms", ())),
            alternative_ids=tuple(value for pred, value in facts if pred.endswith("hasAlternativeId")),
            obsolete=bool(meta.get("deprecated")),
            replaced_by=next((value for pred, value in facts if pred.endswith("IAO_0100001")), ""),
            consider=tuple(value for pred, value in facts if pred.endswith("#consider") and _TERM.fullmatch(value)),
        )


def _curie(address: str) -> str:
    return address.rsplit("/", 1)[-1].replace("HP_", "HP:")
