"""Who can move a visit or an authorisation, by the words that the clinic uses for roles.

These are the values of the roles of staff, or the kind of somebody who is not staff. This storey may not import the
clinic, so they stand here a second time; a test holds the two lists together.
"""

from __future__ import annotations

PATIENT = "patient"
GUARDIAN = "guardian"
SYSTEM = "system"

FRONT_DESK = "front-desk"
INSURANCE = "insurance"
NEUROLOGIST = "neurologist"
NEUROPHYSIOLOGIST = "neurophysiologist"
PHYSIOTHERAPIST = "physiotherapist"
NURSE = "nurse"
MANAGER = "manager"
AUDITOR = "auditor"

STAFF = frozenset(
    {FRONT_DESK, INSURANCE, NEUROLOGIST, NEUROPHYSIOLOGIST, PHYSIOTHERAPIST, NURSE, MANAGER, AUDITOR}
)  # fmt: skip
CLINICIANS = frozenset({NEUROLOGIST, NEUROPHYSIOLOGIST, PHYSIOTHERAPIST, NURSE})
DESK = CLINICIANS | {FRONT_DESK, MANAGER}
"""Who runs the day: receives people, places and moves them."""
COVER = frozenset({INSURANCE, MANAGER})
"""Who deals with insurers."""
FAMILY = frozenset({PATIENT, GUARDIAN})
EVERYONE = STAFF | FAMILY | {SYSTEM}
