"""How long a session still lasts, as pages and their script are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.http import JsonResponse


@dataclass(frozen=True, slots=True)
class Left:
    """How long a session still lasts, and whether use puts the end off."""

    time: timedelta
    can_stay: bool = True

    @property
    def seconds(self) -> int:
        """Whole seconds until it ends; none where it is over."""
        return max(0, ceil(self.time.total_seconds()))

    def answer(self) -> JsonResponse:
        """For the script that warns of the end (`design/static/eutonia/session.js`)."""
        return JsonResponse({"seconds": self.seconds, "can_stay": self.can_stay})
