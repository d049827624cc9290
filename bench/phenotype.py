"""Rare diseases: hits, calibration and speed beside hpo3 and pyhpo, on the same patients and the same HPO files.

Patients are GA4GH phenopackets, by default those in ../shared/cases/phenopackets-dev. Peers rank by their best
similarity (lin, funSimAvg). hpo3 and pyhpo install under one module name, so each peer runs in an environment of
its own in .bench-envs, made with uv; a peer that cannot be made is skipped with a sentence.

With --exclude-source every method sees the same annotations: those that cite the patient's own publication,
alone or among others, are left out for all.
"""

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from eutonia.phenotype.evaluation import (
    JudgedPatient,
    calibration_error,
    judge,
    query_of,
    rank_patient,
    right_places,
    scores,
)
from eutonia.phenotype.files import packaged_files
from eutonia.phenotype.index import Index
from eutonia.phenotype.overlay import without
from eutonia.phenotype.phenopacket import Phenopacket, read_phenopacket_file
from eutonia.phenotype.ranking import ranked

ROOT = Path(__file__).resolve().parents[1]
PEERS = {"hpo3": "hpo3>=1.5,<2", "pyhpo": "pyhpo>=4,<5"}
# Runs inside a peer's environment: reads the patients and each disease's terms, writes ranks and seconds.
PEER_PROGRAM = """
import json, sys, time
task = json.load(open(sys.argv[1]))
from pyhpo import HPOSet, Ontology
if task["peer"] == "hpo3":
    from pyhpo import helper
    Ontology(task["files"])
    make = lambda terms: HPOSet([int(t[3:]) for t in terms])
    score = lambda person, sets: helper.batch_set_similarity([(person, s) for s in sets], "omim", "lin", "funSimAvg")
else:
    Ontology(task["files"])
    make = HPOSet.from_queries
    score = lambda person, sets: [person.similarity(s, "omim", "lin", "funSimAvg") for s in sets]
sets = [make(terms) if terms else None for terms in task["diseases"]]
for patient in task["patients"]:
    over = {int(k): make(v) if v else None for k, v in patient["over"].items()}
    here = [over.get(n, s) for n, s in enumerate(sets)]
    places = [n for n, s in enumerate(here) if s is not None]
    began = time.perf_counter()
    got = score(make(patient["terms"]), [here[n] for n in places])
    seconds = time.perf_counter() - began
    by_place = dict(zip(places, got))
    right = by_place.get(patient["right"])
    rank = None if right is None else 1 + sum(g > right for g in got) + (sum(g == right for g in got) - 1) / 2
    print(json.dumps({"rank": rank, "seconds": seconds}), flush=True)
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench phenotype", description=__doc__)
    parser.add_argument("patients", nargs="?", type=Path, default=ROOT.parent / "shared" / "cases" / "phenopackets-dev")
    parser.add_argument("--exclude-source", action="store_true")
    parser.add_argument("--no-peers", action="store_true", help="only ours")
    parser.add_argument("--pyhpo-patients", type=int, default=1, help="pyhpo takes most of a minute each (default 1)")
    options = parser.parse_args()
    patients = [read_phenopacket_file(path).phenopacket for path in sorted(options.patients.rglob("*.json"))]
    if not patients:
        sys.exit(f"bench: there are no phenopackets in {options.patients}. Name a folder that has some.")
    known = [patient for patient in patients if patient is not None]
    with tempfile.TemporaryDirectory(prefix="eutonia-bench-") as folder:
        index = load(Path(folder))
        seconds = ours(index, known, exclude=options.exclude_source)
        if not options.no_peers:
            peers(index, known, options, seconds)


def load(cache: Path) -> Index:
    """Build the index, load it from its cache in fresh processes, and print both times."""
    began = perf_counter()
    index = Index.load(cache=cache)
    built = perf_counter() - began
    code = (
        "import sys, time; from pathlib import Path; from eutonia.phenotype.index import Index;"
        "b = time.perf_counter(); Index.load(cache=Path(sys.argv[1])); print(time.perf_counter() - b)"
    )
    command = [sys.executable, "-c", code, str(cache)]
    times = [float(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(3)]
    print(
        f"HPO {index.versions[0]}; index built in {built:.1f} s, loaded from cache in {statistics.median(times):.3f} s"
    )
    return index


def ours(index: Index, patients: list[Phenopacket], *, exclude: bool) -> float:
    """Judge all patients with ours, print the figures, and return the median seconds of one, warm."""
    judged, taken, cpu, told = [], [], [], []
    rank_patient(index, patients[0])
    for patient in patients:
        judged.append(judge(index, patient, rank_patient(index, patient, exclude_source=exclude)))
        began, busy = perf_counter(), process_time()
        found = rank_patient(index, patient)
        taken.append(perf_counter() - began)
        cpu.append(process_time() - busy)
        if found is not None:
            ranked(index, found, 10)
        told.append(process_time() - busy)
    if renamed := sum(bool(right_places(index, patient)[1]) for patient in patients):
        print(f"{renamed} patients count although this release lacks the id of their disease: it has the very name")
    for half in ("tuning", "held-out", "all"):
        part = [one for one in judged if half in {"all", half_of(one.diagnosis)}]
        say(f"ours, {half}", part)
    middle = statistics.median(taken)
    print(
        f"ours: {1000 * middle:.1f} ms a patient; processor time {1000 * statistics.median(cpu):.1f} ms,"
        f" and {1000 * statistics.median(told):.1f} ms with ten diseases explained"
    )
    return middle


def half_of(disease: str) -> str:
    """Which half of the diseases a disease is in: those we tuned on, or those held out."""
    return "held-out" if int(hashlib.sha256(disease.encode()).hexdigest(), 16) % 2 else "tuning"


def say(name: str, judged: list[JudgedPatient]) -> None:
    found = scores([one for one in judged if one.rank is not None])
    if found.patients:
        print(
            f"{name:18} {found.patients:4} rankable: top-1 {found.top_1:6.1%}  top-5 {found.top_5:6.1%}"
            f"  top-10 {found.top_10:6.1%}  median {found.median_rank:g}"
            f"  calibration error {found.expected_calibration_error:.3f}"
            f" (by chance alone {by_chance([one.probability for one in judged if one.rank is not None]):.3f})"
        )


def by_chance(probabilities: list[float]) -> float:
    """Return the middle calibration error that probabilities would show if every one of them were exactly right."""
    random = np.random.default_rng(0)
    draws = random.random((200, len(probabilities))) < np.array(probabilities)
    return statistics.median(calibration_error(list(zip(probabilities, hits, strict=True))) for hits in draws.tolist())


def peers(index: Index, patients: list[Phenopacket], options: argparse.Namespace, seconds: float) -> None:
    for peer, wanted in PEERS.items():
        python = environment(peer, wanted)
        if python is None:
            continue
        task = the_task(index, patients, peer, exclude=options.exclude_source)
        if peer == "pyhpo":
            task["patients"] = task["patients"][: options.pyhpo_patients]
        if not task["patients"]:
            continue
        lines = run_peer(python, task)
        for half in ("tuning", "held-out", "all"):
            rows = [r for r, p in zip(lines, task["patients"], strict=True) if half in {"all", half_of(p["disease"])}]
            ranks = np.array([row["rank"] for row in rows if row["rank"] is not None])
            if len(ranks):
                shares = "  ".join(f"top-{k} {(ranks <= k).mean():6.1%}" for k in (1, 5, 10))
                print(f"{peer + ', ' + half:18} {len(ranks):4} rankable: {shares}  median {np.median(ranks):g}")
        theirs = statistics.median(row["seconds"] for row in lines)
        print(f"{peer}: {1000 * theirs:.1f} ms a patient; ours is {theirs / seconds:.0f} times as fast")


def environment(peer: str, wanted: str) -> Path | None:
    """Return the Python of a peer's own environment, made at need, or None with a sentence."""
    folder = ROOT / ".bench-envs" / peer
    python = folder / "bin" / "python"
    uv = ROOT / ".boot" / "bin" / "uv"
    if not python.exists():
        steps = (
            [uv, "venv", "-q", "--python", sys.executable, folder],
            [uv, "pip", "install", "-q", "--python", python, wanted],
        )
        for step in steps:
            done = subprocess.run(list(map(str, step)), capture_output=True, text=True) if uv.exists() else None
            if done is None or done.returncode:
                why = "no uv" if done is None else done.stderr.strip()[:200]
                print(f"{peer}: skipped, because its environment could not be made ({why}).")
                return None
    if subprocess.run([python, "-c", "import pyhpo"], capture_output=True).returncode:
        print(f"{peer}: skipped, because it cannot be imported; delete {folder.relative_to(ROOT)} and try again.")
        return None
    return python


