"""Which page to ask next.

First the emergency screen, then what troubles most, where, and the four questions of every spasm history:
how bad, when, how long each lasts, since when. After that whatever tells most about urgency and cause for
each second of the person's time, until another answer would hardly change anything; and last, once, a list of
signs that are rare but would tell a lot.

A page is one question on the screen: a single question, or a list of which some may apply.
"""

from __future__ import annotations

from eutonia.knowledge.vocabulary import Urgency
from eutonia.reasoning.differential import Engine
from eutonia.reasoning.interview.page import Page, PageKind, Progress, make_page, still_open
from eutonia.reasoning.interview.scope import COMPLAINT
from eutonia.reasoning.interview.telling import HISTORY_REASON, Telling
from eutonia.reasoning.triage import Triage

FOUR_QUESTIONS = ("severity", "when", "duration", "since")
MOST_PAGES = 12  # adaptive pages at the most, the closing list not counted

SCREEN_REASON = "We ask this first because these signs can be an emergency."
DETAIL_TITLE = "More about what you ticked"
DETAIL_REASON = "You ticked a sign that can be urgent. This tells how urgent."
COMPLAINT_REASON = "So that we ask what fits, and tell you if this service is not the right one."
WHERE_REASON = "Where it is tells much about its cause."
ELSEWHERE_TITLE = "Is it one of these?"
ELSEWHERE_REASON = "It may be something that another service should see, and this tells how soon."


class Interview:
    """Chooses the next page."""

    def __init__(self, engine: Engine, triage: Triage) -> None:
        self.engine = engine
        self.triage = triage
        self.telling = Telling(engine, triage)
        self.findings = engine.knowledge.findings

    def next_page(self, progress: Progress, *, stop_for_ambulance: bool = True) -> Page | None:
        """Return the next page, or None when the interview is over.

        An answer that calls for an ambulance ends it, unless someone carries it on for the ambulance crew.
        """
        if stop_for_ambulance and self._is_emergency(progress):
            return self._presumed(progress)
        for find in (self._screen, self._detail, self._complaint, self._elsewhere, self._where, self._four):
            page = find(progress)
            if page is not None:
                return page
        return self._adaptive(progress)

    def _is_emergency(self, progress: Progress) -> bool:
        return self.triage.level(progress.case.answers, progress.case.person) is Urgency.EMERGENCY_NOW

    def _presumed(self, progress: Progress) -> Page | None:
        """Where an ambulance is called only because an answer is presumed, ask for that answer at once."""
        result = self.triage.result(progress.case.answers, progress.case.person)
        calling = [fired.presumed for fired in result.fired if fired.level is Urgency.EMERGENCY_NOW]
        if not all(calling):
            return None
        names = dict.fromkeys(name for presumed in calling for name in presumed)
        findings = still_open((self.findings[name] for name in names), progress)
        return make_page(PageKind.DETAIL, DETAIL_TITLE, findings, DETAIL_REASON) if findings else None

    def _screen(self, progress: Progress) -> Page | None:
        for number, title in sorted(self.engine.knowledge.screens.items()):
            findings = still_open((item for item in self.findings.values() if item.screen == number), progress)
            if findings:
                return make_page(PageKind.SCREEN, title, findings, SCREEN_REASON, screen=number)
        return None

    def _detail(self, progress: Progress) -> Page | None:
        findings = still_open((item for item in self.findings.values() if item.room == "emergency-detail"), progress)
        if not findings:
            return None
        # a sign that was ticked later, in the history, has its details there
        kind = PageKind.LIST if COMPLAINT in progress.asked else PageKind.DETAIL
        return make_page(kind, DETAIL_TITLE, findings, DETAIL_REASON)

    def _complaint(self, progress: Progress) -> Page | None:
        return self._single(PageKind.COMPLAINT, COMPLAINT, progress, COMPLAINT_REASON)

    def _elsewhere(self, progress: Progress) -> Page | None:
        """Where the complaint is none of ours, ask at once for the signs that say how soon it must be seen."""
        scope = self.engine.knowledge.model.scope
        if progress.case.answers.get(COMPLAINT) not in scope.outside:
            return None
        findings = still_open((self.findings[name] for name in scope.signs_of_elsewhere), progress)
        return make_page(PageKind.LIST, ELSEWHERE_TITLE, findings, ELSEWHERE_REASON) if findings else None

    def _where(self, progress: Progress) -> Page | None:
        findings = still_open((item for item in self.findings.values() if item.room == "where"), progress)
        return make_page(PageKind.WHERE, "Where is it?", findings, WHERE_REASON) if findings else None

    def _four(self, progress: Progress) -> Page | None:
        for name in FOUR_QUESTIONS:
            page = self._single(PageKind.SINGLE, name, progress, HISTORY_REASON)
            if page is not None:
                return page
        return None

    def _single(self, kind: PageKind, name: str, progress: Progress, reason: str) -> Page | None:
        finding = self.findings[name]
        if name in progress.asked or name in progress.case.answers:
            return None
        return make_page(kind, finding.question, [finding], reason)

    def _adaptive(self, progress: Progress) -> Page | None:
        if progress.closed:
            return None  # the closing list said that it is the last
        belief = self.engine.believe(progress.case.person, progress.case.answers)
        page = self.telling.most_telling(progress, belief) if progress.adaptive < MOST_PAGES else None
        return page or self.telling.closing(progress, belief)
