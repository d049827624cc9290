"""``eutonia NOUN VERB``: parse the words, call the command, turn problems into sentences."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from eutonia import __version__
from eutonia.cli.given import above_zero, at_least_one, years, years_or_term

NEEDED_BY = {"scipy": "emg"}  # a library that a plain install lacks, and the extra that brings it
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


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0 for done, 1 for a failed check, 2 for input that cannot be used."""
    gc.disable()  # a command is over before a collection of cycles would pay
    parser = build_parser()
    arguments = parser.parse_args(argv)
    if not hasattr(arguments, "command"):
        getattr(arguments, "noun", parser).print_help(sys.stderr)
        return 2
    try:
        code: int = _command(arguments.command)(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # the reader went away, as `head` does; say nothing more, also not when Python closes the stream
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        from eutonia.knowledge.documents import BrokenKnowledge

        if isinstance(error, BrokenKnowledge):
            print(error, file=sys.stderr)
            return 2
        if isinstance(error, ModuleNotFoundError) and error.name in NEEDED_BY:
            print(
                f"error: {error.name} is not installed. Install the extra '{NEEDED_BY[error.name]}'.", file=sys.stderr
            )
            return 2
        raise


def run() -> NoReturn:
    """Run the command of this process and end it.

    Python would first take apart every object of the knowledge, one by one, for nobody: all that was to be written
    has been.
    """
    # Our matrices are small: threads of BLAS would wait for each other longer than they count, most on a busy machine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    """Import a command only when it is called: the others must not slow its start."""
    from importlib import import_module

    module, function = name.split(":")
    command: Callable[[argparse.Namespace], int] = getattr(import_module(f"eutonia.cli.{module}"), function)
    return command


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(prog="eutonia", description="Decision support for people with muscle spasms.")
    parser.add_argument("--version", action="version", version=f"eutonia {__version__}")
    parser.add_argument(
        "--data", type=Path, default=None, metavar="DIR", help="another folder of knowledge, for editors"
    )
    nouns = parser.add_subparsers(title="commands", metavar="COMMAND")

    vocabulary = nouns.add_parser("vocabulary", help="list every finding and condition")
    vocabulary.add_argument("--json", action="store_true", help="as JSON")
    vocabulary.set_defaults(command="knowledge:vocabulary")

    assess = nouns.add_parser(
        "assess", help="urgency, likely causes, tests and advice for a set of answers", **_with_example(ANSWERS)
    )
    assess.add_argument("--answers", metavar="FILE", help="a JSON file, or - for standard input; none: ask here")
    assess.add_argument("--json", action="store_true", help="as JSON")
    assess.set_defaults(command="assess:assess")

    _knowledge(nouns.add_parser("knowledge", help="check the knowledge"))
    _triage(nouns.add_parser("triage", help="prove the triage"))
    _cases(nouns.add_parser("cases", help="evaluate on cases"))
    _emg(nouns.add_parser("emg", help="measure a recording of muscle activity"))
    _phenotype(nouns.add_parser("phenotype", help="rank rare diseases from HPO terms"))
    _audit(nouns.add_parser("audit", help="prove that the account of who did what is as it was written"))
    _backup(nouns)
    return parser


def _with_example(text: str) -> dict[str, Any]:
    return {"epilog": text, "formatter_class": argparse.RawDescriptionHelpFormatter}


def _verbs_of(noun: argparse.ArgumentParser) -> argparse._SubParsersAction[argparse.ArgumentParser]:
    """Return where the verbs of a noun go. Without a verb its help is shown, which names them all."""
    noun.set_defaults(noun=noun)
    return noun.add_subparsers(title="commands", metavar="VERB")


def _knowledge(noun: argparse.ArgumentParser) -> None:
    verbs = _verbs_of(noun)
    check = verbs.add_parser("check", help="is the knowledge whole, each number with its source or range?")
    check.add_argument("--json", action="store_true", help="as JSON")
    check.set_defaults(command="knowledge:check")
    coverage = verbs.add_parser("coverage", help="print the table from seed statement to page, rule or finding")
    coverage.set_defaults(command="knowledge:coverage")


def _triage(noun: argparse.ArgumentParser) -> None:
    verbs = _verbs_of(noun)
    prove = verbs.add_parser("prove", help="prove the laws of the triage")
    prove.set_defaults(command="triage:prove")


def _cases(noun: argparse.ArgumentParser) -> None:
    verbs = _verbs_of(noun)
    evaluate = verbs.add_parser("evaluate", help="play the interview against answer sheets", **_with_example(CASES))
    evaluate.add_argument("cases", type=Path, metavar="DIR", help="folder of case files (YAML)")
    evaluate.add_argument("--answers", type=Path, required=True, metavar="DIR", help="folder of answer sheets (TOML)")
    evaluate.add_argument("--json", action="store_true", help="as JSON")
    evaluate.set_defaults(command="cases:evaluate")


def _audit(noun: argparse.ArgumentParser) -> None:
    verbs = _verbs_of(noun)
    verify = verbs.add_parser("verify", help="compute the chain anew and name the first break")
    verify.add_argument("--expect", metavar="HEAD", help="a head written down earlier, which the chain must still hold")
    verify.add_argument("--json", action="store_true", help="as JSON")
    verify.set_defaults(command="audit:verify")
    head = verbs.add_parser("head", help="print the last link of the chain, to be written down elsewhere")
    head.set_defaults(command="audit:head")


def _backup(nouns: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    backup = nouns.add_parser("backup", help="write the database of a site to a new file, while the site runs")
    backup.add_argument("file", type=Path, metavar="FILE", help="a file that does not exist yet")
    backup.set_defaults(command="backup:backup")
    restore = nouns.add_parser("restore", help="fill the empty database of a site from a backup")
    restore.add_argument("file", type=Path, metavar="FILE", help="what `eutonia backup` wrote")
    restore.add_argument("--expect", metavar="HEAD", help="the head of the audit that `eutonia backup` printed")
    restore.set_defaults(command="backup:restore")


def _phenotype(noun: argparse.ArgumentParser) -> None:
    verbs = _verbs_of(noun)
    search = verbs.add_parser("search", help="find HPO terms by name or synonym")
    search.add_argument("text", nargs="+", metavar="TEXT", help="words, or their beginnings")
    search.add_argument(
        "--limit", type=at_least_one, default=10, metavar="N", help="how many terms at most (default 10)"
    )
    rank = verbs.add_parser("rank", help="rank diseases for a phenopacket or for terms")
    rank.add_argument("file", nargs="?", type=Path, metavar="FILE.json", help="a GA4GH phenopacket, version 2")
    rank.add_argument("--hpo", nargs="+", action="extend", default=[], metavar="HP:…", help="terms the person has")
    rank.add_argument("--absent", nargs="+", action="extend", default=[], metavar="HP:…", help="terms not found")
    rank.add_argument("--age", type=float, metavar="YEARS", help="age in years")
    rank.add_argument(
        "--onset", type=years_or_term, metavar="YEARS|HP:…", help="age at which it began, or an HPO onset term"
    )
    rank.add_argument("--sex", choices=("female", "male"))
    rank.add_argument("--top", type=at_least_one, default=20, metavar="N", help="how many diseases (default 20)")
    rank.add_argument("--orphanet", action="store_true", help="rank Orphanet's entries too, not only OMIM's")
    evaluate = verbs.add_parser("evaluate", help="rank patients whose disease is known")
    evaluate.add_argument("patients", type=Path, metavar="DIR|LISTFILE", help="phenopackets, or a list of their paths")
    evaluate.add_argument(
        "--exclude-source", action="store_true", help="leave out annotations that cite the patient's own publication"
    )
    for verb, command in ((search, "search"), (rank, "rank"), (evaluate, "evaluate")):
        verb.add_argument("--json", action="store_true", help="as JSON")
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
        parser = verbs.add_parser(verb, help=what)
        parser.add_argument(
            "file", type=Path, metavar="FILE", help="EDF, EDF+, BDF, WFDB (.hea), OTB+, CSV, TSV or TXT"
        )
        _stated(parser, "the file does not say; refused where it says otherwise")
        parser.add_argument("--json", action="store_true", help="as JSON")
        if verb == "report":
            parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the report")
            muscle = "for the limits of motor units, for example 'biceps brachii'"
            parser.add_argument("--muscle", metavar="NAME", help=muscle)
            parser.add_argument("--age", type=years, metavar="YEARS", help="age, for the limits of motor units")
        parser.set_defaults(command="emg_report:report" if verb == "report" else f"emg:{verb}")
    view = verbs.add_parser("view", help="look at a recording in the browser, add and correct marks")
    view.add_argument("file", type=Path, metavar="FILE", help="EDF, EDF+, BDF, WFDB (.hea), OTB+, CSV, TSV or TXT")
    _stated(view, "the file does not say; refused where it says otherwise")
    view.add_argument("--port", type=int, default=0, metavar="N", help="a port of this machine (default: a free one)")
    view.set_defaults(command="emg_view:view")
    batch = verbs.add_parser("batch", help="measure every recording of a folder")
    batch.add_argument("folder", type=Path, metavar="DIR", help="folder with recordings, searched to the bottom")
    batch.add_argument("--jobs", type=int, default=1, metavar="N", help="how many at a time (default 1)")
    batch.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler, for example tcp://10.0.0.5:8786")
    _stated(batch, "a file does not say; where it says otherwise, its own is used with a warning")
    batch.add_argument("--json", action="store_true", help="as JSON")
    batch.set_defaults(command="emg_batch:batch")


def _stated(parser: argparse.ArgumentParser, where: str) -> None:
    """Add what a person may state of a recording."""
    parser.add_argument("--rate", type=above_zero, metavar="HZ", help=f"samples a second, where {where}")
    parser.add_argument("--unit", metavar="UNIT", help=f"V, mV, uV or nV, where {where}")


if __name__ == "__main__":
    run()
