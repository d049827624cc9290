"""Reading the data folder: TOML files to plain documents, with a content hash that names their version."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eutonia.knowledge.vocabulary import Issue, IssueLevel

DATA_FOLDER = Path(__file__).parent / "data"

Document = dict[str, Any]


class BrokenKnowledge(Exception):
    """The knowledge cannot be used. ``issues`` say what is wrong and what to do about it."""

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__("\n".join(str(issue) for issue in issues))
        self.issues = issues


def fingerprint(contents: Mapping[str, bytes]) -> str:
    """Return a hash over all file names and contents; the same files give the same hash."""
    import hashlib  # here, because a start from checked documents needs none of it

    digest = hashlib.sha256()
    for name in sorted(contents):
        digest.update(name.encode() + b"\0" + contents[name] + b"\0")
    return digest.hexdigest()[:16]


def read_contents(folder: Path) -> dict[str, bytes]:
    """Return the content of every TOML file below a folder by relative name; BrokenKnowledge where there is none."""
    contents = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.toml"))}
    if not contents:
        what, remedy = "The data folder holds no TOML file.", "Name the right folder."
        raise BrokenKnowledge([Issue(IssueLevel.ERROR, what, remedy, str(folder))])
    return contents


def parse(contents: Mapping[str, bytes]) -> dict[str, Document]:
    """Return the documents by name, or raise BrokenKnowledge with one issue for each file that is not TOML."""
    import tomllib  # here, because a start from checked documents needs no parser

    documents: dict[str, Document] = {}
    issues = []
    for name, content in contents.items():
        try:
            documents[name] = tomllib.loads(content.decode())
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            issues.append(
                Issue(
                    IssueLevel.ERROR,
                    f"The file is not valid TOML: {error}.",
                    "Mend the line that is named; often a quote, a comma or a bracket is missing.",
                    name,
                )
            )
    if issues:
        raise BrokenKnowledge(issues)
    return documents
