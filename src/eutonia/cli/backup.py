"""``eutonia backup`` and ``eutonia restore``: both done by the commands of the site."""

from __future__ import annotations

import argparse

from eutonia.cli import site


def backup(arguments: argparse.Namespace) -> int:
    """Write a backup. Exit code 1 if it could not be written, 2 if there is no site here."""
    return site.run("backup", str(arguments.file.absolute()))


def restore(arguments: argparse.Namespace) -> int:
    """Fill an empty database. Exit code 1 if it could not be filled or its audit is not whole."""
    return site.run("restore", str(arguments.file.absolute()), expect=arguments.expect)
