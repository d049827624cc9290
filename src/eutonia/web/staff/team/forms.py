"""Forms about accounts of staff."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from eutonia.clinic.people.queries import Role
from eutonia.web.design.fields import ChoiceField, EmailField, LongTextField, TextField
from eutonia.web.design.forms import Form
from eutonia.web.design.options import Option

ROLES = tuple(Option(role.value, role.label) for role in Role)


class WhyForm(Form):
    """The reason, for the audit."""

    why = LongTextField(label=_("Why?"), max_length=500, rows=3, missing=_("Say why"))


class AddForm(Form):
    """A new member of staff."""

    name = TextField(label=_("Name"), max_length=150, autocomplete="off", missing=_("Enter the name"))
    email = EmailField(label=_("Email address"), autocomplete="off", missing=_("Enter the email address"))
    role = ChoiceField(label=_("Role"), options=ROLES, missing=_("Choose the role"))


class RoleForm(WhyForm):
    """Another role."""

    role = ChoiceField(label=_("Role"), options=ROLES, missing=_("Choose the role"))
    field_order = ("role", "why")


class SureForm(Form):
    """Nothing to fill in: pressing the button is the answer."""
