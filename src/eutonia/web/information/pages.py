"""What a page of public information shows. Views fill these objects; templates only draw them.

Frozen, and made of plain words, numbers and addresses: a template asks nothing further of the knowledge.
"""

from __future__ import annotations

from dataclasses import dataclass

from eutonia.web.design.options import Words
from eutonia.web.information.references import Reference


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another page. ``kind`` is read out after the text where two links would else sound alike."""

    text: Words
    href: str
    kind: Words = ""
    says: Words = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """Something we say, with the numbers of its sources on the page; none for our own estimate."""

    text: Words
    references: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A short question and its answer."""

    about: Words
    claim: Claim


@dataclass(frozen=True, slots=True)
class Card:
    """How soon to be seen: ``variant`` is emergency, urgent or non-urgent."""

    variant: str
    heading: Words
    text: Words


@dataclass(frozen=True, slots=True)
class CausePage:
    """One cause of spasms, or something that looks like one."""

    id: str
    title: str
    doctors_say: str
    also_called: tuple[str, ...]
    group: Link
    summary: str
    is_emergency: bool
    card: Card
    gentle: Claim
    facts: tuple[Fact, ...]
    why: str
    signs: tuple[Claim, ...]
    pattern: tuple[Fact, ...]
    often: tuple[Claim, ...]
    examined: tuple[Claim, ...]
    self_care: tuple[str, ...]
    prevention: tuple[str, ...]
    complications: tuple[str, ...]
    tests: tuple[Link, ...]
    treatments: tuple[Link, ...]
    references: tuple[Reference, ...]
    figures: int
    figures_sourced: int


@dataclass(frozen=True, slots=True)
class CauseInGroup:
    """A cause in a list: its link, a first sentence, and how soon to be seen where that is pressing."""

    link: Link
    pressing: Words


@dataclass(frozen=True, slots=True)
class CauseGroup:
    """Causes that belong together."""

    id: str
    title: Words
    about: Words
    causes: tuple[CauseInGroup, ...]


@dataclass(frozen=True, slots=True)
class TestPage:
    """What to expect of one test."""

    id: str
    title: str
    doctors_say: str
    group: Link
    why: str
    what_happens: str
    feels_like: str
    preparation: str
    takes: Words
    result_in: Words
    results: tuple[str, ...]
    cautions: tuple[str, ...]
    causes: tuple[Link, ...]
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class TreatmentPage:
    """One treatment that a clinician may offer, or that a person can do."""

    id: str
    title: str
    doctors_say: str
    kind: Link
    summary: str
    evidence: str
    limits: str
    clinician: str
    causes: tuple[Link, ...]
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Links under a heading."""

    id: str
    title: Words
    about: Words
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Signs:
    """When a rule holds: one sign in words, or several of which ``how`` says how many must be there."""

    how: Words
    text: str = ""
    parts: tuple[Signs, ...] = ()

    @property
    def all_texts(self) -> tuple[str, ...]:
        """Every sign in it."""
        return (self.text,) if self.text else tuple(text for part in self.parts for text in part.all_texts)


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A triage rule in plain words."""

    id: str
    signs: Signs
    claim: Claim

    @property
    def is_told_by_its_signs(self) -> bool:
        """Whether its signs can stand in a list as they are; a question cannot, and then the claim says it all."""
        return not any(text.endswith("?") or "? " in text for text in self.signs.all_texts)


@dataclass(frozen=True, slots=True)
class WarningTopic:
    """Warnings about one part of life or body."""

    title: Words
    warnings: tuple[RedFlag, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """What to do, step by step."""

    id: str
    title: str
    steps: tuple[str, ...]
    references: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WarningLevel:
    """Every warning of one urgency: ``alone`` those for which one sign is enough, ``together`` the others."""

    id: str
    card: Card
    steps: Steps
    alone: tuple[WarningTopic, ...]
    together: tuple[WarningTopic, ...]


@dataclass(frozen=True, slots=True)
class EmergencyPage:
    """All that is urgent, and how to get help."""

    levels: tuple[WarningLevel, ...]
    without_speaking: Steps
    first_aid: tuple[Steps, ...]
    self_harm: tuple[Steps, ...]
    abuse: tuple[Steps, ...]
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading with paragraphs and where they come from: a tip, a question, a complication."""

    id: str
    title: str
    paragraphs: tuple[str, ...]
    evidence: str
    references: tuple[Reference, ...]
