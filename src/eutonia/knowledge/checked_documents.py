"""Documents that were read and found right, kept as JSON between starts.

Parsing TOML and checking every number takes longer than all the rest of a cold start. What is kept counts only while
every file of the knowledge, and of the code that checked it, lies on the disk as it lay then: by name, size, times
and place. The time of change (``ctime``) moves with every write and cannot be set back, so no edit goes unseen.
"""

from __future__ import annotations

import json
import os
from binascii import crc32
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from eutonia.knowledge.documents import Document

type Stamp = list[list[str | int]]


class Checked(NamedTuple):
    """Documents that were found right, and the version that their content has."""

    version: str
    documents: dict[str, Document]


def stamp_of(folder: Path) -> Stamp:
    """Return how the files of a data folder, and of the code that checks them, lie on the disk now."""
    return [*_lying(folder, ".toml"), *_lying(Path(__file__).parent, ".py")]


def read_checked(cache: Path | None, folder: Path, stamp: Stamp) -> Checked | None:
    """Return what was kept of a data folder that lies as the stamp says, or None: the TOML files are the truth."""
    if cache is None:
        return None
    try:
        head, documents = _store(cache, folder).read_bytes().split(b"\n", 1)
        kept, version = json.loads(head)
        if kept != stamp:
            return None
        return Checked(version, {name: _opened(document) for name, document in json.loads(documents).items()})
    except (OSError, ValueError, AttributeError):
        return None


def keep_checked(cache: Path | None, folder: Path, stamp: Stamp, checked: Checked) -> None:
    """Keep documents that were found right. What cannot be kept costs time, not truth."""
    if cache is None:
        return
    store = _store(cache, folder)
    folded = {name: _folded(document) for name, document in checked.documents.items()}
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        draft = store.with_suffix(f".{os.getpid()}.part")
        draft.write_text(f"{json.dumps([stamp, checked.version])}\n{json.dumps(folded)}", encoding="utf-8")
        draft.replace(store)
    except (OSError, TypeError):
        return


class _Unread(Mapping[str, Any]):
    """A table whose entries are parsed when they are looked at: a condition has hundreds, and few are needed."""

    def __init__(self, entries: dict[str, str]) -> None:
        self._entries = entries

    def __getitem__(self, name: str) -> Any:
        return json.loads(self._entries[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


_LONG = "findings"  # the table of a condition that holds most of all numbers


def _folded(document: Document) -> Document:
    if _LONG not in document:
        return document
    return {**document, _LONG: {name: json.dumps(entry) for name, entry in document[_LONG].items()}}


def _opened(document: Document) -> Document:
    return {**document, _LONG: _Unread(document[_LONG])} if _LONG in document else document


def _store(cache: Path, folder: Path) -> Path:
    return cache / f"knowledge-{crc32(os.fsencode(folder.resolve())):08x}.json"


def _lying(folder: Path, ending: str) -> Stamp:
    found: Stamp = []
    for inside, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.endswith(ending):
                path = f"{inside}/{name}"
                stat = os.stat(path)
                found.append([path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino])
    return found
