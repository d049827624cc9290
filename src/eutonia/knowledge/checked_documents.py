"""Documents that were read and found right, kept as JSON between starts.

Parsing TOML and checking every number takes longer than all the rest of a cold start. A file is named after the
version of the knowledge and after the code that checked it: when either changes, everything is read and checked anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from pathlib import Path

from eutonia.knowledge.documents import Document


def read_checked(folder: Path | None, version: str) -> dict[str, Document] | None:
    """Return the documents of that version, or None: the TOML files are the truth."""
    if folder is None:
        return None
    try:
        kept: dict[str, Document] = json.loads(_store(folder, version).read_bytes())
    except (OSError, ValueError):
        return None
    return kept


def keep_checked(folder: Path | None, version: str, documents: dict[str, Document]) -> None:
    """Keep documents that were found right. What cannot be kept costs time, not truth."""
    if folder is None:
        return
    store = _store(folder, version)
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        draft = store.with_suffix(f".{os.getpid()}.part")
        draft.write_text(json.dumps(documents), encoding="utf-8")
        draft.replace(store)
    except (OSError, TypeError):
        return


def _store(folder: Path, version: str) -> Path:
    return folder / f"documents-{version}-{_checker()}.json"


@cache
def _checker() -> str:
    """Name the code of this package as it lies on the disk."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    facts = [(file.name, (stat := file.stat()).st_mtime_ns, stat.st_size) for file in files]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
