"""Text as a search compares it: in small letters, without accents, word by word; and ids as HPO writes them."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[a-z0-9]+")
_TERM = re.compile(r"(?:https?://\S+/)?HP[:_](\d{7})", re.IGNORECASE)


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
