"""Keeping the worth matrix between starts, because building it takes a fifth of a cold start.

The key names the knowledge and the engine, so a stored matrix is never that of other numbers. A store that
cannot be read or written costs time, not truth.
"""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

import numpy as np

from eutonia.reasoning.differential.worth import WorthMatrix

_FORM = "blocks"  # changes with the meaning of the arrays, so that an older store is not misread
_ARRAYS = tuple(field.name for field in fields(WorthMatrix))


def read_matrix(folder: Path, key: str) -> WorthMatrix | None:
    """Return the matrix that was stored under a key, or None."""
    place = folder / f"worth-{_FORM}-{key}"
    try:
        arrays = {name: np.load(place / f"{name}.npy", allow_pickle=False) for name in _ARRAYS}
    except (OSError, ValueError, EOFError):
        return None
    return WorthMatrix(**{**arrays, "findings": tuple(arrays["findings"].tolist())})


def write_matrix(folder: Path, key: str, matrix: WorthMatrix) -> None:
    """Store a matrix under a key; readers see all of it or nothing."""
    import shutil  # here, because a start that finds its matrix needs none of it

    draft = folder / f"worth-{_FORM}-{key}.{os.getpid()}.part"
    try:
        draft.mkdir(parents=True)
        for name in _ARRAYS:
            np.save(draft / f"{name}.npy", np.asarray(getattr(matrix, name)), allow_pickle=False)
        shutil.rmtree(folder / f"worth-{_FORM}-{key}", ignore_errors=True)  # there is one only if it is damaged
        draft.replace(folder / f"worth-{_FORM}-{key}")
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
