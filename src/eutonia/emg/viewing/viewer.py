"""A recording to be looked at: any window of it, its marks, and what may be done to them. No server, no Django.

Whoever serves it (`eutonia emg view`, later the clinic) asks for the HTML of a window and hands on what a person
entered; marks are kept by a keeper that is given, beside others who may change them, too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from eutonia.emg.keeping import MarksKeeper
from eutonia.emg.marks import Mark, revision
from eutonia.emg.recording import EmgError, refuse
from eutonia.emg.reporting.scales import exact
from eutonia.emg.viewing.pyramids import Pyramid

SHORTEST_S = 0.02
COLUMNS = 1000
_ROUNDING_S = 1e-3  # what detectors found at the very end may lie beyond it by so much
FIELDS = ("op", "index", "channel", "kind", "onset", "duration", "revision")


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a recording, always inside it, and its whole length."""

    start_s: float
    length_s: float
    total_s: float

    @classmethod
    def of(cls, start: str | float, length: str | float, total_s: float) -> Window:
        """Return the window nearest to what was asked for; what is no number is the whole."""
        total = max(total_s, SHORTEST_S)
        wanted = _number(length, total)
        length_s = min(max(wanted if wanted > 0 else total, SHORTEST_S), total)
        return cls(round(min(max(_number(start, 0.0), 0.0), total - length_s), 6), round(length_s, 6), total)

    def zoomed(self, factor: float) -> Window:
        """Return a window so many times as long around the same middle."""
        middle = self.start_s + self.length_s / 2
        length = min(max(self.length_s * factor, SHORTEST_S), self.total_s)
        return Window.of(middle - length / 2, length, self.total_s)

    def moved(self, share: float) -> Window:
        """Return the window moved by a share of its length."""
        return Window.of(self.start_s + share * self.length_s, self.length_s, self.total_s)

    @property
    def stop_s(self) -> float:
        """Where it ends."""
        return self.start_s + self.length_s

    @property
    def query(self) -> str:
        """The window as the query of an address."""
        return f"start={exact(self.start_s)}&length={exact(self.length_s)}"


def _number(text: str | float, otherwise: float) -> float:
    try:
        value = float(text)
    except ValueError:
        return otherwise
    return value if math.isfinite(value) else otherwise


@dataclass
class Viewer:
    """A recording with its outline and marks. ``keeper`` keeps all marks; ``ready``: False while detectors work.

    ``kept``: whether the marks are those that are kept; detectors then have no more to say.
    """

    name: str
    pyramids: Sequence[Pyramid]
    keeper: MarksKeeper
    marks: tuple[Mark, ...] = ()
    ready: bool = True
    problem: str = ""
    kept: bool = False
    _lock: Lock = field(default_factory=Lock, repr=False)

    @property
    def total_s(self) -> float:
        """The length of the longest channel."""
        return max((one.channel.duration_s for one in self.pyramids), default=0.0)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the channels in their order."""
        return tuple(one.channel.label for one in self.pyramids)

    @property
    def revision(self) -> str:
        """The name of the marks as they are."""
        return revision(self.marks)

    def found(self, marks: Iterable[Mark], *, ready: bool) -> None:
        """Take over marks of detectors; ``ready``: these were the last."""
        with self._lock:
            if not self.kept:
                self.marks = tuple(sorted([*self.marks, *marks]))
                self.ready = ready

    def look(self) -> None:
        """Take over the marks that are kept, by whomever. Raises EmgError where they cannot be read."""
        with self._lock:
            self._look()

    def _look(self) -> None:
        news = self.keeper.news()
        if news is not None:
            self.marks, self.kept, self.ready = tuple(sorted(news)), True, True

    def inside(self, window: Window) -> list[tuple[int, Mark]]:
        """Return the marks that touch a window, each with its place among all."""
        return [
            (place, one)
            for place, one in enumerate(self.marks)
            if one.onset_s <= window.stop_s and one.offset_s >= window.start_s
        ]

    def change(self, entered: Mapping[str, str]) -> str:
        """Add, change or remove a mark as entered and keep all; return what was done, in a sentence.

        ``entered``: ``op`` (add, change, remove), ``revision``, and what the operation needs of ``index``,
        ``channel``, ``kind``, ``onset`` and ``duration``. Raises EmgError where it cannot be done; what is kept then
        stays as it was. Raises OSError where the marks cannot be kept.
        """
        with self._lock, self.keeper.alone():
            self._look()
            if not self.ready:
                raise refuse("The detectors are still at work.", "Wait until they are done, then load the page again.")
            if entered.get("revision") != self.revision:
                what = "The marks have changed since this page was loaded, here or in another viewer."
                raise refuse(what, "Nothing was written. Look at them as they are now, then try again.")
            marks, said = self._changed(entered)
            self.keeper.write(marks)
            self.marks, self.kept = marks, True
            return said

    def _changed(self, entered: Mapping[str, str]) -> tuple[tuple[Mark, ...], str]:
        marks, op = list(self.marks), entered.get("op")
        if op in ("change", "remove"):
            index = entered.get("index", "")
            if not index.isdecimal() or int(index) >= len(marks):
                raise refuse("There is no such mark.", "Load the page again.")
            del marks[int(index)]
        elif op != "add":
            raise refuse("Nothing was asked for.", "Use one of the buttons of the page.")
        if op != "remove":
            marks.append(self._mark(entered))
        words = {"add": "The mark was added.", "change": "The mark was changed.", "remove": "The mark was removed."}
        return tuple(sorted(marks)), words[op or ""]

    def _mark(self, entered: Mapping[str, str]) -> Mark:
        channel = entered.get("channel", "")
        if channel and channel not in self.labels:
            raise refuse("There is no such channel.", "Choose one of the list, or all channels.")
        try:
            onset, duration = float(entered.get("onset", "")), float(entered.get("duration", "") or 0)
        except ValueError:
            raise refuse("Onset and length must be numbers.", "Give them in seconds, for example 12.5.") from None
        mark = Mark(round(onset, 6), round(duration, 6), entered.get("kind", "").strip(), channel)
        if mark.onset_s > self.total_s:
            raise refuse(f"The recording ends at {exact(self.total_s)} s.", "Choose an onset inside it.")
        if mark.offset_s > self.total_s + _ROUNDING_S:
            what = f"The mark would end at {exact(mark.offset_s)} s, the recording ends at {exact(self.total_s)} s."
            raise refuse(what, "Make it shorter.")
        return mark


def problem_text(problem: EmgError | OSError) -> str:
    """Return a problem with its remedy as one line for the page."""
    if isinstance(problem, EmgError):
        return " ".join(f"{one.what} {one.remedy}" for one in problem.issues)
    return f"The marks could not be kept: {problem.strerror}. See that the folder can be written to."
