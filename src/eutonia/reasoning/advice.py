"""What to do now: the steps that belong to the urgency, its reasons and the likely causes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from eutonia.knowledge.care import Tip
from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import PRESENT, Advice, Condition, Urgency
from eutonia.reasoning.assess import Assessment

LIKELY = 0.15  # from this probability a cause's own advice is shown
OWN_ANSWER = frozenset({"self-harm", "abuse"})  # kinds that are answered whatever the level is
ADULT = 18
LEVEL_ADVICE: Mapping[Urgency, tuple[str, ...]] = {
    Urgency.EMERGENCY_NOW: ("call-999", "reach-999-without-speaking"),
    Urgency.EMERGENCY_DEPARTMENT: ("go-to-emergency-department",),
    Urgency.SAME_DAY: ("same-day",),
    Urgency.URGENT_2_WEEKS: ("two-weeks",),
    Urgency.ROUTINE: ("routine-visit",),
    Urgency.SELF_CARE: ("pharmacist",),
}


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
    urgency, age = assessment.urgency, assessment.case.person.age
    if urgency is not None:
        yield from LEVEL_ADVICE[urgency] if urgency.is_emergency else ()
    for reason in assessment.reasons:
        if reason.level == urgency:
            yield from reason.advice
    for reason in assessment.reasons:
        yield from (name for name in reason.advice if knowledge.advice[name].kind in OWN_ANSWER)
    if urgency is not None and not urgency.is_emergency:
        yield from LEVEL_ADVICE[urgency]
    if age is not None and age < ADULT:
        yield "young-person"
    if urgency is not None and urgency is not Urgency.EMERGENCY_NOW:
        yield "safety-net"


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
