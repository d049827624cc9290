"""The vendored kit is what its lock says, and brings no mark, typeface or address of the NHS with it."""

import hashlib
import json
import re
from pathlib import Path

import pytest

import eutonia
from eutonia.web.design.site import QUICK_EXIT

SOURCE = Path(eutonia.__file__).parent
ROOT = SOURCE.parents[1]
KIT = SOURCE / "web/design/static/eutonia/vendor/nhsuk"
LOCK = json.loads((KIT / "vendor.lock").read_text(encoding="utf-8"))

FORBIDDEN = {
    "address of another host": r"https?://(?!www\.w3\.org/)",
    "font file": r"@font-face|\.woff",
    "typeface of the NHS": r"(?i)frutiger",
    "source map": r"sourceMappingURL",
    "absolute path": r"url\([\"']?/",
    "colour of the NHS": r"(?i)#005eb8|#003087|#007f3b",
    "logo of the NHS": r"(?i)nhsuk-logo|nhsuk-icon-mask|opengraph",
}


def test_the_lock_names_every_file_with_its_checksum() -> None:
    on_disk = {
        str(path.relative_to(KIT)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in KIT.rglob("*")
        if path.is_file() and path.name != "vendor.lock"
    }
    assert on_disk == LOCK["sha256"], "run scripts/refresh_vendor.py; do not edit vendored files"


def test_the_style_sheet_was_built_with_the_settings_in_the_repository() -> None:
    settings = (ROOT / "scripts/kit.scss").read_bytes()
    assert hashlib.sha256(settings).hexdigest() == LOCK["settings_sha256"], "run scripts/refresh_vendor.py"


def test_style_and_templates_of_the_kit_move_as_a_pair() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert LOCK["built_from"][0] == "nhsuk-frontend@10.6.1"
    assert '"nhsuk-frontend-jinja==0.10.2"' in project, "0.10.2 belongs to 10.6.1: change both together"


@pytest.mark.parametrize("meaning", FORBIDDEN)
def test_vendored_files_hold_no(meaning: str) -> None:
    for path in KIT.rglob("*"):
        if path.suffix in {".css", ".js", ".svg"}:
            found = re.search(FORBIDDEN[meaning], path.read_text(encoding="utf-8"))
            assert not found, f"{path.name}: {found}"


def test_every_picture_that_the_style_sheet_names_is_there() -> None:
    css = (KIT / "nhsuk-frontend.css").read_text(encoding="utf-8")
    named = set(re.findall(r"url\([\"']?([^\"')]+)", css))
    assert named
    assert all((KIT / name).is_file() for name in named if not name.startswith("data:"))


def test_the_licence_stands_beside_the_kit() -> None:
    assert "MIT License" in (KIT / "LICENCE.txt").read_text(encoding="utf-8")


def test_our_templates_styles_and_scripts_name_no_other_host() -> None:
    ours = [
        path
        for path in (SOURCE / "web").rglob("*")
        if path.suffix in {".jinja", ".css", ".js", ".svg", ".py"} and "vendor" not in path.parts
    ]
    assert len(ours) > 20
    for path in ours:
        addresses = re.findall(r"https?://[^\s\"'<>)]+", path.read_text(encoding="utf-8"))
        foreign = [a for a in addresses if not a.startswith(("http://www.w3.org/", QUICK_EXIT))]
        if path.suffix != ".py":
            assert not foreign, f"{path}: {foreign}"
        assert "assets.nhs.uk" not in " ".join(addresses)


def test_our_templates_need_no_relaxed_policy() -> None:
    """No style attribute, no inline script, no handler: the content security policy would refuse them."""
    for path in (SOURCE / "web").rglob("*.jinja"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle\s*=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*[\"']", text), path
