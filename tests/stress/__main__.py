"""``./run stress``: races and crashes on databases made for them. Ends with 1 if anything was not as it must be."""

from __future__ import annotations

import argparse
import os
import sys
from time import perf_counter

from tests.stress import ground

BOTH = ("sqlite", "postgresql")


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run stress", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("race", "crash", "all"), default="all")
    parser.add_argument("--database", choices=BOTH, help="only this one (default: both, one after the other)")
    parser.add_argument("--url", help="a database that is there, with or without tables; nobody else may use it")
    parser.add_argument("--kind", default="telephone", help="the kind of visit that is raced for (default: telephone)")
    parser.add_argument("--processes", type=int, default=16)
    parser.add_argument("--slots", type=int, default=600)
    parser.add_argument("--attempts", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.url:
        on(options.url, options)
        return
    if options.database is None or options.what == "all":
        one_process_each(options)
        return
    with ground.database(options.database) as url:
        on(url, options)


def one_process_each(options: argparse.Namespace) -> None:
    """Each part in a process and on a database of its own: Django speaks to one database in its life."""
    wrong = 0
    for database in (options.database,) if options.database else BOTH:
        for what in ("race", "crash") if options.what == "all" else (options.what,):
            numbers = ("kind", "processes", "slots", "attempts", "kills", "seed")
            more = [part for name in numbers for part in (f"--{name}", str(getattr(options, name)))]
            command = [sys.executable, "-m", "tests.stress", what, "--database", database, *more]
            wrong |= os.spawnv(os.P_WAIT, sys.executable, command)
    sys.exit(1 if wrong else 0)


def on(url: str, options: argparse.Namespace) -> None:
    """Run on one database."""
    ground.prepare(url)
    ground.open_clinic()
    name = "postgresql" if url.startswith("postgres") else "sqlite"
    began = perf_counter()
    if options.what == "race":
        from tests.stress.race import full_race

        result, wrong = full_race(options.kind, options.processes, options.slots, options.attempts, seed=options.seed)
        print(f"{result.line(f'race on {name}')}; refused: {dict(result.refused)}", flush=True)
    else:
        from tests.stress import crash

        seen, wrong = crash.run(options.kills, seed=options.seed)
        print(f"crash on {name}: {options.kills} kills; clients saw {dict(seen)}", flush=True)
    for sentence in wrong[:20]:
        print(f"  WRONG: {sentence}")
    print(f"  {'not as it must be' if wrong else 'all as it must be'}, {perf_counter() - began:.0f} s", flush=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
