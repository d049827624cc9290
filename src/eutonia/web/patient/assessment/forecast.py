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
from eutonia.reasoning.interview import FOUR_QUESTIONS
from eutonia.reasoning.interview.page import Page, PageKind
from eutonia.web.patient.assessment.walk import A_LIST, MEDICINES_ROOM, SCREENING, Walk

FIXED = ("chief-complaint", "side", *FOUR_QUESTIONS)
"""One finding of each page that everybody gets after the emergency questions."""

USUAL = 7
"""Adaptive pages that nearly nobody needs more of."""


@dataclass(frozen=True)
class Forecast:
    """Between ``least`` and ``most`` more pages after the open one. ``usual``: no more than nearly everybody gets."""

    least: int
    most: int
    usual: bool = True


def forecast(walk: Walk, knowledge: Knowledge) -> Forecast:
    """Return about how many pages follow after the open one."""
    seen = walk.progress.asked | frozenset(walk.open.findings if walk.open else ())
    if walk.open is not None and walk.open.kind is PageKind.CLOSING:
        return Forecast(0, 1)
    fixed = sum(name not in seen for name in FIXED)
    medicines = sum(knowledge.findings[name].room == MEDICINES_ROOM for name in seen) < A_LIST
    adaptive = walk.progress.adaptive + bool(walk.open and walk.open.adaptive)
    most = fixed + medicines + max(USUAL - adaptive, 2)
    return Forecast(fixed + medicines, most, usual=USUAL - adaptive >= 2)


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
    if left.least == 0 and not left.usual:  # a number that stays the same from page to page would be a broken promise
        rest = _("A few more")
    elif left.least == 0:
        rest = ngettext("At most about %(most)s more", "At most about %(most)s more", left.most)
    else:
        rest = _("About %(least)s to %(most)s more")
    return f"{here}. {rest % {'least': left.least, 'most': left.most}}."


def _screen_words(page: Page, knowledge: Knowledge) -> str:
    numbers = sorted(knowledge.screens)
    place = numbers.index(page.screen or numbers[0]) + 1
    return _("Emergency questions, page %(page)s of %(total)s") % {"page": place, "total": len(numbers)}
