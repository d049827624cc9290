"""Reading findings: the background of a yes-no finding is one triple, of any other one triple for each value."""

from __future__ import annotations

from dataclasses import fields
from types import MappingProxyType
from typing import Any

from eutonia.knowledge.figures import read_complement, read_figure, read_strings, require_known
from eutonia.knowledge.vocabulary import (
    ABSENT,
    PRESENT,
    AnsweredBy,
    Finding,
    FindingKind,
    FindingValue,
    Measure,
    Sex,
)

_KEYS = frozenset(
    {field.name for field in fields(Finding)} - {"id", "answered_by", "room"} | {"by", "background", "source"}
)


def read_finding(identifier: str, entry: dict[str, Any], room: str) -> Finding:
    """Return the finding of an entry; ``room`` is the file in which it stands."""
    require_known(entry, _KEYS)
    kind = FindingKind(entry.get("kind", FindingKind.YES_NO.value))
    return Finding(
        id=identifier,
        kind=kind,
        term=entry["term"],
        question=entry["question"],
        values=_yes_no(entry) if kind is FindingKind.YES_NO else _values(entry),
        answered_by=AnsweredBy(entry["by"]),
        burden_s=float(entry["burden_s"]),
        room=room,
        help=entry.get("help", ""),
        screen=entry.get("screen"),
        asked_if=read_strings(entry, "asked_if"),
        asked_of=Sex(entry["asked_of"]) if "asked_of" in entry else None,
        sites=read_strings(entry, "sites"),
        hpo=entry.get("hpo", ""),
        snomed=entry.get("snomed", ""),
        loinc=entry.get("loinc", ""),
        normal=entry.get("normal", ""),
        measure=_measure(entry["measure"]) if "measure" in entry else None,
    )


def _yes_no(entry: dict[str, Any]) -> tuple[FindingValue, ...]:
    present = read_figure(entry["background"], entry.get("source"))
    return (FindingValue(ABSENT, "No", read_complement(present)), FindingValue(PRESENT, "Yes", present))


def _values(entry: dict[str, Any]) -> tuple[FindingValue, ...]:
    source = entry.get("source")
    return tuple(
        FindingValue(value["id"], value["label"], read_figure(value["background"], source)) for value in entry["values"]
    )


def _measure(entry: dict[str, Any]) -> Measure:
    female = entry.get("edges_female")
    lowest, highest = entry["plausible"]
    return Measure(
        unit=entry["unit"],
        ucum=entry["ucum"],
        edges=tuple(float(edge) for edge in entry["edges"]),
        edges_source=entry["edges_source"],
        edges_female=None if female is None else tuple(float(edge) for edge in female),
        also=MappingProxyType({unit: float(factor) for unit, factor in entry.get("also", {}).items()}),
        plausible=(float(lowest), float(highest)),
    )
