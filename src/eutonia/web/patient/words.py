"""Words of the knowledge on a page, ready for translation."""

from __future__ import annotations

from django.utils.translation import gettext

from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, PRESENT, Finding


def said(text: str) -> str:
    """A sentence of the knowledge in the language of the page; empty stays empty."""
    return gettext(text) if text else ""


def answer_words(finding: Finding, answer: str) -> str:
    """An answer in words: the label of its value, or "Not sure"."""
    if answer == NOT_SURE:
        return gettext("Not sure")
    label = next((value.label for value in finding.values if value.id == answer), "")
    return said(label) or {PRESENT: gettext("Yes"), ABSENT: gettext("No")}[answer]
