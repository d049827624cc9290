"""TOML to vocabulary, validated once.

``load`` returns a Knowledge or raises BrokenKnowledge with every issue it found, each with file and remedy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from eutonia.knowledge.care import (
    Complication,
    FrequentQuestion,
    Medicine,
    SafetyRule,
    Test,
    Tip,
    Treatment,
)
from eutonia.knowledge.care_reading import (
    read_complication,
    read_medicine,
    read_question,
    read_safety_rule,
    read_test,
    read_tip,
    read_treatment,
)
from eutonia.knowledge.checked_documents import Checked, keep_checked, read_checked, stamp_of
from eutonia.knowledge.conditions import read_condition
from eutonia.knowledge.criteria import rule_findings
from eutonia.knowledge.documents import DATA_FOLDER, BrokenKnowledge, Document, fingerprint, parse, read_contents
from eutonia.knowledge.findings import read_finding
from eutonia.knowledge.model import Model, read_model
from eutonia.knowledge.rules import read_advice, read_rule
from eutonia.knowledge.seed import SeedStatement, read_statement
from eutonia.knowledge.vocabulary import (
    Advice,
    Condition,
    Finding,
    Issue,
    IssueLevel,
    KnowledgeError,
    Rule,
    Source,
)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything that medicine knows here, under one version.

    ``screens`` maps the number of each page of the emergency screen to its question.
    """

    version: str
    findings: Mapping[str, Finding]
    conditions: Mapping[str, Condition]
    rules: tuple[Rule, ...]
    advice: Mapping[str, Advice]
    sources: Mapping[str, Source]
    screens: Mapping[int, str]
    model: Model
    tests: Mapping[str, Test]
    treatments: Mapping[str, Treatment]
    safety_rules: tuple[SafetyRule, ...]
    medicines: tuple[Medicine, ...]
    tips: tuple[Tip, ...]
    questions: tuple[FrequentQuestion, ...]
    complications: tuple[Complication, ...]
    seed: tuple[SeedStatement, ...]

    def findings_of_rules(self) -> frozenset[str]:
        """Return the findings that some triage rule looks at."""
        return frozenset(finding for rule in self.rules for finding in rule_findings(rule.when))


