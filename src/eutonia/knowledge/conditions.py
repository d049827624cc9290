"""Reading conditions: prior, modifiers and the likelihood of each listed finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from eutonia.knowledge.figures import read_complement, read_figure, read_strings, require_known
from eutonia.knowledge.vocabulary import (
    Affinity,
    Condition,
    Finding,
    FindingKind,
    Group,
    KnowledgeError,
    Likelihood,
    Likelihoods,
    Modifier,
    Settle,
    Sex,
    Urgency,
)

_KEYS = frozenset({field.name for field in fields(Condition)} - {"likelihoods", "modifiers"} | {"findings", "modifier"})
_LIKELIHOOD_KEYS = frozenset({"p", "source", "why"})


def read_condition(document: dict[str, Any], findings: Mapping[str, Finding], *, checked: bool = False) -> Condition:
    """Return the condition of a document; its likelihoods stand in the order of each finding's values.

    ``checked``: the document was read and found right before, so its likelihoods may wait until they are needed.
    """
    require_known(document, _KEYS)
    listed = document["findings"]

    def read(name: str) -> Likelihood:
        return _likelihood(name, listed[name], findings)

    prior = document["prior"]
    return Condition(
        id=document["id"],
        name=document["name"],
        lay_name=document["lay_name"],
        synonyms=read_strings(document, "synonyms"),
        icd10=read_strings(document, "icd10"),
        snomed=document.get("snomed", ""),
        group=Group(document["group"]),
        dangerous=document["dangerous"],
        urgency=Urgency.from_slug(document["urgency"]),
        settle=Settle(document["settle"]),
        summary=document["summary"],
        why=document["why"],
        prior=read_figure(prior["p"], prior.get("source")),
        modifiers=tuple(_modifier(entry) for entry in document.get("modifier", [])),
        likelihoods=Likelihoods.unread(listed, read) if checked else Likelihoods(map(read, listed)),
        goes_with=tuple(
            Affinity(entry["condition"], read_figure(entry["times"], entry.get("source")))
            for entry in document.get("goes_with", [])
        ),
        excludes=read_strings(document, "excludes"),
        tests=read_strings(document, "tests"),
        treatments=read_strings(document, "treatments"),
        self_care=read_strings(document, "self_care"),
        prevention=read_strings(document, "prevention"),
        complications=read_strings(document, "complications"),
        refer_to=document["refer_to"],
        sources=read_strings(document, "sources"),
        gentle_name=document.get("gentle_name", ""),
    )


def _modifier(entry: dict[str, Any]) -> Modifier:
    unknown = set(entry) - {"age", "sex", "pregnant", "factor", "source"}
    if unknown:
        raise KnowledgeError(
            f"a modifier knows age, sex and pregnant, not {', '.join(sorted(unknown))}: list the rest under [findings]"
        )
    age_from, age_to = entry.get("age", (None, None))
    return Modifier(
        factor=read_figure(entry["factor"], entry.get("source")),
        age_from=age_from,
        age_to=age_to,
        sex=Sex(entry["sex"]) if "sex" in entry else None,
        pregnant=entry.get("pregnant"),
    )


def _likelihood(name: str, entry: dict[str, Any], findings: Mapping[str, Finding]) -> Likelihood:
    if name not in findings:
        raise KnowledgeError(f"{name!r} is not a finding: choose an id from the files in findings/")
    finding = findings[name]
    source = entry.get("source")
    try:
        require_known(entry, _LIKELIHOOD_KEYS)
        if finding.kind is FindingKind.YES_NO:
            present = read_figure(entry["p"], source)
            return Likelihood(name, (read_complement(present), present), entry.get("why", ""))
        given = entry["p"]
        if not isinstance(given, dict) or set(given) != set(finding.value_ids()):
            raise KnowledgeError(f"give each of {', '.join(finding.value_ids())} a number")
        figures = tuple(read_figure(given[value], source) for value in finding.value_ids())
        return Likelihood(name, figures, entry.get("why", ""))
    except KnowledgeError as error:
        raise KnowledgeError(f"{name}: {error}") from error
