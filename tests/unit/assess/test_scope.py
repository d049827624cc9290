"""What this service is for: spasm and what looks like it; not every pain, and never without a plain sign."""

import pytest

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, PRESENT
from eutonia.reasoning.interview.scope import in_scope


@pytest.mark.parametrize(
    ("complaint", "told", "ours"),
    [
        (None, {}, True),
        ("cramp", {}, True),
        ("cramp", {"cough-cold-sore-throat": PRESENT}, True),
        ("cramp", {"loin-pain-to-groin": PRESENT}, False),
        ("cramp", {"loin-pain-to-groin": PRESENT, "hard-knot": PRESENT}, True),
        ("limb-pain", {}, True),
        ("limb-pain", {"joint-hot-swollen": PRESENT}, False),
        ("limb-pain", {"joint-hot-swollen": ABSENT}, True),
        ("limb-pain", {"joint-hot-swollen": NOT_SURE}, True),
        ("limb-pain", {"joint-hot-swollen": PRESENT, "twisting-posture": PRESENT}, True),
        ("something-else", {}, False),
        ("something-else", {"urge-to-move-legs": PRESENT}, True),
        ("something-else", {"urge-to-move-legs": NOT_SURE}, False),
        (NOT_SURE, {}, True),
    ],
)
def test_a_complaint_is_ours_unless_a_plain_sign_points_elsewhere(
    knowledge: Knowledge, complaint: str | None, told: dict[str, str], ours: bool
) -> None:
    answers = told if complaint is None else {"chief-complaint": complaint, **told}
    assert in_scope(answers, knowledge.model.scope) is ours
