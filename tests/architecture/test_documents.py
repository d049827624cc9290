"""The documents say what is so: decisions numbered, words explained, hazards tied to tests that exist."""

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

import eutonia
from tests.architecture.house import ROOT, STOREY_OF, modules, packages, parse

DECISIONS = ROOT / "docs" / "adr"
HAZARDS = ROOT / "docs" / "safety" / "hazards.toml"
WORDS = ("hazard", "cause", "effect", "control")
SCORES = ("severity", "likelihood", "residual_severity", "residual_likelihood")


# ---- decisions ---------------------------------------------------------------------------------------------


def _decisions() -> list[Path]:
    return sorted(p for p in DECISIONS.glob("*.md") if p.name != "README.md")


def test_decisions_are_numbered_once_and_without_gaps() -> None:
    numbers = [p.name.split("-")[0] for p in _decisions()]
    assert numbers == [f"{n:03}" for n in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("path", _decisions(), ids=lambda p: p.stem)
def test_a_decision_says_what_was_rejected(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {path.name[:3]}. ")
    for heading in ("## Decision", "## Why", "## Rejected"):
        assert heading in text, f"{path.name} lacks '{heading}'"


# ---- words -------------------------------------------------------------------------------------------------


def _squashed(words: str) -> str:
    return re.sub(r"[\s-]+", "", words).lower()


def _public_classes() -> dict[str, str]:
    """Class name to place, for every public class of the clinic and the storeys below it."""
    return {
        node.name: f"{file.relative_to(ROOT)}:{node.lineno}"
        for package in packages()
        if STOREY_OF.get(package, 9) <= STOREY_OF["clinic"]
        for file in modules(package)
        if "migrations" not in file.parts and file.name != "apps.py"
        for node in parse(file).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    }


def test_the_glossary_holds_every_public_class() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    terms = {_squashed(term) for term in re.findall(r"\*\*(.+?)\*\*", text)}
    missing = [f"{name} ({place})" for name, place in _public_classes().items() if _squashed(name) not in terms]
    assert not missing, "docs/glossary.md has no **term** for:\n" + "\n".join(sorted(missing))


def test_the_glossary_says_each_word_once_and_in_order() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    for section in text.split("\n## ")[1:]:
        title = section.splitlines()[0]
        terms = [term.lower() for term in re.findall(r"^- \*\*(.+?)\*\*", section, flags=re.MULTILINE)]
        assert terms == sorted(set(terms)), f"'{title}': put the terms in alphabetical order, each once"


# ---- hazards -----------------------------------------------------------------------------------------------


def _hazards() -> list[dict[str, object]]:
    return tomllib.loads(HAZARDS.read_text(encoding="utf-8"))["hazard"]


def _test_exists(node_id: str) -> bool:
    """Whether ``path::name`` or ``path::Class::name`` names a test function, read from the syntax tree."""
    path, *names = node_id.split("[")[0].split("::")
    file = ROOT / path
    if not names or not names[-1].startswith("test_") or not file.is_file():
        return False
    bodies: list[ast.stmt] = parse(file).body
    for name in names:
        match = [n for n in bodies if isinstance(n, ast.FunctionDef | ast.ClassDef) and n.name == name]
        if not match:
            return False
        bodies = match[0].body
    return True


def test_the_finder_of_tests_can_say_no() -> None:
    here = "tests/architecture/test_documents.py"
    assert _test_exists(f"{here}::test_the_finder_of_tests_can_say_no")
    assert not _test_exists(f"{here}::test_that_nobody_wrote")
    assert not _test_exists("tests/nowhere.py::test_x")
    assert not _test_exists(here)


def test_hazards_are_numbered_once() -> None:
    twice = [name for name, count in Counter(str(h["id"]) for h in _hazards()).items() if count > 1]
    assert not twice


@pytest.mark.parametrize("hazard", _hazards(), ids=lambda h: str(h["id"]))
def test_a_hazard_is_complete_and_its_tests_exist(hazard: dict[str, object]) -> None:
    assert all(str(hazard[word]).strip() for word in WORDS)
    for score in SCORES:
        assert hazard[score] in range(1, 6), f"{score} runs from 1 to 5"
    before = int(str(hazard["severity"])) * int(str(hazard["likelihood"]))
    after = int(str(hazard["residual_severity"])) * int(str(hazard["residual_likelihood"]))
    assert after <= before, "a control that makes matters worse is not a control"
    tests = hazard["tests"]
    assert isinstance(tests, list)
    assert tests, "name a test that shows the control"
    assert [t for t in tests if not _test_exists(str(t))] == []


# ---- places ------------------------------------------------------------------------------------------------


def _texts() -> list[Path]:
    """Every document, and every source that may point to one."""
    kinds = (".md", ".py", ".toml", ".html", ".jinja")
    rooms = (ROOT / "docs", ROOT / "src", ROOT / "tests", ROOT / "bench")
    below = (p for room in rooms for p in sorted(room.rglob("*")) if p.suffix in kinds)
    return [*sorted(ROOT.glob("*.md")), *below]


def _lost_links(text: str, folder: Path) -> list[str]:
    """The relative links of a document in a folder that lead nowhere."""
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
    return [t for t in targets if "://" not in t and not (folder / t).exists()]


def _lost_documents(text: str) -> list[str]:
    """The documents that a text names by their place in the house, and that are not there."""
    named = re.findall(r"\bdocs/[\w/-]+\.(?:md|toml|png)\b", text)
    return [name for name in named if not (ROOT / name).is_file()]


def test_the_finder_of_places_can_say_no() -> None:
    assert _lost_links("[a](docs/emg.md#x) [b](docs/nowhere.md) [c](https://example.org)", ROOT) == ["docs/nowhere.md"]
    assert _lost_documents("see docs/emg.md and " + "docs/" + "nowhere.md") == ["docs/" + "nowhere.md"]


def test_no_document_is_pointed_to_that_is_not_there() -> None:
    this = Path(__file__)
    lost = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in _texts()
        if path != this
        for text in (path.read_text(encoding="utf-8"),)
        for target in [*_lost_documents(text), *(_lost_links(text, path.parent) if path.suffix == ".md" else [])]
    ]
    assert not lost, "these lead nowhere:\n" + "\n".join(lost)


# ---- versions ----------------------------------------------------------------------------------------------


def test_the_version_is_said_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == eutonia.__version__
