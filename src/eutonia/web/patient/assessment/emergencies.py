"""Every emergency message in one place, worked out from the rules and not copied from them."""

from __future__ import annotations

from dataclasses import dataclass

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import PRESENT, Advice, Person, Urgency
from eutonia.reasoning.assess import Assessor
from eutonia.web.patient.words import said

EMERGENCY_KINDS = ("emergency", "self-harm", "abuse")


@dataclass(frozen=True)
class Sign:
    """A sign of the emergency questions, and what counts as it."""

    words: str
    help: str


def signs_by_level(assessor: Assessor, person: Person) -> list[tuple[Urgency, list[Sign]]]:
    """Return every sign of the emergency questions under the urgency that it has by itself, the highest first."""
    found: dict[Urgency, list[Sign]] = {}
    for finding in assessor.engine.knowledge.findings.values():
        if finding.screen is not None and finding.asked_of in (None, person.sex or finding.asked_of):
            level = assessor.triage.highest({finding.id: PRESENT}, person)
            sign = Sign(said(finding.question), said(finding.help))
            found.setdefault(max(level, Urgency.SAME_DAY), []).append(sign)
    return sorted(found.items(), reverse=True)


def advice_for_emergencies(knowledge: Knowledge) -> list[Advice]:
    """Return every block of advice for an emergency, for self-harm and for being harmed."""
    return [advice for advice in knowledge.advice.values() if advice.kind in EMERGENCY_KINDS]
