"""What forbids or cautions a treatment for a person.

A safety rule that holds fully or maybe is a warning or a block; one whose findings were never stated is a
question that the prescriber must ask first. The software offers options to a clinician and never prescribes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eutonia.knowledge.care import SafetyRule, Severity, Treatment
from eutonia.knowledge.criteria import parse_criterion, signs
from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import Person
from eutonia.reasoning.triage.truth import Truth, compile_criterion


@dataclass(frozen=True, slots=True)
class SafetyNote:
    """A rule as it stands for one person and treatment.

    ``truth`` is how far it holds. ``ask`` are the findings that were never stated and could make it hold;
    ``look`` is what the prescriber must look at because no finding holds it.
    """

    rule: SafetyRule
    treatment: str
    truth: Truth
    ask: tuple[str, ...] = ()
    look: str = ""


@dataclass(frozen=True, slots=True)
class SafetyCheck:
    """All notes on one treatment. ``is_blocked``: never offer it; ``needs_reason``: only with a reason given."""

    treatment: str
    notes: tuple[SafetyNote, ...]

    @property
    def is_blocked(self) -> bool:
        """True where a blocking rule holds fully or maybe."""
        return any(note.truth > Truth.NO and note.rule.severity is Severity.BLOCK for note in self.notes)

    @property
    def needs_reason(self) -> bool:
        """True where a warning holds fully or maybe."""
        return any(note.truth > Truth.NO and note.rule.severity is Severity.WARN for note in self.notes)


def check_treatment(
    treatment: Treatment, answers: Mapping[str, str], person: Person, knowledge: Knowledge
) -> SafetyCheck:
    """Return every note on a treatment, the severest first."""
    named = {treatment.id, *treatment.classes}
    notes = [
        note
        for rule in knowledge.safety_rules
        if named & set(rule.treatments)
        for note in [_note(rule, treatment, answers, person, knowledge)]
        if note is not None
    ]
    order = list(Severity)
    notes.sort(key=lambda note: (-note.truth, order.index(note.rule.severity), note.rule.id))
    return SafetyCheck(treatment.id, tuple(notes))


def _note(
    rule: SafetyRule, treatment: Treatment, answers: Mapping[str, str], person: Person, knowledge: Knowledge
) -> SafetyNote | None:
    if rule.is_checked_by_clinician:
        return SafetyNote(rule, treatment.id, Truth.NO, look=str(rule.when["clinician"]))
    criterion = parse_criterion(rule.when)
    compiled = compile_criterion(criterion, knowledge.findings)
    truth = compiled.test(answers, person)
    if truth > Truth.NO:
        return SafetyNote(rule, treatment.id, truth)
    unstated = {sign.finding: sign for sign in signs(criterion) if sign.finding not in answers}
    supposed = {**answers, **{name: sign.values[0] for name, sign in unstated.items()}}
    if unstated and compiled.test(supposed, person) > Truth.NO:
        return SafetyNote(rule, treatment.id, Truth.NO, ask=tuple(unstated))
    return None
