"""How well the engine does on cases whose answer is known.

The interview is played against an answer sheet. An item of the emergency screen that the sheet lacks counts
as "none of these"; anything else that it lacks was not stated.

Where an answer calls for an ambulance the interview ends at once, and the urgency and the number of questions
are those of that moment. The causes are then ranked twice: at that moment, and after the interview was
carried on as for the ambulance crew.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eutonia.knowledge.vocabulary import ABSENT, Person, Urgency
from eutonia.reasoning.answers import Case
from eutonia.reasoning.assess import Assessment, Assessor
from eutonia.reasoning.differential import Ranked
from eutonia.reasoning.interview.page import Page, PageKind, Progress
from eutonia.reasoning.interview.scope import in_scope

MOST_PAGES = 200  # a guard against an interview that does not end; far above any real one


@dataclass(frozen=True, slots=True)
class GoldCase:
    """A case with what is right: urgency (the first, then those tolerated), causes that count, and scope."""

    id: str
    person: Person
    sheet: Mapping[str, str]
    gold_conditions: frozenset[str]
    acceptable_urgency: tuple[Urgency, ...]
    in_scope: bool
    diagnosis: str = ""

    @property
    def is_emergency(self) -> bool:
        """True where the right answer is an emergency."""
        return self.acceptable_urgency[0].is_emergency


@dataclass(frozen=True, slots=True)
class PlayedCase:
    """A case after its interview.

    ``rank`` is the place of the first right cause, from 1, or None where no right cause exists;
    ``rank_when_stopped`` is the same at the moment at which an ambulance ended the interview. ``rank``,
    ``first_causes`` and ``in_scope`` are those of the interview carried on.
    """

    gold: GoldCase
    assessment: Assessment
    screen_pages: int
    pages: int
    seconds: float
    rank: int | None
    rank_when_stopped: int | None
    first_causes: tuple[str, ...]
    in_scope: bool

    @property
    def urgency(self) -> Urgency:
        """The level that was given; a screen that was not finished counts as the lowest."""
        return Urgency.SELF_CARE if self.assessment.urgency is None else self.assessment.urgency

    @property
    def urgency_is_right(self) -> bool:
        """True where the level is among those that count; either emergency level meets an emergency."""
        if Urgency.EMERGENCY_NOW in self.gold.acceptable_urgency and self.urgency.is_emergency:
            return True
        return self.urgency in self.gold.acceptable_urgency

    @property
    def off_by(self) -> int:
        """How many levels above (positive) or below (negative) the nearest level that counts."""
        if self.urgency_is_right:
            return 0
        return min((self.urgency - level for level in self.gold.acceptable_urgency), key=abs)


def play(assessor: Assessor, gold: GoldCase) -> PlayedCase:
    """Play the interview of one case and assess it."""
    progress, pages = _play(assessor, gold, Progress(Case(gold.person)), stop=True)
    assessment = assessor.assess(progress.case, progress)
    carried_on, _ = _play(assessor, gold, progress, stop=False)
    ranking = _ranking(assessor, carried_on)
    return PlayedCase(
        gold=gold,
        assessment=assessment,
        screen_pages=len(pages) - progress.pages,
        pages=progress.pages,
        seconds=sum(page.seconds for page in pages),
        rank=_rank(ranking, gold),
        rank_when_stopped=_rank(_ranking(assessor, progress), gold),
        first_causes=tuple(ranked.condition for ranked in ranking[:5]),
        in_scope=in_scope(carried_on.case.answers, assessor.engine.knowledge.model.scope),
    )


def _play(assessor: Assessor, gold: GoldCase, start: Progress, *, stop: bool) -> tuple[Progress, list[Page]]:
    progress = start
    pages: list[Page] = []
    while (page := assessor.interview.next_page(progress, stop_for_ambulance=stop)) is not None:
        if len(pages) == MOST_PAGES:
            raise RuntimeError(f"the interview of {gold.id} does not end")
        pages.append(page)
        progress = progress.after(page, _answers_on(page, gold.sheet))
    return progress, pages


def _answers_on(page: Page, sheet: Mapping[str, str]) -> dict[str, str]:
    if page.kind is PageKind.SCREEN:
        return {name: sheet.get(name, ABSENT) for name in page.findings}
    return {name: sheet[name] for name in page.findings if name in sheet}


def _ranking(assessor: Assessor, progress: Progress) -> list[Ranked]:
    return assessor.engine.believe(progress.case.person, progress.case.answers).ranking()


def _rank(ranking: Sequence[Ranked], gold: GoldCase) -> int | None:
    return next((place for place, ranked in enumerate(ranking, 1) if ranked.condition in gold.gold_conditions), None)


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures over many cases. Shares are 0 to 1, or None where nothing could be counted."""

    cases: int
    emergencies: int
    emergencies_found: int
    emergencies_by_ambulance: int
    emergencies_by_department: int
    urgency_right: float | None
    urgency_within_one: float | None
    under_triage_by_two: int
    over_triage: int
    sent_to_emergency_wrongly: int
    in_scope_cases: int
    top_1: float | None
    top_3: float | None
    top_5: float | None
    ended_by_ambulance: int
    top_3_when_stopped: float | None
    scope_right: float | None
    out_of_scope_cases: int
    out_of_scope_urgency_right: float | None
    screen_pages_most: int
    pages_median: float | None
    pages_95: float | None
    seconds_median: float | None
    seconds_95: float | None


