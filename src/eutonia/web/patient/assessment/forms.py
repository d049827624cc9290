"""Forms of the interview, built from its pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, PRESENT, Finding, FindingKind
from eutonia.reasoning.interview.page import Page, PageKind
from eutonia.web.design.body_map import BodyMapField
from eutonia.web.design.fields import ChoiceField, Drawing, MultipleChoiceField, TextField
from eutonia.web.design.forms import Form
from eutonia.web.design.options import Option
from eutonia.web.patient.words import said

TICKED, NAMES = "ticked", "names"
NONE, UNSURE = "none-of-these", "some-unsure"
AREAS = {
    "site-calf": "calf",
    "site-foot": "foot",
    "site-thigh": "thigh",
    "site-buttock-hip": "buttock",
    "site-low-back": "low-back",
    "site-upper-back": "upper-back",
    "site-neck": "neck",
    "site-shoulder": "shoulder",
    "site-arm": "arm",
    "site-hand": "hand",
    "site-jaw": "jaw",
    "site-tongue-or-mouth": "mouth",
    "site-face-one-side": "face",
    "site-eyelid": "eye",
    "site-throat-voice": "throat",
    "site-chest-ribs": "chest",
    "site-abdomen": "abdomen",
}
"""Where on the drawing each place of the body lies."""


class PageForm(Form):
    """One page of the interview: a list to tick, single questions, or both (where it is, and on which side)."""

    def __init__(
        self, data: Any, *, page: Page, knowledge: Knowledge, given: Mapping[str, str], asks_names: bool = False
    ) -> None:
        findings = [knowledge.findings[name] for name in page.findings]
        self.listed = listed_of(page, findings)
        self.single = [finding for finding in findings if finding not in self.listed]
        super().__init__(data, initial=initial_of(self.listed, self.single, given))
        if asks_names:
            self.fields[NAMES] = names_field()
        if self.listed:
            self.fields[TICKED] = list_field(page, self.listed)
        alone = not self.listed and len(self.single) == 1
        for finding in self.single:
            self.fields[finding.id] = choice_field(finding, page_heading=alone)

    @property
    def searches(self) -> str:
        """The name of a medicine to look for, where that button was pressed."""
        return self.data.get(NAMES, "").strip()[:200] if NAMES in self.fields and "search" in self.data else ""

    @property
    def is_unsure(self) -> bool:
        """Whether somebody ticked that they are not sure of some, which the next small page asks about."""
        return UNSURE in self.cleaned_data.get(TICKED, ())

    def answers(self) -> dict[str, str]:
        """The answers given on the page. Those not ticked are left out where somebody is unsure of some."""
        chosen = self.cleaned_data.get(TICKED, ())
        answers = {finding.id: PRESENT for finding in self.listed if finding.id in chosen}
        if not self.is_unsure:
            answers |= {finding.id: ABSENT for finding in self.listed if finding.id not in chosen}
        return answers | {finding.id: self.cleaned_data[finding.id] for finding in self.single}


class UnsureForm(Form):
    """The small page after "I am not sure about one or more of these", which asks about which."""

    def __init__(self, data: Any, *, findings: Iterable[Finding], given: Mapping[str, str]) -> None:
        self.findings = list(findings)
        super().__init__(data, initial={TICKED: [f.id for f in self.findings if given.get(f.id) == NOT_SURE]})
        self.fields[TICKED] = MultipleChoiceField(
            label=_("Which of these are you not sure about?"),
            hint=_("“Not sure” is a good answer. To be safe, we treat it with more care than a no."),
            page_heading=True,
            options=[option_of(finding) for finding in self.findings],
            missing=_("Choose the ones that you are not sure about, or go back"),
        )

    def answers(self) -> dict[str, str]:
        """Not sure for what was ticked, no for the rest."""
        chosen = self.cleaned_data[TICKED]
        return {finding.id: NOT_SURE if finding.id in chosen else ABSENT for finding in self.findings}


class WordsForm(Form):
    """Find something in one's own words: a symptom or a medicine."""

    def __init__(self, data: Any, *, label: str, hint: str, missing: str, page_heading: bool = True) -> None:
        super().__init__(data)
        self.fields["words"] = TextField(
            label=label,
            hint=hint,
            missing=missing,
            page_heading=page_heading,
            width=30,
            max_length=200,
            autocomplete="off",
        )


class PickForm(Form):
    """Pick what was found."""

    def __init__(self, data: Any, *, label: str, options: list[Option], missing: str) -> None:
        super().__init__(data)
        self.fields["picked"] = MultipleChoiceField(label=label, size="m", options=options, missing=missing)


def names_field() -> Drawing:
    """A medicine by its name."""
    return TextField(
        label=_("Type the name of a medicine"),
        hint=_("The brand or the substance. You can add one after the other."),
        required=False,
        width=20,
        max_length=200,
        autocomplete="off",
        spellcheck=False,
    )


def listed_of(page: Page, findings: list[Finding]) -> list[Finding]:
    """The findings of a page that stand in its list; one yes-or-no question alone is asked as such."""
    if page.kind is PageKind.DETAIL:
        return []
    listed = [finding for finding in findings if finding.kind is FindingKind.YES_NO]
    return listed if len(listed) > 1 else []


def initial_of(listed: list[Finding], single: list[Finding], given: Mapping[str, str]) -> dict[str, Any]:
    """What was answered before, as the fields show it."""
    ticked = [finding.id for finding in listed if given.get(finding.id) == PRESENT]
    if any(given.get(finding.id) == NOT_SURE for finding in listed):
        ticked.append(UNSURE)
    if listed and all(given.get(finding.id) == ABSENT for finding in listed):
        ticked = [NONE]
    return {TICKED: ticked} | {finding.id: given.get(finding.id, "") for finding in single}


def option_of(finding: Finding) -> Option:
    """A finding as something to tick."""
    return Option(finding.id, said(finding.question), hint=said(finding.help), area=AREAS.get(finding.id, ""))


def list_field(page: Page, listed: list[Finding]) -> Drawing:
    """The list of a page, with "None of these" and the way to say "not sure" of one."""
    field = BodyMapField if page.kind is PageKind.WHERE else MultipleChoiceField
    return field(
        label=said(page.title),
        hint=_("Choose all that apply."),
        page_heading=True,
        options=[
            *(option_of(finding) for finding in listed),
            Option(UNSURE, _("I am not sure about one or more of these"), hint=_("We ask which on the next page.")),
        ],
        apart=[Option(NONE, _("None of these"))],
        missing=_("Choose what applies, or “None of these”"),
    )


def choice_field(finding: Finding, *, page_heading: bool) -> Drawing:
    """A single question: its values, and "I am not sure"."""
    values = finding.values[::-1] if finding.kind is FindingKind.YES_NO else finding.values
    return ChoiceField(
        label=said(finding.question),
        hint=said(finding.help),
        page_heading=page_heading,
        size="" if page_heading else "m",
        options=[Option(value.id, said(value.label)) for value in values],
        apart=[Option(NOT_SURE, _("I am not sure"))],
        missing=_("Choose an answer to “%(question)s”") % {"question": said(finding.question)},
    )
