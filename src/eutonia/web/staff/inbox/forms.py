"""Forms of the inbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from eutonia.web.design.fields import LongTextField
from eutonia.web.design.forms import Form
from eutonia.web.design.options import Option
from eutonia.web.staff.fields import SelectField

LONGEST = 4000


class ReplyForm(Form):
    """Our answer. It leaves as a link; the words stay here."""

    words = LongTextField(
        label=_("Your reply"),
        hint=_("They get a message with a link, and read this behind it. Nothing of it stands in the message."),
        rows=8, max_length=LONGEST, missing=_("Write the reply"),
    )  # fmt: skip


class NoteForm(Form):
    """A note for colleagues."""

    words = LongTextField(
        label=_("Note for colleagues"), hint=_("The person does not see it."), rows=3, max_length=LONGEST,
        missing=_("Write the note"),
    )  # fmt: skip


class OwnerForm(Form):
    """Who looks after an enquiry."""

    def __init__(self, data: Any, names: Mapping[UUID, str], owner: UUID | None) -> None:
        super().__init__(data, initial={"owner": str(owner) if owner else ""})
        by_name = sorted(names.items(), key=lambda pair: pair[1])
        self.fields["owner"] = SelectField(
            label=_("Who looks after it?"),
            options=[Option("", _("Choose")), *(Option(str(key), name) for key, name in by_name)],
            missing=_("Choose who looks after it"),
        )
