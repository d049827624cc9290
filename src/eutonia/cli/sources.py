"""Where the command line finds its knowledge: the packaged data, or the folder that the caller names."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

from eutonia.knowledge.documents import DATA_FOLDER
from eutonia.knowledge.load import Knowledge, load


def cache_folder(environ: dict[str, str] | None = None) -> Path:
    """Return the folder for caches: EUTONIA_CACHE, or the user's cache folder."""
    values = dict(os.environ) if environ is None else environ
    if "EUTONIA_CACHE" in values:
        return Path(values["EUTONIA_CACHE"])
    home = values.get("XDG_CACHE_HOME") or Path(values.get("HOME", "~")).expanduser() / ".cache"
    return Path(home) / "eutonia"


def knowledge_of(arguments: Namespace, *, afresh: bool = False) -> Knowledge:
    """Return the knowledge that the arguments ask for; ``afresh``: every file read and checked, whatever was kept."""
    return load(arguments.data or DATA_FOLDER, cache=None if afresh else cache_folder())