def the_task(index: Index, patients: list[Phenopacket], peer: str, *, exclude: bool) -> dict:
    """Return what a peer must know: each OMIM disease's terms, the patients, and what changes for each of them."""
    tables = index.tables
    listed = {"disease": np.asarray(tables.listed_disease), "term": np.asarray(tables.listed_term)}
    never = (np.asarray(tables.listed_examined) > 0) & (np.asarray(tables.listed_seen) == 0)
    starts = np.searchsorted(listed["disease"], np.arange(tables.omim_diseases + 1))

    def terms_of(place: int, silent: np.ndarray) -> list[str]:
        rows = slice(starts[place], starts[place + 1])
        kept = ~never[rows] & ~np.isin(np.asarray(tables.listed_reference)[rows], silent)
        return [tables.terms[t] for t in np.unique(listed["term"][rows][kept])]

    nothing = np.zeros(0, dtype=np.int64)
    people = []
    for patient in patients:
        right = [place for place in right_places(index, patient)[0] if place < tables.omim_diseases]
        query = query_of(index, patient).query
        if right and query is not None:
            overlay = without(index, patient.sources) if exclude else None
            over = (
                {}
                if overlay is None
                else {int(n): terms_of(int(n), overlay.silent) for n in overlay.diseases if n < tables.omim_diseases}
            )
            terms = [tables.terms[t] for t in query.present]
            people.append({"terms": terms, "right": right[0], "over": over, "disease": patient.diagnoses[0]})
    return {
        "peer": peer,
        "files": str(packaged_files().ontology.parent) + os.sep,
        "diseases": [terms_of(place, nothing) for place in range(tables.omim_diseases)],
        "patients": people,
    }


def run_peer(python: Path, task: dict) -> list[dict]:
    from bench.progress import progress

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "task.json"
        place.write_text(json.dumps(task), encoding="utf-8")
        command = [str(python), "-W", "ignore", "-c", PEER_PROGRAM, str(place)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        rows = [json.loads(line) for line in progress(process.stdout, total=len(task["patients"]), desc=task["peer"])]
        if process.wait():
            sys.exit(f"bench: {task['peer']} ended with an error; see above.")
    return rows


if __name__ == "__main__":
    main()
