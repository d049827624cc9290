"""When two names are alike: the same words, whatever their order, accents and capitals, one slip a word forgiven."""

from __future__ import annotations

from eutonia.clinic.people.writing import folded

SHORTEST_WITH_SLIP = 4
"""Letters. In a shorter word one slip makes another name: Ali and Eli."""


def words(name: str) -> tuple[str, ...]:
    """The words of a name as the search compares them."""
    return tuple(folded(name).split())


def keys(word: str) -> set[str]:
    """The word, and each word that is left when one letter goes: two words one slip apart share one of these."""
    if len(word) < SHORTEST_WITH_SLIP:
        return {word}
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def one_slip(one: str, other: str) -> bool:
    """Whether two words differ by at most one letter added, lost or wrong, or two neighbours swapped."""
    if one == other:
        return True
    if min(len(one), len(other)) < SHORTEST_WITH_SLIP or abs(len(one) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    one, other = one[start:], other[start:]
    if len(one) != len(other):
        return one[1:] == other if len(one) > len(other) else one == other[1:]
    return one[1:] == other[1:] or (one[:2] == other[1::-1] and one[2:] == other[2:])


def alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether every word of the shorter name is met in the longer one; a name may have gained or lost a part."""
    shorter, longer = sorted((one, other), key=len)
    return bool(shorter) and all(any(one_slip(word, met) for met in longer) for word in shorter)
