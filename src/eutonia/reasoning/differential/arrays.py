"""The kinds of arrays that the engine speaks of.

Their names are resolved only by who checks types: importing ``numpy.typing`` would slow every start for nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

type Array = NDArray[np.float64]
type Index = NDArray[np.int32]
type Numbers = NDArray[np.generic]
