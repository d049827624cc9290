"""The whole assessment of a case: urgency, causes, tests, what to do, and what to ask next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eutonia.knowledge.vocabulary import Contribution, Urgency
from eutonia.reasoning.answers import Case
from eutonia.reasoning.contributions import contributions
from eutonia.reasoning.differential import ENGINE_VERSION, Belief, Engine, Ranked
from eutonia.reasoning.interview import Interview
from eutonia.reasoning.page import Page, Progress
from eutonia.reasoning.scope import in_scope
from eutonia.reasoning.triage import Triage, TriageResult
from eutonia.reasoning.uncertainty import intervals
from eutonia.reasoning.workup import Suggestion, suggest_tests

SHOWN_CAUSES = 8
LEAST_SHOWN = 0.01
MOST_RAISED = Urgency.SAME_DAY  # a ranking is not certain enough to send anyone to an emergency department


@dataclass(frozen=True, slots=True)
class Versions:
    """What produced an assessment, so that it can be replayed."""

    knowledge: str
    engine: str


@dataclass(frozen=True, slots=True)
class UrgencyReason:
    """Why the urgency is what it is. ``origin`` is the id of a rule or of a condition."""

    origin: str
    level: Urgency
    patient: str
    clinician: str
    source: str
    advice: tuple[str, ...] = ()
    not_sure: bool = False


@dataclass(frozen=True, slots=True)
class Cause:
    """A possible cause with its probability, the interval of our numbers, and what each answer adds."""

    condition: str
    probability: float
    interval: tuple[float, float]
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The result for one case.

    ``urgency`` is None as long as the emergency questions have not all been asked and none calls for an
    ambulance. ``unexplained`` is the probability that none of our causes is at work.
    """

    versions: Versions
    case: Case
    urgency: Urgency | None
    reasons: tuple[UrgencyReason, ...]
    unasked: tuple[str, ...]
    in_scope: bool
    causes: tuple[Cause, ...]
    unexplained: float
    nothing_fits: bool
    tests: tuple[Suggestion, ...]
    next_page: Page | None


class Assessor:
    """The compiled engine, triage and interview; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.triage = Triage(engine.knowledge)
        self.interview = Interview(engine, self.triage)

    def assess(self, case: Case, progress: Progress | None = None) -> Assessment:
        """Return the assessment of a case."""
        knowledge = self.engine.knowledge
        triaged = self.triage.result(case.answers, case.person)
        belief = self.engine.believe(case.person, case.answers)
        ranking = belief.ranking()
        ours = in_scope(case.answers, knowledge.model.scope)
        # outside our scope the ranking is over the wrong list, so only the rules speak
        urgency, reasons = self._urgency(triaged, ranking if ours else [])
        return Assessment(
            versions=Versions(knowledge.version, ENGINE_VERSION),
            case=case,
            urgency=urgency,
            reasons=reasons,
            unasked=triaged.unasked,
            in_scope=ours,
            causes=self._causes(belief, ranking, case),
            unexplained=belief.unexplained,
            nothing_fits=belief.unexplained >= knowledge.model.nothing_fits.value,
            tests=tuple(suggest_tests(belief)),
            next_page=self.interview.next_page(progress or Progress(case)),
        )

    def _urgency(
        self, triaged: TriageResult, ranking: Sequence[Ranked]
    ) -> tuple[Urgency | None, tuple[UrgencyReason, ...]]:
        """Return the level of the triage, raised by a likely cause that deserves more; never lowered."""
        reasons = [
            UrgencyReason(
                fired.rule.id,
                fired.level,
                fired.rule.patient,
                fired.rule.clinician,
                fired.rule.source,
                fired.rule.advice,
                fired.maybe,
            )
            for fired in triaged.fired
        ]
        if triaged.urgency is None:
            return None, tuple(reasons)
        reasons += self._raised(ranking)
        urgency = max([triaged.urgency, *(reason.level for reason in reasons)])
        return urgency, tuple(sorted(reasons, key=lambda reason: (-reason.level, reason.origin)))

    def _raised(self, ranking: Sequence[Ranked]) -> list[UrgencyReason]:
        model, conditions = self.engine.knowledge.model, self.engine.knowledge.conditions
        raised = []
        for ranked in ranking:
            condition = conditions[ranked.condition]
            threshold = model.raise_dangerous if condition.dangerous else model.raise_other
            level = min(condition.urgency, MOST_RAISED)
            if ranked.probability >= threshold.value and level > Urgency.SELF_CARE:
                raised.append(
                    UrgencyReason(
                        condition.id,
                        level,
                        f"One of the likely causes should be seen this soon: {condition.patient_name}.",
                        f"{condition.name} has a probability of {ranked.probability:.2f}.",
                        threshold.source,
                    )
                )
        return raised

    def _causes(self, belief: Belief, ranking: Sequence[Ranked], case: Case) -> tuple[Cause, ...]:
        ranges = intervals(belief, case.person)
        return tuple(
            Cause(
                ranked.condition,
                ranked.probability,
                ranges[ranked.condition],
                tuple(contributions(belief, ranked.condition)),
            )
            for place, ranked in enumerate(ranking)
            if place < 3 or (place < SHOWN_CAUSES and ranked.probability >= LEAST_SHOWN)
        )
