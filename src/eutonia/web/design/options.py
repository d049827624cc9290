"""The answers somebody can pick from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

Words = str | Promise
"""Text for a page, translated now or when it is shown."""


@dataclass(frozen=True)
class Option:
    """One answer to pick.

    ``area`` is a part of the body map, for a :class:`~eutonia.web.design.body_map.BodyMapField`.
    """

    value: str
    label: Words
    hint: Words = ""
    area: str = ""


def as_choices(options: Sequence[Option]) -> list[tuple[str, Words]]:
    """Options as Django's choices, for validation."""
    return [(option.value, option.label) for option in options]
