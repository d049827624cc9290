"""Questions that people send: received, looked after, answered, turned into a visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from eutonia.clinic.audit.actors import VISITOR, Actor, Subject
from eutonia.clinic.audit.services import record
from eutonia.clinic.booking import rows
from eutonia.clinic.booking.access import Permission, accounts_that_may, require
from eutonia.clinic.booking.models import Enquiry, EnquiryAction, EnquiryEntry, EnquiryState, ReplyLink
from eutonia.clinic.booking.problems import BookingProblem, LinkGone, NotFound, NotOffered
from eutonia.clinic.booking.records import Need, Question
from eutonia.clinic.booking.times.choosing import offered
from eutonia.clinic.booking.tokens import digest, new_token, reply_link
from eutonia.clinic.booking.visits.consenting import staff_id
from eutonia.clinic.outbox.channels import Channel
from eutonia.clinic.outbox.gateways import open_channels
from eutonia.clinic.outbox.services import queue
from eutonia.clinic.people import writing
from eutonia.clinic.people.models import User

LONGEST_QUESTION, LONGEST_REPLY, LONGEST_NAME = 2000, 4000, 150
REPLY_OPEN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Reply:
    """One of our replies."""

    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReplyPage:
    """What somebody reads behind their link: their question and our replies, the newest first."""

    question: str
    replies: tuple[Reply, ...]


def enquire(question: Question, *, screened: bool, now: datetime) -> UUID:
    """Take an enquiry in. ``screened``: the person answered the emergency lines with "none of these".

    Raises `NotOffered` before that, and `BookingProblem` for no words or an address that cannot be one.
    """
    if not screened:
        raise NotOffered(offered(Need()))
    words, name = writing.lines(question.words), writing.one_line(question.name)
    if not words or len(words) > LONGEST_QUESTION or not name or len(name) > LONGEST_NAME:
        raise BookingProblem(_("The question or your name is missing, or is too long."), _("Write it in other words."))
    with transaction.atomic():
        row = Enquiry.objects.create(
            name=name,
            channel=question.channel,
            contact=_contact(question),
            question=words,
            state=EnquiryState.NEW,
            received_at=now,
        )
        _append(VISITOR, row, EnquiryAction.RECEIVE, EnquiryState.NEW, now=now)
    return row.public_id


def take_enquiry(actor: Actor, enquiry: UUID, *, now: datetime, owner: UUID | None = None) -> None:
    """Look after an enquiry oneself, or give it to a colleague (the id of their account) who may deal with it."""
    with transaction.atomic():
        row = _locked(actor, enquiry)
        row.owner = accounts_that_may(Permission.ENQUIRIES).filter(public_id=owner or staff_id(actor)).first()
        if row.owner is None:
            raise NotFound
        row.save(update_fields=["owner"])
        state = EnquiryState.OWNED if row.state == EnquiryState.NEW else EnquiryState(row.state)
        _append(actor, row, EnquiryAction.TAKE, state, now=now)


def reply(actor: Actor, enquiry: UUID, words: str, *, now: datetime) -> None:
    """Answer. The words stay here; what leaves is a link to them."""
    text = _words(words)
    with transaction.atomic():
        row = _locked(actor, enquiry)
        if row.owner is None:
            row.owner = User.objects.get(public_id=staff_id(actor))
            row.save(update_fields=["owner"])
        sequence = _append(actor, row, EnquiryAction.REPLY, EnquiryState.REPLIED, now=now, words=text)
        token = new_token()
        ReplyLink.objects.create(
            enquiry=row, token_digest=digest(token), created_at=now, expires_at=now + REPLY_OPEN_FOR
        )
        queue(
            "reply",
            channel=Channel(row.channel),
            to=row.contact,
            link=reply_link(token),
            now=now,
            key=f"enquiry:{row.public_id}:{sequence}",
        )


def note_enquiry(actor: Actor, enquiry: UUID, words: str, *, now: datetime) -> None:
    """Write something down for colleagues."""
    text = _words(words)
    with transaction.atomic():
        row = _locked(actor, enquiry)
        _append(actor, row, EnquiryAction.NOTE, EnquiryState(row.state), now=now, words=text)


def book_enquiry(actor: Actor, enquiry: UUID, visit: UUID, *, now: datetime) -> None:
    """Say that a visit came of it; the visit is booked by `services.place` or by the person."""
    with transaction.atomic():
        row = _locked(actor, enquiry)
        row.visit = rows.opened(actor, visit, now=now)
        row.state = EnquiryState.BOOKED
        row.save(update_fields=["visit", "state"])
        _append(actor, row, EnquiryAction.BOOK, EnquiryState.BOOKED, now=now)


def close_enquiry(actor: Actor, enquiry: UUID, *, now: datetime) -> None:
    """Nothing more is to be done."""
    with transaction.atomic():
        row = _locked(actor, enquiry)
        _append(actor, row, EnquiryAction.CLOSE, EnquiryState.CLOSED, now=now)


def read_reply(token: str, *, now: datetime) -> ReplyPage:
    """What is behind a link to our reply. Raises `LinkGone`."""
    link = ReplyLink.objects.select_related("enquiry").filter(token_digest=digest(token), expires_at__gt=now).first()
    if link is None:
        raise LinkGone
    replies = link.enquiry.entries.filter(action=EnquiryAction.REPLY).order_by("-sequence")
    return ReplyPage(link.enquiry.question, tuple(Reply(row.words, row.at) for row in replies))


def _locked(actor: Actor, enquiry: UUID) -> Enquiry:
    require(actor, Permission.ENQUIRIES)
    row = Enquiry.objects.select_for_update().filter(public_id=enquiry).first()
    if row is None:
        raise NotFound
    return row


def _append(
    actor: Actor, row: Enquiry, action: EnquiryAction, state: EnquiryState, *, now: datetime, words: str = ""
) -> int:
    """Append a step and return its number."""
    before = {"state": row.state}
    sequence = row.entries.count() + 1
    EnquiryEntry.objects.create(
        enquiry=row,
        sequence=sequence,
        action=action,
        state=state,
        words=words,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_role=actor.role,
        at=now,
    )
    if row.state != state:
        row.state = state
        row.save(update_fields=["state"])
    after = {"state": state.value, "owner": row.owner.public_id if row.owner else None}
    record(actor, f"enquiry.{action.value}", Subject("enquiry", row.public_id), now=now, before=before, after=after)
    return sequence


def _contact(question: Question) -> str:
    try:
        found = (writing.email if question.channel is Channel.EMAIL else writing.text_phone)(question.contact)
    except writing.Unreadable as error:
        raise BookingProblem(error.what, error.remedy) from error
    if not found or question.channel not in open_channels():
        raise BookingProblem(_("We do not know how to reach you."), _("Enter an email address or telephone number."))
    return found


def _words(typed: str) -> str:
    text = writing.lines(typed)
    if not text or len(text) > LONGEST_REPLY:
        raise BookingProblem(_("There are no words, or too many."), _("Write up to 4,000 characters."))
    return text
