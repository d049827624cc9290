"""The fingerprint of a recording: what tells two files of one name apart, and the same file again."""

from __future__ import annotations

import hashlib
from pathlib import Path

from eutonia.emg.formats.wfdb_format import data_files


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a recording's file as 64 hexadecimal digits.

    For a WFDB header the data files that it names are part of it. Nothing depends on the name of the file or on where
    it lies. Raises OSError where it cannot be read, EmgError where the header is none.
    """
    own = _sha256(path)
    if path.suffix.lower() != ".hea":
        return own
    return hashlib.sha256("".join([own, *map(_sha256, data_files(path))]).encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
