"""What booking takes over from a finished assessment in this session: how soon, which tests, and the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eutonia.knowledge.vocabulary import Urgency
from eutonia.reasoning.assess import Assessment
from eutonia.web.engine import assessor, knowledge
from eutonia.web.patient.assessment import desk as questions
from eutonia.web.patient.assessment import sheet as sheets
from eutonia.web.patient.assessment.sheet import Sheet
from eutonia.web.patient.result import keeping
from eutonia.web.patient.result.page import tells_label
from eutonia.web.patient.result.views import KEPT
from eutonia.web.requests import Request


@dataclass(frozen=True, slots=True)
class Result:
    """A finished assessment with the answers that it came from."""

    sheet: Sheet
    assessment: Assessment
    urgency: Urgency


def result_in(request: Request) -> Result | None:
    """The finished assessment of this session, or None."""
    if not sheets.has_sheet(request):
        return None
    sheet, lost = sheets.read_sheet(request.session[sheets.KEY], knowledge())
    if lost or sheet.is_too_young or sheet.next_first() is not None:
        return None
    walked = questions.way_of(sheet)
    if not walked.is_finished or walked.level is None:
        return None
    found = assessor().assess(walked.case, walked.progress)
    return None if found.urgency is None else Result(sheet, found, found.urgency)


def need_of(result: Result) -> dict[str, Any]:
    """What the draft keeps of a result. No name of a test that would tell what a clinician must tell."""
    known = knowledge()
    suggested = [each.test for each in result.assessment.tests if not tells_label(each.test, known)]
    tests = sorted({known.tests[name].group for name in suggested}) if result.assessment.in_scope else []
    return {"urgency": result.urgency.slug, "screened": True, "tests": tests}


def kept_assessment(request: Request) -> str:
    """The id of the kept assessment of this session, which is kept now if it was not; empty where there is none."""
    kept = request.session.get(KEPT)
    if isinstance(kept, dict) and kept.get("id"):
        return str(kept["id"])
    result = result_in(request)
    return keeping.keep_in(request, result.sheet, result.assessment) if result else ""
