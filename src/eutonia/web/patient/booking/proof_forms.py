"""Proving an e-mail address or a telephone: which one, and the code that was sent there."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from eutonia.clinic.outbox.queries import channels
from eutonia.clinic.people.queries import spoken_phone
from eutonia.clinic.people.services import BadDetails, Contact
from eutonia.web.design.fields import ChoiceField, DrawnField, TextField
from eutonia.web.design.forms import Form
from eutonia.web.design.kit import kit
from eutonia.web.design.options import Option
from eutonia.web.patient.booking.draft import Draft

EMAIL, SMS = "email", "sms"


class CodeField(TextField):
    """A one-time code: brings up the keyboard for digits, and the phone offers the code that just came."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(autocomplete="one-time-code", width=10, max_length=20, spellcheck=False, **rest)

    def draw(self, bound: DrawnField) -> str:
        """A text input for digits. What was typed before is not drawn again: it did not work."""
        return kit.input(self.input_params(bound) | {"inputmode": "numeric", "value": ""})


class CodeForm(Form):
    """The code that was sent."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["code"] = CodeField(
            label=_("What is the code?"), hint=_("6 digits. It works for 10 minutes."), missing=_("Enter the code")
        )


class WayForm(Form):
    """Where the code should go. ``ways``: channel to address, of what was typed before."""

    def __init__(self, data: Any, *, ways: dict[str, str]) -> None:
        super().__init__(data, initial={"way": next(iter(ways), "")})
        words = {EMAIL: _("By email to %(address)s"), SMS: _("By text message to %(address)s")}
        self.fields["way"] = ChoiceField(
            label=_("Where shall we send a code?"),
            hint=_("It shows that the address is yours, so that nobody else can change your visit."),
            page_heading=True,
            options=[Option(way, words[way] % {"address": shown_as(way, address)}) for way, address in ways.items()],
            missing=_("Choose where we send the code"),
        )


def shown_as(way: str, address: str) -> str:
    """An address as people write it, not as it is kept."""
    return spoken_phone(address) if way == SMS else address


def takes_texts() -> bool:
    """Whether this clinic can send text messages."""
    return SMS in [channel.value for channel in channels()]


def ways_of(draft: Draft, *, by_guardian: bool) -> dict[str, str]:
    """The addresses that can be proved: those of the guardian who books, else the person's own."""
    page = "guardian" if by_guardian else "contact"
    given = {EMAIL: draft.answer(page, "email"), SMS: draft.answer(page, "phone")}
    return {way: address for way, address in given.items() if address and not trouble_with(way, address)}


def trouble_with(way: str, address: str) -> str:
    """Why no code can be sent there, with what to do instead; empty where it can."""
    if way == SMS and not takes_texts():
        return _("We cannot send text messages. Enter an email address.")
    try:
        contact_of(way, address)
    except BadDetails as trouble:
        return " ".join(f"{issue.what} {issue.remedy}" for issue in trouble.issues)
    return ""


def contact_of(way: str, address: str) -> Contact:
    """A contact that can get a code. Raises ``BadDetails`` for a telephone that takes no text messages."""
    return Contact(way, address)  # type: ignore[arg-type]  # the values of Channel


def reached_at(typed: str) -> Contact:
    """What somebody typed, as an e-mail address if it has an @, else as a mobile number. For a form's ``clean``."""
    way = EMAIL if "@" in typed else SMS
    if way == SMS and takes_texts() and not is_like_a_number(typed):
        raise ValidationError(
            _("Enter an email address or a mobile number, like name@example.com or 07700 900 982"), code="address"
        )
    if trouble := trouble_with(way, typed):
        raise ValidationError(trouble, code="address")
    return contact_of(way, typed)


def is_like_a_number(typed: str) -> bool:
    """Whether somebody meant a telephone number: figures, and no letters."""
    return any(char.isdigit() for char in typed) and not any(char.isalpha() for char in typed)
