"""The words that every part of Eutonia shares.

All classes are frozen, and their constructors refuse what cannot be: an impossible thing is never
built, so nobody downstream has to look for it. Nothing here computes, reads a file or knows the time.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, KeysView, Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from types import MappingProxyType
from typing import Self

PRESENT = "present"
ABSENT = "absent"
NOT_SURE = "not-sure"
ESTIMATE = "estimate"

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class KnowledgeError(ValueError):
    """A piece of knowledge that cannot be true as written."""


def require(condition: bool, message: str) -> None:
    """Raise KnowledgeError with the message unless the condition holds."""
    if not condition:
        raise KnowledgeError(message)


def require_id(identifier: str) -> None:
    """Raise KnowledgeError unless the text can be an id."""
    require(bool(_ID.fullmatch(identifier)), f"{identifier!r} is not an id: use small letters, digits and hyphens")


class Urgency(IntEnum):
    """How soon a person must be seen. A higher number is sooner."""

    SELF_CARE = 0
    ROUTINE = 1
    URGENT_2_WEEKS = 2
    SAME_DAY = 3
    EMERGENCY_DEPARTMENT = 4
    EMERGENCY_NOW = 5

    @property
    def slug(self) -> str:
        """The public name, such as ``urgent-2-weeks``."""
        return self.name.lower().replace("_", "-")

    @classmethod
    def from_slug(cls, slug: str) -> Urgency:
        """Return the level of that public name, or raise KnowledgeError."""
        for level in cls:
            if level.slug == slug:
                return level
        raise KnowledgeError(f"{slug!r} is no urgency; choose from {', '.join(u.slug for u in cls)}")

    @property
    def is_emergency(self) -> bool:
        """True where the answer is 999 or an emergency department, now."""
        return self >= Urgency.EMERGENCY_DEPARTMENT


class IssueLevel(Enum):
    """How much an issue stands in the way."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Issue:
    """A problem together with what to do about it; printed alike on a page, in a terminal and over FHIR."""

    level: IssueLevel
    what: str
    remedy: str
    where: str = ""

    def __str__(self) -> str:
        told = self.what.lstrip("'").startswith(self.where)  # a sentence that names it need not be told where
        place = "" if told else f"{self.where}: "
        return f"{self.level.value}: {place}{self.what} {self.remedy}"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from. ``weak``: read only as a copy, an excerpt or an unreviewed page."""

    key: str
    title: str
    address: str = ""
    weak: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A clinical number with its range and its source.

    ``low`` and ``high`` are a central 90 % range. ``source`` is a key of sources.toml or ``estimate``.
    """

    value: float
    low: float
    high: float
    source: str

    def __post_init__(self) -> None:
        # written out, because thousands of figures are built at every start
        if not self.source:
            raise KnowledgeError("a number has no source: give a key of sources.toml, or 'estimate'")
        if not self.low <= self.value <= self.high:
            raise KnowledgeError(f"{self.value} does not lie in its range {self.low} to {self.high}")
        if self.low == -math.inf or self.high == math.inf:
            raise KnowledgeError(f"the range {self.low} to {self.high} is not finite")
        if self.source == ESTIMATE and self.low == self.high:
            raise KnowledgeError(f"the estimate {self.value} has no range: give [value, low, high]")

    @property
    def is_estimate(self) -> bool:
        """True where the number rests on judgement rather than on a source."""
        return self.source == ESTIMATE


def probability(figure: Figure) -> Figure:
    """Return the figure if it is a probability strictly between 0 and 1, else raise KnowledgeError."""
    if not (0.0 < figure.low and figure.high < 1.0):
        raise KnowledgeError(f"{figure.value} ({figure.low} to {figure.high}) is not strictly between 0 and 1")
    return figure


class FindingKind(Enum):
    """What an answer can be."""

    YES_NO = "yes-no"
    ORDERED = "ordered"
    NOMINAL = "nominal"


class AnsweredBy(Enum):
    """Who can answer a finding."""

    PERSON = "person"
    EXAMINER = "examiner"
    TEST = "test"


class Sex(Enum):
    """Sex as it matters to a probability or a reference range."""

    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, slots=True)
class FindingValue:
    """One answer of a finding with its background probability among people who come with spasms."""

    id: str
    label: str
    background: Figure

    def __post_init__(self) -> None:
        require_id(self.id)
        probability(self.background)


