"""What phenotype.hpoa says: which disease has which term, how often, since when, and who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eutonia.knowledge.vocabulary import Issue, IssueLevel
from eutonia.phenotype.files import ANNOTATIONS_NAME, GENES_NAME, HpoFilesError

# HPO's words for a frequency (HP:0040279): the middle of the range each is defined by, and how many patients we
# count it for. How many is an estimate.
FREQUENCY_WORDS = {
    "HP:0040280": 1.0,  # obligate: always
    "HP:0040281": 0.9,  # very frequent: 80 to 99 %
    "HP:0040282": 0.55,  # frequent: 30 to 79 %
    "HP:0040283": 0.17,  # occasional: 5 to 29 %
    "HP:0040284": 0.025,  # very rare: 1 to 4 %
    "HP:0040285": 0.0,  # excluded
}
FREQUENCY_NAMES = {
    "HP:0040280": "always (100 %)",
    "HP:0040281": "very frequent (80 to 99 %)",
    "HP:0040282": "frequent (30 to 79 %)",
    "HP:0040283": "occasional (5 to 29 %)",
    "HP:0040284": "very rare (1 to 4 %)",
}
WORD_COUNTS_FOR = 20.0
NOT_COUNTS_FOR = 5.0  # a bare NOT, without a count
_COUNT = re.compile(r"(\d{1,9})/(\d{1,9})")  # no more digits than there are people
# Releases up to 2022 wrote the same columns under these other names, behind a "#".
_COLUMNS = re.compile(r"#?database_?id\tdisease_?name\tqualifier\thpo_id\t", re.IGNORECASE)
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")


@dataclass(frozen=True, slots=True)
class Annotation:
    """One line of the file. ``seen`` of ``examined`` patients; both 0 where no frequency is given.

    ``words`` is the frequency where the file counts no patients: then ``seen`` and ``examined`` are ours, for the
    model, and must not be shown.
    """

    disease: str
    name: str
    term: str
    reference: str
    aspect: str
    seen: float
    examined: float
    sex: str = ""
    words: str = ""


def read_frequency(text: str, negated: bool) -> tuple[float, float]:
    """Return patients seen and examined: (1, 3) for ``1/3``; words and per cent are turned into counts."""
    if negated:
        return 0.0, NOT_COUNTS_FOR
    if text in FREQUENCY_WORDS:
        return FREQUENCY_WORDS[text] * WORD_COUNTS_FOR, WORD_COUNTS_FOR
    if (count := _COUNT.fullmatch(text)) and int(count[2]) > 0:
        return min(float(count[1]), float(count[2])), float(count[2])
    if percent := _PERCENT.fullmatch(text):
        return min(float(percent[1]), 100.0) / 100.0 * WORD_COUNTS_FOR, WORD_COUNTS_FOR
    return 0.0, 0.0


def frequency_words(text: str, negated: bool) -> str:
    """Return a frequency that counts no patients, in words: ``50 %``, ``excluded``; nothing for ``1/3`` and none."""
    if negated or text == "HP:0040285":
        return "excluded"
    if percent := _PERCENT.fullmatch(text):
        return f"{float(percent[1]):g} %"
    return FREQUENCY_NAMES.get(text, "")


def read_annotations(path: Path) -> tuple[str, list[Annotation]]:
    """Return the version and the lines of a phenotype.hpoa file, or raise HpoFilesError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise HpoFilesError(_unusable(path, str(error))) from error
    lines = text.splitlines()
    dated = (line.partition(":")[2].strip() for line in lines if line.startswith(("#version:", "#date:")))
    names = next((number for number, line in enumerate(lines) if _COLUMNS.match(line)), None)
    if names is None:
        raise HpoFilesError(_unusable(path, "the line of column names is missing"))
    return next(dated, "unknown"), list(_annotations([line.split("\t") for line in lines[names + 1 :]]))


def _annotations(rows: list[list[str]]) -> Iterator[Annotation]:
    for row in rows:
        if len(row) >= 11:
            negated = row[2] == "NOT"
            seen, examined = read_frequency(row[7], negated)
            words = frequency_words(row[7], negated)
            yield Annotation(row[0], row[1], row[3], row[4], row[10], seen, examined, row[8], words)


def _unusable(path: Path, why: str, of: str = ANNOTATIONS_NAME) -> Issue:
    what = f"{path.name} cannot be read as annotations: {why}."
    return Issue(IssueLevel.ERROR, what, f"Pass the {of} of an HPO release.")


def publications(reference: str) -> list[str]:
    """Return the publications of a reference, which may name several, and databases too."""
    return [one for one in reference.split(";") if one.startswith("PMID:")]


def read_genes(path: Path | None) -> list[tuple[str, str]]:
    """Return the pairs of gene symbol and disease of genes_to_phenotype.txt, each once and in order.

    Raises HpoFilesError where the file cannot be read. The disease is the last column: releases up to 2022 had others
    before it.

    The file writes "-" for each gene that has no symbol. Those are different genes, so they go by their number at NCBI.
    """
    if path is None:
        return []
    try:
        with path.open(encoding="utf-8-sig") as stream:
            rows = (line.rstrip("\n").split("\t") for line in stream)
            known = [row for row in rows if len(row) > 5 and ":" in row[-1]]
    except (OSError, UnicodeDecodeError) as error:
        raise HpoFilesError(_unusable(path, str(error), GENES_NAME)) from error
    return sorted({(f"NCBIGene:{row[0]}" if row[1] == "-" else row[1], row[-1]) for row in known})
