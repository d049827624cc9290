"""Triage rules and advice: from TOML to vocabulary, and what would be wrong with them.

Rules stand in ``triage/*.toml``, advice in ``advice.toml``. A broken file is refused with its name and a
remedy; what can only be judged against the rest of the knowledge is returned as issues by `check_rules`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from eutonia.knowledge.criteria import Sign, parse_criterion, words
from eutonia.knowledge.vocabulary import (
    ESTIMATE,
    Advice,
    AdviceKind,
    Finding,
    Issue,
    IssueLevel,
    KnowledgeError,
    Rule,
    Urgency,
)

_RULE_KEYS = {"urgency", "criterion", "patient", "clinician", "source", "advice", "when"}
_ADVICE_KEYS = {"title", "steps", "kind", "source"}
type _Table = Mapping[str, object]


def load_rules(folder: Path) -> tuple[Rule, ...]:
    """Read every rule of ``folder/triage/*.toml`` in the order of files and lines.

    Raises KnowledgeError for a file that cannot be read, a rule that cannot be, or an id used twice.
    """
    rules = [
        _rule(identifier, table, path.name)
        for path in sorted((folder / "triage").glob("*.toml"))
        for identifier, table in _section(path, "rule").items()
    ]
    if not rules:
        raise KnowledgeError(f"no triage rules in {folder.name}/triage: put at least one .toml file there")
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise KnowledgeError(f"the rule {rule.id} stands in two files: keep one")
        seen.add(rule.id)
    return tuple(rules)


def load_advice(folder: Path) -> dict[str, Advice]:
    """Read ``folder/advice.toml``. Raises KnowledgeError like `load_rules`."""
    path = folder / "advice.toml"
    return {name: _advice(name, table, path.name) for name, table in _section(path, "advice").items()}


def check_rules(
    rules: Iterable[Rule],
    advice: Mapping[str, Advice],
    findings: Mapping[str, Finding],
    source_keys: Collection[str],
) -> list[Issue]:
    """Return what is wrong between the rules and the rest of the knowledge; an empty list if nothing is."""
    found: list[Issue] = []
    for rule in rules:
        found += _unknown_words(rule, findings)
        found += _dangling(f"rule {rule.id}", rule.source, source_keys)
        found += [
            _error(f"rule {rule.id}", f"The advice {name!r} does not exist.", "Name a block of advice.toml.")
            for name in rule.advice
            if name not in advice
        ]
    for block in advice.values():
        found += _dangling(f"advice {block.id}", block.source, source_keys)
    return found


def _unknown_words(rule: Rule, findings: Mapping[str, Finding]) -> list[Issue]:
    found: list[Issue] = []
    for word in words(parse_criterion(rule.when)):
        if not isinstance(word, Sign):
            continue
        if word.finding not in findings:
            found.append(
                _error(
                    f"rule {rule.id}", f"There is no finding {word.finding!r}.", "Correct the id, or add the finding."
                )
            )
            continue
        try:
            word.matching(findings[word.finding])
        except KnowledgeError as problem:
            found.append(_error(f"rule {rule.id}", f"{problem}.", "Use a value that the finding has."))
    return found


def _dangling(where: str, source: str, source_keys: Collection[str]) -> list[Issue]:
    if source == ESTIMATE or source in source_keys:
        return []
    return [_error(where, f"The source {source!r} does not exist.", "Add it to sources, or write estimate.")]


def _error(where: str, what: str, remedy: str) -> Issue:
    return Issue(IssueLevel.ERROR, what, remedy, where)


def _section(path: Path, name: str) -> Mapping[str, _Table]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise KnowledgeError(f"{path.name} is missing: restore the file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise KnowledgeError(f"{path.name} is not valid TOML ({problem}): correct that line") from None
    tables = document.pop(name, None)
    if document or not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise KnowledgeError(f"{path.name} must hold [{name}.some-id] tables and nothing else")
    return tables


def _rule(identifier: str, table: _Table, where: str) -> Rule:
    _only(table, _RULE_KEYS, f"{where}: rule {identifier}")
    try:
        when = table["when"]
        parse_criterion(when)
        if not isinstance(when, Mapping):
            raise KnowledgeError("when is a table with all, any or at_least")
        return Rule(
            id=identifier,
            urgency=Urgency.from_slug(_text(table, "urgency")),
            when=when,
            patient=_text(table, "patient"),
            clinician=_text(table, "clinician"),
            source=_text(table, "source"),
            criterion=_number(table, "criterion"),
            advice=_texts(table, "advice"),
        )
    except KeyError as key:
        raise KnowledgeError(f"{where}: rule {identifier} lacks {key}") from None
    except KnowledgeError as problem:
        raise KnowledgeError(f"{where}: rule {identifier}: {problem}") from None


def _advice(identifier: str, table: _Table, where: str) -> Advice:
    _only(table, _ADVICE_KEYS, f"{where}: advice {identifier}")
    try:
        kind = _text(table, "kind")
        if kind not in {known.value for known in AdviceKind}:
            raise KnowledgeError(f"{kind!r} is no kind; choose from {', '.join(k.value for k in AdviceKind)}")
        return Advice(
            id=identifier,
            title=_text(table, "title"),
            steps=_texts(table, "steps"),
            kind=AdviceKind(kind),
            source=_text(table, "source"),
        )
    except KeyError as key:
        raise KnowledgeError(f"{where}: advice {identifier} lacks {key}") from None
    except KnowledgeError as problem:
        raise KnowledgeError(f"{where}: advice {identifier}: {problem}") from None


def _only(table: _Table, allowed: set[str], where: str) -> None:
    if strangers := set(table) - allowed:
        raise KnowledgeError(f"{where} has unknown keys {', '.join(sorted(strangers))}: remove or correct them")


def _text(table: _Table, key: str) -> str:
    value = table[key]
    if not isinstance(value, str) or not value.strip():
        raise KnowledgeError(f"{key} must be text")
    return value


def _texts(table: _Table, key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise KnowledgeError(f"{key} must be a list of texts")
    return tuple(str(item) for item in value)


def _number(table: _Table, key: str) -> int | None:
    value = table.get(key)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise KnowledgeError(f"{key} must be a whole number")
    return value
