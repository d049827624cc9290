"""How long the reasoning takes: a full step on our knowledge, the same step with peers, and a cold start.

A full step: one answer comes in; the ranking of all conditions and the worth of every further question go
out. Intervals are timed apart. Peers (pyAgrum, pgmpy) get the network of single causes, the largest part of
the model that they can hold at this size: for them a full step is the posterior of the cause, and for each
open question the distribution of its answer and the information that it would give. All engines must agree
before any of them is timed. Of pyAgrum's engines the two fastest here are timed; its default one is far slower.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from types import MappingProxyType

import numpy as np

from bench.progress import progress
from eutonia.knowledge.load import Knowledge, load
from eutonia.knowledge.model import Cluster
from eutonia.knowledge.vocabulary import Condition, Likelihoods, Person, Sex
from eutonia.reasoning.differential import Belief, Engine
from eutonia.reasoning.differential.uncertainty import intervals
from tests.peers.networks import Agrum, Node, Pgmpy

PERSON = Person(63, Sex.FEMALE)
PEOPLE, ANSWERS = 24, 12  # invented from the knowledge itself: the same on every run
CUT_CONDITIONS, CUT_FINDINGS = 80, 200
CASE = {
    "person": {"age": 63, "sex": "female"},
    "answers": {"site-calf": "present", "when": "night", "duration": "up-to-10-minutes", "stretch-relieves": "present"},
}


# ---- timing ------------------------------------------------------------------------------------------------


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds of one piece of work."""
    began = perf_counter()
    work()
    return perf_counter() - began


def say(name: str, times: Sequence[float], note: str = "") -> float:
    """Print median, 95th percentile and number of the times, and return the median."""
    middle, late = median(times), sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]
    unit, factor = ("ms", 1e3) if middle < 1.0 else ("s ", 1.0)
    print(f"  {name:44} p50 {middle * factor:9.3f} {unit} p95 {late * factor:9.3f} {unit} n={len(times):<5} {note}")
    return middle


# ---- ours --------------------------------------------------------------------------------------------------


def full_step(belief: Belief, finding: str, value: str) -> tuple[Belief, dict[str, float]]:
    """One answer in; ranking and worth out."""
    after = belief.given(finding, value)
    after.ranking()
    return after, after.worth()


