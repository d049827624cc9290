"""The page of emergencies: every triage rule in plain words, and how to get help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from eutonia.knowledge.criteria import (
    AgeIs,
    AllOf,
    AnyOf,
    AtLeast,
    Criterion,
    IsPregnant,
    SexIs,
    Sign,
    parse_criterion,
    signs,
)
from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import PRESENT, Advice, AnsweredBy, Rule, Sex, Urgency
from eutonia.web.information import phrases
from eutonia.web.information.pages import Claim, EmergencyPage, RedFlag, Signs, Steps, WarningLevel, WarningTopic
from eutonia.web.information.references import Citations, Library

LEVELS: Mapping[Urgency, str] = {
    Urgency.EMERGENCY_NOW: "call-999",
    Urgency.EMERGENCY_DEPARTMENT: "go-to-emergency-department",
    Urgency.SAME_DAY: "same-day",
    Urgency.URGENT_2_WEEKS: "two-weeks",
}
"""What the page lists, the most urgent first, each with the advice that says how to go about it."""

WITHOUT_SPEAKING = "reach-999-without-speaking"

OTHER, RESULTS = 98, 99
"""Topics after those of the emergency screen: signs that it does not ask for, and results of tests."""


def emergency_page(knowledge: Knowledge) -> EmergencyPage:
    """Every rule of the urgent levels, and the advice for an emergency."""
    cite = Citations(Library(knowledge.sources))
    levels = tuple(_level(knowledge, level, cite) for level in LEVELS)
    without_speaking = _steps(knowledge.advice[WITHOUT_SPEAKING], cite)
    first_aid, self_harm, abuse = (
        tuple(_of_kind(knowledge, kind, cite)) for kind in ("emergency", "self-harm", "abuse")
    )
    return EmergencyPage(levels, without_speaking, first_aid, self_harm, abuse, cite.references())


def _level(knowledge: Knowledge, urgency: Urgency, cite: Citations) -> WarningLevel:
    rules = [(rule, parse_criterion(rule.when)) for rule in knowledge.rules if rule.urgency is urgency]
    alone = [(rule, when) for rule, when in rules if _is_enough_alone(knowledge, when)]
    together = [pair for pair in rules if pair not in alone]
    return WarningLevel(
        id=urgency.slug,
        card=phrases.CARDS[urgency],
        steps=_steps(knowledge.advice[LEVELS[urgency]], cite),
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
    """Rules under the page of the emergency screen on which their first sign stands, with its question as the title."""
    titles = {**knowledge.screens, OTHER: _("Other signs"), RESULTS: _("Results of tests")}
    filed: dict[int, list[RedFlag]] = {number: [] for number in titles}
    for rule, when in rules:
        flag = RedFlag(rule.id, signs_of(knowledge, when), Claim(rule.patient, cite.cite(rule.source)))
        filed[_topic(knowledge, when)].append(flag)
    return tuple(WarningTopic(titles[number], tuple(flags)) for number, flags in filed.items() if flags)


def _topic(knowledge: Knowledge, criterion: Criterion) -> int:
    findings = [knowledge.findings[sign.finding] for sign in signs(criterion)]
    if findings and findings[0].answered_by is not AnsweredBy.PERSON:
        return RESULTS
    asked = [finding.screen or _screen_of_parents(knowledge, finding.asked_if) for finding in findings]
    return next((screen for screen in asked if screen), OTHER)


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
    assert isinstance(word, SexIs)  # no triage rule rests on what only a clinician can judge
    return _("You are a woman") if word.sex is Sex.FEMALE else _("You are a man")


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


def _of_kind(knowledge: Knowledge, kind: str, cite: Citations) -> Iterator[Steps]:
    """Advice of one kind that does not stand elsewhere on the page."""
    for advice in knowledge.advice.values():
        if advice.kind == kind and advice.id not in {*LEVELS.values(), WITHOUT_SPEAKING}:
            yield _steps(advice, cite)


def _steps(advice: Advice, cite: Citations) -> Steps:
    return Steps(advice.id, advice.title, advice.steps, cite.cite(advice.source))
