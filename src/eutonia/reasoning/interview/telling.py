"""What to ask next: the page that tells most about urgency and cause for each second of the person's time.

What a question tells is its worth for the causes, in nats, plus the levels of urgency that its answers are
expected to add. Questions of one room share a list. A list is asked where its best questions are worth their
time; questions that would only lengthen it are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from eutonia.knowledge.vocabulary import ABSENT, AnsweredBy, Finding, FindingKind
from eutonia.reasoning.answers import Case
from eutonia.reasoning.differential import Belief, Engine
from eutonia.reasoning.interview.page import LIST_ITEM_SHARE, PAGE_S, Page, PageKind, Progress, make_page, still_open
from eutonia.reasoning.triage import Triage

ASKED_ONCE = frozenset({"emergency-detail", "complaint", "where"})
LIST_ROOMS = ("sensation", "triggers", "relief", "nerves", "body", "history", "medicines")
LIST_LENGTH = 14
URGENCY_NATS = 1.0  # what one expected level of urgency is worth, in nats of information about the cause
STOP_RATE = 0.022  # a page that tells less than this for each second is not asked, in nats
LEAST_OF_BEST = 0.1  # a question that tells less than this share of the best of its list is left out
CLOSING_HALF = 8  # signs that change the urgency most, and as many that change the causes most
CLOSING_LEVELS = 0.002  # expected levels of urgency
CLOSING_JUMP = 0.02  # of the probability of some cause
FADING = 0.8  # each further item of a list tells partly what the ones before it told

LIST_TITLES = {
    "sensation": "Does any of this describe it?",
    "triggers": "What brings it on or makes it worse?",
    "relief": "What makes it better?",
    "nerves": "Have you noticed any of these?",
    "body": "And any of these?",
    "history": "Does any of this apply?",
    "medicines": "Are any of these medicines taken?",
}

CLOSING_TITLE = "Last: does any of this apply?"
CLOSING_REASON = "These are rare, but where one is there it tells a lot."
HISTORY_REASON = "Every doctor asks this about spasms: it narrows the causes most."
URGENT_REASON = "This can change how soon you should be seen."


class Telling:
    """Weighs the open questions against each other."""

    def __init__(self, engine: Engine, triage: Triage) -> None:
        self.engine = engine
        self.triage = triage
        self.findings = engine.knowledge.findings
        self._in_rules = frozenset(engine.knowledge.findings_of_rules())

    def most_telling(self, progress: Progress, belief: Belief) -> Page | None:
        """Return the page that tells most for its time, or None where none is worth it."""
        best: Page | None = None
        best_rate = STOP_RATE
        for page, rate in self._candidates(self._tells(belief, progress), belief):
            if rate > best_rate:
                best, best_rate = page, rate
        return None if best is None else replace(best, adaptive=True)

    def closing(self, progress: Progress, belief: Belief) -> Page | None:
        """Return the list of signs that would most raise the urgency or some cause, however rare they are."""
        questions = {finding.id: finding for finding in self._questions(progress) if _is_yes_no(finding)}
        levels = {name: self._levels(finding, belief, progress.case) for name, finding in questions.items()}
        urgent = _greatest(levels, least=CLOSING_LEVELS)
        jumps = {name: jump for name, jump in self._jumps(belief).items() if name in questions.keys() - set(urgent)}
        chosen = [questions[name] for name in (*urgent, *_greatest(jumps, least=CLOSING_JUMP))]
        return make_page(PageKind.CLOSING, CLOSING_TITLE, chosen, CLOSING_REASON) if chosen else None

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
        """Return the open questions of the history, which the person can answer and has not ruled out already."""
        ruled_out = self._ruled_out(progress.case)
        return still_open(
            (
                finding
                for finding in self.findings.values()
                if finding.answered_by is AnsweredBy.PERSON
                and finding.screen is None
                and finding.room not in ASKED_ONCE
                and finding.id not in ruled_out
            ),
            progress,
        )

    def _ruled_out(self, case: Case) -> frozenset[str]:
        """Return the findings that cannot be, since what they imply was answered no; "not sure" rules nothing out."""
        pairs = self.engine.knowledge.model.implications
        return frozenset(pair.finding for pair in pairs if case.answers.get(pair.implies) == ABSENT)

    def _tells(self, belief: Belief, progress: Progress) -> dict[str, float]:
        """Return what each open question tells: nats about the cause, and urgency put into nats."""
        worth = belief.worth()
        return {
            finding.id: worth.get(finding.id, 0.0) + URGENCY_NATS * self._levels(finding, belief, progress.case)
            for finding in self._questions(progress)
        }

    def _levels(self, finding: Finding, belief: Belief, case: Case) -> float:
        """Return by how many levels an answer is expected to raise the urgency."""
        if finding.id not in self._in_rules:
            return 0.0
        now = self.triage.highest(case.answers, case.person)
        expected = 0.0
        for value, chance in belief.chances(finding.id).items():
            then = self.triage.highest({**case.answers, finding.id: value}, case.person)
            expected += chance * max(0, then - now)
        return expected

    def _candidates(self, tells: Mapping[str, float], belief: Belief) -> Iterable[tuple[Page, float]]:
        """Yield each page that could be asked with what it tells for each second."""
        rooms: dict[str, list[str]] = {}
        for name in sorted(tells, key=lambda name: (-tells[name], name)):
            finding = self.findings[name]
            if _is_yes_no(finding) and finding.room in LIST_ROOMS:
                rooms.setdefault(finding.room, []).append(name)
            else:
                page = make_page(PageKind.SINGLE, finding.question, [finding], self._reason(name, belief))
                yield page, tells[name] / page.seconds
        for room in LIST_ROOMS:
            if room in rooms:
                yield self._list(room, rooms[room][:LIST_LENGTH], tells, belief)

    def _list(self, room: str, names: Sequence[str], tells: Mapping[str, float], belief: Belief) -> tuple[Page, float]:
        """Return a list of the best questions of a room, and the greatest rate that its first ones reach."""
        chosen = [self.findings[name] for name in names if tells[name] >= LEAST_OF_BEST * tells[names[0]]]
        reason = self._reason(names[0], belief)
        if len(chosen) == 1:
            page = make_page(PageKind.SINGLE, chosen[0].question, chosen, reason)
            return page, tells[names[0]] / page.seconds
        nats, seconds, best = 0.0, PAGE_S, 0.0
        for place, finding in enumerate(chosen):
            nats += tells[finding.id] * FADING**place
            seconds += LIST_ITEM_SHARE * finding.burden_s
            best = max(best, nats / seconds)
        return make_page(PageKind.LIST, LIST_TITLES[room], chosen, reason), best

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
        said = self.engine.knowledge.conditions[condition].likelihoods.of(name)
        return said.values[-1].value / self.findings[name].values[-1].background.value if said else 1.0


def _is_yes_no(finding: Finding) -> bool:
    return finding.kind is FindingKind.YES_NO


def _greatest(values: Mapping[str, float], *, least: float) -> list[str]:
    """Return the names of the greatest values, the greatest first; equal ones by name."""
    enough = [name for name, value in values.items() if value >= least]
    return sorted(enough, key=lambda name: (-values[name], name))[:CLOSING_HALF]
