"""EDF+ files byte by byte, so that a test can say what no writer would: pauses, lies, text in odd places."""

from collections.abc import Sequence

import numpy as np


def edf_file(
    pieces: Sequence[Sequence[int]],
    notes: Sequence[Sequence[bytes]],
    *,
    reserved: str = "EDF+D",
    record_s: float = 1.0,
    ends: tuple[int, int] = (-32768, 32767),
    unit: str = "uV",
) -> bytes:
    """Return a file of one channel ``emg``: digital samples of each piece, and the text of each annotation track.

    ``notes``: one list per track, of one text per piece. ``ends``: physical minimum and maximum.
    """
    width = 2 * -(-max(len(text) for track in notes for text in track) // 2) if notes else 0
    count = 1 + len(notes)
    labels = ["emg"] + ["EDF Annotations"] * len(notes)
    fields = (
        (16, labels),
        (80, [""] * count),
        (8, [unit] + [""] * len(notes)),
        (8, [str(ends[0])] + ["-1"] * len(notes)),
        (8, [str(ends[1])] + ["1"] * len(notes)),
        (8, ["-32768"] * count),
        (8, ["32767"] * count),
        (80, [""] * count),
        (8, [str(len(pieces[0]))] + [str(width // 2)] * len(notes)),
        (32, [""] * count),
    )
    first = [("0", 8), ("X X X X", 80), ("Startdate X X X X", 80), ("01.01.85", 8), ("00.00.00", 8)]
    second = [(str(256 * (count + 1)), 8), (reserved, 44), (str(len(pieces)), 8), (f"{record_s:g}", 8), (str(count), 4)]
    head = "".join(text.ljust(size) for text, size in first + second)
    head += "".join(text.ljust(size) for size, texts in fields for text in texts)
    body = [
        np.asarray(piece, "<i2").tobytes() + b"".join(track[index].ljust(width, b"\0") for track in notes)
        for index, piece in enumerate(pieces)
    ]
    return head.encode("ascii") + b"".join(body)


def began(onset: float, *texts: bytes) -> bytes:
    """Return the annotations of a piece that began at ``onset``, with texts in annotations of their own."""
    stamp = f"{onset:+.4f}".encode()
    return stamp + b"\x14\x14\0" + b"".join(stamp + b"\x14" + one + b"\x14\0" for one in texts)
