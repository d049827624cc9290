"""Reads the tables of example people in this folder; README.md explains their notation."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eutonia.knowledge.vocabulary import NOT_SURE, PRESENT, Person, Sex, Urgency

FOLDER = Path(__file__).parent
OUTCOMES = ("fires", "lower", "silent")
_PERSON = re.compile(r"(?P<sex>man|woman) (?P<age>\d+)(?:, (?P<pregnant>not pregnant|pregnant))?")
_ANSWER = re.compile(r"(?P<finding>[a-z0-9-]+)(?:(?P<not_sure>\?)|=(?P<value>[a-z0-9-]+))?")


@dataclass(frozen=True)
class Example:
    """One person: what was answered beyond the screen's "none of these", and what must come out."""

    rule: str
    story: str
    person: Person
    said: dict[str, str]
    level: Urgency
    outcome: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.story}: {', '.join(f'{k}={v}' for k, v in self.said.items()) or 'nothing'}"


def examples() -> tuple[Example, ...]:
    """Every example of every table, in order."""
    return tuple(example for path in sorted(FOLDER.glob("[0-9]*.md")) for example in _of_file(path))


def _of_file(path: Path) -> Iterator[Example]:
    rule = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            rule = line.removeprefix("## ").strip()
        elif line.startswith("|") and not line.startswith(("| Story", "| ---")):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            assert len(cells) == 5, f"{path.name}: five cells, not {len(cells)}: {line}"
            yield from _of_row(rule, *cells)


def _of_row(rule: str, story: str, people: str, answers: str, levels: str, outcomes: str) -> Iterator[Example]:
    everyone = _alternatives(answers)
    columns = [people.split(" / "), everyone, levels.split(" / "), outcomes.split(" / ")]
    count = max(map(len, columns))
    assert all(len(column) in (1, count) for column in columns), f"{rule}: entries do not match in: {story}"
    for person, said, level, outcome in zip(*(c * count if len(c) == 1 else c for c in columns), strict=True):
        assert outcome in OUTCOMES, f"{rule}: {outcome!r} is none of {OUTCOMES}"
        yield Example(rule, story, _person(person), _said(said), Urgency.from_slug(level), outcome)


def _alternatives(answers: str) -> list[str]:
    """Spell out ``a / b`` and ``x, (a / b)``."""
    outside = re.split(r" / (?![^(]*\))", answers)
    return [spelt for part in outside for spelt in _spell_out(part)]


def _spell_out(answers: str) -> list[str]:
    pieces = re.split(r"\(([^)]*)\)", answers)
    choices = [piece.split(" / ") if place % 2 else [piece] for place, piece in enumerate(pieces)]
    return ["".join(chosen) for chosen in itertools.product(*choices)]


def _said(answers: str) -> dict[str, str]:
    said: dict[str, str] = {}
    for word in answers.split(","):
        found = _ANSWER.fullmatch(word.strip())
        assert found, f"{word!r} is no answer"
        assert found["finding"] not in said, f"{found['finding']} is answered twice"
        said[found["finding"]] = NOT_SURE if found["not_sure"] else found["value"] or PRESENT
    return said


def _person(text: str) -> Person:
    if text == "not stated":
        return Person()
    found = _PERSON.fullmatch(text)
    assert found, f"{text!r} is no person"
    pregnant = None if found["pregnant"] is None else found["pregnant"] == "pregnant"
    return Person(int(found["age"]), Sex.MALE if found["sex"] == "man" else Sex.FEMALE, pregnant)
