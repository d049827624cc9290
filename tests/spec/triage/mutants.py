"""Every small way in which a rule can be wrong: deleted, at another level, with a part lost, loosened or tightened."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from eutonia.knowledge.criteria import AgeIs, AllOf, AnyOf, AtLeast, Criterion, Match, Sign
from eutonia.knowledge.vocabulary import Finding, FindingKind, Rule, Urgency


@dataclass(frozen=True)
class Mutant:
    """A changed rule. A condition of None means that the rule is gone."""

    change: str
    level: Urgency
    condition: Criterion | None


def mutants(rule: Rule, condition: Criterion, findings: Mapping[str, Finding]) -> Iterator[Mutant]:
    """Every mutant of a rule."""
    yield Mutant("deleted", rule.urgency, None)
    if rule.urgency > Urgency.SELF_CARE:
        yield Mutant("one level lower", Urgency(rule.urgency - 1), condition)
    if rule.urgency < Urgency.EMERGENCY_NOW:
        yield Mutant("one level higher", Urgency(rule.urgency + 1), condition)
    for change, changed in _changes(condition, findings):
        yield Mutant(change, rule.urgency, changed)


def _changes(condition: Criterion, findings: Mapping[str, Finding]) -> Iterator[tuple[str, Criterion]]:
    if isinstance(condition, Sign):
        yield from _changed_sign(condition, findings[condition.finding])
    elif isinstance(condition, AgeIs):
        for years in (condition.years - 1, condition.years + 1):
            yield f"{condition} becomes {years}", replace(condition, years=years)
    elif isinstance(condition, AllOf | AnyOf | AtLeast):
        yield from _changed_join(condition)
        for place, part in enumerate(condition.parts):
            for change, changed in _changes(part, findings):
                parts = (*condition.parts[:place], changed, *condition.parts[place + 1 :])
                yield change, replace(condition, parts=parts)


def _changed_join(condition: AllOf | AnyOf | AtLeast) -> Iterator[tuple[str, Criterion]]:
    parts = condition.parts
    if len(parts) > 1:
        yield from (
            (f"without {_name(part)}", _without(condition, place))
            for place, part in enumerate(parts)
            if not isinstance(condition, AtLeast) or condition.number < len(parts)
        )
        if isinstance(condition, AllOf):
            yield "any instead of all", AnyOf(parts)
        elif isinstance(condition, AnyOf):
            yield "all instead of any", AllOf(parts)
    if isinstance(condition, AtLeast):
        for number in (condition.number - 1, condition.number + 1):
            if 1 <= number <= len(parts):
                yield f"at least {number}", replace(condition, number=number)


def _without(condition: AllOf | AnyOf | AtLeast, place: int) -> Criterion:
    return replace(condition, parts=(*condition.parts[:place], *condition.parts[place + 1 :]))


def _changed_sign(sign: Sign, finding: Finding) -> Iterator[tuple[str, Criterion]]:
    if sign.decides:
        yield f"{sign} no longer decides", replace(sign, decides=False)
    if sign.presumed:
        yield f"{sign} is no longer presumed", replace(sign, presumed=False)
    if len(sign.values) > 1:
        for value in sign.values:
            rest = tuple(other for other in sign.values if other != value)
            yield f"{sign} without {value}", replace(sign, values=rest)
    if finding.kind is FindingKind.ORDERED:
        yield from _shifted(sign, finding)


def _shifted(sign: Sign, finding: Finding) -> Iterator[tuple[str, Criterion]]:
    """An ordered value one step looser and one step tighter."""
    order = finding.value_ids()
    known = [order.index(value) for value in sign.values]
    if sign.how is Match.IS:
        for place in (min(known) - 1, max(known) + 1):
            if 0 <= place < len(order):
                yield f"{sign} also {order[place]}", replace(sign, values=(*sign.values, order[place]))
        return
    for place in (known[0] - 1, known[0] + 1):
        if 0 <= place < len(order):
            yield f"{sign} becomes {order[place]}", replace(sign, values=(order[place],))


def _name(part: Criterion) -> str:
    if isinstance(part, AllOf | AnyOf | AtLeast):
        return f"({', '.join(map(_name, part.parts))})"
    return str(part)
