"""The knowledge and the engine, loaded once and shared by every page. Neither holds anything about a person."""

from __future__ import annotations

from functools import cache
from threading import RLock
from typing import TYPE_CHECKING

from eutonia.knowledge.load import Knowledge, load

if TYPE_CHECKING:
    from eutonia.reasoning.assess import Assessor

_loading = RLock()
"""Held while one of them is made: a cache alone lets every thread that comes meanwhile make its own."""


def knowledge() -> Knowledge:
    """What medicine knows, as it was when the server started.

    Raises BrokenKnowledge, with a remedy for each issue, where the data cannot be used.
    """
    with _loading:
        return _knowledge()


def assessor() -> Assessor:
    """The compiled engine over :func:`knowledge`."""
    with _loading:
        return _assessor()


@cache
def _knowledge() -> Knowledge:
    return load()


@cache
def _assessor() -> Assessor:
    # Imported late: pages that only inform need no numpy.
    from eutonia.reasoning.assess import Assessor
    from eutonia.reasoning.differential import Engine

    return Assessor(Engine(knowledge()))
