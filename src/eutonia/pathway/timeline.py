"""A stretch of time as bits, one for each grain: bit n is the n-th grain after the origin.

What a day of a clinic costs in a loop over instants, it costs in a few operations on whole numbers: taken grains
are removed by *and not*, and a visit of three grains fits where three shifted copies agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from eutonia.pathway.grains import GRAIN


@dataclass(frozen=True, slots=True)
class Timeline:
    """``size`` grains from ``origin`` on, which must be the beginning of a grain."""

    origin: datetime
    size: int

    def at(self, place: int) -> datetime:
        """Return the instant at which a grain begins."""
        return self.origin + place * GRAIN

    def place(self, instant: datetime) -> int:
        """Return the grain in which an instant lies; below 0 or from ``size`` on where it lies outside."""
        return (instant - self.origin) // GRAIN

    def place_from(self, instant: datetime) -> int:
        """Return the first grain that begins at an instant or after it."""
        return -((self.origin - instant) // GRAIN)

    def taken(self, instants: Iterable[datetime]) -> int:
        """Return the bits of the grains in which these instants lie."""
        origin, size, bits = self.origin, self.size, 0
        for instant in instants:
            place = (instant - origin) // GRAIN
            if 0 <= place < size:
                bits |= 1 << place
        return bits

    def whole(self, start: datetime, end: datetime) -> int:
        """Return the bits of the grains that lie wholly between two instants."""
        return self.between(self.place_from(start), self.place(end))

    def touched(self, start: datetime, end: datetime) -> int:
        """Return the bits of the grains that have any part between two instants."""
        return self.between(self.place(start), self.place_from(end))

    def between(self, first: int, stop: int) -> int:
        """Return the bits of the grains from ``first`` to before ``stop``."""
        first, stop = max(first, 0), min(stop, self.size)
        return (1 << stop) - (1 << first) if first < stop else 0


def beginnings(free: int, lead: int, length: int) -> int:
    """Return the grains at which something can begin that needs ``lead`` free grains before and ``length`` after."""
    fits = free << lead
    for step in range(1 - lead, length):
        fits &= free >> step if step >= 0 else free << -step
    return fits


def places(bits: int) -> Iterator[int]:
    """Yield the places of the bits that are set, the lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def runs(bits: int) -> Iterator[tuple[int, int]]:
    """Yield each run of set bits as its first place and the place after its last."""
    place = 0
    while bits:
        skipped = (bits & -bits).bit_length() - 1
        bits >>= skipped
        length = (~bits & (bits + 1)).bit_length() - 1
        yield place + skipped, place + skipped + length
        bits >>= length
        place += skipped + length
