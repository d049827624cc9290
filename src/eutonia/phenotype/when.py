"""When rare causes matter: whether the answers of an assessment call for the ranking of rare diseases.

Takes answers as plain ids and the knowledge that gives findings their HPO codes; knows nothing of the engine that
asked, and needs neither index nor numpy, so that asking costs nothing where the answer is no.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eutonia.knowledge.vocabulary import ABSENT, PRESENT, Finding, FindingKind

YOUNG = 30  # years: dystonia beginning before this calls for a genetic test (evidence table 4.3)
BEGAN_YOUNG = "onset-before-20"
FAMILY = {
    "family-same": "Others in the family have the same trouble.",
    "family-neuro": "A disease of muscle, nerve or movement runs in the family.",
}
STRONG = frozenset({
    "after-hard-effort-dark-urine-ever", "caeruloplasmin-low", "calves-bigger", "cannot-let-go",
    "emg-myotonic-discharges", "kayser-fleischer", "percussion-myotonia", "rippling", "weakness-in-attacks",
    "writhing-movements",
})  # fmt: skip
"""Findings with strong HPO evidence at any age: rare among people with spasms, seen in few of the annotated
diseases, and most of those inherited. The choice is our estimate; a test holds the numbers behind it."""
OF_MOVEMENT = STRONG | frozenset({
    "absent-reflexes", "brisk-reflexes", "cannot-walk", "cerebral-palsy", "clonus-exam", "coordination-trouble",
    "dropping-things", "eyes-forced-shut", "falls", "foot-bounces", "head-pulled", "head-tremor", "hoffmann", "jerks",
    "known-dystonia", "legs-stiff", "power-reduced", "rigid-tone", "slow-swallow", "slowness", "slurred-speech",
    "spastic-tone", "tremor", "trunk-stiff", "twisting-posture", "unsteady", "upgoing-plantar", "voice-breaks",
    "wasting", "wasting-exam", "weakness", "weakness-near", "weakness-slowly-worse", "weakness-tires",
})  # fmt: skip
"""Signs of a disease of movement, muscle or motor nerve, which in somebody young may be inherited. Pain, twitches
and tingling are not among them: they are too common to tell."""

DENIAL_SAYS_LITTLE = frozenset({"emergency", "history"})
"""Rooms of findings whose "no" makes no term absent: no fit today is not "no fits", and "nobody has told me that I
have dystonia" is not "no dystonia"."""


@dataclass(frozen=True, slots=True)
class RareCauses:
    """Whether rare causes matter, each reason as a sentence, and the HPO terms that the answers give."""

    reasons: tuple[str, ...]
    present: tuple[str, ...]
    absent: tuple[str, ...]

    @property
    def matter(self) -> bool:
        """Whether there is a reason."""
        return bool(self.reasons)


def rare_causes(
    answers: Mapping[str, str],
    findings: Mapping[str, Finding],
    *,
    age: int | None = None,
    suggested: Sequence[str] = (),
) -> RareCauses:
    """Return whether rare causes matter. ``answers`` holds finding id and value, as in an assessment.

    ``suggested`` are the names of the genetic tests that the work-up of the differential suggests.
    """
    present, absent = hpo_terms(answers, findings)
    said = [name for name in findings if answers.get(name) == PRESENT]
    reasons = [*_young(said, findings, age), *(FAMILY[name] for name in said if name in FAMILY)]
    reasons += [
        f"{findings[name].term}: rare among people with spasms, and most diseases that show it are inherited."
        for name in said
        if name in STRONG
    ]
    reasons += [f"The work-up of the likely causes suggests: {name}." for name in suggested]
    return RareCauses(tuple(reasons), present, absent)


def _young(said: Sequence[str], findings: Mapping[str, Finding], age: int | None) -> list[str]:
    signs = ", ".join(findings[name].term.lower() for name in said if name in OF_MOVEMENT)
    if not signs:
        return []
    if age is not None and age < YOUNG:
        return [f"It began before the age of {YOUNG}, when inherited causes are more common, with: {signs}."]
    if BEGAN_YOUNG in said:
        return [f"It began before the age of 20, when inherited causes are more common, with: {signs}."]
    return []


def hpo_terms(answers: Mapping[str, str], findings: Mapping[str, Finding]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the HPO terms that the answers make present and absent, of yes-no findings that have a code."""
    coded = [f for name, f in findings.items() if name in answers and f.hpo and f.kind is FindingKind.YES_NO]
    present = tuple(dict.fromkeys(f.hpo for f in coded if answers[f.id] == PRESENT))
    denied = (f.hpo for f in coded if answers[f.id] == ABSENT and f.room not in DENIAL_SAYS_LITTLE)
    return present, tuple(dict.fromkeys(term for term in denied if term not in present))
