"""The forms of rooms and sites."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from eutonia.clinic.booking.queries import RoomLine, SiteLine, World
from eutonia.clinic.booking.services import RoomDetails, SiteDetails
from eutonia.web.design.fields import LongTextField, TextField
from eutonia.web.design.options import Option
from eutonia.web.staff.fields import SelectField
from eutonia.web.staff.manager.entries import EntryForm, ticked


class RoomForm(EntryForm):
    """A room."""

    def __init__(self, data: Any, line: RoomLine | None, world: World) -> None:
        known: dict[str, Any] = {}
        if line is not None:
            known = {"name": line.name, "site": line.site, "directions": line.directions}
            known["is_active"] = ticked(line.is_active)
        taken = [room.code for room in world.rooms]
        super().__init__(data, code=line.code if line else "", taken=taken, initial=known)
        self.fields["name"] = TextField(label=_("Name"), max_length=60, missing=_("Enter the name"))
        self.fields["site"] = site_field(world)
        self.fields["directions"] = TextField(
            label=_("How to find it"), hint=_("For example: second floor, left of the lift"), max_length=200,
            required=False,
        )  # fmt: skip
        self.end()

    def details(self) -> RoomDetails:
        """What was entered."""
        found = self.cleaned_data
        return RoomDetails(self.own_code, found["site"], found["name"], found["directions"], self.is_active)


def site_field(world: World) -> SelectField:
    """Which site."""
    return SelectField(
        label=_("Site"),
        options=[Option(site.code, site.name) for site in world.sites if site.is_active],
        missing=_("Choose the site"),
    )


SITE_TEXTS = ("name", "address", "postcode", "phone", "email", "zone", "holidays", "step_free", "travel")


class SiteForm(EntryForm):
    """A site."""

    def __init__(self, data: Any, line: SiteLine | None, world: World) -> None:
        known: dict[str, Any] = {"zone": "Europe/London", "holidays": "GB-ENG"}
        if line is not None:
            known = {name: getattr(line, name) for name in SITE_TEXTS} | {"is_active": ticked(line.is_active)}
        taken = [site.code for site in world.sites]
        super().__init__(data, code=line.code if line else "", taken=taken, initial=known)
        add = self.fields.__setitem__
        add("name", TextField(label=_("Name"), max_length=120, missing=_("Enter the name")))
        add("address", LongTextField(label=_("Address"), rows=3, missing=_("Enter the address")))
        add("postcode", TextField(label=_("Postcode"), max_length=10, width=10, missing=_("Enter the postcode")))
        add("phone", TextField(label=_("Telephone"), max_length=30, width=20, missing=_("Enter the telephone")))
        add("email", TextField(label=_("Email address"), max_length=254, missing=_("Enter the email address")))
        add("step_free", TextField(label=_("How to get in without steps"), max_length=300, required=False))
        add("travel", LongTextField(label=_("How to get there"), rows=3, max_length=2000, required=False))
        add(
            "zone",
            TextField(
                label=_("Time zone"), hint=_("For example: Europe/London"), max_length=40, width=20, spellcheck=False,
                missing=_("Enter the time zone"),
            ),
        )  # fmt: skip
        add(
            "holidays",
            TextField(
                label=_("Bank holidays of"), hint=_("GB-ENG, GB-SCT, GB-WLS or GB-NIR; empty: none"), max_length=10,
                width=10, required=False, spellcheck=False,
            ),
        )  # fmt: skip
        self.end()

    def details(self) -> SiteDetails:
        """What was entered."""
        found = {name: self.cleaned_data[name] for name in SITE_TEXTS}
        return SiteDetails(code=self.own_code, **found, is_active=self.is_active)
