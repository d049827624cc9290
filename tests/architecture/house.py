"""The shape of the house, read from the files: which package stands on which storey, and who imports whom."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "eutonia"

# Ground floor first. A package imports only from storeys below it, and never from its neighbours.
STOREYS: tuple[tuple[str, ...], ...] = (
    ("knowledge",),
    ("reasoning", "phenotype", "emg", "pathway"),
    ("clinic",),
    ("web", "fhir", "cds", "cli", "gateways"),
    ("project",),
)

# Inside the clinic, the order the patient walks. A stage imports only stages to its left.
STAGES: tuple[str, ...] = (
    "storing",  # no stage, but the ground of all: how they write rows
    "audit",
    "outbox",
    "people",
    "assessment",
    "cover",
    "booking",
    "consultation",
    "investigations",
    "diagnosis",
    "treatment",
    "referral",
    "followup",
)

STOREY_OF = {package: height for height, storey in enumerate(STOREYS) for package in storey}


@dataclass(frozen=True)
class Import:
    """One imported module, by its full dotted name, and the line that asks for it."""

    file: Path
    line: int
    module: str

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line} imports {self.module}"


def packages() -> list[str]:
    """Every room directly under src/eutonia that holds Python."""
    return sorted(p.name for p in SRC.iterdir() if p.is_dir() and any(p.rglob("*.py")))


def modules(package: str) -> list[Path]:
    """Every Python file of one room."""
    return sorted((SRC / package).rglob("*.py"))


def parse(file: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def imports(file: Path) -> Iterator[Import]:
    """Every import of a file, those inside functions too, relative ones made absolute."""
    for node in ast.walk(parse(file)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(file, node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(file, node)
            for alias in node.names:
                yield Import(file, node.lineno, f"{base}.{alias.name}")


def _absolute(file: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    inside = file.relative_to(SRC.parent).parts[: -node.level]
    return ".".join((*inside, *(node.module or "").split("."))).rstrip(".")


def ours(found: Import) -> tuple[str, ...]:
    """The parts after ``eutonia``, or nothing when the import is not of ours."""
    head, *rest = found.module.split(".")
    return tuple(rest) if head == "eutonia" else ()
