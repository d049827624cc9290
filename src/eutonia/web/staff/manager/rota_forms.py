"""Forms about when people work: weekly sessions, extra ones, absences, closures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eutonia.clinic.booking.queries import ClinicianLine, RoomLine, SiteLine, World
from eutonia.clinic.booking.services import AbsenceDetails, ExtraDetails, SessionDetails
from eutonia.pathway.rota import MIDNIGHT
from eutonia.web.design.fields import MultipleChoiceField, TextField
from eutonia.web.design.forms import Form
from eutonia.web.design.numbers import DateField
from eutonia.web.design.options import Option
from eutonia.web.staff.desk.placing_forms import WEEKDAYS
from eutonia.web.staff.fields import SelectField, TimeOfDayField

ANYWAY = "anyway"


class RotaForm(Form):
    """A change that visits may stand in the way of. After a refusal it asks whether to make it all the same."""

    @property
    def is_anyway(self) -> bool:
        """Whether the change is to be made although it hits visits."""
        return bool(self.cleaned_data.get(ANYWAY))

    def offer_anyway(self) -> None:
        """Ask whether to make the change all the same."""
        self.fields[ANYWAY] = MultipleChoiceField(
            label=_("Make the change all the same?"),
            options=[Option(ANYWAY, _("Yes. I will move these visits; until then they are on the list of problems"))],
            required=False,
        )

    def in_order(self, found: dict[str, Any], first: str, last: str) -> None:
        """Two days must stand in order."""
        if found.get(first) and found.get(last) and found[first] > found[last]:
            self.add_error(last, ValidationError(_("The last day must not be before the first")))

    def times_in_order(self, found: dict[str, Any]) -> None:
        """Two times of one day must stand in order; an end at midnight is the end of the day."""
        starts, ends = found.get("starts"), found.get("ends")
        if starts is not None and ends is not None and ends != MIDNIGHT and starts >= ends:
            self.add_error("ends", ValidationError(_("The end must be later than the beginning")))


def clinician_field(clinicians: Iterable[ClinicianLine]) -> SelectField:
    """Whose work."""
    options = [Option(str(c.public_id), c.name) for c in clinicians if c.is_active]
    return SelectField(label=_("Who"), options=[Option("", _("Choose")), *options], missing=_("Choose who"))


def site_field(sites: Iterable[SiteLine]) -> SelectField:
    """Where."""
    options = [Option(site.code, site.name) for site in sites if site.is_active]
    return SelectField(label=_("Site"), options=options, missing=_("Choose the site"))


def room_field(rooms: Iterable[RoomLine]) -> SelectField:
    """In which room."""
    options = [Option(room.code, room.name) for room in rooms if room.is_active]
    return SelectField(
        label=_("Room"), options=[Option("", _("Whichever suits and is free")), *options], required=False
    )


def times_fields(form: Form) -> None:
    """From and to, by the clock on the wall."""
    form.fields["starts"] = TimeOfDayField(
        label=_("From"), hint=_("By the clock on the wall, like 9:00"), missing=_("Enter when it begins")
    )
    form.fields["ends"] = TimeOfDayField(label=_("To"), missing=_("Enter when it ends"))


class SessionForm(RotaForm):
    """Weekly work."""

    def __init__(self, data: Any, world: World, today: date) -> None:
        super().__init__(data, initial={"first": today})
        self.fields["clinician"] = clinician_field(world.clinicians)
        self.fields["site"] = site_field(world.sites)
        self.fields["room"] = room_field(world.rooms)
        self.fields["weekdays"] = MultipleChoiceField(
            label=_("Days"),
            options=[Option(str(number), name) for number, name in enumerate(WEEKDAYS)],
            missing=_("Choose one day at least"),
        )
        times_fields(self)
        self.fields["first"] = DateField(
            label=_("First day"), subject=_("The first day"), missing=_("Enter the first day")
        )
        self.fields["last"] = DateField(
            label=_("Last day (optional)"), hint=_("Empty: until further notice"), subject=_("The last day"),
            required=False,
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Times and days in order."""
        found: dict[str, Any] = super().clean() or {}
        self.times_in_order(found)
        self.in_order(found, "first", "last")
        return found

    def details(self) -> list[SessionDetails]:
        """One session for each weekday that was ticked."""
        found = self.cleaned_data
        return [
            SessionDetails(
                clinician=UUID(found["clinician"]),
                site=found["site"],
                weekday=int(weekday),
                starts=found["starts"],
                ends=found["ends"],
                first=found["first"],
                last=found["last"],
                room=found["room"],
            )
            for weekday in found["weekdays"]
        ]


