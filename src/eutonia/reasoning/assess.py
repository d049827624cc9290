"""The whole assessment of a case: urgency, causes, tests, what to do, and what to ask next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eutonia.knowledge.vocabulary import Contribution, Figure, Urgency
from eutonia.reasoning.answers import Case
from eutonia.reasoning.differential import ENGINE_VERSION, Belief, Engine, Ranked
from eutonia.reasoning.differential.contributions import contributions
from eutonia.reasoning.differential.uncertainty import intervals
from eutonia.reasoning.interview import Interview
from eutonia.reasoning.interview.page import Page, Progress
from eutonia.reasoning.interview.scope import in_scope
from eutonia.reasoning.triage import Triage, TriageResult
from eutonia.reasoning.workup import Suggestion, suggest_tests

SHOWN_CAUSES = 8
LEAST_SHOWN = 0.01
ALWAYS_SHOWN = 3  # however unlikely: a cause that stands alone reads as a diagnosis, and the next may be grave
MOST_RAISED = Urgency.SAME_DAY  # a ranking is not certain enough to send anyone to an emergency department

ONE_CAUSE = "One of the likely causes should be seen this soon: {}."
SEVERAL_CAUSES = "Some of the possible causes should be seen this soon, such as: {}."
NOTHING_FITS = "Nothing in our list fits well, so someone should look for the cause."


@dataclass(frozen=True, slots=True)
class Versions:
    """What produced an assessment, so that it can be replayed."""

    knowledge: str
    engine: str


@dataclass(frozen=True, slots=True)
class UrgencyReason:
    """Why the urgency is what it is. ``origin`` is the id of a rule, of a condition, or ``nothing-fits``."""

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
        urgency, reasons = self._urgency(triaged, self._raised(belief, ranking) if ours else [])
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
        self, triaged: TriageResult, raised: Sequence[UrgencyReason]
    ) -> tuple[Urgency | None, tuple[UrgencyReason, ...]]:
        """Return the level of the triage, raised by what is likely and deserves more; never lowered."""
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
        reasons += raised
        urgency = max([triaged.urgency, *(reason.level for reason in reasons)])
        return urgency, tuple(sorted(reasons, key=lambda reason: (-reason.level, reason.origin)))

    def _raised(self, belief: Belief, ranking: Sequence[Ranked]) -> list[UrgencyReason]:
        """Return why the ranking asks for a level above self-care.

        What counts is how likely it is that some cause deserves the level, whichever it is: five causes of one in
        ten each are as good a reason as one of one in two. So is not knowing: where nothing of ours fits well,
        nobody is told that they can look after it themselves.
        """
        model, conditions = self.engine.knowledge.model, self.engine.knowledge.conditions
        dangerous = [each for each in ranking if conditions[each.condition].dangerous]
        found = (
            self._highest(belief, dangerous, model.raise_dangerous),
            self._highest(belief, ranking, model.raise_other),
        )
        reasons = list({(reason.origin, reason.level): reason for reason in found if reason}.values())
        if belief.unexplained >= model.nothing_fits.value:
            clinician = f"None of the listed causes is at work with a probability of {belief.unexplained:.2f}."
            source = model.nothing_fits.source
            reasons.append(UrgencyReason("nothing-fits", Urgency.ROUTINE, NOTHING_FITS, clinician, source))
        return reasons

    def _highest(self, belief: Belief, causes: Sequence[Ranked], threshold: Figure) -> UrgencyReason | None:
        """Return the reason for the highest level that one of the causes deserves with that probability, if any."""
        conditions = self.engine.knowledge.conditions
        for level in sorted(Urgency, reverse=True):
            if not Urgency.SELF_CARE < level <= MOST_RAISED:
                continue
            deserve = [each for each in causes if conditions[each.condition].urgency >= level]
            share = belief.probability_of_any([each.condition for each in deserve])
            if share >= threshold.value:
                likeliest = conditions[deserve[0].condition]
                alone = deserve[0].probability >= threshold.value
                patient = ONE_CAUSE if alone else SEVERAL_CAUSES
                clinician = f"{likeliest.name} has a probability of {deserve[0].probability:.2f}."
                if not alone:
                    clinician += f" Together with others that deserve this level it is {share:.2f}."
                return UrgencyReason(
                    likeliest.id,
                    level,
                    patient.format(likeliest.patient_name),
                    clinician,
                    threshold.source,
                )
        return None

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
            if place < ALWAYS_SHOWN or (place < SHOWN_CAUSES and ranked.probability >= LEAST_SHOWN)
        )
