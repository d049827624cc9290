"""Every kind of message, with its words.

Neutral on purpose: whoever looks over a shoulder, or opens a shared mailbox, must not learn that the person is
ill, with what, or that they are a patient of a specialist at all. So no words of health, and no name or time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class UnknownKind(Exception):
    """There is no such kind of message. Add it to ``eutonia.clinic.outbox.kinds``, with neutral words."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message. ``useful_for`` is how long after its time it still makes sense to send it."""

    name: str
    subject: Words
    body: Words
    useful_for: timedelta
    urgent: bool = False
    """Somebody sits in front of a page and waits for it."""
    has_code: bool = False


DAY = timedelta(days=1)

_ALL = (
    Kind(
        "code",
        _("Your code"),
        _("Your code is %(code)s. It works for 10 minutes. Nobody from us will ever ask you for it."),
        timedelta(minutes=10),
        urgent=True,
        has_code=True,
    ),
    Kind("visit-confirmed", _("Your booking is confirmed"), _("Your booking is confirmed. See it here:"), 2 * DAY),
    Kind("visit-changed", _("Your booking has changed"), _("Your booking has changed. See it here:"), 2 * DAY),
    Kind("visit-cancelled", _("Your booking is cancelled"), _("Your booking is cancelled. See it here:"), 2 * DAY),
    Kind("visit-reminder", _("A reminder"), _("A reminder of your booking. See it here:"), timedelta(hours=12)),
    Kind("manage-link", _("Your link"), _("Here is the link you asked for:"), timedelta(hours=1), urgent=True),
    Kind(
        "offer", _("A place is free"), _("An earlier place is free for a short time. See it here:"), timedelta(hours=1)
    ),
    Kind("reply", _("We have replied"), _("We have replied to you. Read it here:"), 7 * DAY),
    Kind("cover", _("News about your booking"), _("There is news about your booking. See it here:"), 7 * DAY),
    Kind("form", _("Something to fill in"), _("Please fill in a short form before you come:"), 7 * DAY),
    Kind("staff-password", _("Your account"), _("Set the password of your account here:"), 3 * DAY),
    Kind(
        "account-changed",
        _("Your account was changed"),
        _("Your sign-in was changed. If this was not you, tell your manager at once. See it here:"),
        2 * DAY,
    ),
)

KINDS = {kind.name: kind for kind in _ALL}


def kind_of(name: str) -> Kind:
    """The kind of this name. Raises :class:`UnknownKind`."""
    try:
        return KINDS[name]
    except KeyError:
        raise UnknownKind(f"{UnknownKind.__doc__} Known are: {', '.join(KINDS)}. Asked for: {name}.") from None
