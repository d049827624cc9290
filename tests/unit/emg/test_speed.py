"""What keeps the library quick: what a compiled loop may not ask, and what is not loaded before it is needed."""

import ast
import subprocess
import sys
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


def calls_of(path: Path) -> list[tuple[str, set[str], set[str], set[str]]]:
    """Return of each ``compiled(loop, plain, uses)`` the loop, what it says it uses, what it calls, what is here."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    here = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}
    found = []
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "compiled":
            loop = call.args[0]
            assert isinstance(loop, ast.Name)
            says = {name.id for word in call.keywords for name in ast.walk(word.value) if isinstance(name, ast.Name)}
            within = [here[name] for name in (loop.id, *says) if name in here]
            called = {node.func.id for one in within for node in ast.walk(one) if is_named(node)}
            found.append((loop.id, says, {name for name in called if name.endswith("_loop")}, set(here)))
    return found


def is_named(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)


@pytest.mark.parametrize("name", sorted({name for name, _ in LOOPS}))
def test_a_loop_names_the_loops_it_calls_and_they_stand_in_its_file(name: str) -> None:
    """A compiled loop is kept until its own file changes: one from another file would stay as it was."""
    (path,) = Path(emg.__file__).parent.rglob(name)
    for _, says, called, here in calls_of(path):
        assert says == called
        assert says <= here


def test_what_takes_long_to_load_waits_until_it_is_needed() -> None:
    code = (
        "import sys, numpy as np\n"
        "from eutonia import emg\n"
        "from eutonia.emg.reporting.report import analyse_channel\n"
        "noise = np.random.default_rng(1).normal(0, 5, (1, 20_000))\n"
        "analyse_channel(emg.Recording(noise, 1000.0, 'uV', ['biceps']).emg_channels()[0])\n"
        "sys.exit(' '.join({'scipy.signal', 'scipy.stats'} & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
