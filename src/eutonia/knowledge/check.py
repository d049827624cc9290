"""Proving that the knowledge is whole: sources and ids resolve, nothing is orphaned, numbers agree.

What a single entry can be wrong about, its constructor has refused already. Here stands what only shows
between entries. ``check_knowledge`` returns every issue, each with its remedy, and what was counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from eutonia.knowledge.agreement import background_disagreements, thin_conditions
from eutonia.knowledge.coverage import uncovered_statements
from eutonia.knowledge.figures_of import figures_of
from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.rules import literals_of, unsatisfiable
from eutonia.knowledge.vocabulary import ESTIMATE, NOT_SURE, Issue, IssueLevel

CONTEXT_FINDINGS = {"pregnant": ("pregnant-late",)}


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was counted and what is wrong."""

    counts: dict[str, int | float]
    issues: tuple[Issue, ...]

    @property
    def is_sound(self) -> bool:
        """True where no issue is an error."""
        return all(issue.level is not IssueLevel.ERROR for issue in self.issues)

    def lines(self) -> list[str]:
        """Return the report for a terminal."""
        counted = [f"{name}: {count}" for name, count in self.counts.items()]
        verdict = "The knowledge is whole." if self.is_sound else "The knowledge needs mending."
        return [*map(str, self.issues), *counted, verdict]


Check = Callable[[Knowledge], Iterator[Issue]]


def check_knowledge(knowledge: Knowledge) -> CheckReport:
    """Return everything that is wrong with the knowledge, and its counts."""
    issues = [issue for check in CHECKS for issue in check(knowledge)]
    return CheckReport(_counts(knowledge), tuple(issues))


def _counts(knowledge: Knowledge) -> dict[str, int | float]:
    figures = [figure for _, figure in figures_of(knowledge)]
    sourced = sum(1 for figure in figures if not figure.is_estimate)
    weak_sources = {key for key, source in knowledge.sources.items() if source.weak}
    weak = sum(1 for figure in figures if figure.source in weak_sources)
    return {
        "conditions": len(knowledge.conditions),
        "findings": len(knowledge.findings),
        "triage rules": len(knowledge.rules),
        "safety rules": len(knowledge.safety_rules),
        "tests": len(knowledge.tests),
        "treatments": len(knowledge.treatments),
        "medicines": len(knowledge.medicines),
        "sources": len(knowledge.sources),
        "numbers": len(figures),
        "numbers with a source": sourced,
        "numbers with a weak source": weak,
        "estimates with a range": len(figures) - sourced,
        "per cent sourced": round(100.0 * sourced / max(len(figures), 1), 1),
    }


def _error(what: str, remedy: str, where: str) -> Issue:
    return Issue(IssueLevel.ERROR, what, remedy, where)


def _warning(what: str, remedy: str, where: str) -> Issue:
    return Issue(IssueLevel.WARNING, what, remedy, where)