def summarise(played: Sequence[PlayedCase]) -> Summary:
    """Return the figures over played cases."""
    emergencies = [one for one in played if one.gold.is_emergency]
    inside = [one for one in played if one.gold.in_scope]
    outside = [one for one in played if not one.gold.in_scope]
    with_gold = [one for one in inside if one.gold.gold_conditions]
    return Summary(
        cases=len(played),
        emergencies=len(emergencies),
        emergencies_found=sum(one.urgency.is_emergency for one in emergencies),
        emergencies_by_ambulance=sum(one.urgency is Urgency.EMERGENCY_NOW for one in emergencies),
        emergencies_by_department=sum(one.urgency is Urgency.EMERGENCY_DEPARTMENT for one in emergencies),
        urgency_right=_share([one.urgency_is_right for one in played]),
        urgency_within_one=_share([abs(one.off_by) <= 1 for one in played]),
        under_triage_by_two=sum(one.off_by <= -2 for one in played),
        over_triage=sum(one.off_by > 0 for one in played),
        sent_to_emergency_wrongly=sum(
            one.urgency.is_emergency and not any(level.is_emergency for level in one.gold.acceptable_urgency)
            for one in played
        ),
        in_scope_cases=len(inside),
        top_1=_top(with_gold, 1),
        top_3=_top(with_gold, 3),
        top_5=_top(with_gold, 5),
        ended_by_ambulance=sum(one.assessment.urgency is Urgency.EMERGENCY_NOW for one in played),
        top_3_when_stopped=_share([_within(one.rank_when_stopped, 3) for one in with_gold]),
        scope_right=_share([one.in_scope is one.gold.in_scope for one in played]),
        out_of_scope_cases=len(outside),
        out_of_scope_urgency_right=_share([one.urgency_is_right for one in outside]),
        screen_pages_most=max((one.screen_pages for one in played), default=0),
        pages_median=_quantile([one.pages for one in _finished(played)], 0.5),
        pages_95=_quantile([one.pages for one in _finished(played)], 0.95),
        seconds_median=_quantile([one.seconds for one in played], 0.5),
        seconds_95=_quantile([one.seconds for one in played], 0.95),
    )


def _finished(played: Sequence[PlayedCase]) -> list[PlayedCase]:
    """Interviews that went past the screen; an ambulance ends the others at once."""
    return [one for one in played if one.pages > 0]


def _share(hits: Sequence[bool]) -> float | None:
    return sum(hits) / len(hits) if hits else None


def _top(played: Sequence[PlayedCase], places: int) -> float | None:
    return _share([_within(one.rank, places) for one in played])


def _within(rank: int | None, places: int) -> bool:
    return rank is not None and rank <= places


def _quantile(values: Sequence[float], share: float) -> float | None:
    if not values:
        return None
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]
