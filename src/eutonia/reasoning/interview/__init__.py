"""What to ask next: the fixed questions first, then whatever tells most for the time it takes."""

from eutonia.reasoning.interview.order import FOUR_QUESTIONS, Interview

__all__ = ["FOUR_QUESTIONS", "Interview"]
