"""The words of what a clinic does: tests, treatments and what forbids them, medicines, tips and questions.

Frozen and checked like the vocabulary, from which they are kept apart because the reasoning about causes
does not need them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from eutonia.knowledge.vocabulary import Figure, require, require_id


@dataclass(frozen=True, slots=True)
class Test:
    """An investigation: what it finds out, what it is like, and what each result would mean.

    ``findings`` are the findings that it answers. ``burden`` is from 1 (a urine sample) to 5 (a stay in hospital),
    ``risk`` from 0 (none) to 3. ``minutes`` and ``turnaround_days`` are figures. ``not_if`` maps a finding to the
    reason why the test is not done, or done otherwise, where it is present.
    """

    id: str
    name: str
    lay_name: str
    group: str
    why: str
    what_happens: str
    feels_like: str
    preparation: str
    results: tuple[str, ...]
    findings: tuple[str, ...]
    burden: int
    risk: int
    minutes: Figure
    turnaround_days: Figure
    indications: tuple[str, ...] = ()
    not_if: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_id(self.id)
        require(1 <= self.burden <= 5 and 0 <= self.risk <= 3, f"{self.id}: burden is 1 to 5 and risk 0 to 3")
        require(bool(self.results), f"{self.id} does not say what a result would mean")


@dataclass(frozen=True, slots=True)
class Treatment:
    """A treatment option for a clinician to weigh; the software never prescribes.

    ``kind``: self-care, therapy, medicine or procedure. ``classes`` are the safety classes that rules speak of.
    """

    id: str
    name: str
    lay_name: str
    kind: str
    summary: str
    evidence: str
    limits: str
    clinician: str
    classes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_id(self.id)
        require(
            self.kind in {"self-care", "therapy", "medicine", "procedure"},
            f"{self.id}: {self.kind!r} is no kind",
        )


class Severity(Enum):
    """What a safety rule does: never offer, ask for a reason, or only tell."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class SafetyRule:
    """What forbids or cautions a treatment.

    ``when`` has the grammar of triage rules; or it holds only ``clinician``, a sentence that says what the
    prescriber must look at because no finding holds it.
    """

    id: str
    treatments: tuple[str, ...]
    severity: Severity
    when: Mapping[str, object]
    why: str
    source: str

    def __post_init__(self) -> None:
        require_id(self.id)
        require(
            bool(self.treatments and self.why and self.source),
            f"{self.id} lacks a treatment, reason or source",
        )

    @property
    def is_checked_by_clinician(self) -> bool:
        """True where no finding can tell whether the rule holds."""
        return set(self.when) == {"clinician"}


@dataclass(frozen=True, slots=True)
class Medicine:
    """A medicine as people know it: substance, brands, and the medicine findings that it makes present."""

    substance: str
    brands: tuple[str, ...]
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tip:
    """A way to make spasms rarer or milder, with what the evidence says of it."""

    id: str
    title: str
    text: str
    evidence: str
    triggers: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FrequentQuestion:
    """A question that people ask, with our answer and its sources."""

    id: str
    question: str
    answer: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Complication:
    """What may follow where the cause of spasms is not treated."""

    id: str
    title: str
    text: str
    sources: tuple[str, ...]
