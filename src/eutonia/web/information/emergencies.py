"""The page of emergencies: every triage rule in plain words, and how to get help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eutonia.knowledge.criteria import AgeIs, AllOf, AnyOf, AtLeast, Criterion, IsPregnant, Sign, parse_criterion, signs
from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import PRESENT, AnsweredBy, Rule, Sex, Urgency
from eutonia.web.information import phrases
from eutonia.web.information.pages import Claim, EmergencyPage, RedFlag, Signs, Steps, WarningLevel, WarningTopic
from eutonia.web.information.references import Citations, Library

LEVELS = (Urgency.EMERGENCY_NOW, Urgency.EMERGENCY_DEPARTMENT, Urgency.SAME_DAY, Urgency.URGENT_2_WEEKS)
"""What the page lists, the most urgent first."""

RESULTS = 99
TOPICS = {
    1: gettext_lazy("Right now"),
    2: gettext_lazy("What the spasms look like"),
    3: gettext_lazy("What came before"),
    4: gettext_lazy("When you feel ill"),
    5: gettext_lazy("Arm, leg or back"),
    0: gettext_lazy("Other signs"),
    RESULTS: gettext_lazy("Results of tests"),
}
"""Headings by the page of the emergency screen on which the first sign of a rule stands; 0 for none of them."""


def emergency_page(knowledge: Knowledge) -> EmergencyPage:
    """Every rule of the urgent levels, and the advice for an emergency."""
    cite = Citations(Library(knowledge.sources))
    levels = tuple(_level(knowledge, level, cite) for level in LEVELS)
    first_aid, self_harm, abuse = (
        tuple(_advice(knowledge, kind, cite)) for kind in ("emergency", "self-harm", "abuse")
    )
    return EmergencyPage(levels, first_aid, self_harm, abuse, cite.references())


def _level(knowledge: Knowledge, urgency: Urgency, cite: Citations) -> WarningLevel:
    rules = [(rule, parse_criterion(rule.when)) for rule in knowledge.rules if rule.urgency is urgency]
    alone = [(rule, when) for rule, when in rules if _is_enough_alone(knowledge, when)]
    together = [pair for pair in rules if pair not in alone]
    return WarningLevel(
        id=urgency.slug,
        card=phrases.CARDS[urgency],
        alone=_topics(knowledge, alone, cite),
        together=_topics(knowledge, together, cite),
    )


def _is_enough_alone(knowledge: Knowledge, when: Criterion) -> bool:
    """Whether one sign that the person knows fulfils a rule."""
    if isinstance(when, AllOf) and len(when.parts) == 1:
        return _is_enough_alone(knowledge, when.parts[0])
    if isinstance(when, AnyOf):
        return all(_is_enough_alone(knowledge, part) for part in when.parts)
    return isinstance(when, Sign) and knowledge.findings[when.finding].answered_by is AnsweredBy.PERSON


def _topics(knowledge: Knowledge, rules: Sequence[tuple[Rule, Criterion]], cite: Citations) -> tuple[WarningTopic, ...]:
    filed: dict[int, list[RedFlag]] = {number: [] for number in TOPICS}
    for rule, when in rules:
        flag = RedFlag(rule.id, signs_of(knowledge, when), Claim(rule.patient, cite.cite(rule.source)))
        filed[_topic(knowledge, when)].append(flag)
    return tuple(WarningTopic(TOPICS[number], tuple(flags)) for number, flags in filed.items() if flags)


def _topic(knowledge: Knowledge, criterion: Criterion) -> int:
    findings = [knowledge.findings[sign.finding] for sign in signs(criterion)]
    if findings and findings[0].answered_by is not AnsweredBy.PERSON:
        return RESULTS
    asked = [finding.screen or _screen_of_parents(knowledge, finding.asked_if) for finding in findings]
    return next((screen for screen in asked if screen), 0)


def _screen_of_parents(knowledge: Knowledge, parents: Sequence[str]) -> int:
    return next((screen for name in parents if (screen := knowledge.findings[name].screen)), 0)


def signs_of(knowledge: Knowledge, criterion: Criterion) -> Signs:
    """When a rule holds, in words; a group of one is the one."""
    if isinstance(criterion, AllOf | AnyOf | AtLeast):
        parts = tuple(signs_of(knowledge, part) for part in criterion.parts)
        return parts[0] if len(parts) == 1 else Signs(_how_many(criterion), parts=parts)
    return Signs("", text=_word(knowledge, criterion))


def _how_many(criterion: AllOf | AnyOf | AtLeast) -> str:
    if isinstance(criterion, AllOf):
        return _("Both of these:") if len(criterion.parts) == 2 else _("All of these:")
    if isinstance(criterion, AnyOf) or criterion.number == 1:
        return _("One of these:")
    return _("At least %(n)s of these:") % {"n": criterion.number}


def _word(knowledge: Knowledge, word: Criterion) -> str:
    if isinstance(word, Sign):
        return _sign(knowledge, word)
    if isinstance(word, AgeIs):
        return _age(word)
    if isinstance(word, IsPregnant):
        return _("You are pregnant")
    return _("You are a woman") if getattr(word, "sex", None) is Sex.FEMALE else _("You are a man")


def _age(word: AgeIs) -> str:
    words = {
        ">=": _("You are %(n)s or older"),
        ">": _("You are older than %(n)s"),
        "<": _("You are under %(n)s"),
        "<=": _("You are %(n)s or younger"),
    }
    return words[word.how] % {"n": word.years}


def _sign(knowledge: Knowledge, sign: Sign) -> str:
    finding = knowledge.findings[sign.finding]
    matching = sign.matching(finding)
    if matching == {PRESENT}:
        return finding.question
    labels = [value.label for value in finding.values if value.id in matching]
    answers = _(" or ").join(label[:1].lower() + label[1:] if place else label for place, label in enumerate(labels))
    return _("%(question)s %(answers)s.") % {"question": finding.question, "answers": answers}


def _advice(knowledge: Knowledge, kind: str, cite: Citations) -> Iterator[Steps]:
    for advice in knowledge.advice.values():
        if _kind(advice.kind) == kind:
            yield Steps(advice.id, advice.title, advice.steps, cite.cite(advice.source))


def _kind(kind: object) -> str:
    return str(getattr(kind, "value", kind))
