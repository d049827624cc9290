"""The form that leads to a day."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from eutonia.web.design.forms import Form
from eutonia.web.design.numbers import DateField


class GoForm(Form):
    """Which day to look at."""

    day = DateField(label=_("Go to a day"), subject=_("The day"), missing=_("Enter a day"))
