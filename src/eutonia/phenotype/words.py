"""Words of texts: as a search compares them, and names of diseases as people are shown them."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[a-z0-9]+")

TODAYS_WORDS = {
    "HP:0001249": ("intellectual disability", re.compile(r"mental[- ]?(?:retardation|deficiency)", re.IGNORECASE)),
    "HP:0001510": ("growth delay", re.compile(r"growth retardation", re.IGNORECASE)),
}
"""Old words that hurt, as HPO names the same sign today. Its term lists the old words as exact synonyms: the source."""


def words_of(text: str) -> list[str]:
    """Return the words of a text."""
    return _WORD.findall(unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower())


def in_todays_words(name: str) -> str:
    """Return the name of a disease without old words that hurt; what HPO has no other word for stays as it is."""
    for today, old in TODAYS_WORDS.values():
        name = old.sub(lambda found, to=today: to.capitalize() if found[0][0].isupper() else to, name)  # type: ignore[misc]
    return name
