"""Reads the tables of this folder; README.md explains their notation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from eutonia.pathway.money import Money
from eutonia.pathway.standing import AuthorisationState, Standing, Terms

FOLDER = Path(__file__).parent
NOTHING = "–"


@dataclass(frozen=True)
class Row:
    """One line of a table: its cells by the words above them."""

    file: str
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def __str__(self) -> str:
        return f"{self.file}: {', '.join(list(self.cells.values())[:4])}"

    def list(self, column: str) -> list[str]:
        """The entries of a cell, none for a dash."""
        return entries(self[column])

    def number(self, column: str) -> int | None:
        return None if self[column] == NOTHING else int(self[column])

    def date(self, column: str) -> date | None:
        return None if self[column] == NOTHING else date.fromisoformat(self[column])

    def money(self, column: str) -> Money | None:
        return None if self[column] == NOTHING else Money.from_text(self[column])


def entries(cell: str) -> list[str]:
    """The entries of a cell, none for a dash."""
    return [] if cell == NOTHING else [part.strip() for part in cell.split(",")]


def tables(file: str) -> list[list[Row]]:
    """Every table of a file, in order."""
    return list(_tables(file))


def _tables(file: str) -> Iterator[list[Row]]:
    columns: list[str] = []
    rows: list[Row] = []
    for line in [*(FOLDER / file).read_text(encoding="utf-8").splitlines(), ""]:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if not cells and columns:
            yield rows
            columns, rows = [], []
        elif cells and not columns:
            columns = cells
        elif cells and not line.startswith("| ---"):
            assert len(cells) == len(columns), f"{file}: {len(columns)} cells, not {len(cells)}: {line}"
            rows.append(Row(file, dict(zip(columns, cells, strict=True))))


def who(cell: str) -> frozenset[str]:
    """The roles that a cell names, by their groups."""
    return frozenset[str]().union(*(groups()[group] for group in entries(cell)))


@cache
def groups() -> dict[str, frozenset[str]]:
    """The groups of people as the README tells them."""
    return {row["group"]: frozenset(row.list("who")) for row in tables("README.md")[1]}


def standing(
    row: Row, state: str, *, names: frozenset[str] = frozenset(), limit: Money | None = None
) -> Standing | None:
    """The authorisation that a row speaks of, or None."""
    if state == NOTHING:
        return None
    until = row.date("Until")
    terms = None if until is None else Terms("X-1", until, row.number("For"), limit, names)
    return Standing(AuthorisationState(state), terms, row.number("Used") or 0)


def utc(cell: str) -> datetime:
    """An instant that is written in UTC."""
    return datetime.fromisoformat(cell).replace(tzinfo=UTC)
