"""The form of a diary: somebody who sees patients."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from eutonia.clinic.booking.queries import ClinicianLine, World
from eutonia.clinic.booking.services import ClinicianDetails
from eutonia.clinic.cover.queries import InsurerLine
from eutonia.clinic.people.queries import StaffMember
from eutonia.web.design.fields import MultipleChoiceField, TextField
from eutonia.web.design.numbers import NumberField
from eutonia.web.design.options import Option
from eutonia.web.staff.fields import SelectField
from eutonia.web.staff.manager.entries import EntryForm, listed, ticked


class ClinicianForm(EntryForm):
    """The diary of somebody who sees patients."""

    def __init__(
        self,
        data: Any,
        line: ClinicianLine | None,
        world: World,
        insurers: Iterable[InsurerLine],
        accounts: Iterable[StaffMember],
    ) -> None:
        known: dict[str, Any] = {"languages": "en", "ages_from": 18, "ages_to": 120}
        if line is not None:
            known = clinician_values(line)
        taken = [each.code for each in world.clinicians]
        super().__init__(data, code=line.code if line else "", taken=taken, initial=known)
        add = self.fields.__setitem__
        add("name", TextField(label=_("Name"), max_length=150, missing=_("Enter the name")))
        add("title", TextField(label=_("Title, as patients read it"), max_length=100, missing=_("Enter the title")))
        signs_in = [Option("", _("Nobody: the diary of a team")), *(Option(str(a.public_id), a.name) for a in accounts)]
        add("account", SelectField(label=_("Account that signs in"), options=signs_in, required=False))
        kinds = [Option(kind.code, kind.name) for kind in world.visit_types if kind.is_active]
        add("visit_types", MultipleChoiceField(label=_("Visits that they give"), options=kinds, required=False))
        companies = [Option(each.code, each.name) for each in insurers]
        add("insurers", MultipleChoiceField(label=_("Insurers that know them"), options=companies, required=False))
        add("ages_from", age_field(_("Sees people from the age of")))
        add("ages_to", age_field(_("To the age of, included")))
        add(
            "languages",
            TextField(
                label=_("Languages"), hint=_("Codes with commas between them, such as en, fr"), max_length=60, width=20,
                missing=_("Enter one language at least"), spellcheck=False,
            ),
        )  # fmt: skip
        add("specialties", TextField(label=_("Specialties, with commas"), max_length=300, required=False))
        self.end()

    def clean(self) -> dict[str, Any]:
        """The ages stand in order."""
        found: dict[str, Any] = super().clean() or {}
        lowest, highest = found.get("ages_from"), found.get("ages_to")
        if lowest is not None and highest is not None and lowest > highest:
            self.add_error("ages_to", ValidationError(_("The highest age must not be below the lowest")))
        return found

    def details(self) -> ClinicianDetails:
        """What was entered."""
        found = self.cleaned_data
        return ClinicianDetails(
            code=self.own_code,
            name=found["name"],
            title=found["title"],
            languages=listed(found["languages"].lower()),
            ages_from=found["ages_from"],
            ages_to=found["ages_to"],
            specialties=listed(found["specialties"]),
            visit_types=tuple(found["visit_types"]),
            insurers=tuple(found["insurers"]),
            account=UUID(found["account"]) if found["account"] else None,
            is_active=self.is_active,
        )


def age_field(label: str) -> NumberField:
    """An age in years."""
    return NumberField(label=label, least=12, most=130, missing=_("Enter an age, 12 or more"))


def clinician_values(line: ClinicianLine) -> dict[str, Any]:
    """A diary as its form is filled."""
    return {
        "name": line.name,
        "title": line.title,
        "account": str(line.account) if line.account else "",
        "visit_types": list(line.visit_types),
        "insurers": list(line.insurers),
        "ages_from": line.ages_from,
        "ages_to": line.ages_to,
        "languages": ", ".join(line.languages),
        "specialties": ", ".join(line.specialties),
        "is_active": ticked(line.is_active),
    }
