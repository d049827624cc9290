"""GA4GH phenopackets (version 2, JSON): a person's terms in, and for evaluation the diagnosis."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eutonia.knowledge.vocabulary import Issue, IssueLevel
from eutonia.phenotype.onset import ANTENATAL, ONSET_TERMS

_DURATION = re.compile(r"P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?")
_YEARS = (1.0, 1 / 12, 7 / 365.25, 1 / 365.25)


@dataclass(frozen=True, slots=True)
class Phenopacket:
    """What a phenopacket says of a person. Ages in years; ``onset`` may be an HPO onset term.

    ``diagnoses`` (ids, with their names in ``diagnosis_names``; empty where the file has none) and ``sources``
    (publications) are for evaluation only and never reach the ranking.
    """

    id: str
    present: tuple[str, ...]
    absent: tuple[str, ...] = ()
    age: float | None = None
    onset: float | str | None = None
    sex: str | None = None
    diagnoses: tuple[str, ...] = ()
    diagnosis_names: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadPhenopacket:
    """A phenopacket, or None with the Issues that say why there is none."""

    phenopacket: Phenopacket | None
    issues: tuple[Issue, ...] = ()


def read_phenopacket_file(path: Path) -> ReadPhenopacket:
    """Return the phenopacket of a file."""
    try:
        return read_phenopacket(path.read_text(encoding="utf-8"), path.name)
    except OSError as error:
        return _refused(f"The file cannot be read: {error.strerror}.", "Name a file that exists.", path.name)
    except UnicodeDecodeError:
        return _refused("The text is not UTF-8.", "Save it as UTF-8 and try again.", path.name)


def read_phenopacket(text: str, where: str = "") -> ReadPhenopacket:
    """Return the phenopacket of a JSON text."""
    shape = "Give a GA4GH phenopacket, version 2, as JSON: an object with phenotypicFeatures."
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        return _refused(f"This is not JSON: {error}.", shape, where)
    if not isinstance(document, Mapping) or "phenotypicFeatures" not in document:
        return _refused("This JSON is not a phenopacket: it has no phenotypicFeatures.", shape, where)
    try:
        return ReadPhenopacket(_phenopacket(document))
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        return _refused(f"The phenopacket has an unexpected shape ({type(error).__name__}: {error}).", shape, where)


def _refused(what: str, remedy: str, where: str) -> ReadPhenopacket:
    return ReadPhenopacket(None, (Issue(IssueLevel.ERROR, what, remedy, where),))


def _phenopacket(document: Mapping[str, Any]) -> Phenopacket:
    features = [  # version 1 said "negated"; without it an absent sign would be read as present
        (str(f["type"]["id"]), bool(f.get("excluded") or f.get("negated"))) for f in document["phenotypicFeatures"]
    ]
    subject = document.get("subject") or {}
    sex = str(subject.get("sex", "")).lower()
    diagnoses = _diagnoses(document)
    return Phenopacket(
        id=str(document.get("id", "")),
        present=tuple(term for term, excluded in features if not excluded),
        absent=tuple(term for term, excluded in features if excluded),
        age=_age(subject.get("timeAtLastEncounter")),
        onset=_onset(document.get("diseases") or ()),
        sex=sex if sex in {"female", "male"} else None,
        diagnoses=tuple(diagnoses),
        diagnosis_names=tuple(diagnoses.values()),
        sources=_sources(document),
    )


def _age(element: Mapping[str, Any] | None) -> float | None:
    return years(str(element["age"]["iso8601duration"])) if element and "age" in element else None


def _onset(diseases: Any) -> float | str | None:
    for disease in diseases:
        onset = {} if disease.get("excluded") else disease.get("onset") or {}
        if "age" in onset:
            return _age(onset)
        if "gestationalAge" in onset:
            return ANTENATAL
        if onset.get("ontologyClass", {}).get("id") in ONSET_TERMS:
            return str(onset["ontologyClass"]["id"])
    return None


def years(duration: str) -> float | None:
    """Return an ISO 8601 duration in years, or None where it is not one: P2Y6M is 2.5."""
    found = _DURATION.fullmatch(duration)
    return (
        None
        if found is None
        else sum(int(part or 0) * length for part, length in zip(found.groups(), _YEARS, strict=True))
    )


def _diagnoses(document: Mapping[str, Any]) -> dict[str, str]:
    """Return the name of each diagnosis by its id, in order."""
    found = [
        i["diagnosis"]["disease"]
        for i in document.get("interpretations") or ()
        if i.get("diagnosis", {}).get("disease")
    ]
    found = found or [d["term"] for d in document.get("diseases") or () if not d.get("excluded") and "term" in d]
    return {str(disease["id"]): str(disease.get("label", "")) for disease in found}


def _sources(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return every PMID the phenopacket names: as its own publication, or as evidence of a feature."""
    text = json.dumps([document.get("id"), document.get("metaData"), document.get("phenotypicFeatures")])
    return tuple(sorted({f"PMID:{number}" for number in re.findall(r"PMID[:_](\d+)", text)}))
