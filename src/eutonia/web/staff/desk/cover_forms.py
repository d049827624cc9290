"""Forms about a patient's insurance."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from eutonia.clinic.cover.queries import CoverageLine, InsurerLine
from eutonia.web.design.fields import ChoiceField, TextField
from eutonia.web.design.forms import Form
from eutonia.web.design.options import Option


class CoverageForm(Form):
    """That a patient is a member of an insurer."""

    def __init__(self, data: Any, insurers: tuple[InsurerLine, ...]) -> None:
        super().__init__(data)
        self.fields["insurer"] = ChoiceField(
            label=_("Insurer"),
            options=[Option(each.code, each.name, hint=each.membership_hint) for each in insurers],
            missing=_("Choose the insurer"),
        )
        self.fields["number"] = TextField(
            label=_("Membership number"), hint=_("As it stands on the card"), max_length=40, width=20,
            autocomplete="off", spellcheck=False, missing=_("Enter the membership number"),
        )  # fmt: skip


class EndCoverageForm(Form):
    """Which insurance has ended."""

    def __init__(self, data: Any, coverages: tuple[CoverageLine, ...]) -> None:
        super().__init__(data)
        self.fields["coverage"] = ChoiceField(
            label=_("Which insurance has ended?"),
            options=[Option(str(c.public_id), c.insurer_name, hint=c.membership_number) for c in coverages],
            missing=_("Choose which insurance has ended"),
        )
