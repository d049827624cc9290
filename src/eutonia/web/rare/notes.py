"""What a clinician adds on the page: terms found or excluded on examination, and the age at onset.

They lie in the session beside the answers, never in an address, and go when the answers go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from eutonia.phenotype.query import OLDEST
from eutonia.web.requests import Request

KEY = "assessment-rare"
MOST_TERMS = 60
LONGEST_SEARCH = 80
PRESENT, ABSENT = "present", "absent"
STATES = (PRESENT, ABSENT)


@dataclass
class Notes:
    """``terms`` says of each HPO term whether it is present or absent; ``opened``: the page may be shown."""

    opened: bool = False
    terms: dict[str, str] = field(default_factory=dict)
    onset: float | None = None
    words: str = ""

    def add(self, term: str, state: str) -> bool:
        """Note a term. Returns whether there was room for it."""
        if term not in self.terms and len(self.terms) >= MOST_TERMS:
            return False
        self.terms[term] = state
        return True

    def with_answers(self, present: Iterable[str], absent: Iterable[str]) -> tuple[list[str], list[str]]:
        """Return the present and absent terms of answers and notes; what was examined outweighs what was answered."""
        said = dict.fromkeys(absent, ABSENT) | dict.fromkeys(present, PRESENT) | self.terms
        return [t for t, state in said.items() if state == PRESENT], [t for t, s in said.items() if s == ABSENT]


def read_notes(request: Request) -> Notes:
    """Return the notes of the session; what cannot be read is left out."""
    kept = request.session.get(KEY)
    if not isinstance(kept, dict):
        return Notes()
    return Notes(kept.get("opened") is True, _terms(kept), _onset(kept), str(kept.get("words", ""))[:LONGEST_SEARCH])


def _terms(kept: dict[str, Any]) -> dict[str, str]:
    given = kept.get("terms")
    if not isinstance(given, dict):
        return {}
    known = [(str(term), state) for term, state in given.items() if state in STATES]
    return dict(known[:MOST_TERMS])


def _onset(kept: dict[str, Any]) -> float | None:
    given = kept.get("onset")
    return float(given) if isinstance(given, int | float) and 0 <= given <= OLDEST else None


def save(request: Request, notes: Notes) -> None:
    """Put the notes into the session."""
    request.session[KEY] = asdict(notes)
