"""How far it still is, without promises.

The number of emergency pages is known, and so are the questions that everybody gets. What follows depends on
the answers: so the page says "about" and gives a range, taken from how long the interview was in practice.
A test plays the development cases and holds us to it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eutonia.knowledge.load import Knowledge
from eutonia.reasoning.interview import FOUR_QUESTIONS, Page, PageKind
from eutonia.web.patient.assessment.walk import MEDICINES_ROOM, SCREENING, Walk

FIXED = ("chief-complaint", "side", *FOUR_QUESTIONS)
"""One finding of each page that everybody gets after the emergency questions."""

USUAL = 6
"""Adaptive pages that nearly nobody needs more of."""


@dataclass(frozen=True)
class Forecast:
    """Between ``least`` and ``most`` more pages after the open one."""

    least: int
    most: int


def forecast(walk: Walk, knowledge: Knowledge) -> Forecast:
    """Return about how many pages follow after the open one."""
    open_page = walk.open
    seen = walk.progress.asked | frozenset(open_page.findings if open_page else ())
    fixed = sum(name not in seen for name in FIXED)
    medicines = not any(knowledge.findings[name].room == MEDICINES_ROOM for name in seen)
    adaptive = walk.progress.adaptive + bool(open_page and open_page.adaptive)
    if open_page is not None and not medicines and not open_page.adaptive:
        return Forecast(fixed, fixed + 1)
    return Forecast(fixed + medicines, fixed + medicines + max(USUAL - adaptive, 1))


def progress_words(walk: Walk, number: int, knowledge: Knowledge) -> str:
    """Where a page stands, in words."""
    page = walk.page(number)
    assert page is not None
    if page.kind is PageKind.SCREEN:
        return _screen_words(page, knowledge)
    if page.kind is PageKind.DETAIL:
        return _("Emergency questions: more about your answers")
    asked = sum(step.kind not in SCREENING for step in walk.steps[: number - 1]) + 1
    here = _("Question %(number)s") % {"number": asked}
    if page is not walk.open:
        return here
    left = forecast(walk, knowledge)
    if left.least == 0:
        rest = ngettext("At most about %(most)s more", "At most about %(most)s more", left.most)
    else:
        rest = _("About %(least)s to %(most)s more")
    return f"{here}. {rest % {'least': left.least, 'most': left.most}}."


def _screen_words(page: Page, knowledge: Knowledge) -> str:
    numbers = sorted(knowledge.screens)
    place = numbers.index(page.screen or numbers[0]) + 1
    return _("Emergency questions, page %(page)s of %(total)s") % {"page": place, "total": len(numbers)}
