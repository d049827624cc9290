"""How likely each cause is: sets of causes, what each answer says about them, and what a further one would tell."""

from eutonia.reasoning.differential.engine import ENGINE_VERSION, Belief, Engine, Ranked, share_of_further, temper

__all__ = ["ENGINE_VERSION", "Belief", "Engine", "Ranked", "share_of_further", "temper"]
