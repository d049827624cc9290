"""``eutonia emg batch DIR``: every recording of a folder, some at a time, here or on a Dask scheduler."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from pathlib import Path
from typing import Any

from eutonia import __version__
from eutonia.emg.batches import ENDINGS, measure_file, recordings_in

type Measured = tuple[Path, dict[str, Any]]


def batch(arguments: Namespace) -> int:
    """Measure each recording of a folder; 1 where one could not be used, 2 where there is nothing to do."""
    if not arguments.folder.is_dir():
        return _refused(f"{arguments.folder} is no folder.", "Name a folder that holds recordings.")
    files = recordings_in(arguments.folder)
    if not files:
        return _refused(
            "The folder holds no recording.", f"Recordings end in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}."
        )
    try:
        results = dict(_with_progress(_measured(files, arguments), len(files)))
    except ImportError:
        return _refused("The scheduler needs the library distributed.", "Install the extra 'emg-batch'.")
    except OSError as problem:
        return _refused(f"The scheduler cannot be reached: {problem}.", "See to its address and that it runs.")
    names = {path: path.relative_to(arguments.folder).as_posix() for path in files}
    document = [{"file": names[path], **results[path]} for path in files]
    if arguments.json:
        print(json.dumps({"version": __version__, "files": document}, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print("\n".join(line for one in document for line in _lines(one)))
    return 0 if all(one["usable"] for one in document) else 1


def _measured(files: list[Path], arguments: Namespace) -> Iterator[Measured]:
    """Yield each file with what was measured, in the order in which they are done."""
    work = partial(measure_file, rate_hz=arguments.rate, unit=arguments.unit)
    if arguments.scheduler:
        yield from _on_scheduler(files, work, arguments.scheduler)
    elif arguments.jobs == 1:
        for path in files:
            yield path, work(path)
    else:
        with ProcessPoolExecutor(arguments.jobs) as pool:
            waiting = {pool.submit(work, path): path for path in files}
            for done in as_completed(waiting):
                yield waiting[done], done.result()


def _on_scheduler(files: list[Path], work: partial[dict[str, Any]], address: str) -> Iterator[Measured]:
    """Yield the results of workers on other machines; they must see the files under the same paths."""
    import distributed  # its functions have no types of their own

    library: Any = distributed

    with library.Client(address, timeout="10s") as client:
        waiting = {client.submit(work, path.resolve(), pure=False): path for path in files}
        for done in library.as_completed(list(waiting)):
            yield waiting[done], done.result()


def _with_progress(results: Iterator[Measured], total: int) -> Iterator[Measured]:
    from tqdm import tqdm

    return iter(tqdm(results, total=total, desc="recordings", unit="file", file=sys.stderr, disable=None))


def _lines(one: dict[str, Any]) -> list[str]:
    """Return a line for each channel, parted by tabs, or for each issue of a file that cannot be used."""
    issues = [f"{one['file']}\t{issue['level']}\t{issue['what']} {issue['remedy']}" for issue in one["issues"]]
    return issues + [
        f"{one['file']}\t{part['label']}\tusable {100 * part['usable_share']:.0f} %\tbursts {len(part['bursts'])}"
        + _activity(part)
        for part in one["channels"]
    ]


def _activity(part: dict[str, Any]) -> str:
    """Say what the bursts resemble, or, beside a needle, what fires there."""
    what = "discharges" if "discharges" in part else "spasms"
    return f"\t{what} {_counted(part[what])}"


def _counted(found: list[dict[str, Any]]) -> str:
    kinds = [one["kind"] for one in found]
    return ", ".join(f"{kind} {kinds.count(kind)}" for kind in sorted(set(kinds))) or "none"


def _refused(what: str, remedy: str) -> int:
    print(f"error: {what} {remedy}", file=sys.stderr)
    return 2
