"""Bring the component kit into the repository: one maintainer's command, never run by a visitor.

    python scripts/refresh_vendor.py

Fetches the two packages named below by name through npm, builds the kit's style sheet with our settings
(``kit.scss``), copies its script and the few pictures the style sheet needs, and writes ``vendor.lock``.
Needs ``npm`` and ``node``; the product itself needs neither.

The result is refused if it names any other host, a font file, a source map or an absolute path, because
each of these would make a visitor's browser ask for something that Eutonia does not serve.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

KIT = "nhsuk-frontend@10.6.1"  # moves together with nhsuk-frontend-jinja in pyproject.toml
SASS = "sass@1.108.2"

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "src/eutonia/web/design/static/eutonia/vendor/nhsuk"

FORBIDDEN = {
    r"https?://": "the address of another host",
    r"@font-face": "a font file",
    r"[Ff]rutiger": "a typeface licensed to the NHS only",
    r"sourceMappingURL": "a source map that is not served",
    r"url\([\"']?/": "an absolute path",
}
"""What must not be left in a vendored file, and why."""

# The SVG namespace is a name, not an address: nothing is fetched from it.
NAMESPACE = re.compile(r"http://www\.w3\.org/[\w/]+")

LICENCE = """\
NHS.UK frontend, the component kit vendored in this folder, is published under the MIT licence.
The style sheet was built from its source with Eutonia's own colours and without its typeface,
logo and icons of the NHS, which the licence does not cover.

The MIT License (MIT)

Copyright (c) NHS England

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def main() -> None:
    """Rebuild the vendored folder from nothing."""
    if shutil.which("npm") is None:
        sys.exit("npm was not found. Install Node.js, or leave the vendored files as they are.")
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        kit = unpack_kit(work)
        files = {
            "nhsuk-frontend.css": build_css(work),
            "nhsuk-frontend.js": read_script(kit),
            "LICENCE.txt": LICENCE,
        }
        files |= read_pictures(kit, files["nhsuk-frontend.css"])
    for name, text in files.items():
        refuse_forbidden(name, text)
    write(files)
    print(f"{len(files)} files of {KIT} written to {TARGET.relative_to(HERE.parent)}")


def unpack_kit(work: Path) -> Path:
    """Fetch the kit by name and unpack it as ``work/kit``."""
    run("npm", "pack", "--silent", KIT, cwd=work)
    (archive,) = work.glob("*.tgz")
    with tarfile.open(archive) as tar:
        tar.extractall(work, filter="data")
    return (work / "package").rename(work / "kit")


def build_css(work: Path) -> str:
    """Compile ``kit.scss`` against the unpacked kit."""
    shutil.copy(HERE / "kit.scss", work)
    run("npm", "install", "--silent", "--no-save", "--prefix", str(work / "tools"), SASS, cwd=work)
    compiler = work / "tools/node_modules/.bin/sass"
    run(str(compiler), "--no-source-map", "--style=compressed", "kit.scss", "kit.css", cwd=work)
    return (work / "kit.css").read_text(encoding="utf-8")


def read_script(kit: Path) -> str:
    """The kit's script, an ES module, without the pointer to its source map."""
    text = (kit / "dist/nhsuk/nhsuk-frontend.min.js").read_text(encoding="utf-8")
    return re.sub(r"//# sourceMappingURL=\S+", "", text).rstrip() + "\n"


def read_pictures(kit: Path, css: str) -> dict[str, str]:
    """The pictures that the style sheet names; none of the kit's logos is among them."""
    names = sorted(set(re.findall(r"url\([\"']?(images/[\w-]+\.svg)", css)))
    return {name: (kit / "dist/nhsuk/assets" / name).read_text(encoding="utf-8") for name in names}


def refuse_forbidden(name: str, text: str) -> None:
    """Stop if a file would make a browser ask elsewhere."""
    if name == "LICENCE.txt":
        return
    for pattern, meaning in FORBIDDEN.items():
        if found := re.search(pattern, NAMESPACE.sub("", text)):
            sys.exit(f"{name} still holds {meaning}: {found.group()!r}. Change kit.scss so that it does not.")


def write(files: dict[str, str]) -> None:
    """Replace the vendored folder and its lock file."""
    if TARGET.exists():
        shutil.rmtree(TARGET)
    for name, text in files.items():
        path = TARGET / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    lock = {
        "built_from": [KIT, SASS],
        "settings_sha256": digest((HERE / "kit.scss").read_text(encoding="utf-8")),
        "sha256": {name: digest(text) for name, text in sorted(files.items())},
    }
    (TARGET / "vendor.lock").write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")


def digest(text: str) -> str:
    """SHA-256 of a text as it is written to disk."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def run(*command: str, cwd: Path) -> None:
    """Run a command and stop with its own words if it fails."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    main()
