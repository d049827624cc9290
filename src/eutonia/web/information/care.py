"""Pages of tests and treatments, tips, questions and complications, made from the knowledge."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eutonia.knowledge.care import Complication, Test, Tip, Treatment
from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import Figure
from eutonia.web.information import phrases
from eutonia.web.information.causes import causes_with, test_link, treatment_link
from eutonia.web.information.likely import capitalised
from eutonia.web.information.pages import Entry, Link, Shelf, TestPage, TreatmentPage
from eutonia.web.information.references import Library

MINUTES_OF_HOUR = 60
DAYS_OF_WEEK = 7
DAYS_OF_MONTH = 30


def test_page(knowledge: Knowledge, test: Test) -> TestPage:
    """What to expect of a test."""
    return TestPage(
        id=test.id,
        title=test.lay_name,
        doctors_say="" if test.name == test.lay_name else test.name,
        group=Link(phrases.TESTS[test.group].title, f"{reverse('information:tests')}#{test.group}"),
        why=test.why,
        what_happens=test.what_happens,
        feels_like=test.feels_like,
        preparation=test.preparation,
        takes=_("About %(time)s") % {"time": minutes(test.minutes.value)},
        result_in=result_in(test.turnaround_days),
        results=test.results,
        cautions=tuple(test.not_if.values()),
        causes=causes_with(knowledge, test=test.id),
        references=Library(knowledge.sources).list(test.sources),
    )


def treatment_page(knowledge: Knowledge, treatment: Treatment) -> TreatmentPage:
    """One treatment."""
    heading = phrases.TREATMENT_KINDS[treatment.kind]
    return TreatmentPage(
        id=treatment.id,
        title=treatment.lay_name,
        doctors_say="" if treatment.name == treatment.lay_name else treatment.name,
        kind=Link(heading.title, f"{reverse('information:treatments')}#{treatment.kind}"),
        summary=treatment.summary,
        evidence=treatment.evidence,
        limits=treatment.limits,
        clinician=treatment.clinician,
        causes=causes_with(knowledge, treatment=treatment.id),
        references=Library(knowledge.sources).list(treatment.sources),
    )


def test_shelves(knowledge: Knowledge) -> tuple[Shelf, ...]:
    """Every test under its group."""
    return tuple(
        Shelf(
            id=group,
            title=heading.title,
            about=heading.about,
            links=_sorted(test_link(knowledge, test.id) for test in knowledge.tests.values() if test.group == group),
        )
        for group, heading in phrases.TESTS.items()
    )


def treatment_shelves(knowledge: Knowledge) -> tuple[Shelf, ...]:
    """Every treatment under its kind."""
    return tuple(
        Shelf(
            id=kind,
            title=heading.title,
            about=heading.about,
            links=_sorted(
                treatment_link(knowledge, treatment.id)
                for treatment in knowledge.treatments.values()
                if treatment.kind == kind
            ),
        )
        for kind, heading in phrases.TREATMENT_KINDS.items()
    )


def tips(knowledge: Knowledge) -> tuple[Entry, ...]:
    """Ways to make spasms rarer."""
    return tuple(_entry(knowledge, tip, (tip.text,), tip.evidence) for tip in knowledge.tips)


def questions(knowledge: Knowledge) -> tuple[Entry, ...]:
    """What people ask, and our answers."""
    library = Library(knowledge.sources)
    return tuple(
        Entry(question.id, question.question, question.answer, "", library.list(question.sources))
        for question in knowledge.questions
    )


def complications(knowledge: Knowledge) -> tuple[Entry, ...]:
    """What may follow where the cause is not treated."""
    return tuple(_entry(knowledge, each, (each.text,)) for each in knowledge.complications)


def minutes(number: float) -> str:
    """A time in words: "10 minutes", "1 hour", "1 and a half hours", "2 hours"."""
    if number < MINUTES_OF_HOUR:
        return _("%(n)s minutes") % {"n": round(number)}
    halves = round(number / (MINUTES_OF_HOUR / 2))
    if halves == 2:
        return _("1 hour")
    words = _("%(n)s and a half hours") if halves % 2 else _("%(n)s hours")
    return words % {"n": halves // 2}


def result_in(turnaround: Figure) -> str:
    """When the result is there, from its figure in days: "Often 3 days; it can take 1 week"."""
    usual, longest = days(turnaround.value), days(turnaround.high)
    if usual == longest:
        return capitalised(usual)
    return _("Often %(time)s; it can take %(longest)s") % {"time": usual, "longest": longest}


def days(number: float) -> str:
    """A number of days in words: "the same day", "3 days", "2 weeks", "3 months"."""
    if number < 0.75:
        return _("the same day")
    if round(number) != DAYS_OF_WEEK and number < 2 * DAYS_OF_WEEK:
        return ngettext("%(n)s day", "%(n)s days", round(number)) % {"n": round(number)}
    if number < 2 * DAYS_OF_MONTH - 1:
        weeks = round(number / DAYS_OF_WEEK)
        return ngettext("%(n)s week", "%(n)s weeks", weeks) % {"n": weeks}
    return _("%(n)s months") % {"n": round(number / DAYS_OF_MONTH)}


def _entry(knowledge: Knowledge, source: Tip | Complication, paragraphs: tuple[str, ...], evidence: str = "") -> Entry:
    return Entry(source.id, source.title, paragraphs, evidence, Library(knowledge.sources).list(source.sources))


def _sorted(links: Iterable[Link]) -> tuple[Link, ...]:
    return tuple(sorted(links, key=lambda link: capitalised(link.text)))
