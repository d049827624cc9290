"""Which page to ask next.

First the emergency screen, then what troubles most, where, and the four questions of every spasm history:
how bad, when, how long each lasts, since when. After that whatever tells most about urgency and cause for
each second of the person's time, until another answer would hardly change anything; and last, once, a list of
signs that are rare but would tell a lot.

A page is one question on the screen: a single question, or a list of which some may apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from eutonia.knowledge.vocabulary import (
    ABSENT,
    AnsweredBy,
    Finding,
    FindingKind,
    Person,
    Urgency,
)
from eutonia.reasoning.answers import Case
from eutonia.reasoning.differential import Belief, Engine
from eutonia.reasoning.scope import COMPLAINT
from eutonia.reasoning.triage import Triage

FOUR_QUESTIONS = ("severity", "when", "duration", "since")
ASKED_ONCE = frozenset({"emergency-detail", "complaint", "where"})
LIST_ROOMS = ("sensation", "triggers", "relief", "nerves", "body", "history", "medicines")
LIST_LENGTH = 14
PAGE_S = 3.0  # to read the heading of a page and move on
LIST_ITEM_SHARE = 0.4  # an item of a list takes this share of the time that it takes alone
URGENCY_NATS = 1.0  # what one expected level of urgency is worth, in nats of information about the cause
STOP_RATE = 0.012  # a page that tells less than this for each second is not asked, in nats
MOST_PAGES = 12  # adaptive pages at the most, the closing list not counted
CLOSING_HALF = 8  # signs that change the urgency most, and as many that change the causes most
CLOSING_LEVELS = 0.002  # expected levels of urgency
CLOSING_JUMP = 0.02  # of the probability of some cause
FADING = 0.8  # each further item of a list tells partly what the ones before it told


class PageKind(Enum):
    """What a page of the interview is."""

    SCREEN = "screen"
    DETAIL = "detail"
    COMPLAINT = "complaint"
    WHERE = "where"
    SINGLE = "single"
    LIST = "list"
    CLOSING = "closing"


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


LIST_TITLES = {
    "sensation": "Does any of this describe it?",
    "triggers": "What brings it on or makes it worse?",
    "relief": "What makes it better?",
    "nerves": "Have you noticed any of these?",
    "body": "And any of these?",
    "history": "Does any of this apply?",
    "medicines": "Are any of these medicines taken?",
}

SCREEN_REASON = "We ask this first because these signs can be an emergency."
DETAIL_TITLE = "More about what you ticked"
DETAIL_REASON = "You ticked a sign that can be urgent. This tells how urgent."
COMPLAINT_REASON = "So that we ask what fits, and tell you if this service is not the right one."
WHERE_REASON = "Where it is tells much about its cause."
HISTORY_REASON = "Every doctor asks this about spasms: it narrows the causes most."
ELSEWHERE_TITLE = "Is it one of these?"
ELSEWHERE_REASON = "It may be something that another service should see, and this tells how soon."
CLOSING_TITLE = "Last: does any of this apply?"
CLOSING_REASON = "These are rare, but where one is there it tells a lot."
URGENT_REASON = "This can change how soon you should be seen."


class Interview:
    """Chooses the next page."""

    def __init__(self, engine: Engine, triage: Triage) -> None:
        self.engine = engine
        self.triage = triage
        self.findings = engine.knowledge.findings
        self._in_rules = frozenset(engine.knowledge.findings_of_rules())

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
        findings = self._open((self.findings[name] for name in names), progress)
        return self._page(PageKind.DETAIL, DETAIL_TITLE, findings, DETAIL_REASON) if findings else None

    def _screen(self, progress: Progress) -> Page | None:
        for number, title in sorted(self.engine.knowledge.screens.items()):
            findings = self._open((item for item in self.findings.values() if item.screen == number), progress)
            if findings:
                return self._page(PageKind.SCREEN, title, findings, SCREEN_REASON, screen=number)
        return None

    def _detail(self, progress: Progress) -> Page | None:
        findings = self._open((item for item in self.findings.values() if item.room == "emergency-detail"), progress)
        if not findings:
            return None
        # a sign that was ticked later, in the history, has its details there
        kind = PageKind.LIST if COMPLAINT in progress.asked else PageKind.DETAIL
        return self._page(kind, DETAIL_TITLE, findings, DETAIL_REASON)

    def _complaint(self, progress: Progress) -> Page | None:
        return self._single(PageKind.COMPLAINT, COMPLAINT, progress, COMPLAINT_REASON)

    def _elsewhere(self, progress: Progress) -> Page | None:
        """Where the complaint is none of ours, ask at once for the signs that say how soon it must be seen."""
        scope = self.engine.knowledge.model.scope
        if progress.case.answers.get(COMPLAINT) not in scope.outside:
            return None
        findings = self._open((self.findings[name] for name in scope.signs_of_elsewhere), progress)
        return self._page(PageKind.LIST, ELSEWHERE_TITLE, findings, ELSEWHERE_REASON) if findings else None

    def _where(self, progress: Progress) -> Page | None:
        findings = self._open((item for item in self.findings.values() if item.room == "where"), progress)
        return self._page(PageKind.WHERE, "Where is it?", findings, WHERE_REASON) if findings else None

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
        return self._page(kind, finding.question, [finding], reason)

    def _open(self, findings: Iterable[Finding], progress: Progress) -> list[Finding]:
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

    def _page(
        self, kind: PageKind, title: str, findings: list[Finding], reason: str, screen: int | None = None
    ) -> Page:
        share = LIST_ITEM_SHARE if kind in {PageKind.LIST, PageKind.CLOSING} and len(findings) > 1 else 1.0
        seconds = PAGE_S + share * sum(finding.burden_s for finding in findings)
        return Page(kind, title, tuple(finding.id for finding in findings), reason, seconds, screen)

    # ---- whatever tells most ------------------------------------------------------------------------------

    def _adaptive(self, progress: Progress) -> Page | None:
        if progress.closed:
            return None  # the closing list said that it is the last
        belief = self.engine.believe(progress.case.person, progress.case.answers)
        page = self._most_telling(progress, belief) if progress.adaptive < MOST_PAGES else None
        return page or self._closing(progress, belief)

    def _most_telling(self, progress: Progress, belief: Belief) -> Page | None:
        best: Page | None = None
        best_rate = STOP_RATE
        for page, nats in self._candidates(self._telling(belief, progress), belief):
            if nats / page.seconds > best_rate:
                best, best_rate = page, nats / page.seconds
        return None if best is None else replace(best, adaptive=True)

    def _closing(self, progress: Progress, belief: Belief) -> Page | None:
        """List the signs that would most raise the urgency or some cause, however rare they are."""
        open_questions = {
            finding.id: finding for finding in self._questions(progress) if finding.kind is FindingKind.YES_NO
        }
        levels = {name: self._levels(finding, belief, progress.case) for name, finding in open_questions.items()}
        urgent = _greatest(levels, least=CLOSING_LEVELS)
        jumps = {
            name: jump for name, jump in self._jumps(belief).items() if name in open_questions.keys() - set(urgent)
        }
        chosen = [open_questions[name] for name in (*urgent, *_greatest(jumps, least=CLOSING_JUMP))]
        return self._page(PageKind.CLOSING, CLOSING_TITLE, chosen, CLOSING_REASON) if chosen else None

    def _jumps(self, belief: Belief) -> dict[str, float]:
        """Return for each yes-no finding by how much a yes would raise the probability of some cause at most."""
        jumps: dict[str, float] = {}
        for name, before in zip(self.engine.space.conditions, belief.marginals.tolist(), strict=True):
            for likelihood in self.engine.knowledge.conditions[name].likelihoods:
                ratio = likelihood.values[-1].value / self.findings[likelihood.finding].values[-1].background.value
                after = before * ratio / (1.0 + before * (ratio - 1.0))
                jumps[likelihood.finding] = max(jumps.get(likelihood.finding, 0.0), after - before)
        return jumps

    def _questions(self, progress: Progress) -> list[Finding]:
        """Return the open questions of the history, which the person can answer."""
        return self._open(
            (
                finding
                for finding in self.findings.values()
                if finding.answered_by is AnsweredBy.PERSON
                and finding.screen is None
                and finding.room not in ASKED_ONCE
            ),
            progress,
        )

    def _telling(self, belief: Belief, progress: Progress) -> dict[str, float]:
        """Return what each open finding tells: nats about the cause, and urgency put into nats."""
        worth = belief.worth()
        return {
            finding.id: worth.get(finding.id, 0.0) + URGENCY_NATS * self._levels(finding, belief, progress.case)
            for finding in self._questions(progress)
        }

    def _levels(self, finding: Finding, belief: Belief, case: Case) -> float:
        """Return by how many levels an answer is expected to raise the urgency."""
        if finding.id not in self._in_rules:
            return 0.0
        now = self._level(case.answers, case.person)
        expected = 0.0
        for value, chance in belief.chances(finding.id).items():
            then = self._level({**case.answers, finding.id: value}, case.person)
            expected += chance * max(0, then - now)
        return expected

    def _level(self, answers: Mapping[str, str], person: Person) -> Urgency:
        return self.triage.highest(answers, person)

    def _candidates(self, telling: Mapping[str, float], belief: Belief) -> Iterable[tuple[Page, float]]:
        for name, nats in telling.items():
            finding = self.findings[name]
            if finding.kind is not FindingKind.YES_NO or finding.room not in LIST_ROOMS:
                yield (
                    self._page(PageKind.SINGLE, finding.question, [finding], self._reason(name, belief)),
                    nats,
                )
        for room in LIST_ROOMS:
            chosen = sorted(
                (name for name in telling if self._in_list(name, room)),
                key=lambda name: (-telling[name], name),
            )[:LIST_LENGTH]
            if chosen:
                findings = [self.findings[name] for name in chosen]
                nats = sum(telling[name] * FADING**place for place, name in enumerate(chosen))
                yield (
                    self._page(PageKind.LIST, LIST_TITLES[room], findings, self._reason(chosen[0], belief)),
                    nats,
                )

    def _in_list(self, name: str, room: str) -> bool:
        finding = self.findings[name]
        return finding.room == room and finding.kind is FindingKind.YES_NO

    def _reason(self, name: str, belief: Belief) -> str:
        """Say which two likely causes the answer tells apart best."""
        conditions = self.engine.knowledge.conditions
        likely = [ranked.condition for ranked in belief.ranking()[:6]]
        weights = {condition: self._weight(condition, name) for condition in likely}
        high, low = max(likely, key=lambda c: weights[c]), min(likely, key=lambda c: weights[c])
        if weights[high] - weights[low] < 0.1:
            return URGENT_REASON if name in self._in_rules else HISTORY_REASON
        one, other = conditions[high].patient_name, conditions[low].patient_name
        return f"This helps to tell {one.lower()} from {other.lower()}."

    def _weight(self, condition: str, name: str) -> float:
        figures = self.engine.figures.get((condition, name))
        values = self.findings[name].values
        return figures[-1].value / values[-1].background.value if figures else 1.0


def _greatest(values: Mapping[str, float], *, least: float) -> list[str]:
    """Return the names of the greatest values, the greatest first; equal ones by name."""
    enough = [name for name, value in values.items() if value >= least]
    return sorted(enough, key=lambda name: (-values[name], name))[:CLOSING_HALF]


def _concerns(finding: Finding, person: Person) -> bool:
    return finding.asked_of is None or person.sex is None or person.sex is finding.asked_of


def _is_ticked(answer: str | None) -> bool:
    """True for yes, for not sure, and for any value of a finding that has more than yes and no."""
    return answer is not None and answer != ABSENT
