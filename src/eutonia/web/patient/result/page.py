"""What the result page shows, worked out before the template: nothing is decided in a template."""

from __future__ import annotations

from dataclasses import dataclass

from django.template import engines
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from eutonia.knowledge.care import Tip
from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import ESTIMATE, Advice, Condition, Settle, Urgency
from eutonia.reasoning.advice import OWN_ANSWER, SelfHelp, advice_for, self_help, tips_for
from eutonia.reasoning.assess import Assessment, Assessor, Cause
from eutonia.reasoning.explain import Explanation, Reason, explain
from eutonia.web.design.bars import Bar
from eutonia.web.patient.result.changes import Changes, changes
from eutonia.web.patient.result.levels import LEVELS, Level
from eutonia.web.patient.words import said

MOST_TIPS = 5
LAST = ("safety-net", "young-person")
"""Advice that stands at the end of the page."""


@dataclass(frozen=True)
class Cite:
    """A source as a page names it; no address for our own estimates."""

    title: str
    address: str


@dataclass(frozen=True)
class Why:
    """A reason for the urgency. ``not_sure``: it counts less because an answer was "not sure"."""

    words: str
    cite: Cite
    not_sure: bool


@dataclass(frozen=True)
class SuggestedTest:
    """A test to expect, with the causes that it looks into and what to mind."""

    name: str
    why: str
    href: str
    looks_into: tuple[str, ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True)
class ResultPage:
    """The result of an assessment in the order in which it is read."""

    urgency: Urgency
    level: Level
    in_scope: bool
    booking: str | Promise
    """The words of the button that leads to a visit here; empty where none is offered."""
    reasons: tuple[Why, ...]
    blocks: tuple[Advice, ...]
    own_answers: tuple[Advice, ...]
    last: tuple[Advice, ...]
    changes: Changes
    bars: tuple[Bar, ...]
    nothing_fits: bool
    self_help: tuple[SelfHelp, ...]
    tests: tuple[SuggestedTest, ...]
    tips: tuple[Tip, ...]
    knowledge_version: str
    engine_version: str


def result_page(assessment: Assessment, assessor: Assessor) -> ResultPage:
    """Return the page of an assessment whose emergency questions are done."""
    knowledge = assessor.engine.knowledge
    urgency = assessment.urgency
    assert urgency is not None
    advice = advice_for(assessment, knowledge)
    return ResultPage(
        urgency=urgency,
        level=LEVELS[urgency],
        in_scope=assessment.in_scope,
        booking=LEVELS[urgency].booking if assessment.in_scope and not urgency.is_emergency else "",
        reasons=reasons_of(assessment, knowledge),
        blocks=tuple(item for item in advice if item.kind not in OWN_ANSWER and item.id not in LAST),
        own_answers=tuple(item for item in advice if item.kind in OWN_ANSWER),
        last=tuple(item for item in advice if item.id in LAST),
        changes=changes(assessment, assessor),
        bars=tuple(bar_of(cause, assessment, knowledge) for cause in shown_causes(assessment, knowledge)),
        nothing_fits=assessment.nothing_fits,
        self_help=self_help(assessment, knowledge),
        tests=tests_of(assessment, knowledge),
        tips=tips_for(assessment, knowledge)[:MOST_TIPS] if urgency < Urgency.SAME_DAY else (),
        knowledge_version=assessment.versions.knowledge,
        engine_version=assessment.versions.engine,
    )


def reasons_of(assessment: Assessment, knowledge: Knowledge) -> tuple[Why, ...]:
    """The reasons at the level that won, each sentence once."""
    found: dict[str, Why] = {}
    for reason in assessment.reasons:
        if reason.level == assessment.urgency:
            why = Why(said(reason.patient), cite(reason.source, knowledge), reason.not_sure)
            found.setdefault(why.words, why)
    return tuple(found.values())


def cite(key: str, knowledge: Knowledge) -> Cite:
    """The source of a key."""
    source = knowledge.sources.get(key)
    if source is None or key == ESTIMATE:
        return Cite(_("our own estimate"), "")
    address = source.address.replace("doi:", "https://doi.org/", 1)
    return Cite(source.title, address if address.startswith("https://") else "")


def shown_causes(assessment: Assessment, knowledge: Knowledge) -> list[Cause]:
    """The causes, each name once: of two that share a gentle name the likelier stands for both."""
    shown: dict[str, Cause] = {}
    for cause in assessment.causes:
        shown.setdefault(knowledge.conditions[cause.condition].patient_name, cause)
    return list(shown.values())


def bar_of(cause: Cause, assessment: Assessment, knowledge: Knowledge) -> Bar:
    """One likely cause as a bar, with its reasons below."""
    condition = knowledge.conditions[cause.condition]
    low, high = cause.interval
    return Bar(
        label=said(condition.patient_name),
        value=cause.probability,
        low=min(low, cause.probability),
        high=max(high, cause.probability),
        href="" if condition.gentle_name else reverse("information:cause", kwargs={"condition": condition.id}),
        detail=why_html(condition, explain(assessment, cause, knowledge, for_the_person=True), knowledge),
    )


def why_html(condition: Condition, explanation: Explanation, knowledge: Knowledge) -> str:
    """The reasons of a cause: what speaks for it, what against, what is missing."""
    template = engines["jinja2"].get_template("patient/result/why.jinja")
    shown = {
        "name": said(condition.patient_name),
        "is_own_to_settle": condition.settle is Settle.YOURSELF,
        "supports": cited(explanation.supports, condition, knowledge),
        "opposes": cited(explanation.opposes, condition, knowledge),
        "missing": cited(explanation.missing, condition, knowledge),
    }
    return mark_safe(template.render(shown))  # noqa: S308 -- the template escapes what it is given


def cited(reasons: tuple[Reason, ...], condition: Condition, knowledge: Knowledge) -> list[tuple[str, Cite]]:
    """Reasons with their sources, without a sentence that says a label; nor may a source's title say it."""
    labels = labels_to_be_told(knowledge)
    plain = [reason for reason in reasons if not any(label in reason.sentence.lower() for label in labels)]
    hides = bool(condition.gentle_name)
    return [(said(reason.sentence), Cite("", "") if hides else cite(reason.source, knowledge)) for reason in plain]


def labels_to_be_told(knowledge: Knowledge) -> frozenset[str]:
    """The names, in small letters, that a person should hear from a clinician and not read on a page."""
    gentle = [condition for condition in knowledge.conditions.values() if condition.gentle_name]
    names = [name for condition in gentle for name in (condition.name, condition.lay_name, *condition.synonyms)]
    return frozenset(name.lower() for name in names if len(name) > 3)


def tests_of(assessment: Assessment, knowledge: Knowledge) -> tuple[SuggestedTest, ...]:
    """The tests to expect, without those whose very name would tell a label that a clinician must tell."""
    return tuple(
        SuggestedTest(
            name=said(knowledge.tests[suggestion.test].lay_name),
            why=said(knowledge.tests[suggestion.test].why),
            href=reverse("information:test", kwargs={"test": suggestion.test}),
            looks_into=tuple(
                dict.fromkeys(said(knowledge.conditions[name].patient_name) for name in suggestion.called_for_by)
            ),
            cautions=tuple(said(caution) for caution in suggestion.cautions),
        )
        for suggestion in assessment.tests
        if not tells_label(suggestion.test, knowledge)
    )


def tells_label(test: str, knowledge: Knowledge) -> bool:
    """Whether only conditions with a gentle name call for a test."""
    calling = [condition for condition in knowledge.conditions.values() if test in condition.tests]
    return bool(calling) and all(condition.gentle_name for condition in calling)
