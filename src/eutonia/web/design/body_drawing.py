"""The outline of a body that the body map shows: front, back, and the face drawn larger.

Drawn for Eutonia in units of its own, the middle of each figure at x = 0; the left half of a pair is listed
and the right half is its mirror image. Corners are given and rounded when drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

Point = tuple[float, float]

WIDTH, HEIGHT = 340, 320
BODY_TOP = 22.0
FRONT_X, BACK_X, FACE_X = 62.0, 178.0, 286.0
ROUNDING = 4.0
SOFT = 40.0
"""Rounds a corner as far as its edges allow."""


@dataclass(frozen=True)
class Part:
    """A part of a figure: its area (empty: cannot be picked), its corners, whether it has a mirror image."""

    area: str
    corners: tuple[Point, ...]
    mirrored: bool = False
    rounding: float = ROUNDING


@dataclass(frozen=True)
class Shape:
    """A part as placed on the drawing: an SVG path and the box that can be pressed."""

    area: str
    path: str
    x: float
    y: float
    width: float
    height: float


ARMS_AND_LEGS = (
    Part("arm", ((-42, 78), (-29, 80), (-31, 98), (-35, 111), (-46, 109), (-45, 92)), mirrored=True),
    Part("arm", ((-46, 111), (-35, 113), (-40, 134), (-44, 150), (-52, 148), (-50, 128)), mirrored=True),
    Part("hand", ((-52, 150), (-44, 152), (-43, 163), (-47, 176), (-54, 174), (-56, 161)), mirrored=True),
    Part("foot", ((-19, 271), (-10, 271), (-8, 282), (-11, 290), (-25, 290), (-24, 282)), mirrored=True),
)

SHOULDERS = Part("shoulder", ((-11, 52), (-29, 55), (-39, 61), (-42, 76), (-29, 78), (-25, 62)), mirrored=True)

FRONT = (
    Part("face", ((-9, 2), (9, 2), (16, 16), (10, 38), (0, 42), (-10, 38), (-16, 16)), rounding=SOFT),
    Part("throat", ((-7, 40), (7, 40), (9, 51), (-9, 51))),
    SHOULDERS,
    Part("chest", ((-11, 53), (11, 53), (25, 63), (28, 80), (26, 100), (-26, 100), (-28, 80), (-25, 63))),
    Part("abdomen", ((-26, 102), (26, 102), (23, 122), (26, 140), (-26, 140), (-23, 122))),
    Part("buttock", ((-26, 142), (-2, 142), (-2, 168), (-15, 165), (-30, 156)), mirrored=True),
    *ARMS_AND_LEGS,
    Part(
        "thigh",
        ((-30, 159), (-15, 168), (-2, 172), (-4, 192), (-7, 222), (-23, 222), (-29, 192)),
        mirrored=True,
    ),
    Part("calf", ((-22, 224), (-7, 224), (-7, 245), (-10, 269), (-19, 269), (-24, 246)), mirrored=True),
)

BACK = (
    Part("", ((-9, 2), (9, 2), (16, 16), (11, 38), (-11, 38), (-16, 16)), rounding=SOFT),
    Part("neck", ((-8, 38), (8, 38), (10, 51), (-10, 51))),
    SHOULDERS,
    Part("upper-back", ((-11, 53), (11, 53), (25, 63), (28, 80), (25, 106), (-25, 106), (-28, 80), (-25, 63))),
    Part("low-back", ((-25, 108), (25, 108), (24, 122), (27, 140), (-27, 140), (-24, 122))),
    Part("buttock", ((-27, 142), (-1.5, 142), (-1.5, 172), (-15, 174), (-30, 166)), mirrored=True),
    *ARMS_AND_LEGS,
    Part(
        "thigh",
        ((-30, 169), (-15, 177), (-2, 175), (-4, 196), (-7, 222), (-23, 222), (-29, 196)),
        mirrored=True,
    ),
    Part("calf", ((-22, 224), (-7, 224), (-6, 244), (-10, 269), (-19, 269), (-25, 244)), mirrored=True),
)

FACE = (
    Part(
        "face",
        ((-20, 0), (20, 0), (33, 18), (33, 62), (29, 76), (-29, 76), (-33, 62), (-33, 18)),
        rounding=16,
    ),
    Part("eye", ((-25, 38), (-15, 31), (-6, 38), (-15, 44)), mirrored=True, rounding=SOFT),
    Part("", ((0, 42), (-5, 58), (5, 58)), rounding=3),
    Part("mouth", ((-14, 66), (0, 62), (14, 66), (0, 73)), rounding=SOFT),
    Part("jaw", ((-28.5, 78), (28.5, 78), (21, 98), (9, 105), (-9, 105), (-21, 98)), rounding=7),
    Part("throat", ((-14, 105), (-9, 107.5), (9, 107.5), (14, 105), (17, 134), (-17, 134))),
)

FIGURES = ((FRONT_X, BODY_TOP, FRONT), (BACK_X, BODY_TOP, BACK), (FACE_X, 60.0, FACE))
AREAS = frozenset(part.area for _, _, figure in FIGURES for part in figure if part.area)
"""The names that an option's ``area`` may have."""


def shapes() -> Iterator[Shape]:
    """Every shape of the drawing, from back to front."""
    for x, y, figure in FIGURES:
        for part in figure:
            yield placed(part, [(x + px, y + py) for px, py in part.corners])
            if part.mirrored:
                yield placed(part, [(x - px, y + py) for px, py in part.corners])


def placed(part: Part, corners: list[Point]) -> Shape:
    """A shape from its corners on the drawing."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    path = rounded(corners, part.rounding)
    return Shape(part.area, path, min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def rounded(corners: list[Point], rounding: float) -> str:
    """An SVG path around the corners, each of them rounded."""
    steps = []
    for index, corner in enumerate(corners):
        before = toward(corner, corners[index - 1], rounding)
        after = toward(corner, corners[(index + 1) % len(corners)], rounding)
        steps.append(f"{'L' if index else 'M'}{text(before)}Q{text(corner)} {text(after)}")
    return "".join(steps) + "Z"


def toward(start: Point, end: Point, distance: float) -> Point:
    """The point some distance from one corner toward the next, at most half of the way."""
    length = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
    share = min(distance / length, 0.5)
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def text(point: Point) -> str:
    """A point in an SVG path."""
    return f"{point[0]:.1f} {point[1]:.1f}"
