"""The few loops that numpy cannot express, compiled where numba is there and plain where it is not.

``compiled`` takes a loop and an equivalent in numpy. Tests compare the two, so an install without the extra
``emg-fast`` gives the same results, later.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from types import FunctionType
from typing import Any

HAS_NUMBA = find_spec("numba") is not None
_MAY = {"reassoc", "nsz", "contract"}  # sums in another order; nothing that would lose a NaN, but for isfinite:
LARGEST = sys.float_info.max
"""A loop asks ``abs(x) <= LARGEST`` whether x is a number. ``isfinite`` compiles to x - x, which becomes 0 for a NaN
too where sums may be reordered."""


def compiled[**P, R](
    loop: Callable[P, R], plain: Callable[P, R], uses: Sequence[Callable[..., Any]] = ()
) -> Callable[P, R]:
    """Return the loop, compiled at its first call and kept on disk where that is possible; or the plain function.

    ``uses``: loops that it calls by their names. They must stand in its own file, as what is kept is made anew only
    when that file changes.
    """
    if not HAS_NUMBA:
        return plain
    made: list[Callable[P, R]] = []
    once = Lock()

    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        if not made:
            with once:
                if not made:
                    made.append(_made(loop, uses))
        return made[0](*args, **kwargs)

    return call


def _made[**P, R](loop: Callable[P, R], uses: Sequence[Callable[..., Any]]) -> Callable[P, R]:
    njit: Any = import_module("numba").njit  # imported late: it takes longer than many a short recording
    result: Callable[P, R]
    if uses and isinstance(loop, FunctionType):
        within = {one.__name__: _inner(one) for one in uses}
        loop = FunctionType(loop.__code__, {**loop.__globals__, **within}, loop.__name__)
    try:
        result = njit(cache=True, nogil=True, fastmath=_MAY)(loop)
    except RuntimeError:  # nowhere to keep it, as in a read-only installation
        result = njit(nogil=True, fastmath=_MAY)(loop)
    return result


@cache
def _inner(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Return a loop for others to call, made once for all of them."""
    return _made(loop, ())


def side_by_side[T, R](work: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """Return the results in the order of the items, two at a time: the loops let go of Python's lock."""
    if len(items) < 2:
        return [work(item) for item in items]
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, items))
