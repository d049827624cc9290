"""How soon somebody must be seen: a table of rules, what its words mean, and the proof that it keeps its laws."""

from eutonia.reasoning.triage.rules import NOBODY, CompiledRule, FiredRule, Rulebook, Triage, TriageResult, triage

__all__ = ["NOBODY", "CompiledRule", "FiredRule", "Rulebook", "Triage", "TriageResult", "triage"]
