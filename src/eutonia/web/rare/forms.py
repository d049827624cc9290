"""Forms of the page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from eutonia.phenotype.query import OLDEST
from eutonia.web.design.fields import TextField
from eutonia.web.design.forms import Form
from eutonia.web.design.numbers import NumberField
from eutonia.web.rare.notes import LONGEST_SEARCH


class SearchForm(Form):
    """Words, or the id of a term."""

    words = TextField(
        label=_("Find an HPO term"),
        hint=_("A sign in a few words, such as “toe walking”, or an id such as HP:0001332."),
        max_length=LONGEST_SEARCH,
        autocomplete="off",
        spellcheck=False,
        missing=_("Type a sign, or the id of a term"),
    )


class OnsetForm(Form):
    """The age at onset in years."""

    def __init__(self, data: Any, *, age: int | None, onset: float | None) -> None:
        super().__init__(data, initial={"onset": "" if onset is None else f"{onset:g}"})
        self.fields["onset"] = NumberField(
            label=_("Age at onset"),
            hint=_("In years; leave it empty where it is not known."),
            least=0,
            most=int(OLDEST) if age is None else age,
            unit=_("years"),
            places=1,
            required=False,
        )
