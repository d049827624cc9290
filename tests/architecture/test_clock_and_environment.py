"""Time, chance and environment are passed in, so that a test can set them.

Only the two doors read them: ``project`` for the server (clock and environment), ``cli`` for the command
line (environment). Nobody throws dice without a seed.
"""

import ast

import pytest

from tests.architecture.house import ROOT, modules, packages, parse

CLOCK = {"datetime.now", "datetime.today", "datetime.utcnow", "date.today", "timezone.now", "time.time"}
ENVIRONMENT = {"os.environ", "os.getenv"}
DICE = {"default_rng", "random.default_rng"}
MAY = {"project": ("clock", "environment"), "cli": ("environment",)}


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def readings(tree: ast.AST) -> list[tuple[int, str, str]]:
    """The lines that read the clock or the environment, or throw dice without a seed: line, kind and name."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _dotted(node) in ENVIRONMENT:
            found.append((node.lineno, "environment", _dotted(node)))
        if isinstance(node, ast.Call):
            name = ".".join(_dotted(node.func).split(".")[-2:])
            if name in CLOCK:
                found.append((node.lineno, "clock", name))
            if name in DICE and not node.args and not node.keywords:
                found.append((node.lineno, "dice", name))
    return found


@pytest.mark.parametrize("package", packages())
def test_only_the_doors_read_clock_environment_and_chance(package: str) -> None:
    faults = [
        f"{file.relative_to(ROOT)}:{line} reads the {kind}: {name}"
        for file in modules(package)
        if "migrations" not in file.parts
        for line, kind, name in readings(parse(file))
        if kind not in MAY.get(package, ())
    ]
    assert not faults, "\n".join(["pass it in as an argument instead:", *faults])


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        ("os.environ['HOME']", ["os.environ"]),
        ("os.getenv('HOME')", ["os.getenv"]),
        ("datetime.datetime.now(tz)", ["datetime.now"]),
        ("date.today()", ["date.today"]),
        ("timezone.now()", ["timezone.now"]),
        ("np.random.default_rng()", ["random.default_rng"]),
        ("np.random.default_rng(7)", []),
        ("request.now", []),
    ],
)
def test_the_reader_sees_what_it_should(code: str, seen: list[str]) -> None:
    assert [name for _, _, name in readings(ast.parse(code))] == seen