def _source_keys(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Yield (place, key) for every reference to a source."""
    for place, figure in figures_of(knowledge):
        yield place, figure.source
    for rule in knowledge.rules:
        yield f"rule {rule.id}", rule.source
    for safety_rule in knowledge.safety_rules:
        yield f"safety rule {safety_rule.id}", safety_rule.source
    for advice in knowledge.advice.values():
        yield f"advice {advice.id}", advice.source
    for finding in knowledge.findings.values():
        if finding.measure is not None:
            yield f"finding {finding.id}, edges", finding.measure.edges_source
    for place, keys in _sources_of_texts(knowledge):
        for key in keys:
            yield place, key


def _sources_of_texts(knowledge: Knowledge) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from ((f"condition {entry.id}", entry.sources) for entry in knowledge.conditions.values())
    yield from ((f"test {entry.id}", entry.sources) for entry in knowledge.tests.values())
    yield from ((f"treatment {entry.id}", entry.sources) for entry in knowledge.treatments.values())
    yield from ((f"tip {entry.id}", entry.sources) for entry in knowledge.tips)
    yield from ((f"question {entry.id}", entry.sources) for entry in knowledge.questions)
    yield from ((f"complication {entry.id}", entry.sources) for entry in knowledge.complications)


def _sources(knowledge: Knowledge) -> Iterator[Issue]:
    for place, key in _source_keys(knowledge):
        if key != ESTIMATE and key not in knowledge.sources:
            yield _error(f"The source {key!r} is not listed.", "Add it to a file in sources/, or say estimate.", place)


def _references(knowledge: Knowledge) -> Iterator[tuple[str, str, str, Iterable[str]]]:
    """Yield (place, kind, id, known ids) for every reference from one entry to another."""
    findings, conditions, tests = knowledge.findings, knowledge.conditions, knowledge.tests
    for finding in findings.values():
        for name in (*finding.asked_if, *finding.sites):
            yield f"finding {finding.id}", "finding", name, findings
        if finding.screen is not None:
            pages = {str(number) for number in knowledge.screens}
            yield f"finding {finding.id}", "page of the emergency screen", str(finding.screen), pages
    for condition in conditions.values():
        place = f"condition {condition.id}"
        for name in (*condition.excludes, *(affinity.condition for affinity in condition.goes_with)):
            yield place, "condition", name, conditions
        for name in condition.tests:
            yield place, "test", name, tests
        for name in condition.treatments:
            yield place, "treatment", name, knowledge.treatments
    yield from _model_references(knowledge)
    yield from _care_references(knowledge)


def _model_references(knowledge: Knowledge) -> Iterator[tuple[str, str, str, Iterable[str]]]:
    findings = knowledge.findings
    for rule in knowledge.rules:
        for name in rule.advice:
            yield f"rule {rule.id}", "advice", name, knowledge.advice
    for cluster in knowledge.model.clusters:
        for name in cluster.findings:
            yield f"cluster {cluster.id}", "finding", name, findings
    for implication in knowledge.model.implications:
        for name in (implication.finding, implication.implies):
            yield "model.toml: implications", "finding", name, findings
    yield from _doubt_references(knowledge)
    scope = knowledge.model.scope
    for name in (*scope.inside, *scope.elsewhere, *scope.plainly_elsewhere):
        yield "model.toml: scope", "finding", name, findings
    for name in (*scope.outside, *scope.vague):
        yield "model.toml: scope", "answer to the chief complaint", name, findings["chief-complaint"].value_ids()


def _doubt_references(knowledge: Knowledge) -> Iterator[tuple[str, str, str, Iterable[str]]]:
    findings, place = knowledge.findings, "model.toml: doubt"
    for doubt in knowledge.model.doubts:
        for name, listed in doubt.answers.items():
            yield place, "finding", name, findings
            for answer in listed if name in findings else ():
                yield place, f"answer to {name}", answer, {*findings[name].value_ids(), NOT_SURE}


def _care_references(knowledge: Knowledge) -> Iterator[tuple[str, str, str, Iterable[str]]]:
    findings = knowledge.findings
    for test in knowledge.tests.values():
        for name in (*test.findings, *test.not_if):
            yield f"test {test.id}", "finding", name, findings
        for name in test.indications:
            yield f"test {test.id}", "condition or finding", name, {*findings, *knowledge.conditions}
    for medicine in knowledge.medicines:
        for name in medicine.findings:
            yield f"medicine {medicine.substance}", "finding", name, findings
    for tip in knowledge.tips:
        for name in tip.triggers:
            yield f"tip {tip.id}", "finding", name, findings
    classes = {name for treatment in knowledge.treatments.values() for name in (treatment.id, *treatment.classes)}
    for rule in knowledge.safety_rules:
        for name in rule.treatments:
            yield f"safety rule {rule.id}", "treatment or class", name, classes


def _ids(knowledge: Knowledge) -> Iterator[Issue]:
    for place, kind, name, known in _references(knowledge):
        if name not in known:
            yield _error(f"There is no {kind} {name!r}.", "Correct the id, or add the entry.", place)


def _rules(knowledge: Knowledge) -> Iterator[Issue]:
    """Every word speaks of a finding and value that exist, and every rule can hold for somebody."""
    rules = [(f"rule {rule.id}", rule.when) for rule in knowledge.rules]
    rules += [(f"safety rule {rule.id}", rule.when) for rule in knowledge.safety_rules]
    for place, when in rules:
        problems = [problem for literal in literals_of(when) if (problem := literal.problem(knowledge.findings))]
        for problem in problems:
            yield _error(f"{problem}.", "Correct the condition.", place)
        if not problems and unsatisfiable(when, knowledge.findings):
            yield _error("The rule can never hold.", "Remove one of the parts that contradict.", place)


def _orphans(knowledge: Knowledge) -> Iterator[Issue]:
    served = Counter(
        finding for condition in knowledge.conditions.values() for finding in condition.likelihoods.findings()
    )
    in_rules = knowledge.findings_of_rules() | {
        sign.finding for rule in knowledge.safety_rules for sign in literals_of(rule.when)
    }
    for finding in knowledge.findings:
        if finding not in in_rules and served[finding] < 2:
            remedy = "List it where it tells conditions apart, or remove it."
            what = f"The finding serves no rule and only {served[finding]} condition(s)."
            yield _error(what, remedy, f"finding {finding}")
    called = {name for condition in knowledge.conditions.values() for name in condition.tests}
    for test in knowledge.tests:
        if test not in called:
            yield _warning("No condition calls for the test.", "Name it in a condition, or remove it.", f"test {test}")
    offered = {name for condition in knowledge.conditions.values() for name in condition.treatments}
    for treatment in knowledge.treatments:
        if treatment not in offered:
            remedy = "Name it in a condition, or remove it."
            yield _warning("No condition offers the treatment.", remedy, f"treatment {treatment}")
    cited = {key for _, key in _source_keys(knowledge)}
    unused = len(set(knowledge.sources) - cited)
    if unused:
        what = f"{unused} sources are listed but not cited."
        yield Issue(IssueLevel.INFORMATION, what, "Nothing need be done: they are further reading.", "sources/")


def _context_once(knowledge: Knowledge) -> Iterator[Issue]:
    """Age, sex and pregnancy act on the prior or as evidence, never as both."""
    for condition in knowledge.conditions.values():
        listed = condition.likelihoods.findings()
        on_prior = any(modifier.pregnant is not None for modifier in condition.modifiers)
        for finding in CONTEXT_FINDINGS["pregnant"]:
            if on_prior and finding in listed:
                what = f"Pregnancy acts on the prior and, as {finding}, as evidence."
                yield _error(what, "Keep one of the two.", f"condition {condition.id}")


def _pairs(knowledge: Knowledge) -> Iterator[Issue]:
    """What two conditions say of each other must agree, because a pair has one number or none."""
    conditions = knowledge.conditions
    times = {(name, kin.condition): kin.times for name, condition in conditions.items() for kin in condition.goes_with}
    for (name, other), figure in times.items():
        place = f"condition {name}"
        if name == other:
            yield _error("It is said to go with itself.", "Remove the entry.", place)
        elif other in conditions[name].excludes or (other in conditions and name in conditions[other].excludes):
            yield _error(f"It goes with {other} and excludes it.", "Keep one of the two.", place)
        elif name < other and times.get((other, name), figure) != figure:
            what = f"It goes with {other} {figure.value:g} times, but {other} says {times[other, name].value:g}."
            yield _error(what, "Give both the same number and range, or say it once.", place)


def _agreement(knowledge: Knowledge) -> Iterator[Issue]:
    for finding, value, stated, implied in background_disagreements(knowledge):
        what = f"The background of {value} is {stated:.3g}, but the conditions imply {implied:.3g}."
        yield _warning(what, "Bring the two within twofold, or say why not.", f"finding {finding}")
    for condition, neighbour, count in thin_conditions(knowledge):
        what = f"Only {count} findings tell it from {neighbour}."
        yield _error(what, "List at least five that differ twofold.", f"condition {condition}")


def _seed(knowledge: Knowledge) -> Iterator[Issue]:
    for statement, problem in uncovered_statements(knowledge):
        yield _error(problem, "Say in seed.toml where the statement is covered.", f"seed statement {statement}")


CHECKS: tuple[Check, ...] = (_sources, _ids, _rules, _orphans, _context_once, _pairs, _agreement, _seed)
