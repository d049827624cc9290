"""Tables of numbers as text: a column per channel, with a stated rate and unit.

The rate comes from a comment line (``# rate_hz: 2000``) or a column of evenly spaced time in seconds, the unit from a
comment line (``# unit: uV``) or the heading of a column (``left (uV)``); where the table says neither, from the caller.
Nothing is guessed.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.formats.statements import same_rate
from eutonia.emg.recording import Recording, refuse
from eutonia.emg.units import FAR_BEYOND, is_other_quantity, microvolts

_LARGEST = 2 << 30  # bytes; a table is read whole, unlike EDF
_COMMENT = re.compile(
    r"#\s*(?:(?P<rate>rate_hz|(?:sampling[ _])?rate)(?:\s*[\[(]hz[\])])?|unit)\s*[:=]+\s*(?P<value>\S+)", re.IGNORECASE
)
_HEADING = re.compile(r".*[\[(]\s*(?P<unit>[^\[\]()]+?)\s*[\])]")
_TIME = re.compile(r"(time[ _]?stamps?|time|t|seconds?)([\s_]*[\[(]?\s*s(ec)?\s*[\])]?)?", re.IGNORECASE)
_OTHER_TIME = re.compile(r"(time[ _]?stamps?|time|t)[\s_]*[\[(]?\s*(ms|msec|us|µs|min|h)\s*[\])]?", re.IGNORECASE)
_MISSING = frozenset({"", "null", "na", "n/a", "nan"})
_UNEVEN = 0.01  # of a sample interval


def read_csv(path: Path, rate_hz: float | None, unit: str | None) -> Recording:
    """Return the recording of a table. Raises EmgError where rate or unit are not stated or a cell is no number."""
    if path.stat().st_size > _LARGEST:
        raise refuse("The table is too large to be read at once.", "Convert it to EDF.", path.name)
    stated, names, separator, skip = _head(path)
    rows = _rows(path, separator, skip)
    for name in names:
        if _OTHER_TIME.fullmatch(name):  # taken for samples, it would be measured as a muscle
            what = f"The column {name!r} is a time in another unit than seconds."
            raise refuse(what, "Write it in seconds, or leave the column out and state the rate.", path.name)
    time = next((i for i, name in enumerate(names) if _TIME.fullmatch(name)), None)
    rate = _stated_rate(stated, path)
    if time is not None:
        rate = _one_rate(rate, rate_hz, _rate_of(rows[:, time], path), path)
        rows = np.delete(rows, time, axis=1)
        names = names[:time] + names[time + 1 :]
    rate = rate_hz if rate is None else rate
    units = _units(names, rows.shape[1], stated.get("unit"), unit, path)
    if rate is None:
        raise refuse(
            "The sampling rate is not stated.", "State it in Hz (on the command line: --rate 2000).", path.name
        )
    if None in units:
        raise refuse("The unit is not stated.", "State V, mV, uV or nV (on the command line: --unit uV).", path.name)
    if rows.shape[1] == 0:
        raise refuse("The table has a column of time and nothing else.", "Add a column of samples.", path.name)
    if (np.abs(rows) >= FAR_BEYOND).any():  # a comparison with what is missing is false
        raise refuse("A cell of the table is larger than any measured value.", "Look for a slip in it.", path.name)
    names = names or [f"column {i + 1}" for i in range(rows.shape[1])]
    return Recording(np.ascontiguousarray(rows.T), rate, [one or "" for one in units], names[: rows.shape[1]])


def _units(names: list[str], count: int, noted: str | None, given: str | None, path: Path) -> list[str | None]:
    """Return the unit of each column: that of its heading, of a comment, or what was given; None where none says it."""
    headed = [unit_in(name) for name in names[:count]] + [None] * (count - len(names))
    for own in headed:
        if own and noted and microvolts(own) is not None and microvolts(own) != microvolts(noted):
            raise refuse(
                f"The stated unit {noted} and that of a heading ({own}) disagree.", "State the true unit.", path.name
            )
    return [own or noted or given for own in headed]


def unit_in(heading: str) -> str | None:
    """Return the unit in brackets at the end of a heading, where it is surely one: a single letter may be a name."""
    found = _HEADING.fullmatch(heading)
    if found is None:
        return None
    unit = found["unit"]
    other = is_other_quantity(unit) and (len(unit) > 1 or not unit.isalpha())
    return unit if unit == "V" or (len(unit) > 1 and microvolts(unit) is not None) or other else None


def _stated_rate(stated: dict[str, str], path: Path) -> float | None:
    text = stated.get("rate")
    try:
        return float(text) if text else None
    except ValueError:
        raise refuse(f"The stated rate {text!r} is no number.", "Write it as # rate_hz: 2000.", path.name) from None


def _head(path: Path) -> tuple[dict[str, str], list[str], str, int]:
    """Return what comments state, the column names, the separator, and how many lines come before the numbers."""
    stated: dict[str, str] = {}
    names: list[str] = []
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number in range(1000):
            line = file.readline(1 << 20)
            if not line:
                break
            text = line.strip()
            if (comment := _COMMENT.match(text)) is not None:
                stated["rate" if comment["rate"] else "unit"] = comment["value"]
            if not text or text.startswith("#"):
                continue
            separator = next((sign for sign in ("\t", ";", ",") if sign in text), " ")
            cells = [cell.strip().strip('"') for cell in text.split(separator if separator != " " else None)]
            if _is_numbers(cells):
                return stated, names, separator, number
            if names:
                break
            names = ["".join(c for c in cell if c.isprintable()) for cell in cells]
    remedy = "Give a column of numbers per channel, with points in them: 1.5."
    raise refuse("The table holds no line of numbers.", remedy, path.name)


def _cell(text: str) -> float:
    """Return the number in a cell; a missing value is no number (NaN), which the quality report then counts."""
    word = text.strip().strip('"')
    return float("nan") if word.lower() in _MISSING else float(word)


def _is_numbers(cells: list[str]) -> bool:
    try:
        return any(cell.lower() not in _MISSING for cell in cells) and bool([_cell(cell) for cell in cells])
    except ValueError:
        return False


def _rows(path: Path, separator: str, skip: int) -> NDArray[np.float64]:
    delimiter = None if separator == " " else separator
    try:
        try:
            return np.loadtxt(path, delimiter=delimiter, skiprows=skip, ndmin=2, encoding="utf-8-sig")
        except ValueError:  # cells without a number: again, more slowly
            return np.loadtxt(path, delimiter=delimiter, skiprows=skip, ndmin=2, encoding="utf-8-sig", converters=_cell)
    except ValueError as problem:
        text = "".join(c for c in str(problem).splitlines()[0] if c.isprintable())[:120]
        raise refuse(f"A cell of the table is no number ({text}).", "Write numbers as 1.5.", path.name) from None


def _one_rate(noted: float | None, given: float | None, found: float | None, path: Path) -> float | None:
    """Return the rate of a table with time stamps. A rate in words is more exact than they are, and must agree."""
    if found is None:
        return noted
    if noted is not None and not same_rate(noted, found):
        raise refuse(
            f"The stated rate {noted:g} Hz and the time stamps ({found:g} Hz) disagree.",
            "State the true rate, or leave it to the time stamps.",
            path.name,
        )
    if noted is not None:
        return noted
    return given if given is not None and same_rate(given, found) else found


def _rate_of(time: NDArray[np.float64], path: Path) -> float | None:
    if len(time) < 3:
        return None
    if not (np.abs(time) < FAR_BEYOND).all():  # a comparison with what is missing is false
        raise refuse("A time stamp is no number of seconds.", "Correct it, or leave the column out.", path.name)
    steps = np.diff(time)
    step = float(np.mean(steps))
    # time stamps are often written with few decimals: allow one unit of their last place
    places = 10.0 ** -max(len(f"{value:.10g}".partition(".")[2]) for value in time[:50].tolist())
    if not step > 0 or float(np.max(np.abs(steps - step))) > _UNEVEN * step + 1.01 * places:
        raise refuse(
            "The time stamps are not evenly spaced.", "Export at a fixed rate, or fill the gaps first.", path.name
        )
    return float(round(1 / step, 6))
