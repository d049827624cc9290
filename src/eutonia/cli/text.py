"""The assessment as a page for the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import Urgency
from eutonia.reasoning.advice import advice_for, self_help
from eutonia.reasoning.assess import Assessment
from eutonia.reasoning.explain import Reason, explain

WIDTH = 96

LEVEL_WORDS = {
    Urgency.EMERGENCY_NOW: "EMERGENCY: call 999 now",
    Urgency.EMERGENCY_DEPARTMENT: "EMERGENCY: go to an emergency department (A&E) now",
    Urgency.SAME_DAY: "See someone today",
    Urgency.URGENT_2_WEEKS: "See a specialist within two weeks",
    Urgency.ROUTINE: "Book a routine visit in the next weeks",
    Urgency.SELF_CARE: "You can look after this yourself",
}


def assessment_text(assessment: Assessment, knowledge: Knowledge) -> str:
    """Return the whole page."""
    return "\n".join(
        [
            *_urgency(assessment),
            *_advice(assessment, knowledge),
            *([] if _is_emergency(assessment) else [*_causes(assessment, knowledge), *_tests(assessment, knowledge)]),
            "",
            *_wrap(
                "Information and decision support, not a diagnosis. Not yet reviewed by a clinician; not a registered "
                f"medical device. Knowledge {assessment.versions.knowledge}, engine {assessment.versions.engine}."
            ),
        ]
    )


def _is_emergency(assessment: Assessment) -> bool:
    return assessment.urgency is not None and assessment.urgency.is_emergency


def _wrap(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent)) or [""]


def _urgency(assessment: Assessment) -> Iterator[str]:
    if assessment.urgency is None:
        yield "HOW SOON: cannot be said yet"
        count = len(assessment.unasked)
        yield from _wrap(
            f"{count} emergency questions have not been answered. If any of them may apply, call 999. "
            'Where none applies, add "emergency_screen": "none-of-these" to the document.'
        )
    else:
        yield LEVEL_WORDS[assessment.urgency].upper()
    for reason in assessment.reasons:
        if assessment.urgency is None or reason.level == assessment.urgency:
            yield from _wrap(f"{reason.patient} [{reason.source}]", "  - ")
    if not assessment.in_scope:
        yield from _wrap("This seems to be something other than muscle spasms. How soon to be seen holds all the same.")


def _advice(assessment: Assessment, knowledge: Knowledge) -> Iterator[str]:
    for advice in advice_for(assessment, knowledge):
        yield ""
        yield advice.title.upper()
        for step in advice.steps:
            yield from _wrap(step, "  - ")
    for helped in self_help(assessment, knowledge):
        yield ""
        yield f"WHAT YOU CAN DO FOR {helped.condition.lay_name.upper()}"
        for step in helped.steps:
            yield from _wrap(step, "  - ")


def _causes(assessment: Assessment, knowledge: Knowledge) -> Iterator[str]:
    yield ""
    yield "LIKELY CAUSES (more than one can be true, so these need not add up to 100 %)"
    if assessment.nothing_fits:
        yield from _wrap("Nothing in our list fits well.", "  ")
    for cause in assessment.causes:
        condition = knowledge.conditions[cause.condition]
        low, high = cause.interval
        bar = "#" * round(cause.probability * 30)
        yield f"  {cause.probability:5.0%} ({low:.0%} to {high:.0%})  {condition.lay_name}  {bar}"
    for cause in assessment.causes[:3]:
        explanation = explain(assessment, cause, knowledge)
        yield ""
        condition = knowledge.conditions[cause.condition]
        yield from _wrap(f"WHY {condition.lay_name}? ({condition.name})", "  ")
        for heading, reasons in (
            ("for", explanation.supports),
            ("against", explanation.opposes),
            ("not answered", explanation.missing),
        ):
            yield from _reasons(heading, reasons)


def _reasons(heading: str, reasons: tuple[Reason, ...]) -> Iterator[str]:
    for reason in reasons:
        yield from _wrap(f"{heading}: {reason.sentence} [{reason.source}]", "    ")


def _tests(assessment: Assessment, knowledge: Knowledge) -> Iterator[str]:
    if assessment.tests:
        yield ""
        yield "TESTS THAT WOULD HELP MOST"
    for suggestion in assessment.tests:
        test = knowledge.tests[suggestion.test]
        for_whom = ", ".join(knowledge.conditions[name].lay_name for name in suggestion.called_for_by)
        yield from _wrap(f"{test.name}" + (f": looks into {for_whom}" if for_whom else ""), "  - ")
        for caution in suggestion.cautions:
            yield from _wrap(f"mind: {caution}", "    ")
