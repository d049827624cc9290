"""The few numbers that belong to the model of inference rather than to a condition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from eutonia.knowledge.figures import read_figure, read_strings
from eutonia.knowledge.vocabulary import Figure, KnowledgeError, probability, require


@dataclass(frozen=True, slots=True)
class Cluster:
    """Findings that say nearly the same thing.

    The strongest answer of a cluster counts in full and each further one by the share ``further``.
    """

    id: str
    findings: tuple[str, ...]
    further: Figure

    def __post_init__(self) -> None:
        probability(self.further)


@dataclass(frozen=True, slots=True)
class Implication:
    """A finding that cannot be present where another one is absent."""

    finding: str
    implies: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Answers that can all be true but seldom are. Nothing is refused: the person is asked to look again.

    It arises where every finding of ``answers`` has one of its listed answers; ``says`` is told to the person.
    """

    answers: Mapping[str, tuple[str, ...]]
    says: str

    def __post_init__(self) -> None:
        require(len(self.answers) > 1, "a doubt is about two findings at least")
        require(all(self.answers.values()), "a doubt lists an answer for each of its findings")
        require(bool(self.says), "a doubt says what does not fit")

    def arises(self, answers: Mapping[str, str]) -> bool:
        """Return whether these answers stand in it."""
        return all(answers.get(finding) in listed for finding, listed in self.answers.items())


@dataclass(frozen=True, slots=True)
class Scope:
    """What this service is for, in values of the chief complaint.

    ``outside``: another service is right, unless a finding of ``inside`` is a spasm all the same.
    ``vague``: a finding of ``elsewhere`` shows that another service is right; a finding of ``plainly_elsewhere``
    shows it whatever the complaint is.
    """

    outside: tuple[str, ...]
    inside: tuple[str, ...]
    vague: tuple[str, ...]
    elsewhere: tuple[str, ...]
    plainly_elsewhere: tuple[str, ...]

    @property
    def signs_of_elsewhere(self) -> tuple[str, ...]:
        """Every finding that can show that another service is right."""
        return (*self.plainly_elsewhere, *self.elsewhere)


@dataclass(frozen=True, slots=True)
class Model:
    """Priors over the number of causes, clusters, and the probabilities above which a cause raises the urgency.

    ``none``, ``one`` and ``two`` say how likely a person who comes has none, one or two of our causes.
    ``raise_dangerous`` and ``raise_other`` are thresholds on the probability of a condition.
    ``nothing_fits`` is the probability of "none of ours" from which the page says so.
    """

    none: Figure
    one: Figure
    two: Figure
    clusters: tuple[Cluster, ...]
    raise_dangerous: Figure
    raise_other: Figure
    nothing_fits: Figure
    implications: tuple[Implication, ...]
    doubts: tuple[Doubt, ...]
    scope: Scope

    def __post_init__(self) -> None:
        for share in (self.none, self.one, self.two, self.raise_dangerous, self.raise_other, self.nothing_fits):
            probability(share)
        listed = [finding for cluster in self.clusters for finding in cluster.findings]
        twice = {finding for finding in listed if listed.count(finding) > 1}
        if twice:
            raise KnowledgeError(f"{', '.join(sorted(twice))} stands in two clusters: an answer is tempered once")
        total = self.none.value + self.one.value + self.two.value
        if abs(total - 1.0) > 1e-9:
            raise KnowledgeError(f"none, one and two causes add up to {total:g}, not to 1")


_SCOPE_KEYS = ("outside", "inside", "vague", "elsewhere", "plainly_elsewhere")


def read_model(document: dict[str, Any]) -> Model:
    """Return the model of ``model.toml``."""
    causes, raises = document["causes"], document["raises"]
    return Model(
        none=read_figure(causes["none"], causes.get("source")),
        one=read_figure(causes["one"], causes.get("source")),
        two=read_figure(causes["two"], causes.get("source")),
        clusters=tuple(
            Cluster(name, read_strings(entry, "findings"), read_figure(entry["further"], entry.get("source")))
            for name, entry in document.get("cluster", {}).items()
        ),
        raise_dangerous=read_figure(raises["dangerous"], raises.get("source")),
        raise_other=read_figure(raises["other"], raises.get("source")),
        nothing_fits=read_figure(raises["nothing_fits"], raises.get("source")),
        implications=tuple(Implication(*pair) for pair in document["implications"]["pairs"]),
        doubts=tuple(_read_doubt(entry) for entry in document.get("doubt", ())),
        scope=Scope(*(read_strings(document["scope"], key) for key in _SCOPE_KEYS)),
    )


def _read_doubt(entry: dict[str, Any]) -> Doubt:
    when = {finding: read_strings(entry["when"], finding) for finding in entry["when"]}
    return Doubt(MappingProxyType(when), entry["says"])
