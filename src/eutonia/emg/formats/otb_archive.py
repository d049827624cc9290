"""The two parts of an OTB+ file: it is a tar archive, plain or zipped (gzip), with a description beside the samples.

Nothing is ever unpacked to disk: a plain archive is mapped where it lies, a zipped one is read into memory up to a
limit. Names in the archive are compared and never opened.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.recording import EmgError, refuse

MOST_UNZIPPED = 1 << 29  # bytes: half an hour of 64 channels at 2000 Hz; a plain archive may have any length
MOST_DESCRIBED = 4 << 20
_MOST_PARTS = 1000
_MOST_HEADERS = 64 << 20
_MOST_AT_ONCE = 4 << 20
_SAMPLES, _ABOUT = ".sig", ".xml"
_GZIP = b"\x1f\x8b"
_MEND = "Export it again from the software that wrote it, or as EDF."


@dataclass(frozen=True, slots=True)
class OtbArchive:
    """The description (XML) and the samples (bytes, mapped where the archive is plain) of an OTB+ file."""

    description: bytes
    samples: NDArray[np.uint8]


class _Bounded(io.RawIOBase):
    """A file that gives no more than it may, neither at once, as hostile headers ask for, nor in all."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile, most: int) -> None:
        self._stream, self._left = stream, most

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._stream.seekable()

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def read(self, size: int = -1, /) -> bytes:
        if not 0 <= size <= _MOST_AT_ONCE:
            raise tarfile.ReadError("a part of the archive is longer than it can be")
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise tarfile.ReadError("the archive is larger than is read")
        return data


def open_archive(path: Path) -> OtbArchive:
    """Return the parts of an OTB+ file. Raises EmgError where it is broken or holds not exactly one recording."""
    with path.open("rb") as file:
        zipped = file.read(len(_GZIP)) == _GZIP
        file.seek(0)
        try:
            return _zipped(file, path) if zipped else _plain(file, path)
        except EmgError:
            raise
        except (tarfile.TarError, EOFError, zlib.error, OSError, ValueError, OverflowError, RecursionError) as problem:
            reason = "".join(c for c in str(problem)[:100] if c.isprintable()) or type(problem).__name__
            raise refuse(f"The archive is broken or cut off ({reason}).", _MEND, path.name) from None


def _plain(file: IO[bytes], path: Path) -> OtbArchive:
    size = path.stat().st_size
    places: dict[str, tuple[int, int]] = {}
    with tarfile.open(fileobj=_Bounded(file, _MOST_HEADERS), mode="r:") as archive:
        for member in _files(archive, path):
            places[member.name] = (member.offset_data, member.size)
    about, signal = (places[name] for name in _pair(places, path))
    if about[1] > MOST_DESCRIBED or max(sum(about), sum(signal)) > size:
        raise refuse("The parts of the archive are longer than they can be.", _MEND, path.name)
    file.seek(about[0])
    return OtbArchive(file.read(about[1]), np.memmap(path, np.uint8, "r", signal[0], (signal[1],)))


def _zipped(file: IO[bytes], path: Path) -> OtbArchive:
    found: dict[str, bytes] = {}
    with (
        gzip.open(file) as unzipped,
        tarfile.open(fileobj=_Bounded(unzipped, MOST_UNZIPPED), mode="r|", bufsize=1 << 20) as archive,
    ):
        for member in _files(archive, path):
            if not member.name.endswith((_SAMPLES, _ABOUT)):
                continue
            if member.size > (MOST_UNZIPPED if member.name.endswith(_SAMPLES) else MOST_DESCRIBED):
                raise refuse("A part of the archive is larger than is read.", _MEND, path.name)
            part = archive.extractfile(member)
            found[member.name] = part.read() if part is not None else b""
    about, signal = _pair(found, path)
    return OtbArchive(found[about], np.frombuffer(found[signal], np.uint8))


def _files(archive: tarfile.TarFile, path: Path) -> Iterator[tarfile.TarInfo]:
    """Yield the plain files of an archive; one with anything that could lead elsewhere is refused."""
    for count, member in enumerate(archive):
        if count >= _MOST_PARTS:
            raise refuse("The archive holds far too many parts.", _MEND, path.name)
        if member.isdir():
            continue
        if not member.isreg() or member.issparse() or member.name.startswith("/") or ".." in member.name.split("/"):
            raise refuse("A part of the archive points somewhere else; no recorder writes that.", _MEND, path.name)
        yield member


def _pair(names: Iterable[str], path: Path) -> tuple[str, str]:
    """Return the names of the description and of the samples it belongs to."""
    known = list(names)
    signals = [name for name in known if name.endswith(_SAMPLES)]
    if len(signals) != 1:
        raise refuse(
            f"The archive holds {len(signals)} recordings; exactly one is read.",
            "Export one acquisition by itself, or as EDF.",
            path.name,
        )
    about = signals[0].removesuffix(_SAMPLES) + _ABOUT
    if about not in known:
        raise refuse("The description of the samples is not in the archive.", _MEND, path.name)
    return about, signals[0]
