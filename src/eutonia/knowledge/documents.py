"""Reading the data folder: TOML files to plain documents, with a content hash and an optional cache.

The hash names the version of the knowledge. The cache holds the parsed documents as JSON under that
hash, because parsing TOML takes longer than everything else in a cold start.
"""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eutonia.knowledge.vocabulary import Issue, IssueLevel

DATA_FOLDER = Path(__file__).parent / "data"

Document = dict[str, Any]


class BrokenKnowledge(Exception):
    """The knowledge cannot be used. ``issues`` say what is wrong and what to do about it."""

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__("\n".join(str(issue) for issue in issues))
        self.issues = issues


def fingerprint(contents: Mapping[str, bytes]) -> str:
    """Return a hash over all file names and contents; the same files give the same hash."""
    digest = hashlib.sha256()
    for name in sorted(contents):
        digest.update(name.encode() + b"\0" + contents[name] + b"\0")
    return digest.hexdigest()[:16]


def read_documents(folder: Path, cache: Path | None = None) -> tuple[str, dict[str, Document]]:
    """Return the fingerprint of a data folder and its documents by relative name.

    Raises BrokenKnowledge with one issue for each file that is not TOML.
    """
    contents = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.toml"))}
    if not contents:
        raise BrokenKnowledge(
            [
                Issue(
                    IssueLevel.ERROR,
                    "The data folder holds no TOML file.",
                    "Name the right folder.",
                    str(folder),
                )
            ]
        )
    version = fingerprint(contents)
    store = None if cache is None else cache / f"documents-{version}.json"
    cached = _read_cache(store)
    if cached is not None:
        return version, cached
    documents = _parse(contents)
    _write_cache(store, documents)
    return version, documents


def _parse(contents: Mapping[str, bytes]) -> dict[str, Document]:
    documents: dict[str, Document] = {}
    issues = []
    for name, content in contents.items():
        try:
            documents[name] = tomllib.loads(content.decode())
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            issues.append(
                Issue(
                    IssueLevel.ERROR,
                    f"The file is not valid TOML: {error}.",
                    "Mend the line that is named; often a quote, a comma or a bracket is missing.",
                    name,
                )
            )
    if issues:
        raise BrokenKnowledge(issues)
    return documents


def _read_cache(store: Path | None) -> dict[str, Document] | None:
    if store is None:
        return None
    try:
        cached: dict[str, Document] = json.loads(store.read_bytes())
    except (OSError, ValueError):
        return None  # no cache, or a damaged one: the TOML files are the truth
    return cached


def _write_cache(store: Path | None, documents: dict[str, Document]) -> None:
    if store is None:
        return
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        draft = store.with_suffix(f".{os.getpid()}.part")
        draft.write_text(json.dumps(documents), encoding="utf-8")
        draft.replace(store)
    except (OSError, TypeError):
        return  # a cache that cannot be written, or cannot hold a date, costs time, not truth
