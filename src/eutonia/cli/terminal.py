"""The interview in a terminal: the same pages as on the site, answered by numbers."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import TextIO

from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, PRESENT, Finding, FindingKind, Person, Sex
from eutonia.reasoning.answers import Case
from eutonia.reasoning.assess import Assessor
from eutonia.reasoning.interview.page import Page, Progress

WIDTH = 88


class Stopped(Exception):
    """The person closed the input."""


def interview_in_terminal(assessor: Assessor, reader: TextIO, writer: TextIO) -> Case | None:
    """Ask page after page and return the case, or None where the person stopped."""
    dialogue = _Dialogue(reader, writer)
    try:
        dialogue.say("If someone may die or be badly hurt, stop here and call 999.\n")
        progress = Progress(Case(dialogue.person()))
        while (page := assessor.interview.next_page(progress)) is not None:
            progress = progress.after(page, dialogue.page(page, assessor))
    except Stopped:
        dialogue.say("\nStopped. Nothing was kept. If in doubt, call 111; in an emergency 999.")
        return None
    return progress.case


class _Dialogue:
    """Prints questions and reads answers; what cannot be read is asked again, with the reason."""

    def __init__(self, reader: TextIO, writer: TextIO) -> None:
        self.reader = reader
        self.writer = writer

    def say(self, text: str) -> None:
        self.writer.write(text + "\n")
        self.writer.flush()

    def _ask[T](self, prompt: str, read: Callable[[str], T]) -> T:
        while True:
            self.writer.write(prompt)
            self.writer.flush()
            line = self.reader.readline()
            if not line:
                raise Stopped
            try:
                return read(line.strip().lower())
            except ValueError as problem:
                self.say(f"  {problem}")

    def person(self) -> Person:
        age = self._ask("Age in years (empty: rather not say): ", _read_age)
        sex = self._ask("Sex: f, m, or empty: ", _read_sex)
        pregnant = None
        if sex is not Sex.MALE and (age is None or 12 <= age <= 55):
            pregnant = self._ask("Pregnant? y, n, or empty: ", _read_yes_no)
        return Person(age, sex, pregnant)

    def page(self, page: Page, assessor: Assessor) -> dict[str, str]:
        findings = [assessor.engine.knowledge.findings[name] for name in page.findings]
        self.say(f"\n{page.title}\n  ({page.reason})")
        yes_no = [finding for finding in findings if finding.kind is FindingKind.YES_NO]
        answers = self._ticks(yes_no) if len(yes_no) > 1 else {}
        for finding in findings:
            if finding.id not in answers:
                if finding.question != page.title:
                    self.say(textwrap.fill(finding.question, WIDTH))
                answer = self._choice(finding)
                if answer is not None:
                    answers[finding.id] = answer
        return answers

    def _ticks(self, findings: list[Finding]) -> dict[str, str]:
        for number, finding in enumerate(findings, start=1):
            self.say(textwrap.fill(f"{number:3}. {finding.question}", WIDTH, subsequent_indent="     "))
        prompt = "Which apply? Numbers with spaces, a ? behind one you are not sure of, or 0 for none of these: "
        return self._ask(prompt, lambda line: _read_ticks(line, findings))

    def _choice(self, finding: Finding) -> str | None:
        values = finding.values[::-1] if finding.kind is FindingKind.YES_NO else finding.values
        for number, value in enumerate(values, start=1):
            self.say(f"{number:3}. {value.label}")
        ids = [value.id for value in values]
        return self._ask(
            f"1 to {len(ids)}, ? for not sure, or empty to leave it out: ", lambda line: _read_choice(line, ids)
        )


def _read_age(line: str) -> int | None:
    if not line:
        return None
    if not 0 <= _whole(line) <= 120:
        raise ValueError("Give whole years from 0 to 120.")
    return int(line)


def _read_sex(line: str) -> Sex | None:
    known = {"": None, "f": Sex.FEMALE, "female": Sex.FEMALE, "m": Sex.MALE, "male": Sex.MALE}
    if line not in known:
        raise ValueError("Give f, m, or nothing.")
    return known[line]


def _read_yes_no(line: str) -> bool | None:
    known = {"": None, "y": True, "yes": True, "n": False, "no": False}
    if line not in known:
        raise ValueError("Give y, n, or nothing.")
    return known[line]


def _read_ticks(line: str, findings: list[Finding]) -> dict[str, str]:
    if not line:
        raise ValueError("Give numbers, or 0 for none of these.")
    answers = dict.fromkeys((finding.id for finding in findings), ABSENT)
    for word in line.replace(",", " ").split():
        number = _whole(word.removesuffix("?"))
        if not 0 <= number <= len(findings):
            raise ValueError(f"{word[:20]} is not in the list: give numbers from 0 to {len(findings)}.")
        if number > 0:
            answers[findings[number - 1].id] = NOT_SURE if word.endswith("?") else PRESENT
        elif len(line.split()) > 1:
            raise ValueError("0 means none of these: give it alone.")
    return answers


def _read_choice(line: str, ids: list[str]) -> str | None:
    if line in {"", "?"}:
        return NOT_SURE if line else None
    number = _whole(line)
    if not 1 <= number <= len(ids):
        raise ValueError(f"Give a number from 1 to {len(ids)}, ?, or nothing.")
    return ids[number - 1]


def _whole(line: str) -> int:
    """Return the number, or -1 for what is none or far too long to be an answer."""
    return int(line) if line.isdecimal() and len(line) < 5 else -1
