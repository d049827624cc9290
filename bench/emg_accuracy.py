"""How well bursts are found on simulated recordings whose truth is known: F1 of onsets within 50 ms."""

from dataclasses import dataclass, field

import numpy as np

TOLERANCE_S = 0.05
CONDITIONS: dict[str, tuple[float | tuple[float, float], bool]] = {
    "0 dB": (0.0, False),
    "3 dB": (3.0, False),
    "6 dB": (6.0, False),
    "10 dB": (10.0, False),
    "mixed": ((3.0, 25.0), False),
    "10 dB, disturbed": (10.0, True),
    "mixed, disturbed": ((3.0, 25.0), True),
}


@dataclass
class Score:
    """Hits, false alarms and misses, and how far off the onsets of the hits were."""

    hits: int = 0
    false: int = 0
    missed: int = 0
    errors_s: list[float] = field(default_factory=list)

    def add(self, found: list[float], truth: list[float]) -> None:
        """Match onsets one to one in order of closeness."""
        pairs = sorted(
            (abs(one - other), i, j)
            for i, one in enumerate(found)
            for j, other in enumerate(truth)
            if abs(one - other) <= TOLERANCE_S
        )
        used_found: set[int] = set()
        used_truth: set[int] = set()
        for error, i, j in pairs:
            if i not in used_found and j not in used_truth:
                used_found.add(i)
                used_truth.add(j)
                self.errors_s.append(error)
        self.hits += len(used_found)
        self.false += len(found) - len(used_found)
        self.missed += len(truth) - len(used_truth)

    @property
    def f1(self) -> float:
        """Harmonic mean of the share found and the share true."""
        total = 2 * self.hits + self.false + self.missed
        return 2 * self.hits / total if total else 1.0

    @property
    def error_ms(self) -> float:
        """Median error of the hits in milliseconds."""
        return 1000 * float(np.median(self.errors_s)) if self.errors_s else float("nan")
