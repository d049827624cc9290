"""Forms of the first pages: what kind of visit, for whom, who pays, what one wishes, and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from eutonia.clinic.booking.queries import ClinicianLine, VisitTypeLine
from eutonia.web.design.fields import ChoiceField
from eutonia.web.design.forms import Form
from eutonia.web.design.numbers import NumberField
from eutonia.web.design.options import Option
from eutonia.web.patient.booking.draft import ANY, OTHER_INSURER, SELF_PAY
from eutonia.web.patient.booking.who_pays import Insurers
from eutonia.web.patient.booking.words import language_words, minutes_words, price_words


class VisitForm(Form):
    """What kind of visit, and how old the person is."""

    def __init__(self, data: Any, *, kinds: Sequence[VisitTypeLine], given: dict[str, str]) -> None:
        super().__init__(data, initial=given)
        self.fields["kind"] = ChoiceField(
            label=_("What kind of visit?"),
            size="m",
            options=[Option(kind.code, kind.lay_name, hint=hint_of(kind)) for kind in kinds],
            missing=_("Choose what kind of visit you need"),
        )
        self.fields["age"] = NumberField(
            label=_("How old is the person who will be seen?"),
            hint=_("Not every clinician sees every age."),
            size="m",
            least=0,
            most=120,
            unit=_("years"),
            missing=_("Enter the age in whole years"),
            error_messages={"limits": _("Enter an age from 0 to 120")},
        )

    @property
    def given(self) -> dict[str, str]:
        """What the draft keeps."""
        return {"kind": self.cleaned_data["kind"], "age": str(self.cleaned_data["age"])}


def hint_of(kind: VisitTypeLine) -> str:
    """How long a kind of visit takes and what it costs."""
    words = _("%(minutes)s, %(price)s.") % {"minutes": minutes_words(kind.minutes), "price": price_words(kind.price)}
    return f"{words} {_('Choose this if you are new to us.')}" if kind.is_first else words


class WishesForm(Form):
    """Who pays, and what one wishes. Everything but who pays has an answer that suits most."""

    def __init__(
        self,
        data: Any,
        *,
        insurers: Insurers,
        clinicians: Sequence[ClinicianLine],
        may_share: bool,
        given: dict[str, str],
    ) -> None:
        super().__init__(data, initial={"clinician": ANY, "language": ANY} | given)
        if may_share:
            self.fields["share"] = share_field()
        self.fields["payer"] = payer_field(insurers)
        if len(clinicians) > 1:
            self.fields["clinician"] = ChoiceField(
                label=_("Do you wish for a certain clinician?"),
                size="m",
                options=[
                    Option(ANY, _("Anyone: I take the soonest time")),
                    *(Option(str(each.public_id), each.name, hint=about(each)) for each in clinicians),
                ],
                missing=_("Choose a clinician, or “Anyone”"),
            )
        spoken = sorted({code for each in clinicians for code in each.languages}, key=language_words)
        if len(spoken) > 1:
            self.fields["language"] = ChoiceField(
                label=_("Which language should the clinician speak?"),
                hint=_("You can also ask for an interpreter, on a later page."),
                size="m",
                options=[
                    Option(ANY, _("English, or any")),
                    *(Option(code, language_words(code)) for code in spoken if code != "en"),
                ],
                missing=_("Choose a language, or “English, or any”"),
            )
        self.clinicians = clinicians

    def clean(self) -> dict[str, Any]:
        """A clinician who fits the language and the insurer, or a word on why none is left."""
        cleaned = super().clean() or {}
        wished, language, payer = (cleaned.get(name, ANY) for name in ("clinician", "language", "payer"))
        fitting = [each for each in self.clinicians if wished in (ANY, str(each.public_id))]
        if wished != ANY and language != ANY and not any(language in each.languages for each in fitting):
            self.add_error("language", _("This clinician does not speak that language. Change one of the two."))
        if payer not in (ANY, SELF_PAY, OTHER_INSURER) and not any(payer in each.insurers for each in fitting):
            self.add_error("payer", none_recognised(is_wish=wished != ANY))
        return cleaned

    @property
    def given(self) -> dict[str, str]:
        """What the draft keeps."""
        return {name: str(value) for name, value in self.cleaned_data.items()}


def none_recognised(*, is_wish: bool) -> ValidationError:
    """Why an insurer does not go with the clinicians there are."""
    if is_wish:
        return ValidationError(_("This clinician cannot be paid by that insurer. Change one of the two."))
    return ValidationError(_("That insurer does not pay for this kind of visit here. Choose to pay yourself."))


def share_field() -> ChoiceField:
    """Whether the clinicians may see the answers of the assessment."""
    return ChoiceField(
        label=_("May the clinicians who see you read your answers?"),
        hint=_("Then you need not tell it all again. Nobody else can read them."),
        size="m",
        inline=True,
        options=[Option("yes", _("Yes")), Option("no", _("No"))],
        missing=_("Choose whether the clinicians may read your answers"),
    )


def payer_field(insurers: Insurers) -> ChoiceField:
    """Who pays."""
    return ChoiceField(
        label=_("Who pays for the visit?"),
        hint=insurers.left_out,
        size="m",
        options=[
            Option(SELF_PAY, _("I pay myself")),
            *(Option(each.code, each.name, hint=_("Health insurance")) for each in insurers.listed),
            Option(OTHER_INSURER, _("Another insurer"), hint=_("You pay us, and ask them to pay you back.")),
        ],
        missing=_("Choose who pays"),
    )


def about(clinician: ClinicianLine) -> str:
    """A clinician in a line."""
    return ". ".join(filter(None, (clinician.title, ", ".join(clinician.specialties))))
