"""Words and ids of texts: as a search compares them, as HPO writes them, and as people are shown them."""

from __future__ import annotations

import re
import unicodedata
from functools import partial

_WORD = re.compile(r"[a-z0-9]+")
_TERM = re.compile(r"(?:https?://\S+/)?HP[:_](\d{7})", re.IGNORECASE)

TODAYS_WORDS = {
    "HP:0001249": ("intellectual disability", re.compile(r"mental[- ]?(?:retardation|deficiency)", re.IGNORECASE)),
    "HP:0001510": ("growth delay", re.compile(r"growth retardation", re.IGNORECASE)),
}
"""Old words that hurt, as HPO names the same sign today. Its term lists the old words as exact synonyms: the source."""


def words_of(text: str) -> list[str]:
    """Return the words of a text."""
    return _WORD.findall(unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower())


def term_id(written: str) -> str:
    """Return the id of an HPO term as HPO writes it (``HP:0003394``), from the ways in which others do.

    They write ``hp:0003394``, ``HP_0003394``, an address that ends so, or blanks around it. What is none of these is
    returned as it is, without blanks.
    """
    found = _TERM.fullmatch(written.strip())
    return f"HP:{found[1]}" if found else written.strip()


def in_todays_words(name: str) -> str:
    """Return the name of a disease without old words that hurt; what HPO has no other word for stays as it is."""
    for today, old in TODAYS_WORDS.values():
        name = old.sub(partial(_as_written, today), name)
    return name


def _as_written(today: str, found: re.Match[str]) -> str:
    return today.capitalize() if found[0][0].isupper() else today
