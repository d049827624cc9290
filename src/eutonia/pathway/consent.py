"""How old somebody is on a day, and on whose word they can be seen.

The age that counts is the age on the day of the visit, by the calendar of the clinic's zone. The ages are those of
England and Wales: from 16 a person consents as an adult would (Family Law Reform Act 1969, section 8); below, a
parent or guardian consents, or the young person where a clinician judges that they understand what is decided
(Gillick v West Norfolk AHA, 1985). An age is reached as the day begins (section 9 of the same Act). From 12 is the
clinic's own rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from eutonia.knowledge.vocabulary import Issue, IssueLevel
from eutonia.pathway.problems import require

SEEN_FROM = 12
OWN_FROM = 16
ADULT_FROM = 18
OLDEST = 130


class Consent(StrEnum):
    """On whose word somebody is seen."""

    OWN = "own"
    GUARDIAN = "guardian"
    COMPETENCE = "competence"
    """The young person's own, because a clinician judged and recorded that they understand."""
    MISSING = "missing"
    NOT_HERE = "not-here"
    """Under 12: this clinic does not see them."""


@dataclass(frozen=True, slots=True)
class Competence:
    """A clinician's recorded judgement whether somebody of 12 to 15 understands what is to be decided."""

    judged_by: str
    judged_on: date
    is_competent: bool

    def __post_init__(self) -> None:
        require(bool(self.judged_by.strip()), "a judgement of competence names the clinician who made it")


def age_on(birth: date, day: date) -> int:
    """Return an age in whole years on a date. Who was born on 29 February is a year older on 1 March in other years.

    Raises PathwayError for a birth after that date, or an age above 130.
    """
    require(birth <= day, "a date of birth lies in the future: check the year")
    age = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
    require(age <= OLDEST, f"an age of {age} cannot be: check the year of birth")
    return age


def age_at(birth: date, instant: datetime, zone: ZoneInfo) -> int:
    """Return an age at an aware instant, by the calendar of a zone."""
    require(instant.tzinfo is not None, "an instant has a time zone: pass an aware time")
    return age_on(birth, instant.astimezone(zone).date())


def consent(birth: date, day: date, *, guardian: bool = False, competence: Competence | None = None) -> Consent:
    """Return on whose word somebody is seen on a day.

    ``guardian``: a parent or guardian has said yes. ``competence``: the latest judgement, if there is one; it counts
    from the day on which it was made. A young person judged competent decides by themselves, also with a guardian.
    """
    age = age_on(birth, day)
    if age < SEEN_FROM:
        return Consent.NOT_HERE
    if age >= OWN_FROM:
        return Consent.OWN
    if competence is not None and competence.is_competent and competence.judged_on <= day:
        return Consent.COMPETENCE
    return Consent.GUARDIAN if guardian else Consent.MISSING


def consent_issue(found: Consent) -> Issue | None:
    """Return what stands in the way, in words for the person, or None."""
    match found:
        case Consent.NOT_HERE:
            return Issue(
                IssueLevel.ERROR,
                "We are sorry: we do not see children under 12.",
                "A GP can help, or NHS 111 at any time. Call 999 if you are worried that it is an emergency.",
            )
        case Consent.MISSING:
            return Issue(
                IssueLevel.WARNING,
                "At 12 to 15, a parent or guardian usually says yes to a visit.",
                "Book together with them. If you would rather not, call us: a clinician can talk with you first.",
            )
    return None
