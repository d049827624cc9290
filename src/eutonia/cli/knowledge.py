"""``eutonia vocabulary`` and ``eutonia knowledge …``."""

from __future__ import annotations

import json
from argparse import Namespace

from eutonia.cli.documents import finding_document, issue_document
from eutonia.cli.sources import knowledge_of
from eutonia.knowledge.check import check_knowledge
from eutonia.knowledge.coverage import coverage_table
from eutonia.knowledge.documents import BrokenKnowledge


def vocabulary(arguments: Namespace) -> int:
    """Print every finding and condition."""
    knowledge = knowledge_of(arguments)
    conditions = [
        {
            "id": condition.id,
            "name": condition.name,
            "lay_name": condition.lay_name,
            "icd10": list(condition.icd10),
            "synonyms": list(condition.synonyms),
            "group": condition.group.value,
        }
        for condition in knowledge.conditions.values()
    ]
    if arguments.json:
        findings = [finding_document(finding) for finding in knowledge.findings.values()]
        print(json.dumps({"findings": findings, "conditions": conditions}, ensure_ascii=False, indent=1))
        return 0
    print(f"{len(knowledge.findings)} findings")
    for finding in knowledge.findings.values():
        values = "" if finding.normal == "" and len(finding.values) == 2 else f" [{', '.join(finding.value_ids())}]"
        print(f"  {finding.id}{values}: {finding.question}")
    print(f"\n{len(conditions)} conditions")
    for condition in knowledge.conditions.values():
        print(f"  {condition.id}: {condition.name} ({', '.join(condition.icd10)})")
    return 0


def check(arguments: Namespace) -> int:
    """Check the knowledge, print what was counted and every issue; 1 when something is wrong."""
    try:
        report = check_knowledge(knowledge_of(arguments, afresh=True))
    except BrokenKnowledge as broken:
        issues = broken.issues
        if arguments.json:
            print(json.dumps({"issues": [issue_document(issue) for issue in issues]}, ensure_ascii=False, indent=1))
        else:
            print("\n".join(str(issue) for issue in issues))
        return 1
    if arguments.json:
        document = {"counts": report.counts, "issues": [issue_document(issue) for issue in report.issues]}
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        print("\n".join(report.lines()))
    return 0 if report.is_sound else 1


def coverage(arguments: Namespace) -> int:
    """Print the table from seed statement to page, rule or finding, as Markdown."""
    print(coverage_table(knowledge_of(arguments)), end="")
    return 0
