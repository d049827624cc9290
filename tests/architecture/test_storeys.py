"""Imports go only downstairs, and inside the clinic only to stages already walked through."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import house
from tests.architecture.house import ROOT, SRC, STAGES, STOREY_OF, Import, imports, modules, ours, packages

PURE = [package for package in packages() if STOREY_OF.get(package, 9) <= 1]
STOREY_FOUR = ("web", "fhir", "cds", "cli")

# A pure function needs no clock, no network, no dice and no environment: they are passed in.
IMPURE = {
    "aiohttp",
    "django",
    "http",
    "httpx",
    "os.environ",
    "os.getenv",
    "random",
    "requests",
    "secrets",
    "socket",
    "subprocess",
    "time",
    "urllib.request",
    "uuid",
}


def _list(faults: list[Import]) -> str:
    return "\n" + "\n".join(map(str, faults))


def _storey(package: str) -> int:
    return STOREY_OF[package]


def test_every_package_has_its_storey() -> None:
    homeless = [package for package in packages() if package not in STOREY_OF]
    assert not homeless, f"give {homeless} a place in STOREYS of tests/architecture/house.py and docs/architecture.md"


def test_every_stage_of_the_clinic_has_its_place() -> None:
    clinic = house.SRC / "clinic"
    found = {p.name for p in clinic.iterdir() if p.is_dir() and any(p.rglob("*.py"))} if clinic.exists() else set()
    assert found <= set(STAGES), f"stages without a place in STAGES: {sorted(found - set(STAGES))}"


def test_imports_go_only_downstairs() -> None:
    faults = []
    for package in packages():
        for found in (i for file in modules(package) for i in imports(file)):
            target = ours(found)[:1]
            if not target or target[0] not in STOREY_OF or target[0] == package:
                continue
            if _storey(target[0]) >= _storey(package):
                faults.append(found)
    assert not faults, _list(faults)


def test_clinic_stages_follow_times_arrow() -> None:
    faults = []
    for place, stage in enumerate(STAGES):
        for found in (i for file in modules(f"clinic/{stage}") for i in imports(file)):
            match ours(found):
                case ("clinic", other, *_) if other in STAGES and STAGES.index(other) > place:
                    faults.append(found)
    assert not faults, _list(faults)


def test_storey_four_asks_services_and_queries_never_models() -> None:
    faults = []
    for package in STOREY_FOUR:
        for found in (i for file in modules(package) for i in imports(file)):
            match ours(found):
                case ("clinic", *rooms) if not {"services", "queries"} & set(rooms[1:2]):
                    faults.append(found)
    assert not faults, "storey 4 may use only clinic.*.services and clinic.*.queries:" + _list(faults)


def test_the_command_line_opens_the_clinic_only_inside_a_command() -> None:
    """``eutonia assess`` must start fast and without Django."""
    _imports_no_django(["eutonia.cli.main"])


def test_knowledge_needs_the_standard_library_only() -> None:
    faults = [
        found
        for file in modules("knowledge")
        for found in imports(file)
        if found.module.split(".")[0] not in sys.stdlib_module_names and ours(found)[:1] != ("knowledge",)
    ]
    assert not faults, _list(faults)


def test_what_can_be_worked_out_is_pure() -> None:
    faults = [
        found
        for package in PURE
        for file in modules(package)
        for found in imports(file)
        if any(found.module == name or found.module.startswith(name + ".") for name in IMPURE)
    ]
    assert not faults, _list(faults)


@pytest.mark.parametrize("package", PURE)
def test_imports_without_django_in_a_fresh_process(package: str) -> None:
    names = [".".join(f.relative_to(SRC.parent).with_suffix("").parts) for f in modules(package)]
    names = [name.removesuffix(".__init__") for name in names if not name.endswith("__main__")]
    _imports_no_django(names)


PLANTED = [
    ("knowledge/a.py", "from eutonia.web import design", test_imports_go_only_downstairs),
    ("knowledge/a.py", "import numpy", test_knowledge_needs_the_standard_library_only),
    ("emg/a.py", "def f():\n    from ..reasoning import triage", test_imports_go_only_downstairs),
    ("pathway/a.py", "import random", test_what_can_be_worked_out_is_pure),
    ("clinic/cover/a.py", "import eutonia.clinic.booking.services", test_clinic_stages_follow_times_arrow),
    (
        "web/a.py",
        "import eutonia.clinic.people.models",
        test_storey_four_asks_services_and_queries_never_models,
    ),
    (
        "web/a.py",
        "from eutonia.clinic import people",
        test_storey_four_asks_services_and_queries_never_models,
    ),
    ("clinic/ward/a.py", "", test_every_stage_of_the_clinic_has_its_place),
    ("helpers/a.py", "", test_every_package_has_its_storey),
]


@pytest.mark.parametrize(("file", "line", "rule"), PLANTED)
def test_each_rule_notices_a_planted_fault(
    file: str, line: str, rule: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = tmp_path / "src" / "eutonia" / file
    planted.parent.mkdir(parents=True)
    planted.write_text(line, encoding="utf-8")
    monkeypatch.setattr(house, "ROOT", tmp_path)
    monkeypatch.setattr(house, "SRC", tmp_path / "src" / "eutonia")
    monkeypatch.setattr(sys.modules[__name__], "PURE", ["pathway"])
    with pytest.raises(AssertionError):
        rule()


def _imports_no_django(names: list[str]) -> None:
    code = (
        f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\n"
        "sys.exit(' '.join(m for m in sys.modules if m.split('.')[0] == 'django') or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
