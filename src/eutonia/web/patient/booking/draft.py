"""The draft: what somebody has typed on the way to a visit, as the session keeps it.

Nothing of it is a booking yet. It lives in the server's session only and goes when the visit is booked, when the
person deletes it, or after an hour without use. A hold that runs out takes nothing of it away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from eutonia.clinic.booking.services import Held, Need, Slot
from eutonia.clinic.people.services import ProvedContact
from eutonia.knowledge.vocabulary import Urgency
from eutonia.pathway.consent import ADULT_FROM, OWN_FROM, SEEN_FROM, age_on
from eutonia.web.requests import Request

KEY = "booking"
FORMAT = 1
SELF_PAY, OTHER_INSURER = "self", "other"
ANY = "any"
"""Somebody has no wish in this."""
GONE = "gone"
MOST_LENGTH = 5_000
"""Longer than any field of ours: what is longer was not typed into a form."""

VISIT, WAITING = "visit", "waiting"
"""What a draft is to become: a visit, or a place on the waiting list."""


@dataclass
class Draft:
    """``answers`` holds what was typed, page by page; ``hold`` the time that is kept meanwhile.

    ``need`` is how it came that they book: urgency of a result, the groups of its suggested tests, and the kept
    assessment that they let us see; or that the emergency screen was passed.
    """

    aim: str = VISIT
    need: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    hold: dict[str, str] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)
    """Where the newest code went: channel and address."""
    proof: dict[str, str] = field(default_factory=dict)
    """The contact that was proved, as `ProvedContact.as_session` says it."""

    # ---- how it came to this ----------------------------------------------------------------------------------

    @property
    def urgency(self) -> Urgency | None:
        """The urgency of the result it began from; None straight from the site."""
        slug = self.need.get("urgency")
        return next((level for level in Urgency if level.slug == slug), None)

    @property
    def is_from_result(self) -> bool:
        """Whether it began from a result."""
        return self.urgency is not None

    @property
    def tests(self) -> tuple[str, ...]:
        """The groups of the tests that the result suggests."""
        listed = self.need.get("tests")
        return tuple(name for name in listed if isinstance(name, str)) if isinstance(listed, list) else ()

    def booking_need(self) -> Need:
        """The same for the services."""
        kept = self.need.get("assessment")
        assessment = UUID(kept) if isinstance(kept, str) and self.answer("wishes", "share") == "yes" else None
        return Need(self.urgency, screened=self.need.get("screened") is True, assessment=assessment)

    # ---- what was typed ---------------------------------------------------------------------------------------

    def answer(self, page: str, name: str) -> str:
        """What was typed into a field; empty where nothing was."""
        return self.answers.get(page, {}).get(name, "")

    def has(self, page: str) -> bool:
        """Whether a page has been answered."""
        return page in self.answers

    @property
    def age(self) -> int | None:
        """The age that was given with the wishes, in whole years."""
        given = self.answer("visit", "age")
        return int(given) if given.isdecimal() else None

    @property
    def birth_date(self) -> date | None:
        """The date of birth, once it was typed."""
        given = self.answer("person", "birth_date")
        return date.fromisoformat(given) if given else None

    def age_at_visit(self, today: date) -> int | None:
        """The age on the day of the visit, today where no time is chosen; before the date of birth, as it was given."""
        if self.birth_date is None:
            return self.age
        return age_on(self.birth_date, max(self.wall.date() if self.wall else today, self.birth_date))

    def is_too_young(self, today: date) -> bool:
        """Whether this clinic does not see somebody so young."""
        age = self.age_at_visit(today)
        return age is not None and age < SEEN_FROM

    def needs_guardian(self, today: date) -> bool:
        """Whether a parent or guardian says yes."""
        age = self.age_at_visit(today)
        return age is not None and SEEN_FROM <= age < OWN_FROM

    def is_young(self, today: date) -> bool:
        """Whether there is a place for what is told to clinicians only."""
        age = self.age_at_visit(today)
        return age is not None and SEEN_FROM <= age < ADULT_FROM

    @property
    def is_self_pay(self) -> bool:
        """Whether the patient pays us, whoever pays them back."""
        return self.payer in ("", SELF_PAY, OTHER_INSURER)

    @property
    def payer(self) -> str:
        """Who pays, as it was last said: themselves, or the code of an insurer."""
        return self.answer("pay", "payer") or self.answer("wishes", "payer")

    def wish(self, name: str) -> str:
        """A wish; empty for any."""
        given = self.answer("wishes", name)
        return "" if given == ANY else given

    @property
    def insurer(self) -> str:
        """The code of the insurer that pays; empty for who pays themselves."""
        return "" if self.is_self_pay else self.payer

    # ---- the time that is kept --------------------------------------------------------------------------------

    @property
    def slot(self) -> Slot | None:
        """The time that was chosen."""
        return Slot.from_key(self.hold["slot"]) if self.hold else None

    @property
    def wall(self) -> datetime | None:
        """Its beginning on the clock of the site."""
        return self.slot.starts_at.astimezone(ZoneInfo(self.hold["zone"])) if self.slot else None

    @property
    def hold_id(self) -> UUID | None:
        """The id of the hold."""
        return UUID(self.hold["id"]) if self.hold else None

    @property
    def kept_until(self) -> datetime | None:
        """When the hold runs out, on the clock of the site."""
        until = self.hold.get("until")
        return datetime.fromisoformat(until).astimezone(ZoneInfo(self.hold["zone"])) if until else None

    @property
    def has_lost_time(self) -> bool:
        """Whether somebody else took the time that was kept. What was typed stays, and another is chosen."""
        return GONE in self.hold

    def lose_time(self, why: str) -> None:
        """Note that the time is gone, and why."""
        if self.hold:
            self.hold[GONE] = why

    def keep(self, held: Held, *, who: str) -> None:
        """Remember a hold. ``who``: with whom, as pages repeat it."""
        self.hold = {
            "id": str(held.hold),
            "slot": held.slot.key,
            "zone": str(held.wall.tzinfo),
            "until": held.expires_at.isoformat(),
            "who": who,
        }

    # ---- the proof --------------------------------------------------------------------------------------------

    def proved(self, now: datetime) -> ProvedContact | None:
        """The contact that was proved, if the proof holds still."""
        return ProvedContact.of_session(self.proof or None, now=now)

    # ---- the session ------------------------------------------------------------------------------------------

    def document(self) -> dict[str, Any]:
        """The draft as the session stores it."""
        return {
            "format": FORMAT,
            "aim": self.aim,
            "need": dict(self.need),
            "answers": {page: dict(given) for page, given in self.answers.items()},
            "hold": dict(self.hold),
            "sent": dict(self.sent),
            "proof": dict(self.proof),
        }

    @classmethod
    def read(cls, document: object) -> Self | None:
        """Return the draft of a document, or None where it cannot be read."""
        if not isinstance(document, Mapping) or document.get("format") != FORMAT:
            return None
        need, answers = document.get("need"), document.get("answers")
        if not isinstance(need, Mapping) or not isinstance(answers, Mapping):
            return None
        draft = cls(
            aim=WAITING if document.get("aim") == WAITING else VISIT,
            need=dict(need),
            answers={str(page): _texts(given) for page, given in answers.items()},
            hold=_texts(document.get("hold")),
            sent=_texts(document.get("sent")),
            proof=_texts(document.get("proof")),
        )
        return draft if draft._is_sound() else None

    def _is_sound(self) -> bool:
        """Whether everything in it that has a form has it."""
        try:
            parts = (self.slot, self.wall, self.hold_id, self.kept_until, self.birth_date, self.booking_need())
        except (ValueError, KeyError):
            return False
        return bool(parts)


def _texts(given: object) -> dict[str, str]:
    if not isinstance(given, Mapping):
        return {}
    return {str(k): v for k, v in given.items() if isinstance(v, str) and len(v) <= MOST_LENGTH}


def has_draft(request: Request) -> bool:
    """Whether the session holds a draft, sound or not."""
    return KEY in request.session


def read(request: Request) -> Draft | None:
    """The draft of this session."""
    return Draft.read(request.session.get(KEY))


def save(request: Request, draft: Draft) -> None:
    """Put the draft into the session."""
    request.session[KEY] = draft.document()


def forget(request: Request) -> None:
    """Take the draft out of the session."""
    request.session.pop(KEY, None)
