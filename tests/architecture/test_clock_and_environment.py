"""Time, chance and environment are passed in: only ``project`` reads them, so a test can set them."""

import ast

import pytest

from tests.architecture.house import ROOT, modules, packages, parse

CLOCK = {"datetime.now", "datetime.today", "datetime.utcnow", "date.today", "timezone.now", "time.time"}
ENVIRONMENT = {"os.environ", "os.getenv"}
DICE = {"default_rng", "random.default_rng"}


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def readings(tree: ast.AST) -> list[tuple[int, str]]:
    """The lines that read the clock or the environment, or throw dice without a seed."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _dotted(node) in ENVIRONMENT:
            found.append((node.lineno, _dotted(node)))
        if isinstance(node, ast.Call):
            name = ".".join(_dotted(node.func).split(".")[-2:])
            unseeded = name in DICE and not node.args and not node.keywords
            if name in CLOCK or unseeded:
                found.append((node.lineno, f"{name}()"))
    return found


@pytest.mark.parametrize("package", [p for p in packages() if p != "project"])
def test_only_project_reads_clock_environment_and_chance(package: str) -> None:
    faults = [
        f"{file.relative_to(ROOT)}:{line} reads {what}"
        for file in modules(package)
        if "migrations" not in file.parts
        for line, what in readings(parse(file))
    ]
    assert not faults, "\n".join(["pass it in as an argument instead:", *faults])


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        ("os.environ['HOME']", ["os.environ"]),
        ("os.getenv('HOME')", ["os.getenv"]),
        ("datetime.datetime.now(tz)", ["datetime.now()"]),
        ("date.today()", ["date.today()"]),
        ("timezone.now()", ["timezone.now()"]),
        ("np.random.default_rng()", ["random.default_rng()"]),
        ("np.random.default_rng(7)", []),
        ("request.now", []),
    ],
)
def test_the_reader_sees_what_it_should(code: str, seen: list[str]) -> None:
    assert [what for _, what in readings(ast.parse(code))] == seen
