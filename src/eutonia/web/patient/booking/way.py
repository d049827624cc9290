"""The way to a visit: its pages in order, and which of them are still open. It follows from the draft alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from eutonia.web.patient.booking.draft import VISIT, WAITING, Draft


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the way, by the name of its address.

    ``applies``: whether this person is asked. ``is_done``: whether they have answered; if not given, whether the draft
    holds an answer. ``is_passed``: whether they may go on for now, though it must be answered anew in the end.
    """

    name: str
    applies: Callable[[Draft, date], bool] = lambda draft, today: True
    is_done: Callable[[Draft, datetime], bool] | None = None
    is_passed: Callable[[Draft], bool] = lambda draft: False

    def done(self, draft: Draft, now: datetime) -> bool:
        """Whether nothing is left to be asked here."""
        return self.is_done(draft, now) if self.is_done else draft.has(self.name)


def _may_go_on(draft: Draft, now: datetime) -> bool:
    urgency = draft.urgency
    return draft.need.get("screened") is True or (urgency is not None and not urgency.is_emergency)


def _has_time(draft: Draft, now: datetime) -> bool:
    return bool(draft.hold) and not draft.has_lost_time


STEPS = (
    Step("start", is_done=_may_go_on),
    Step("visit"),
    Step("wishes"),
    Step("times", lambda draft, today: draft.aim == VISIT, _has_time, lambda draft: bool(draft.hold)),
    Step("suits", lambda draft, today: draft.aim == WAITING),
    Step("person"),
    Step("guardian", lambda draft, today: draft.needs_guardian(today)),
    Step("contact"),
    Step("help", lambda draft, today: draft.aim == VISIT),
    Step("private", lambda draft, today: draft.aim == VISIT and draft.is_young(today)),
    Step("prove", is_done=lambda draft, now: draft.proved(now) is not None),
    Step("pay"),
    Step("membership", lambda draft, today: not draft.is_self_pay),
)
CHECK = "check"
TOO_YOUNG = "not-here"


def steps(draft: Draft, today: date) -> tuple[Step, ...]:
    """The pages that this draft goes through."""
    return tuple(step for step in STEPS if step.applies(draft, today))


def next_open(draft: Draft, today: date, now: datetime) -> str:
    """The first page that is still to be answered; the last look at the answers where none is."""
    if draft.is_too_young(today):
        return TOO_YOUNG
    return next((step.name for step in steps(draft, today) if not step.done(draft, now)), CHECK)


def is_open(name: str, draft: Draft, today: date, now: datetime) -> bool:
    """Whether a page may be shown: everything before it is answered."""
    for step in steps(draft, today):
        if step.name == name:
            return True
        if not step.done(draft, now) and not (step.is_passed(draft) and name != CHECK):
            return False
    return name == CHECK


def after(name: str, draft: Draft, today: date, now: datetime) -> str:
    """The page that follows one that was just answered: the next, answered or not, so that one can look again."""
    if draft.is_too_young(today):
        return TOO_YOUNG
    names = [step.name for step in steps(draft, today)]
    place = names.index(name) + 1 if name in names else len(names)
    following = names[place] if place < len(names) else CHECK
    return following if is_open(following, draft, today, now) else next_open(draft, today, now)


def before(name: str, draft: Draft, today: date) -> str:
    """The page before one, for the link back; empty for the first."""
    names = [step.name for step in steps(draft, today)]
    if draft.is_from_result:
        names.remove("start")  # a result has its own emergency questions
    place = names.index(name) if name in names else len(names)
    return names[place - 1] if place else ""