@dataclass(frozen=True, slots=True)
class Measure:
    """How a measured number falls into the values of its finding.

    ``edges[i]`` is the first number of value ``i + 1``. ``also`` maps other accepted units to the factor
    that turns them into ``unit``. Beyond ``plausible`` a slip of the pen or of the unit is likelier than such a
    number in somebody alive; the bounds are our own estimate, and wide.
    """

    unit: str
    ucum: str
    edges: tuple[float, ...]
    edges_source: str
    edges_female: tuple[float, ...] | None = None
    also: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    plausible: tuple[float, float] = (0.0, math.inf)

    def __post_init__(self) -> None:
        lowest, highest = self.plausible
        require(
            all(lowest < edge < highest for edge in (*self.edges, *(self.edges_female or ()))),
            f"an edge does not lie between the plausible bounds {lowest:g} and {highest:g}",
        )
        for edges in (self.edges, self.edges_female or self.edges):
            require(list(edges) == sorted(set(edges)), f"the edges {edges} do not rise")
        require(
            self.edges_female is None or len(self.edges_female) == len(self.edges),
            "edges and edges_female differ in number",
        )
        require(all(factor > 0 for factor in self.also.values()), "a unit factor is not positive")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that can be asked, examined or measured.

    A yes-no finding has the two values ``absent`` and ``present``, in this order. Values of an ordered
    finding stand in rising order. ``asked_if``: ask only when one of these findings is present.
    ``screen``: the page of the emergency screen on which it stands. ``asked_of``: ask only a person of that
    sex, or one whose sex is not stated.
    """

    id: str
    kind: FindingKind
    term: str
    question: str
    values: tuple[FindingValue, ...]
    answered_by: AnsweredBy
    burden_s: float
    room: str
    help: str = ""
    screen: int | None = None
    asked_if: tuple[str, ...] = ()
    asked_of: Sex | None = None
    sites: tuple[str, ...] = ()
    hpo: str = ""
    snomed: str = ""
    loinc: str = ""
    normal: str = ""
    measure: Measure | None = None

    def __post_init__(self) -> None:
        require_id(self.id)
        require(len(self.values) >= 2, f"{self.id} has fewer than two values")
        names = [value.id for value in self.values]
        require(len(set(names)) == len(names), f"{self.id} names a value twice")
        require(
            (self.kind is FindingKind.YES_NO) == (names == [ABSENT, PRESENT]),
            f"{self.id}: only a yes-no finding has the values absent and present",
        )
        total = sum(value.background.value for value in self.values)
        require(abs(total - 1.0) < 1e-6, f"the background of {self.id} adds up to {total:g}, not to 1")
        require(self.burden_s > 0, f"{self.id}: the burden must be above 0 seconds")
        require(not self.normal or self.normal in names, f"{self.id}: normal value {self.normal!r} is not a value")
        if self.measure is not None:
            require(
                len(self.measure.edges) == len(self.values) - 1,
                f"{self.id}: {len(self.values)} values need {len(self.values) - 1} edges",
            )

    def value_ids(self) -> tuple[str, ...]:
        """Return the ids of the values in their order."""
        return tuple(value.id for value in self.values)


class Group(Enum):
    """The groups of causes, in the order in which pages show them."""

    BLOOD_SUPPLY = "poor-blood-supply"
    MINERALS_AND_FLUIDS = "minerals-and-fluids"
    COMPRESSED_NERVE = "compressed-nerve"
    ASYMMETRY_AND_POSTURE = "asymmetry-and-posture"
    NEUROLOGICAL = "neurological"
    DYSTONIA = "dystonia"
    MEDICINES = "medicines"
    ENDOCRINE_AND_METABOLIC = "endocrine-and-metabolic"
    TOXINS_AND_INFECTION = "toxins-and-infection"
    BENIGN = "benign"
    MIMICS = "mimics"


class Settle(Enum):
    """Whether a person can settle the cause by themselves or needs a specialist to find it."""

    YOURSELF = "yourself"
    SPECIALIST = "specialist"


@dataclass(frozen=True, slots=True)
class Modifier:
    """A factor on a prior for a person of that age, sex or pregnancy; what is None does not matter."""

    factor: Figure
    age_from: int | None = None
    age_to: int | None = None
    sex: Sex | None = None
    pregnant: bool | None = None

    def __post_init__(self) -> None:
        require(self.factor.low >= 0, "a factor is below 0")
        require(
            not (self.age_from is None and self.age_to is None and self.sex is None and self.pregnant is None),
            "a modifier says for nobody in particular: give an age, a sex or pregnant",
        )


@dataclass(frozen=True, slots=True)
class Likelihood:
    """How often each value of a finding is met in people with a condition, in the finding's own order."""

    finding: str
    values: tuple[Figure, ...]
    why: str = ""

    def __post_init__(self) -> None:
        for figure in self.values:
            probability(figure)
        total = sum(figure.value for figure in self.values)
        require(abs(total - 1.0) < 1e-6, f"the values of {self.finding} add up to {total:g}, not to 1")

    @property
    def source(self) -> str:
        """The key of the source, or ``estimate``."""
        return self.values[-1].source


