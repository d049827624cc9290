"""The index of rare diseases, loaded once when first asked for. It holds nothing about a person."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eutonia.phenotype.index import Index

_loading = RLock()
_loaded: list[Index] = []


def index() -> Index:
    """Return the index.

    Raises HpoFilesError, with the remedy in its Issues, where the files are missing or cannot be read. That is not
    remembered: files put there later are found at the next request.
    """
    from eutonia.phenotype.index import Index  # late: few pages need it

    with _loading:
        if not _loaded:
            _loaded.append(Index.load())
        return _loaded[0]
