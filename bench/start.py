"""How long a person at a terminal waits: cold starts of Python, the library and the command line.

Each command is run in fresh processes, in turns, so that a busy moment touches all of them alike.
"""

import argparse
import subprocess
import sys
from statistics import median
from time import perf_counter

from bench.progress import progress

COMMANDS = {
    "bare Python": "pass",
    "import eutonia.knowledge": "import eutonia.knowledge",
    "import eutonia.reasoning": "import eutonia.reasoning",
    "eutonia vocabulary": "import sys; from eutonia.cli.main import main; sys.exit(main(['vocabulary']))",
}


def seconds(code: str) -> float:
    """Wall-clock seconds of one fresh process. Raises when it fails: a crash is not a fast answer."""
    began = perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - began


def main() -> None:
    """Print the median and worst of each command, and its ratio to bare Python."""
    parser = argparse.ArgumentParser(prog="./run bench start", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="fresh processes per command (default 7)")
    rounds = parser.parse_args().rounds
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in progress(range(rounds), desc="rounds"):
        for name, code in COMMANDS.items():
            taken[name].append(seconds(code))
    bare = median(taken["bare Python"])
    for name, times in taken.items():
        middle = median(times)
        print(f"{name:28} median {middle:6.3f} s   worst {max(times):6.3f} s   {middle / bare:5.1f} x")


if __name__ == "__main__":
    main()
