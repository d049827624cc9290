"""From what somebody wrote to a query, with an Issue and its remedy for all that cannot be used."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from eutonia.knowledge.vocabulary import Issue, IssueLevel, Sex
from eutonia.phenotype.index import Index
from eutonia.phenotype.likelihood import Query
from eutonia.phenotype.onset import ONSET_TERMS, SPANS, span_of
from eutonia.phenotype.words import term_id

OLDEST = 130.0
_HPO = re.compile(r"HP:\d{7}")
_CURIE = re.compile(r"([A-Za-z][\w.-]*)[:_]\S+")


class QueryError(ValueError):
    """A query that cannot be ranked; ``issues`` say why and what to do."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        super().__init__("\n".join(map(str, issues)))
        self.issues = tuple(issues)


@dataclass(frozen=True, slots=True)
class ReadQuery:
    """A query and what was found wrong on the way; None where nothing can be ranked."""

    query: Query | None
    issues: tuple[Issue, ...] = ()

    @property
    def is_sound(self) -> bool:
        """True where there is no error; warnings may be there."""
        return not any(issue.level is IssueLevel.ERROR for issue in self.issues)

    def sound(self) -> Query:
        """Return the query, or raise QueryError."""
        if self.query is None or not self.is_sound:
            raise QueryError(self.issues)
        return self.query


def read_query(
    index: Index,
    present: Iterable[str],
    absent: Iterable[str] = (),
    *,
    age: float | None = None,
    onset: float | str | None = None,
    sex: Sex | str | None = None,
) -> ReadQuery:
    """Return the query of term ids, an age and an age at onset in years (or an HPO onset term), and a sex.

    ``present`` and ``absent``: ids such as HP:0003394, or a single one.
    """
    issues: list[Issue] = []
    present, absent = ([ids] if isinstance(ids, str) else ids for ids in (present, absent))
    shown = _terms(index, present, issues)
    missing = _without_contradiction(index, shown, _terms(index, absent, issues), issues)
    for name, years in (("age", age), ("onset", onset)):
        if years is not None and not isinstance(years, str) and not 0 <= years <= OLDEST:
            issues.append(_error(f"The {name} of {years:g} years is not possible.", "Give 0 to 130 years.", name))
    if not shown and not any(issue.level is IssueLevel.ERROR for issue in issues):
        remedy = "Give at least one term that the person has; find terms with: eutonia phenotype search TEXT"
        issues.append(_error("No term is present, so nothing can be ranked.", remedy))
    spans = _begun(_spans(onset, issues), onset, age, issues)
    person_sex = _sex(sex, issues)
    issues += [_says_nothing(index, term) for term in shown if len(index.ancestors_of(term)) == 1]
    if not shown or any(issue.level is IssueLevel.ERROR for issue in issues):
        return ReadQuery(None, tuple(issues))
    # in one order, whichever they were said in: sums of rounded numbers depend on it
    return ReadQuery(Query(tuple(sorted(shown)), tuple(sorted(missing)), age, spans, person_sex), tuple(issues))


def usable_answers(
    index: Index, present: Iterable[str], absent: Iterable[str], by_hand: Container[str] = ()
) -> tuple[list[str], list[str]]:
    """Return the terms without those that nobody could mend: unknown to this release, or absent against a present kind.

    Answers of an assessment make such pairs honestly: twisting of a kind that we ask for, and none of the kind that
    we ask for elsewhere. Terms ``by_hand`` stay, so that what is wrong with them is told.
    """
    known = [term for term in present if term in index.term_place or term in by_hand]
    places = [index.term_place[term] for term in known if term in index.term_place]
    above = {index.tables.terms[higher] for place in places for higher in index.ancestors_of(place)}
    return known, [t for t in absent if t in by_hand or (t in index.term_place and t not in above)]


def _error(what: str, remedy: str, where: str = "") -> Issue:
    return Issue(IssueLevel.ERROR, what, remedy, where)


def _warning(what: str, remedy: str, where: str = "") -> Issue:
    return Issue(IssueLevel.WARNING, what, remedy, where)


def _terms(index: Index, ids: Iterable[str], issues: list[Issue]) -> list[int]:
    places = (read_term(index, identifier, issues) for identifier in ids)
    return list(dict.fromkeys(place for place in places if place is not None))


