"""``eutonia NOUN VERB``: call the command that the words name, turn problems into sentences."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from eutonia.cli.commands import build_parser

NEEDED_BY = {"scipy": "emg"}  # a library that a plain install lacks, and the extra that brings it


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


if __name__ == "__main__":
    run()
