"""Probabilities of causes and signs in words. The words carry the same rounding wherever a page uses them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eutonia.knowledge.vocabulary import Condition, Finding, Likelihood, Modifier, Sex
from eutonia.web.design.bars import in_ten
from eutonia.web.design.options import Words

HOW_COMMON = (
    (0.10, gettext_lazy("Very common")),
    (0.03, gettext_lazy("Common")),
    (0.008, gettext_lazy("Not so common")),
    (0.001, gettext_lazy("Rare")),
    (0.0, gettext_lazy("Very rare")),
)
"""From this share of the people who come with spasms."""

CLEARLY_MORE = 1.5
"""A factor on the prior from which a group of people is named as having it more often."""

PREVAILS = 0.5
"""The share that the named answers to a question must reach together."""


def how_common(condition: Condition) -> str:
    """How often a cause is met: "Common: about 1 in 12 people who come with spasms"."""
    share = condition.prior.value
    word = next(word for least, word in HOW_COMMON if share >= least)
    return _("%(word)s: %(share)s people who come with spasms") % {"word": word, "share": one_in(share)}


def one_in(share: float) -> str:
    """A share as people say it, rounded to one or two figures: "about 1 in 12", "fewer than 1 in 1,000"."""
    if share < 0.001:
        return _("fewer than 1 in %(number)s") % {"number": "10,000" if share < 0.0001 else "1,000"}
    number = 1 / share
    step = 1 if number < 12.5 else 5 if number < 50 else 10 if number < 95 else 25 if number < 475 else 100
    return _("about 1 in %(number)s") % {"number": f"{round(number / step) * step:,}"}


def who_more_often(condition: Condition) -> str:
    """The people in whom a cause is clearly more common; empty where there are none."""
    more = [whom(modifier) for modifier in condition.modifiers if modifier.factor.value >= CLEARLY_MORE]
    return capitalised(_(", ").join(dict.fromkeys(more)))


def whom(modifier: Modifier) -> str:
    """The people whom a modifier is about: "women", "people aged 50 to 64"."""
    people = {None: _("people"), Sex.FEMALE: _("women"), Sex.MALE: _("men")}[modifier.sex]
    if modifier.pregnant:
        return _("people who are pregnant")
    if modifier.age_from is None and modifier.age_to is None:
        return people
    ages = {"people": people, "low": modifier.age_from or 0, "high": modifier.age_to or 120}
    if ages["high"] == 120:
        return _("%(people)s aged %(low)s or over") % ages
    return _("%(people)s aged %(low)s to %(high)s") % ages


def usual_answers(finding: Finding, likelihood: Likelihood) -> str:
    """The one or two answers that most people with a cause give, with their share; empty where none prevail."""
    ranked = sorted(zip(finding.values, likelihood.values, strict=True), key=lambda pair: -pair[1].value)
    for count in (1, 2):
        share = sum(figure.value for _value, figure in ranked[:count])
        if share >= PREVAILS:
            chosen = [value for value, _figure in ranked[:count]]
            in_order = [value.label for value in finding.values if value in chosen]
            return _("%(answers)s (%(share)s)") % {"answers": either(in_order), "share": in_ten(share)}
    return ""


def either(labels: Sequence[str]) -> str:
    """One label, or two with "or" between them."""
    first, *rest = labels
    return first + "".join(_(", or: %(label)s") % {"label": label[:1].lower() + label[1:]} for label in rest)


def places(sites: Iterator[tuple[str, float]]) -> str:
    """Parts of the body with their shares: "Calf (about 8 in 10), foot or toes (about 4 in 10)"."""
    named = [_("%(place)s (%(share)s)") % {"place": name, "share": in_ten(share)} for name, share in sites]
    return _(", ").join(named[:1] + [name[:1].lower() + name[1:] for name in named[1:]])


def capitalised(text: Words) -> str:
    """The text with a capital first letter."""
    return str(text)[:1].upper() + str(text)[1:]