class EndForm(RotaForm):
    """After which day weekly work ends."""

    last = DateField(
        label=gettext_lazy("Last day"), subject=gettext_lazy("The last day"), missing=gettext_lazy("Enter the last day")
    )


class ExtraForm(RotaForm):
    """Work on one day."""

    def __init__(self, data: Any, world: World) -> None:
        super().__init__(data)
        self.fields["clinician"] = clinician_field(world.clinicians)
        self.fields["site"] = site_field(world.sites)
        self.fields["room"] = room_field(world.rooms)
        self.fields["day"] = DateField(label=_("Day"), subject=_("The day"), missing=_("Enter the day"))
        times_fields(self)

    def clean(self) -> dict[str, Any]:
        """Times in order."""
        found: dict[str, Any] = super().clean() or {}
        self.times_in_order(found)
        return found

    def details(self) -> ExtraDetails:
        """What was entered."""
        found = self.cleaned_data
        return ExtraDetails(
            UUID(found["clinician"]), found["site"], found["day"], found["starts"], found["ends"], found["room"]
        )


class AbsenceForm(RotaForm):
    """Somebody is away, or a room is out of use."""

    def __init__(self, data: Any, world: World) -> None:
        super().__init__(data)
        people = [Option(f"clinician:{c.public_id}", c.name) for c in world.clinicians if c.is_active]
        rooms = [Option(f"room:{room.code}", room.name) for room in world.rooms if room.is_active]
        self.fields["whose"] = SelectField(
            label=_("Who is away, or which room is out of use?"),
            options=[Option("", _("Choose")), *people, *rooms],
            missing=_("Choose who or which room"),
        )
        self.fields["first"] = DateField(
            label=_("First day"), subject=_("The first day"), missing=_("Enter the first day")
        )
        self.fields["last"] = DateField(
            label=_("Last day, included"), subject=_("The last day"), missing=_("Enter the last day")
        )
        self.fields["starts"] = TimeOfDayField(
            label=_("On the first day from (optional)"), hint=_("Empty: all day"), required=False
        )
        self.fields["ends"] = TimeOfDayField(
            label=_("On the last day until (optional)"), hint=_("Empty: all day"), required=False
        )
        self.fields["why"] = TextField(
            label=_("Note (optional)"), hint=_("All staff see it: nothing about somebody's health"), max_length=200,
            required=False,
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Days in order; on one day, times too."""
        found: dict[str, Any] = super().clean() or {}
        self.in_order(found, "first", "last")
        if found.get("first") == found.get("last"):
            self.times_in_order(found)
        return found

    def details(self) -> AbsenceDetails:
        """What was entered."""
        found = self.cleaned_data
        kind, _colon, key = found["whose"].partition(":")
        return AbsenceDetails(
            first=found["first"],
            last=found["last"],
            clinician=UUID(key) if kind == "clinician" else None,
            room=key if kind == "room" else "",
            starts=found["starts"] or MIDNIGHT,
            ends=found["ends"] or MIDNIGHT,
            why=found["why"],
        )


class CloseForm(RotaForm):
    """A site is closed."""

    def __init__(self, data: Any, world: World) -> None:
        super().__init__(data)
        self.fields["site"] = site_field(world.sites)
        self.fields["first"] = DateField(
            label=_("First day"), subject=_("The first day"), missing=_("Enter the first day")
        )
        self.fields["last"] = DateField(
            label=_("Last day, included"), subject=_("The last day"), missing=_("Enter the last day")
        )
        self.fields["why"] = TextField(
            label=_("Why"), hint=_("For example: staff training"), max_length=200, missing=_("Say why")
        )

    def clean(self) -> dict[str, Any]:
        """Days in order."""
        found: dict[str, Any] = super().clean() or {}
        self.in_order(found, "first", "last")
        return found