def read_term(index: Index, written: str, issues: list[Issue]) -> int | None:
    """Return the place of a term; where there is none, or a successor was taken, add an issue."""
    identifier = term_id(written)
    if identifier in index.term_place:
        return index.term_place[identifier]
    if identifier in index.former_terms:
        return _successor(index, identifier, issues)
    search = "Look for the right term with: eutonia phenotype search TEXT"
    if identifier in index.other_terms:
        what = f"{identifier} is a term of HPO, but no sign of disease (an onset, inheritance or qualifier)."
        issues.append(_warning(what, "It is left out; give age and onset apart.", identifier))
    elif _HPO.fullmatch(identifier):
        release = index.versions[0]
        issues.append(
            _error(
                f"{identifier} is not in HPO {release}.",
                f"Check the number, or pass a newer release. {search}",
                identifier,
            )
        )
    elif (other := _CURIE.fullmatch(identifier)) and other[1].upper() != "HP":
        what = f"{identifier} belongs to another ontology ({other[1]})."
        issues.append(_error(what, f"Give the term of the Human Phenotype Ontology (HP:…). {search}", identifier))
    else:
        what = f"{written!r} is not the id of an HPO term."
        issues.append(_error(what, f"An id is HP: and seven digits, such as HP:0003394. {search}", written[:40]))
    return None


def _successor(index: Index, identifier: str, issues: list[Issue]) -> int | None:
    now = index.former_terms[identifier]
    if now in index.term_place:
        place = index.term_place[now]
        what = f"{identifier} is obsolete; its replacement is {now} ({index.term_names[place]})."
        issues.append(_warning(what, f"{now} was used. Write it instead.", identifier))
        return place
    if now:
        what = f"{identifier} is obsolete; its replacement {now} is no sign of disease."
        issues.append(_warning(what, "It is left out; give age and onset apart.", identifier))
        return None
    what, remedy = f"{identifier} is obsolete and has no replacement.", "Look for a living term with"
    if instead := [t for t in index.to_consider.get(identifier, ()) if t in index.term_place]:
        names = ", ".join(f"{term} ({index.term_names[index.term_place[term]]})" for term in instead)
        what, remedy = (
            f"{identifier} is obsolete; HPO says to consider {names} instead.",
            "Choose what fits, or look with",
        )
    issues.append(_error(what, f"{remedy}: eutonia phenotype search TEXT", identifier))
    return None


def _without_contradiction(index: Index, shown: list[int], missing: list[int], issues: list[Issue]) -> list[int]:
    """Return the absent terms that do not contradict a present one; the same term twice is an error."""
    implied = {int(above): term for term in shown for above in index.ancestors_of(term)}
    kept = []
    for term in missing:
        name = f"{index.tables.terms[term]} ({index.term_names[term]})"
        if term in shown:
            what = f"{name} is said to be both present and absent."
            issues.append(_error(what, "Keep it in one of the two lists.", index.tables.terms[term]))
        elif term in implied:
            what = f"{name} is said to be absent, but {index.term_names[implied[term]]}, a kind of it, is present."
            issues.append(
                _warning(what, "The absent term is left out; correct one of the two.", index.tables.terms[term])
            )
        else:
            kept.append(term)
    return kept


def _spans(onset: float | str | None, issues: list[Issue]) -> tuple[int, ...]:
    if isinstance(onset, str):
        if (term := term_id(onset)) in ONSET_TERMS:
            return ONSET_TERMS[term]
        remedy = "Give years, or one of HPO's onset terms such as HP:0003593 (infantile onset). It is left out."
        issues.append(_warning(f"{onset!r} is not an age at onset.", remedy, "onset"))
        return ()
    return () if onset is None or not 0 <= onset <= OLDEST else (span_of(onset),)


def _begun(
    spans: tuple[int, ...], onset: float | str | None, age: float | None, issues: list[Issue]
) -> tuple[int, ...]:
    """Return the spans of the onset, or none where it would lie after the age of the person."""
    if not spans or age is None or (SPANS[spans[0]] if isinstance(onset, str) or onset is None else onset) <= age:
        return spans
    began = onset if isinstance(onset, str) else f"{onset:g} years"
    remedy = "Correct one of the two. The onset is left out."
    issues.append(_warning(f"It cannot have begun at {began} in a person of {age:g} years.", remedy, "onset"))
    return ()


def _says_nothing(index: Index, term: int) -> Issue:
    """Return the warning of the root, which every sign is a kind of."""
    identifier = index.tables.terms[term]
    what = f"{identifier} ({index.term_names[term]}) fits every disease alike, so it says nothing."
    return _warning(what, "Give closer terms; find them with: eutonia phenotype search TEXT", identifier)


def _sex(sex: Sex | str | None, issues: list[Issue]) -> Sex | None:
    if sex is None or isinstance(sex, Sex):
        return sex
    try:
        return Sex(sex.lower())
    except ValueError:
        issues.append(
            _warning(f"{sex!r} is not a sex that counts here.", "Give female or male. It is left out.", "sex")
        )
        return None