class Likelihoods(Collection[Likelihood]):
    """What a condition says about findings: each finding at most once, in the author's order.

    ``unread`` makes each when it is first looked at. It is for entries that were read and found right before:
    a start needs a few of them, and there are thousands.
    """

    __slots__ = ("_read", "_waiting")

    def __init__(self, likelihoods: Iterable[Likelihood] = ()) -> None:
        listed = tuple(likelihoods)
        self._read = {each.finding: each for each in listed}
        self._waiting: Callable[[str], Likelihood] | None = None
        names = [each.finding for each in listed]
        require(
            len(self._read) == len(names),
            f"listed twice: {', '.join(sorted({n for n in names if names.count(n) > 1}))}",
        )

    @classmethod
    def unread(cls, findings: Iterable[str], read: Callable[[str], Likelihood]) -> Self:
        """Return the likelihoods of these findings, each to be made by ``read``."""
        made = cls()
        made._read = dict.fromkeys(findings)  # type: ignore[assignment] # filled by `of`
        made._waiting = read
        return made

    def of(self, finding: str) -> Likelihood | None:
        """Return what is said about a finding, or None."""
        found = self._read.get(finding)
        if found is None and self._waiting is not None and finding in self._read:
            found = self._read[finding] = self._waiting(finding)
        return found

    def findings(self) -> KeysView[str]:
        """The findings that are spoken of."""
        return self._read.keys()

    def __iter__(self) -> Iterator[Likelihood]:
        return (likelihood for finding in self._read if (likelihood := self.of(finding)))

    def __len__(self) -> int:
        return len(self._read)

    def __contains__(self, likelihood: object) -> bool:
        return any(each == likelihood for each in self)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Likelihoods) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self._read))

    def __repr__(self) -> str:
        return f"Likelihoods({list(self)!r})"


@dataclass(frozen=True, slots=True)
class Affinity:
    """Two conditions that are met together ``times`` as often as chance would have it."""

    condition: str
    times: Figure

    def __post_init__(self) -> None:
        require(self.times.low >= 0, "an affinity is below 0")


@dataclass(frozen=True, slots=True)
class Condition:
    """A cause of spasms, or something that looks like one.

    ``gentle_name`` is what the patient reads where a label must come from a clinician and not from a page.
    """

    id: str
    name: str
    lay_name: str
    icd10: tuple[str, ...]
    group: Group
    dangerous: bool
    urgency: Urgency
    settle: Settle
    summary: str
    why: str
    prior: Figure
    likelihoods: Likelihoods
    synonyms: tuple[str, ...] = ()
    snomed: str = ""
    modifiers: tuple[Modifier, ...] = ()
    goes_with: tuple[Affinity, ...] = ()
    excludes: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    treatments: tuple[str, ...] = ()
    self_care: tuple[str, ...] = ()
    prevention: tuple[str, ...] = ()
    complications: tuple[str, ...] = ()
    refer_to: str = ""
    sources: tuple[str, ...] = ()
    gentle_name: str = ""

    @property
    def patient_name(self) -> str:
        """What the patient reads: the gentle name where there is one, else the lay name."""
        return self.gentle_name or self.lay_name

    def __post_init__(self) -> None:
        require_id(self.id)
        require(bool(self.icd10), f"{self.id} has no ICD-10 code")
        require(0.0 < self.prior.low, f"the prior of {self.id} must be above 0")


@dataclass(frozen=True, slots=True)
class Rule:
    """A triage rule: an urgency, when it holds, and what is said to the person and to the clinician.

    ``when`` is the parsed condition as nested mappings; ``eutonia.reasoning.triage`` gives it its meaning.
    ``criterion`` is the row of the evidence table that the rule carries out.
    """

    id: str
    urgency: Urgency
    when: Mapping[str, object]
    patient: str
    clinician: str
    source: str
    criterion: int | None = None
    advice: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_id(self.id)
        require(bool(self.patient and self.clinician and self.source), f"{self.id} lacks a sentence or a source")


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do now, step by step. ``kind`` groups advice that needs an answer of its own, such as self-harm."""

    id: str
    title: str
    steps: tuple[str, ...]
    kind: str
    source: str

    def __post_init__(self) -> None:
        require_id(self.id)
        require(bool(self.steps), f"{self.id} has no step")


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the answers are about. None means not stated.

    ``age`` in whole years, 0 to 120. ``pregnant`` is refused for a male person.
    """

    age: int | None = None
    sex: Sex | None = None
    pregnant: bool | None = None

    def __post_init__(self) -> None:
        require(
            self.age is None or 0 <= self.age <= 120,
            f"an age of {self.age} is not possible: give 0 to 120 years",
        )
        require(
            not (self.pregnant and self.sex is Sex.MALE),
            "a male person is said to be pregnant: correct the sex or the pregnancy",
        )


@dataclass(frozen=True, slots=True)
class Measurement:
    """A number with its unit for a finding: a laboratory value or a feature of a recording."""

    finding: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one answer adds for or against a condition.

    ``weight`` is the natural logarithm of the likelihood ratio against background: 0 is neutral, above 0
    speaks for the condition and below 0 against it.
    """

    finding: str
    value: str
    weight: float
    source: str
    sentence: str
