"""GA4GH phenopackets (version 2 or 1, JSON): a person's terms in, and for evaluation the diagnosis."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eutonia.knowledge.vocabulary import Issue, IssueLevel
from eutonia.phenotype.onset import ANTENATAL, ONSET_TERMS, span_of
from eutonia.phenotype.words import term_id

_DURATION = re.compile(r"P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?")
_YEARS = (1.0, 1 / 12, 7 / 365.25, 1 / 365.25)
# Version 1 had a name for each kind of a time, where version 2 has one name for all.
_AGES_OF_VERSION_1 = {"ageAtCollection": "age", "ageRangeAtCollection": "ageRange"}
_ONSETS_OF_VERSION_1 = {"ageOfOnset": "age", "ageRangeOfOnset": "ageRange", "classOfOnset": "ontologyClass"}
# A publication is named by its number or by its address; PMIDs are written in many ways.
_PUBLICATION = re.compile(r"(?:PMID\s*[:_]?\s*|pubmed(?:\.ncbi\.nlm\.nih\.gov)?/)(\d+)", re.IGNORECASE)
_ONSET_REMEDY = "Give one age, such as P14Y6M, or one of HPO's onset terms such as HP:0003593 (infantile onset)."
_ONE_PERSON = "Save the phenopacket of each person as a file of its own; a folder of them can be evaluated."


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
    """A phenopacket with warnings of what in it does not count, or None with the Issues that say why there is none."""

    phenopacket: Phenopacket | None
    issues: tuple[Issue, ...] = ()


def read_phenopacket_file(path: Path) -> ReadPhenopacket:
    """Return the phenopacket of a file."""
    try:
        return read_phenopacket(path.read_text(encoding="utf-8-sig"), path.name)
    except OSError as error:
        return _refused(f"The file cannot be read: {error.strerror}.", "Name a file that exists.", path.name)
    except UnicodeDecodeError:
        return _refused("The text is not UTF-8.", "Save it as UTF-8 and try again.", path.name)


def read_phenopacket(text: str, where: str = "") -> ReadPhenopacket:
    """Return the phenopacket of a JSON text."""
    shape = "Give a GA4GH phenopacket, version 2 or 1, as JSON: an object with phenotypicFeatures."
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: a number of more digits than Python reads, too
        return _refused(f"This is not JSON: {error}.", shape, where)
    if not isinstance(document, Mapping) or "phenotypicFeatures" not in document:
        if several := _several(document):
            return _refused(f"This is {several}, not one person.", _ONE_PERSON, where)
        return _refused("This JSON is not a phenopacket: it has no phenotypicFeatures.", shape, where)
    try:
        return _phenopacket(document, where)
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, OverflowError) as error:
        return _refused(f"The phenopacket has an unexpected shape ({type(error).__name__}: {error}).", shape, where)


def _several(document: Any) -> str:
    """Return what holds phenopackets of several people, in words; nothing where it does not."""
    if isinstance(document, list):
        return "a list" if document else ""
    if not isinstance(document, Mapping):
        return ""
    return "a family" if "proband" in document else "a cohort" if "members" in document else ""


def _refused(what: str, remedy: str, where: str) -> ReadPhenopacket:
    return ReadPhenopacket(None, (Issue(IssueLevel.ERROR, what, remedy, where),))


def _phenopacket(document: Mapping[str, Any], where: str) -> ReadPhenopacket:
    features = [(term_id(str(f["type"]["id"])), _is_excluded(f)) for f in document["phenotypicFeatures"]]
    subject = document.get("subject") or {}
    sex = str(subject.get("sex", "")).lower()
    seen = _time(subject, "timeAtLastEncounter", _AGES_OF_VERSION_1)
    age = _age(seen)
    began = _beginnings(document.get("diseases") or ())
    onset = next((found for time in began if (found := _onset(time)) is not None), None)
    diagnoses = _diagnoses(document)
    issues = []
    if seen and age is None:
        issues.append(_left_out("age", seen, "Give one age, such as P14Y6M.", where))
    if began and onset is None:
        issues.append(_left_out("onset", began[0], _ONSET_REMEDY, where))
    person = Phenopacket(
        id=str(document.get("id", "")),
        present=tuple(term for term, excluded in features if not excluded),
        absent=tuple(term for term, excluded in features if excluded),
        age=age,
        onset=onset,
        sex=sex if sex in {"female", "male"} else None,
        diagnoses=tuple(diagnoses),
        diagnosis_names=tuple(diagnoses.values()),
        sources=_sources(document),
    )
    return ReadPhenopacket(person, tuple(issues))


def _is_excluded(feature: Mapping[str, Any]) -> bool:
    """Return whether a sign is absent. Version 1 said "negated"; without it an absent sign would be read as present."""
    said = [feature[name] for name in ("excluded", "negated") if feature.get(name) is not None]
    if unclear := [one for one in said if not isinstance(one, bool)]:
        raise ValueError(f"excluded is {unclear[0]!r}, neither true nor false")  # the text "false" is no False
    return any(said)


def _left_out(name: str, time: Mapping[str, Any], remedy: str, where: str) -> Issue:
    what = f"The {name} does not count as it is written: {json.dumps(time, ensure_ascii=False)}."
    return Issue(IssueLevel.WARNING, what, f"{remedy} It is left out.", where)


def _time(holder: Mapping[str, Any], name: str, former: Mapping[str, str]) -> Mapping[str, Any]:
    """Return a time as version 2 writes it; empty where there is none."""
    time: Mapping[str, Any] = holder.get(name) or {kind: holder[old] for old, kind in former.items() if holder.get(old)}
    return time


def _beginnings(diseases: Any) -> list[Mapping[str, Any]]:
    """Return when each disease began that the person has, where that is told."""
    times = (_time(disease, "onset", _ONSETS_OF_VERSION_1) for disease in diseases if not disease.get("excluded"))
    return [time for time in times if time]


def _age(time: Mapping[str, Any]) -> float | None:
    """Return an age. Of a range it is the end, because an age only says that the disease had begun by then."""
    reach = _reach(time)
    return None if reach is None else reach[1]


def _onset(time: Mapping[str, Any]) -> float | str | None:
    """Return an age at onset or a term. A range counts where it stays in one span: no onset says more than that."""
    if reach := _reach(time):
        return reach[0] if span_of(reach[0]) == span_of(reach[1]) else None
    if "gestationalAge" in time:
        return ANTENATAL
    term = term_id(str(time.get("ontologyClass", {}).get("id")))
    return term if term in ONSET_TERMS else None


def _reach(time: Mapping[str, Any]) -> tuple[float, float] | None:
    """Return the first and the last age that a time allows, or None where it tells no ages."""
    ages = time.get("ageRange") or {"start": time.get("age"), "end": time.get("age")}
    start, end = _duration(ages.get("start")), _duration(ages.get("end"))
    return None if start is None or end is None or end < start else (start, end)


def _duration(age: Any) -> float | None:
    """Return an age of version 2 (iso8601duration), of version 1 (age) or written without either, in years."""
    text = age.get("iso8601duration", age.get("age")) if isinstance(age, Mapping) else age
    return years(text) if isinstance(text, str) else None


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
    return {_disease_id(str(disease["id"])): str(disease.get("label", "")) for disease in found}


def _disease_id(written: str) -> str:
    """Return the id of a disease as HPO writes it: ``OMIM:1`` for " omim:1 " and "MIM:1" too."""
    database, colon, number = written.strip().partition(":")
    known = {"MIM": "OMIM", "ORPHANET": "ORPHA"}.get(database.upper(), database.upper())
    return f"{known}:{number.strip()}" if colon else written.strip()


def _sources(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return every PMID the phenopacket names: as its own publication, or as evidence of a feature."""
    text = json.dumps([document.get("id"), document.get("metaData"), document.get("phenotypicFeatures")])
    return tuple(sorted({f"PMID:{number}" for number in _PUBLICATION.findall(text)}))
