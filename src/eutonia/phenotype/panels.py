"""Which gene panel fits a ranking, what it would find, and when no genetic test is indicated."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from eutonia.phenotype.genes import RankedGene

# Estimates of ours, held against the tuning half of the published patients and everyday complaints (docs/phenotype.md).
LEAST = 0.10  # a panel must hold at least this much of the probability; below it no test is suggested …
LEAST_BY_NAME = 0.15  # … and a gene on none of our panels, so hardly one of spasms, at least this much to be named
LEAST_CALLED_FOR = 0.02  # … but less is enough where age, family or a sign calls for rare causes anyway, …
LIFT_CALLED_FOR = 5.0  # … if that is so many times what it held before any term was said
SOURCE = "evidence table 4.1; genes by their links in HPO"
CONSENT = (
    "Say what the test looks for, and what it may miss: a negative result does not exclude an inherited cause.",
    "A result may be uncertain, may change later, and may matter to relatives.",
    "Agree what happens with findings that were not looked for, and with the stored sample and data.",
    "Offer genetic counselling before the test; predictive testing for Huntington disease never under 18.",
    "A child or a person without capacity: follow the consent rules for them.",
)


@dataclass(frozen=True, slots=True)
class Panel:
    """A gene panel. ``code_seen``: the directory's code was seen in print; otherwise it is to be confirmed."""

    id: str
    name: str
    code: str
    code_seen: bool
    genes: tuple[str, ...]
    finds: str

    @property
    def code_words(self) -> str:
        """The code of the NHS Genomic Test Directory as it may be printed."""
        return self.code if self.code_seen else f"{self.code}: to confirm in the current directory"


@dataclass(frozen=True, slots=True)
class PanelSuggestion:
    """A panel with the share of the probability that its genes hold, and the ranked genes it holds."""

    panel: Panel
    probability: float
    genes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GeneticTest:
    """The advice on genetic testing: panels with the best first, or none, with the sentence that says why."""

    indicated: bool
    sentence: str
    panels: tuple[PanelSuggestion, ...]
    other_genes: tuple[str, ...]
    consent: tuple[str, ...]


@cache
def panels() -> tuple[Panel, ...]:
    """Return our panels."""
    document = tomllib.loads((Path(__file__).parent / "panels.toml").read_text(encoding="utf-8"))
    return tuple(Panel(**{**row, "genes": tuple(row["genes"])}) for row in document["panel"])


def suggest_test(genes: Sequence[RankedGene], most: int = 3, *, called_for: bool = False) -> GeneticTest:
    """Return which panels fit the ranked genes of a person. Needs all genes, not only the first few.

    ``called_for``: rare causes matter for other reasons than the ranking (`eutonia.phenotype.when`).
    """
    found = [_held(panel, genes) for panel in panels()]
    fits = [one for one, before in found if _fits(one.probability, before, called_for)]
    fitting = sorted(fits, key=lambda one: (-one.probability, one.panel.id))[:most]
    on_panels = {gene for one in fitting for gene in one.panel.genes}
    others = tuple(gene.symbol for gene in genes if gene.probability >= LEAST_BY_NAME and gene.symbol not in on_panels)
    if fitting:
        sentence = (
            f"The panel that fits best: {fitting[0].panel.name}. If the cause is a rare disease, "
            f"one of its genes explains it with a probability of {fitting[0].probability:.0%}."
        )
    elif others:
        sentence = f"None of our panels fits; test {', '.join(others)} by name, or ask for a wider panel or exome."
    else:
        sentence = (
            "No genetic test is indicated by these terms: no gene or panel stands out. More terms may change that."
        )
    indicated = bool(fitting or others)
    return GeneticTest(indicated, sentence, tuple(fitting), others, CONSENT if indicated else ())


def _held(panel: Panel, genes: Sequence[RankedGene]) -> tuple[PanelSuggestion, float]:
    """Return what the genes of a panel hold of the probability, and what they held before any term was said."""
    on_it = [gene for gene in genes if gene.symbol in panel.genes]
    held = sum(gene.probability for gene in on_it)
    return PanelSuggestion(panel, held, tuple(gene.symbol for gene in on_it)), sum(gene.prior for gene in on_it)


def _fits(held: float, before: float, called_for: bool) -> bool:
    return held >= LEAST or (called_for and held >= LEAST_CALLED_FOR and held >= LIFT_CALLED_FOR * before)
