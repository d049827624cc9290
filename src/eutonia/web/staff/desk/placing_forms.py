"""Forms for placing a person: what they need, which time, and whom the waiting list should think of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eutonia.clinic.booking.queries import ClinicianLine, OpenSlot, VisitTypeLine
from eutonia.clinic.cover.queries import CoverageLine
from eutonia.clinic.people.queries import GuardianRecord
from eutonia.web.design.fields import ChoiceField, MultipleChoiceField, TextField
from eutonia.web.design.forms import Form
from eutonia.web.design.numbers import DateField
from eutonia.web.design.options import Option
from eutonia.web.patient.booking.screen import LINES, Sign
from eutonia.web.staff import words
from eutonia.web.staff.desk.visit_forms import SELF, WHY
from eutonia.web.staff.fields import SelectField

YES, NO = "yes", "no"
UNKNOWN = "unknown"
"""Nobody has said how urgent it is."""

WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)


class NeedForm(Form):
    """What somebody needs: the kind of visit, how soon, with whom, who pays, who agrees."""

    def __init__(
        self,
        data: Any,
        *,
        kinds: tuple[VisitTypeLine, ...],
        clinicians: tuple[ClinicianLine, ...],
        coverages: tuple[CoverageLine, ...],
        guardians: tuple[GuardianRecord, ...] | None,
        initial: dict[str, Any],
        enquirer: str = "",
    ) -> None:
        """``enquirer``: who sent the enquiry from which somebody set out to book; empty where nobody did."""
        super().__init__(data, initial=initial)
        if enquirer:
            self.fields["answers"] = enquiry_field(enquirer)
        self.fields["kind"] = SelectField(
            label=_("Kind of visit"),
            options=[Option("", _("Choose")), *(Option(k.code, kind_words(k)) for k in kinds)],
            missing=_("Choose the kind of visit"),
        )
        self.fields["emergency"] = emergency_field()
        self.fields["urgency"] = ChoiceField(
            label=_("How soon must they be seen?"),
            hint=_("As their result or a clinician says"),
            options=[Option(value, label) for value, label in words.urgency_options()],
            apart=[Option(UNKNOWN, _("Nobody has said"))],
            missing=_("Choose how soon they must be seen"),
        )
        self.fields["clinician"] = SelectField(
            label=_("With whom?"),
            options=[
                Option("", _("Anybody free")),
                *(Option(str(c.public_id), person_words(c)) for c in clinicians),
            ],
            required=False,
        )
        self.fields["first"] = DateField(
            label=_("Not before (optional)"), subject=_("The first day"), required=False, hint=_("Empty: from now on")
        )
        self.fields["payer"] = ChoiceField(
            label=_("Who pays?"),
            hint=_("Insurance is entered on the patient's record"),
            options=[
                Option(SELF, _("The patient")),
                *(Option(str(c.public_id), c.insurer_name, hint=c.membership_number) for c in coverages),
            ],
            missing=_("Choose who pays"),
        )
        if guardians is not None:
            self.fields["guardian"] = guardian_field(guardians)


def enquiry_field(enquirer: str) -> ChoiceField:
    """Whether the visit answers an enquiry. It is asked, because somebody else may have come between."""
    return ChoiceField(
        label=_("Does this visit answer the enquiry of %(name)s?") % {"name": enquirer},
        options=[
            Option(YES, _("Yes"), hint=_("The enquiry is closed by the booking.")),
            Option(NO, _("No"), hint=_("The enquiry stays open in the inbox.")),
        ],
        missing=_("Choose whether this visit answers the enquiry"),
    )


def emergency_field() -> ChoiceField:
    """The two lines of emergency signs, asked before any booking; the very lines that patients answer themselves."""
    return ChoiceField(
        label=_("Ask first: is one of these there now?"),
        hint=_("Read both lines to them, unless they come with a result of today."),
        options=[Option(sign.value, line.words, hint=line.also) for sign, line in LINES.items()],
        apart=[Option(Sign.NONE.value, _("I asked: none of these")), Option(Sign.NOT_SURE.value, _("Not sure"))],
        missing=_("Ask about the emergency signs, and choose the answer"),
    )


def guardian_field(guardians: tuple[GuardianRecord, ...]) -> ChoiceField:
    """Who agrees for somebody of 12 to 15."""
    return ChoiceField(
        label=_("Who agrees to the visit?"),
        hint=_(
            "At 12 to 15 somebody with parental responsibility agrees: ask whether they have it. Or a clinician has "
            "judged that the young person can."
        ),
        options=[Option(str(g.public_id), g.details.name, hint=g.details.relationship) for g in guardians],
        apart=[Option(SELF, _("A recorded judgement of competence, or nobody yet"))],
        missing=_("Choose who agrees"),
    )


def kind_words(kind: VisitTypeLine) -> str:
    """``New consultation, 45 minutes, £200 to £350``."""
    length = words.length(timedelta(minutes=kind.minutes))
    return f"{kind.name}, {length}, {kind.price}"


def person_words(person: ClinicianLine) -> str:
    """``Example neurologist A, consultant neurologist``."""
    return f"{person.name}, {person.title}"


class TimeForm(Form):
    """Which of the times that are shown."""

    def __init__(self, data: Any, slots: tuple[OpenSlot, ...]) -> None:
        super().__init__(data)
        self.slots = slots
        self.fields["slot"] = ChoiceField(
            label=_("Choose a time"),
            options=[Option(each.slot.key, slot_words(each)) for each in slots],
            missing=_("Choose a time"),
            error_messages={"invalid_choice": _("This time is no longer free. Choose another one")},
        )
        self.fields["why"] = TextField(label=_("Note (optional)"), max_length=WHY, required=False)


def slot_words(slot: OpenSlot) -> str:
    """``9:00am, Example neurologist A, Consulting room 1``."""
    return ", ".join(filter(None, (words.clock(slot.wall), slot.clinician_name, slot.room_name)))


class WaitingForm(Form):
    """When somebody could come sooner."""

    def __init__(
        self, data: Any, *, kinds: tuple[VisitTypeLine, ...], clinicians: tuple[ClinicianLine, ...], today: date
    ) -> None:
        super().__init__(data, initial={"first": today, "last": today + timedelta(days=28), "notice": "120"})
        self.fields["kind"] = SelectField(
            label=_("Kind of visit"),
            options=[Option("", _("Choose")), *(Option(k.code, k.name) for k in kinds)],
            missing=_("Choose the kind of visit"),
        )
        self.fields["clinician"] = SelectField(
            label=_("With whom?"),
            options=[Option("", _("Anybody")), *(Option(str(c.public_id), person_words(c)) for c in clinicians)],
            required=False,
        )
        self.fields["urgency"] = ChoiceField(
            label=_("How soon must they be seen?"),
            options=[Option(value, label) for value, label in words.urgency_options()],
            apart=[Option(UNKNOWN, _("Nobody has said"))],
            missing=_("Choose how soon they must be seen"),
        )
        self.fields["first"] = DateField(
            label=_("From"), subject=_("The first day"), missing=_("Enter the first day that suits")
        )
        self.fields["last"] = DateField(
            label=_("Until"), subject=_("The last day"), missing=_("Enter the last day that suits")
        )
        self.fields["weekdays"] = MultipleChoiceField(
            label=_("Days that suit"),
            hint=_("None ticked: all"),
            options=[Option(str(number), name) for number, name in enumerate(WEEKDAYS)],
            required=False,
        )
        self.fields["notice"] = SelectField(
            label=_("How long do they need to get here?"),
            options=[
                Option("60", _("1 hour")),
                Option("120", _("2 hours")),
                Option("240", _("4 hours")),
                Option("1440", _("A day")),
            ],
            missing=_("Choose how long they need"),
        )

    def clean(self) -> dict[str, Any]:
        """The days must stand in order."""
        found: dict[str, Any] = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and first > last:
            self.add_error("last", ValidationError(_("The last day must not be before the first")))
        return found
