"""The form of a kind of visit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eutonia.clinic.booking.queries import VisitTypeLine, World
from eutonia.clinic.booking.services import VisitTypeDetails
from eutonia.clinic.cover.queries import PriceLine
from eutonia.web.design.fields import ChoiceField, LongTextField, MultipleChoiceField, TextField
from eutonia.web.design.numbers import NumberField
from eutonia.web.design.options import Option
from eutonia.web.staff.fields import SelectField
from eutonia.web.staff.manager.entries import EntryForm, listed, ticked

MODES = (
    ("in-person", gettext_lazy("In person")),
    ("telephone", gettext_lazy("By telephone")),
    ("video", gettext_lazy("By video")),
)


class VisitTypeForm(EntryForm):
    """A kind of visit."""

    def __init__(self, data: Any, line: VisitTypeLine | None, world: World, prices: Iterable[PriceLine]) -> None:
        known = {} if line is None else visit_type_values(line)
        super().__init__(
            data, code=line.code if line else "", taken=[kind.code for kind in world.visit_types], initial=known
        )
        add = self.fields.__setitem__
        add("name", TextField(label=_("Name, as staff say it"), max_length=80, missing=_("Enter the name")))
        add(
            "lay_name",
            TextField(label=_("Name, as patients read it"), max_length=120, missing=_("Enter the name for patients")),
        )
        options = [Option(value, words) for value, words in MODES]
        add("mode", ChoiceField(label=_("Where they meet"), options=options, missing=_("Choose where they meet")))
        add("minutes", minutes_field(_("How long it takes"), least=5, most=480, missing=_("Enter how many minutes")))
        add("buffer_before", minutes_field(_("Time kept before it"), missing=_("Enter a number, 0 for none")))
        add("buffer_after", minutes_field(_("Time kept after it"), missing=_("Enter a number, 0 for none")))
        add(
            "notice_minutes",
            minutes_field(
                _("Shortest notice for patients"),
                most=20160,
                missing=_("Enter how many minutes"),
                hint=_("So long before the start patients can still book it. The desk can book at any time."),
            ),
        )
        priced = [Option("", _("Choose")), *(Option(p.code, f"{p.name}, {p.price}") for p in prices)]
        add("price", SelectField(label=_("Price"), options=priced, missing=_("Choose the price")))
        rooms = [Option(room.code, room.name) for room in world.rooms if room.is_active]
        add("rooms", MultipleChoiceField(label=_("Rooms that suit it"), options=rooms, required=False))
        add(
            "procedures",
            TextField(
                label=_("Procedure codes for insurers"), hint=_("With commas between them"), max_length=300,
                required=False, spellcheck=False,
            ),
        )  # fmt: skip
        add("preparation", LongTextField(label=_("How to prepare"), rows=3, max_length=2000, required=False))
        add("bring", LongTextField(label=_("What to bring"), rows=2, max_length=1000, required=False))
        add(
            "kind",
            MultipleChoiceField(
                label=_("Who books it"),
                options=[
                    Option("is_open", _("Patients book it themselves")),
                    Option("is_first", _("It is the first visit, for somebody with a fresh result")),
                ],
                required=False,
            ),
        )
        self.end()

    def details(self) -> VisitTypeDetails:
        """What was entered."""
        found = self.cleaned_data
        plain = ("name", "lay_name", "mode", "minutes", "price", "notice_minutes", "buffer_before", "buffer_after")
        return VisitTypeDetails(
            code=self.own_code,
            **{name: found[name] for name in (*plain, "preparation", "bring")},
            is_first="is_first" in found["kind"],
            is_open="is_open" in found["kind"],
            procedures=tuple(code.upper() for code in listed(found["procedures"])),
            rooms=tuple(found["rooms"]),
            is_active=self.is_active,
        )


def minutes_field(label: str, *, least: int = 0, most: int = 480, missing: str, hint: str = "") -> NumberField:
    """A number of minutes."""
    return NumberField(label=label, hint=hint, least=least, most=most, unit=_("minutes"), missing=missing)


def visit_type_values(line: VisitTypeLine) -> dict[str, Any]:
    """A kind of visit as its form is filled."""
    names = ("name", "lay_name", "mode", "minutes", "buffer_before", "buffer_after", "notice_minutes")
    return {name: getattr(line, name) for name in (*names, "preparation", "bring")} | {
        "price": line.price_code,
        "rooms": list(line.rooms),
        "procedures": ", ".join(line.procedures),
        "kind": [name for name in ("is_open", "is_first") if getattr(line, name)],
        "is_active": ticked(line.is_active),
    }
