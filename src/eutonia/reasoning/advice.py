"""What to do now: the steps that belong to the urgency, its reasons and the likely causes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eutonia.knowledge.care import Tip
from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import PRESENT, Advice, Condition, Urgency
from eutonia.reasoning.assess import Assessment

LIKELY = 0.15  # from this probability a cause's own advice is shown
SAFETY_NET = "safety-net"


@dataclass(frozen=True, slots=True)
class SelfHelp:
    """What a person can do for a likely cause by themselves."""

    condition: Condition
    steps: tuple[str, ...]


def advice_for(assessment: Assessment, knowledge: Knowledge) -> tuple[Advice, ...]:
    """Return the advice of the reasons at the level that won, then of the level, then the safety net.

    Advice of a kind of its own (self-harm, being harmed) is given whatever the level is.
    """
    chosen: dict[str, Advice] = {}
    for name in _names(assessment, knowledge):
        if name in knowledge.advice:
            chosen.setdefault(name, knowledge.advice[name])
    return tuple(chosen.values())


def _names(assessment: Assessment, knowledge: Knowledge) -> Iterator[str]:
    for reason in assessment.reasons:
        if reason.level == assessment.urgency:
            yield from reason.advice
    for reason in assessment.reasons:
        yield from (name for name in reason.advice if knowledge.advice[name].kind.has_own_answer)
    if assessment.urgency is not None:
        yield f"level-{assessment.urgency.slug}"
        if assessment.urgency < Urgency.EMERGENCY_NOW:
            yield SAFETY_NET


def self_help(assessment: Assessment, knowledge: Knowledge) -> tuple[SelfHelp, ...]:
    """Return what a person may try for the likely causes; nothing where it is an emergency."""
    if assessment.urgency is None or assessment.urgency.is_emergency:
        return ()
    likely = [knowledge.conditions[cause.condition] for cause in assessment.causes if cause.probability >= LIKELY]
    return tuple(
        SelfHelp(condition, condition.self_care)
        for condition in likely
        if condition.self_care and not condition.dangerous
    )


def tips_for(assessment: Assessment, knowledge: Knowledge) -> tuple[Tip, ...]:
    """Return the tips whose triggers were named, then those that are for everyone."""
    answers = assessment.case.answers
    fitting = [tip for tip in knowledge.tips if any(answers.get(trigger) == PRESENT for trigger in tip.triggers)]
    return (*fitting, *(tip for tip in knowledge.tips if not tip.triggers))
