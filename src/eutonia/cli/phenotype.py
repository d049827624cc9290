"""``eutonia phenotype search``, ``rank`` and ``evaluate``."""

from __future__ import annotations

import json
import sys
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eutonia.cli.documents import issue_document
from eutonia.cli.phenotype_text import ranking_document, ranking_text, summary_lines
from eutonia.cli.sources import cache_folder
from eutonia.knowledge.vocabulary import Issue, IssueLevel
from eutonia.phenotype.evaluation import JudgedPatient, aside, judge, rank_patient, summarise
from eutonia.phenotype.files import HpoFilesError
from eutonia.phenotype.index import Index
from eutonia.phenotype.phenopacket import Phenopacket, read_phenopacket_file
from eutonia.phenotype.query import QueryError, ReadQuery, read_query
from eutonia.phenotype.ranking import posterior
from eutonia.phenotype.search import search_terms


def search(arguments: Namespace) -> int:
    """Print the terms that match a text; 1 when there is none."""
    index = _index(arguments)
    if index is None:
        return 2
    found = search_terms(index, " ".join(arguments.text), arguments.limit)
    if arguments.json:
        print(json.dumps([asdict(match) for match in found], ensure_ascii=False, indent=1))
    for match in () if arguments.json else found:
        print(f"{match.term}  {match.name}" + (f"  (matched: {match.label})" if match.label != match.name else ""))
    if not found:
        what = f"No term of HPO {index.versions[0]} matches."
        print(Issue(IssueLevel.INFORMATION, what, "Try fewer or other words."), file=sys.stderr)
    return 0 if found else 1


def rank(arguments: Namespace) -> int:
    """Rank diseases for a phenopacket or for terms; 2 when they cannot be used, and then nothing is ranked."""
    index = _index(arguments)
    if index is None:
        return 2
    read = _read(arguments, index)
    if not read.is_sound or read.query is None:
        _refuse(read.issues, as_json=arguments.json)
        return 2
    try:
        found = posterior(index, read.query, orphanet=arguments.orphanet)
    except QueryError as error:
        _refuse(error.issues, as_json=arguments.json)
        return 2
    if arguments.json:
        document = ranking_document(index, found, arguments.top, read.issues)
        print(json.dumps(document, ensure_ascii=False, indent=1))
        return 0
    for issue in read.issues:
        print(issue, file=sys.stderr)
    print(ranking_text(index, found, arguments.top))
    return 0


def evaluate(arguments: Namespace) -> int:
    """Rank patients whose disease is known and print the figures; 2 when there is none or one cannot be read."""
    index = _index(arguments)
    if index is None:
        return 2
    patients, issues = _patients(arguments.patients)
    for issue in issues:
        print(issue, file=sys.stderr)
    if not patients:
        if arguments.json:
            _print_issues(issues)
        return 2
    try:
        judged, seconds = _judge_all(index, patients, exclude_source=arguments.exclude_source)
    except QueryError as error:
        _refuse(error.issues, as_json=arguments.json)
        return 2
    for patient in judged:
        for issue in patient.issues:
            print(issue, file=sys.stderr)
    summary = summarise(judged, seconds)
    if arguments.json:
        document = {
            "hpo": index.versions[0],
            "exclude_source": arguments.exclude_source,
            "elsewhere": aside(index, exclude_source=arguments.exclude_source),
            "summary": asdict(summary),
            "patients": [{k: v for k, v in asdict(one).items() if k != "issues"} for one in judged],
            "issues": [issue_document(issue) for issue in (*issues, *(one for p in judged for one in p.issues))],
        }
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        print("\n".join(summary_lines(index, summary, exclude_source=arguments.exclude_source)))
    return 2 if any(issue.level is IssueLevel.ERROR for issue in issues) else 0


def _judge_all(
    index: Index, patients: Sequence[Phenopacket], *, exclude_source: bool
) -> tuple[list[JudgedPatient], list[float]]:
    from tqdm import tqdm

    # what is made at the first ranking is no part of anybody's seconds
    rank_patient(index, patients[0], exclude_source=exclude_source)
    judged, seconds = [], []
    for patient in tqdm(patients, desc="patients", unit="patient", file=sys.stderr, disable=None):
        began = time.perf_counter()
        found = rank_patient(index, patient, exclude_source=exclude_source)
        seconds.append(time.perf_counter() - began)
        judged.append(judge(index, patient, found, exclude_source=exclude_source))
    return judged, seconds


def _index(arguments: Namespace) -> Index | None:
    try:
        return Index.load(arguments.hpo_files, cache=cache_folder())
    except HpoFilesError as error:
        if arguments.json:
            _print_issues(error.issues)
        print("\n".join(map(str, error.issues)), file=sys.stderr)
        return None


def _read(arguments: Namespace, index: Index) -> ReadQuery:
    if (arguments.file is None) == (not arguments.hpo):
        remedy = "Give a phenopacket (FILE.json) or terms (--hpo HP:…), one of the two."
        return ReadQuery(None, (Issue(IssueLevel.ERROR, "It is not clear what to rank.", remedy),))
    if arguments.file is None:
        return read_query(
            index, arguments.hpo, arguments.absent, age=arguments.age, onset=arguments.onset, sex=arguments.sex
        )
    beside = [f"--{name}" for name in ("absent", "age", "onset", "sex") if getattr(arguments, name) not in (None, [])]
    if beside:
        what = f"A phenopacket says all of the person by itself; {', '.join(beside)} would not count."
        remedy = "Write it into the phenopacket, or give the terms with --hpo instead of the file."
        return ReadQuery(None, (Issue(IssueLevel.ERROR, what, remedy),))
    read = read_phenopacket_file(arguments.file)
    if read.phenopacket is None:
        return ReadQuery(None, read.issues)
    person = read.phenopacket
    query = read_query(index, person.present, person.absent, age=person.age, onset=person.onset, sex=person.sex)
    return ReadQuery(query.query, read.issues + query.issues)


def _patients(place: Path) -> tuple[list[Phenopacket], list[Issue]]:
    """Return the phenopackets of a folder, or of a text file with one path a line, and what is wrong with them."""
    paths = list(_paths(place))
    patients: list[Phenopacket] = []
    issues: list[Issue] = []
    for path in paths:
        read = read_phenopacket_file(path)
        issues += read.issues
        if read.phenopacket is not None:
            patients.append(read.phenopacket)
    if not paths:
        remedy = "Name a folder with *.json phenopackets, or a text file with the path of one on each line."
        issues.append(Issue(IssueLevel.ERROR, "There is no patient to evaluate.", remedy, str(place)))
    return patients, issues


def _paths(place: Path) -> Iterator[Path]:
    if place.is_dir():
        yield from sorted(place.rglob("*.json"))
    elif place.suffix == ".json" and place.is_file():
        yield place
    elif place.is_file():
        for line in place.read_text(encoding="utf-8-sig", errors="replace").splitlines():
            name = line.split("\t")[0].strip()
            if name and not name.startswith("#"):
                beside = place.parent / name
                yield beside if beside.exists() else Path(name)


def _print_issues(issues: Sequence[Issue]) -> None:
    document: dict[str, Any] = {"issues": [issue_document(issue) for issue in issues]}
    print(json.dumps(document, ensure_ascii=False, indent=1))


def _refuse(issues: Sequence[Issue], *, as_json: bool) -> None:
    if as_json:
        _print_issues(issues)
    print("\n".join(map(str, issues)), file=sys.stderr)
    print("Nothing was ranked.", file=sys.stderr)
