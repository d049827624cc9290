"""Reading tests, treatments, safety rules, medicines, tips, questions and complications."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from eutonia.knowledge.care import (
    Complication,
    FrequentQuestion,
    Medicine,
    SafetyRule,
    Severity,
    Test,
    Tip,
    Treatment,
)
from eutonia.knowledge.criteria import parse_criterion
from eutonia.knowledge.figures import read_figure, read_strings


def read_test(identifier: str, entry: dict[str, Any]) -> Test:
    """Return the investigation of an entry of tests.toml."""
    source = entry.get("source")
    return Test(
        id=identifier,
        name=entry["name"],
        lay_name=entry["lay_name"],
        group=entry["group"],
        why=entry["why"],
        what_happens=entry["what_happens"],
        feels_like=entry["feels_like"],
        preparation=entry["preparation"],
        results=read_strings(entry, "results"),
        findings=read_strings(entry, "findings"),
        burden=entry["burden"],
        risk=entry["risk"],
        minutes=read_figure(entry["minutes"], source),
        turnaround_days=read_figure(entry["turnaround_days"], source),
        indications=read_strings(entry, "indications"),
        not_if=MappingProxyType(dict(entry.get("not_if", {}))),
        sources=read_strings(entry, "sources"),
    )


def read_treatment(identifier: str, entry: dict[str, Any]) -> Treatment:
    """Return the treatment of an entry of treatments.toml."""
    return Treatment(
        id=identifier,
        name=entry["name"],
        lay_name=entry["lay_name"],
        kind=entry["kind"],
        summary=entry["summary"],
        evidence=entry["evidence"],
        limits=entry["limits"],
        clinician=entry["clinician"],
        classes=read_strings(entry, "classes"),
        sources=read_strings(entry, "sources"),
    )


def read_safety_rule(identifier: str, entry: dict[str, Any]) -> SafetyRule:
    """Return the safety rule of an entry of safety.toml."""
    parse_criterion(entry["when"])  # what cannot be read is refused here, with its place
    return SafetyRule(
        id=identifier,
        treatments=read_strings(entry, "treatments"),
        severity=Severity(entry["severity"]),
        when=MappingProxyType(dict(entry["when"])),
        why=entry["why"],
        source=entry["source"],
    )


def read_medicine(entry: dict[str, Any]) -> Medicine:
    """Return the medicine of an entry of medicines.toml."""
    return Medicine(entry["substance"], read_strings(entry, "brands"), read_strings(entry, "findings"))


def read_tip(identifier: str, entry: dict[str, Any]) -> Tip:
    """Return the tip of an entry of prevention.toml."""
    return Tip(
        id=identifier,
        title=entry["title"],
        text=entry["text"],
        evidence=entry["evidence"],
        triggers=read_strings(entry, "triggers"),
        sources=read_strings(entry, "sources"),
    )


def read_question(identifier: str, entry: dict[str, Any]) -> FrequentQuestion:
    """Return the question of an entry of questions.toml."""
    return FrequentQuestion(
        identifier, entry["question"], read_strings(entry, "answer"), read_strings(entry, "sources")
    )


def read_complication(identifier: str, entry: dict[str, Any]) -> Complication:
    """Return the complication of an entry of complications.toml."""
    return Complication(identifier, entry["title"], entry["text"], read_strings(entry, "sources"))