def people(knowledge: Knowledge) -> Iterator[list[tuple[str, str]]]:
    """Yield the answers of people with a condition each: its most telling findings, as it says they are."""
    by_prior = sorted(knowledge.conditions.values(), key=lambda condition: -condition.prior.value)
    for condition in by_prior[:: max(1, len(by_prior) // PEOPLE)][:PEOPLE]:
        yield telling_answers(knowledge, condition)[:ANSWERS]


def telling_answers(knowledge: Knowledge, condition: Condition) -> list[tuple[str, str]]:
    """Return for each listed finding the value that speaks most for the condition, the most telling first."""
    found = []
    for likelihood in condition.likelihoods:
        values = knowledge.findings[likelihood.finding].values
        ratios = [said.value / value.background.value for said, value in zip(likelihood.values, values, strict=True)]
        place = int(np.argmax(ratios))
        found.append((-ratios[place], likelihood.finding, values[place].id))
    return [(finding, value) for _, finding, value in sorted(found)]


def time_steps(engine: Engine, rounds: int) -> list[float]:
    """Return the time of each step of all people, after one round that compiles the columns."""
    times: list[float] = []
    for turn in range(rounds + 1):
        for answers in people(engine.knowledge):
            belief = engine.start(PERSON)
            for finding, value in answers:
                began = perf_counter()
                belief, _ = full_step(belief, finding, value)
                if turn:
                    times.append(perf_counter() - began)
    return times


def cut(knowledge: Knowledge, conditions: int, findings: int) -> Knowledge:
    """Return the commonest conditions with the findings that most of them list."""
    kept = sorted(knowledge.conditions.values(), key=lambda condition: -condition.prior.value)[:conditions]
    listers = dict.fromkeys(knowledge.findings, 0)
    for condition in kept:
        for likelihood in condition.likelihoods:
            listers[likelihood.finding] += 1
    asked = set(sorted(listers, key=lambda finding: -listers[finding])[:findings])
    return replace(
        knowledge,
        findings=MappingProxyType({name: finding for name, finding in knowledge.findings.items() if name in asked}),
        conditions=MappingProxyType({condition.id: _only(condition, asked) for condition in kept}),
        model=replace(knowledge.model, clusters=_clusters_of(knowledge, asked)),
    )


def _only(condition: Condition, asked: set[str]) -> Condition:
    return replace(condition, likelihoods=Likelihoods(said for said in condition.likelihoods if said.finding in asked))


def _clusters_of(knowledge: Knowledge, asked: set[str]) -> tuple[Cluster, ...]:
    return tuple(
        replace(cluster, findings=tuple(finding for finding in cluster.findings if finding in asked))
        for cluster in knowledge.model.clusters
    )


def bench_ours(knowledge: Knowledge, rounds: int) -> None:
    """Print the times of a full step on the knowledge as it is and cut to 80 conditions and 200 findings."""
    for name, known in (("all", knowledge), ("cut", cut(knowledge, CUT_CONDITIONS, CUT_FINDINGS))):
        engine = Engine(known)
        compiled = seconds(partial(getattr, engine, "worth_matrix"))
        size = f"{len(known.conditions)} conditions, {len(known.findings)} findings, {engine.space.size} sets"
        print(f"\nFull step with pairs of causes, {name}: {size} (worth matrix compiled in {compiled:.2f} s)")
        say("one answer in, ranking and all worths out", time_steps(engine, rounds))
        beliefs = [engine.believe(PERSON, dict(answers)) for answers in people(known)]
        say("intervals, apart", [seconds(partial(intervals, belief, PERSON)) for belief in beliefs])


# ---- the single-cause network and the peers ----------------------------------------------------------------


class SingleCause:
    """The same conditions and findings with single causes only and no clusters, and what a peer needs of it."""

    def __init__(self, knowledge: Knowledge) -> None:
        names = list(knowledge.conditions)
        alone = {
            name: replace(condition, goes_with=(), excludes=tuple(other for other in names if other != name))
            for name, condition in knowledge.conditions.items()
        }
        model = replace(knowledge.model, clusters=())
        self.knowledge = replace(knowledge, conditions=MappingProxyType(alone), model=model)
        self.engine = Engine(self.knowledge)
        self.causes = ("none", *names)
        self.questions = self.engine.worth_matrix.findings
        self.rows = {finding: self._rows(finding) for finding in self.questions}
        self.entropy = {finding: -(rows * np.log(rows)).sum(axis=1) for finding, rows in self.rows.items()}
        *self.before, self.last = telling_answers(self.knowledge, alone["nocturnal-leg-cramp"])[:5]

    def _rows(self, finding: str) -> np.ndarray:
        """Return the distribution of a finding under each cause, none first."""
        table = self.engine.tables[finding]
        rows = np.tile(table.alone[0], (len(self.causes), 1))
        rows[table.listers + 1] = table.alone[1:]
        return rows

    def nodes(self) -> list[Node]:
        """Return the network: the cause, and each finding hanging on it."""
        prior = self.engine.start(PERSON).posterior.tolist()
        return [Node("cause", self.causes, lambda: prior), *(self._question(finding) for finding in self.questions)]

    def _question(self, finding: str) -> Node:
        rows = dict(zip(self.causes, self.rows[finding].tolist(), strict=True))
        return Node(finding, self.knowledge.findings[finding].value_ids(), rows.__getitem__, ("cause",))

    @property
    def evidence(self) -> dict[str, str]:
        """The answers before the step and the one that comes in."""
        return dict([*self.before, self.last])

    def open_questions(self) -> list[str]:
        """Return the findings that were not answered."""
        return [finding for finding in self.questions if finding not in self.evidence]

    def information(self, finding: str, answer: np.ndarray, cause: np.ndarray) -> float:
        """Return the information of a question from the peer's two posteriors, in nats."""
        return float(-(answer * np.log(answer)).sum() - cause @ self.entropy[finding])


Posterior = Callable[[str], np.ndarray]
Answer = tuple[np.ndarray, dict[str, float]]


def peer_step(
    network: SingleCause, asker: Callable[[Mapping[str, str]], Posterior], questions: Sequence[str]
) -> Answer:
    """A full step of a peer: the posterior of the cause, and what each question would tell."""
    posterior = asker(network.evidence)
    cause = posterior("cause")
    return cause, {finding: network.information(finding, posterior(finding), cause) for finding in questions}


def agrum_asker(peer: Agrum, engine: str) -> Callable[[Mapping[str, str]], Posterior]:
    """Return how one of pyAgrum's engines is asked."""

    def ask(evidence: Mapping[str, str]) -> Posterior:
        inference = getattr(peer.gum, engine)(peer.net)
        inference.setEvidence(dict(evidence))
        return lambda node: inference.posterior(node).toarray()

    return ask


def pgmpy_asker(peer: Pgmpy) -> Callable[[Mapping[str, str]], Posterior]:
    """Return how pgmpy's variable elimination is asked."""
    return lambda evidence: lambda node: peer.engine.query([node], evidence=evidence, show_progress=False).values


def our_answer(network: SingleCause) -> Answer:
    belief = network.engine.believe(PERSON, network.evidence)
    return belief.posterior, belief.worth()


def must_agree(name: str, ours: Answer, theirs: Answer) -> None:
    """Print how far two engines are apart, and stop where that is too far: a wrong answer is not a fast one."""
    cause = float(np.abs(ours[0] - theirs[0]).max())
    told = max(abs(ours[1][finding] - nats) for finding, nats in theirs[1].items())
    print(f"  {name:44} differs by {cause:.1e} in the posterior, {told:.1e} nats in the worth of a question")
    if max(cause, told) > 1e-9:
        raise SystemExit(f"{name} and ours disagree")


def bench_peers(knowledge: Knowledge, rounds: int, *, lazy: bool) -> None:
    """Print the same full step on the single-cause network for ours, pyAgrum and pgmpy."""
    network = SingleCause(knowledge)
    size = f"{len(network.causes)} causes with none, {len(network.questions)} findings"
    print(f"\nFull step on the network of single causes: {size}, after {len(network.before)} answers")
    nodes, questions = network.nodes(), network.open_questions()
    agrum, pgmpy = Agrum(nodes), Pgmpy(nodes)
    askers = {
        "pyAgrum, VariableElimination": agrum_asker(agrum, "VariableElimination"),
        "pyAgrum, ShaferShenoyInference": agrum_asker(agrum, "ShaferShenoyInference"),
        "pgmpy, VariableElimination": pgmpy_asker(pgmpy),
    }
    ours = our_answer(network)
    for name, asker in askers.items():
        must_agree(name, ours, peer_step(network, asker, questions))
    before = network.engine.believe(PERSON, dict(network.before))
    mine: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in askers}
    for _ in progress(range(rounds), desc="rounds"):  # in turns, so that a busy moment touches all alike
        mine += [seconds(lambda: full_step(before, *network.last)) for _ in range(50)]
        for name, asker in askers.items():
            theirs[name].append(seconds(partial(peer_step, network, asker, questions)))
    middle = say("ours", mine)
    for name, times in theirs.items():
        say(name, times, f"{median(times) / middle:8.0f} x ours")
    if lazy:
        slow = agrum_asker(agrum, "LazyPropagation")
        times = [seconds(lambda: peer_step(network, slow, questions))]
        say("pyAgrum, LazyPropagation", times, f"{times[0] / middle:8.0f} x ours")


# ---- cold start --------------------------------------------------------------------------------------------


def bench_cold_start(rounds: int) -> None:
    """Print how long ``eutonia assess`` takes as a process, with an empty cache and later."""
    print("\nCold start of `eutonia assess --answers FILE --json`")
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "answers.json"
        answers.write_text(json.dumps(CASE), encoding="utf-8")
        command = [str(Path(sys.executable).with_name("eutonia")), "assess", "--answers", str(answers), "--json"]
        environment = {**os.environ, "EUTONIA_CACHE": str(Path(folder) / "cache")}

        def assess() -> None:
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            if done.returncode or not json.loads(done.stdout).get("differential"):
                raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no differential")

        try:
            say("the very first, with an empty cache", [seconds(assess)])
            say("later ones", [seconds(assess) for _ in range(rounds)])
        except (OSError, RuntimeError, ValueError) as error:
            print(f"  skipped: the command cannot be run here ({error})")


def main() -> None:
    """Measure everything in one run."""
    parser = argparse.ArgumentParser(prog="./run bench reasoning", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each measurement (default 5)")
    parser.add_argument("--no-peers", action="store_true", help="leave out pyAgrum and pgmpy")
    parser.add_argument("--lazy", action="store_true", help="time pyAgrum's default engine too: a minute or more")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")  # the peers' own
    logging.disable(logging.INFO)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}: a load above 1 or so makes every time longer")
    knowledge = load()
    bench_ours(knowledge, arguments.rounds)
    bench_cold_start(arguments.rounds)
    if not arguments.no_peers:
        bench_peers(knowledge, arguments.rounds, lazy=arguments.lazy)


if __name__ == "__main__":
    main()
