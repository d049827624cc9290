"""A page of the interview, and how far an interview has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from eutonia.knowledge.vocabulary import ABSENT, Finding, Person
from eutonia.reasoning.answers import Case

PAGE_S = 3.0  # to read the heading of a page and move on
LIST_ITEM_SHARE = 0.4  # an item of a list takes this share of the time that it takes alone


class PageKind(Enum):
    """What a page of the interview is."""

    SCREEN = "screen"
    DETAIL = "detail"
    COMPLAINT = "complaint"
    WHERE = "where"
    SINGLE = "single"
    LIST = "list"
    CLOSING = "closing"


LISTS = frozenset({PageKind.LIST, PageKind.CLOSING})


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the interview: its findings, why it is asked, and about how long it takes."""

    kind: PageKind
    title: str
    findings: tuple[str, ...]
    reason: str
    seconds: float
    screen: int | None = None
    adaptive: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an interview has come.

    ``asked`` holds the findings that were shown, answered or not; ``pages`` counts the pages after the screen
    and ``adaptive`` those of them that were chosen by what they tell. ``closed``: the closing list was shown.
    """

    case: Case = field(default_factory=Case)
    asked: frozenset[str] = frozenset()
    pages: int = 0
    adaptive: int = 0
    closed: bool = False

    def after(self, page: Page, answers: Mapping[str, str]) -> Progress:
        """Return the progress after a page with the answers that were given on it."""
        # a follow-up to a sign that was ticked later is a page like any other
        on_screen = page.kind is PageKind.SCREEN or (page.kind is PageKind.DETAIL and self.pages == 0)
        return Progress(
            case=Case(self.case.person, {**self.case.answers, **answers}),
            asked=self.asked | frozenset(page.findings),
            pages=self.pages + (not on_screen),
            adaptive=self.adaptive + page.adaptive,
            closed=self.closed or page.kind is PageKind.CLOSING,
        )


def make_page(kind: PageKind, title: str, findings: Sequence[Finding], reason: str, screen: int | None = None) -> Page:
    """Return the page over these findings."""
    seconds = PAGE_S + item_share(kind, len(findings)) * sum(finding.burden_s for finding in findings)
    return Page(kind, title, tuple(finding.id for finding in findings), reason, seconds, screen)


def item_share(kind: PageKind, length: int) -> float:
    """Return the share of its time alone that a question takes on such a page."""
    return LIST_ITEM_SHARE if kind in LISTS and length > 1 else 1.0


def still_open(findings: Iterable[Finding], progress: Progress) -> list[Finding]:
    """Return the findings that are still to be asked of this person."""
    answers = progress.case.answers
    return [
        finding
        for finding in findings
        if finding.id not in progress.asked
        and finding.id not in answers
        and _concerns(finding, progress.case.person)
        and (not finding.asked_if or any(_is_ticked(answers.get(name)) for name in finding.asked_if))
    ]


def _concerns(finding: Finding, person: Person) -> bool:
    return finding.asked_of is None or person.sex is None or person.sex is finding.asked_of


def _is_ticked(answer: str | None) -> bool:
    """True for yes, for not sure, and for any value of a finding that has more than yes and no."""
    return answer is not None and answer != ABSENT
