"""The way through the interview that somebody's answers make.

Nothing is remembered but the answers: the pages follow from them, from the first to the one that is still
open. So an answer that was changed makes the rest of the way by itself, and what was answered before on a
page that still stands on it need not be asked again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from eutonia.knowledge.vocabulary import AnsweredBy, Person, Urgency
from eutonia.reasoning.answers import Case
from eutonia.reasoning.assess import Assessor
from eutonia.reasoning.interview.page import Page, PageKind, Progress
from eutonia.reasoning.interview.scope import in_scope
from eutonia.reasoning.interview.telling import LIST_TITLES

SCREENING = frozenset({PageKind.SCREEN, PageKind.DETAIL})
MEDICINES_ROOM = "medicines"
A_LIST = 3  # so many medicines asked for together were a page of their own
MEDICINES_REASON = "Some medicines cause cramps or twitching, and some change what is safe to try."


@dataclass(frozen=True)
class Walk:
    """Pages that are answered, the page that is open (None at the end), and the case so far.

    ``beside`` are findings that were answered without standing on a page, such as a symptom that was searched.
    ``level`` is the urgency by triage alone; None before the emergency questions are done.
    """

    steps: tuple[Page, ...]
    open: Page | None
    case: Case
    beside: tuple[str, ...]
    level: Urgency | None
    progress: Progress
    is_ambulance: bool
    """Nothing matters now but 999. Not yet so where an ambulance rests on a question that is asked at once."""

    @property
    def is_finished(self) -> bool:
        """Whether there is a result."""
        return self.open is None or self.is_ambulance

    def page(self, number: int) -> Page | None:
        """The page of that number, from 1: an answered one or the open one."""
        pages = (*self.steps, self.open) if self.open else self.steps
        return pages[number - 1] if 1 <= number <= len(pages) else None

    def number_of(self, finding: str) -> int | None:
        """The number of the page on which a finding stands, or None where it stands beside."""
        pages = (*self.steps, self.open) if self.open else self.steps
        return next((n for n, page in enumerate(pages, start=1) if finding in page.findings), None)


def walk(assessor: Assessor, person: Person, pool: Mapping[str, str], *, goes_on: bool = False) -> Walk:
    """Return the way that these answers make.

    ``goes_on``: keep asking although somebody is on the way to an emergency department.
    """
    progress, steps = Progress(Case(person)), []
    while True:
        page = _next(assessor, progress, goes_on)
        if page is None or not all(name in pool for name in page.findings):
            break
        progress = progress.after(page, {name: pool[name] for name in page.findings})
        steps.append(page)
    beside = tuple(name for name in pool if name not in progress.case.answers)
    case = Case(person, {**progress.case.answers, **{name: pool[name] for name in beside}})
    result = assessor.triage.result(case.answers, person)
    calling = [fired for fired in result.fired if fired.level is Urgency.EMERGENCY_NOW]
    rests_on_open = page is not None and page.kind is PageKind.DETAIL and all(fired.presumed for fired in calling)
    is_ambulance = bool(calling) and not rests_on_open
    return Walk(tuple(steps), page, case, beside, result.urgency, progress, is_ambulance)


def _next(assessor: Assessor, progress: Progress, goes_on: bool) -> Page | None:
    page = _asked_next(assessor, progress)
    if page is not None and page.kind in SCREENING:
        return page
    level = assessor.triage.level(progress.case.answers, progress.case.person)
    if level is not None and level.is_emergency and not (goes_on and level is Urgency.EMERGENCY_DEPARTMENT):
        return None  # whoever must go to hospital now is not kept with questions
    if page is None or page.kind is PageKind.CLOSING:
        return _medicines(assessor, progress) or page
    return page


def _asked_next(assessor: Assessor, progress: Progress) -> Page | None:
    rest = tuple(getattr(progress, item.name) for item in fields(progress) if item.name != "case")
    return _remembered(assessor, progress.case.person, tuple(sorted(progress.case.answers.items())), rest)


@lru_cache(maxsize=2048)
def _remembered(
    assessor: Assessor, person: Person, answers: tuple[tuple[str, str], ...], rest: tuple[Any, ...]
) -> Page | None:
    """The next page for these answers. A pure function, so what was worked out once need not be again."""
    return assessor.interview.next_page(Progress(Case(person, dict(answers)), *rest))


def _medicines(assessor: Assessor, progress: Progress) -> Page | None:
    """The page on medicines, once, where the interview itself had no need of it.

    What somebody takes changes what is safe for them, and people seldom think of telling it.
    """
    knowledge = assessor.engine.knowledge
    findings = knowledge.findings
    of_medicines = [name for name in progress.asked if findings[name].room == MEDICINES_ROOM]
    if len(of_medicines) >= A_LIST or not in_scope(progress.case.answers, knowledge.model.scope):
        return None
    listed = tuple(
        finding.id
        for finding in findings.values()
        if finding.room == MEDICINES_ROOM
        and finding.answered_by is AnsweredBy.PERSON
        and finding.id.startswith("takes-")
        and finding.id not in progress.asked
        and finding.asked_of in (None, progress.case.person.sex or finding.asked_of)
    )
    title = LIST_TITLES[MEDICINES_ROOM]
    return Page(PageKind.LIST, title, listed, MEDICINES_REASON, seconds=20.0) if listed else None


def is_medicines(page: Page, assessor: Assessor) -> bool:
    """Whether a page asks for medicines."""
    findings = assessor.engine.knowledge.findings
    return page.kind is PageKind.LIST and all(findings[name].room == MEDICINES_ROOM for name in page.findings)
