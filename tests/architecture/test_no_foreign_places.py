"""The repository can be built anywhere: no file names a package registry or a folder of one machine."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

# Put together from parts, so that this file does not name what it forbids.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("python" + "hosted", "org"),
        ("npm" + "js", "org"),
        ("npm" + "js", "com"),
        ("yarn" + "pkg", "com"),
        ("deb.debian", "org"),
        ("crates", "io"),
    )
)
HOMES = ("home", "root", "Users", "work", "tmp", "workspace", "mnt")
PRIVATE_PLACE = re.compile(r"(?<![\w.)}$*~:/-])/(?:" + "|".join(HOMES) + r")/[\w.-]")
BINARY = {".png", ".jpg", ".ico", ".woff", ".woff2", ".pdf", ".edf", ".bdf", ".mo", ".gz", ".npz"}


@cache
def _files() -> tuple[Path, ...]:
    """Every file under version control, or to be; in an unpacked archive, every file."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
        found = [ROOT / name for name in done.stdout.split("\0") if name]
    except (FileNotFoundError, subprocess.CalledProcessError):
        found = [p for p in ROOT.rglob("*") if not any(part.startswith(".") for part in p.relative_to(ROOT).parts)]
    return tuple(p for p in found if p.is_file() and p.suffix not in BINARY)


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in _files()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_names_a_package_registry() -> None:
    assert not _lines_with(re.compile("|".join(map(re.escape, REGISTRIES))))


def test_no_file_names_a_place_on_one_machine() -> None:
    assert not _lines_with(PRIVATE_PLACE)


def test_lock_files_hold_hashes_and_no_address() -> None:
    locks = [p for p in _files() if p.suffix == ".lock" and p.parent == ROOT]
    assert len(locks) >= 3
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text, lock.name
        assert text.count("--hash=sha256:") >= len(re.findall(r"^\w[\w.-]*==", text, flags=re.MULTILINE)) > 0


@pytest.mark.parametrize(
    ("line", "private"),
    [
        ("open('" + "/ho" + "me/anna/x')", True),
        ("see " + "/tm" + "p/x.json", True),
        ("#!/usr/bin/env python", False),
        ("https://www.example.org/" + "home/page", False),
        ("docs/" + "work/plan.md", False),
    ],
)
def test_the_pattern_knows_a_private_place(line: str, private: bool) -> None:
    assert bool(PRIVATE_PLACE.search(line)) is private
