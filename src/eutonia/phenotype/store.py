"""Keeping compiled tables between starts, mapped from disk rather than read.

The key names the contents of the HPO files and the numbers of the model. A store that cannot be read or written
costs time, not truth. A small note saves hashing 60 MB at each start: it ties places, sizes and times of change
of the files to their hash.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import numpy as np

from eutonia.phenotype.files import HpoFiles
from eutonia.phenotype.tables import Tables

FORMAT = "5"


def read_tables(folder: Path, files: HpoFiles, model: str) -> Tables | None:
    """Return the stored tables of these files under this model, or None."""
    place = folder / f"phenotype-{_key(folder, files, model)}"
    try:
        return Tables(**{name: np.load(place / f"{name}.npy", mmap_mode="r") for name in Tables.names()})
    except (OSError, ValueError, EOFError):
        return None


def write_tables(folder: Path, files: HpoFiles, model: str, tables: Tables) -> None:
    """Store tables; readers see all of them or nothing."""
    place = folder / f"phenotype-{_key(folder, files, model)}"
    draft = place.with_name(f"{place.name}.{os.getpid()}.part")
    try:
        draft.mkdir(parents=True)
        for name in Tables.names():
            np.save(draft / f"{name}.npy", np.asarray(getattr(tables, name)), allow_pickle=False)
        shutil.rmtree(place, ignore_errors=True)
        draft.replace(place)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)


def _key(folder: Path, files: HpoFiles, model: str) -> str:
    note = folder / f"phenotype-files-{files.stamp()}.txt"
    try:
        contents = note.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        contents = ""
    if len(contents) != 24:
        contents = files.key()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            draft = note.with_suffix(f".{os.getpid()}.part")
            draft.write_text(contents, encoding="ascii")
            draft.replace(note)
        except OSError:
            pass  # the next start hashes again
    return hashlib.sha256(f"{FORMAT} {contents} {model}".encode()).hexdigest()[:24]
