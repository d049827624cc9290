"""The marks kept beside a recording, which another viewer of the same recording may keep, too.

Whoever changes marks must have seen them as they are in the file, not as they once were in memory: so the file is
looked at again before each change, and nobody else writes it between that look and the change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Protocol

from eutonia.emg.marks import Mark, marks_file, read_marks, write_marks
from eutonia.emg.recording import refuse


class MarksKeeper(Protocol):
    """Where the marks of a viewer are kept, and others may keep theirs."""

    def alone(self) -> AbstractContextManager[None]:
        """Return a context in which nobody else changes the marks."""

    def news(self) -> Sequence[Mark] | None:
        """Return the marks as they are kept if they are not what was last seen or written here, otherwise None."""

    def write(self, marks: Sequence[Mark]) -> None:
        """Keep these marks instead of all others. Raises OSError where they cannot be kept; the others then stay."""


class MarksBeside:
    """The marks in the file beside a recording."""

    def __init__(self, recording: Path) -> None:
        self._recording = recording
        self._path = marks_file(recording)
        self._seen = ""

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let no other viewer of this recording change its marks meanwhile.

        The recording is what is locked, for it is there before the first mark; the system frees it if a viewer dies.
        Where the disk or the system knows no locks it goes on without: what two write within the same few milliseconds
        is then not told apart.
        """
        try:
            file = self._recording.open("rb")
        except OSError:  # moved away: its marks can be kept all the same
            yield
            return
        with file:
            with suppress(ImportError, OSError):
                from fcntl import LOCK_EX, flock  # not on every system

                flock(file, LOCK_EX)
            yield

    def news(self) -> list[Mark] | None:
        """Return the marks as they are kept if they are not what was last seen or written here, otherwise None.

        None, too, where none are kept (any more): then nothing can be overwritten. Raises EmgError where they cannot
        be read.
        """
        try:
            seen = self._look()
        except FileNotFoundError:
            return None
        except OSError as problem:
            what = f"The marks kept beside the recording cannot be read: {problem.strerror}."
            raise refuse(what, "See who may read that file, or move it away.", self._path.name) from None
        if seen == self._seen:
            return None
        marks = read_marks(self._path)
        self._seen = seen
        return marks

    def write(self, marks: Sequence[Mark]) -> None:
        """Keep these marks, whole or not at all. Raises OSError where they cannot be kept."""
        write_marks(self._path, marks)
        self._seen = self._look()

    def _look(self) -> str:
        return hashlib.sha256(self._path.read_bytes()).hexdigest()
