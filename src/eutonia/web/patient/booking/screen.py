"""The emergency screen in two lines, for whoever comes without an assessment. Nothing is booked or asked before it.

Each line gathers signs of the emergency questions. A test asks that every sign which by itself calls for 999 or an
emergency department stands in a line, so that a new one cannot be forgotten here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eutonia.knowledge.vocabulary import Urgency
from eutonia.web.design.fields import ChoiceField
from eutonia.web.design.forms import Form
from eutonia.web.design.options import Option


class Sign(StrEnum):
    """What somebody can answer."""

    NOW = "now"
    HOSPITAL = "hospital"
    NONE = "none-of-these"
    NOT_SURE = "not-sure"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the screen: the signs in words, its level, and the signs of the emergency questions it stands for."""

    words: str | Promise
    also: str | Promise
    level: Urgency
    signs: tuple[str, ...]


LINES = {
    Sign.NOW: Line(
        _(
            "Cannot be woken. Hard to breathe, speak or swallow. A fit. Heavy or tearing chest pain. A face, arm or "
            "leg suddenly weak or numb."
        ),
        _(
            "Also: newly confused; weakness that spreads; spasms all over, a locked jaw, or spasms set off by noise or "
            "touch; poison, or too much medicine; very ill with diabetes or on steroid tablets."
        ),
        Urgency.EMERGENCY_NOW,
        (
            "not-responding",
            "confused-or-drowsy",
            "fit-today",
            "breathing-difficulty",
            "swallow-or-speak-difficulty",
            "chest-pain-alarm",
            "tearing-chest-back-pain",
            "stroke-signs",
            "limb-suddenly-numb-or-paralysed",
            "weakness-rising",
            "weakness-one-side-hours-days",
            "spasms-all-over",
            "jaw-stiff",
            "stimulus-triggered-spasms",
            "possible-poison",
            "overdose-or-self-harm",
            "drooling-sweating-small-pupils",
            "diabetic-low",
            "vomiting-or-faint-steroid-dependent",
        ),
    ),
    Sign.HOSPITAL: Line(
        _(
            "Sudden or unbearable pain. Stiff as wood. A muscle rock hard. An arm or leg cold and pale. Numb between "
            "the legs."
        ),
        _(
            "Also: trouble with the bladder or bowel; a stiff neck, or a rash that does not fade; heart racing and "
            "very weak; just stopped alcohol, sedatives or baclofen; pregnant or a new mother, with a bad headache or "
            "sudden swelling; an eating disorder, and now faint."
        ),
        Urgency.EMERGENCY_DEPARTMENT,
        (
            "sudden-severe-back-or-belly-pain",
            "pain-unbearable",
            "severe-stiffness",
            "muscle-rock-hard",
            "limb-cold-pale",
            "saddle-numbness",
            "bladder-or-bowel-change",
            "neck-stiff-or-light-hurts",
            "rash-not-fading",
            "palpitations-with-weakness",
            "withdrawal",
            "pregnant-warning-signs",
            "eating-disorder-unwell",
        ),
    ),
}


ADVICE = {
    Sign.NOW: ("call-999", "reach-999-without-speaking"),
    Sign.HOSPITAL: ("go-to-emergency-department",),
}
"""What to do, as the knowledge says it, the most pressing first."""


class ScreenForm(Form):
    """Is it an emergency? An answer must be given, "None of these" too."""

    sign = ChoiceField(
        label=_("Is one of these there now?"),
        hint=_("We ask everybody before a booking or a question. If in doubt, choose the line."),
        page_heading=True,
        options=[Option(sign.value, line.words, hint=line.also) for sign, line in LINES.items()],
        apart=[Option(Sign.NONE.value, _("None of these")), Option(Sign.NOT_SURE.value, _("I am not sure"))],
        missing=_("Choose a line, or “None of these”"),
    )

    @property
    def answered(self) -> Sign:
        """What was answered."""
        return Sign(self.cleaned_data["sign"])
