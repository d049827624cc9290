"""``eutonia triage prove``."""

from __future__ import annotations

import time
from argparse import Namespace

from eutonia.cli.sources import knowledge_of
from eutonia.reasoning.triage.proof import prove as prove_laws


def prove(arguments: Namespace) -> int:
    """Prove the laws of the triage and print what was proved; 1 when a law does not hold."""
    report = prove_laws(knowledge_of(arguments), time.perf_counter)
    print("\n".join(report.lines()))
    return 0 if report.holds else 1
