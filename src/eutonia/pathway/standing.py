"""How an insurer's authorisation stands, and whether a visit may begin under it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum

from eutonia.knowledge.vocabulary import Issue, IssueLevel
from eutonia.pathway.money import Money
from eutonia.pathway.problems import require


class Payer(StrEnum):
    """Who pays for a visit."""

    SELF = "self"
    INSURED = "insured"


class AuthorisationState(StrEnum):
    """How far an insurer's authorisation has come."""

    NOT_NEEDED = "not-needed"
    """Nobody asks an insurer, because the person pays. It lets no insured visit begin."""
    NEEDED = "needed"
    REQUESTED = "requested"
    PENDED = "pended"
    """The insurer wants to know more."""
    APPROVED = "approved"
    DECLINED = "declined"
    EXPIRED = "expired"
    USED_UP = "used-up"


@dataclass(frozen=True, slots=True)
class Terms:
    """What an insurer has approved: its code, the last day on which it holds, and limits.

    ``visits`` is how many visits it covers, ``limit`` what the insurer pays in all; None is no limit.
    ``procedures`` are the procedure codes it names.
    """

    code: str
    last_day: date
    visits: int | None = None
    limit: Money | None = None
    procedures: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        require(bool(self.code.strip()), "an approval has no code: write down the one that the insurer gave")
        require(self.visits is None or self.visits > 0, "an approval covers at least one visit")


@dataclass(frozen=True, slots=True)
class Standing:
    """An authorisation as it stands: its state, its terms once approved, and how many visits began under it.

    When it is asked whether a visit may begin, ``used`` does not count that visit itself.
    """

    state: AuthorisationState
    terms: Terms | None = None
    used: int = 0

    def __post_init__(self) -> None:
        require(self.used >= 0, "fewer than no visits cannot have begun")
        require(
            self.state is not AuthorisationState.APPROVED or self.terms is not None,
            "an authorisation is approved without terms: give the insurer's code and the last day",
        )

    @property
    def visits_left(self) -> int | None:
        """How many visits can still begin under it; None where there is no limit."""
        if self.terms is None or self.terms.visits is None:
            return None
        return max(0, self.terms.visits - self.used)

    def is_over(self, today: date) -> bool:
        """Return True where its last day has passed, whatever its state says."""
        return self.terms is not None and today > self.terms.last_day


class WhyNotStart(Enum):
    """Why a visit may not begin yet."""

    NOT_ARRIVED = "not-arrived"
    NO_AUTHORISATION = "no-authorisation"
    NOT_APPROVED = "not-approved"
    OVER = "over"
    USED_UP = "used-up"
    OTHER_PROCEDURE = "other-procedure"

    @property
    def issue(self) -> Issue:
        """The reason with its remedy, for staff."""
        return Issue(IssueLevel.ERROR, *_SENTENCES[self])


_INSTEAD = "The insurance team asks the insurer. Or ask the patient whether they want to pay themselves."
_SENTENCES = {
    WhyNotStart.NOT_ARRIVED: ("The patient is not checked in.", "Check them in first."),
    WhyNotStart.NO_AUTHORISATION: ("This insured visit has no authorisation.", _INSTEAD),
    WhyNotStart.NOT_APPROVED: ("The insurer has not approved this visit.", _INSTEAD),
    WhyNotStart.OVER: ("The last day of the insurer's approval has passed.", _INSTEAD),
    WhyNotStart.USED_UP: ("Every visit that the insurer approved has been used.", _INSTEAD),
    WhyNotStart.OTHER_PROCEDURE: ("The insurer's approval does not name what this visit is for.", _INSTEAD),
}

type Check = Callable[[Standing | None, date, frozenset[str]], bool]

AUTHORISATION_CHECKS: tuple[tuple[WhyNotStart, Check], ...] = (
    (WhyNotStart.NO_AUTHORISATION, lambda standing, today, needs: standing is None),
    (
        WhyNotStart.NOT_APPROVED,
        lambda standing, today, needs: standing is not None and standing.state is not AuthorisationState.APPROVED,
    ),
    (WhyNotStart.OVER, lambda standing, today, needs: standing is not None and standing.is_over(today)),
    (WhyNotStart.USED_UP, lambda standing, today, needs: standing is not None and standing.visits_left == 0),
    (
        WhyNotStart.OTHER_PROCEDURE,
        lambda standing, today, needs: (
            standing is not None and standing.terms is not None and not needs <= standing.terms.procedures
        ),
    ),
)
"""What keeps an insured visit from beginning. The state is not trusted alone: the day and the count are looked at."""


def why_not_authorised(
    payer: Payer, standing: Standing | None, today: date, *, procedures: frozenset[str] = frozenset()
) -> tuple[WhyNotStart, ...]:
    """Return why an insured visit may not begin today; nothing for somebody who pays themselves.

    ``today`` is the date in the clinic's zone; ``procedures`` are the codes of what is to be done. One fault is named
    once, by the most exact reason for it.
    """
    if payer is Payer.SELF:
        return ()
    found = tuple(why for why, fails in AUTHORISATION_CHECKS if fails(standing, today, procedures))
    if standing is None or WhyNotStart.NOT_APPROVED not in found:
        return found
    if _EXACTLY.get(standing.state) in found:
        return tuple(why for why in found if why is not WhyNotStart.NOT_APPROVED)
    return (WhyNotStart.NOT_APPROVED,)  # what is left of terms that were taken back says nothing more


_EXACTLY = {AuthorisationState.EXPIRED: WhyNotStart.OVER, AuthorisationState.USED_UP: WhyNotStart.USED_UP}
"""States that only name what the day or the count shows as well. No reason is dropped unless another stands."""
