"""``eutonia cases evaluate``: cases and answer sheets in, figures and a line for each miss out."""

from __future__ import annotations

import json
import sys
import tomllib
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eutonia.cli.sources import cache_folder, knowledge_of
from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import Issue, IssueLevel, KnowledgeError, Urgency
from eutonia.reasoning.answers import read_case
from eutonia.reasoning.assess import Assessor
from eutonia.reasoning.differential import Engine
from eutonia.reasoning.evaluation import GoldCase, PlayedCase, Summary, play, summarise

SEXES = {"F": "female", "M": "male"}


def evaluate(arguments: Namespace) -> int:
    """Evaluate a folder of cases; 2 when a case or sheet cannot be read, or there is none."""
    knowledge = knowledge_of(arguments)
    issues: list[Issue] = []
    if arguments.answers.is_dir():
        golds = list(_read_cases(arguments.cases, arguments.answers, knowledge, issues))
    else:
        golds = []
        issues.append(
            Issue(IssueLevel.ERROR, "This is no folder.", "Name the folder of sheets.", str(arguments.answers))
        )
    if not golds and not any(issue.level is IssueLevel.ERROR for issue in issues):
        remedy = "Name a folder of *.yaml files and one of <case id>.toml sheets."
        issues.append(Issue(IssueLevel.ERROR, "There is no case to evaluate.", remedy, str(arguments.cases)))
    for issue in issues:
        print(issue, file=sys.stderr)
    if any(issue.level is IssueLevel.ERROR for issue in issues):
        return 2
    assessor = Assessor(Engine(knowledge, cache=cache_folder()))
    played = [play(assessor, gold) for gold in _progress(golds)]
    summary = summarise(played)
    if arguments.json:
        document = {"summary": asdict(summary), "cases": [_case_document(one) for one in played]}
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        print("\n".join([*_misses(played), *_summary_lines(summary)]))
    return 0


def _progress(golds: list[GoldCase]) -> Iterator[GoldCase]:
    from tqdm import tqdm

    yield from tqdm(golds, desc="cases", unit="case", file=sys.stderr, disable=None)


def _read_cases(folder: Path, sheets: Path, knowledge: Knowledge, issues: list[Issue]) -> Iterator[GoldCase]:
    import yaml

    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else []:
        try:
            case = yaml.safe_load(path.read_text(encoding="utf-8"))
            yield _gold_case(case, sheets, knowledge, issues)
        except (OSError, yaml.YAMLError, ValueError, KeyError, TypeError, RecursionError) as error:
            reason = f"the entry {error} is missing" if isinstance(error, KeyError) else error
            what = f"The case or its sheet cannot be used: {reason}."
            issues.append(
                Issue(IssueLevel.ERROR, what, "Mend the file; what it holds: eutonia cases evaluate --help", path.name)
            )


def _gold_case(case: dict[str, Any], sheets: Path, knowledge: Knowledge, issues: list[Issue]) -> GoldCase:
    sheet_path = sheets / f"{case['id']}.toml"
    if not sheet_path.exists():
        raise KnowledgeError(f"there is no answer sheet {sheet_path.name}")
    sheet = tomllib.loads(sheet_path.read_text(encoding="utf-8"))
    person = {"age": case.get("age"), "sex": SEXES.get(str(case.get("sex"))), **sheet.get("person", {})}
    read = read_case({"person": person, "answers": sheet.get("answers", {})}, knowledge)
    issues += [
        Issue(IssueLevel.WARNING, issue.what, issue.remedy, f"{sheet_path.name}, {issue.where}")
        for issue in read.issues
    ]
    gold = frozenset(sheet.get("gold_conditions", ()))
    unknown = gold - set(knowledge.conditions)
    if unknown:
        what = f"gold_conditions names {', '.join(sorted(unknown))}, which the vocabulary does not have."
        issues.append(Issue(IssueLevel.WARNING, what, "Choose ids from the vocabulary.", sheet_path.name))
    return GoldCase(
        id=str(case["id"]),
        person=read.case.person,
        sheet=read.case.answers,
        gold_conditions=gold,
        acceptable_urgency=_levels(case["acceptable_urgency"]),
        in_scope=bool(case["in_scope"]),
        diagnosis=str(case.get("gold_diagnosis", "")),
    )


def _levels(given: Any) -> tuple[Urgency, ...]:
    if not isinstance(given, list) or not given:
        raise KnowledgeError("acceptable_urgency is not a list with one level at least")
    return tuple(Urgency.from_slug(level) for level in given)


def _case_document(one: PlayedCase) -> dict[str, Any]:
    return {
        "id": one.gold.id,
        "urgency": None if one.assessment.urgency is None else one.assessment.urgency.slug,
        "acceptable_urgency": [level.slug for level in one.gold.acceptable_urgency],
        "urgency_right": one.urgency_is_right,
        "rank": one.rank,
        "rank_when_stopped": one.rank_when_stopped,
        "in_scope": one.in_scope,
        "in_scope_gold": one.gold.in_scope,
        "screen_pages": one.screen_pages,
        "questions": one.pages,
        "seconds": round(one.seconds),
        "differential": [[cause.condition, round(cause.probability, 3)] for cause in one.assessment.causes[:5]],
    }


def _misses(played: list[PlayedCase]) -> Iterator[str]:
    for one in played:
        problems = []
        if not one.urgency_is_right:
            right = " or ".join(level.slug for level in one.gold.acceptable_urgency)
            origins = ", ".join(r.origin for r in one.assessment.reasons if r.level == one.assessment.urgency)
            given = "none" if one.assessment.urgency is None else one.assessment.urgency.slug
            problems.append(f"urgency {given} ({origins or 'no rule'}), right is {right}")
        if one.gold.in_scope and one.gold.gold_conditions and (one.rank is None or one.rank > 3):
            first = ", ".join(one.first_causes)
            problems.append(f"right cause at place {one.rank}, first are {first}")
        if one.in_scope is not one.gold.in_scope:
            problems.append(f"taken for {'inside' if one.in_scope else 'outside'} the service")
        if problems:
            yield f"miss {one.gold.id} ({one.gold.diagnosis}): {'; '.join(problems)}"


def _summary_lines(summary: Summary) -> Iterator[str]:
    yield ""
    for name, value in asdict(summary).items():
        shown = f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
        yield f"{name.replace('_', ' ')}: {'none to count' if value is None else shown}"
