"""What a compiled loop may not ask, because its sums may be reordered."""

import ast
from pathlib import Path

import pytest

from eutonia import emg

LOOPS = [
    (path.name, function)
    for path in sorted(Path(emg.__file__).parent.rglob("*.py"))
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(function, ast.FunctionDef) and function.name.endswith("_loop")
]


@pytest.mark.parametrize("function", [one for _, one in LOOPS], ids=[f"{name}:{one.name}" for name, one in LOOPS])
def test_no_loop_asks_isfinite(function: ast.FunctionDef) -> None:
    """It would say yes of a NaN: ask ``abs(x) <= LARGEST`` (`eutonia.emg.speed`)."""
    asked = {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
    assert "isfinite" not in asked
