"""Every command says what it does, in its own help as in the list of all, and every option what it is for."""

import argparse
from collections.abc import Iterator

import pytest

from eutonia.cli.commands import build_parser


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A parser and all below it."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from parsers(below)


ALL = list(parsers(build_parser()))


def test_all_commands_are_looked_at() -> None:
    assert {"eutonia emg report", "eutonia phenotype rank", "eutonia restore"} <= {one.prog for one in ALL}


@pytest.mark.parametrize("parser", ALL, ids=[one.prog for one in ALL])
def test_a_command_says_what_it_does_and_what_its_options_are_for(parser: argparse.ArgumentParser) -> None:
    assert parser.description
    assert parser.description[0].isupper()
    assert parser.description[-1] in ".?"
    for action in parser._actions:
        if not isinstance(action, argparse._SubParsersAction):
            assert action.help, action.dest
            assert action.help[-1] != ".", "options are told in half sentences"
