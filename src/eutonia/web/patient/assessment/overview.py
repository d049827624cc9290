"""All answers in order, to be checked before the result."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import (
    ABSENT,
    NOT_SURE,
    PRESENT,
    FindingKind,
    Issue,
    IssueLevel,
    KnowledgeError,
    Person,
)
from eutonia.reasoning.answers import contradictions
from eutonia.reasoning.interview.page import Page, PageKind
from eutonia.web.patient.assessment.first_forms import FirstForm
from eutonia.web.patient.assessment.sheet import Sheet
from eutonia.web.patient.assessment.walk import SCREENING, Walk
from eutonia.web.patient.words import answer_words, said


@dataclass(frozen=True)
class Row:
    """A question with its answers and the address that changes them."""

    question: str
    answers: tuple[str, ...]
    change: str


@dataclass(frozen=True)
class Added:
    """Something that was added by words. ``key`` takes it back."""

    words: str
    key: str


@dataclass(frozen=True)
class Overview:
    """What the person sees before the result. ``clashes`` are answers that cannot be true together, or seldom are."""

    person: tuple[Row, ...]
    emergency: tuple[Row, ...]
    spasms: tuple[Row, ...]
    added: tuple[Added, ...]
    clashes: tuple[str, ...]


def overview(sheet: Sheet, way: Walk, knowledge: Knowledge) -> Overview:
    """Return all answers of a sheet."""
    rows = [(page, _page_row(page, number, way, knowledge)) for number, page in enumerate(way.steps, start=1)]
    return Overview(
        person=tuple(first_rows(sheet)),
        emergency=tuple(row for page, row in rows if page.kind in SCREENING),
        spasms=tuple(row for page, row in rows if page.kind not in SCREENING),
        added=tuple(_added(sheet, way, knowledge)),
        clashes=tuple(_clash(issue) for issue in contradictions(_person(sheet), way.case.answers, knowledge)),
    )


def _clash(issue: Issue) -> str:
    mend = _("Change one of them, if you can.")
    if issue.level is IssueLevel.WARNING:
        mend = _("Look at them again. If they are right, go on.")
    return f"{said(issue.what)} {mend}"


def _person(sheet: Sheet) -> Person:
    try:
        return sheet.person
    except KnowledgeError:
        return Person(sheet.age)


def first_rows(sheet: Sheet) -> list[Row]:
    """The answers to the first questions."""
    rows = []
    for number, name in enumerate(sheet.first_questions(), start=1):
        field = FirstForm(None, sheet=sheet, name=name).fields["answer"]
        given = sheet.first.get(name, "")
        labels = {str(value): str(label) for value, label in getattr(field, "choices", ())}
        words = labels.get(given) or (_("Not said") if not given.isdigit() else given)
        rows.append(Row(str(field.label), (words,), reverse("patient:first-change", args=[number])))
    return rows


def _page_row(page: Page, number: int, way: Walk, knowledge: Knowledge) -> Row:
    findings = [knowledge.findings[name] for name in page.findings]
    answers = way.case.answers
    lines = []
    listed = [finding for finding in findings if finding.kind is FindingKind.YES_NO]
    if page.kind is PageKind.DETAIL or len(listed) < 2:
        listed = []
    lines += [said(finding.question) for finding in listed if answers[finding.id] == PRESENT]
    lines += [
        _("Not sure: %(what)s") % {"what": said(finding.question)}
        for finding in listed
        if answers[finding.id] == NOT_SURE
    ]
    if listed and all(answers[finding.id] == ABSENT for finding in listed):
        lines.append(_("None of these"))
    single = [finding for finding in findings if finding not in listed]
    for finding in single:
        words = answer_words(finding, answers[finding.id])
        lines.append(words if len(findings) == 1 else f"{said(finding.question)} {words}")
    asked = said(single[0].question) if len(findings) == 1 else _title(page, number, way)
    return Row(asked, tuple(lines), reverse("patient:question-change", args=[number]))


def _title(page: Page, number: int, way: Walk) -> str:
    """The title of a page; of a further page with the same title, with its count, so that links differ."""
    earlier = sum(step.title == page.title for step in way.steps[: number - 1])
    return f"{said(page.title)} ({earlier + 1})" if earlier else said(page.title)


def _added(sheet: Sheet, way: Walk, knowledge: Knowledge) -> list[Added]:
    from_medicines = {
        name for medicine in knowledge.medicines if medicine.substance in sheet.medicines for name in medicine.findings
    }
    added = [Added(substance, substance) for substance in sheet.medicines]
    for name in way.beside:
        if name not in from_medicines:
            finding = knowledge.findings[name]
            answer = way.case.answers[name]
            words = said(finding.question)
            if answer != PRESENT or finding.kind is not FindingKind.YES_NO:
                words = f"{words} {answer_words(finding, answer)}"
            added.append(Added(words, name))
    return added
