"""Where each statement of the page that the service grew from is covered.

``seed.toml`` lists the statements in our words, each with the places that cover it: ids of findings,
conditions, rules, tests, treatments, tips, questions or complications, or the name of a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from eutonia.knowledge.load import Knowledge

PAGES = frozenset(
    {
        "home",
        "muscle-spasms",
        "causes",
        "tests",
        "treatments",
        "prevention",
        "emergencies",
        "complications",
        "questions",
        "young-people",
        "paying",
        "contact",
        "assessment",
        "result",
    }
)


def known_places(knowledge: Knowledge) -> Mapping[str, Iterable[str]]:
    """Return the ids that each kind of reference may name."""
    return {
        "finding": knowledge.findings,
        "condition": knowledge.conditions,
        "rule": {rule.id for rule in knowledge.rules},
        "advice": knowledge.advice,
        "test": knowledge.tests,
        "treatment": knowledge.treatments,
        "tip": {tip.id for tip in knowledge.tips},
        "question": {question.id for question in knowledge.questions},
        "complication": {complication.id for complication in knowledge.complications},
        "page": PAGES,
    }


def uncovered_statements(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Yield (statement, problem) for each statement that is covered nowhere or by something that is not there."""
    places = known_places(knowledge)
    if not knowledge.seed:
        yield "seed.toml", "No statement of the seed page is listed."
    for statement in knowledge.seed:
        if not statement.covered_by:
            yield statement.id, "The statement is covered nowhere."
        for reference in statement.covered_by:
            kind, _, name = reference.partition(":")
            if name not in places.get(kind, ()):
                yield statement.id, f"There is no {reference!r}."


def coverage_table(knowledge: Knowledge) -> str:
    """Return the table from statement to place as Markdown."""
    lines = [
        "# What the seed page says, and where Eutonia says it",
        "",
        "Made by `./run eutonia knowledge coverage`; do not edit by hand.",
        "",
        "| statement | covered by | where the evidence differs |",
        "| --- | --- | --- |",
    ]
    for statement in knowledge.seed:
        covered = ", ".join(f"`{reference}`" for reference in statement.covered_by)
        lines.append(f"| {statement.says} | {covered} | {statement.correction} |")
    return "\n".join(lines) + "\n"
