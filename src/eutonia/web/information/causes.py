"""Pages of causes, made from the conditions of the knowledge."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import AnsweredBy, Condition, Finding, FindingKind, Group, Likelihood
from eutonia.web.design.bars import in_ten
from eutonia.web.information import likely, phrases
from eutonia.web.information.pages import CauseGroup, CauseInGroup, CausePage, Claim, Fact, Link
from eutonia.web.information.references import Citations, Library

CHIEF_COMPLAINT = "chief-complaint"

OFTEN = 0.4
"""A sign is listed as frequent from this share of people with the cause …"""

CLEARLY_MORE = 1.5
"""… if it is at least so many times as frequent as among all who come with spasms."""

MOST_SIGNS = 8
LEAST_PLACE = 0.25
MOST_PLACES = 4


def cause_page(knowledge: Knowledge, condition: Condition) -> CausePage:
    """The page of one cause."""
    cite = Citations(Library(knowledge.sources))
    is_emergency = condition.urgency.is_emergency
    words, keys = phrases.GENTLE.get(condition.id, ("", ()))
    gentle = Claim(words, cite.cite(*keys))
    facts = tuple(_facts(condition, cite))
    signs = tuple(_reasons(knowledge, condition, cite, by_person=True))
    pattern = () if is_emergency else tuple(_pattern(knowledge, condition, cite))
    often = () if is_emergency else tuple(_often(knowledge, condition, cite))
    examined = tuple(_reasons(knowledge, condition, cite, by_person=False))
    cite.cite(*condition.sources)
    figures = [figure for likelihood in condition.likelihoods for figure in likelihood.values[1:]]
    return CausePage(
        id=condition.id,
        title=condition.lay_name,
        doctors_say="" if condition.name == condition.lay_name else condition.name,
        also_called=condition.synonyms,
        group=group_link(condition.group),
        summary=condition.summary,
        is_emergency=is_emergency,
        card=phrases.CARDS[condition.urgency],
        gentle=gentle,
        facts=facts,
        why=condition.why,
        signs=signs,
        pattern=pattern,
        often=often,
        examined=examined,
        self_care=condition.self_care,
        prevention=condition.prevention,
        complications=condition.complications,
        tests=tuple(test_link(knowledge, name) for name in condition.tests),
        treatments=tuple(treatment_link(knowledge, name) for name in condition.treatments),
        references=cite.references(),
        figures=len(figures) + 1,
        figures_sourced=sum(not figure.is_estimate for figure in (condition.prior, *figures)),
    )


def cause_groups(knowledge: Knowledge) -> tuple[CauseGroup, ...]:
    """Every cause under its group, in the order of the groups and then of the alphabet."""
    return tuple(
        CauseGroup(
            id=group.value,
            title=phrases.GROUPS[group].title,
            about=phrases.GROUPS[group].about,
            causes=tuple(
                CauseInGroup(cause_link(condition), _pressing(condition))
                for condition in sorted(knowledge.conditions.values(), key=_by_name)
                if condition.group is group
            ),
        )
        for group in Group
    )


def causes_with(knowledge: Knowledge, *, test: str = "", treatment: str = "") -> tuple[Link, ...]:
    """The causes that name a test or a treatment, in the order of the alphabet."""
    return tuple(
        cause_link(condition)
        for condition in sorted(knowledge.conditions.values(), key=_by_name)
        if test in condition.tests or treatment in condition.treatments
    )


def cause_link(condition: Condition) -> Link:
    """The way to a cause."""
    return Link(condition.lay_name, reverse("information:cause", kwargs={"condition": condition.id}))


def group_link(group: Group) -> Link:
    """The way to a group of causes."""
    return Link(phrases.GROUPS[group].title, f"{reverse('information:causes')}#{group.value}")


def test_link(knowledge: Knowledge, name: str) -> Link:
    """The way to a test. Raises KeyError for one that is not there."""
    address = reverse("information:test", kwargs={"test": name})
    return Link(knowledge.tests[name].lay_name, address, kind=_("test"))


def treatment_link(knowledge: Knowledge, name: str) -> Link:
    """The way to a treatment. Raises KeyError for one that is not there."""
    address = reverse("information:treatment", kwargs={"treatment": name})
    return Link(knowledge.treatments[name].lay_name, address, kind=_("treatment"))


def _by_name(condition: Condition) -> str:
    return condition.lay_name.lower()


def _pressing(condition: Condition) -> str:
    return str(phrases.CARDS[condition.urgency].heading) if condition.urgency in phrases.PRESSING else ""


def _facts(condition: Condition, cite: Citations) -> Iterator[Fact]:
    yield Fact(_("How common is it?"), Claim(likely.how_common(condition), cite.cite(condition.prior.source)))
    if more := likely.who_more_often(condition):
        yield Fact(_("Who gets it more often?"), Claim(more))
    yield Fact(_("Can I settle it myself?"), Claim(phrases.SETTLE[condition.settle]))
    yield Fact(_("Who can help?"), Claim(phrases.WHO[condition.refer_to]))


def _told_by_person(finding: Finding) -> bool:
    return finding.answered_by is AnsweredBy.PERSON


def _reasons(knowledge: Knowledge, condition: Condition, cite: Citations, *, by_person: bool) -> Iterator[Claim]:
    """The sentences that say which signs speak for the cause, or against it."""
    for likelihood in condition.likelihoods:
        if likelihood.why and _told_by_person(knowledge.findings[likelihood.finding]) is by_person:
            yield Claim(likelihood.why, cite.cite(likelihood.source))


def _pattern(knowledge: Knowledge, condition: Condition, cite: Citations) -> Iterator[Fact]:
    """The usual answers to the questions of every spasm history, and the usual places."""
    places = [pair for pair in _answered(knowledge, condition) if pair[0].room == "where" and _is_yes_no(pair[0])]
    most = sorted(places, key=lambda pair: -pair[1].values[-1].value)[:MOST_PLACES]
    named = [(finding, likelihood) for finding, likelihood in most if likelihood.values[-1].value >= LEAST_PLACE]
    if named:
        words = likely.places((finding.question, likelihood.values[-1].value) for finding, likelihood in named)
        numbers = cite.cite(*(likelihood.source for _finding, likelihood in named))
        yield Fact(_("Where is it?"), Claim(words, numbers))
    for finding, likelihood in _answered(knowledge, condition):
        is_history = finding.room in {"spasm", "where"} and not _is_yes_no(finding)
        if is_history and (words := likely.usual_answers(finding, likelihood)):
            yield Fact(finding.question, Claim(words, cite.cite(likelihood.source)))


def _often(knowledge: Knowledge, condition: Condition, cite: Citations) -> Iterator[Claim]:
    """Questions that people with the cause often answer with yes, beyond those already explained."""
    asked = [
        (finding, likelihood)
        for finding, likelihood in _answered(knowledge, condition)
        if _is_yes_no(finding) and finding.room != "where" and not likelihood.why and finding.question.endswith("?")
    ]
    frequent = [pair for pair in asked if _is_frequent(*pair)]
    for finding, likelihood in sorted(frequent, key=lambda pair: -pair[1].values[-1].value)[:MOST_SIGNS]:
        words = _("%(question)s %(share)s say yes.") % {
            "question": finding.question,
            "share": likely.capitalised(in_ten(likelihood.values[-1].value)),
        }
        yield Claim(words, cite.cite(likelihood.source))


def _is_frequent(finding: Finding, likelihood: Likelihood) -> bool:
    share = likelihood.values[-1].value
    return share >= OFTEN and share >= CLEARLY_MORE * finding.values[-1].background.value


def _is_yes_no(finding: Finding) -> bool:
    return finding.kind is FindingKind.YES_NO


def _answered(knowledge: Knowledge, condition: Condition) -> Iterator[tuple[Finding, Likelihood]]:
    """What a person can tell about the cause, save what they came for."""
    for likelihood in condition.likelihoods:
        finding = knowledge.findings[likelihood.finding]
        if _told_by_person(finding) and finding.id != CHIEF_COMPLAINT:
            yield finding, likelihood