class _Reader:
    """Collects what can be read and an issue for each thing that cannot."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self.documents = documents
        self.issues: list[Issue] = []

    def entries(self, prefix: str, table: str) -> Iterator[tuple[str, str, Document]]:
        """Yield (file, id, entry) for each entry of a table in the files below a prefix."""
        for name, document in self.documents.items():
            if name.startswith(prefix):
                entries = document.get(table, {})
                if not isinstance(entries, dict):
                    self._note(name, f"{table} must be a table, not {entries!r}.", f"Write [{table}.some-id].")
                    continue
                for identifier, entry in entries.items():
                    yield name, identifier, entry

    def attempt[T](self, where: str, make: Callable[[], T]) -> T | None:
        """Return what ``make`` makes, or note why it cannot be made."""
        try:
            return make()
        except KeyError as error:
            self._note(where, f"The entry {error} is missing.", "Add it; a neighbouring file shows the form.")
        except (KnowledgeError, ValueError, TypeError, AttributeError) as error:
            self._note(where, f"{error}.", "Correct the entry.")
        return None

    def collect[T](
        self, prefix: str, table: str, make: Callable[[str, Document], T], into: dict[str, T] | None = None
    ) -> dict[str, T]:
        """Read a table of many files into one mapping; an id given twice is an issue."""
        found: dict[str, T] = {} if into is None else into
        for name, identifier, entry in self.entries(prefix, table):
            where = f"{name}: {identifier}"
            made = self.attempt(where, lambda i=identifier, e=entry: make(i, e))  # type: ignore[misc]
            if made is not None:
                self.keep(name, identifier, made, found)
        return found

    def keep[T](self, name: str, identifier: str, made: T, into: dict[str, T]) -> None:
        """Put a thing under its id; of two with one id neither is the right one to choose silently."""
        if identifier in into:
            self._note(f"{name}: {identifier}", "The id is given twice.", "Keep one of the two.")
        else:
            into[identifier] = made

    def _note(self, where: str, what: str, remedy: str) -> None:
        self.issues.append(Issue(IssueLevel.ERROR, what, remedy, where))


def _source(key: str, entry: Document) -> Source:
    return Source(
        key=key,
        title=entry["title"],
        address=entry.get("address", ""),
        weak=entry.get("weak", False),
        note=entry.get("note", ""),
    )


def _conditions(
    reader: _Reader, findings: Mapping[str, Finding], unreadable: set[str], *, checked: bool
) -> dict[str, Condition]:
    conditions: dict[str, Condition] = {}
    for name, document in reader.documents.items():
        if name.startswith("conditions/"):
            told = _without(document, unreadable)
            condition = reader.attempt(name, lambda d=told: read_condition(d, findings, checked=checked))  # type: ignore[misc]
            if condition is not None:
                reader.keep(name, condition.id, condition, conditions)
    return conditions


def _without(document: Document, unreadable: set[str]) -> Document:
    """Return a condition without the findings whose fault was named already; it need not be named a hundred times."""
    listed = document.get("findings")
    if not unreadable or not isinstance(listed, dict):
        return document
    return {**document, "findings": {name: entry for name, entry in listed.items() if name not in unreadable}}


def _screens(reader: _Reader) -> dict[int, str]:
    questions = reader.collect("findings/", "screen", lambda number, entry: (int(number), str(entry["question"])))
    return dict(questions.values())


def build(version: str, documents: Mapping[str, Document], *, checked: bool = False) -> Knowledge:
    """Turn documents into Knowledge, or raise BrokenKnowledge with every issue.

    ``checked``: these very documents were built before without an issue.
    """
    reader = _Reader(documents)
    findings: dict[str, Finding] = {}
    unreadable: set[str] = set()
    for name, identifier, entry in reader.entries("findings/", "finding"):
        room = name.removeprefix("findings/").removesuffix(".toml")
        finding = reader.attempt(
            f"{name}: {identifier}",
            lambda i=identifier, e=entry, r=room: read_finding(i, e, r),  # type: ignore[misc]
        )
        if finding is None:
            unreadable.add(identifier)
        else:
            reader.keep(name, identifier, finding, findings)
    conditions = _conditions(reader, findings, unreadable, checked=checked)
    rules = reader.collect("triage", "rule", read_rule)
    advice = reader.collect("advice", "advice", read_advice)
    sources = reader.collect("sources/", "source", _source)
    model = reader.attempt("model.toml", lambda: read_model(documents["model.toml"]))
    tests = reader.collect("tests", "test", read_test)
    treatments = reader.collect("treatments", "treatment", read_treatment)
    safety_rules = reader.collect("safety", "safety", read_safety_rule)
    tips = reader.collect("prevention", "tip", read_tip)
    questions = reader.collect("questions", "question", read_question)
    complications = reader.collect("complications", "complication", read_complication)
    seed = reader.collect("seed", "statement", read_statement)
    screens = _screens(reader)
    medicines = [
        reader.attempt(f"medicines.toml: entry {number}", lambda e=entry: read_medicine(e))  # type: ignore[misc]
        for number, entry in enumerate(documents.get("medicines.toml", {}).get("medicine", []), start=1)
    ]
    if reader.issues or model is None:
        raise BrokenKnowledge(reader.issues)
    return Knowledge(
        version=version,
        findings=MappingProxyType(findings),
        conditions=MappingProxyType(dict(sorted(conditions.items()))),
        rules=tuple(rules.values()),
        advice=MappingProxyType(advice),
        sources=MappingProxyType(sources),
        screens=MappingProxyType(screens),
        model=model,
        tests=MappingProxyType(tests),
        treatments=MappingProxyType(treatments),
        safety_rules=tuple(safety_rules.values()),
        medicines=tuple(medicine for medicine in medicines if medicine is not None),
        tips=tuple(tips.values()),
        questions=tuple(questions.values()),
        complications=tuple(complications.values()),
        seed=tuple(seed.values()),
    )


def load(folder: Path = DATA_FOLDER, cache: Path | None = None) -> Knowledge:
    """Return the knowledge of a data folder; ``cache`` is a folder that may keep documents found right."""
    stamp = stamp_of(folder)  # before reading: what changes meanwhile must not pass for what was read
    kept = read_checked(cache, folder, stamp)
    if kept is not None:
        return build(kept.version, kept.documents, checked=True)
    contents = read_contents(folder)
    checked = Checked(fingerprint(contents), parse(contents))
    knowledge = build(checked.version, checked.documents)
    keep_checked(cache, folder, stamp, checked)
    return knowledge
