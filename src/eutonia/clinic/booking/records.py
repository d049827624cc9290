"""What goes into services and comes out of queries: plain frozen values, so that no page holds a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

from eutonia.clinic.audit.actors import Actor, ActorKind
from eutonia.clinic.outbox.channels import Channel
from eutonia.knowledge.vocabulary import Urgency


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that can be booked: a kind of visit, with a clinician, at an instant; ``room`` empty without a room."""

    visit_type: str
    clinician: UUID
    starts_at: datetime
    room: str = ""

    @property
    def key(self) -> str:
        """The slot as text for a form field. Names nobody who is ill."""
        return "~".join((self.visit_type, str(self.clinician), self.starts_at.isoformat(), self.room))

    @classmethod
    def from_key(cls, key: str) -> Slot:
        """Return the slot of a `key`. Raises ``ValueError`` for a text that is none."""
        visit_type, clinician, starts_at, room = key.split("~")
        instant = datetime.fromisoformat(starts_at)
        if instant.tzinfo is None:
            raise ValueError("a slot begins at an instant with a zone")
        return cls(visit_type, UUID(clinician), instant, room)


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """A free slot with what a person chooses by. ``wall`` is its start on the clock of the site."""

    slot: Slot
    wall: datetime
    clinician_name: str
    clinician_title: str
    site: str
    site_name: str
    room_name: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for. Empty and None mean: any.

    The age comes from ``birth_date`` where it is known, counted on the day of the visit, else from ``age``.
    ``patient`` leaves out times at which they have another visit; ``moving`` the times of a visit that is moved.
    """

    visit_type: str
    urgency: Urgency | None = None
    birth_date: date | None = None
    age: int | None = None
    clinician: UUID | None = None
    language: str = ""
    insurer: str = ""
    site: str = ""
    first: date | None = None
    last: date | None = None
    patient: UUID | None = None
    moving: UUID | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """How it came that somebody books: the urgency of their assessment, or the emergency screen alone.

    ``urgency`` is None without an assessment; ``screened`` says that the emergency questions were answered with an
    explicit "none of these". ``assessment`` is the kept assessment that they let us see.
    """

    urgency: Urgency | None = None
    screened: bool = False
    assessment: UUID | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A time that is kept until ``expires_at``."""

    hold: UUID
    slot: Slot
    wall: datetime
    minutes: int
    expires_at: datetime
    quote: tuple[int, int]
    """From and to, in pence."""


@dataclass(frozen=True, slots=True)
class Details:
    """Whom a visit is for and who pays.

    ``coverage`` where an insurer pays; ``authorisation`` where there is one already. ``guardian`` is the one who
    consents, where the patient is young. ``in_confidence``: what a young person wants only clinicians to know.
    ``insurer_code``: the code of an authorisation as the patient says it. It allows nothing: who deals with insurers
    finds it in the history and checks it with them.
    """

    patient: UUID
    coverage: UUID | None = None
    authorisation: UUID | None = None
    guardian: UUID | None = None
    in_confidence: str = field(default="", repr=False)
    insurer_code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Booked:
    """A confirmed visit. ``link`` manages it; None when a double click finds a visit that is there already."""

    visit: UUID
    link: str | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class LinkOpened:
    """What a link opened: as whom its holder acts, and on which visit."""

    actor: Actor
    visit: UUID

    def as_session(self) -> dict[str, str]:
        """The form in which a session in the database carries it; never to be put into a cookie or a link."""
        return {"kind": self.actor.kind, "id": str(self.actor.id), "visit": str(self.visit)}

    @classmethod
    def of_session(cls, kept: object) -> Self | None:
        """What a session carries; None for anything else."""
        if not isinstance(kept, Mapping):
            return None
        try:
            return cls(Actor(ActorKind(kept["kind"]), UUID(kept["id"])), UUID(kept["visit"]))
        except (KeyError, ValueError, TypeError, AttributeError):
            return None


@dataclass(frozen=True, slots=True)
class WaitingWish:
    """What somebody waits for. ``weekdays`` that suit, 0 is Monday, empty: all; ``clinician`` None: any.

    ``notice_minutes`` is how long they need to get here; ``replaces`` a later visit that an accepted offer moves.
    """

    patient: UUID
    visit_type: str
    first: date
    last: date
    clinician: UUID | None = None
    weekdays: tuple[int, ...] = ()
    notice_minutes: int = 120
    urgency: Urgency | None = None
    coverage: UUID | None = None
    replaces: UUID | None = None

    def __post_init__(self) -> None:
        if self.first > self.last or not set(self.weekdays) <= set(range(7)) or self.notice_minutes < 0:
            raise ValueError("a wish has a first day not after its last, weekdays from 0 to 6, and some notice")


@dataclass(frozen=True, slots=True)
class Question:
    """An enquiry as somebody writes it. ``channel`` is e-mail or text message, ``contact`` where the reply goes."""

    name: str
    channel: Channel
    contact: str
    words: str = field(repr=False)


def wall_time(instant: datetime, zone: str) -> datetime:
    """The instant on the wall clock of a named zone. The one function that pages, messages and files use."""
    return instant.astimezone(ZoneInfo(zone))
