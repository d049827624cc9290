"""``eutonia assess``: a case in, its assessment out; without a file it asks in the terminal."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from io import TextIOWrapper
from pathlib import Path

from eutonia.cli.documents import assessment_document, issue_document
from eutonia.cli.rare import rare_document, rare_ranking, rare_text
from eutonia.cli.sources import cache_folder, knowledge_of
from eutonia.knowledge.vocabulary import Issue, IssueLevel
from eutonia.reasoning.answers import ReadCase, contradictions, parse_json, read_case
from eutonia.reasoning.assess import Assessor
from eutonia.reasoning.differential import Engine


def assess(arguments: Namespace) -> int:
    """Assess a case; 2 when it cannot be read, and then nothing is assessed."""
    knowledge = knowledge_of(arguments)
    assessor = Assessor(Engine(knowledge, cache=cache_folder()))
    if arguments.answers is None:
        return _ask(assessor, arguments)
    text, problems = _read_text(arguments.answers)
    document, parsing = parse_json(text) if not problems else ({}, problems)
    read = read_case(document, knowledge)
    read = ReadCase(read.case, (*parsing, *read.issues))
    if not read.is_sound:
        _refuse(read.issues, as_json=arguments.json)
        return 2
    _show(assessor, read, as_json=arguments.json)
    return 0


def _ask(assessor: Assessor, arguments: Namespace) -> int:
    """Ask in the terminal; 130 when the person stopped. With --json only the document goes to standard output."""
    from eutonia.cli.terminal import interview_in_terminal

    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # what is not UTF-8 is a wrong answer, and asked again
    case = interview_in_terminal(assessor, sys.stdin, sys.stderr if arguments.json else sys.stdout)
    if case is None:
        return 130
    issues = contradictions(case.person, case.answers, assessor.engine.knowledge)
    print("".join(f"{issue}\n" for issue in issues), end="", file=sys.stderr)
    _show(assessor, ReadCase(case, tuple(issues)), as_json=arguments.json)
    return 0


def _show(assessor: Assessor, read: ReadCase, *, as_json: bool) -> None:
    assessment, knowledge = assessor.assess(read.case), assessor.engine.knowledge
    rare = rare_ranking(assessment, knowledge)
    if as_json:
        document = assessment_document(assessment, read.issues, knowledge) | {"rare_causes": rare_document(rare)}
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        from eutonia.cli.text import assessment_text

        print(assessment_text(assessment, knowledge))
        if rare.rare.matter and not (assessment.urgency and assessment.urgency.is_emergency):
            print(rare_text(rare))


def _read_text(name: str) -> tuple[str, list[Issue]]:
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return content.decode(), []
    except OSError as error:
        what = f"The file {name} cannot be read: {error.strerror}."
        return "", [Issue(IssueLevel.ERROR, what, "Name a file that exists, or - for standard input.")]
    except UnicodeDecodeError:
        return "", [Issue(IssueLevel.ERROR, "The text is not UTF-8.", "Save it as UTF-8 and try again.")]


def _refuse(issues: tuple[Issue, ...], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"issues": [issue_document(issue) for issue in issues]}, ensure_ascii=False, indent=1))
    print("\n".join(str(issue) for issue in issues), file=sys.stderr)
    print("Nothing was assessed. If someone may be in danger, call 999 now.", file=sys.stderr)
