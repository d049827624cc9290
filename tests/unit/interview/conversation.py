"""An interview held with somebody whose answers are known beforehand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from eutonia.knowledge.vocabulary import ABSENT, Person
from eutonia.reasoning.answers import Case
from eutonia.reasoning.interview import Interview
from eutonia.reasoning.interview.page import Page, PageKind, Progress

NOBODY_WAITS_SO_LONG = 100  # pages; an interview that does not end is stopped here

Answering = Callable[[Page], Mapping[str, str]]


@dataclass(frozen=True)
class Conversation:
    """The pages that were shown, in their order, and how far it came."""

    pages: tuple[Page, ...]
    progress: Progress

    def kinds(self) -> list[PageKind]:
        return [page.kind for page in self.pages]

    def asked(self) -> list[str]:
        return [finding for page in self.pages for finding in page.findings]


def says(told: Mapping[str, str]) -> Answering:
    """Somebody who ticks what is told, denies the rest of the emergency screen, and skips everything else."""

    def answer(page: Page) -> Mapping[str, str]:
        denied = dict.fromkeys(page.findings, ABSENT) if page.kind is PageKind.SCREEN else {}
        return {**denied, **{name: told[name] for name in page.findings if name in told}}

    return answer


def hold(
    interview: Interview,
    person: Person,
    answering: Answering,
    *,
    carried_on: bool = False,
    start: Progress | None = None,
    pages_at_most: int | None = None,
) -> Conversation:
    """Hold the interview to its end, or for so many pages.

    ``carried_on``: also past an answer that calls for an ambulance.
    """
    progress = start or Progress(Case(person))
    pages: list[Page] = []
    while (page := interview.next_page(progress, stop_for_ambulance=not carried_on)) is not None:
        assert len(pages) < NOBODY_WAITS_SO_LONG, "the interview does not end"
        pages.append(page)
        progress = progress.after(page, answering(page))
        if len(pages) == pages_at_most:
            break
    return Conversation(tuple(pages), progress)
