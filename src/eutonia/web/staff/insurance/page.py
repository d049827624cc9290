"""What the insurance pages show, worked out before the templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from eutonia.clinic.audit.queries import Actor, ActorKind
from eutonia.clinic.booking.queries import WorkLine
from eutonia.clinic.cover.queries import AuthorisationRecord
from eutonia.knowledge.vocabulary import Issue
from eutonia.pathway.standing import AuthorisationState, Standing
from eutonia.pathway.states import AuthorisationAction
from eutonia.web.deeds import capacity
from eutonia.web.staff import words
from eutonia.web.staff.insurance.words import STATES, STEPS, StateWords, StepWords, Words, action_words

ORDER = (
    AuthorisationState.NEEDED,
    AuthorisationState.PENDED,
    AuthorisationState.DECLINED,
    AuthorisationState.EXPIRED,
    AuthorisationState.REQUESTED,
)
"""What the work list shows first: what we must do, then what waits for others."""
ASKED = (AuthorisationState.REQUESTED, AuthorisationState.PENDED)
"""States in which the insurer works on it: somebody must call it off before it is set aside."""


@dataclass(frozen=True, slots=True)
class Group:
    """Authorisations with the same thing to do: those in one state, or those that no visit needs any more."""

    name: Words
    says: Words
    lines: tuple[WorkLine, ...]
    is_idle: bool = False
    """No visit needs these: each line then says its state, and not what is missing before it can be sent."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step that can be taken now."""

    action: AuthorisationAction
    words: StepWords
    is_open: bool
    """False: something is missing first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history."""

    at: datetime
    what: Words
    who: str
    note: str


@dataclass(frozen=True, slots=True)
class AuthorisationPage:
    """An authorisation as the insurance role sees it."""

    record: AuthorisationRecord
    state: StateWords
    terms: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    history: tuple[Entry, ...]
    missing: tuple[Issue, ...]
    idle: str
    """What to do where no visit needs it any more; empty where one does."""
    warning: str


def groups(lines: Iterable[WorkLine]) -> tuple[Group, ...]:
    """The work list: state by state, the soonest visit first in each, and last what no visit needs any more."""
    by_state: dict[AuthorisationState, list[WorkLine]] = {}
    asked: list[WorkLine] = []
    unasked: list[WorkLine] = []
    for line in lines:
        state = line.record.standing.state
        if line.visits:
            by_state.setdefault(state, []).append(line)
        else:
            (asked if state in ASKED else unasked).append(line)
    order = (*ORDER, *(state for state in by_state if state not in ORDER))
    found = (
        *(Group(STATES[state].name, STATES[state].means, tuple(by_state.get(state, ()))) for state in order),
        Group(_("Asked for, and no visit needs it"), _("Open each, and tell the insurer."), tuple(asked), is_idle=True),
        Group(_("No visit needs it"), _("Open each, and say that it is not needed."), tuple(unasked), is_idle=True),
    )
    return tuple(group for group in found if group.lines)


def what_to_do_idle(*, is_asked: bool) -> str:
    """What to do about an authorisation that no visit needs: one that was asked for is called off by a person."""
    button = {"button": STEPS[AuthorisationAction.SET_ASIDE].button}
    if is_asked:
        return _("No visit needs this any more: tell the insurer, then press “%(button)s”.") % button
    return _("No visit needs this any more: press “%(button)s”.") % button


def authorisation_page(
    record: AuthorisationRecord, names: Mapping[UUID, str], *, today: date, has_visits: bool
) -> AuthorisationPage:
    """An authorisation with its terms, what can be done next, and its history.

    ``has_visits``: a visit waits for it, or goes on under it.
    """
    state = record.standing.state
    is_idle = not has_visits and state in ORDER
    waits = state not in (AuthorisationState.APPROVED, AuthorisationState.NOT_NEEDED) and not is_idle
    return AuthorisationPage(
        record=record,
        state=STATES[state],
        terms=tuple(terms(record.standing)),
        steps=tuple(Step(each, STEPS[each], is_open(each, record, today)) for each in STEPS if each in record.actions),
        history=tuple(
            Entry(step.at, action_words(step.action), who(step.by, names), step.note)
            for step in reversed(record.history)
        ),
        missing=record.missing if waits else (),
        idle=what_to_do_idle(is_asked=state in ASKED) if is_idle else "",
        warning=warning(record.standing, today),
    )


def is_open(action: AuthorisationAction, record: AuthorisationRecord, today: date) -> bool:
    """Whether nothing that is known stands in the way of a step."""
    if action is AuthorisationAction.EXPIRE:
        return record.standing.is_over(today)
    asks = action in (AuthorisationAction.REQUEST, AuthorisationAction.SUPPLY)
    return not (asks and record.missing)


def terms(standing: Standing) -> Iterable[tuple[str, str]]:
    """The insurer's terms in words."""
    found = standing.terms
    if found is None:
        return
    yield _("Code"), found.code
    yield _("Holds until"), _("%(day)s, the day included") % {"day": words.day(found.last_day)}
    if found.visits is None:
        yield _("Visits"), _("no limit; %(used)s began under it") % {"used": standing.used}
    else:
        yield _("Visits"), _("%(left)s of %(all)s left") % {"left": standing.visits_left, "all": found.visits}
    yield _("Limit"), str(found.limit) if found.limit else _("no limit")
    yield _("Procedures"), ", ".join(sorted(found.procedures)) or "–"


def warning(standing: Standing, today: date) -> str:
    """What is about to go wrong with an approval; empty where nothing is."""
    if standing.state is not AuthorisationState.APPROVED or standing.terms is None:
        return ""
    if standing.is_over(today):
        return _("Its last day is over, although nobody has written that down. No visit can begin under it.")
    days = (standing.terms.last_day - today).days
    if days <= 7:
        return _("It holds only until %(day)s.") % {"day": words.day(standing.terms.last_day)}
    return ""


def who(actor: Actor, names: Mapping[UUID, str]) -> str:
    """Who took a step."""
    name = names.get(actor.id) if actor.id and actor.kind == ActorKind.STAFF else None
    return name or capacity(actor)
