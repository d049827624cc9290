"""A visit as its patient or a guardian sees it: when, where, what to bring, what it costs, what can be done.

Made of what `queries.visit` gives them, which never holds what was told in confidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from eutonia.clinic.booking import queries
from eutonia.clinic.booking.queries import VisitLine, VisitPage
from eutonia.pathway.cover import CoverWord
from eutonia.pathway.states import VisitAction, VisitState
from eutonia.web.patient.booking import words
from eutonia.web.patient.words import said

IN_PERSON, TELEPHONE = "in-person", "telephone"

CAN_PAY_INSTEAD = frozenset({CoverWord.AWAITING, CoverWord.DECLINED, CoverWord.NOT_THEN, CoverWord.USED_UP})
"""How it stands with an insurer where somebody may want to pay themselves."""

INSURER_MAY_PAY = frozenset({CoverWord.AWAITING, CoverWord.COVERED, CoverWord.PARTLY})
"""How it stands with an insurer who pays, or may yet say yes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a visit is, and how to get in."""

    name: str
    address: tuple[str, ...]
    room: str
    directions: str
    step_free: str
    travel: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """Who pays, in words, and how much it is. ``waits``: the insurer has not said yes yet.

    ``insurer`` is empty for who pays themselves; ``insurer_may_pay``: it has not said no.
    ``price`` is for who pays themselves; ``share`` what somebody insured pays of it by the insurer's limit, empty
    where the insurer set none.
    """

    insurer: str
    insurer_may_pay: bool
    price: str
    share: str
    says: str
    then: str
    waits: bool
    can_pay_instead: bool
    paid: str


@dataclass(frozen=True, slots=True)
class VisitShown:
    """Everything that pages about one visit show."""

    patient_name: str
    kind: str
    when: str
    clock_note: str
    until: str
    zone: str
    clinician: str
    state: str
    is_over: bool
    is_cancelled: bool
    place: Place | None
    how: str
    phone: str
    phone_link: str
    bring: str
    preparation: str
    cost: Cost
    guardian: str
    can_move: bool
    can_cancel: bool
    can_say_late: bool


def shown(page: VisitPage) -> VisitShown:
    """Return what the pages show of a visit."""
    line = page.line
    return VisitShown(
        patient_name=line.patient_name,
        kind=said(page.lay_name),
        when=words.when_words(line.wall),
        clock_note=words.clock_change_words(line.wall),
        until=_("%(minutes)s, until about %(time)s")
        % {"minutes": words.minutes_words(line.minutes), "time": words.time_words(line.ends)},
        zone=words.zone_words(page.site.zone),
        clinician=", ".join(filter(None, (line.clinician_name, page.clinician_title))),
        state=state_words(line.state),
        is_over=page.is_over,
        is_cancelled=line.state is VisitState.CANCELLED,
        place=place_of(page) if line.mode == IN_PERSON else None,
        how=how_words(line.mode),
        phone=page.site.phone,
        phone_link=page.site.phone.replace(" ", ""),
        bring=said(page.bring),
        preparation=said(page.preparation),
        cost=cost_of(page),
        guardian=page.guardian_name,
        can_move=VisitAction.MOVE in line.actions,
        can_cancel=VisitAction.CANCEL in line.actions,
        can_say_late=VisitAction.MARK_LATE in line.actions,
    )


def place_of(page: VisitPage) -> Place:
    """Where it is."""
    site = page.site
    street = [part.strip() for part in site.address.replace("\n", ",").split(",") if part.strip()]
    return Place(
        name="" if site.name in street else site.name,
        address=(*street, site.postcode),
        room=page.line.room_name,
        directions=said(page.directions),
        step_free=said(site.step_free),
        travel=tuple(line.strip() for line in site.travel.splitlines() if line.strip()),
    )


def how_words(mode: str) -> str:
    """How clinician and patient meet, where not in person."""
    if mode == IN_PERSON:
        return ""
    if mode == TELEPHONE:
        return _("We call you on the number that you gave us. The number may be withheld.")
    return _("We send you the way into the video call shortly before it begins.")


def cost_of(page: VisitPage) -> Cost:
    """Who pays, and how it stands."""
    told, paid = page.told, page.payments.paid
    return Cost(
        insurer=page.insurer_name,
        insurer_may_pay=told.word in INSURER_MAY_PAY,
        price=words.price_words(told.pays_if_not),
        share=words.price_words(told.pays) if told.word is CoverWord.PARTLY else "",
        says=said(told.says),
        then=said(told.then),
        waits=told.word is CoverWord.AWAITING,
        can_pay_instead=told.word in CAN_PAY_INSTEAD and VisitAction.PAY_SELF in page.line.actions,
        paid=str(paid) if paid.pence else "",
    )


def state_words(state: VisitState) -> str:
    """How far a visit has come, for the patient."""
    return {
        VisitState.BOOKED: _("Booked"),
        VisitState.LATE: _("Booked. We know that you come later"),
        VisitState.ARRIVED: _("You are checked in"),
        VisitState.SEEN: _("You are with the clinician"),
        VisitState.LEFT: _("Over"),
        VisitState.NO_SHOW: _("Missed"),
        VisitState.CANCELLED: _("Cancelled"),
    }[state]


def news_words(what: object) -> str:
    """What was just done with a visit; empty for nothing."""
    told = {
        "moved": _("Your visit has a new time. The old one is free for somebody else."),
        "cancelled": _("Your visit is cancelled. Thank you for telling us: somebody else can come."),
        "late": _("We know that you come later. If it is more than 15 minutes, please call us."),
        "pays-self": _("You pay this visit yourself now."),
        "link-sent": _("We have sent you a new link."),
        "no-address": _("We have no address to which a link can go. Please call us."),
    }
    return told.get(str(what), "")


@dataclass(frozen=True, slots=True)
class VisitChoice:
    """A coming visit in a list."""

    public_id: UUID
    when: str
    kind: str


def coming(lines: Iterable[VisitLine]) -> tuple[VisitChoice, ...]:
    """The visits that are still to come, the soonest first."""
    names = {kind.code: kind.lay_name for kind in queries.visit_types(with_old=True)}
    open_ones = [line for line in lines if line.state in (VisitState.BOOKED, VisitState.LATE, VisitState.ARRIVED)]
    return tuple(
        VisitChoice(line.public_id, words.when_words(line.wall), said(names.get(line.visit_type, "")))
        for line in sorted(open_ones, key=lambda line: line.starts_at)
    )
