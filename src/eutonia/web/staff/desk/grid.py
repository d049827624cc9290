"""A day as a table: a row for each quarter of an hour, a column for each clinician or room.

What lasts longer than a row is one tall cell, so that every cell says something and none is empty by accident.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from eutonia.clinic.booking.queries import Column, VisitLine

ROW = timedelta(minutes=15)


class CellKind(StrEnum):
    """What a cell stands for."""

    VISIT = "visit"
    FREE = "free"
    KEPT = "kept"
    """Worked and not free, and no visit: time around a visit, or a time that somebody is booking just now."""
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its kind, how many rows it spans, from when to when, and the visits in it."""

    kind: CellKind
    column: Column
    starts: datetime
    ends: datetime
    rows: int
    visits: tuple[VisitLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A quarter of an hour, with the cells that begin in it."""

    at: datetime
    is_hour: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The whole table."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def grid(columns: Sequence[Column], *, with_work: bool) -> Grid:
    """The table of some columns. ``with_work``: the columns know when somebody works (clinicians do, rooms do not)."""
    marks = [mark for column in columns for mark in _marks(column)]
    if not marks:
        return Grid(tuple(columns), ())
    first, last = _whole_hour(min(marks)), max(marks)
    count = -(-(last - first) // ROW)
    beginning: list[list[Cell]] = [[] for _ in range(count)]
    for column in columns:
        for place, cell in _cells(column, first, count, with_work):
            beginning[place].append(cell)
    zone = marks[0].tzinfo
    rows = tuple(
        Row(at := (first + place * ROW).astimezone(zone), at.minute == 0, tuple(cells))
        for place, cells in enumerate(beginning)
    )
    return Grid(tuple(columns), rows)


def _marks(column: Column) -> Iterator[datetime]:
    for stretch in column.work:
        yield from (stretch.starts, stretch.ends)
    for visit in column.visits:
        yield from (visit.wall, visit.ends)


def _whole_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0).astimezone(UTC)


def _cells(column: Column, first: datetime, count: int, with_work: bool) -> Iterator[tuple[int, Cell]]:
    """The cells of one column with the row that each begins in, covering every row once."""
    zone = (column.visits[0].wall if column.visits else column.work[0].starts).tzinfo if _has_any(column) else UTC
    kinds = _kinds(column, first, count, with_work)
    place = 0
    while place < count:
        kind, visits = kinds[place]
        stop = place + 1
        while stop < count and kinds[stop] == (kind, visits):
            stop += 1
        starts, ends = ((first + at * ROW).astimezone(zone) for at in (place, stop))
        yield place, Cell(kind, column, starts, ends, stop - place, visits)
        place = stop


def _has_any(column: Column) -> bool:
    return bool(column.visits or column.work)


def _kinds(
    column: Column, first: datetime, count: int, with_work: bool
) -> list[tuple[CellKind, tuple[VisitLine, ...]]]:
    """What each row of a column is."""
    empty = CellKind.AWAY if with_work else CellKind.FREE
    kinds: list[tuple[CellKind, tuple[VisitLine, ...]]] = [(empty, ())] * count
    for kind, stretches in ((CellKind.KEPT, column.work), (CellKind.FREE, column.gaps)):
        for place in _places(((each.starts, each.ends) for each in stretches), first, count):
            kinds[place] = (kind, ())
    for visits in _together(column.visits):
        span = (min(visit.wall for visit in visits), max(visit.ends for visit in visits))
        for place in _places([span], first, count):
            kinds[place] = (CellKind.VISIT, visits)
    return kinds


def _places(spans: Iterable[tuple[datetime, datetime]], first: datetime, count: int) -> Iterator[int]:
    for starts, ends in spans:
        yield from range(max(0, (starts - first) // ROW), min(count, -(-(ends - first) // ROW)))


def _together(visits: Sequence[VisitLine]) -> Iterator[tuple[VisitLine, ...]]:
    """Visits by themselves; those that overlap (a place given again after a no-show) share a cell."""
    group: list[VisitLine] = []
    end = None
    for visit in sorted(visits, key=lambda each: each.starts_at):
        if end is not None and visit.wall >= end:
            yield tuple(group)
            group, end = [], None
        group.append(visit)
        end = visit.ends if end is None else max(end, visit.ends)
    if group:
        yield tuple(group)
