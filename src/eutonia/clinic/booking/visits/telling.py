"""What people are told about a visit, through the outbox: neutral words, a link, a calendar file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from eutonia.clinic.booking.known import lately
from eutonia.clinic.booking.models import ManageLink, Visit
from eutonia.clinic.booking.tokens import digest, new_token, visit_link
from eutonia.clinic.booking.visits.calendar import CalendarVisit, calendar_file
from eutonia.clinic.outbox.channels import Attachment, Channel
from eutonia.clinic.outbox.gateways import open_channels
from eutonia.clinic.outbox.services import cancel, queue
from eutonia.clinic.people.models import Guardian, Patient
from eutonia.clinic.people.writing import Unreadable, text_phone
from eutonia.clinic.storing.writes import AT_ONCE, Into
from eutonia.pathway.consent import Consent

LINK_OPEN_AFTER = timedelta(days=14)
"""How long after a visit its link still opens."""


@dataclass(frozen=True, slots=True)
class Address:
    """By which way somebody is reached."""

    channel: Channel
    to: str


def address_of(person: Patient | Guardian) -> Address | None:
    """E-mail if there is one, else a text message; None for somebody whom neither reaches.

    A visit is booked all the same: the page confirms it, and the desk sees that no message could go.
    """
    channels = open_channels()
    if person.email and Channel.EMAIL in channels:
        return Address(Channel.EMAIL, person.email)
    if Channel.SMS not in channels:
        return None
    try:
        number = text_phone(person.phone)
    except Unreadable:  # a telephone that takes no texts
        return None
    return Address(Channel.SMS, number) if number else None


def told_guardian(visit: Visit) -> Guardian | None:
    """The guardian who is told of a visit instead of the patient: the one who consented to it."""
    return visit.consent_by if visit.consent == Consent.GUARDIAN else None


def tell_booked(visit: Visit, *, now: datetime, into: Into) -> str:
    """Confirm a visit and put its reminders off to their time. Returns the link that manages it."""
    return _tell(visit, "visit-confirmed", calendar_of(visit, now=now), now=now, into=into)


def tell_moved(visit: Visit, *, now: datetime) -> str:
    """Say that a visit changed, with the calendar entry that replaces the old one, and new reminders."""
    return _tell(visit, "visit-changed", calendar_of(visit, now=now), now=now)


def tell_cancelled(visit: Visit, *, now: datetime) -> str:
    """Say that a visit is cancelled, with the calendar entry that removes it."""
    return _tell(visit, "visit-cancelled", calendar_of(visit, now=now, is_cancelled=True), now=now, reminds=False)


def tell_cover(visit: Visit, sequence: int, *, now: datetime) -> None:
    """Say that there is news about who pays."""
    address = address_of(told_guardian(visit) or visit.patient)
    if address is not None:
        link = issue_link(visit, now=now)
        key = f"visit:{visit.public_id}:cover:{sequence}"
        queue("cover", channel=address.channel, to=address.to, link=link, now=now, key=key)


def stop_reminders(visit: Visit, *, now: datetime) -> None:
    """Stop the reminders of a visit as it stood before this change."""
    for hours in _reminder_hours():
        cancel(_reminder_key(visit.public_id, visit.calendar_sequence, hours), now=now)


def issue_link(visit: Visit, *, now: datetime, into: Into = AT_ONCE) -> str:
    """A fresh link that manages a visit, for the patient or for the guardian who consented."""
    token = new_token()
    row = ManageLink(
        visit=visit,
        guardian=told_guardian(visit),
        token_digest=digest(token),
        created_at=now,
        expires_at=max(visit.starts_at, now) + LINK_OPEN_AFTER,
    )
    into.insert(row)
    return visit_link(token)


def calendar_of(visit: Visit, *, now: datetime, is_cancelled: bool = False) -> Attachment:
    """The calendar file of a visit as it stands."""
    where = f"{visit.site.address}, {visit.site.postcode}" if visit.visit_type.mode == "in-person" else ""
    facts = CalendarVisit(
        public_id=visit.public_id,
        starts_at=visit.starts_at,
        minutes=visit.minutes,
        zone=visit.site.zone,
        place=where,
        organiser=visit.site.email,
        sequence=visit.calendar_sequence,
    )
    return calendar_file(facts, now=now, is_cancelled=is_cancelled)


def _tell(
    visit: Visit, kind: str, calendar: Attachment, *, now: datetime, reminds: bool = True, into: Into = AT_ONCE
) -> str:
    link = issue_link(visit, now=now, into=into)
    address = address_of(told_guardian(visit) or visit.patient)
    if address is None:
        return link
    queue(
        kind,
        channel=address.channel,
        to=address.to,
        link=link,
        now=now,
        key=f"visit:{visit.public_id}:{visit.calendar_sequence}:{kind}",
        attachment=calendar if address.channel is Channel.EMAIL else None,
        into=into,
    )
    for hours in _reminder_hours() if reminds else ():
        send_at = visit.starts_at - timedelta(hours=hours)
        if send_at > now:
            key = _reminder_key(visit.public_id, visit.calendar_sequence, hours)
            queue(
                "visit-reminder",
                channel=address.channel,
                to=address.to,
                link=link,
                now=now,
                send_at=send_at,
                useful_until=visit.starts_at,
                key=key,
                into=into,
            )
    return link


def _reminder_hours() -> list[int]:
    policy = lately().policy
    return list(policy.reminder_hours) if policy else []


def _reminder_key(visit: UUID, sequence: int, hours: int) -> str:
    return f"visit:{visit}:{sequence}:reminder:{hours}"
