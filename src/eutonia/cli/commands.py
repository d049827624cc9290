"""The words behind ``eutonia``: every command with its options, and what its help says of them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from eutonia import __version__
from eutonia.cli.given import above_zero, at_least_one, years, years_or_term

ANSWERS = """\
A file of answers, by their ids; every part of it may be left out. Its emergency_screen says no to all emergency
questions that have no answer:
  {"person": {"age": 70, "sex": "female", "pregnant": false},
   "emergency_screen": "none-of-these",
   "answers": {"site-calf": "present", "when": "night", "takes-statin": "not-sure",
               "lab-potassium": {"value": 3.4, "unit": "mmol/L"}}}
Every id with its question and values: eutonia vocabulary"""
CASES = """\
A case, NAME.yaml:   id, age, sex (F or M), acceptable_urgency (a list of levels), in_scope, gold_diagnosis
Its sheet, ID.toml:  gold_conditions (a list), [person] and [answers] as in a file for eutonia assess
Every id with its question and values: eutonia vocabulary"""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(prog="eutonia", description="Decision support for people with muscle spasms.")
    parser.add_argument("--version", action="version", version=f"eutonia {__version__}")
    parser.add_argument(
        "--data", type=Path, default=None, metavar="DIR", help="another folder of knowledge, for editors"
    )
    nouns = parser.add_subparsers(title="commands", metavar="COMMAND")

    vocabulary = _add(nouns, "vocabulary", "list every finding and condition")
    vocabulary.add_argument("--json", action="store_true", help="print JSON, for a program")
    vocabulary.set_defaults(command="knowledge:vocabulary")

    assess = _add(
        nouns, "assess", "urgency, likely causes, tests and advice for a set of answers", **_with_example(ANSWERS)
    )
    assess.add_argument(
        "--answers",
        metavar="FILE",
        help="a JSON file, or - for standard input; without it the questions are asked here",
    )
    assess.add_argument("--json", action="store_true", help="print JSON, for a program")
    assess.set_defaults(command="assess:assess")

    _knowledge(_add(nouns, "knowledge", "check what the software knows, and where it comes from"))
    _triage(_add(nouns, "triage", "prove the laws of the triage"))
    _cases(_add(nouns, "cases", "try the interview on people whose diagnosis is known"))
    _emg(_add(nouns, "emg", "measure a recording of muscle activity"))
    _phenotype(_add(nouns, "phenotype", "rank rare diseases from HPO terms"))
    _audit(_add(nouns, "audit", "prove that the account of who did what is as it was written"))
    _backup(nouns)
    return parser


def _add(
    to: argparse._SubParsersAction[argparse.ArgumentParser], name: str, what: str, **more: Any
) -> argparse.ArgumentParser:
    """Add a command. Its own help begins with what the list of commands says of it."""
    sentence = what[0].upper() + what[1:] + ("" if what.endswith("?") else ".")
    return to.add_parser(name, help=what, description=sentence, **more)


def _with_example(text: str) -> dict[str, Any]:
    return {"epilog": text, "formatter_class": argparse.RawDescriptionHelpFormatter}


def _verbs_of(noun: argparse.ArgumentParser) -> argparse._SubParsersAction[argparse.ArgumentParser]:
    """Return where the verbs of a noun go. Without a verb its help is shown, which names them all."""
    noun.set_defaults(noun=noun)
    return noun.add_subparsers(title="commands", metavar="VERB")


def _knowledge(noun: argparse.ArgumentParser) -> None:
    verbs = _verbs_of(noun)
    check = _add(verbs, "check", "is the knowledge whole, each number with its source or range?")
    check.add_argument("--json", action="store_true", help="print JSON, for a program")
    check.set_defaults(command="knowledge:check")
    coverage = _add(verbs, "coverage", "print the table from seed statement to page, rule or finding")
    coverage.set_defaults(command="knowledge:coverage")


def _triage(noun: argparse.ArgumentParser) -> None:
    verbs = _verbs_of(noun)
    prove = _add(verbs, "prove", "prove each law of the triage, over all answers")
    prove.set_defaults(command="triage:prove")


def _cases(noun: argparse.ArgumentParser) -> None:
    verbs = _verbs_of(noun)
    evaluate = _add(
        verbs,
        "evaluate",
        "play the interview with the answers of known cases, and count what it got right",
        **_with_example(CASES),
    )
    evaluate.add_argument("cases", type=Path, metavar="DIR", help="folder of case files (YAML)")
    evaluate.add_argument("--answers", type=Path, required=True, metavar="DIR", help="folder of answer sheets (TOML)")
    evaluate.add_argument("--json", action="store_true", help="print JSON, for a program")
    evaluate.set_defaults(command="cases:evaluate")


def _audit(noun: argparse.ArgumentParser) -> None:
    verbs = _verbs_of(noun)
    verify = _add(verbs, "verify", "compute the chain anew and name the first break")
    verify.add_argument("--expect", metavar="HEAD", help="a head written down earlier, which the chain must still hold")
    verify.add_argument("--json", action="store_true", help="print JSON, for a program")
    verify.set_defaults(command="audit:verify")
    head = _add(verbs, "head", "print the last link of the chain, to be written down elsewhere")
    head.set_defaults(command="audit:head")


def _backup(nouns: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    backup = _add(nouns, "backup", "write the database of a site to a new file, while the site runs")
    backup.add_argument("file", type=Path, metavar="FILE", help="a file that does not exist yet")
    backup.set_defaults(command="backup:backup")
    restore = _add(nouns, "restore", "fill the empty database of a site from a backup")
    restore.add_argument("file", type=Path, metavar="FILE", help="what `eutonia backup` wrote")
    restore.add_argument("--expect", metavar="HEAD", help="the head of the audit that `eutonia backup` printed")
    restore.set_defaults(command="backup:restore")


def _phenotype(noun: argparse.ArgumentParser) -> None:
    verbs = _verbs_of(noun)
    search = _add(verbs, "search", "find HPO terms by name or synonym")
    search.add_argument("text", nargs="+", metavar="TEXT", help="words, or their beginnings")
    search.add_argument(
        "--limit", type=at_least_one, default=10, metavar="N", help="how many terms at most (default 10)"
    )
    rank = _add(verbs, "rank", "rank diseases for a phenopacket or for terms")
    rank.add_argument("file", nargs="?", type=Path, metavar="FILE.json", help="a GA4GH phenopacket, version 2 or 1")
    rank.add_argument("--hpo", nargs="+", action="extend", default=[], metavar="HP:…", help="terms that the person has")
    rank.add_argument(
        "--absent",
        nargs="+",
        action="extend",
        default=[],
        metavar="HP:…",
        help="terms that were looked for and not found",
    )
    rank.add_argument("--age", type=float, metavar="YEARS", help="age in years")
    rank.add_argument(
        "--onset", type=years_or_term, metavar="YEARS|HP:…", help="age at which it began, or an HPO onset term"
    )
    rank.add_argument("--sex", choices=("female", "male"), help="sex of the person")
    rank.add_argument("--top", type=at_least_one, default=20, metavar="N", help="how many diseases (default 20)")
    rank.add_argument("--orphanet", action="store_true", help="rank Orphanet's entries too, not only OMIM's")
    evaluate = _add(verbs, "evaluate", "rank patients whose disease is known")
    evaluate.add_argument("patients", type=Path, metavar="DIR|LISTFILE", help="phenopackets, or a list of their paths")
    evaluate.add_argument(
        "--exclude-source", action="store_true", help="leave out annotations that cite the patient's own publication"
    )
    for verb, command in ((search, "search"), (rank, "rank"), (evaluate, "evaluate")):
        verb.add_argument("--json", action="store_true", help="print JSON, for a program")
        verb.add_argument("--hpo-files", type=Path, metavar="DIR", help="folder with the files of another HPO release")
        verb.set_defaults(command=f"phenotype:{command}")


def _emg(noun: argparse.ArgumentParser) -> None:
    verbs = _verbs_of(noun)
    for verb, what in (
        ("bursts", "when each muscle was active"),
        ("features", "amplitude and frequency in sliding windows"),
        ("discharges", "what fires at rest in needle EMG, with probabilities and reasons"),
        ("quality", "what disturbs the recording"),
        ("report", "a page with pictures, measures and how they were made"),
    ):
        parser = _add(verbs, verb, what)
        parser.add_argument(
            "file", type=Path, metavar="FILE", help="EDF, EDF+, BDF, WFDB (.hea), OTB+, CSV, TSV or TXT"
        )
        _stated(parser, "the file does not say; refused where it says otherwise")
        parser.add_argument("--json", action="store_true", help="print JSON, for a program")
        if verb == "report":
            parser.add_argument(
                "--out",
                type=Path,
                required=True,
                metavar="DIR",
                help="folder for the report, which is named after FILE",
            )
            muscle = "the muscle, for the limits of motor units, for example 'biceps brachii'"
            parser.add_argument("--muscle", metavar="NAME", help=muscle)
            parser.add_argument(
                "--age",
                type=years,
                metavar="YEARS",
                help="age, for the limits of motor units; of use with --muscle only",
            )
        parser.set_defaults(command="emg_report:report" if verb == "report" else f"emg:{verb}")
    view = _add(verbs, "view", "look at a recording in the browser, add and correct marks")
    view.add_argument("file", type=Path, metavar="FILE", help="EDF, EDF+, BDF, WFDB (.hea), OTB+, CSV, TSV or TXT")
    _stated(view, "the file does not say; refused where it says otherwise")
    view.add_argument("--port", type=int, default=0, metavar="N", help="a port of this machine (default: a free one)")
    view.set_defaults(command="emg_view:view")
    batch = _add(verbs, "batch", "measure every recording of a folder")
    batch.add_argument(
        "folder", type=Path, metavar="DIR", help="folder with recordings; the folders in it are searched, too"
    )
    batch.add_argument("--jobs", type=at_least_one, default=1, metavar="N", help="how many at a time (default 1)")
    batch.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler, for example tcp://10.0.0.5:8786")
    _stated(batch, "a file does not say; where it says otherwise, its own is used with a warning")
    batch.add_argument("--json", action="store_true", help="print JSON, for a program")
    batch.set_defaults(command="emg_batch:batch")


def _stated(parser: argparse.ArgumentParser, where: str) -> None:
    """Add what a person may state of a recording."""
    parser.add_argument("--rate", type=above_zero, metavar="HZ", help=f"samples a second, where {where}")
    parser.add_argument("--unit", metavar="UNIT", help=f"V, mV, uV or nV, where {where}")
